/* What all kernel families share. A family is a struct of leaf loops, declared in a header here
 * and defined in one .c file, which the build compiles once per instruction set with FAC_ISA set to
 * plain, avx2 or avx512. fac_<family> points to the set that src/core/cpu.c picked.
 * Kernels know numbers only: no Lua, no tensors, no allocation; they cannot fail. */
#ifndef FAC_KERNEL_H
#define FAC_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/dtype.h"

#define FAC_ISA_CAT_(name, isa) name##_##isa
#define FAC_ISA_CAT(name, isa) FAC_ISA_CAT_(name, isa)
/* The name of this build of a family: fac_point_avx2. */
#define FAC_ISA_NAME(name) FAC_ISA_CAT(name, FAC_ISA)

/* Declares the builds of a family and the pointer to the one in use. */
#if defined(__x86_64__)
#define FAC_KERNEL_FAMILY(type, name)                                                              \
  extern const type name##_plain, name##_avx2, name##_avx512;                                      \
  extern const type *name
#else
#define FAC_KERNEL_FAMILY(type, name)                                                              \
  extern const type name##_plain;                                                                  \
  extern const type *name
#endif

/* Before an element-wise loop whose operands are either the same or disjoint: the compiler may
 * vectorise although they could alias. */
#ifdef __clang__
#define IVDEP _Pragma("clang loop vectorize(assume_safety)")
#else
#define IVDEP _Pragma("GCC ivdep")
#endif

/* Behind it, where bodies may be long chains: four vectors at a time, as Clang does unasked. */
#ifdef __clang__
#define UNROLL
#else
#define UNROLL _Pragma("GCC unroll 4")
#endif

/* Elements of two vectors by their numbers in the two together, as GCC's __builtin_shuffle. The
 * numbers are constants once the loops that make them are unrolled. */
#ifdef __clang__
#define FAC_SHUFFLE(a, b, numbers)                                                                 \
  __extension__({                                                                                  \
    __typeof__((a) + (b)) both_[2] = {(a), (b)}, picked_ = both_[0];                               \
    for (unsigned l_ = 0; l_ < sizeof picked_ / sizeof picked_[0]; l_++)                           \
      picked_[l_] = both_[(numbers)[l_] * (long)sizeof picked_[0] / (long)sizeof picked_]          \
                         [(numbers)[l_] % (long)(sizeof picked_ / sizeof picked_[0])];             \
    picked_;                                                                                       \
  })
#else
#define FAC_SHUFFLE(a, b, numbers) __builtin_shuffle(a, b, numbers)
#endif

/* A leaf loop over n elements of up to four operands, result first; see loop.h. */
typedef void (*Leaf)(int64_t n, char *const *p, const int64_t *step, const void *param);

#endif
