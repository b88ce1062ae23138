/* Point-wise formulas of the layers that are more than one operation of point.h. The lists below
 * are the one place to add to: name, expression. All are for Float and Double.
 * Neighbours: act.c and act.inc stamp the loops; src/nn/activation.c calls them. */
#ifndef FAC_KERNEL_ACT_H
#define FAC_KERNEL_ACT_H

#include "kernel.h"

/* The expressions' s, t, u. */
typedef struct {
  double s, t, u;
} ActParam;

/* In the expressions a, b, c are the operands. Functions of the input a: */
#define FAC_ACT_1(X)                                                                               \
  X(positive, a <= 0 ? 0 : a)                                                                      \
  X(negative, a >= 0 ? 0 : -a)                                                                     \
  X(log_sigmoid, (a < 0 ? a : 0) - LOG1P(EXP(-ABS(a))))                                            \
  X(softsign, a / (1 + ABS(a)))                                                                    \
  X(tanhshrink, a - TANH(a))                                                                       \
  X(elu, (a > 0 ? a : 0) + s * (EXP(a > 0 ? 0 : a) - 1))                                           \
  X(leaky, a <= 0 ? a * s : a)                                                                     \
  X(softplus, s *a > t ? a : ((s * a > 0 ? s * a : 0) + LOG1P(EXP(-ABS(s * a)))) * u)              \
  X(softshrink, a > s ? a - s : (a < -s ? a + s : 0))                                              \
  X(hardshrink, a > s || a < -s ? a : 0)                                                           \
  X(power, POW(a, s))

/* Gradients, of the gradient a and the input (or output) b; and functions of two inputs. */
#define FAC_ACT_2(X)                                                                               \
  X(log_back, a / b)                                                                               \
  X(square_back, 2 * a * b)                                                                        \
  X(sqrt_back, b == 0 ? 0 : a / (2 * b))                                                           \
  X(log_sigmoid_back, a *SIGMOID(-b))                                                              \
  X(softsign_back, a / ((1 + ABS(b)) * (1 + ABS(b))))                                              \
  X(tanhshrink_back, a *TANH(b) * TANH(b))                                                         \
  X(clamp_back, b > s && b < t ? a : 0)                                                            \
  X(elu_back, b <= 0 ? a * (b + s) : a)                                                            \
  X(elu_back_input, b <= 0 ? a * s * EXP(b) : a)                                                   \
  X(leaky_back, b <= 0 ? a * s : a)                                                                \
  X(softplus_back, s *b >= t ? a : a * SIGMOID(s * b))                                             \
  X(shrink_back, b > s || b < -s ? a : 0)                                                          \
  X(power_back, a *s *POW(b, t))                                                                   \
  X(gated, a *SIGMOID(b))                                                                          \
  X(prelu, a <= 0 ? a * b : a)

/* Gradients of more. */
#define FAC_ACT_3(X)                                                                               \
  X(crelu_back, c > 0 ? a : (c < 0 ? -b : 0))                                                      \
  X(gated_back, a *b *SIGMOID(c) * (1 - SIGMOID(c)))                                               \
  X(prelu_back, b <= 0 ? a * c : a)

typedef enum {
#define X(name, expression) ACT_##name,
  FAC_ACT_1(X) FAC_ACT_2(X) FAC_ACT_3(X)
#undef X
      ACT_COUNT
} ActOp;

typedef struct {
  Leaf op[ACT_COUNT][FAC_NDTYPE]; /* operands result, a, b, c; param an ActParam or NULL */
  /* r += s a b where b <= 0  (r, a, b); when r has step 0 the line is summed first, in double */
  Leaf prelu_gather[FAC_NDTYPE];
} ActKernels;

FAC_KERNEL_FAMILY(ActKernels, fac_act);

#endif
