/* What warp.c and its loops in warp.inc share. */
#ifndef IMAGE_WARP_H
#define IMAGE_WARP_H

#include "image.h"

/* The most samples that a mode weighs along one direction. */
enum { MOST_NEAR = 6 };

/* Samples along one direction and their weights. */
typedef struct {
  int64_t at[MOST_NEAR];
  double weight[MOST_NEAR];
} Near;

/* Fills in the neighbours of position x among `length` samples, 0 <= x <= length - 1. */
typedef void (*find_near)(Near *near, double x, int64_t length);

typedef struct {
  Picture source, result;
  const double *field; /* rows y, then x */
  bool is_offset, is_padded;
  double pad;
  int count; /* of neighbours along one direction */
  find_near find;
} Warp;

typedef struct {
  Picture source, result;
  double sine, cosine;
  bool is_bilinear;
} Rotation;

/* The pair of samples around x for a rotation, which fades into black outside: false when a pixel
 * of the rotated picture stays black. */
bool image_find_pair(double x, int64_t length, int64_t pair[2], double *fraction);

#endif
