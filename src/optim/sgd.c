/* The step of optim.sgd: weight decay, momentum, Nesterov's variant and learning rates in one pass.
 * Neighbours: lua/optim/sgd.lua keeps the state; src/kernel/optim.h has the formulas. */
#include "optim.h"

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/optim.h"

typedef struct {
  SgdStep step;
  DType dtype;
} Job;

static void run(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  fac_optim->sgd[job->dtype](&job->step, first, last);
}

static Tensor *optional(const Args *a, int k) {
  return a->arg[k].index ? a->arg[k].t : NULL;
}

/* Elements that are worth a thread; below, caches that must be refilled cost more than they gain.
 */
enum { GRAIN = 65536 };

enum { X, DFDX, VELOCITY, DECAYS, RATES, TENSORS };

static int sgd_step(lua_State *L, Args *a) {
  static const char *const names[] = {"x", "dfdx", "the momentum buffer", "weightDecays",
                                      "learningRates"};
  Tensor *t[TENSORS], *dense[TENSORS];
  bool first = a->arg[10].b;
  for (int k = 0; k < TENSORS; k++) t[k] = optional(a, k);
  for (int k = DFDX; k < TENSORS; k++)
    if (t[k] && !(k == VELOCITY && first)) fac_check_same_count(L, t[k], names[k], t[X], names[X]);
  if (t[VELOCITY] && first) fac_tensor_resize_as(L, t[VELOCITY], t[DFDX]);

  void *data[TENSORS] = {NULL};
  for (int k = 0; k < TENSORS; k++) dense[k] = t[k] ? fac_dense_inout(L, t[k]) : NULL;
  for (int k = 0; k < TENSORS; k++)
    if (t[k]) data[k] = fac_tensor_data(dense[k]);
  Job job = {.dtype = t[X]->dtype,
             .step = {.x = data[X],
                      .g = data[DFDX],
                      .v = data[VELOCITY],
                      .decays = data[DECAYS],
                      .rates = data[RATES],
                      .rate = a->arg[5].n.d,
                      .momentum = a->arg[6].n.d,
                      .dampening = a->arg[7].n.d,
                      .decay = a->arg[8].n.d,
                      .nesterov = a->arg[9].b,
                      .first = first}};
  fac_parallel_for(fac_tensor_count(t[X]), GRAIN, run, &job);
  for (int k = 0; k < TENSORS; k++)
    if (t[k]) fac_dense_store(L, t[k], dense[k]);
  return fac_return(L, a, X);
}

static Op ops[] = {
    {"sgd_step", sgd_step,
     "x:T dfdx:T velocity:T? decays:T? rates:T? rate:num momentum:num dampening:num "
     "weightDecay:num nesterov:bool first:bool",
     "one step of gradient descent in place; decays and rates are buffers that hold the weight "
     "decays and learning rates",
     FAC_REAL},
    {0},
};

void fac_open_optim_sgd(lua_State *L) {
  fac_register_functions(L, "optim.", ops);
}
