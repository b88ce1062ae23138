/* Patterns in the places of elements: triangles and the diagonal of a matrix, the cross product,
 * flipped and rolled tensors, a new dimension.
 * Neighbours: construct.c has eye, diag and cat; view.c the other views. */
#include <string.h>

#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/thread.h"
#include "../kernel/point.h"
#include "../kernel/reduce.h"
#include "torch.h"

static void require_matrix(lua_State *L, const Tensor *t) {
  if (t->ndim != 2) fac_error(L, "a matrix expected, got size %s", FAC_SHAPE(t));
}

/* --- triangles -------------------------------------------------------------------------------- */

/* Rows of a dense matrix of which a part is copied; the rest becomes 0, which is no bit set in any
 * type. */
typedef struct {
  const char *from;
  char *to;
  int64_t columns, bytes;
  int64_t k; /* row i is cut behind column i + k */
  bool lower;
} Triangle;

static void copy_triangle(void *context, int64_t first, int64_t last) {
  const Triangle *t = context;
  for (int64_t i = first; i < last; i++) {
    int64_t cut = i + t->k + (t->lower ? 1 : 0);
    cut = cut < 0 ? 0 : cut > t->columns ? t->columns : cut;
    const char *from = t->from + i * t->columns * t->bytes;
    char *to = t->to + i * t->columns * t->bytes;
    size_t left = (size_t)(cut * t->bytes), right = (size_t)((t->columns - cut) * t->bytes);
    if (t->lower) {
      memcpy(to, from, left);
      memset(to + left, 0, right);
    } else {
      memset(to, 0, left);
      memcpy(to + left, from + left, right);
    }
  }
}

static int triangle(lua_State *L, Args *a, bool lower) {
  enum { ELEMENTS = 32768 };
  Tensor *result = a->arg[0].t;
  require_matrix(L, a->arg[1].t);
  const Tensor *t = fac_dense_input(L, fac_apart(L, result, a->arg[1].t));
  fac_tensor_resize_as(L, result, t);
  Tensor *dense = fac_dense_result(L, result);
  int64_t rows = t->size[0], columns = t->size[1], k = a->arg[2].n.i;
  Triangle job = {.from = fac_tensor_data(t),
                  .to = fac_tensor_data(dense),
                  .columns = columns,
                  .bytes = (int64_t)fac_dtype_size(t->dtype),
                  .k = k < -rows     ? -rows
                       : k > columns ? columns
                                     : k,
                  .lower = lower};
  if (columns > 0) fac_parallel_for(rows, 1 + ELEMENTS / columns, copy_triangle, &job);
  fac_dense_store(L, result, dense);
  return fac_return(L, a, 0);
}

/* result = tril([result,] t[, k = 0]): a copy of the matrix t in which the elements above the k-th
 * diagonal are 0; k counts to the right of the main one.
 *
 *     torch.tril(torch.ones(2, 2))  -- {{1, 0}, {1, 1}} */
static int pattern_tril(lua_State *L, Args *a) {
  return triangle(L, a, true);
}

/* result = triu([result,] t[, k = 0]): the same with the elements below the k-th diagonal.
 *
 *     torch.triu(torch.ones(2, 2), 1)  -- {{0, 1}, {0, 0}} */
static int pattern_triu(lua_State *L, Args *a) {
  return triangle(L, a, false);
}

/* trace(t): the sum of the main diagonal of a matrix, a number; integers are added as integers of
 * 64 bits.
 *
 *     torch.trace(torch.eye(3))  -- 3 */
static int pattern_trace(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t;
  require_matrix(L, t);
  int64_t n = t->size[0] < t->size[1] ? t->size[0] : t->size[1];
  int64_t step = (t->stride[0] + t->stride[1]) * (int64_t)fac_dtype_size(t->dtype);
  Sum sum = fac_reduce->sum[t->dtype](n, fac_tensor_data(t), step);
  if (fac_dtype_is_real(t->dtype))
    lua_pushnumber(L, sum.d);
  else
    fac_push_integer(L, sum.i);
  return 1;
}

/* --- cross product ---------------------------------------------------------------------------- */

static int dimension_of_three(lua_State *L, const Args *a, int k, const Tensor *t) {
  if (a->arg[k].index) {
    int dim = fac_arg_dim(L, a, k, t->ndim);
    if (t->size[dim] != 3)
      fac_error(L, "dimension %d of size %lld should have size 3", dim + 1,
                (long long)t->size[dim]);
    return dim;
  }
  for (int d = 0; d < t->ndim; d++)
    if (t->size[d] == 3) return d;
  fac_error(L, "no dimension of size 3 in a tensor of size %s", FAC_SHAPE(t));
}

static Tensor component(const Tensor *t, int dim, int k) {
  Tensor view = *t;
  fac_tensor_narrow(&view, dim, k % 3, 1);
  return view;
}

/* result = cross([result,] a, b[, dim]): cross products of the vectors that lie along dim, which
 * has size 3; the first dimension of size 3 unless given. a and b have the same size.
 *
 *     torch.cross(torch.Tensor{1, 0, 0}, torch.Tensor{0, 1, 0})  -- {0, 0, 1} */
static int pattern_cross(lua_State *L, Args *a) {
  enum { RESULT, A, B, DIM };
  Tensor *result = a->arg[RESULT].t;
  const Tensor *u = a->arg[A].t, *v = a->arg[B].t;
  fac_check_same_size(L, u, "a", v, "b");
  int dim = dimension_of_three(L, a, DIM, u);
  u = fac_apart(L, result, u);
  v = fac_apart(L, result, v);
  fac_tensor_resize_as(L, result, u);
  Scalar minus_one[2] = {{-1, -1}};
  for (int k = 0; k < 3; k++) {
    Tensor r = component(result, dim, k);
    Tensor u1 = component(u, dim, k + 1), u2 = component(u, dim, k + 2);
    Tensor v1 = component(v, dim, k + 1), v2 = component(v, dim, k + 2);
    fac_loop(L, 3, (Tensor *[]){&r, &u1, &v2}, fac_point->op[POINT_mul][u->dtype], minus_one, 1);
    fac_loop(L, 4, (Tensor *[]){&r, &r, &u2, &v1}, fac_point->op[POINT_addcmul][u->dtype],
             minus_one, 1);
  }
  return fac_return(L, a, RESULT);
}

/* --- order ------------------------------------------------------------------------------------ */

typedef struct {
  Leaf copy;
  int64_t n, step[2]; /* of a line */
} LineCopy;

static void copy_line(char *const *p, void *context) {
  const LineCopy *c = context;
  c->copy(c->n, p, c->step, NULL);
}

/* result = flip([result,] t, dims...): a copy in which the order along each of these dimensions is
 * reversed.
 *
 *     torch.flip(torch.Tensor{{1, 2}, {3, 4}}, 2)  -- {{2, 1}, {4, 3}} */
static int pattern_flip(lua_State *L, Args *a) {
  Tensor *result = a->arg[0].t;
  const Tensor *t = a->arg[1].t;
  bool flipped[FAC_MAX_DIMS] = {false};
  for (int i = 0; i < a->nsizes; i++) {
    int d = (int)fac_check_index(L, a->sizes[i], t->ndim, "dimension");
    if (flipped[d]) fac_error(L, "dimension %d is listed twice", d + 1);
    flipped[d] = true;
  }
  t = fac_apart(L, result, t);
  fac_tensor_resize_as(L, result, t);
  if (fac_tensor_count(t) == 0) return fac_return(L, a, 0);
  /* seen from its last element a dimension has a negative stride, which lines may have */
  Tensor mirror = *t;
  for (int d = 0; d < t->ndim; d++) {
    if (!flipped[d]) continue;
    mirror.offset += (t->size[d] - 1) * t->stride[d];
    mirror.stride[d] = -t->stride[d];
  }
  int last = t->ndim - 1;
  int64_t bytes = (int64_t)fac_dtype_size(t->dtype);
  LineCopy line = {.copy = fac_point->copy[t->dtype][t->dtype],
                   .n = t->size[last],
                   .step = {result->stride[last] * bytes, mirror.stride[last] * bytes}};
  fac_lines(2, (Tensor *[]){result, &mirror}, last, copy_line, &line, line.n);
  return fac_return(L, a, 0);
}

/* Copies n slices of t along dim, from slice at on, to slice to of result. */
static void copy_range(lua_State *L, const Tensor *result, int64_t to, const Tensor *t, int64_t at,
                       int64_t n, int dim) {
  if (n == 0) return;
  Tensor from = *t, into = *result;
  fac_tensor_narrow(&from, dim, at, n);
  fac_tensor_narrow(&into, dim, to, n);
  fac_copy(L, &into, &from);
}

/* result = roll([result,] t, shift[, dim]): a copy in which every element is moved by shift places
 * along dim; what leaves at the end comes in at the start. A negative shift moves to the front.
 * Without dim the elements are moved in row-major order.
 *
 *     torch.roll(torch.Tensor{1, 2, 3, 4}, 1)  -- {4, 1, 2, 3} */
static int pattern_roll(lua_State *L, Args *a) {
  enum { RESULT, T, SHIFT, DIM };
  Tensor *result = a->arg[RESULT].t;
  const Tensor *t = a->arg[T].t;
  int dim = a->arg[DIM].index ? fac_arg_dim(L, a, DIM, t->ndim) : -1;
  t = fac_apart(L, result, t);
  if (dim < 0) t = fac_dense_input(L, t);
  fac_tensor_resize_as(L, result, t);
  int64_t count = fac_tensor_count(t);
  if (count == 0) return fac_return(L, a, RESULT);
  Tensor *whole = dim < 0 ? fac_dense_result(L, result) : result;
  Tensor from = *t, into = *whole;
  if (dim < 0) {
    from.ndim = into.ndim = 1;
    from.size[0] = into.size[0] = count;
    from.stride[0] = into.stride[0] = 1;
    dim = 0;
  }
  int64_t n = from.size[dim], shift = a->arg[SHIFT].n.i % n;
  if (shift < 0) shift += n;
  copy_range(L, &into, shift, &from, 0, n - shift, dim);
  copy_range(L, &into, 0, &from, n - shift, shift, dim);
  fac_dense_store(L, result, whole);
  return fac_return(L, a, RESULT);
}

/* unsqueeze(t, dim): a view with a new dimension of size 1 at place dim, which runs from 1 to one
 * more than t has; -1 is the last place.
 *
 *     torch.ones(3, 4):unsqueeze(2):size()  -- 3, 1, 4 */
static int pattern_unsqueeze(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t;
  if (t->ndim == 0) fac_error(L, "an empty tensor has no elements for another dimension");
  if (t->ndim == FAC_MAX_DIMS) fac_error(L, "a tensor has at most %d dimensions", FAC_MAX_DIMS);
  int dim = (int)fac_check_index(L, a->arg[1].n.i, t->ndim + 1, "dimension");
  Tensor *view = fac_new_view(L, t);
  view->ndim = t->ndim + 1;
  view->size[dim] = 1;
  view->stride[dim] = dim < t->ndim ? t->size[dim] * t->stride[dim] : 1;
  for (int d = dim; d < t->ndim; d++) {
    view->size[d + 1] = t->size[d];
    view->stride[d + 1] = t->stride[d];
  }
  return 1;
}

static Op ops[] = {
    {"tril", pattern_tril, "?res t [k:int=0]", "the lower triangle of a matrix, the rest 0"},
    {"triu", pattern_triu, "?res t [k:int=0]", "the upper triangle of a matrix, the rest 0"},
    {"trace", pattern_trace, "t", "sum of the diagonal of a matrix"},
    {"cross", pattern_cross, "?res a b [dim:dim]", "cross products along a dimension of size 3"},
    {"flip", pattern_flip, "?res t dims:sizes", "reversed along dimensions", FAC_EVERY},
    {"roll", pattern_roll, "?res t shift:int [dim:dim]", "moved in a circle along a dimension",
     FAC_EVERY},
    {"unsqueeze", pattern_unsqueeze, "t dim:int", "a view with a new dimension of size 1",
     FAC_EVERY},
    {NULL}};

void fac_open_torch_pattern(lua_State *L) {
  fac_register_torch(L, ops);
}
