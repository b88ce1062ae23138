/* The element-wise family; the loops are stamped by point.inc, the list is in point.h. */
#include "point.h"

#include <math.h>
#include <tgmath.h>

#include "vmath.h"

/* M(f) is the C library's function for T, V(f) the vectorised one of vmath.h. */
#define V(name) _Generic((T)0, float : v_##name##f, default : v_##name)
#define M(name) name

/* a < 0 is never true for bytes, and that is fine */
#pragma GCC diagnostic ignored "-Wtype-limits"

#define KERNEL_FILE "../kernel/point.inc"
#include "../core/each_dtype.h"

#define ROW_FAC_ALL(name)                                                                          \
  { name##_Byte, name##_Char, name##_Short, name##_Int, name##_Long, name##_Float, name##_Double }
#define ROW_FAC_REAL(name)                                                                         \
  { [FAC_FLOAT] = name##_Float, [FAC_DOUBLE] = name##_Double }
#define ROW(name, expression, types) [POINT_##name] = ROW_##types(name),
#define COMPARE_ROW(name, operator)                                                                \
  [COMPARE_##name] = {{ROW_FAC_ALL(name##_scalar_byte), ROW_FAC_ALL(name##_scalar_same)},          \
                      {ROW_FAC_ALL(name##_tensor_byte), ROW_FAC_ALL(name##_tensor_same)}},
#define COPY_ROW(to)                                                                               \
  {copy_Byte_##to, copy_Char_##to,  copy_Short_##to, copy_Int_##to,                                \
   copy_Long_##to, copy_Float_##to, copy_Double_##to},

const PointKernels FAC_ISA_NAME(fac_point) = {
    .op = {FAC_POINT_0(ROW) FAC_POINT_1(ROW) FAC_POINT_2(ROW) FAC_POINT_3(ROW)},
    .compare = {FAC_POINT_COMPARE(COMPARE_ROW)},
    .copy = {COPY_ROW(Byte) COPY_ROW(Char) COPY_ROW(Short) COPY_ROW(Int) COPY_ROW(Long)
                 COPY_ROW(Float) COPY_ROW(Double)},
};
