/* Layers over planes; see planes.h. */
#include "planes.h"

#include <string.h>

#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/pooling.h"

Planes fac_planes_of(lua_State *L, const Tensor *t, int dims) {
  const char *sizes = dims == 2 ? "height x width" : "depth x height x width";
  if (t->ndim != dims + 1 && t->ndim != dims + 2)
    fac_error(L, "input must be planes x %s, with or without a batch in front, got size %s", sizes,
              FAC_SHAPE(t));
  Planes p = {.ndim = t->ndim, .dims = dims, .planes = 1, .size = {1, 1, 1}};
  for (int d = 0; d < t->ndim - dims; d++) p.planes *= t->size[d];
  double elements = 1;
  for (int d = 0; d < dims; d++) {
    p.size[3 - dims + d] = t->size[t->ndim - dims + d];
    if (t->size[t->ndim - dims + d] == 0)
      fac_error(L, "input has planes without elements: %s", FAC_SHAPE(t));
    elements *= (double)p.size[3 - dims + d];
  }
  /* an empty batch may claim any size */
  if (elements > 1e15) fac_error(L, "planes of %s are too large", FAC_PLANE_SHAPE(dims, p.size));
  return p;
}

int fac_planes_size(const Tensor *input, const Planes *planes, const int64_t size[3],
                    int64_t out[FAC_MAX_DIMS]) {
  int lead = planes->ndim - planes->dims;
  memcpy(out, input->size, (size_t)lead * sizeof *out);
  memcpy(out + lead, size + (3 - planes->dims), (size_t)planes->dims * sizeof *out);
  return planes->ndim;
}

void fac_planes_check(lua_State *L, const Tensor *t, const char *name, const Tensor *input,
                      const Planes *planes, const int64_t size[3]) {
  int64_t expected[FAC_MAX_DIMS];
  int ndim = fac_planes_size(input, planes, size, expected);
  if (t->ndim != ndim || memcmp(t->size, expected, (size_t)ndim * sizeof *expected) != 0)
    fac_error(L, "%s must have size %s, got %s", name,
              fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, expected), FAC_SHAPE(t));
}

Pass fac_planes_forward(lua_State *L, Tensor *output, const Tensor *input, const Planes *planes,
                        const int64_t size[3]) {
  fac_check_other(L, output, "output", input, "input");
  input = fac_apart(L, output, input);
  int64_t all[FAC_MAX_DIMS];
  int ndim = fac_planes_size(input, planes, size, all);
  fac_tensor_resize(L, output, ndim, all, NULL);
  const Tensor *x = fac_dense_input(L, input);
  Tensor *y = fac_dense_result(L, output);
  return (Pass){output, y, y->dtype, fac_tensor_data(x), fac_tensor_data(y)};
}

Pass fac_planes_backward(lua_State *L, Tensor *gradInput, const Tensor *input,
                         const Tensor *gradOutput, const Planes *planes, const int64_t size[3]) {
  fac_planes_check(L, gradOutput, "gradOutput", input, planes, size);
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  gradOutput = fac_apart(L, gradInput, gradOutput);
  fac_tensor_resize_as(L, gradInput, input);
  const Tensor *g = fac_dense_input(L, gradOutput);
  Tensor *r = fac_dense_result(L, gradInput);
  return (Pass){gradInput, r, r->dtype, fac_tensor_data(g), fac_tensor_data(r)};
}

int fac_planes_finish(lua_State *L, const Args *a, const Pass *pass) {
  fac_dense_store(L, pass->result, pass->dense);
  return fac_return(L, a, 0);
}

typedef struct {
  DType dtype;
  const char *g;
  char *y;
  const int64_t *index;
  int64_t g_plane, y_plane; /* elements of a plane */
} Scatter;

static void scatter_planes(void *context, int64_t first, int64_t last) {
  const Scatter *s = context;
  size_t bytes = fac_dtype_size(s->dtype);
  fac_pooling->scatter[s->dtype](
      last - first, s->g_plane, s->y_plane, s->g + (size_t)(first * s->g_plane) * bytes,
      s->index + first * s->g_plane, s->y + (size_t)(first * s->y_plane) * bytes);
}

int fac_planes_scatter(lua_State *L, const Args *a, int dims) {
  Tensor *gradInput = a->arg[0].t, *indices = a->arg[1].t, *input = a->arg[2].t;
  const Tensor *gradOutput = a->arg[3].t;
  Planes planes = fac_planes_of(L, input, dims);
  bool fits = indices->ndim == input->ndim;
  for (int d = 0; fits && d < input->ndim - dims; d++) fits = indices->size[d] == input->size[d];
  if (!fits)
    fac_error(L, "indices of size %s do not belong to an input of size %s; was forward called?",
              FAC_SHAPE(indices), FAC_SHAPE(input));
  fac_check_same_size(L, gradOutput, "gradOutput", indices, "the output");
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  gradOutput = fac_apart(L, gradInput, gradOutput);
  const Tensor *i = fac_dense_input(L, indices), *g = fac_dense_input(L, gradOutput);
  fac_check_indices(L, i, fac_volume(planes.size), "indices");
  fac_tensor_resize_as(L, gradInput, input);
  Tensor *r = fac_dense_result(L, gradInput);
  if (planes.planes > 0) {
    Scatter s = {.dtype = r->dtype,
                 .g = fac_tensor_data(g),
                 .y = fac_tensor_data(r),
                 .index = fac_tensor_data(i),
                 .g_plane = fac_tensor_count(g) / planes.planes,
                 .y_plane = fac_volume(planes.size)};
    fac_parallel_for(planes.planes, fac_planes_grain(s.g_plane + s.y_plane / 4), scatter_planes,
                     &s);
  }
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

typedef struct {
  const int64_t *index;
  int64_t limit;
  atomic_bool bad;
} IndexCheck;

static void check_piece(void *context, int64_t first, int64_t last) {
  IndexCheck *c = context;
  bool bad = false;
  for (int64_t i = first; i < last; i++) bad |= (uint64_t)c->index[i] - 1 >= (uint64_t)c->limit;
  if (bad) c->bad = true;
}

void fac_check_indices(lua_State *L, const Tensor *index, int64_t limit, const char *name) {
  int64_t count = fac_tensor_count(index);
  IndexCheck c = {.index = fac_tensor_data(index), .limit = limit};
  fac_parallel_for(count, 50000, check_piece, &c);
  for (int64_t i = 0; c.bad && i < count; i++)
    if (c.index[i] < 1 || c.index[i] > limit)
      fac_error(L, "%s: index %lld is out of range, it must be 1 to %lld; was forward called?",
                name, (long long)c.index[i], (long long)limit);
}

int64_t fac_arg_size(lua_State *L, const Args *a, int k, int64_t least, const char *what) {
  double value = a->arg[k].n.d;
  if (!(value >= (double)least && value <= INT32_MAX))
    fac_error(L, "%s must be %lld to %d, got %g", what, (long long)least, INT32_MAX, value);
  return a->arg[k].n.i;
}
