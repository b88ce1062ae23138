/* Matrix products on top of CBLAS. OpenBLAS would bring a thread pool of its own, and two pools
 * fight; so it runs with one thread, and products that are worth it are cut along their longer side
 * into slices for our pool. The slices depend on the sizes only and not on the number of threads,
 * since the BLAS may add up a narrower product in another order.
 * Neighbours: thread.c; interrupt.h. */
#include "blas.h"

#include <cblas.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "interrupt.h"
#include "thread.h"

/* OpenBLAS has these; another library behind the CBLAS interface need not. */
void openblas_set_num_threads(int n) __attribute__((weak));
char *openblas_get_corename(void) __attribute__((weak));
char *openblas_get_config(void) __attribute__((weak));
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

/* On processors with AVX-512 OpenBLAS has kernels for products of up to a million multiplications,
 * which pack nothing. */
static bool has_small_kernels;

void fac_blas_open(void) {
#if defined(__x86_64__)
  help_openblas_know_the_processor();
#endif
  if (openblas_set_num_threads) openblas_set_num_threads(1);
  static const char *const with_small_kernels[] = {"SkylakeX", "Cooperlake", "SapphireRapids"};
  for (size_t i = 0; i < sizeof with_small_kernels / sizeof *with_small_kernels; i++)
    has_small_kernels |= !strcasecmp(fac_blas_name(), with_small_kernels[i]);
}

const char *fac_blas_name(void) {
  return openblas_get_corename ? openblas_get_corename() : "unknown";
}

void fac_blas_version(char *text, size_t size) {
  char name[32] = "BLAS", version[32] = "of unknown make";
  if (openblas_get_config) sscanf(openblas_get_config(), "%31s %31s", name, version);
  snprintf(text, size, "%s %s", name, version);
}

typedef struct {
  DType dtype;
  bool transA, transB, by_rows;
  int64_t m, n, k, lda, ldb, ldc;
  int64_t slices, unit; /* how many, and where they begin: at multiples of unit */
  double alpha, beta;
  const char *A, *B;
  char *C;
} Product;

/* Into how many slices a product is cut whose longer side is this: a power of two, so that few
 * threads share evenly. A slice has a few million multiplications at least, and is not so thin
 * that packing the other operand again would be felt. */
enum { SLICE_UNIT = 16, THIN = 48, THIN_WHEN_LARGE = 128, MOST_SLICES = 32 };
static const double least_slice = 2e6, large = 3e7;

static int64_t slices_of(double work, int64_t side) {
  int64_t most = side / (work < large ? THIN : THIN_WHEN_LARGE), count = 1;
  while (count < MOST_SLICES && 2 * count <= most && work >= 2 * (double)count * least_slice)
    count *= 2;
  return count;
}

/* A product a few times larger than what the small kernels take is faster in strips for them than
 * whole, except that rows times rows want long ones. */
static const double small = 9e5, worth_strips = 8e6;
enum { LONG_ROWS = 512, LEAST_STRIP = 4 };

static bool strips(Product *p, double work) {
  if (!has_small_kernels || work <= small || work > worth_strips) return false;
  if (p->transB && !p->transA && p->k < LONG_ROWS) return false;
  p->by_rows = p->m >= 32;
  p->slices = 2;
  while (work > small * (double)p->slices) p->slices *= 2;
  p->unit = 1;
  return (p->by_rows ? p->m : p->n) >= LEAST_STRIP * p->slices;
}

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

/* The row or column of C where slice number i begins. */
static int64_t slice_begin(const Product *p, int64_t i) {
  int64_t side = p->by_rows ? p->m : p->n;
  return i == p->slices ? side : side * i / p->slices / p->unit * p->unit;
}

/* A slice that takes longer than a user who pressed Ctrl-C likes to wait is computed in panels of
 * rows, between which it can stop. They are not so thin that packing B again would be felt. Kernels
 * for floats add up the last columns of a panel in another order, but no rows: nothing changes. */
enum { PANEL_UNIT = 192 };
static const double panel_work = 1e9;

static void gemm_panels(const Product *slice) {
  int64_t bytes = (int64_t)fac_dtype_size(slice->dtype);
  double row = (double)slice->n * (double)slice->k, units = panel_work / (row + 1) / PANEL_UNIT;
  int64_t height = units < 1 ? PANEL_UNIT : (int64_t)fmin(units, 1e9) * PANEL_UNIT, length;
  for (int64_t begin = 0; begin < slice->m && !fac_shall_stop(); begin += length) {
    Product p = *slice;
    length = slice->m - begin < 2 * height ? slice->m - begin : height;
    p.A += begin * (p.transA ? 1 : p.lda) * bytes;
    p.C += begin * p.ldc * bytes;
    p.m = length;
    gemm_one(&p);
  }
}

static void gemm_slices(void *context, int64_t first, int64_t last) {
  const Product *whole = context;
  int64_t bytes = (int64_t)fac_dtype_size(whole->dtype);
  for (int64_t i = first; i < last; i++) {
    Product p = *whole;
    int64_t begin = slice_begin(whole, i), length = slice_begin(whole, i + 1) - begin;
    if (p.by_rows) {
      p.A += begin * (p.transA ? 1 : p.lda) * bytes;
      p.C += begin * p.ldc * bytes;
      p.m = length;
    } else {
      p.B += begin * (p.transB ? p.ldb : 1) * bytes;
      p.C += begin * bytes;
      p.n = length;
    }
    gemm_panels(&p);
  }
}

/* A small result of long sums has no side to cut, so the sums are cut into parts, which are
 * computed beside each other and then added. */
enum { PARTS_ROOM = 64 << 10, MOST_PARTS = 4, LEAST_DEPTH = 1024 };

typedef struct {
  Product whole;
  int64_t parts;
  char room[PARTS_ROOM]; /* results of the parts but the first, which is C */
} Parts;

static int64_t parts_of(const Product *p, double work) {
  double bytes = (double)p->m * (double)p->n * (double)fac_dtype_size(p->dtype);
  int64_t parts = MOST_PARTS;
  while (parts > 1 && (p->k / parts < LEAST_DEPTH || (double)(parts - 1) * bytes > PARTS_ROOM ||
                       work < (double)parts * least_slice))
    parts /= 2;
  return parts;
}

static void gemm_parts(void *context, int64_t first, int64_t last) {
  Parts *all = context;
  for (int64_t i = first; i < last; i++) {
    Product p = all->whole;
    int64_t bytes = (int64_t)fac_dtype_size(p.dtype);
    int64_t begin = p.k * i / all->parts, end = p.k * (i + 1) / all->parts;
    p.A += begin * (p.transA ? p.lda : 1) * bytes;
    p.B += begin * (p.transB ? 1 : p.ldb) * bytes;
    p.k = end - begin;
    if (i > 0) {
      p.C = all->room + (i - 1) * p.m * p.n * bytes;
      p.ldc = p.n;
      p.beta = 0;
    }
    gemm_one(&p);
  }
}

static void gemm_in_parts(const Product *whole, int64_t parts) {
  Parts all;
  all.whole = *whole;
  all.parts = parts;
  fac_parallel_for(parts, 1, gemm_parts, &all);
  const char *part = all.room;
  for (int64_t i = 1; i < parts; i++)
    for (int64_t row = 0; row < whole->m; row++, part += whole->n * fac_dtype_size(whole->dtype)) {
      char *to = whole->C + row * whole->ldc * (int64_t)fac_dtype_size(whole->dtype);
      if (whole->dtype == FAC_FLOAT)
        cblas_saxpy((int)whole->n, 1, (const float *)part, 1, (float *)to, 1);
      else
        cblas_daxpy((int)whole->n, 1, (const double *)part, 1, (double *)to, 1);
    }
}

void fac_gemm(DType dtype, bool transA, bool transB, int64_t m, int64_t n, int64_t k, double alpha,
              const void *A, int64_t lda, const void *B, int64_t ldb, double beta, void *C,
              int64_t ldc) {
  if (m == 0 || n == 0) return;
  Product p = {.dtype = dtype,
               .transA = transA,
               .transB = transB,
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
  double work = (double)m * (double)n * (double)k;
  if (!strips(&p, work)) {
    p.by_rows = m >= n;
    p.slices = slices_of(work, p.by_rows ? m : n);
    p.unit = SLICE_UNIT;
  }
  int64_t parts = p.slices == 1 ? parts_of(&p, work) : 1;
  if (parts > 1) {
    gemm_in_parts(&p, parts);
    return;
  }
  fac_parallel_for(p.slices, 1, gemm_slices, &p);
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
