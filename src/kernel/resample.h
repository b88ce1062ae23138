/* Kernels that make planes larger or smaller without weights: upsampling and padding. Planes are
 * contiguous and have three dimensions: depth, height, width; images have depth 1. All are for
 * Float and Double; the entries of other types are empty.
 * Neighbours: resample.inc holds the loops, src/nn/resample.c and padding.c call them. */
#ifndef FAC_KERNEL_RESAMPLE_H
#define FAC_KERNEL_RESAMPLE_H

#include "kernel.h"

/* scale: output / input, for upsampling by repetition. */
typedef struct {
  int64_t input[3], output[3], scale[3];
} Resampling;

/* What stands outside of the input: zeros, the nearest element, or the mirror image. */
typedef enum { PAD_ZERO, PAD_REPLICATE, PAD_REFLECT } PadMode;

/* before: positions in front of the input; negative ones cut off. Every position that PAD_REFLECT
 * meets must have a mirror image. */
typedef struct {
  int64_t input[3], output[3], before[3];
  PadMode mode;
} PlanePadding;

/* Rows are those of the result, counted over planes, depth and height. */
typedef struct {
  /* by repetition */
  void (*nearest[FAC_NDTYPE])(const Resampling *p, int64_t first, int64_t last, const void *x,
                              void *y);
  void (*nearest_back[FAC_NDTYPE])(const Resampling *p, int64_t first, int64_t last, const void *g,
                                   void *r);
  /* by interpolation, corners on corners */
  void (*linear[FAC_NDTYPE])(const Resampling *p, int64_t first, int64_t last, const void *x,
                             void *y);
  void (*linear_back[FAC_NDTYPE])(const Resampling *p, int64_t planes, const void *g, void *r);

  void (*pad[FAC_NDTYPE])(const PlanePadding *p, int64_t first, int64_t last, const void *x,
                          void *y);
  void (*pad_back[FAC_NDTYPE])(const PlanePadding *p, int64_t planes, const void *g, void *r);
} ResampleKernels;

FAC_KERNEL_FAMILY(ResampleKernels, fac_resample);

#endif
