/* Kernels of nn.Normalize and nn.SpatialCrossMapLRN, for Float and Double.
 * Neighbours: normalize.inc; src/nn/normalize.c calls these. */
#ifndef FAC_KERNEL_NORMALIZE_H
#define FAC_KERNEL_NORMALIZE_H

#include "kernel.h"
#include "lines.h"

/* Local response normalisation: scale = k + weight sum of x^2 over the channels that are up to
 * radius away, y = x scale^-beta. */
typedef struct {
  int64_t channels, radius;
  int64_t stride; /* elements from one channel to the next */
  double weight, beta, k;
} ResponseShape;

typedef struct {
  /* One row of n elements: y = x / norm, where norm = (sum |x|^p + eps)^(1/p), or max |x| + eps
   * for an infinite p. */
  void (*normalize[FAC_NDTYPE])(int64_t n, double p, double eps, const void *x, void *y,
                                void *norm);
  /* r: gradient with respect to x, given g, that of y. */
  void (*normalize_back[FAC_NDTYPE])(int64_t n, double p, double eps, const void *x, const void *g,
                                     const void *norm, void *r);

  /* columns, up to FAC_LINES_WIDTH, are positions side by side. */
  void (*response[FAC_NDTYPE])(const ResponseShape *s, int64_t columns, const void *x, void *scale,
                               void *y);
  /* ratio is room for as many elements as x has. */
  void (*response_back[FAC_NDTYPE])(const ResponseShape *s, int64_t columns, const void *x,
                                    const void *g, const void *scale, void *ratio, void *r);
} NormalizeKernels;

FAC_KERNEL_FAMILY(NormalizeKernels, fac_normalize);

#endif
