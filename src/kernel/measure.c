/* The family that measures rows; the loops are in measure.inc. */
#include "measure.h"

#include <math.h>

#include "vmath.h"

#define V_EXP(x) _Generic((x), float : v_expf, double : v_exp)(x)
#define V_LOG(x) _Generic((x), float : v_logf, double : v_log)(x)

/* which member of Sum it uses */
#define SUM_0 i
#define SUM_1 d
#define SUM_CAT_(x) SUM_##x
#define SUM_CAT(x) SUM_CAT_(x)
#define SUM SUM_CAT(IS_REAL)

#define KERNEL_FILE "../kernel/measure.inc"
#include "../core/each_dtype.h"

#define ROW(name)                                                                                  \
  { name##_Byte, name##_Char, name##_Short, name##_Int, name##_Long, name##_Float, name##_Double }

const MeasureKernels FAC_ISA_NAME(fac_measure) = {
    .squared_distance = ROW(squared_distance),
    .histogram = {[FAC_FLOAT] = histogram_Float, [FAC_DOUBLE] = histogram_Double},
    .log_sum_exp = {[FAC_FLOAT] = log_sum_exp_Float, [FAC_DOUBLE] = log_sum_exp_Double},
    .log_sum_exp_lines = {[FAC_FLOAT] = {log_sum_exp_rows_Float, log_sum_exp_columns_Float},
                          [FAC_DOUBLE] = {log_sum_exp_rows_Double, log_sum_exp_columns_Double}},
};
