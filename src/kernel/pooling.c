/* The family of pooling; pooling.h says what each entry computes. */
#include "pooling.h"

#include <math.h>
#include <string.h>

/* Bytes of a vector register. */
#if defined(__AVX2__)
#define VECTOR 32
#else
#define VECTOR 16
#endif

/* A window, clipped to the input: first, first + step ... below last. */
typedef struct {
  int64_t first[3], last[3], step[3];
} Window;

/* The part of window o that lies in the input, along dimension d. */
static inline void clip(const Pooling *p, int d, int64_t o, Window *w) {
  int64_t step = p->dilation[d], first = o * p->stride[d] - p->pad[d];
  int64_t last = first + (p->kernel[d] - 1) * step + 1;
  if (first < 0) first += (step - 1 - first) / step * step;
  w->first[d] = first;
  w->last[d] = last < p->input[d] ? last : p->input[d];
  w->step[d] = step;
}

/* Windows [first, last) along the width lie in the input as a whole. */
typedef struct {
  int64_t first, last;
} Inside;

static Inside inside_of(const Pooling *p) {
  Inside in = {(p->pad[2] + p->stride[2] - 1) / p->stride[2], 0};
  int64_t room = p->input[2] - (p->kernel[2] - 1) * p->dilation[2] - 1 + p->pad[2];
  if (room >= 0) in.last = room / p->stride[2] + 1;
  if (in.last > p->output[2]) in.last = p->output[2];
  if (in.first > in.last) in.first = in.last;
  return in;
}

/* Positions of window o along dimension d; those in the padding count if count_pad. */
static int64_t positions(const Pooling *p, int d, int64_t o, const Window *w) {
  if (!p->count_pad) return w->last[d] - w->first[d];
  int64_t first = o * p->stride[d] - p->pad[d], last = first + p->kernel[d];
  int64_t edge = p->input[d] + p->pad[d];
  return (last < edge ? last : edge) - first;
}

/* Window o of those that share the input evenly, along dimension d. */
static inline void share(const Regions *p, int d, int64_t o, Window *w) {
  int64_t in = p->input[d], out = p->output[d];
  /* o * in / out without overflow */
  int64_t whole = in / out, rest = in % out;
  w->first[d] = o * whole + o * rest / out;
  w->last[d] = (o + 1) * whole + ((o + 1) * rest + out - 1) / out;
  w->step[d] = 1;
}

/* The place of a row of output. */
typedef struct {
  int64_t plane, z, y;
} Place;

static inline Place place_of(const int64_t output[3], int64_t row) {
  return (Place){row / (output[0] * output[1]), row / output[1] % output[0], row % output[1]};
}

static inline int64_t volume(const int64_t size[3]) {
  return size[0] * size[1] * size[2];
}

#define KERNEL_FILE "../kernel/pooling_types.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }

const PoolingKernels FAC_ISA_NAME(fac_pooling) = {
    .max = REALS(pool_max),
    .average = REALS(pool_average),
    .average_back = REALS(pool_average_back),
    .scatter = REALS(pool_scatter),
    .gather = REALS(pool_gather),
    .adaptive_max = REALS(adaptive_max),
    .adaptive_max_back = REALS(adaptive_max_back),
    .adaptive_average = REALS(adaptive_average),
    .adaptive_average_back = REALS(adaptive_average_back),
    .fractional_max = REALS(fractional_max),
    .frame_max = REALS(frame_max),
    .frame_max_back = REALS(frame_max_back),
    .frame_norm = REALS(frame_norm),
    .frame_norm_back = REALS(frame_norm_back),
};
