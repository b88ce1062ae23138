/* 2-D tensors as the BLAS wants them; see matrix.h. */
#include "matrix.h"

#include <limits.h>

#include "blas.h"
#include "loop.h"

/* Whether the tensor can be used without a copy; fills in m. */
static bool fits_blas(const Tensor *t, Matrix *m) {
  int64_t rows = t->size[0], columns = t->size[1];
  *m = fac_matrix_rows(t->dtype, fac_tensor_data(t), rows, columns);
  if (fac_tensor_is_contiguous(t)) return true;
  if ((columns == 1 || t->stride[1] == 1) && t->stride[0] >= columns) {
    m->ld = t->stride[0];
    return true;
  }
  if ((rows == 1 || t->stride[0] == 1) && t->stride[1] >= rows) {
    m->ld = t->stride[1];
    m->transposed = true;
    return true;
  }
  return false;
}

static void check_size(lua_State *L, const Tensor *t) {
  if (t->size[0] > INT_MAX || t->size[1] > INT_MAX)
    fac_error(L, "a matrix of size %s is too large for the BLAS", FAC_SHAPE(t));
}

Matrix fac_matrix_input(lua_State *L, const Tensor *t) {
  Matrix m;
  check_size(L, t);
  if (!fits_blas(t, &m) || m.ld > INT_MAX) fits_blas(fac_new_contiguous(L, t), &m);
  return m;
}

Matrix fac_matrix_result(lua_State *L, Tensor *t, bool keep, Tensor **dense) {
  Matrix m;
  check_size(L, t);
  *dense = t;
  if (!fits_blas(t, &m) || m.ld > INT_MAX) {
    *dense = fac_new_tensor_sized(L, t->dtype, t->ndim, t->size);
    if (keep) fac_copy(L, *dense, t);
    fits_blas(*dense, &m);
  }
  return m;
}

void fac_matrix_multiply(Matrix c, double alpha, Matrix a, Matrix b, double beta) {
  if (c.transposed) {
    fac_matrix_multiply(fac_matrix_flip(c), alpha, fac_matrix_flip(b), fac_matrix_flip(a), beta);
    return;
  }
  fac_gemm(c.dtype, a.transposed, b.transposed, c.rows, c.columns, a.columns, alpha, a.data, a.ld,
           b.data, b.ld, beta, c.data, c.ld);
}

void fac_matrix_times_vector(void *y, double alpha, Matrix a, const void *x, double beta) {
  if (a.transposed)
    fac_gemv(a.dtype, true, a.columns, a.rows, alpha, a.data, a.ld, x, 1, beta, y, 1);
  else
    fac_gemv(a.dtype, false, a.rows, a.columns, alpha, a.data, a.ld, x, 1, beta, y, 1);
}
