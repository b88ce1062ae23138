/* Functions that make or fill tensors: zeros, ones, eye, range, linspace, cat ...
 * Neighbours: tensor.c has the constructors, sample.c the random ones. */
#include <math.h>
#include <string.h>

#include "../core/loop.h"
#include "../kernel/point.h"
#include "torch.h"

/* Sizes as Torch7 reads them: up to the first one that is not positive. */
static void resize_to_sizes(lua_State *L, Tensor *t, const Args *a) {
  int n = 0;
  while (n < a->nsizes && a->sizes[n] > 0) n++;
  fac_tensor_resize(L, t, n, a->sizes, NULL);
}

static int filled(lua_State *L, Args *a, int64_t value) {
  Scalar scalars[2] = {{(double)value, value}};
  resize_to_sizes(L, a->arg[0].t, a);
  fac_loop(L, 1, &a->arg[0].t, fac_point->op[POINT_fill][a->arg[0].t->dtype], scalars, 1);
  return fac_return(L, a, 0);
}

static int construct_zeros(lua_State *L, Args *a) {
  return filled(L, a, 0);
}

static int construct_ones(lua_State *L, Args *a) {
  return filled(L, a, 1);
}

static char *element(const Tensor *t, int64_t position) {
  return (char *)fac_tensor_data(t) + position * (int64_t)fac_dtype_size(t->dtype);
}

static int construct_eye(lua_State *L, Args *a) {
  int64_t n = a->arg[1].n.i, m = a->arg[2].index ? a->arg[2].n.i : n;
  if (n < 1 || m < 1)
    fac_error(L, "sizes must be positive, got %lld and %lld", (long long)n, (long long)m);
  Tensor *t = a->arg[0].t;
  fac_tensor_resize_2d(L, t, n, m);
  Scalar zero[2] = {{0, 0}}, one = {1, 1};
  fac_loop(L, 1, &t, fac_point->op[POINT_fill][t->dtype], zero, 1);
  for (int64_t i = 0; i < n && i < m; i++)
    fac_set_element(t->dtype, element(t, i * (t->stride[0] + t->stride[1])), one);
  return fac_return(L, a, 0);
}

/* Sets element i to f(i), where f is start + i * step. */
typedef struct {
  double start, step;
  int64_t i;
  DType dtype;
  bool power_of_ten;
} Progression;

static void progress(int64_t n, char *const *p, const int64_t *step, const void *param) {
  Progression *s = (Progression *)param;
  for (int64_t i = 0; i < n; i++, s->i++) {
    double v = s->start + (double)s->i * s->step;
    if (s->power_of_ten) v = pow(10, v);
    fac_set_element(s->dtype, p[0] + i * step[0], (Scalar){v, fac_to_int64(v)});
  }
}

static int progression(lua_State *L, Args *a, double start, double step, int64_t n, bool power) {
  Tensor *t = a->arg[0].t;
  if (fac_tensor_count(t) != n) fac_tensor_resize_1d(L, t, n);
  Progression s = {.start = start, .step = step, .dtype = t->dtype, .power_of_ten = power};
  fac_loop_serial(L, 1, &t, progress, &s);
  return fac_return(L, a, 0);
}

static int construct_range(lua_State *L, Args *a) {
  double first = a->arg[1].n.d, last = a->arg[2].n.d, step = a->arg[3].n.d;
  if (step == 0 || !(step > 0 ? last >= first : last <= first))
    fac_error(L, "upper bound and lower bound inconsistent with step sign: %g to %g by %g", first,
              last, step);
  double n = floor((last - first) / step) + 1;
  if (!(n < 9e15)) fac_error(L, "a range of %g elements is too long", n);
  return progression(L, a, first, step, (int64_t)n, false);
}

static int spaced(lua_State *L, Args *a, bool power) {
  double first = a->arg[1].n.d, last = a->arg[2].n.d;
  int64_t n = a->arg[3].n.i;
  if (n < 1 || (n == 1 && first != last))
    fac_error(L, "invalid number of points %lld from %g to %g", (long long)n, first, last);
  return progression(L, a, first, n == 1 ? 0 : (last - first) / (double)(n - 1), n, power);
}

static int construct_linspace(lua_State *L, Args *a) {
  return spaced(L, a, false);
}

static int construct_logspace(lua_State *L, Args *a) {
  return spaced(L, a, true);
}

/* --- joining ---------------------------------------------------------------------------------- */

/* Writes the tensors at stack indices first ... last, which are all of one type, side by side along
 * dim (0-based; behind the last one: a new dimension) into res. Empty ones are skipped. */
static void join(lua_State *L, Tensor *res, int first, int last, int dim) {
  int64_t size[FAC_MAX_DIMS];
  int ndim = dim + 1;
  const Tensor *like = NULL;
  for (int i = first; i <= last; i++) {
    const Tensor *t = fac_to_tensor(L, i);
    if (t->ndim > ndim) ndim = t->ndim;
  }
  if (ndim > FAC_MAX_DIMS) fac_error(L, "a tensor has at most %d dimensions", FAC_MAX_DIMS);
  int64_t total = 0;
  for (int i = first; i <= last; i++) {
    const Tensor *t = fac_to_tensor(L, i);
    if (t->ndim == 0) continue;
    for (int d = 0; d < ndim; d++) {
      int64_t n = d < t->ndim ? t->size[d] : 1;
      if (like && d != dim && n != size[d])
        fac_error(L, "inconsistent tensor sizes: %s and %s cannot be joined along dimension %d",
                  FAC_SHAPE(like), FAC_SHAPE(t), dim + 1);
      size[d] = n;
    }
    like = t;
    total += dim < t->ndim ? t->size[dim] : 1;
  }
  if (!like) {
    fac_tensor_resize(L, res, 0, NULL, NULL);
    return;
  }
  size[dim] = total;
  bool shared = false;
  for (int i = first; i <= last; i++) {
    const Tensor *t = fac_to_tensor(L, i);
    shared = shared || t == res || fac_storage_shared(res->storage, t->storage);
  }
  Tensor *joined = shared ? fac_new_tensor(L, res->dtype) : res;
  fac_tensor_resize(L, joined, ndim, size, NULL);
  int64_t at = 0;
  for (int i = first; i <= last; i++) {
    const Tensor *t = fac_to_tensor(L, i);
    if (t->ndim == 0) continue;
    int64_t n = dim < t->ndim ? t->size[dim] : 1;
    Tensor slot = *joined;
    fac_tensor_narrow(&slot, dim, at, n);
    fac_copy(L, &slot, t);
    at += n;
  }
  if (!shared) return;
  fac_tensor_resize(L, res, ndim, size, NULL);
  fac_copy(L, res, joined);
}

static int largest_dim(lua_State *L, int first, int last) {
  int ndim = 0;
  for (int i = first; i <= last; i++) {
    const Tensor *t = fac_to_tensor(L, i);
    if (t->ndim > ndim) ndim = t->ndim;
  }
  return ndim > 0 ? ndim - 1 : 0;
}

/* cat([res,] a, b[, dim]) | cat([res,] {tensors}[, dim]) */
static int construct_cat(lua_State *L, Args *a) {
  const Arg *dim_arg = &a->arg[a->form ? 2 : 3];
  int first = lua_gettop(L) + 1;
  if (a->form) {
    int n = (int)lua_rawlen(L, a->arg[1].index);
    if (n == 0) fac_error(L, "the table of tensors is empty");
    luaL_checkstack(L, n + 8, "too many tensors to join");
    for (int i = 1; i <= n; i++) {
      lua_rawgeti(L, a->arg[1].index, i);
      const Tensor *t = fac_to_tensor(L, -1);
      if (!t || t->dtype != a->arg[0].t->dtype)
        fac_error(L, "entry %d of the table should be a %sTensor, got %s%s", i,
                  fac_dtype_name(a->arg[0].t->dtype), t ? fac_dtype_name(t->dtype) : "",
                  t ? "Tensor" : luaL_typename(L, -1));
      fac_tensor_check(L, t);
    }
  } else {
    lua_pushvalue(L, a->arg[1].index);
    lua_pushvalue(L, a->arg[2].index);
  }
  int last = lua_gettop(L), dim = largest_dim(L, first, last);
  if (dim_arg->index) {
    int64_t wanted = dim_arg->n.i;
    if (wanted == 0 || wanted < -(dim + 1) || wanted > FAC_MAX_DIMS)
      fac_error(L, "dimension %lld is out of range", (long long)wanted);
    dim = (int)(wanted > 0 ? wanted - 1 : wanted + dim + 1);
  }
  join(L, a->arg[0].t, first, last, dim);
  return fac_return(L, a, 0);
}

/* diag(t[, k]): vector to matrix, matrix to the k-th diagonal. */
static int construct_diag(lua_State *L, Args *a) {
  const Tensor *t = a->arg[1].t;
  int64_t k = a->arg[2].n.i;
  if (t->ndim != 1 && t->ndim != 2)
    fac_error(L, "a vector or a matrix expected, got size %s", FAC_SHAPE(t));
  if (k < -INT32_MAX || k > INT32_MAX) fac_error(L, "diagonal %lld is out of range", (long long)k);
  int64_t below = k < 0 ? -k : 0, right = k > 0 ? k : 0;
  Tensor *copy = fac_new_tensor(L, t->dtype);
  Tensor view = *t;
  if (t->ndim == 1) {
    int64_t n = t->size[0] + below + right;
    fac_tensor_resize_2d(L, copy, n, n);
    Scalar zero[2] = {{0, 0}};
    fac_loop(L, 1, &copy, fac_point->op[POINT_fill][t->dtype], zero, 1);
    Tensor diagonal = {.dtype = t->dtype,
                       .storage = copy->storage,
                       .ndim = 1,
                       .offset = below * n + right,
                       .size = {t->size[0]},
                       .stride = {n + 1}};
    fac_copy(L, &diagonal, t);
  } else {
    int64_t rows = t->size[0] - below, columns = t->size[1] - right;
    int64_t n = rows < columns ? rows : columns;
    if (n < 1) fac_error(L, "a matrix of size %s has no diagonal %lld", FAC_SHAPE(t), (long long)k);
    view.ndim = 1;
    view.size[0] = n;
    view.offset += below * t->stride[0] + right * t->stride[1];
    view.stride[0] = t->stride[0] + t->stride[1];
    fac_tensor_resize_1d(L, copy, n);
    fac_copy(L, copy, &view);
  }
  fac_tensor_resize_as(L, a->arg[0].t, copy);
  fac_copy(L, a->arg[0].t, copy);
  return fac_return(L, a, 0);
}

static Op ops[] = {
    {"zeros", construct_zeros, "!res size:sizes", "filled with 0"},
    {"ones", construct_ones, "!res size:sizes", "filled with 1"},
    {"eye", construct_eye, "!res n:int [m:int]", "the identity matrix"},
    {"range", construct_range, "!res first:num last:num [step:num=1]", "an arithmetic progression"},
    {"linspace", construct_linspace, "!res first:num last:num [n:int=100]",
     "n points, evenly spaced", FAC_REAL},
    {"logspace", construct_logspace, "!res first:num last:num [n:int=100]",
     "10 to the power of n evenly spaced points", FAC_REAL},
    {"cat", construct_cat, "?res a b [dim:dim] | ?res list:table [dim:dim]", "tensors side by side",
     FAC_EVERY},
    {"diag", construct_diag, "?res t [k:int=0]", "diagonal of a matrix, or matrix from a diagonal"},
    {NULL}};

void fac_open_torch_construct(lua_State *L) {
  fac_register_torch(L, ops);
}
