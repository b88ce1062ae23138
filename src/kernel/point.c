/* The element-wise family; the loops are stamped by point.inc, the list is in point.h. */
#include "point.h"

#include <math.h>

#include "special.h"
#include "vmath.h"

#include <tgmath.h> /* last, for the others mean the functions and not these macros */

/* M(f) is the C library's function for T, V(f) the vectorised one of vmath.h. */
#define V(name) _Generic((T)0, float : v_##name##f, default : v_##name)
#define M(name) name

/* a < 0 is never true for bytes, and that is fine */
#pragma GCC diagnostic ignored "-Wtype-limits"

/* Elements of another type to T, converted by a function or macro. */
#define COPY_LOOP(type, source, convert)                                                           \
  static void NAME(copy_##source)(int64_t n, char *const *p, const int64_t *step,                  \
                                  const void *param) {                                             \
    (void)param;                                                                                   \
    if (step[0] == sizeof(T) && step[1] == sizeof(type)) {                                         \
      T *d = (T *)p[0];                                                                            \
      const type *x = (const type *)p[1];                                                          \
      IVDEP                                                                                        \
      for (int64_t i = 0; i < n; i++) d[i] = convert(x[i]);                                        \
    } else {                                                                                       \
      for (int64_t i = 0; i < n; i++)                                                              \
        *(T *)(p[0] + i * step[0]) = convert(*(const type *)(p[1] + i * step[1]));                 \
    }                                                                                              \
  }

#define KERNEL_FILE "../kernel/point.inc"
#include "../core/each_dtype.h"

/* Half has no arithmetic: what it is made from, what sets it. Integers go through float. */
#define TO_HALF(v) fac_half_from_float((float)(v))
#define SAME(v) (v)
#define TNAME Half
#define NAME(f) FAC_CAT(f, TNAME)
#define T Half
COPY_LOOP(uint8_t, Byte, TO_HALF)
COPY_LOOP(int8_t, Char, TO_HALF)
COPY_LOOP(int16_t, Short, TO_HALF)
COPY_LOOP(int32_t, Int, TO_HALF)
COPY_LOOP(int64_t, Long, TO_HALF)
COPY_LOOP(float, Float, TO_HALF)
COPY_LOOP(double, Double, TO_HALF)
COPY_LOOP(Half, Half, SAME)
#undef T
#undef NAME
#undef TNAME

static void fill_Half(int64_t n, char *const *p, const int64_t *step, const void *param) {
  const Half value = TO_HALF(((const Scalar *)param)->d);
  for (int64_t i = 0; i < n; i++) *(Half *)(p[0] + i * step[0]) = value;
}

#define ROW_FAC_ALL(name)                                                                          \
  { name##_Byte, name##_Char, name##_Short, name##_Int, name##_Long, name##_Float, name##_Double }
#define ROW_FAC_REAL(name)                                                                         \
  { [FAC_FLOAT] = name##_Float, [FAC_DOUBLE] = name##_Double }
#define ROW_FAC_INTEGER(name)                                                                      \
  { name##_Byte, name##_Char, name##_Short, name##_Int, name##_Long }
#define ROW(name, expression, types) [POINT_##name] = ROW_##types(name),
#define COMPARE_ROW(name, operator)                                                                \
  [COMPARE_##name] = {{ROW_FAC_ALL(name##_scalar_byte), ROW_FAC_ALL(name##_scalar_same)},          \
                      {ROW_FAC_ALL(name##_tensor_byte), ROW_FAC_ALL(name##_tensor_same)}},
#define COPY_ROW(to)                                                                               \
  {copy_Byte_##to, copy_Char_##to,  copy_Short_##to,  copy_Int_##to,                               \
   copy_Long_##to, copy_Float_##to, copy_Double_##to, copy_Half_##to},

const PointKernels FAC_ISA_NAME(fac_point) = {
    .op = {FAC_POINT_0(ROW) FAC_POINT_1(ROW) FAC_POINT_2(ROW)
               FAC_POINT_3(ROW)[POINT_fill][FAC_HALF] = fill_Half},
    .compare = {FAC_POINT_COMPARE(COMPARE_ROW)},
    .copy = {COPY_ROW(Byte) COPY_ROW(Char) COPY_ROW(Short) COPY_ROW(Int) COPY_ROW(Long)
                 COPY_ROW(Float) COPY_ROW(Double) COPY_ROW(Half)},
};
