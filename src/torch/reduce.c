/* Reductions over all elements or along a dimension. Sums are made in a fixed order that depends on
 * the sizes only, so that they come out the same with any number of threads.
 * Neighbours: kernel/reduce.h has the kernels. */
#include <math.h>
#include <string.h>

#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/thread.h"
#include "../kernel/point.h"
#include "../kernel/reduce.h"
#include "torch.h"

/* --- over all elements ------------------------------------------------------------------------ */

enum { BLOCK = 16384, STACK_BLOCKS = 64 };

/* A reduction cut into blocks of BLOCK elements, each with a partial result of its own. */
typedef struct {
  const char *data;
  int64_t n, bytes;
  ReduceSum sum;
  ReducePower power_sum;
  double power, center;
  Sum *part;
} Blocks;

static void reduce_blocks(void *context, int64_t first, int64_t last) {
  const Blocks *b = context;
  for (int64_t k = first; k < last; k++) {
    int64_t begin = k * BLOCK, n = b->n - begin < BLOCK ? b->n - begin : BLOCK;
    const char *p = b->data + begin * b->bytes;
    if (b->sum)
      b->part[k] = b->sum(n, p, b->bytes);
    else
      b->part[k].d = b->power_sum(n, p, b->bytes, b->power, b->center);
  }
}

/* Fills the partial results of t; returns how many. They live in a buffer on the Lua stack. */
static int64_t run_blocks(lua_State *L, const Tensor *t, Blocks *b, Sum *room) {
  t = fac_new_contiguous(L, t);
  b->data = fac_tensor_data(t);
  b->n = fac_tensor_count(t);
  b->bytes = (int64_t)fac_dtype_size(t->dtype);
  int64_t count = (b->n + BLOCK - 1) / BLOCK;
  b->part = count <= STACK_BLOCKS ? room : fac_new_userdata(L, (size_t)count * sizeof(Sum));
  fac_parallel_for(count, 4, reduce_blocks, b);
  return count;
}

static Sum total_of(lua_State *L, const Tensor *t, const ReduceSum *kernel, bool product) {
  Sum room[STACK_BLOCKS];
  Blocks b = {.sum = kernel[t->dtype]};
  int64_t count = run_blocks(L, t, &b, room);
  bool real = fac_dtype_is_real(t->dtype);
  Sum total = {0};
  if (real)
    total.d = product;
  else
    total.i = product;
  for (int64_t k = 0; k < count; k++) {
    if (real)
      total.d = product ? total.d * b.part[k].d : total.d + b.part[k].d;
    else
      total.i = (int64_t)(product ? (uint64_t)total.i * (uint64_t)b.part[k].i
                                  : (uint64_t)total.i + (uint64_t)b.part[k].i);
  }
  return total;
}

static double power_total(lua_State *L, const Tensor *t, double power, double center) {
  Sum room[STACK_BLOCKS];
  Blocks b = {.power_sum = fac_reduce->power[t->dtype], .power = power, .center = center};
  int64_t count = run_blocks(L, t, &b, room);
  double total = 0;
  for (int64_t k = 0; k < count; k++) total += b.part[k].d;
  return total;
}

static int push_sum(lua_State *L, DType dtype, Sum total) {
  if (fac_dtype_is_real(dtype))
    lua_pushnumber(L, total.d);
  else
    fac_push_integer(L, total.i);
  return 1;
}

static void require_elements(lua_State *L, const Tensor *t) {
  if (fac_tensor_count(t) == 0) fac_error(L, "the tensor is empty");
}

/* --- along a dimension ------------------------------------------------------------------------ */

/* Gives res the size of t with 1 in that dimension. */
static void resize_reduced(lua_State *L, Tensor *res, const Tensor *t, int dim) {
  int64_t size[FAC_MAX_DIMS];
  memcpy(size, t->size, (size_t)t->ndim * sizeof *size);
  size[dim] = 1;
  fac_tensor_resize(L, res, t->ndim, size, NULL);
}

/* A line reduced to one number. */
typedef struct {
  DType dtype;
  int64_t n, step; /* of the line */
  ReduceSum sum;
  double divisor, power, root;
  bool biased;
} LineSum;

static void sum_line(char *const *p, void *context) {
  const LineSum *s = context;
  Sum total = s->sum(s->n, p[1], s->step);
  fac_reduce->store[s->dtype](1, p[0], 0, &total, s->divisor);
}

static void norm_line(char *const *p, void *context) {
  const LineSum *s = context;
  Sum total = {.d = fac_reduce->power[s->dtype](s->n, p[1], s->step, s->power, 0)};
  if (s->power != 0) total.d = s->power == 2 ? sqrt(total.d) : pow(total.d, s->root);
  fac_reduce->store[s->dtype](1, p[0], 0, &total, 1);
}

static double line_variance(const LineSum *s, const char *p) {
  double n = (double)s->n, mean = fac_reduce->sum[s->dtype](s->n, p, s->step).d / n;
  return fac_reduce->power[s->dtype](s->n, p, s->step, 2, mean) / (s->biased ? n : n - 1);
}

static void variance_line(char *const *p, void *context) {
  const LineSum *s = context;
  Sum total = {.d = line_variance(s, p[1])};
  fac_reduce->store[s->dtype](1, p[0], 0, &total, 1);
}

static void deviation_line(char *const *p, void *context) {
  const LineSum *s = context;
  Sum total = {.d = sqrt(line_variance(s, p[1]))};
  fac_reduce->store[s->dtype](1, p[0], 0, &total, 1);
}

static void reduce_lines(const Tensor *res, const Tensor *t, int dim, LineBody body, LineSum *s) {
  s->dtype = t->dtype;
  s->n = t->size[dim];
  s->step = t->stride[dim] * (int64_t)fac_dtype_size(t->dtype);
  fac_lines(2, (Tensor *[]){(Tensor *)res, (Tensor *)t}, dim, body, s, s->n);
}

/* Sums over a dimension that is not the last: rows are added up, a chunk of columns at a time. */
enum { COLUMNS = 512 };

typedef struct {
  DType dtype;
  int64_t outer, n, inner, bytes; /* t seen as outer x n x inner, contiguous */
  const char *t;
  char *res;
  double divisor;
} ColumnSums;

static void sum_columns(void *context, int64_t first, int64_t last) {
  const ColumnSums *c = context;
  int64_t chunks = (c->inner + COLUMNS - 1) / COLUMNS;
  for (int64_t k = first; k < last; k++) {
    int64_t o = k / chunks, begin = k % chunks * COLUMNS;
    int64_t width = c->inner - begin < COLUMNS ? c->inner - begin : COLUMNS;
    Sum acc[COLUMNS];
    memset(acc, 0, sizeof acc);
    fac_reduce->add_rows[c->dtype](
        width, acc, c->n, c->t + (o * c->n * c->inner + begin) * c->bytes, c->inner * c->bytes);
    fac_reduce->store[c->dtype](width, c->res + (o * c->inner + begin) * c->bytes, c->bytes, acc,
                                c->divisor);
  }
}

static void sum_along(lua_State *L, Tensor *res, const Tensor *t, int dim, bool mean) {
  t = fac_apart(L, res, t);
  resize_reduced(L, res, t, dim);
  double divisor = mean ? (double)t->size[dim] : 1;
  int64_t inner = 1;
  for (int d = dim + 1; d < t->ndim; d++) inner *= t->size[d];
  if (inner < 4 || t->size[dim] == 0 || !fac_tensor_is_contiguous(t) ||
      !fac_tensor_is_contiguous(res)) {
    LineSum s = {.sum = fac_reduce->sum[t->dtype], .divisor = divisor};
    reduce_lines(res, t, dim, sum_line, &s);
    return;
  }
  ColumnSums c = {.dtype = t->dtype,
                  .n = t->size[dim],
                  .inner = inner,
                  .outer = 1,
                  .bytes = (int64_t)fac_dtype_size(t->dtype),
                  .t = fac_tensor_data(t),
                  .res = fac_tensor_data(res),
                  .divisor = divisor};
  for (int d = 0; d < dim; d++) c.outer *= t->size[d];
  int64_t tasks = c.outer * ((inner + COLUMNS - 1) / COLUMNS);
  int64_t grain = 32768 / (c.n * COLUMNS) + 1;
  fac_parallel_for(tasks, grain, sum_columns, &c);
}

/* --- operations ------------------------------------------------------------------------------- */

static int reduce_sum(lua_State *L, Args *a) {
  if (a->form == 0) return push_sum(L, a->dtype, total_of(L, a->arg[0].t, fac_reduce->sum, false));
  sum_along(L, a->arg[0].t, a->arg[1].t, fac_arg_dim(L, a, 2, a->arg[1].t->ndim), false);
  return fac_return(L, a, 0);
}

static int reduce_mean(lua_State *L, Args *a) {
  if (a->form == 0) {
    const Tensor *t = a->arg[0].t;
    require_elements(L, t);
    lua_pushnumber(L, total_of(L, t, fac_reduce->sum, false).d / (double)fac_tensor_count(t));
    return 1;
  }
  sum_along(L, a->arg[0].t, a->arg[1].t, fac_arg_dim(L, a, 2, a->arg[1].t->ndim), true);
  return fac_return(L, a, 0);
}

static int reduce_prod(lua_State *L, Args *a) {
  if (a->form == 0)
    return push_sum(L, a->dtype, total_of(L, a->arg[0].t, fac_reduce->product, true));
  Tensor *res = a->arg[0].t;
  int dim = fac_arg_dim(L, a, 2, a->arg[1].t->ndim);
  const Tensor *t = fac_apart(L, res, a->arg[1].t);
  resize_reduced(L, res, t, dim);
  LineSum s = {.sum = fac_reduce->product[t->dtype], .divisor = 1};
  reduce_lines(res, t, dim, sum_line, &s);
  return fac_return(L, a, 0);
}

static int reduce_norm(lua_State *L, Args *a) {
  if (a->form == 0) {
    double power = a->arg[1].n.d, total = power_total(L, a->arg[0].t, power, 0);
    lua_pushnumber(L, power == 0 ? total : power == 2 ? sqrt(total) : pow(total, 1 / power));
    return 1;
  }
  Tensor *res = a->arg[0].t;
  int dim = fac_arg_dim(L, a, 3, a->arg[1].t->ndim);
  const Tensor *t = fac_apart(L, res, a->arg[1].t);
  resize_reduced(L, res, t, dim);
  LineSum s = {.power = a->arg[2].n.d, .root = 1 / a->arg[2].n.d};
  reduce_lines(res, t, dim, norm_line, &s);
  return fac_return(L, a, 0);
}

static int spread(lua_State *L, Args *a, bool root) {
  if (a->form == 0) {
    const Tensor *t = a->arg[0].t;
    require_elements(L, t);
    double n = (double)fac_tensor_count(t);
    double mean = total_of(L, t, fac_reduce->sum, false).d / n;
    double variance = power_total(L, t, 2, mean) / (a->arg[1].b ? n : n - 1);
    lua_pushnumber(L, root ? sqrt(variance) : variance);
    return 1;
  }
  Tensor *res = a->arg[0].t;
  int dim = fac_arg_dim(L, a, 2, a->arg[1].t->ndim);
  const Tensor *t = fac_apart(L, res, a->arg[1].t);
  resize_reduced(L, res, t, dim);
  LineSum s = {.biased = a->arg[3].b};
  reduce_lines(res, t, dim, root ? deviation_line : variance_line, &s);
  return fac_return(L, a, 0);
}

static int reduce_var(lua_State *L, Args *a) {
  return spread(L, a, false);
}

static int reduce_std(lua_State *L, Args *a) {
  return spread(L, a, true);
}

/* --- extremes --------------------------------------------------------------------------------- */

typedef struct {
  ReduceArg arg;
  int64_t n, step;
  size_t bytes;
} Extreme;

static void extreme_line(char *const *p, void *context) {
  const Extreme *e = context;
  int64_t i = e->arg(e->n, p[2], e->step);
  memcpy(p[0], p[2] + i * e->step, e->bytes);
  *(int64_t *)p[1] = i + 1;
}

/* The extreme of all elements, a number; or values and positions along a dimension. */
static int extreme(lua_State *L, Args *a, const ReduceArg *kernels) {
  if (a->form == 0) {
    const Tensor *t = fac_new_contiguous(L, a->arg[0].t);
    require_elements(L, t);
    const char *data = fac_tensor_data(t);
    int64_t bytes = (int64_t)fac_dtype_size(t->dtype);
    int64_t i = kernels[t->dtype](fac_tensor_count(t), data, bytes);
    fac_push_element(L, t->dtype, data + i * bytes);
    return 1;
  }
  Tensor *values = a->arg[0].t, *positions = a->arg[1].t;
  int dim = fac_arg_dim(L, a, 3, a->arg[2].t->ndim);
  if (a->arg[2].t->size[dim] == 0) fac_error(L, "dimension %d has no elements", dim + 1);
  if (values == positions) fac_error(L, "values and positions must be two tensors");
  const Tensor *t = fac_apart(L, values, a->arg[2].t);
  t = fac_apart(L, positions, t);
  Tensor *room = fac_new_view(L, positions); /* which must not change if values cannot be resized */
  resize_reduced(L, room, t, dim);
  resize_reduced(L, values, t, dim);
  fac_tensor_set_as(L, positions, room);
  Extreme e = {.arg = kernels[t->dtype],
               .n = t->size[dim],
               .bytes = fac_dtype_size(t->dtype),
               .step = t->stride[dim] * (int64_t)fac_dtype_size(t->dtype)};
  fac_lines(3, (Tensor *[]){values, positions, (Tensor *)t}, dim, extreme_line, &e, 2 * e.n);
  fac_return(L, a, 0);
  fac_return(L, a, 1);
  return 2;
}

static int reduce_max(lua_State *L, Args *a) {
  return extreme(L, a, fac_reduce->argmax);
}

static int reduce_min(lua_State *L, Args *a) {
  return extreme(L, a, fac_reduce->argmin);
}

/* --- scans ------------------------------------------------------------------------------------ */

typedef struct {
  DType dtype;
  bool product;
  int64_t n, from, to; /* steps in bytes */
} Scan;

static void scan_line(char *const *p, void *context) {
  const Scan *s = context;
  double d = s->product;
  uint64_t i = s->product;
  for (int64_t k = 0; k < s->n; k++) {
    Scalar v = fac_get_element(s->dtype, p[1] + k * s->from);
    d = s->product ? d * v.d : d + v.d;
    i = s->product ? i * (uint64_t)v.i : i + (uint64_t)v.i;
    Scalar out = fac_dtype_is_real(s->dtype) ? (Scalar){d, 0} : (Scalar){0, (int64_t)i};
    fac_set_element(s->dtype, p[0] + k * s->to, out);
  }
}

static int scan(lua_State *L, Args *a, bool product) {
  Tensor *res = a->arg[0].t;
  const Tensor *t = a->arg[1].t;
  int dim = fac_arg_dim(L, a, 2, t->ndim);
  t = fac_apart(L, res, t);
  fac_tensor_resize_as(L, res, t);
  int64_t bytes = (int64_t)fac_dtype_size(t->dtype);
  Scan s = {.dtype = t->dtype,
            .product = product,
            .n = t->size[dim],
            .from = t->stride[dim] * bytes,
            .to = res->stride[dim] * bytes};
  fac_lines(2, (Tensor *[]){res, (Tensor *)t}, dim, scan_line, &s, 4 * s.n);
  return fac_return(L, a, 0);
}

static int reduce_cumsum(lua_State *L, Args *a) {
  return scan(L, a, false);
}

static int reduce_cumprod(lua_State *L, Args *a) {
  return scan(L, a, true);
}

/* --- two tensors ------------------------------------------------------------------------------ */

/* dot(a, b): the sum of products over all elements, whatever the shapes. */
static int reduce_dot(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t, *u = a->arg[1].t;
  if (fac_tensor_count(t) != fac_tensor_count(u))
    fac_error(L, "inconsistent tensor size: %s and %s do not have the same number of elements",
              FAC_SHAPE(t), FAC_SHAPE(u));
  t = fac_new_contiguous(L, t);
  u = fac_new_contiguous(L, u);
  int64_t bytes = (int64_t)fac_dtype_size(t->dtype);
  return push_sum(L, t->dtype,
                  fac_reduce->dot[t->dtype](fac_tensor_count(t), fac_tensor_data(t), bytes,
                                            fac_tensor_data(u), bytes));
}

/* dist(a, b[, p]): the p-norm of the difference. */
static int reduce_dist(lua_State *L, Args *a) {
  Tensor *t = a->arg[0].t, *u = a->arg[1].t;
  double power = a->arg[2].n.d;
  if (fac_tensor_count(t) != fac_tensor_count(u))
    fac_error(L, "inconsistent tensor size: %s and %s do not have the same number of elements",
              FAC_SHAPE(t), FAC_SHAPE(u));
  Tensor *difference = fac_new_tensor_sized(L, t->dtype, t->ndim, t->size);
  Scalar minus_one[2] = {{-1, -1}};
  fac_loop(L, 3, (Tensor *[]){difference, t, u}, fac_point->op[POINT_add][t->dtype], minus_one, 1);
  double total = power_total(L, difference, power, 0);
  lua_pushnumber(L, power == 0 ? total : power == 2 ? sqrt(total) : pow(total, 1 / power));
  return 1;
}

static int all_or_any(lua_State *L, Args *a, bool all) {
  const Tensor *t = fac_new_contiguous(L, a->arg[0].t);
  const uint8_t *p = fac_tensor_data(t);
  int64_t n = fac_tensor_count(t), i = 0;
  while (i < n && (p[i] != 0) == all) i++;
  lua_pushboolean(L, all ? i == n : i < n);
  return 1;
}

static int reduce_all(lua_State *L, Args *a) {
  return all_or_any(L, a, true);
}

static int reduce_any(lua_State *L, Args *a) {
  return all_or_any(L, a, false);
}

#define SUM_FORMS "t | ?res t dim:dim"
#define EXTREME_FORMS "t | ?res ?positions:Long t dim:dim"

static Op ops[] = {
    {"sum", reduce_sum, SUM_FORMS, "sum of all elements, or along a dimension"},
    {"mean", reduce_mean, SUM_FORMS, "mean of all elements, or along a dimension", FAC_REAL},
    {"prod", reduce_prod, SUM_FORMS, "product of all elements, or along a dimension"},
    {"norm", reduce_norm, "t [p:num=2] | ?res t p:num dim:dim",
     "p-norm of all elements, or along a dimension", FAC_REAL},
    {"var", reduce_var, "t [biased:bool] | ?res t dim:dim [biased:bool]", "variance", FAC_REAL},
    {"std", reduce_std, "t [biased:bool] | ?res t dim:dim [biased:bool]", "standard deviation",
     FAC_REAL},
    {"max", reduce_max, EXTREME_FORMS, "largest element; values and positions along a dimension"},
    {"min", reduce_min, EXTREME_FORMS, "smallest element; values and positions along a dimension"},
    {"cumsum", reduce_cumsum, "?res t [dim:dim=1]", "running sums along a dimension"},
    {"cumprod", reduce_cumprod, "?res t [dim:dim=1]", "running products along a dimension"},
    {"dot", reduce_dot, "t u", "sum of the element-wise product"},
    {"dist", reduce_dist, "t u [p:num=2]", "p-norm of the difference", FAC_REAL},
    {"all", reduce_all, "t", "no element 0?", 1 << FAC_BYTE},
    {"any", reduce_any, "t", "an element other than 0?", 1 << FAC_BYTE},
    {NULL}};

void fac_open_torch_reduce(lua_State *L) {
  fac_register_torch(L, ops);
}
