/* THE list of element types. CONTRIBUTING.md tells what a new one takes beside its row here.
 * Neighbours: each_dtype.h stamps typed code from it, tensor.h and storage.h carry a DType. */
#ifndef FAC_DTYPE_H
#define FAC_DTYPE_H

#include <stddef.h>
#include <stdint.h>

#include "half.h"

/* X(Torch's name, enum name, C type, type that sums are made in) */
#define FAC_EACH_NUMBER(X)                                                                         \
  X(Byte, BYTE, uint8_t, int64_t)                                                                  \
  X(Char, CHAR, int8_t, int64_t)                                                                   \
  X(Short, SHORT, int16_t, int64_t)                                                                \
  X(Int, INT, int32_t, int64_t)                                                                    \
  X(Long, LONG, int64_t, int64_t)                                                                  \
  X(Float, FLOAT, float, double)                                                                   \
  X(Double, DOUBLE, double, double)

/* With the types that are stored and converted only: no arithmetic. */
#define FAC_EACH_DTYPE(X) FAC_EACH_NUMBER(X) X(Half, HALF, Half, double)

typedef enum {
#define X(name, NAME, type, acc) FAC_##NAME,
  FAC_EACH_DTYPE(X)
#undef X
      FAC_NDTYPE
} DType;

/* Sets of types, for operations that not every type has. */
enum {
  FAC_REAL = 1 << FAC_FLOAT | 1 << FAC_DOUBLE,
  FAC_EVERY = (1 << FAC_NDTYPE) - 1,      /* what moves elements only is for every type */
  FAC_ALL = FAC_EVERY & ~(1 << FAC_HALF), /* all types of arithmetic */
  FAC_INTEGER = FAC_ALL & ~FAC_REAL
};

/* Real arithmetic; HalfTensor has none. */

static inline int fac_dtype_is_real(DType d) {
  return d == FAC_FLOAT || d == FAC_DOUBLE;
}

/* Bytes of one element. */
static inline size_t fac_dtype_size(DType d) {
  static const uint8_t size[FAC_NDTYPE] = {
#define X(name, NAME, type, acc) sizeof(type),
      FAC_EACH_DTYPE(X)
#undef X
  };
  return size[d];
}

/* Torch's short name: "Float" for FAC_FLOAT. */
static inline const char *fac_dtype_name(DType d) {
  static const char *const name[FAC_NDTYPE] = {
#define X(name, NAME, type, acc) #name,
      FAC_EACH_DTYPE(X)
#undef X
  };
  return name[d];
}

/* A number from Lua, both as a double and exactly as an integer (truncated towards zero). */
typedef struct {
  double d;
  int64_t i;
} Scalar;

/* An exact number on its way to an element of 32 bits or fewer, where it is cut off. What does not
 * fit into 32 bits becomes the smallest integer, as below. */
static inline int32_t fac_narrow(int64_t v) {
  return v >= INT32_MIN && v <= INT32_MAX ? (int32_t)v : INT32_MIN;
}

/* Real numbers become integers as Torch7's C casts did on x86: truncation, then wrap; what does not
 * fit, nan included, becomes the smallest integer. Written out because C leaves it undefined. */
static inline int32_t fac_to_int32(double v) {
  return v > -2147483649.0 && v < 2147483648.0 ? (int32_t)v : INT32_MIN;
}
static inline int64_t fac_to_int64(double v) {
  return v >= -9223372036854775808.0 && v < 9223372036854775808.0 ? (int64_t)v : INT64_MIN;
}

#endif
