/* The family of filters over planes and frames; the loops are in filter.inc. */
#include "filter.h"

#include <string.h>

#define KERNEL_FILE "../kernel/filter.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }

const FilterKernels FAC_ISA_NAME(fac_filter) = {
    .correlate = REALS(correlate),
    .spread = REALS(spread),
    .taps = REALS(taps),
    .gather = REALS(gather),
    .scatter = REALS(scatter),
    .frames = REALS(frames),
    .frames_back = REALS(frames_back),
    .frames_taps = REALS(frames_taps),
    .fill = REALS(fill),
    .total = REALS(total),
};
