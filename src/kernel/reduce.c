/* The family of reductions; the loops are in reduce.inc. */
#include "reduce.h"

#include <math.h>
#include <string.h>

#include "vmath.h"

enum { LANES = 32 };

/* What a name means for integers, name_0, and for real types, name_1. */
#define CHOOSE_(name, real) name##_##real
#define CHOOSE(name, real) CHOOSE_(name, real)

/* How many sums a vector holds, and f(x, y, k) for each of them. */
#if defined(__AVX512F__)
#define GROUP 8
#define EACH_OF_GROUP(f, x, y)                                                                     \
  f(x, y, 0), f(x, y, 1), f(x, y, 2), f(x, y, 3), f(x, y, 4), f(x, y, 5), f(x, y, 6), f(x, y, 7)
#else
#define GROUP 4
#define EACH_OF_GROUP(f, x, y) f(x, y, 0), f(x, y, 1), f(x, y, 2), f(x, y, 3)
#endif

/* sum + x, for real numbers as x * 1 + sum, which is the same number: conversions to double keep
 * the processor's adders busy and leave its multipliers idle. That one is 1 is not told to the
 * compiler, which would add. */
static const volatile double unit = 1;
#define ONE_0 1
#define ONE_1 unit
#define ADD_0(sum, x) ((void)one, (sum) + (x))
#define ADD_1(sum, x) VFMA(x, one, sum)
#define ONE CHOOSE(ONE, IS_REAL)
#define ADD CHOOSE(ADD, IS_REAL)

/* which member of Sum the type under discussion uses */
#define SUM_0 i
#define SUM_1 d
#define SUM CHOOSE(SUM, IS_REAL)

/* the type in which a few elements may be added before the sum of many takes them: integers could
 * wrap around in their own */
#define FEW_0 ACC
#define FEW_1 T
#define FEW CHOOSE(FEW, IS_REAL)

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
