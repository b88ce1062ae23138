/* Criteria: nn.MSECriterion, nn.ClassNLLCriterion.
 * Neighbours: lua/nn/<Class>.lua. */
#include "nn.h"

#include <string.h>

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/thread.h"
#include "../kernel/nn.h"

/* --- mean square error ------------------------------------------------------------------------ */

enum { PARTS = 64 };

/* The sum is made of partial sums whose number depends on the size only. */
typedef struct {
  DType dtype;
  int64_t count, part; /* elements, and in each part */
  const char *a, *b;
  double sum[PARTS];
} Distance;

static void add_parts(void *context, int64_t first, int64_t last) {
  Distance *d = context;
  for (int64_t k = first; k < last; k++) {
    int64_t from = k * d->part, to = from + d->part < d->count ? from + d->part : d->count;
    size_t skip = (size_t)from * fac_dtype_size(d->dtype);
    if (from < to)
      d->sum[k] = fac_nn->squared_distance[d->dtype](to - from, d->a + skip, d->b + skip);
  }
}

static int mse_updateOutput(lua_State *L, Args *a) {
  const Tensor *input = a->arg[0].t, *target = a->arg[1].t;
  fac_check_same_count(L, input, "input", target, "target");
  const Tensor *x = fac_dense_input(L, input), *y = fac_dense_input(L, target);
  int64_t count = fac_tensor_count(x);
  Distance d = {.dtype = x->dtype,
                .count = count,
                .part = (count + PARTS - 1) / PARTS,
                .a = fac_tensor_data(x),
                .b = fac_tensor_data(y)};
  if (count < 1024) d.part = 1024; /* not worth parts */
  fac_parallel_for(PARTS, 1 + 50000 / (d.part + 1), add_parts, &d);
  double sum = 0;
  for (int k = 0; k < PARTS; k++) sum += d.sum[k];
  lua_pushnumber(L, a->arg[2].b ? sum / (double)count : sum);
  return 1;
}

static int mse_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *input = a->arg[1].t, *target = a->arg[2].t;
  fac_check_same_count(L, input, "input", target, "target");
  ScaleParam p = {a->arg[3].b ? 2 / (double)fac_tensor_count(input) : 2};
  fac_tensor_resize_as(L, gradInput, input);
  fac_loop(L, 3, (Tensor *[]){gradInput, input, target}, fac_nn->difference[input->dtype], &p, 1);
  return fac_return(L, a, 0);
}

/* --- negative log likelihood ------------------------------------------------------------------ */

/* A batch of log-probabilities with its classes; a vector is a batch of one. */
typedef struct {
  const Tensor *input, *target, *weights; /* weights may be NULL */
  int64_t rows, classes;
  int64_t ignore; /* the class that does not count */
} Batch;

static const void *element(const Tensor *t, int64_t offset) {
  return (const char *)fac_tensor_data(t) + offset * (int64_t)fac_dtype_size(t->dtype);
}

/* The class of a row, 1-based. */
static int64_t class_of(const Batch *b, int64_t row) {
  return fac_get_element(b->target->dtype, element(b->target, row * b->target->stride[0])).i;
}

static double weight_of(const Batch *b, int64_t class) {
  const Tensor *w = b->weights;
  return w ? fac_get_element(w->dtype, element(w, (class - 1) * w->stride[0])).d : 1;
}

static double input_at(const Batch *b, int64_t row, int64_t class) {
  const Tensor *x = b->input;
  int64_t skip = x->ndim == 2 ? row * x->stride[0] : 0;
  return fac_get_element(x->dtype, element(x, skip + (class - 1) * x->stride[x->ndim - 1])).d;
}

/* Checks everything about the operands of a call, classes included. */
static Batch read_batch(lua_State *L, const Tensor *input, const Tensor *target,
                        const Tensor *weights, int64_t ignoreIndex) {
  if (input->ndim != 1 && input->ndim != 2)
    fac_error(L, "input must be vector or matrix, got size %s", FAC_SHAPE(input));
  Batch b = {.input = input,
             .target = target,
             .weights = weights,
             .rows = input->ndim == 2 ? input->size[0] : 1,
             .classes = input->size[input->ndim - 1],
             .ignore = ignoreIndex};
  if (target->ndim > 1) fac_error(L, "multi-target not supported: target is %s", FAC_SHAPE(target));
  if (fac_tensor_count(target) != b.rows)
    fac_error(L, "target must hold %lld classes, one for each row of input, got size %s",
              (long long)b.rows, FAC_SHAPE(target));
  if (weights && (weights->ndim != 1 || weights->size[0] != b.classes))
    fac_error(L, "weights must be a vector of %lld classes, got size %s", (long long)b.classes,
              FAC_SHAPE(weights));
  for (int64_t i = 0; i < b.rows; i++) {
    int64_t class = class_of(&b, i);
    if (class != b.ignore && (class < 1 || class > b.classes))
      fac_error(L, "target %lld is out of range, there are %lld classes", (long long)class,
                (long long)b.classes);
  }
  return b;
}

/* ClassNLLCriterion_updateOutput(...) -> loss, total_weight */
static int nll_updateOutput(lua_State *L, Args *a) {
  Batch b =
      read_batch(L, a->arg[0].t, a->arg[1].t, a->arg[2].index ? a->arg[2].t : NULL, a->arg[4].n.i);
  double loss = 0, total = 0;
  for (int64_t i = 0; i < b.rows; i++) {
    int64_t class = class_of(&b, i);
    if (class == b.ignore) continue;
    double weight = weight_of(&b, class);
    loss -= weight * input_at(&b, i, class);
    total += weight;
  }
  lua_pushnumber(L, a->arg[3].b && total != 0 ? loss / total : loss);
  lua_pushnumber(L, total);
  return 2;
}

static int nll_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t;
  Batch b =
      read_batch(L, a->arg[1].t, a->arg[2].t, a->arg[3].index ? a->arg[3].t : NULL, a->arg[6].n.i);
  fac_check_unshared(L, gradInput, "gradInput", b.target, "target");
  if (b.weights) fac_check_unshared(L, gradInput, "gradInput", b.weights, "weights");
  double total = a->arg[5].n.d, scale = a->arg[4].b ? -1 / total : -1;
  fac_tensor_resize_as(L, gradInput, b.input);
  Tensor *r = fac_dense_result(L, gradInput);
  size_t bytes = fac_dtype_size(r->dtype);
  char *g = fac_tensor_data(r);
  if (b.rows * b.classes > 0) memset(g, 0, (size_t)(b.rows * b.classes) * bytes);
  for (int64_t i = 0; i < b.rows && total > 0; i++) {
    int64_t class = class_of(&b, i);
    if (class == b.ignore) continue;
    fac_set_element(r->dtype, g + (size_t)(i * b.classes + class - 1) * bytes,
                    (Scalar){.d = scale * weight_of(&b, class)});
  }
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

static Op ops[] = {
    {"MSECriterion_updateOutput", mse_updateOutput, "input:T target:T sizeAverage:bool?",
     "sum or mean of (input - target)^2", FAC_REAL},
    {"MSECriterion_updateGradInput", mse_updateGradInput,
     "gradInput:T input:T target:T sizeAverage:bool?",
     "gradInput = 2 (input - target), divided by their number for a mean", FAC_REAL},
    {"ClassNLLCriterion_updateOutput", nll_updateOutput,
     "input:T target:tensor weights:T? sizeAverage:bool? ignoreIndex:num",
     "-sum of weights[target] input[target], divided by the total weight for a mean; total weight",
     FAC_REAL},
    {"ClassNLLCriterion_updateGradInput", nll_updateGradInput,
     "gradInput:T input:T target:tensor weights:T? sizeAverage:bool? total_weight:num "
     "ignoreIndex:num",
     "gradInput = -weights[target] at target, divided by the total weight for a mean, else 0",
     FAC_REAL},
    {0},
};

void fac_open_nn_loss(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
