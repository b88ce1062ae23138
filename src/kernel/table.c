/* The family fac_table for one instruction set; table.h says what each entry computes. */
#include "table.h"

#define KERNEL_FILE "../kernel/table.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }

const TableKernels FAC_ISA_NAME(fac_table) = {
    .keep_max = REALS(keep_max),
    .keep_min = REALS(keep_min),
    .pick = REALS(pick),
};
