/* Element-wise kernels. The list below is the one place to add to: name, expression, which types.
 * Neighbours: point.c and point.inc stamp the loops; src/torch/math.c makes operations of them. */
#ifndef FAC_POINT_H
#define FAC_POINT_H

#include "kernel.h"

/* In the expressions a, b, c are the operands, s and r the scalars that came with the call, all of
 * type T. X(name, expression, types); the groups differ in how many operands they read. Integer
 * division by zero must be ruled out by the caller. */
#define FAC_POINT_0(X) X(fill, s, FAC_ALL)

#define FAC_POINT_1(X)                                                                             \
  X(add_scalar, a + s, FAC_ALL)                                                                    \
  X(mul_scalar, a *s, FAC_ALL)                                                                     \
  X(div_scalar, DIV(a, s), FAC_ALL)                                                                \
  X(fmod_scalar, FMOD(a, s), FAC_ALL)                                                              \
  X(remainder_scalar, REMAINDER(a, s), FAC_ALL)                                                    \
  X(max_scalar, MAX(a, s), FAC_ALL)                                                                \
  X(min_scalar, MIN(a, s), FAC_ALL)                                                                \
  X(clamp, a < s ? s : (a > r ? r : a), FAC_ALL)                                                   \
  X(sign, (T)((a > 0) - (a < 0)), FAC_ALL)                                                         \
  X(neg, -a, FAC_ALL)                                                                              \
  X(abs, ABS(a), FAC_ALL)                                                                          \
  X(cinv, 1 / a, FAC_REAL)                                                                         \
  X(square, a *a, FAC_ALL)                                                                         \
  X(sqrt, M(sqrt)(a), FAC_REAL)                                                                    \
  X(rsqrt, 1 / M(sqrt)(a), FAC_REAL)                                                               \
  X(exp, V(exp)(a), FAC_REAL)                                                                      \
  X(log, V(log)(a), FAC_REAL)                                                                      \
  X(log1p, M(log1p)(a), FAC_REAL)                                                                  \
  X(tanh, V(tanh)(a), FAC_REAL)                                                                    \
  X(sigmoid, V(sigmoid)(a), FAC_REAL)                                                              \
  X(cos, M(cos)(a), FAC_REAL)                                                                      \
  X(acos, M(acos)(a), FAC_REAL)                                                                    \
  X(cosh, M(cosh)(a), FAC_REAL)                                                                    \
  X(sin, M(sin)(a), FAC_REAL)                                                                      \
  X(asin, M(asin)(a), FAC_REAL)                                                                    \
  X(sinh, M(sinh)(a), FAC_REAL)                                                                    \
  X(tan, M(tan)(a), FAC_REAL)                                                                      \
  X(atan, M(atan)(a), FAC_REAL)                                                                    \
  X(ceil, M(ceil)(a), FAC_REAL)                                                                    \
  X(floor, M(floor)(a), FAC_REAL)                                                                  \
  X(round, M(round)(a), FAC_REAL)                                                                  \
  X(trunc, M(trunc)(a), FAC_REAL)                                                                  \
  X(frac, a - M(trunc)(a), FAC_REAL)                                                               \
  X(pow_scalar, M(pow)(a, s), FAC_REAL)                                                            \
  X(scalar_pow, M(pow)(s, a), FAC_REAL)                                                            \
  X(erf, M(erf)(a), FAC_REAL)                                                                      \
  X(erfc, M(erfc)(a), FAC_REAL)                                                                    \
  X(erfinv, special_erfinv(a), FAC_REAL)                                                           \
  X(lgamma, special_lgamma(a), FAC_REAL)                                                           \
  X(digamma, special_digamma(a), FAC_REAL)                                                         \
  X(lshift_scalar, LSHIFT(a, s), FAC_ALL)                                                          \
  X(rshift_scalar, RSHIFT(a, s), FAC_ALL)                                                          \
  X(bitand_scalar, a &s, FAC_INTEGER)                                                              \
  X(bitor_scalar, a | s, FAC_INTEGER)                                                              \
  X(bitxor_scalar, a ^ s, FAC_INTEGER)

#define FAC_POINT_2(X)                                                                             \
  X(add, a + s * b, FAC_ALL)                                                                       \
  X(add_one, a + b, FAC_ALL)                                                                       \
  X(mul, a *b, FAC_ALL)                                                                            \
  X(div, DIV(a, b), FAC_ALL)                                                                       \
  X(fmod, FMOD(a, b), FAC_ALL)                                                                     \
  X(remainder, REMAINDER(a, b), FAC_ALL)                                                           \
  X(max, MAX(a, b), FAC_ALL)                                                                       \
  X(min, MIN(a, b), FAC_ALL)                                                                       \
  X(pow, POW(a, b), FAC_ALL)                                                                       \
  X(atan2, M(atan2)(a, b), FAC_REAL)                                                               \
  X(lerp, a + s * (b - a), FAC_REAL)                                                               \
  X(lshift, LSHIFT(a, b), FAC_ALL)                                                                 \
  X(rshift, RSHIFT(a, b), FAC_ALL)                                                                 \
  X(bitand, a &b, FAC_INTEGER)                                                                     \
  X(bitor, a | b, FAC_INTEGER)                                                                     \
  X(bitxor, a ^ b, FAC_INTEGER)

#define FAC_POINT_3(X)                                                                             \
  X(addcmul, a + s * b * c, FAC_ALL)                                                               \
  X(addcdiv, a + DIV(s * b, c), FAC_ALL)

/* Comparisons: a with the scalar, or with b; the result is 0 or 1. */
#define FAC_POINT_COMPARE(X) X(lt, <) X(gt, >) X(le, <=) X(ge, >=) X(eq, ==) X(ne, !=)

typedef enum {
#define X(name, expression, types) POINT_##name,
  FAC_POINT_0(X) FAC_POINT_1(X) FAC_POINT_2(X) FAC_POINT_3(X)
#undef X
      POINT_COUNT
} PointOp;

typedef enum {
#define X(name, operator) COMPARE_##name,
  FAC_POINT_COMPARE(X)
#undef X
      COMPARE_COUNT
} CompareOp;

typedef struct {
  /* param is a Scalar[2], the expression's s and r. NULL where the type lacks the operation. */
  Leaf op[POINT_COUNT][FAC_NDTYPE];
  /* [with a tensor: operands result, a, b; else result, a and param a Scalar][result of T, not
   * Byte] */
  Leaf compare[COMPARE_COUNT][2][2][FAC_NDTYPE];
  Leaf copy[FAC_NDTYPE][FAC_NDTYPE]; /* [to][from], here and in fill also of Half */
} PointKernels;

FAC_KERNEL_FAMILY(PointKernels, fac_point);

#endif
