/* The family fac_loss for one instruction set; loss.h says what each entry computes. */
#include "loss.h"

#include <math.h>

#include "vmath.h"

#define V_EXP(x) _Generic((x), float : v_expf, double : v_exp)(x)
#define V_ABS(x) _Generic((x), float : fabsf, double : fabs)(x)
#define V_LOG(x) _Generic((x), float : v_logf, double : v_log)(x)

#define KERNEL_FILE "../kernel/loss.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }
#define LOSS(name)                                                                                 \
  .name = {.sum = REALS(loss_##name##_sum), .gradient = REALS(loss_##name##_gradient)},

const LossKernels FAC_ISA_NAME(fac_loss) = {
    FAC_EACH_LOSS(LOSS).multi_margin = REALS(multi_margin),
    .multi_margin_back = REALS(multi_margin_back),
    .multi_label = REALS(multi_label),
    .multi_label_back = REALS(multi_label_back),
    .dots = REALS(loss_dots),
    .combine = REALS(loss_combine),
};
