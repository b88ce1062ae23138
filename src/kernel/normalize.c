/* The family fac_normalize for one instruction set; normalize.h says what each entry computes. */
#include "normalize.h"

#include <math.h>

#include "vmath.h"

/* vmath by the type of the argument */
#define V_EXP(x) _Generic((x), float : v_expf, double : v_exp)(x)
#define V_LOG(x) _Generic((x), float : v_logf, double : v_log)(x)
#define V_SQRT(x) _Generic((x), float : sqrtf, double : sqrt)(x)

#define KERNEL_FILE "../kernel/normalize.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }

const NormalizeKernels FAC_ISA_NAME(fac_normalize) = {
    .normalize = REALS(normalize),
    .normalize_back = REALS(normalize_back),
    .response = REALS(response),
    .response_back = REALS(response_back),
};
