/* Linear equations, least squares, eigenvalues, singular values and factorisations by LAPACK, for
 * Float and Double. Every routine works on column-major copies, so operands stay as they are and
 * a call that fails has changed nothing; results that are new, or get a new size, are column-major
 * tensors, as in Torch7.
 * Neighbours: core/lapack.h calls the routines; linalg.c has the products. */
#include "../core/lapack.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "../core/dense.h"
#include "../core/loop.h"
#include "torch.h"

/* --- checks ----------------------------------------------------------------------------------- */

static void check_size(lua_State *L, const Tensor *t, const char *name) {
  if (fac_tensor_count(t) == 0)
    fac_error(L, "%s should have elements, got size %s", name, FAC_SHAPE(t));
  for (int d = 0; d < t->ndim; d++)
    if (t->size[d] > INT_MAX)
      fac_error(L, "%s of size %s is too large for LAPACK", name, FAC_SHAPE(t));
}

static void require_matrix(lua_State *L, const Tensor *t, const char *name) {
  if (t->ndim != 2) fac_error(L, "%s should be a matrix, got size %s", name, FAC_SHAPE(t));
  check_size(L, t, name);
}

static void require_square(lua_State *L, const Tensor *t, const char *name) {
  require_matrix(L, t, name);
  if (t->size[0] != t->size[1])
    fac_error(L, "%s should be square, got size %s", name, FAC_SHAPE(t));
}

static void require_vector(lua_State *L, const Tensor *t, const char *name) {
  if (t->ndim != 1) fac_error(L, "%s should be a vector, got size %s", name, FAC_SHAPE(t));
  check_size(L, t, name);
}

/* A right-hand side: a matrix with as many rows as a, or a vector, which counts as one column. */
static Tensor right_side(lua_State *L, const Tensor *b, const Tensor *a) {
  Tensor m = *b;
  if (b->ndim == 1) {
    m.ndim = 2;
    m.size[1] = 1;
    m.stride[1] = 1;
  } else if (b->ndim != 2) {
    fac_error(L, "b should be a matrix or a vector, got size %s", FAC_SHAPE(b));
  }
  check_size(L, &m, "b");
  if (m.size[0] != a->size[0])
    fac_error(L, "b should have as many rows as a: b is %s, a is %s", FAC_SHAPE(b), FAC_SHAPE(a));
  return m;
}

/* An option: the first letter counts. letters: the two that are allowed. */
static char option(lua_State *L, const Arg *arg, const char *name, const char *letters) {
  char letter = (char)toupper((unsigned char)arg->str[0]);
  if (letter != letters[0] && letter != letters[1])
    fac_error(L, "%s should be '%c' or '%c', got '%s'", name, letters[0], letters[1], arg->str);
  return letter;
}

static void check_info(lua_State *L, const char *routine, int info) {
  if (info < 0) fac_error(L, "Lapack Error %s : Illegal Argument %d", routine, -info);
}

/* --- matrices for LAPACK ---------------------------------------------------------------------- */

static Tensor *new_matrix(lua_State *L, DType dtype, int64_t rows, int64_t columns) {
  luaL_checkstack(L, 8, "temporaries");
  Tensor *t = fac_new_tensor(L, dtype);
  fac_tensor_resize(L, t, 2, (int64_t[]){rows, columns}, (int64_t[]){1, rows});
  return t;
}

static Tensor *new_vector(lua_State *L, DType dtype, int64_t n) {
  luaL_checkstack(L, 8, "temporaries");
  return fac_new_tensor_sized(L, dtype, 1, &n);
}

static Tensor *new_copy(lua_State *L, const Tensor *t) {
  Tensor *copy = new_matrix(L, t->dtype, t->size[0], t->size[1]);
  fac_copy(L, copy, t);
  return copy;
}

static int *new_pivots(lua_State *L, int64_t n) {
  return fac_tensor_data(new_vector(L, FAC_INT, n));
}

/* Some routines never end, or read beyond their arrays, when they meet a nan. t is a copy. */
static void require_finite(lua_State *L, const Tensor *t, const char *name) {
  const void *data = fac_tensor_data(t);
  int64_t n = fac_tensor_count(t);
  for (int64_t k = 0; k < n; k++) {
    double x = t->dtype == FAC_FLOAT ? (double)((const float *)data)[k] : ((const double *)data)[k];
    if (!isfinite(x))
      fac_error(L, "%s should have finite elements, but element (%lld,%lld) is %s", name,
                (long long)(k % t->size[0] + 1), (long long)(k / t->size[0] + 1),
                isnan(x) ? "nan" : "infinite");
  }
}

/* Fetches the memory that a routine has asked for; whether the routine is to be called (again). */
static bool provide(lua_State *L, DType dtype, Work *work) {
  if (work->length >= 0) return false;
  double wanted = fac_work_wanted(dtype, work);
  if (!(wanted <= INT_MAX))
    fac_error(L, "too large for LAPACK, which would need %.0f elements of scratch", wanted);
  work->length = wanted < 1 ? 1 : (int)wanted;
  work->data = fac_tensor_data(new_vector(L, dtype, work->length));
  return true;
}

/* Writes zeros beside the triangle that is kept, 'U' or 'L', of a column-major matrix. */
static void keep_triangle(const Tensor *t, char uplo) {
  int64_t rows = t->size[0], bytes = (int64_t)fac_dtype_size(t->dtype);
  char *column = fac_tensor_data(t);
  for (int64_t j = 0; j < t->size[1]; j++, column += t->stride[1] * bytes) {
    int64_t first = uplo == 'U' ? j + 1 : 0, last = uplo == 'U' ? rows : j;
    if (last > rows) last = rows;
    if (first < last) memset(column + first * bytes, 0, (size_t)((last - first) * bytes));
  }
}

/* Copies the triangle to the other side of the diagonal. */
static void mirror_triangle(const Tensor *t, char uplo) {
  int64_t n = t->size[0];
  size_t bytes = fac_dtype_size(t->dtype);
  char *data = fac_tensor_data(t);
  for (int64_t j = 0; j < n; j++)
    for (int64_t i = 0; i < j; i++) {
      char *upper = data + (size_t)(i + j * n) * bytes, *lower = data + (size_t)(j + i * n) * bytes;
      if (uplo == 'U')
        memcpy(lower, upper, bytes);
      else
        memcpy(upper, lower, bytes);
    }
}

/* Results: one that is new becomes the value itself, others get its size and its elements. */
static void give_size(lua_State *L, Tensor *res, const Tensor *value) {
  if (res->storage && !fac_tensor_same_size(res, value))
    fac_tensor_resize(L, res, value->ndim, value->size, value->stride);
}

static void give(lua_State *L, Tensor *res, const Tensor *value) {
  if (res->storage)
    fac_copy(L, res, value);
  else
    fac_tensor_set_as(L, res, value);
}

static int return_one(lua_State *L, const Args *a, const Tensor *value) {
  give_size(L, a->arg[0].t, value);
  give(L, a->arg[0].t, value);
  return fac_return(L, a, 0);
}

static int return_all(lua_State *L, const Args *a, int count, const Tensor *const *values) {
  for (int k = 0; k < count; k++)
    for (int other = 0; other < k; other++)
      if (a->arg[k].t == a->arg[other].t)
        fac_error(L, "results %d and %d should be different tensors", other + 1, k + 1);
  luaL_checkstack(L, 2 * count, "results");
  Tensor *room[FAC_MAX_ARGS]; /* so that no result changes if another one cannot be resized */
  for (int k = 0; k < count; k++) {
    room[k] = fac_new_view(L, a->arg[k].t);
    give_size(L, room[k], values[k]);
  }
  for (int k = 0; k < count; k++) {
    if (room[k]->storage) fac_tensor_set_as(L, a->arg[k].t, room[k]);
    give(L, a->arg[k].t, values[k]);
  }
  for (int k = 0; k < count; k++) lua_pushvalue(L, a->arg[k].index);
  return count;
}

static int return_two(lua_State *L, const Args *a, const Tensor *first, const Tensor *second) {
  return return_all(L, a, 2, (const Tensor *[]){first, second});
}

#define DATA(t) fac_tensor_data(t)
#define ROWS(t) ((int)(t)->size[0])
#define COLUMNS(t) ((int)(t)->size[1])

/* --- equations -------------------------------------------------------------------------------- */

/* a x = b by Gaussian elimination with row swaps. */
static int lapack_gesv(lua_State *L, Args *a) {
  require_square(L, a->arg[3].t, "a");
  Tensor b = right_side(L, a->arg[2].t, a->arg[3].t);
  Tensor *lu = new_copy(L, a->arg[3].t), *x = new_copy(L, &b);
  require_finite(L, lu, "a");
  int n = ROWS(lu), info;
  info = fac_gesv(a->dtype, n, COLUMNS(x), DATA(lu), new_pivots(L, n), DATA(x));
  check_info(L, "gesv", info);
  if (info) fac_error(L, "Lapack Error gesv : U(%d,%d) is zero, singular U.", info, info);
  return return_two(L, a, x, lu);
}

/* The least squares solution, or the shortest one where there are fewer equations than unknowns;
 * a has full rank. With more equations the rows behind the solution hold residuals. */
static int lapack_gels(lua_State *L, Args *a) {
  require_matrix(L, a->arg[3].t, "a");
  Tensor b = right_side(L, a->arg[2].t, a->arg[3].t);
  Tensor *qr = new_copy(L, a->arg[3].t);
  int rows = ROWS(qr), n = COLUMNS(qr), info;
  Tensor *x = new_matrix(L, a->dtype, rows > n ? rows : n, b.size[1]);
  memset(DATA(x), 0, (size_t)fac_tensor_count(x) * fac_dtype_size(a->dtype));
  Tensor *top = fac_new_view(L, x);
  fac_tensor_narrow(top, 0, 0, rows);
  fac_copy(L, top, &b);
  require_finite(L, qr, "a");
  require_finite(L, x, "b");
  Work work = FAC_WORK_ASK;
  do info = fac_gels(a->dtype, rows, n, COLUMNS(x), DATA(qr), DATA(x), &work);
  while (provide(L, a->dtype, &work));
  check_info(L, "gels", info);
  if (info)
    fac_error(L,
              "Lapack Error gels : the %d-th diagonal element of the triangular factor of A is "
              "zero, A does not have full rank",
              info);
  return return_two(L, a, x, qr);
}

/* Triangular equations; also returns a copy of a. */
static int lapack_trtrs(lua_State *L, Args *a) {
  char uplo = option(L, &a->arg[4], "uplo", "UL"), trans = option(L, &a->arg[5], "trans", "NT");
  char diag = option(L, &a->arg[6], "diag", "NU");
  require_square(L, a->arg[3].t, "a");
  Tensor b = right_side(L, a->arg[2].t, a->arg[3].t);
  const Tensor *m = new_copy(L, a->arg[3].t), *x = new_copy(L, &b);
  int info = fac_trtrs(a->dtype, uplo, trans, diag, ROWS(m), COLUMNS(x), DATA(m), DATA(x));
  check_info(L, "trtrs", info);
  if (info) fac_error(L, "Lapack Error trtrs : A(%d,%d) is zero, singular A", info, info);
  return return_two(L, a, x, m);
}

static int lapack_inverse(lua_State *L, Args *a) {
  require_square(L, a->arg[1].t, "a");
  Tensor *m = new_copy(L, a->arg[1].t);
  require_finite(L, m, "a");
  int n = ROWS(m), *pivots = new_pivots(L, n);
  int info = fac_getrf(a->dtype, n, DATA(m), pivots);
  check_info(L, "getrf", info);
  if (info) fac_error(L, "Lapack Error getrf : U(%d,%d) is 0, U is singular", info, info);
  Work work = FAC_WORK_ASK;
  do info = fac_getri(a->dtype, n, DATA(m), pivots, &work);
  while (provide(L, a->dtype, &work));
  check_info(L, "getri", info);
  if (info) fac_error(L, "Lapack Error getri : U(%d,%d) is 0, U is singular", info, info);
  return return_one(L, a, m);
}

/* --- eigenvalues and singular values ---------------------------------------------------------- */

/* Of a symmetric matrix, one triangle of which is read. Without vectors the second result is
 * zeros. */
static int lapack_symeig(lua_State *L, Args *a) {
  char job = option(L, &a->arg[3], "job", "NV"), uplo = option(L, &a->arg[4], "uplo", "UL");
  require_square(L, a->arg[2].t, "a");
  Tensor *v = new_copy(L, a->arg[2].t);
  require_finite(L, v, "a");
  const Tensor *e = new_vector(L, a->dtype, v->size[0]);
  Work work = FAC_WORK_ASK;
  int info;
  do info = fac_syev(a->dtype, job, uplo, ROWS(v), DATA(v), DATA(e), &work);
  while (provide(L, a->dtype, &work));
  check_info(L, "syev", info);
  if (info)
    fac_error(L, "Lapack Error syev : %d off-diagonal elements didn't converge to zero", info);
  if (job == 'N') memset(DATA(v), 0, (size_t)fac_tensor_count(v) * fac_dtype_size(a->dtype));
  return return_two(L, a, e, v);
}

/* Of any square matrix: real and imaginary parts side by side. A pair of complex eigenvalues has
 * the real and the imaginary part of its eigenvector in the two columns. */
static int lapack_eig(lua_State *L, Args *a) {
  char job = option(L, &a->arg[3], "job", "NV");
  require_square(L, a->arg[2].t, "a");
  Tensor *m = new_copy(L, a->arg[2].t);
  require_finite(L, m, "a");
  int n = ROWS(m), info;
  Tensor *e = new_matrix(L, a->dtype, n, 2), *v = job == 'V' ? new_matrix(L, a->dtype, n, n) : NULL;
  void *imaginary = (char *)DATA(e) + (size_t)n * fac_dtype_size(a->dtype);
  Work work = FAC_WORK_ASK;
  do info = fac_geev(a->dtype, job, n, DATA(m), DATA(e), imaginary, v ? DATA(v) : NULL, &work);
  while (provide(L, a->dtype, &work));
  check_info(L, "geev", info);
  if (info)
    fac_error(L, "Lapack Error geev : %d off-diagonal elements didn't converge to zero", info);
  return return_two(L, a, e, v ? v : a->arg[1].t);
}

/* a = u diag(s) v'; with job 'A' u and v are square. */
static int lapack_svd(lua_State *L, Args *a) {
  char job = option(L, &a->arg[4], "job", "SA");
  require_matrix(L, a->arg[3].t, "a");
  Tensor *m = new_copy(L, a->arg[3].t);
  require_finite(L, m, "a");
  int rows = ROWS(m), n = COLUMNS(m), k = rows < n ? rows : n, info;
  bool all = job == 'A';
  const Tensor *u = new_matrix(L, a->dtype, rows, all ? rows : k);
  const Tensor *s = new_vector(L, a->dtype, k);
  Tensor *vt = new_matrix(L, a->dtype, all ? n : k, n);
  Work work = FAC_WORK_ASK;
  do info = fac_gesvd(a->dtype, job, rows, n, DATA(m), DATA(s), DATA(u), DATA(vt), ROWS(vt), &work);
  while (provide(L, a->dtype, &work));
  check_info(L, "gesvd", info);
  if (info) fac_error(L, "Lapack Error gesvd : %d superdiagonals failed to converge.", info);
  fac_tensor_transpose(vt, 0, 1);
  return return_all(L, a, 3, (const Tensor *[]){u, s, vt});
}

/* --- QR --------------------------------------------------------------------------------------- */

static int64_t shorter_side(const Tensor *t) {
  return t->size[0] < t->size[1] ? t->size[0] : t->size[1];
}

/* Turns a column-major matrix into Householder reflectors and R; pushes and returns tau. */
static Tensor *factorise(lua_State *L, const Tensor *qr) {
  Tensor *tau = new_vector(L, qr->dtype, shorter_side(qr));
  Work work = FAC_WORK_ASK;
  int info;
  do info = fac_geqrf(qr->dtype, ROWS(qr), COLUMNS(qr), DATA(qr), DATA(tau), &work);
  while (provide(L, qr->dtype, &work));
  check_info(L, "geqrf", info);
  return tau;
}

/* Turns the reflectors in the columns of q, a column-major matrix, into orthonormal columns. */
static void form_q(lua_State *L, const Tensor *q, const Tensor *tau) {
  Work work = FAC_WORK_ASK;
  int info;
  do info = fac_orgqr(q->dtype, ROWS(q), COLUMNS(q), ROWS(tau), DATA(q), DATA(tau), &work);
  while (provide(L, q->dtype, &work));
  check_info(L, "orgqr", info);
}

static int lapack_geqrf(lua_State *L, Args *a) {
  require_matrix(L, a->arg[2].t, "a");
  const Tensor *qr = new_copy(L, a->arg[2].t);
  return return_two(L, a, qr, factorise(L, qr));
}

static int lapack_qr(lua_State *L, Args *a) {
  require_matrix(L, a->arg[2].t, "a");
  Tensor *q = new_copy(L, a->arg[2].t);
  const Tensor *tau = factorise(L, q);
  Tensor *top = fac_new_view(L, q);
  fac_tensor_narrow(top, 0, 0, shorter_side(q));
  Tensor *r = new_copy(L, top);
  keep_triangle(r, 'U');
  fac_tensor_narrow(q, 1, 0, shorter_side(q));
  form_q(L, q, tau);
  return return_two(L, a, q, r);
}

/* A packed QR and its tau, as geqrf makes them. */
static void check_reflectors(lua_State *L, const Tensor *qr, const Tensor *tau) {
  require_matrix(L, qr, "qr");
  require_vector(L, tau, "tau");
  if (tau->size[0] > shorter_side(qr))
    fac_error(L, "tau should have at most %lld elements for a qr of size %s, got %lld",
              (long long)shorter_side(qr), FAC_SHAPE(qr), (long long)tau->size[0]);
}

static int lapack_orgqr(lua_State *L, Args *a) {
  check_reflectors(L, a->arg[1].t, a->arg[2].t);
  Tensor *q = new_copy(L, a->arg[1].t);
  fac_tensor_narrow(q, 1, 0, shorter_side(q));
  form_q(L, q, fac_new_contiguous(L, a->arg[2].t));
  return return_one(L, a, q);
}

/* The product of c with the whole Q, which is square, without forming it. */
static int lapack_ormqr(lua_State *L, Args *a) {
  char side = option(L, &a->arg[4], "side", "LR"), trans = option(L, &a->arg[5], "trans", "NT");
  check_reflectors(L, a->arg[1].t, a->arg[2].t);
  require_matrix(L, a->arg[3].t, "c");
  const Tensor *qr = new_copy(L, a->arg[1].t), *tau = fac_new_contiguous(L, a->arg[2].t);
  const Tensor *c = new_copy(L, a->arg[3].t);
  if (c->size[side == 'R'] != qr->size[0])
    fac_error(L, "c should have %lld %s for a qr of size %s, got size %s", (long long)qr->size[0],
              side == 'L' ? "rows" : "columns", FAC_SHAPE(qr), FAC_SHAPE(c));
  Work work = FAC_WORK_ASK;
  int info;
  do
    info = fac_ormqr(a->dtype, side, trans, ROWS(c), COLUMNS(c), ROWS(tau), DATA(qr), ROWS(qr),
                     DATA(tau), DATA(c), &work);
  while (provide(L, a->dtype, &work));
  check_info(L, "ormqr", info);
  return return_one(L, a, c);
}

/* --- Cholesky --------------------------------------------------------------------------------- */

static int lapack_potrf(lua_State *L, Args *a) {
  char uplo = option(L, &a->arg[2], "uplo", "UL");
  require_square(L, a->arg[1].t, "a");
  const Tensor *m = new_copy(L, a->arg[1].t);
  int info = fac_potrf(a->dtype, uplo, ROWS(m), DATA(m));
  check_info(L, "potrf", info);
  if (info)
    fac_error(L, "Lapack Error potrf : the leading minor of order %d is not positive definite",
              info);
  keep_triangle(m, uplo);
  return return_one(L, a, m);
}

static int lapack_potrs(lua_State *L, Args *a) {
  char uplo = option(L, &a->arg[3], "uplo", "UL");
  require_square(L, a->arg[2].t, "the factor");
  Tensor b = right_side(L, a->arg[1].t, a->arg[2].t);
  const Tensor *m = new_copy(L, a->arg[2].t), *x = new_copy(L, &b);
  check_info(L, "potrs", fac_potrs(a->dtype, uplo, ROWS(m), COLUMNS(x), DATA(m), DATA(x)));
  return return_one(L, a, x);
}

static int lapack_potri(lua_State *L, Args *a) {
  char uplo = option(L, &a->arg[2], "uplo", "UL");
  require_square(L, a->arg[1].t, "the factor");
  const Tensor *m = new_copy(L, a->arg[1].t);
  int info = fac_potri(a->dtype, uplo, ROWS(m), DATA(m));
  check_info(L, "potri", info);
  if (info) fac_error(L, "Lapack Error potri : A(%d,%d) is 0, A cannot be factorized", info, info);
  mirror_triangle(m, uplo);
  return return_one(L, a, m);
}

/* With row and column swaps, so that the diagonal descends; for semidefinite matrices, too. */
static int lapack_pstrf(lua_State *L, Args *a) {
  char uplo = option(L, &a->arg[3], "uplo", "UL");
  require_square(L, a->arg[2].t, "a");
  const Tensor *m = new_copy(L, a->arg[2].t);
  require_finite(L, m, "a");
  const Tensor *pivots = new_vector(L, FAC_INT, m->size[0]);
  void *scratch = DATA(new_vector(L, a->dtype, 2 * m->size[0]));
  int info = fac_pstrf(a->dtype, uplo, ROWS(m), DATA(m), DATA(pivots), a->arg[4].n.d, scratch);
  check_info(L, "pstrf", info);
  if (info)
    fac_error(L, "Lapack Error pstrf : matrix is rank deficient or not positive semidefinite");
  keep_triangle(m, uplo);
  return return_two(L, a, m, pivots);
}

#define ROW(name, forms, help)                                                                     \
  { #name, lapack_##name, forms, help, FAC_REAL, FAC_FUNCTION }

static Op ops[] = {
    ROW(gesv, "!x !lu b a", "solves a x = b"),
    ROW(gels, "!x !qr b a", "least squares solution of a x = b"),
    ROW(trtrs, "!x !copy b a [uplo:string=U] [trans:string=N] [diag:string=N]",
        "solves a x = b for triangular a"),
    ROW(inverse, "!res a", "inverse of a square matrix"),
    ROW(symeig, "!values !vectors a [job:string=N] [uplo:string=U]",
        "eigenvalues and eigenvectors of a symmetric matrix"),
    ROW(eig, "!values !vectors a [job:string=N]", "eigenvalues and eigenvectors"),
    ROW(svd, "!u !s !v a [job:string=S]", "singular value decomposition"),
    ROW(qr, "!q !r a", "orthonormal times upper triangular"),
    ROW(geqrf, "!qr !tau a", "QR factorisation, packed"),
    ROW(orgqr, "!q qr tau", "the orthonormal matrix of a packed QR"),
    ROW(ormqr, "!res qr tau c [side:string=L] [trans:string=N]",
        "the orthonormal matrix of a packed QR times c"),
    ROW(potrf, "!res a [uplo:string=U]", "Cholesky factor"),
    ROW(potrs, "!x b factor [uplo:string=U]", "solves a x = b with the Cholesky factor of a"),
    ROW(potri, "!res factor [uplo:string=U]", "inverse of a with the Cholesky factor of a"),
    ROW(pstrf, "!res !pivots:Int a [uplo:string=U] [tol:num=-1]",
        "Cholesky factor with swaps of rows and columns"),
    {NULL}};

void fac_open_torch_lapack(lua_State *L) {
  fac_register_torch(L, ops);
}
