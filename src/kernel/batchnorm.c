/* The family fac_batchnorm for one instruction set; batchnorm.h says what each entry computes. */
#include "batchnorm.h"

enum { LANES = 16 }; /* partial sums that are kept side by side */

#define KERNEL_FILE "../kernel/batchnorm.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }

const BatchnormKernels FAC_ISA_NAME(fac_batchnorm) = {
    .moments = REALS(moments),
    .products = REALS(products),
    .forward = REALS(forward),
    .backward = REALS(backward),
    .column_moments = REALS(column_moments),
    .column_products = REALS(column_products),
    .column_forward = REALS(column_forward),
    .column_backward = REALS(column_backward),
};
