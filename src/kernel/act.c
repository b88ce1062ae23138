/* The family fac_act for one instruction set; the lists are in act.h, the loops in act.inc. */
#include "act.h"

#include <math.h>

#include "vmath.h"

#define OF_TYPE(name, x) _Generic((x), float : v_##name##f, default : v_##name)(x)
#define EXP(x) OF_TYPE(exp, x)
#define LOG1P(x) OF_TYPE(log1p, x)
#define TANH(x) OF_TYPE(tanh, x)
#define SIGMOID(x) OF_TYPE(sigmoid, x)
#define ABS(x) _Generic((x), float : fabsf, default : fabs)(x)
#define POW(x, y) _Generic((x), float : powf, default : pow)(x, y)

#define KERNEL_FILE "../kernel/act.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }
#define ROW(name, expression) [ACT_##name] = REALS(name),

const ActKernels FAC_ISA_NAME(fac_act) = {
    .op = {FAC_ACT_1(ROW) FAC_ACT_2(ROW) FAC_ACT_3(ROW)},
    .prelu_gather = REALS(prelu_gather),
};
