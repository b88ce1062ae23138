/* Matrix and vector products. Neighbours: core/matrix.c computes those of real types; integers have
 * plain loops here. */
#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/matrix.h"
#include "../kernel/point.h"
#include "../kernel/reduce.h"
#include "torch.h"

/* --- operands --------------------------------------------------------------------------------- */

static void require_dims(lua_State *L, const Tensor *t, int ndim, const char *name) {
  if (t->ndim != ndim)
    fac_error(L, "%s should be a %dD tensor, got size %s", name, ndim, FAC_SHAPE(t));
}

/* --- products --------------------------------------------------------------------------------- */

/* c = beta c + alpha a b for integers and odd layouts; c is m x n, a m x k, b k x n. */
static void plain_product(lua_State *L, const Tensor *c, const Tensor *a, const Tensor *b,
                          Scalar beta, Scalar alpha) {
  const Tensor *rows = fac_new_contiguous(L, a), *columns;
  Tensor *bt = fac_new_view(L, b);
  fac_tensor_transpose(bt, 0, 1);
  columns = fac_new_contiguous(L, bt);
  int64_t bytes = (int64_t)fac_dtype_size(c->dtype), k = a->size[1];
  const char *x = fac_tensor_data(rows), *y = fac_tensor_data(columns);
  char *z = fac_tensor_data(c);
  for (int64_t i = 0; i < c->size[0]; i++)
    for (int64_t j = 0; j < c->size[1]; j++) {
      Sum s = fac_reduce->dot[c->dtype](k, x + i * k * bytes, bytes, y + j * k * bytes, bytes);
      char *at = z + (i * c->stride[0] + j * c->stride[1]) * bytes;
      uint64_t old = beta.i ? (uint64_t)fac_get_element(c->dtype, at).i * (uint64_t)beta.i : 0;
      int64_t v = (int64_t)(old + (uint64_t)alpha.i * (uint64_t)s.i);
      fac_set_element(c->dtype, at, (Scalar){(double)v, v});
    }
}

/* c = beta c + alpha a b, all 2D and of matching sizes; c must not overlap a or b. */
static void product(lua_State *L, Tensor *c, const Tensor *a, const Tensor *b, Scalar beta,
                    Scalar alpha) {
  int top = lua_gettop(L);
  luaL_checkstack(L, 8, "temporaries");
  if (fac_dtype_is_real(c->dtype)) {
    Tensor *dense;
    Matrix ma = fac_matrix_input(L, a), mb = fac_matrix_input(L, b);
    fac_matrix_multiply(fac_matrix_result(L, c, beta.d != 0, &dense), alpha.d, ma, mb, beta.d);
    fac_dense_store(L, c, dense);
  } else {
    plain_product(L, c, a, b, beta, alpha);
  }
  lua_settop(L, top);
}

/* Vectors as matrices. */
static Tensor column(const Tensor *v) {
  Tensor m = *v;
  m.ndim = 2;
  m.size[1] = 1;
  m.stride[1] = 1;
  return m;
}

static Tensor row(const Tensor *v) {
  Tensor m = *v;
  m.ndim = 2;
  m.size[1] = v->size[0];
  m.stride[1] = v->stride[0];
  m.size[0] = 1;
  m.stride[0] = v->size[0];
  return m;
}

/* res = beta m + alpha a b with all checks done by the caller; res gets the size of m. m may be
 * res itself, or NULL for zero. */
static void add_product(lua_State *L, Tensor *res, const Tensor *m, const Tensor *a,
                        const Tensor *b, Scalar beta, Scalar alpha) {
  luaL_checkstack(L, 8, "temporaries");
  a = fac_apart(L, res, a);
  b = fac_apart(L, res, b);
  if (m && m != res) {
    m = fac_apart(L, res, m);
    fac_tensor_resize_as(L, res, m);
    fac_copy(L, res, m);
  }
  Tensor c = *res, x = *a, y = *b;
  if (c.ndim == 1) { /* matrix times vector, or the outer product is 2D already */
    c = column(res);
    y = column(b);
  } else if (a->ndim == 1) {
    x = column(a);
    y = row(b);
  }
  product(L, &c, &x, &y, beta, alpha);
}

static void check_inner(lua_State *L, const Tensor *a, const Tensor *b, int64_t x, int64_t y) {
  if (x != y) fac_error(L, "inner sizes differ: a is %s, b is %s", FAC_SHAPE(a), FAC_SHAPE(b));
}

/* The result sizes of each kind of product, after checking the operands. */
typedef int (*ResultSize)(lua_State *L, const Tensor *a, const Tensor *b, int64_t *size);

static int size_mm(lua_State *L, const Tensor *a, const Tensor *b, int64_t *size) {
  require_dims(L, a, 2, "a");
  require_dims(L, b, 2, "b");
  check_inner(L, a, b, a->size[1], b->size[0]);
  size[0] = a->size[0];
  size[1] = b->size[1];
  return 2;
}

static int size_mv(lua_State *L, const Tensor *a, const Tensor *b, int64_t *size) {
  require_dims(L, a, 2, "a");
  require_dims(L, b, 1, "b");
  check_inner(L, a, b, a->size[1], b->size[0]);
  size[0] = a->size[0];
  return 1;
}

static int size_ger(lua_State *L, const Tensor *a, const Tensor *b, int64_t *size) {
  require_dims(L, a, 1, "a");
  require_dims(L, b, 1, "b");
  size[0] = a->size[0];
  size[1] = b->size[0];
  return 2;
}

static int size_bmm(lua_State *L, const Tensor *a, const Tensor *b, int64_t *size) {
  require_dims(L, a, 3, "a");
  require_dims(L, b, 3, "b");
  if (a->size[0] != b->size[0])
    fac_error(L, "batch sizes differ: a is %s, b is %s", FAC_SHAPE(a), FAC_SHAPE(b));
  check_inner(L, a, b, a->size[2], b->size[1]);
  size[0] = a->size[0];
  size[1] = a->size[1];
  size[2] = b->size[2];
  return 3;
}

static int size_addbmm(lua_State *L, const Tensor *a, const Tensor *b, int64_t *size) {
  size_bmm(L, a, b, size);
  size[0] = size[1];
  size[1] = size[2];
  return 2;
}

static void require_size(lua_State *L, const Tensor *t, int ndim, const int64_t *size,
                         const char *name) {
  bool same = t->ndim == ndim;
  for (int d = 0; same && d < ndim; d++) same = t->size[d] == size[d];
  if (!same)
    fac_error(L, "%s should have size %s, got %s", name,
              fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, size), FAC_SHAPE(t));
}

static const Scalar zero = {0, 0}, one = {1, 1};

/* mm, mv, ger: a result that Lua gave must have its size already, as in Torch7. */
static int plain(lua_State *L, Args *a, ResultSize result_size) {
  Tensor *res = a->arg[0].t;
  const Tensor *x = a->arg[1].t, *y = a->arg[2].t;
  int64_t size[FAC_MAX_DIMS];
  int ndim = result_size(L, x, y, size);
  if (res->ndim == 0)
    fac_tensor_resize(L, res, ndim, size, NULL);
  else
    require_size(L, res, ndim, size, "the result");
  add_product(L, res, NULL, x, y, zero, one);
  return fac_return(L, a, 0);
}

/* res = beta m + alpha x y */
static int added(lua_State *L, Args *a, ResultSize result_size) {
  Tensor *res = a->arg[0].t, *m = a->arg[2].t;
  const Tensor *x = a->arg[4].t, *y = a->arg[5].t;
  int64_t size[FAC_MAX_DIMS];
  int ndim = result_size(L, x, y, size);
  require_size(L, m, ndim, size, "M");
  add_product(L, res, m, x, y, a->arg[1].n, a->arg[3].n);
  return fac_return(L, a, 0);
}

static int linalg_mm(lua_State *L, Args *a) {
  return plain(L, a, size_mm);
}

static int linalg_mv(lua_State *L, Args *a) {
  return plain(L, a, size_mv);
}

static int linalg_ger(lua_State *L, Args *a) {
  return plain(L, a, size_ger);
}

static int linalg_addmm(lua_State *L, Args *a) {
  return added(L, a, size_mm);
}

static int linalg_addmv(lua_State *L, Args *a) {
  return added(L, a, size_mv);
}

static int linalg_addr(lua_State *L, Args *a) {
  return added(L, a, size_ger);
}

/* --- batches ---------------------------------------------------------------------------------- */

static Tensor matrix_at(const Tensor *batch, int64_t i) {
  Tensor m = *batch;
  fac_tensor_select(&m, 0, i);
  return m;
}

static void batch_product(lua_State *L, Tensor *res, const Tensor *x, const Tensor *y, Scalar beta,
                          Scalar alpha) {
  for (int64_t i = 0; i < x->size[0]; i++) {
    Tensor c = matrix_at(res, i), p = matrix_at(x, i), q = matrix_at(y, i);
    product(L, &c, &p, &q, beta, alpha);
  }
}

static int linalg_bmm(lua_State *L, Args *a) {
  Tensor *res = a->arg[0].t;
  const Tensor *x = fac_apart(L, res, a->arg[1].t), *y = fac_apart(L, res, a->arg[2].t);
  int64_t size[FAC_MAX_DIMS];
  int ndim = size_bmm(L, x, y, size);
  if (res->ndim == 0)
    fac_tensor_resize(L, res, ndim, size, NULL);
  else
    require_size(L, res, ndim, size, "the result");
  batch_product(L, res, x, y, zero, one);
  return fac_return(L, a, 0);
}

/* Copies m to res unless it is res. */
static void start_from(lua_State *L, Tensor *res, const Tensor *m) {
  if (m == res) return;
  m = fac_apart(L, res, m);
  fac_tensor_resize_as(L, res, m);
  fac_copy(L, res, m);
}

static int linalg_baddbmm(lua_State *L, Args *a) {
  Tensor *res = a->arg[0].t, *m = a->arg[2].t;
  const Tensor *x = fac_apart(L, res, a->arg[4].t), *y = fac_apart(L, res, a->arg[5].t);
  int64_t size[FAC_MAX_DIMS];
  require_size(L, m, size_bmm(L, x, y, size), size, "M");
  start_from(L, res, m);
  batch_product(L, res, x, y, a->arg[1].n, a->arg[3].n);
  return fac_return(L, a, 0);
}

static int linalg_addbmm(lua_State *L, Args *a) {
  Tensor *res = a->arg[0].t, *m = a->arg[2].t;
  const Tensor *x = fac_apart(L, res, a->arg[4].t), *y = fac_apart(L, res, a->arg[5].t);
  int64_t size[FAC_MAX_DIMS];
  require_size(L, m, size_addbmm(L, x, y, size), size, "M");
  start_from(L, res, m);
  for (int64_t i = 0; i < x->size[0]; i++) {
    Tensor p = matrix_at(x, i), q = matrix_at(y, i);
    product(L, res, &p, &q, i ? one : a->arg[1].n, a->arg[3].n);
  }
  return fac_return(L, a, 0);
}

#define ADDED_FORMS "*res [beta:num=1] M [alpha:num=1] a b"

static Op ops[] = {
    {"mm", linalg_mm, "!res a b", "matrix times matrix"},
    {"mv", linalg_mv, "!res a b", "matrix times vector"},
    {"ger", linalg_ger, "!res a b", "outer product of two vectors"},
    {"bmm", linalg_bmm, "!res a b", "matrix products of a batch"},
    {"addmm", linalg_addmm, ADDED_FORMS, "beta M + alpha a b, matrices"},
    {"addmv", linalg_addmv, ADDED_FORMS, "beta M + alpha a b, matrix and vector"},
    {"addr", linalg_addr, ADDED_FORMS, "beta M + alpha a b, outer product"},
    {"addbmm", linalg_addbmm, ADDED_FORMS, "beta M + alpha times the sum of a batch of products"},
    {"baddbmm", linalg_baddbmm, ADDED_FORMS, "beta M + alpha a b for each of a batch"},
    {NULL}};

void fac_open_torch_linalg(lua_State *L) {
  fac_register_torch(L, ops);
}
