/* Matrix products on top of CBLAS. OpenBLAS would bring a thread pool of its own, and two pools
 * fight; so it runs with one thread, and products that are worth it are cut along their longer side
 * into slices for our pool. A slice computes its elements with the same sums in the same order as
 * the whole product would, so the result does not depend on the number of threads.
 * Neighbours: thread.c. */
#include "blas.h"

#include <cblas.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "thread.h"

/* OpenBLAS has these; another library behind the CBLAS interface need not. */
void openblas_set_num_threads(int n) __attribute__((weak));
char *openblas_get_corename(void) __attribute__((weak));
void gotoblas_dynamic_init(void) __attribute__((weak));
void gotoblas_dynamic_quit(void) __attribute__((weak));

#if defined(__x86_64__)
/* An OpenBLAS that is older than the processor takes it for a Prescott, which had neither AVX nor
 * FMA, and is ten times slower than need be. It is told what the processor can do, in the way in
 * which users tell it: OPENBLAS_CORETYPE. Processors that it knows are left to it. */
static void help_openblas_know_the_processor(void) {
  if (!openblas_get_corename || !gotoblas_dynamic_init || !gotoblas_dynamic_quit) return;
  if (strcmp(openblas_get_corename(), "Prescott") || getenv("OPENBLAS_CORETYPE")) return;
  __builtin_cpu_init();
  bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (!avx2) return;
  setenv("OPENBLAS_CORETYPE", avx512 ? "SkylakeX" : "Haswell", 1);
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  unsetenv("OPENBLAS_CORETYPE");
}
#endif

void fac_blas_open(void) {
#if defined(__x86_64__)
  help_openblas_know_the_processor();
#endif
  if (openblas_set_num_threads) openblas_set_num_threads(1);
}

const char *fac_blas_name(void) {
  return openblas_get_corename ? openblas_get_corename() : "unknown";
}

typedef struct {
  DType dtype;
  bool transA, transB, by_rows;
  int64_t m, n, k, lda, ldb, ldc;
  double alpha, beta;
  const char *A, *B;
  char *C;
} Product;

/* Slices begin at multiples of this, which all of OpenBLAS's inner tiles divide, and have at least
 * so many multiplications that it does not switch to its kernels for small products. */
enum { SLICE_UNIT = 16 };
static const double least_slice = 1.2e6;

static void gemm_one(const Product *p) {
  CBLAS_TRANSPOSE a = p->transA ? CblasTrans : CblasNoTrans,
                  b = p->transB ? CblasTrans : CblasNoTrans;
  int m = (int)p->m, n = (int)p->n, k = (int)p->k;
  int lda = (int)p->lda, ldb = (int)p->ldb, ldc = (int)p->ldc;
  if (p->dtype == FAC_FLOAT)
    cblas_sgemm(CblasRowMajor, a, b, m, n, k, (float)p->alpha, (const float *)p->A, lda,
                (const float *)p->B, ldb, (float)p->beta, (float *)p->C, ldc);
  else
    cblas_dgemm(CblasRowMajor, a, b, m, n, k, p->alpha, (const double *)p->A, lda,
                (const double *)p->B, ldb, p->beta, (double *)p->C, ldc);
}

/* The slices [first, last), in units of SLICE_UNIT rows or columns of C. */
static void gemm_slice(void *context, int64_t first, int64_t last) {
  Product p = *(const Product *)context;
  int64_t bytes = (int64_t)fac_dtype_size(p.dtype);
  int64_t whole = p.by_rows ? p.m : p.n;
  int64_t begin = first * SLICE_UNIT, end = last * SLICE_UNIT < whole ? last * SLICE_UNIT : whole;
  if (p.by_rows) {
    p.A += begin * (p.transA ? 1 : p.lda) * bytes;
    p.C += begin * p.ldc * bytes;
    p.m = end - begin;
  } else {
    p.B += begin * (p.transB ? p.ldb : 1) * bytes;
    p.C += begin * bytes;
    p.n = end - begin;
  }
  gemm_one(&p);
}

void fac_gemm(DType dtype, bool transA, bool transB, int64_t m, int64_t n, int64_t k, double alpha,
              const void *A, int64_t lda, const void *B, int64_t ldb, double beta, void *C,
              int64_t ldc) {
  if (m == 0 || n == 0) return;
  Product p = {.dtype = dtype,
               .transA = transA,
               .transB = transB,
               .by_rows = m >= n,
               .m = m,
               .n = n,
               .k = k,
               .lda = lda,
               .ldb = ldb,
               .ldc = ldc,
               .alpha = alpha,
               .beta = beta,
               .A = A,
               .B = B,
               .C = C};
  int64_t units = ((p.by_rows ? m : n) + SLICE_UNIT - 1) / SLICE_UNIT;
  double work = (double)m * (double)n * (double)k;
  if (work < 2 * least_slice || units < 2) {
    gemm_one(&p);
    return;
  }
  int64_t grain = (int64_t)((double)units * least_slice / work);
  fac_parallel_for(units, grain > 0 ? grain : 1, gemm_slice, &p);
}

void fac_gemv(DType dtype, bool transA, int64_t m, int64_t n, double alpha, const void *A,
              int64_t lda, const void *x, int64_t incx, double beta, void *y, int64_t incy) {
  if (m == 0 || n == 0) return;
  CBLAS_TRANSPOSE a = transA ? CblasTrans : CblasNoTrans;
  if (dtype == FAC_FLOAT)
    cblas_sgemv(CblasRowMajor, a, (int)m, (int)n, (float)alpha, A, (int)lda, x, (int)incx,
                (float)beta, y, (int)incy);
  else
    cblas_dgemv(CblasRowMajor, a, (int)m, (int)n, alpha, A, (int)lda, x, (int)incx, beta, y,
                (int)incy);
}

void fac_ger(DType dtype, int64_t m, int64_t n, double alpha, const void *x, int64_t incx,
             const void *y, int64_t incy, void *A, int64_t lda) {
  if (m == 0 || n == 0) return;
  if (dtype == FAC_FLOAT)
    cblas_sger(CblasRowMajor, (int)m, (int)n, (float)alpha, x, (int)incx, y, (int)incy, A,
               (int)lda);
  else
    cblas_dger(CblasRowMajor, (int)m, (int)n, alpha, x, (int)incx, y, (int)incy, A, (int)lda);
}
