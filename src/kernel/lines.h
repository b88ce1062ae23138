/* Kernels over the lines of dense operands: the elements along one dimension, for one choice of the
 * other indices. A family offers a kernel in two arrangements, see LinesKernel.
 * Neighbours: nn.h has such kernels, src/core/dense.h runs them over tensors. */
#ifndef FAC_LINES_H
#define FAC_LINES_H

#include <stddef.h>
#include <stdint.h>

/* Most lines that the second arrangement takes at once; kernels keep that many sums. */
enum { FAC_LINES_WIDTH = 64 };

/* Handles count lines of n elements; p[0] is the result, operands that are reduced have one element
 * a line. In arrangement "rows" the lines lie one after the other and stride is not used; in
 * "columns" they lie side by side, count is at most FAC_LINES_WIDTH, and the elements of a line
 * are stride elements apart. Operands may be the same, but must not overlap otherwise. */
typedef void (*LinesKernel)(int64_t count, int64_t n, int64_t stride, void *const *p);

typedef struct {
  LinesKernel rows, columns;
} LinesKernels;

#endif
