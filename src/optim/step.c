/* The steps of optim.adam, adamw, adamax, adagrad, adadelta, rmsprop, rprop, asgd and nag: one pass
 * over parameters, gradient and the two buffers that a method keeps. Neighbours:
 * lua/optim/<method>.lua keeps the state; src/kernel/optim.h has the formulas. */
#include "optim.h"

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/optim.h"

typedef struct {
  OptimStep step;
  OptimStepLoop loop;
} Job;

static void run(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  job->loop(&job->step, first, last);
}

enum { GRAIN = 32768 }; /* elements that are worth a thread */

enum { X, DFDX, A, B, TENSORS };

/* shrink: whether the weight decay acts on x itself instead of the gradient */
static int step(lua_State *L, Args *a, const OptimStepLoop *loops, bool shrink) {
  static const char *const names[] = {"x", "dfdx", "the first buffer", "the second buffer"};
  Tensor *t[TENSORS], *dense[TENSORS];
  void *data[TENSORS] = {NULL};
  for (int k = 0; k < TENSORS; k++) t[k] = a->arg[k].index ? a->arg[k].t : NULL;
  for (int k = DFDX; k < TENSORS; k++)
    if (t[k]) fac_check_same_count(L, t[k], names[k], t[X], names[X]);
  for (int k = DFDX; k < TENSORS; k++)
    for (int j = X; j < k; j++)
      if (t[k] && t[j]) fac_check_other(L, t[j], names[j], t[k], names[k]);
  for (int k = 0; k < TENSORS; k++) dense[k] = t[k] ? fac_dense_inout(L, t[k]) : NULL;
  for (int k = 0; k < TENSORS; k++)
    if (t[k]) data[k] = fac_tensor_data(dense[k]);
  Job job = {.loop = loops[t[X]->dtype],
             .step = {.x = data[X],
                      .g = data[DFDX],
                      .a = data[A],
                      .b = data[B],
                      .rate = a->arg[4].n.d,
                      .decay = shrink ? 0 : a->arg[5].n.d,
                      .shrink = shrink ? a->arg[5].n.d : 0,
                      .beta1 = a->arg[6].n.d,
                      .beta2 = a->arg[7].n.d,
                      .epsilon = a->arg[8].n.d}};
  fac_parallel_for(fac_tensor_count(t[X]), GRAIN, run, &job);
  for (int k = 0; k < TENSORS; k++)
    if (t[k]) fac_dense_store(L, t[k], dense[k]);
  return fac_return(L, a, X);
}

#define METHOD(name)                                                                               \
  static int name##_step(lua_State *L, Args *a) {                                                  \
    return step(L, a, fac_optim->name, false);                                                     \
  }

METHOD(adam)
METHOD(adamax)
METHOD(adagrad)
METHOD(adadelta)
METHOD(rmsprop)
METHOD(rprop)
METHOD(asgd)
METHOD(nag)

static int adamw_step(lua_State *L, Args *a) {
  return step(L, a, fac_optim->adam, true);
}

#define ROW(name, b, help)                                                                         \
  {                                                                                                \
#name "_step", name##_step,                                                                    \
        "x:T dfdx:T a:T " b " rate:num decay:num beta1:num beta2:num epsilon:num", help, FAC_REAL  \
  }

static Op ops[] = {
    ROW(adam, "b:T",
        "a, b = averages of the gradient and its square; x -= rate a / (sqrt b + epsilon)"),
    ROW(adamw, "b:T", "x *= 1 - decay, then as adam_step without decay"),
    ROW(adamax, "b:T", "a = average of the gradient, b of its size; x -= rate a / b"),
    ROW(adagrad, "b:T?", "a += dfdx^2; x -= rate dfdx / (sqrt a + epsilon)"),
    ROW(adadelta, "b:T", "a, b = averages of dfdx^2 and of the steps' squares; x -= step"),
    ROW(rmsprop, "b:T?", "a = average of dfdx^2; x -= rate dfdx / (sqrt a + epsilon)"),
    ROW(rprop, "b:T",
        "a = sizes of the steps, grown or shrunk by the signs of dfdx and b, the last one"),
    ROW(asgd, "b:T?", "x = (1 - beta1 rate) x - rate dfdx; a += beta2 (x - a)"),
    ROW(nag, "b:T?", "a = beta1 a - rate dfdx; x -= rate dfdx; b: factors of dfdx"),
    {0},
};

void fac_open_optim_step(lua_State *L) {
  fac_register_functions(L, "optim.", ops);
}
