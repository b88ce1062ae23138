/* The family fac_nn for one instruction set; nn.h says what each entry computes. */
#include "nn.h"

#include <math.h>

#include "vmath.h"

/* vmath by the type of the argument */
#define V_EXP(x) _Generic((x), float : v_expf, double : v_exp)(x)
#define V_ABS(x) _Generic((x), float : fabsf, double : fabs)(x)
#define V_LOG(x) _Generic((x), float : v_logf, double : v_log)(x)
#define V_TANH(x) _Generic((x), float : v_tanhf, double : v_tanh)(x)
#define V_SIGMOID(x) _Generic((x), float : v_sigmoidf, double : v_sigmoid)(x)

enum { SHORT_ROW = 32 }; /* elements, see nn_lines.inc */

#define KERNEL_FILE "../kernel/nn_types.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }
#define LINES(f)                                                                                   \
  {                                                                                                \
    [FAC_FLOAT] = {f##_rows_Float, f##_columns_Float}, [FAC_DOUBLE] = {                            \
      f##_rows_Double,                                                                             \
      f##_columns_Double                                                                           \
    }                                                                                              \
  }

const NnKernels FAC_ISA_NAME(fac_nn) = {
    .tanh = REALS(nn_tanh),
    .tanh_back = REALS(nn_tanh_back),
    .sigmoid = REALS(nn_sigmoid),
    .sigmoid_back = REALS(nn_sigmoid_back),
    .abs = REALS(nn_abs),
    .abs_back = REALS(nn_abs_back),
    .threshold = REALS(nn_threshold),
    .threshold_back = REALS(nn_threshold_back),
    .difference = REALS(nn_difference),
    .multiply = REALS(nn_multiply),
    .add = REALS(nn_add),
    .scaled = REALS(nn_scaled),
    .gather_product = REALS(nn_gather_product),
    .gather = REALS(nn_gather),
    .softmax = LINES(softmax),
    .softmax_back = LINES(softmax_back),
    .log_softmax = LINES(log_softmax),
    .log_softmax_back = LINES(log_softmax_back),
    .sum = LINES(sum),
    .max = LINES(max),
    .min = LINES(min),
    .column_sum = REALS(nn_column_sum),
    .add_scaled = REALS(nn_add_scaled),
    .rescale = REALS(nn_rescale),
    .power_sum = REALS(nn_power_sum),
    .squared_distance = REALS(nn_squared_distance),
};
