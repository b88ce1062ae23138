/* Kernels of pooling, over contiguous planes of three dimensions: depth, height, width. Images have
 * depth 1. All are for Float and Double; the entries of other types are empty.
 * Neighbours: pooling.inc (one geometry for all windows) and pooling_other.inc (windows of other
 * kinds) hold the loops, src/nn/pooling.c and adaptive.c call them. */
#ifndef FAC_KERNEL_POOLING_H
#define FAC_KERNEL_POOLING_H

#include "kernel.h"

/* Windows of one size, a stride apart. Each must meet at least one element of the input. */
typedef struct {
  int64_t input[3], output[3], kernel[3], stride[3], pad[3], dilation[3];
  bool count_pad; /* an average divides by the positions in the padding too */
  double scale;   /* what an average is multiplied with */
} Pooling;

/* Windows whose places depend on the sizes, or on chance. */
typedef struct {
  int64_t input[3], output[3], kernel[3];
} Regions;

/* Windows along the middle dimension of outer x n x inner elements. */
typedef struct {
  int64_t n, count, inner, width, stride; /* count: of windows */
  double power;
} FrameWindows;

/* Rows are those of the output, counted over planes, depth and height. An index counts from 1
 * within a plane of the input. */
typedef struct {
  void (*max[FAC_NDTYPE])(const Pooling *p, int64_t first, int64_t last, const void *x, void *y,
                          int64_t *index);
  void (*average[FAC_NDTYPE])(const Pooling *p, int64_t first, int64_t last, const void *x,
                              void *y);
  void (*average_back[FAC_NDTYPE])(const Pooling *p, int64_t planes, const void *g, void *r);

  /* For each plane: r, of size r_plane, becomes 0 and gets the elements of x at their index. */
  void (*scatter[FAC_NDTYPE])(int64_t planes, int64_t x_plane, int64_t r_plane, const void *x,
                              const int64_t *index, void *r);
  /* The other way: r gets the elements of x at their index. */
  void (*gather[FAC_NDTYPE])(int64_t planes, int64_t x_plane, int64_t r_plane, const void *x,
                             const int64_t *index, void *r);

  /* Windows that share the input evenly. row and column: where in its window a maximum is, from
   * 1. */
  void (*adaptive_max[FAC_NDTYPE])(const Regions *p, int64_t first, int64_t last, const void *x,
                                   void *y, int64_t *row, int64_t *column);
  void (*adaptive_max_back[FAC_NDTYPE])(const Regions *p, int64_t planes, const void *g,
                                        const int64_t *row, const int64_t *column, void *r);
  void (*adaptive_average[FAC_NDTYPE])(const Regions *p, int64_t first, int64_t last, const void *x,
                                       void *y);
  void (*adaptive_average_back[FAC_NDTYPE])(const Regions *p, int64_t planes, const void *g,
                                            void *r);
  /* sample: three numbers for each plane, in the order of the dimensions. */
  void (*fractional_max[FAC_NDTYPE])(const Regions *p, int64_t planes, const void *sample,
                                     const void *x, void *y, int64_t *index);

  /* index: the place in the window, from 0. */
  void (*frame_max[FAC_NDTYPE])(const FrameWindows *p, int64_t first, int64_t last, const void *x,
                                void *y, int64_t *index);
  void (*frame_max_back[FAC_NDTYPE])(const FrameWindows *p, int64_t outer, const void *g,
                                     const int64_t *index, void *r);
  /* y = (sum of x^power)^(1/power); r = g (x / y)^(power-1), 0 where y is */
  void (*frame_norm[FAC_NDTYPE])(const FrameWindows *p, int64_t first, int64_t last, const void *x,
                                 void *y);
  void (*frame_norm_back[FAC_NDTYPE])(const FrameWindows *p, int64_t outer, const void *x,
                                      const void *y, const void *g, void *r);
} PoolingKernels;

FAC_KERNEL_FAMILY(PoolingKernels, fac_pooling);

#endif
