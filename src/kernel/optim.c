/* The family fac_optim for one instruction set; optim.h says what each entry computes. */
#include "optim.h"

#include <math.h>

#define T_SQRT(x) _Generic((x), float : sqrtf, double : sqrt)(x)
#define T_ABS(x) _Generic((x), float : fabsf, double : fabs)(x)

#define KERNEL_FILE "../kernel/optim_types.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }

const OptimKernels FAC_ISA_NAME(fac_optim) = {
    .sgd = REALS(sgd),
    .adam = REALS(adam),
    .adamax = REALS(adamax),
    .adagrad = REALS(adagrad),
    .adadelta = REALS(adadelta),
    .rmsprop = REALS(rmsprop),
    .rprop = REALS(rprop),
    .asgd = REALS(asgd),
    .nag = REALS(nag),
};
