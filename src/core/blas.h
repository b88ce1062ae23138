/* Matrix products. Row-major, like our tensors. The BLAS runs with one thread; products that are
 * large enough are cut into slices over our own pool. Nothing here raises or allocates.
 * Neighbours: thread.h; src/torch/linalg.c and src/nn call it. */
#ifndef FAC_BLAS_H
#define FAC_BLAS_H

#include <stdbool.h>
#include <stddef.h>

#include "dtype.h"

/* C (m x n) = alpha op(A) op(B) + beta C, op(A) is m x k, op(B) k x n; lda, ldb, ldc are row
 * strides in elements. With beta 0 C need not be initialised. FAC_FLOAT or FAC_DOUBLE only. Ctrl-C
 * at the prompt leaves the rest of C as it was. */
void fac_gemm(DType dtype, bool transA, bool transB, int64_t m, int64_t n, int64_t k, double alpha,
              const void *A, int64_t lda, const void *B, int64_t ldb, double beta, void *C,
              int64_t ldc);

/* y = alpha op(A) x + beta y; A is m x n before op. */
void fac_gemv(DType dtype, bool transA, int64_t m, int64_t n, double alpha, const void *A,
              int64_t lda, const void *x, int64_t incx, double beta, void *y, int64_t incy);

/* A (m x n) += alpha x y' */
void fac_ger(DType dtype, int64_t m, int64_t n, double alpha, const void *x, int64_t incx,
             const void *y, int64_t incy, void *A, int64_t lda);

/* Prepares the BLAS when the library is loaded: one thread, the right kernels. */
void fac_blas_open(void);

/* The processor whose kernels the BLAS uses, as it names it: "SkylakeX", "Haswell". */
const char *fac_blas_name(void);

/* The library and its version, "OpenBLAS 0.3.21", into text of so many bytes. */
void fac_blas_version(char *text, size_t size);

#endif
