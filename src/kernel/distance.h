/* Leaf loops of layers that measure: distances to a table of centres, distances and angles between
 * pairs of vectors. All are for Float and Double; the entries of other types are empty.
 * Neighbours: distance.inc holds the loops, src/nn/distance.c calls them. */
#ifndef FAC_KERNEL_DISTANCE_H
#define FAC_KERNEL_DISTANCE_H

#include "kernel.h"

typedef struct {
  /* Centres are the columns of w (n x m), each with factors c of the same size or NULL for ones.
   * x holds samples of n elements, y and q samples of m elements. */

  /* y[j] = |c[:,j] (x - w[:,j])| */
  void (*to_centres[FAC_NDTYPE])(int64_t samples, int64_t n, int64_t m, const void *x,
                                 const void *w, const void *c, void *y);
  /* q[j] = g[j] / (y[j] + eps) */
  void (*ratio[FAC_NDTYPE])(int64_t n, double eps, const void *g, const void *y, void *q);
  /* r[i] = sum_j q[j] c[i][j]^2 (x[i] - w[i][j]), for one sample */
  void (*back_sample[FAC_NDTYPE])(int64_t n, int64_t m, const void *x, const void *w, const void *c,
                                  const void *q, void *r);
  /* For one row of w and c, and x the samples' elements of that row, n apart: summed over samples
   * gw[j] -= scale q[j] c[j]^2 (x - w[j]) and, unless c is NULL, gc[j] += scale q[j] c[j]
   * (x - w[j])^2. */
  void (*back_row[FAC_NDTYPE])(int64_t samples, int64_t n, int64_t m, double scale, const void *x,
                               const void *w, const void *c, const void *q, void *gw, void *gc);

  /* sums = a.a, b.b, a.b */
  void (*dots[FAC_NDTYPE])(int64_t n, const void *a, const void *b, double sums[3]);
  /* r = s a + t b */
  void (*mix[FAC_NDTYPE])(int64_t n, double s, const void *a, double t, const void *b, void *r);
  /* Sum of |a - b|^p. */
  double (*power_distance[FAC_NDTYPE])(int64_t n, double p, const void *a, const void *b);
  /* r = s d |d|^(p-2) with d = a - b, and 0 where d is 0; opposite = -r */
  void (*power_back[FAC_NDTYPE])(int64_t n, double p, double s, const void *a, const void *b,
                                 void *r, void *opposite);
} DistanceKernels;

FAC_KERNEL_FAMILY(DistanceKernels, fac_distance);

#endif
