/* Kernels of convolution layers. One geometry serves them all: windows of an image (planes of three
 * dimensions; two-dimensional ones have depth 1), one window for each element of a map. Convolution
 * goes from image to map, full (transposed) convolution from map to image.
 * Neighbours: convolution.c and .inc hold the loops; src/nn/convolution.c makes layers of them. */
#ifndef FAC_KERNEL_CONVOLUTION_H
#define FAC_KERNEL_CONVOLUTION_H

#include "kernel.h"

/* Sizes in the order depth, height, width. Element i of a map sees image elements
 * i stride - pad + j dilation for 0 <= j < kernel; those outside count as zero. */
typedef struct {
  int64_t planes, filters; /* of the image, of the map */
  int64_t image[3], map[3], kernel[3], stride[3], pad[3], dilation[3];
} Convolution;

/* A piece of work: elements [first, last) of a map plane and planes [plane, plane_end) of the
 * image. */
typedef struct {
  int64_t first, last, plane, plane_end;
} ConvolutionTile;

/* A plane that is copied into rows of pitch elements, from row pad[0] and column pad[1] on (which
 * may be negative: then some is cut off), between zeros. Every element of the result sees kernel[0]
 * x kernel[1] elements of it. turned: the kernel is read backwards. */
typedef struct {
  int64_t height, width, out_height, out_width, kernel[2], dilation[2], pad[2], reach[2];
  int64_t rows, pitch; /* out_height + reach[0]; out_width, rounded up to 64, + reach[1] */
  bool turned;
} PaddedPlane;

typedef struct {
  /* columns[(plane, kernel element)][element of the map] = the image element that they meet. image
   * begins at plane 0, columns with the tile. */
  void (*unfold[FAC_NDTYPE])(const Convolution *c, const ConvolutionTile *tile, const void *image,
                             void *columns);
  /* image += what unfold would have read from there. */
  void (*fold[FAC_NDTYPE])(const Convolution *c, const ConvolutionTile *tile, void *image,
                           const void *columns);
  /* y[i] = x[0] for n elements, or 0 if x is NULL. */
  void (*fill[FAC_NDTYPE])(int64_t n, const void *x, void *y);
  /* The sum of n elements. */
  double (*sum[FAC_NDTYPE])(int64_t n, const void *x);

  /* One plane each of image, kernel and map, for convolution by depth:
   * map += kernel seen on the image; image += the reverse; gradient += map times what the kernel
   * saw there. */
  void (*plane_forward[FAC_NDTYPE])(const Convolution *c, const void *image, const void *kernel,
                                    void *map);
  void (*plane_backward[FAC_NDTYPE])(const Convolution *c, void *image, const void *kernel,
                                     const void *map);
  void (*plane_gradient[FAC_NDTYPE])(const Convolution *c, double scale, const void *image,
                                     void *gradient, const void *map);

  /* The same with steps of 1, over padded planes: out += kernel on each window; gradient += scale
   * times the sum of map times windows. */
  void (*pad[FAC_NDTYPE])(const PaddedPlane *p, const void *plane, void *padded);
  void (*correlate[FAC_NDTYPE])(const PaddedPlane *p, const void *padded, const void *kernel,
                                void *out);
  void (*correlate_gradient[FAC_NDTYPE])(const PaddedPlane *p, double scale, const void *padded,
                                         void *gradient, const void *map);
} ConvolutionKernels;

FAC_KERNEL_FAMILY(ConvolutionKernels, fac_convolution);

#endif
