/* exp, log, tanh and the logistic function without branches or calls, so that loops over them are
 * vectorised by the compiler. exp and log are within 2 units in the last place of the exact value
 * over the whole range, tanh within 3, the logistic function within 4; infinities, nan, zero,
 * overflow and underflow as in the C library.
 * Method and coefficients of log and tanh: S. Moshier, Cephes Mathematical Library (netlib),
 * 1984-2000. */
#ifndef FAC_VMATH_H
#define FAC_VMATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define VINLINE static inline __attribute__((always_inline))

#ifdef __FMA__
#define VFMAF(a, b, c) __builtin_fmaf(a, b, c)
#define VFMA(a, b, c) __builtin_fma(a, b, c)
#else
#define VFMAF(a, b, c) ((a) * (b) + (c))
#define VFMA(a, b, c) ((a) * (b) + (c))
#endif

VINLINE float v_float_of(uint32_t bits) {
  float f;
  memcpy(&f, &bits, sizeof f);
  return f;
}
VINLINE uint32_t v_bits_of(float f) {
  uint32_t bits;
  memcpy(&bits, &f, sizeof bits);
  return bits;
}
VINLINE double v_double_of(uint64_t bits) {
  double f;
  memcpy(&f, &bits, sizeof f);
  return f;
}
VINLINE uint64_t v_bits64_of(double f) {
  uint64_t bits;
  memcpy(&bits, &f, sizeof bits);
  return bits;
}

/* Adding this constant rounds to an integer, which then stands in the low bits. */
#define V_ROUND_F 12582912.0f
#define V_ROUND_D 6755399441055744.0

/* exp: x = n ln 2 + r, |r| <= ln 2 / 2, and 2^n times a polynomial in r, whose coefficients were
 * fitted for the least relative error (float 3e-9, double 4e-18).
 *
 * The bits of z = x / ln 2 + round, which is rounded to an integer: the low ones hold n. They are
 * bounded by those of round + most, as integers, of which vectors find the lesser in one
 * instruction. Beyond the bound r grows, all terms are positive, and the sum becomes infinite; nan
 * of either sign stays nan, in r. */
VINLINE uint32_t v_exp_roundf(float x, float round, float most) {
  int32_t z = (int32_t)v_bits_of(VFMAF(x, 1.44269504088896341f, round));
  int32_t bound = (int32_t)v_bits_of(round + most);
  return (uint32_t)(z < bound ? z : bound);
}

/* f exp(r) with r = x - n ln 2: f (1 + r) + f r^2 (c2 + c3 r + ...), in two chains, since the
 * processor waits for a single one; f is multiplied into the terms that are there early. */
VINLINE float v_exp_restf(float x, float n, float f) {
  float r = VFMAF(n, -0.693359375f, x);
  r = VFMAF(n, 2.12194440e-4f, r);
  float r2 = r * r;
  float q = VFMAF(VFMAF(1.3814578997e-03f, r2, VFMAF(8.3687258884e-03f, r, 4.1668388993e-02f)), r2,
                  VFMAF(1.6666521132e-01f, r, 4.9999994040e-01f));
  return VFMAF(q, r2 * f, VFMAF(r, f, f));
}

/* 2^n is made in two factors, since n may lie outside of what one exponent holds. The constant that
 * rounds is greater by twice the bias of exponents, so that u = n + 2 bias, which is not negative,
 * stands in the low bits; u/2 and u - u/2, biased both, are shifted into place and push the
 * constant's own bits out. */
VINLINE float v_expf(float x) {
  const float round = V_ROUND_F + 254.0f;
  uint32_t u = v_exp_roundf(x, round, 130.0f), half = u >> 1;
  float y = v_exp_restf(x, v_float_of(u) - round, v_float_of(half << 23));
  y = y * v_float_of((u - half) << 23);
  return x < -104.0f ? 0.0f : y;
}

/* exp for x >= -87 where infinity may stand for all beyond 2^127: one factor will do. */
VINLINE float v_exp_normalf(float x) {
  const float round = V_ROUND_F + 127.0f;
  uint32_t u = v_exp_roundf(x, round, 127.0f);
  return v_exp_restf(x, v_float_of(u) - round, v_float_of(u << 23));
}

VINLINE double v_exp(double x) {
  const double round = V_ROUND_D + 2046.0;
  x = x > 710.0 ? 710.0 : x;
  x = x < -746.0 ? -746.0 : x;
  double z = VFMA(x, 1.4426950408889634073599, round);
  double n = z - round;
  double r = VFMA(n, -6.93145751953125E-1, x);
  r = VFMA(n, -1.42860682030941723212E-6, r);
  double p = 2.49998522986466363e-08;
  p = VFMA(p, r, 2.76302680822912930e-07);
  p = VFMA(p, r, 2.75575870231465692e-06);
  p = VFMA(p, r, 2.48014930479386331e-05);
  p = VFMA(p, r, 1.98412695059237295e-04);
  p = VFMA(p, r, 1.38888889436741825e-03);
  p = VFMA(p, r, 8.33333333349469546e-03);
  p = VFMA(p, r, 4.16666666665300167e-02);
  p = VFMA(p, r, 1.66666666666664132e-01);
  p = VFMA(p, r, 5.00000000000001110e-01);
  p = VFMA(p, r, 1.0);
  p = VFMA(p, r, 1.0);
  uint64_t u = v_bits64_of(z), half = u >> 1;
  return p * v_double_of(half << 52) * v_double_of((u - half) << 52);
}

VINLINE float v_sigmoidf(float x) {
  float e = v_exp_normalf(-x);
  return 1.0f / (1.0f + (x > 87.0f ? 0.0f : e));
}
VINLINE double v_sigmoid(double x) {
  return 1.0 / (1.0 + v_exp(-x));
}

VINLINE float v_tanhf(float x) {
  float a = fabsf(x);
  float z = x * x;
  float p = -5.70498872745e-3f;
  p = VFMAF(p, z, 2.06390887954e-2f);
  p = VFMAF(p, z, -5.37397155531e-2f);
  p = VFMAF(p, z, 1.33314422036e-1f);
  p = VFMAF(p, z, -3.33332819422e-1f);
  float small = VFMAF(p * z, x, x);
  float large = 1.0f - 2.0f / (v_exp_normalf(a + a) + 1.0f);
  return copysignf(a < 0.625f ? small : large, x);
}

VINLINE double v_tanh(double x) {
  double a = fabs(x);
  double z = x * x;
  double p = VFMA(VFMA(-9.64399179425052238628E-1, z, -9.92877231001918586564E1), z,
                  -1.61468768441708447952E3);
  double q = VFMA(VFMA(z + 1.12811678491632931402E2, z, 2.23548839060100448583E3), z,
                  4.84406305325125486048E3);
  double small = VFMA(x * z, p / q, x);
  double large = 1.0 - 2.0 / (v_exp(a + a) + 1.0);
  return copysign(a < 0.625 ? small : large, x);
}

/* e ln 2 + log(1 + m), sqrt(1/2) <= 1 + m <= sqrt(2) */
VINLINE float v_log_partsf(float e, float m) {
  float z = m * m;
  float p = 7.0376836292e-2f;
  p = VFMAF(p, m, -1.1514610310e-1f);
  p = VFMAF(p, m, 1.1676998740e-1f);
  p = VFMAF(p, m, -1.2420140846e-1f);
  p = VFMAF(p, m, 1.4249322787e-1f);
  p = VFMAF(p, m, -1.6668057665e-1f);
  p = VFMAF(p, m, 2.0000714765e-1f);
  p = VFMAF(p, m, -2.4999993993e-1f);
  p = VFMAF(p, m, 3.3333331174e-1f);
  p = p * m * z;
  p = VFMAF(e, -2.12194440e-4f, p);
  p = VFMAF(z, -0.5f, p);
  return VFMAF(e, 0.693359375f, m + p);
}

VINLINE double v_log_parts(double e, double m) {
  double z = m * m;
  double p = 1.01875663804580931796E-4;
  p = VFMA(p, m, 4.97494994976747001425E-1);
  p = VFMA(p, m, 4.70579119878881725854E0);
  p = VFMA(p, m, 1.44989225341610930846E1);
  p = VFMA(p, m, 1.79368678507819816313E1);
  p = VFMA(p, m, 7.70838733755885391666E0);
  double q = m + 1.12873587189167450590E1;
  q = VFMA(q, m, 4.52279145837532221105E1);
  q = VFMA(q, m, 8.29875266912776603211E1);
  q = VFMA(q, m, 7.11544750618563894466E1);
  q = VFMA(q, m, 2.31251620126765340583E1);
  double r = m * (z * p / q);
  r = VFMA(e, -2.121944400546905827679e-4, r);
  r = VFMA(z, -0.5, r);
  return VFMA(e, 0.693359375, m + r);
}

VINLINE float v_logf(float x) {
  /* denormals are scaled into the normal range */
  float tiny = x < 1.17549435e-38f ? 1.0f : 0.0f;
  float y = tiny != 0.0f ? x * 8388608.0f : x;
  uint32_t bits = v_bits_of(y);
  float e = (float)((int32_t)(bits >> 23) - 126) - 23.0f * tiny;
  float m = v_float_of((bits & 0x007fffffu) | 0x3f000000u); /* in [0.5, 1) */
  float low = m < 0.707106781186547524f ? 1.0f : 0.0f;
  e = e - low;
  m = m + (low != 0.0f ? m : 0.0f) - 1.0f;
  float r = v_log_partsf(e, m);
  r = x == 0.0f ? -INFINITY : r;
  r = x < 0.0f ? NAN : r;
  return x < INFINITY ? r : x; /* inf and nan pass */
}

VINLINE double v_log(double x) {
  double tiny = x < 2.2250738585072014e-308 ? 1.0 : 0.0;
  double y = tiny != 0.0 ? x * 4503599627370496.0 : x;
  uint64_t bits = v_bits64_of(y);
  /* the exponent as a double without a 64-bit conversion, which AVX2 lacks */
  double e =
      v_double_of((bits >> 52) | 0x4330000000000000u) - 4503599627370496.0 - 1022.0 - 52.0 * tiny;
  double m = v_double_of((bits & 0x000fffffffffffffu) | 0x3fe0000000000000u);
  double low = m < 0.70710678118654752440 ? 1.0 : 0.0;
  e = e - low;
  m = m + (low != 0.0 ? m : 0.0) - 1.0;
  double r = v_log_parts(e, m);
  r = x == 0.0 ? -INFINITY : r;
  r = x < 0.0 ? NAN : r;
  return x < INFINITY ? r : x;
}

/* log(1 + x) for 0 <= x <= 1, without the rounding of 1 + x. */
VINLINE float v_log1pf(float x) {
  float high = x > 0.41421356f ? 1.0f : 0.0f;
  return v_log_partsf(high, high != 0.0f ? 0.5f * x - 0.5f : x);
}
VINLINE double v_log1p(double x) {
  double high = x > 0.41421356237309504880 ? 1.0 : 0.0;
  return v_log_parts(high, high != 0.0 ? 0.5 * x - 0.5 : x);
}

#endif
