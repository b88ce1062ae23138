/* Kernels that make one number of many: sums, products, extremes.
 * Neighbours: reduce.c and reduce.inc; src/torch/reduce.c makes operations of them. */
#ifndef FAC_REDUCE_H
#define FAC_REDUCE_H

#include "kernel.h"

/* Reduces n elements of type T, step bytes apart. Sums and products are made in the type for sums
 * (double for real types, int64 for integers), whichever is meant being in the Sum. */
typedef union {
  double d;
  int64_t i;
} Sum;

typedef Sum (*ReduceSum)(int64_t n, const char *p, int64_t step);
/* The sum of a[i] * b[i], both contiguous or not. */
typedef Sum (*ReduceDot)(int64_t n, const char *p, int64_t step, const char *q, int64_t qstep);
/* The sum of |a - center|^power. */
typedef double (*ReducePower)(int64_t n, const char *p, int64_t step, double power, double center);
/* The position (from 0) of the first largest or smallest element; the first nan if there is one. */
typedef int64_t (*ReduceArg)(int64_t n, const char *p, int64_t step);
/* acc[j] += a[0][j] + a[1][j] + ... for j in [0, n): adds rows, step bytes apart, to sums. */
typedef void (*ReduceRows)(int64_t n, Sum *acc, int64_t rows, const char *p, int64_t step);
/* T element <- the sum, divided by divisor for real types. */
typedef void (*ReduceStore)(int64_t n, char *p, int64_t step, const Sum *acc, double divisor);

typedef struct {
  ReduceSum sum[FAC_NDTYPE], product[FAC_NDTYPE];
  ReduceDot dot[FAC_NDTYPE];
  ReducePower power[FAC_NDTYPE];
  ReduceArg argmax[FAC_NDTYPE], argmin[FAC_NDTYPE];
  ReduceRows add_rows[FAC_NDTYPE];
  ReduceStore store[FAC_NDTYPE];
} ReduceKernels;

FAC_KERNEL_FAMILY(ReduceKernels, fac_reduce);

#endif
