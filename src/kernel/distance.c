/* The family fac_distance for one instruction set; distance.h says what each entry computes. */
#include "distance.h"

#include <math.h>
#include <stddef.h>

#define D_SQRT(x) _Generic((x), float : sqrtf, double : sqrt)(x)

enum { BLOCK = 64 }; /* centres whose sums are kept at once */

#define KERNEL_FILE "../kernel/distance.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }

const DistanceKernels FAC_ISA_NAME(fac_distance) = {
    .to_centres = REALS(to_centres),
    .ratio = REALS(ratio),
    .back_sample = REALS(back_sample),
    .back_row = REALS(back_row),
    .dots = REALS(dots),
    .mix = REALS(mix),
    .power_distance = REALS(power_distance),
    .power_back = REALS(power_back),
};
