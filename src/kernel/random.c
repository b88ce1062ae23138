/* The family of random numbers; see random.h. */
#include "random.h"

#include "vmath.h"

enum { N = 624, M = 397 };

/* The recurrence: the top bit of one word joined to the low bits of the next, times the matrix A
 * (M. Matsumoto, T. Nishimura, Mersenne Twister, ACM TOMACS 8, 1998). */
static inline uint64_t twist(uint64_t word, uint64_t following) {
  uint64_t y = (word & 0x80000000u) | (following & 0x7fffffffu);
  return (y >> 1) ^ (-(following & 1) & 0x9908b0dfu);
}

static void next_block(uint64_t *s) {
  for (int j = 0; j < N - M; j++) s[j] = s[j + M] ^ twist(s[j], s[j + 1]);
  for (int j = N - M; j < N - 1; j++) s[j] = s[j + M - N] ^ twist(s[j], s[j + 1]);
  s[N - 1] = s[M - 1] ^ twist(s[N - 1], s[0]);
}

static void temper(int64_t n, const uint64_t *state, uint32_t *out) {
  for (int64_t i = 0; i < n; i++) {
    uint32_t y = (uint32_t)state[i];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    out[i] = y ^ (y >> 18);
  }
}

/* Sine and cosine of t in [0, 2 pi]: the nearest multiple of pi/2 is taken off in two parts, which
 * leaves at most pi/4, where polynomials serve (fdlibm, Sun Microsystems, 1993). */
VINLINE void sine_and_cosine(double t, double *sine, double *cosine) {
  double z = t * 6.36619772367581382433e-01 + V_ROUND_D;
  double q = z - V_ROUND_D;
  double r = t - q * 1.57079632673412561417e+00 - q * 6.07710050650619224932e-11;
  double w = r * r;
  double s = VFMA(1.58969099521155010221e-10, w, -2.50507602534068634195e-08);
  s = VFMA(s, w, 2.75573137070700676789e-06);
  s = VFMA(s, w, -1.98412698298579493134e-04);
  s = VFMA(s, w, 8.33333333332248946124e-03);
  s = VFMA(s, w, -1.66666666666666324348e-01);
  s = VFMA(s * w, r, r);
  double c = VFMA(-1.13596475577881948265e-11, w, 2.08757232129817482790e-09);
  c = VFMA(c, w, -2.75573143513906633035e-07);
  c = VFMA(c, w, 2.48015872894767294178e-05);
  c = VFMA(c, w, -1.38888888888741095749e-03);
  c = VFMA(c, w, 4.16666666666666019037e-02);
  c = VFMA(c * w, w, VFMA(w, -0.5, 1.0));
  uint64_t quadrant = v_bits64_of(z);
  uint64_t swap = -(quadrant & 1);
  uint64_t sb = v_bits64_of(s), cb = v_bits64_of(c);
  uint64_t change = (sb ^ cb) & swap;
  uint64_t sine_sign = (quadrant & 2) << 62, cosine_sign = ((quadrant + 1) & 2) << 62;
  *sine = v_double_of(sb ^ change ^ sine_sign);
  *cosine = v_double_of(cb ^ change ^ cosine_sign);
}

enum { PAIRS = 256 };

static void normal_pairs(int64_t pairs, uint32_t *word, double mean, double std) {
  float *out = (float *)word;
  float first[PAIRS], second[PAIRS];
  while (pairs > 0) {
    int64_t n = pairs < PAIRS ? pairs : PAIRS;
    for (int64_t i = 0; i < n; i++) {
      /* words as doubles in [0, 1), by way of the exponent: AVX2 cannot convert unsigned ones */
      double x = (v_double_of(0x4330000000000000u | word[2 * i]) - 4503599627370496.0) *
                 (1.0 / 4294967296.0);
      double y = (v_double_of(0x4330000000000000u | word[2 * i + 1]) - 4503599627370496.0) *
                 (1.0 / 4294967296.0);
      double rho = sqrt(-2.0 * v_log(1.0 - y)), sine, cosine;
      sine_and_cosine(2.0 * 3.14159265358979323846 * x, &sine, &cosine);
      first[i] = (float)(rho * cosine * std + mean);
      second[i] = (float)(rho * sine * std + mean);
    }
    for (int64_t i = 0; i < n; i++) {
      out[2 * i] = first[i];
      out[2 * i + 1] = second[i];
    }
    word += 2 * n;
    out += 2 * n;
    pairs -= n;
  }
}

const RandomKernels FAC_ISA_NAME(fac_random) = {
    .next_block = next_block,
    .temper = temper,
    .normal_pairs = normal_pairs,
};
