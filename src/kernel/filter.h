/* Kernels of layers that move filters over single planes, patches or sequences of frames.
 * Neighbours: filter.c and filter.inc; src/nn/maps.c, local.c and temporal.c make layers of them.
 * Entries of other types than Float and Double are empty. */
#ifndef FAC_KERNEL_FILTER_H
#define FAC_KERNEL_FILTER_H

#include "kernel.h"

/* A filter of taps[0] x taps[1] weights that meets a large plane at small[0] x small[1] places,
 * step elements apart: large[i] >= (small[i] - 1) * step[i] + taps[i]. Height before width. */
typedef struct {
  int64_t large[2], small[2], taps[2], step[2];
} Filter;

/* Patches of taps[0] x taps[1] elements from each of some planes. */
typedef struct {
  int64_t planes, size[2], taps[2];
} Patches;

/* Sequences: a window of taps frames, step frames apart, at each of count places. Of each frame,
 * ld elements long, only the first width are looked at. */
typedef struct {
  int64_t count, taps, step, width, ld;
} Frames;

typedef struct {
  /* small[i] += sum of weight and the large elements it meets at place i */
  void (*correlate[FAC_NDTYPE])(const Filter *f, const void *large, const void *weight,
                                void *small);
  /* The reverse: large += small[i] weight at each place i. */
  void (*spread[FAC_NDTYPE])(const Filter *f, const void *small, const void *weight, void *large);
  /* weight += scale * sum over the places of small[i] and the large elements met there */
  void (*taps[FAC_NDTYPE])(const Filter *f, double scale, const void *large, const void *small,
                           void *weight);

  /* Copies the patch whose first element would be at y, x, which may lie outside: zeros there. */
  void (*gather[FAC_NDTYPE])(const Patches *p, int64_t y, int64_t x, const void *planes,
                             void *patch);
  /* Adds one plane's part of a patch to the plane, leaving out what lies outside. */
  void (*scatter[FAC_NDTYPE])(const Patches *p, int64_t y, int64_t x, const void *patch,
                              void *plane);

  /* out[t] += sum over k of weight[k] * in[t step + k], frame by frame; weights are frames too */
  void (*frames[FAC_NDTYPE])(const Frames *f, const void *in, const void *weight, void *out);
  /* in[t step + k] += weight[k] * out[t] */
  void (*frames_back[FAC_NDTYPE])(const Frames *f, const void *out, const void *weight, void *in);
  /* weight[k] += scale * sum over t of out[t] * in[t step + k] */
  void (*frames_taps[FAC_NDTYPE])(const Frames *f, double scale, const void *in, const void *out,
                                  void *weight);

  /* x[0 .. n) = *value */
  void (*fill[FAC_NDTYPE])(int64_t n, const void *value, void *x);
  /* *sum += scale * (x[0] + ... + x[n - 1]) */
  void (*total[FAC_NDTYPE])(int64_t n, double scale, const void *x, void *sum);
} FilterKernels;

FAC_KERNEL_FAMILY(FilterKernels, fac_filter);

#endif
