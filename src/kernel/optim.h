/* Update steps of the optimizers over contiguous arrays, for Float and Double; the entries of other
 * types are empty.
 * Neighbours: optim_sgd.inc and optim_step.inc hold the loops, src/optim calls them. */
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

/* One step of the other methods. a and b are buffers of the state, whose old values are a' and b';
 * first, g += decay x if decay is not 0. */
typedef struct {
  void *x, *g, *a, *b;
  double rate, decay, beta1, beta2, epsilon;
  double shrink; /* for adam */
} OptimStep;

typedef void (*OptimStepLoop)(const OptimStep *step, int64_t from, int64_t to);

typedef struct {
  /* The elements [from, to) of all arrays. */
  void (*sgd[FAC_NDTYPE])(const SgdStep *step, int64_t from, int64_t to);
  /* a = beta1 a' + (1 - beta1) g, b = beta2 b' + (1 - beta2) g^2, x -= rate a / (sqrt b + epsilon)
   */
  OptimStepLoop adam[FAC_NDTYPE];
  /* a as for adam, b = max(beta2 b', |g| + epsilon), x -= rate a / b */
  OptimStepLoop adamax[FAC_NDTYPE];
  /* a = a' + g^2, x -= rate g / (sqrt a + epsilon) */
  OptimStepLoop adagrad[FAC_NDTYPE];
  /* a = beta1 a' + (1 - beta1) g^2, d = g sqrt(b' + epsilon) / sqrt(a + epsilon), x -= d,
   * b = beta1 b' + (1 - beta1) d^2 */
  OptimStepLoop adadelta[FAC_NDTYPE];
  /* a = beta1 a' + (1 - beta1) g^2, x -= rate g / (sqrt a + epsilon) */
  OptimStepLoop rmsprop[FAC_NDTYPE];
  /* a = a' times beta1 where g b' > 0, times beta2 where g b' < 0, brought into [epsilon, rate];
   * where g b' < 0, g = 0; x -= a sign g, b = g */
  OptimStepLoop rprop[FAC_NDTYPE];
  /* x = (1 - beta1 rate) x - rate g, a = a' + beta2 (x - a') */
  OptimStepLoop asgd[FAC_NDTYPE];
  /* d = g, or b g if there is b; a = beta1 a' - rate d, x -= rate d */
  OptimStepLoop nag[FAC_NDTYPE];
} OptimKernels;

FAC_KERNEL_FAMILY(OptimKernels, fac_optim);

#endif
