/* exp, log, tanh and the logistic function without branches or calls, so that loops over them are
 * vectorised by the compiler. Within 2 units in the last place of the exact value over the whole
 * range; infinities, nan, zero, overflow and underflow as in the C library.
 * Method and coefficients: S. Moshier, Cephes Mathematical Library (netlib), 1984-2000; the float
 * exp is the polynomial of expf there. */
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

VINLINE float v_expf(float x) {
  x = x > 89.0f ? 89.0f : x; /* comparisons this way round let nan through */
  x = x < -104.0f ? -104.0f : x;
  float z = x * 1.44269504088896341f + V_ROUND_F;
  float n = z - V_ROUND_F;
  float r = VFMAF(n, -0.693359375f, x);
  r = VFMAF(n, 2.12194440e-4f, r);
  float p = 1.9875691500e-4f;
  p = VFMAF(p, r, 1.3981999507e-3f);
  p = VFMAF(p, r, 8.3334519073e-3f);
  p = VFMAF(p, r, 4.1665795894e-2f);
  p = VFMAF(p, r, 1.6666665459e-1f);
  p = VFMAF(p, r, 5.0000001201e-1f);
  p = VFMAF(p * r, r, r) + 1.0f;
  /* 2^n in two steps, since n may lie outside of what one exponent holds */
  int32_t k = (int32_t)(v_bits_of(z) - v_bits_of(V_ROUND_F));
  int32_t half = k >> 1;
  float s1 = v_float_of((uint32_t)(half + 127) << 23);
  float s2 = v_float_of((uint32_t)(k - half + 127) << 23);
  return p * s1 * s2;
}

VINLINE double v_exp(double x) {
  x = x > 710.0 ? 710.0 : x;
  x = x < -746.0 ? -746.0 : x;
  double z = x * 1.4426950408889634073599 + V_ROUND_D;
  double n = z - V_ROUND_D;
  double r = x - n * 6.93145751953125E-1;
  r = r - n * 1.42860682030941723212E-6;
  double rr = r * r;
  double p = r * VFMA(VFMA(1.26177193074810590878E-4, rr, 3.02994407707441961300E-2), rr,
                      9.99999999999999999910E-1);
  double q = VFMA(VFMA(VFMA(3.00198505138664455042E-6, rr, 2.52448340349684104192E-3), rr,
                       2.27265548208155028766E-1),
                  rr, 2.0);
  p = 1.0 + 2.0 * (p / (q - p));
  int64_t k = (int64_t)(v_bits64_of(z) - v_bits64_of(V_ROUND_D));
  /* the arithmetic shift by one, made from a logical one for which every processor has vectors */
  int64_t half = (int64_t)((uint64_t)(k + 4096) >> 1) - 2048;
  double s1 = v_double_of((uint64_t)(half + 1023) << 52);
  double s2 = v_double_of((uint64_t)(k - half + 1023) << 52);
  return p * s1 * s2;
}

VINLINE float v_sigmoidf(float x) {
  return 1.0f / (1.0f + v_expf(-x));
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
  float large = 1.0f - 2.0f / (v_expf(a + a) + 1.0f);
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
  float r = VFMAF(e, 0.693359375f, m + p);
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
  r = VFMA(e, 0.693359375, m + r);
  r = x == 0.0 ? -INFINITY : r;
  r = x < 0.0 ? NAN : r;
  return x < INFINITY ? r : x;
}

/* log(1 + x) for x >= 0; what rounding took from 1 + x is given back to first order. */
VINLINE float v_log1pf(float x) {
  float y = 1.0f + x;
  return v_logf(y) + (x - (y - 1.0f)) / y;
}
VINLINE double v_log1p(double x) {
  double y = 1.0 + x;
  return v_log(y) + (x - (y - 1.0)) / y;
}

#endif
