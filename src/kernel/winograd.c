/* The family of convolution by minimal filtering; the loops are in winograd.inc. */
#include "winograd.h"

#include <string.h>

/* Rows of outputs that are summed in registers, two vectors each. */
#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#define MOST_ROWS 12
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#define MOST_ROWS 6
#else
#define VECTOR_BYTES 16
#define MOST_ROWS 6
#endif

#define KERNEL_FILE "../kernel/winograd.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }

const WinogradKernels FAC_ISA_NAME(fac_winograd) = {
    .weights = REALS(weights),
    .panel = REALS(panel),
    .width = {[FAC_FLOAT] = 2 * VECTOR_BYTES / sizeof(float),
              [FAC_DOUBLE] = 2 * VECTOR_BYTES / sizeof(double)},
    .input_tiles = REALS(input_tiles),
    .output_tiles = REALS(output_tiles),
    .gradient = REALS(gradient),
};
