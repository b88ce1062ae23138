/* Kernels that measure rows of numbers: distances, histograms, logarithms of sums of exponentials.
 * Neighbours: measure.c and measure.inc; src/torch/measure.c makes operations of them. */
#ifndef FAC_MEASURE_H
#define FAC_MEASURE_H

#include "kernel.h"
#include "lines.h"
#include "reduce.h"

typedef struct {
  /* The sum of (a[i] - b[i])^2, both contiguous, made in the type for sums. */
  Sum (*squared_distance[FAC_NDTYPE])(int64_t n, const char *a, const char *b);
  /* count[k] += how many of n contiguous elements lie in part k of [min, max], which is cut into
   * bins parts; max itself belongs to the last one. NULL for integers, as below. */
  void (*histogram[FAC_NDTYPE])(int64_t n, const char *p, double min, double max, int64_t bins,
                                int64_t *count);
  /* log(sum of exp(x[i])) of n contiguous elements, without overflow. */
  double (*log_sum_exp[FAC_NDTYPE])(int64_t n, const char *p);
  /* The same over lines: result (reduced), x. */
  LinesKernels log_sum_exp_lines[FAC_NDTYPE];
} MeasureKernels;

FAC_KERNEL_FAMILY(MeasureKernels, fac_measure);

#endif
