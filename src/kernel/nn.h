/* Leaf loops of the layers and criteria. All are for Float and Double; the entries of other types
 * are empty.
 * Neighbours: nn_point.inc, nn_lines.inc and nn_rows.inc hold the loops, src/nn calls them. */
#ifndef FAC_KERNEL_NN_H
#define FAC_KERNEL_NN_H

#include "kernel.h"
#include "lines.h"

/* Parameters of nn_point's loops, handed through as Leaf's param. */
typedef struct {
  double threshold, value;
} ThresholdParam;

typedef struct {
  double scale;
} ScaleParam;

typedef struct {
  /* Point-wise; operands in the order of the formulas, y result, x input, g gradient of y. */
  Leaf tanh[FAC_NDTYPE];           /* y = tanh x */
  Leaf tanh_back[FAC_NDTYPE];      /* r = g (1 - y y)      (r, g, y) */
  Leaf sigmoid[FAC_NDTYPE];        /* y = 1 / (1 + exp -x) */
  Leaf sigmoid_back[FAC_NDTYPE];   /* r = g y (1 - y)      (r, g, y) */
  Leaf abs[FAC_NDTYPE];            /* y = |x| */
  Leaf abs_back[FAC_NDTYPE];       /* r = g sign x, with sign 0 = 1   (r, g, x) */
  Leaf threshold[FAC_NDTYPE];      /* y = x if x > threshold, else value */
  Leaf threshold_back[FAC_NDTYPE]; /* r = g if x > threshold, else 0  (r, g, x) */
  Leaf difference[FAC_NDTYPE];     /* r = scale (a - b) */
  Leaf multiply[FAC_NDTYPE];       /* r = a b */
  Leaf add[FAC_NDTYPE];            /* r = a + b */
  Leaf scaled[FAC_NDTYPE];         /* r = scale a */

  /* Accumulating; when r has step 0 the whole line is summed first, in double. */
  Leaf gather_product[FAC_NDTYPE]; /* r += scale a b */
  Leaf gather[FAC_NDTYPE];         /* r += scale a */

  /* Over lines. */
  LinesKernels softmax[FAC_NDTYPE];          /* (y, x) */
  LinesKernels softmax_back[FAC_NDTYPE];     /* r = y (g - sum(g y))       (r, g, y) */
  LinesKernels log_softmax[FAC_NDTYPE];      /* (y, x) */
  LinesKernels log_softmax_back[FAC_NDTYPE]; /* r = g - exp(y) sum(g)      (r, g, y) */
  LinesKernels sum[FAC_NDTYPE];              /* one sum a line             (s, x) */
  LinesKernels
      max[FAC_NDTYPE]; /* first maximum, or first nan, and its 1-based int64 index (m, i, x)*/
  LinesKernels min[FAC_NDTYPE];

  /* sum[j] += scale * (x[0][j] + x[1][j] + ...), rows of x ld elements apart. */
  void (*column_sum[FAC_NDTYPE])(int64_t rows, int64_t columns, int64_t ld, double scale,
                                 const void *x, void *sum);
  /* y += scale x */
  void (*add_scaled[FAC_NDTYPE])(int64_t n, double scale, const void *x, void *y);
  /* x *= scale */
  void (*rescale[FAC_NDTYPE])(int64_t n, double scale, void *x);
  /* Sum of |x|^p. */
  double (*power_sum[FAC_NDTYPE])(int64_t n, double p, const void *x);
  /* Sum of (a - b)^2. */
  double (*squared_distance[FAC_NDTYPE])(int64_t n, const void *a, const void *b);
} NnKernels;

FAC_KERNEL_FAMILY(NnKernels, fac_nn);

#endif
