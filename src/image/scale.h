/* What scale.c and its loops in scale.inc share. */
#ifndef IMAGE_SCALE_H
#define IMAGE_SCALE_H

#include "image.h"

/* How a line of `length` samples is made of another: sample i is the sum of weight[stride * i + k]
 * times source[first[i] + k] for k from 0 to count[i] - 1, divided by total[i]. */
typedef struct {
  int64_t length, stride;
  int64_t *first, *count;
  double *weight, *total;
} Taps;

/* One pass: lines of `source` through the taps into `result`, both contiguous. */
typedef struct {
  const Taps *taps;
  const void *source;
  void *result;
  int64_t source_length; /* along the line */
  int64_t width;         /* passes down the columns: samples in a row */
} Pass;

#endif
