/* Losses of criteria over contiguous arrays, and their gradients, for Float and Double; the entries
 * of other types are empty. Sums are made in double, in an order that depends on the sizes only.
 * Neighbours: loss.inc holds the formulas, src/nn/loss*.c call them. */
#ifndef FAC_KERNEL_LOSS_H
#define FAC_KERNEL_LOSS_H

#include "kernel.h"

/* The operands of a loss that is a sum over elements. */
typedef struct {
  const void *x, *y; /* input and target, or two inputs; y may be NULL where it is not used */
  const void *w;     /* weights, or NULL for 1; repeated after period elements */
  int64_t period;
  double margin;
  double scale; /* factor of the gradient */
  void *g;      /* the gradient for x */
} LossTerms;

/* Each loss of an element: X(name), formulas in loss.inc. */
#define FAC_EACH_LOSS(X)                                                                           \
  X(absolute)    /* |x - y| */                                                                     \
  X(square)      /* (x - y)^2 */                                                                   \
  X(smooth)      /* d = |x - y|: d^2 / 2 for d < 1, else d - 1/2 */                                \
  X(cost)        /* |x|, whose gradient at 0 is 0 */                                               \
  X(entropy)     /* -w (y log x + (1 - y) log(1 - x)) */                                           \
  X(logit)       /* the same for x through the logistic function */                                \
  X(divergence)  /* y (log y - x) for y > 0, else 0 */                                             \
  X(margin)      /* max(0, margin - x y) */                                                        \
  X(soft_margin) /* log(1 + exp(-x y)) */                                                          \
  X(hinge)       /* x for y > 0, else max(0, margin - x) */                                        \
  X(ranking)     /* max(0, margin - w (x - y)) */                                                  \
  X(ratio)       /* x + log(exp(-x) + exp(-y)) */

typedef struct {
  double (*sum[FAC_NDTYPE])(const LossTerms *t, int64_t from, int64_t to);
  void (*gradient[FAC_NDTYPE])(const LossTerms *t, int64_t from, int64_t to);
} Loss;

/* Losses of a row x of n scores; t is the 0-based right class. */
typedef struct {
#define FAC_LOSS_ENTRY(name) Loss name;
  FAC_EACH_LOSS(FAC_LOSS_ENTRY)
#undef FAC_LOSS_ENTRY

  /* Sum over i != t of max(0, margin - x[t] + x[i])^p, p being 1 or 2. */
  double (*multi_margin[FAC_NDTYPE])(int64_t n, int64_t t, int p, double margin, const void *x);
  void (*multi_margin_back[FAC_NDTYPE])(int64_t n, int64_t t, int p, double margin, double scale,
                                        const void *x, void *g);
  /* The right classes are the first entries of labels, 1-based, up to the first 0: sum over each
   * such t and all i that are not among them of max(0, 1 - x[t] + x[i]). mark is room for n
   * elements. */
  double (*multi_label[FAC_NDTYPE])(int64_t n, const int64_t *labels, const void *x, void *mark);
  void (*multi_label_back[FAC_NDTYPE])(int64_t n, const int64_t *labels, double scale,
                                       const void *x, void *mark, void *g);
  /* dot[0] = sum a b, dot[1] = sum a a, dot[2] = sum b b */
  void (*dots[FAC_NDTYPE])(int64_t n, const void *a, const void *b, double dot[3]);
  /* r = p a + q b */
  void (*combine[FAC_NDTYPE])(int64_t n, double p, const void *a, double q, const void *b, void *r);
} LossKernels;

FAC_KERNEL_FAMILY(LossKernels, fac_loss);

#endif
