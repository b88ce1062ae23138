/* Slices of a tensor picked by their numbers, such as the rows of a batch in random order.
 * Neighbours: index.c for brackets and masks, view.c for slices that are views. */
#include <string.h>

#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/thread.h"
#include "torch.h"

/* The number of the slice that element i of the index asks for, 0-based. */
static int64_t slice_number(const Tensor *index, int64_t i) {
  const int64_t *data = fac_tensor_data(index);
  return data[i * index->stride[0]] - 1;
}

static void check_numbers(lua_State *L, const Tensor *index, int64_t slices, int dim) {
  if (index->ndim != 1)
    fac_error(L, "the index must be a vector of numbers, got size %s", FAC_SHAPE(index));
  for (int64_t i = 0; i < index->size[0]; i++) {
    int64_t number = ((const int64_t *)fac_tensor_data(index))[i * index->stride[0]];
    if (number < 1 || number > slices)
      fac_error(L, "index %lld is out of range, dimension %d has size %lld", (long long)number,
                dim + 1, (long long)slices);
  }
}

/* A contiguous source, seen as outer x n slices of some bytes each. */
typedef struct {
  const Tensor *index;
  int64_t n;
  size_t bytes;
  const char *from;
  char *to;
} Pick;

static void pick_blocks(void *context, int64_t first, int64_t last) {
  const Pick *job = context;
  int64_t picked = job->index->size[0];
  for (int64_t k = first; k < last; k++) {
    int64_t from = k / picked * job->n + slice_number(job->index, k % picked);
    memcpy(job->to + (size_t)k * job->bytes, job->from + (size_t)from * job->bytes, job->bytes);
  }
}

static void pick_contiguous(Tensor *result, const Tensor *t, int dim, const Tensor *index) {
  enum { BYTES_PER_TASK = 200000 };
  Lines lines = fac_lines_along(t, dim);
  Pick job = {.index = index,
              .n = lines.n,
              .bytes = (size_t)lines.inner * fac_dtype_size(t->dtype),
              .from = fac_tensor_data(t),
              .to = fac_tensor_data(result)};
  fac_parallel_for(lines.outer * index->size[0], 1 + BYTES_PER_TASK / (int64_t)job.bytes,
                   pick_blocks, &job);
}

static void pick_strided(lua_State *L, Tensor *result, const Tensor *t, int dim,
                         const Tensor *index) {
  for (int64_t i = 0; i < index->size[0]; i++) {
    Tensor to = *result, from = *t;
    fac_tensor_narrow(&to, dim, i, 1);
    fac_tensor_narrow(&from, dim, slice_number(index, i), 1);
    fac_copy(L, &to, &from);
  }
}

static void pick(lua_State *L, Tensor *result, const Tensor *t, int dim, const Tensor *index) {
  if (fac_tensor_count(result) == 0) return;
  if (fac_tensor_is_contiguous(t) && fac_tensor_is_contiguous(result))
    pick_contiguous(result, t, dim, index);
  else
    pick_strided(L, result, t, dim, index);
}

/* result = index([result,] t, dim, index): the slices of t along dim whose 1-based numbers the
 * LongTensor index (a vector) holds, in that order, as a copy: size as t, but dim as long as index.
 * Raises when dim or a number is out of range or index is not a vector; result may be t itself.
 *
 *     torch.Tensor{{1, 2}, {3, 4}, {5, 6}}:index(1, torch.LongTensor{3, 1})  -- {{5, 6}, {1, 2}} */
static int slices_index(lua_State *L, Args *a) {
  enum { RESULT, T, DIM, INDEX };
  Tensor *result = a->arg[RESULT].t;
  const Tensor *t = a->arg[T].t, *index = a->arg[INDEX].t;
  int dim = fac_arg_dim(L, a, DIM, t->ndim);
  check_numbers(L, index, t->size[dim], dim);

  int64_t size[FAC_MAX_DIMS];
  memcpy(size, t->size, sizeof size);
  size[dim] = index->size[0];
  bool shared =
      result->storage && (result->storage == t->storage || result->storage == index->storage);
  if (shared) {
    Tensor *picked = fac_new_tensor_sized(L, t->dtype, t->ndim, size);
    pick(L, picked, t, dim, index);
    fac_tensor_resize(L, result, t->ndim, size, NULL);
    fac_copy(L, result, picked);
  } else {
    fac_tensor_resize(L, result, t->ndim, size, NULL);
    pick(L, result, t, dim, index);
  }
  return fac_return(L, a, RESULT);
}

static Op ops[] = {
    {"index", slices_index, "?res t dim:dim index:Long", "slices picked by their numbers"}, {NULL}};

void fac_open_torch_slices(lua_State *L) {
  fac_register_torch(L, ops);
}
