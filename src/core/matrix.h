/* 2-D tensors as the BLAS wants them, and products of those.
 * Neighbours: blas.h multiplies; src/torch/linalg.c and src/nn call this. */
#ifndef FAC_MATRIX_H
#define FAC_MATRIX_H

#include "object.h"

/* Rows of dense elements, ld elements apart; or the transpose of such a matrix. */
typedef struct {
  DType dtype;
  void *data;
  int64_t rows, columns, ld;
  bool transposed;
} Matrix;

static inline Matrix fac_matrix_flip(Matrix m) {
  return (Matrix){m.dtype, m.data, m.columns, m.rows, m.ld, !m.transposed};
}

/* A contiguous array as a matrix. */
static inline Matrix fac_matrix_rows(DType dtype, void *data, int64_t rows, int64_t columns) {
  return (Matrix){dtype, data, rows, columns, columns > 0 ? columns : 1, false};
}

/* A 2-D tensor to read from; where its strides are not those of a matrix, of a copy, which is
 * pushed. Raises for sizes that the BLAS cannot count. */
Matrix fac_matrix_input(lua_State *L, const Tensor *t);

/* A 2-D tensor to write to, or to add to with keep; where its strides are not those of a matrix,
 * *dense is a pushed tensor that fac_dense_store writes back, else t. */
Matrix fac_matrix_result(lua_State *L, Tensor *t, bool keep, Tensor **dense);

/* c = alpha a b + beta c, Float or Double; the sizes must fit each other. */
void fac_matrix_multiply(Matrix c, double alpha, Matrix a, Matrix b, double beta);

/* y = alpha a x + beta y for contiguous vectors. */
void fac_matrix_times_vector(void *y, double alpha, Matrix a, const void *x, double beta);

#endif
