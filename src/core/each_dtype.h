/* Includes KERNEL_FILE once for each element type that has arithmetic, with
 *   T      the C type                     ACC    the type that sums are made in
 *   DT     its DType                      NAME(f) the name f with the type's name behind it
 *   IS_REAL 1 for Float and Double, else 0
 * KERNEL_REAL_ONLY leaves the integer types out. No include guard: included as often as needed. */
#define FAC_CAT_(a, b) a##_##b
#define FAC_CAT(a, b) FAC_CAT_(a, b)
#define NAME(f) FAC_CAT(f, TNAME)

#ifndef KERNEL_REAL_ONLY
#define IS_REAL 0
#define T uint8_t
#define ACC int64_t
#define DT FAC_BYTE
#define TNAME Byte
#include KERNEL_FILE
#undef T
#undef DT
#undef TNAME
#define T int8_t
#define DT FAC_CHAR
#define TNAME Char
#include KERNEL_FILE
#undef T
#undef DT
#undef TNAME
#define T int16_t
#define DT FAC_SHORT
#define TNAME Short
#include KERNEL_FILE
#undef T
#undef DT
#undef TNAME
#define T int32_t
#define DT FAC_INT
#define TNAME Int
#include KERNEL_FILE
#undef T
#undef DT
#undef TNAME
#define T int64_t
#define DT FAC_LONG
#define TNAME Long
#include KERNEL_FILE
#undef T
#undef DT
#undef TNAME
#undef ACC
#undef IS_REAL
#endif

#define IS_REAL 1
#define ACC double
#define T float
#define DT FAC_FLOAT
#define TNAME Float
#include KERNEL_FILE
#undef T
#undef DT
#undef TNAME
#define T double
#define DT FAC_DOUBLE
#define TNAME Double
#include KERNEL_FILE
#undef T
#undef DT
#undef TNAME
#undef ACC
#undef IS_REAL

#undef KERNEL_FILE
#undef KERNEL_REAL_ONLY
#undef NAME
