/* Update steps of the optimizers over contiguous arrays, for Float and Double; the entries of other
 * types are empty.
 * Neighbours: optim_sgd.inc holds the loops, src/optim calls them. */
#ifndef FAC_KERNEL_OPTIM_H
#define FAC_KERNEL_OPTIM_H

#include "kernel.h"

/* One step of stochastic gradient descent; arrays that are NULL take no part:
 *   g += decay x,  or  decays = decays x and g += decays
 *   v = g at the first step, then v = momentum v + (1 - dampening) g
 *   g += momentum v and d = g if nesterov, else d = v; without momentum d = g
 *   x -= rate d,   or  rates = rates d and x -= rate rates */
typedef struct {
  void *x, *g, *v, *decays, *rates;
  double rate, momentum, dampening, decay;
  bool nesterov, first;
} SgdStep;

typedef struct {
  /* The elements [from, to) of all arrays. */
  void (*sgd[FAC_NDTYPE])(const SgdStep *step, int64_t from, int64_t to);
} OptimKernels;

FAC_KERNEL_FAMILY(OptimKernels, fac_optim);

#endif
