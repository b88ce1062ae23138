/* Kernels of batch normalisation. A plane is rows runs of n elements, ld elements apart: one run of
 * each sample. Columns are up to FAC_LINES_WIDTH planes of one element each that lie side by side.
 * All sums are made in double. All are for Float and Double.
 * Neighbours: batchnorm.inc; src/nn/batchnorm.c calls these. */
#ifndef FAC_KERNEL_BATCHNORM_H
#define FAC_KERNEL_BATCHNORM_H

#include "kernel.h"
#include "lines.h"

/* What is known of one plane. m: mean; the result of forward is (x - m) a + b, that of backward
 * (g - b) a - (x - m) c. */
typedef struct {
  double m, a, b, c;
} PlaneTerms;

typedef struct {
  /* *sum = sum of (x - pivot), *squares = sum of (x - pivot)^2 */
  void (*moments[FAC_NDTYPE])(int64_t rows, int64_t n, int64_t ld, const void *x, double pivot,
                              double *sum, double *squares);
  /* *sum = sum of g, *product = sum of g (x - mean) */
  void (*products[FAC_NDTYPE])(int64_t rows, int64_t n, int64_t ld, const void *x, const void *g,
                               double mean, double *sum, double *product);
  void (*forward[FAC_NDTYPE])(int64_t rows, int64_t n, int64_t ld, const void *x, void *y,
                              const PlaneTerms *t);
  void (*backward[FAC_NDTYPE])(int64_t rows, int64_t n, int64_t ld, const void *x, const void *g,
                               void *r, const PlaneTerms *t);

  /* The same for columns; pivot, mean, sum ... and t have an entry for each. To sums is added. */
  void (*column_moments[FAC_NDTYPE])(int64_t rows, int64_t columns, int64_t ld, const void *x,
                                     const double *pivot, double *sum, double *squares);
  void (*column_products[FAC_NDTYPE])(int64_t rows, int64_t columns, int64_t ld, const void *x,
                                      const void *g, const double *mean, double *sum,
                                      double *product);
  void (*column_forward[FAC_NDTYPE])(int64_t rows, int64_t columns, int64_t ld, const void *x,
                                     void *y, const PlaneTerms *t);
  void (*column_backward[FAC_NDTYPE])(int64_t rows, int64_t columns, int64_t ld, const void *x,
                                      const void *g, void *r, const PlaneTerms *t);
} BatchnormKernels;

FAC_KERNEL_FAMILY(BatchnormKernels, fac_batchnorm);

#endif
