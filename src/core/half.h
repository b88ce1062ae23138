/* Numbers of 16 bits, IEEE 754's binary16: a type to store, not to compute in. Conversion is
 * written without branches, so that loops over it are vectorised, and is the same on every
 * processor. Neighbours: dtype.h lists the type. */
#ifndef FAC_HALF_H
#define FAC_HALF_H

#include <stdint.h>
#include <string.h>

typedef struct {
  uint16_t bits;
} Half;

/* Exact. The exponent is brought into the float's range by a product, which also makes normal
 * numbers of denormals. */
static inline float fac_half_to_float(Half h) {
  uint32_t bits = (uint32_t)(h.bits & 0x7fff) << 13, out;
  float f;
  memcpy(&f, &bits, sizeof f);
  f *= 0x1p112f;
  memcpy(&out, &f, sizeof out);
  out |= bits >= 0x0f800000u ? 0x7f800000u : 0; /* infinite and nan */
  out |= (uint32_t)(h.bits & 0x8000) << 16;
  memcpy(&f, &out, sizeof f);
  return f;
}

/* Rounded to the nearest, ties to even; from 65520 on infinite; every nan becomes the same one. */
static inline Half fac_half_from_float(float f) {
  uint32_t bits, small;
  memcpy(&bits, &f, sizeof bits);
  uint32_t magnitude = bits & 0x7fffffffu;
  /* the new exponent, and just under half a unit for rounding, a whole half where the last bit is
   * odd */
  uint32_t normal = (magnitude - 0x38000000u + 0xfffu + (magnitude >> 13 & 1)) >> 13;
  /* below 2^-14 adding 0.5 makes the processor round to multiples of 2^-24, the denormals */
  float sum;
  memcpy(&sum, &magnitude, sizeof sum);
  sum += 0.5f;
  memcpy(&small, &sum, sizeof small);
  uint32_t out = magnitude < 0x38800000u ? small - 0x3f000000u : normal;
  out = magnitude >= 0x477ff000u ? 0x7c00u : out;
  out |= bits >> 16 & 0x8000u;
  out = magnitude > 0x7f800000u ? 0x7fffu : out;
  return (Half){(uint16_t)out};
}

#endif
