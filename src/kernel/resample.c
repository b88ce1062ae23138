/* The family of upsampling and padding; resample.h says what each entry computes. */
#include "resample.h"

#include <string.h>

/* The place of a row in planes of this size. */
typedef struct {
  int64_t plane, z, y;
} Place;

static inline Place place_of(const int64_t size[3], int64_t row) {
  return (Place){row / (size[0] * size[1]), row / size[1] % size[0], row % size[1]};
}

static inline int64_t volume(const int64_t size[3]) {
  return size[0] * size[1] * size[2];
}

/* Two neighbours in the input and the weight of the second. Torch7 computes positions with floats;
 * so do we, to interpolate between the same numbers with the same weights. */
typedef struct {
  int64_t at, next; /* next: 0 or 1 behind at */
  float weight;
} Between;

static inline float ratio_of(int64_t input, int64_t output) {
  return output > 1 ? (float)(input - 1) / (float)(output - 1) : 0;
}

static inline Between between(int64_t input, float ratio, int64_t o) {
  float position = ratio * (float)o;
  int64_t at = (int64_t)position;
  if (at > input - 1) at = input - 1; /* rounding */
  float weight = position - (float)at;
  return (Between){at, at < input - 1, weight < 1 ? weight : 1};
}

/* Where position i of the input really is; -1: nowhere. */
static inline int64_t inner_position(PadMode mode, int64_t i, int64_t size) {
  if (i >= 0 && i < size) return i;
  if (mode == PAD_ZERO) return -1;
  if (mode == PAD_REPLICATE) return i < 0 ? 0 : size - 1;
  return i < 0 ? -i : 2 * (size - 1) - i;
}

/* The positions of a row of the padded planes that lie in the input: [first, last). */
typedef struct {
  int64_t first, last;
} Inner;

static Inner inner_of(const PlanePadding *p) {
  Inner in = {p->before[2], p->input[2] + p->before[2]};
  int64_t width = p->output[2];
  in.first = in.first < 0 ? 0 : in.first > width ? width : in.first;
  in.last = in.last < in.first ? in.first : in.last > width ? width : in.last;
  return in;
}

#define KERNEL_FILE "../kernel/resample.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }

const ResampleKernels FAC_ISA_NAME(fac_resample) = {
    .nearest = REALS(nearest),
    .nearest_back = REALS(nearest_back),
    .linear = REALS(linear),
    .linear_back = REALS(linear_back),
    .pad = REALS(pad),
    .pad_back = REALS(pad_back),
};
