/* The family of reductions; the loops are in reduce.inc. */
#include "reduce.h"

#include <math.h>

enum { LANES = 32 };

/* which member of Sum the type under discussion uses */
#define SUM_0 i
#define SUM_1 d
#define SUM_CAT_(x) SUM_##x
#define SUM_CAT(x) SUM_CAT_(x)
#define SUM SUM_CAT(IS_REAL)

/* the type in which a few elements may be added before the sum of many takes them: integers could
 * wrap around in their own */
#define FEW_0 ACC
#define FEW_1 T
#define FEW_CAT_(x) FEW_##x
#define FEW_CAT(x) FEW_CAT_(x)
#define FEW FEW_CAT(IS_REAL)

#define KERNEL_FILE "../kernel/reduce.inc"
#include "../core/each_dtype.h"

#define ROW(name)                                                                                  \
  { name##_Byte, name##_Char, name##_Short, name##_Int, name##_Long, name##_Float, name##_Double }

const ReduceKernels FAC_ISA_NAME(fac_reduce) = {
    .sum = ROW(sum),
    .product = ROW(product),
    .dot = ROW(dot),
    .power = ROW(power),
    .argmax = ROW(argmax),
    .argmin = ROW(argmin),
    .add_rows = ROW(add_rows),
    .store = ROW(store),
};
