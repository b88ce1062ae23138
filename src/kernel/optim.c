/* The family fac_optim for one instruction set; optim.h says what each entry computes. */
#include "optim.h"

#define KERNEL_FILE "../kernel/optim_sgd.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

const OptimKernels FAC_ISA_NAME(fac_optim) = {
    .sgd = {[FAC_FLOAT] = sgd_Float, [FAC_DOUBLE] = sgd_Double},
};
