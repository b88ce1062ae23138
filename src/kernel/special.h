/* Special functions that the C library lacks, in double; the float loops round their results.
 * Neighbours: point.h lists the operations made of them, beside erf, erfc and lgamma of the
 * library.
 */
#ifndef FAC_SPECIAL_H
#define FAC_SPECIAL_H

#include <math.h>

#define SPECIAL_PI 3.14159265358979323846
#define SPECIAL_SQRT_PI 1.77245385090551602730

/* log |gamma(x)|, without the library's global variable for the sign, which threads would share. */
static inline double special_lgamma(double x) {
  int sign;
  return lgamma_r(x, &sign);
}

/* The y with erf(y) = x; infinite at -1 and 1, nan outside. Starts from S. Winitzki's formula (A
 * handy approximation for the error function and its inverse, 2008), which is off by 0.2 % at most,
 * and takes three of Halley's steps, each of which triples the number of digits. Above 1/2 they
 * solve erfc(y) = 1 - x, which is exact there. */
static inline double special_erfinv(double x) {
  double a = fabs(x);
  if (!(a < 1)) return a == 1 ? copysign(HUGE_VAL, x) : NAN;
  if (a < 1e-8) return x * (SPECIAL_SQRT_PI / 2); /* the next term is a x^2 / 4 part of it */
  const double winitzki = 0.147;
  double l = a < 0.5 ? log1p(-a * a) : log((1 - a) * (1 + a));
  double b = 2 / (SPECIAL_PI * winitzki) + l / 2;
  /* sqrt(b^2 - l / w) - b, without the difference of nearly equal numbers */
  double y = sqrt(-l / winitzki / (sqrt(b * b - l / winitzki) + b));
  for (int step = 0; step < 3; step++) {
    double missing = a < 0.5 ? erf(y) - a : (1 - a) - erfc(y);
    double newton = missing * (SPECIAL_SQRT_PI / 2) * exp(y * y);
    y -= newton / (1 + y * newton);
  }
  return copysign(y, x);
}

/* The one positive zero of digamma: DIGAMMA_ZERO and what is left of it behind the last digit. */
#define DIGAMMA_ZERO 1.4616321449683622
#define DIGAMMA_ZERO_REST 9.549995429965697e-17

/* Taylor's series around that zero, where the general way would lose digits: the coefficients are
 * polygamma(k, zero) / k!. */
static inline double digamma_near_zero(double x) {
  static const double coefficient[] = {
      0.9676722454476211704,   -0.4427631689835921061,   0.2584997609556510106,
      -0.1639427054424065275,  0.1078240506912623658,    -0.07219956125645471093,
      0.04880428816414310723,  -0.03316112647484735929,  0.02259764823221810466,
      -0.01542476590494895914, 0.01053879161661217539,   -0.007204534386356868241,
      0.004926781395729853446, -0.003369801655439328083, 0.002305126326734927837};
  double d = (x - DIGAMMA_ZERO) - DIGAMMA_ZERO_REST, sum = 0;
  for (int k = 14; k >= 0; k--) sum = (sum + coefficient[k]) * d;
  return sum;
}

/* The derivative of log gamma. By the recurrence digamma(x + 1) = digamma(x) + 1 / x up to where
 * the asymptotic series is exact to the last digit (M. Abramowitz, I. Stegun, Handbook of
 * Mathematical Functions, 6.3.5 and 6.3.18; J. Bernardo, Algorithm AS 103, Applied Statistics 25,
 * 1976), by reflection (6.3.7) for negative x. -inf at 0, inf at -0, nan at the negative integers.
 */
static inline double special_digamma(double x) {
  static const double bernoulli[] = {/* B(2k) / 2k */
                                     1.0 / 12,  -1.0 / 120,     1.0 / 252, -1.0 / 240,
                                     1.0 / 132, -691.0 / 32760, 1.0 / 12,  -3617.0 / 8160};
  double sum = 0;
  if (x == 0) return -copysign(HUGE_VAL, x);
  if (x < 0) {
    double fraction = x - nearbyint(x);
    if (!(fraction != 0)) return NAN; /* a pole, or too far out to have a fraction */
    sum = -SPECIAL_PI / tan(SPECIAL_PI * fraction);
    x = 1 - x;
  } else if (fabs(x - DIGAMMA_ZERO) < 0.125) {
    return digamma_near_zero(x);
  }
  for (; x < 12; x++) sum -= 1 / x;
  double z = 1 / (x * x), tail = 0;
  for (int k = 7; k >= 0; k--) tail = (tail + bernoulli[k]) * z;
  return sum + log(x) - 0.5 / x - tail;
}

#endif
