/* The family of correlation; the loops are in correlate.inc. */
#include "correlate.h"

#include <string.h>

#define KERNEL_FILE "../kernel/correlate.inc"
#include "../core/each_dtype.h"

#define ROW(name)                                                                                  \
  { name##_Byte, name##_Char, name##_Short, name##_Int, name##_Long, name##_Float, name##_Double }

const CorrelateKernels FAC_ISA_NAME(fac_correlate) = {.row = ROW(row)};
