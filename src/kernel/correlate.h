/* Kernels of correlation: one row of an output plane from planes of input and weights.
 * Neighbours: correlate.c and correlate.inc; src/torch/conv.c makes operations of them. */
#ifndef FAC_CORRELATE_H
#define FAC_CORRELATE_H

#include "kernel.h"

/* Contiguous planes of three dimensions: depth, height, width. pad: how far the weights reach over
 * each edge of the input, where there is nothing to add. flip: the weights are read backwards,
 * which makes a convolution of the correlation. */
typedef struct {
  int64_t planes; /* of input, one behind the other, and as many of weights */
  int64_t input[3], weight[3], output[3], pad[3];
  bool flip;
} Correlation;

/* Writes the row at height y and depth z. */
typedef void (*CorrelateRow)(const Correlation *c, int64_t z, int64_t y, void *row,
                             const void *input, const void *weight);

typedef struct {
  CorrelateRow row[FAC_NDTYPE];
} CorrelateKernels;

FAC_KERNEL_FAMILY(CorrelateKernels, fac_correlate);

#endif
