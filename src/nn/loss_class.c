/* Negative log likelihood: ClassNLLCriterion (and with it CrossEntropyCriterion) and
 * SpatialClassNLLCriterion. Both see the input as outer x classes x inner log-probabilities, with a
 * class for each of the outer x inner places.
 * Neighbours: lua/nn/<Class>.lua. */
#include "nn.h"

#include <string.h>

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/thread.h"

enum { PARTS = 64, SHORT = 256, GRAIN = 4000 };

typedef struct {
  const Tensor *input, *target, *weights; /* contiguous; weights may be NULL */
  int64_t classes, inner, places;
  int64_t ignore; /* the class that does not count */
  /* forward */
  int64_t part;
  double loss[PARTS], total[PARTS];
  /* backward */
  char *gradient;
  double scale;
} Batch;

static Scalar element(const Tensor *t, int64_t k) {
  const char *data = fac_tensor_data(t);
  return fac_get_element(t->dtype, data + (size_t)k * fac_dtype_size(t->dtype));
}

/* The class at a place, 1-based. */
static int64_t class_at(const Batch *b, int64_t place) {
  return element(b->target, place).i;
}

static double weight_of(const Batch *b, int64_t class) {
  return b->weights ? element(b->weights, class - 1).d : 1;
}

/* Where the input of a place and class is. */
static int64_t position(const Batch *b, int64_t place, int64_t class) {
  return (place / b->inner * b->classes + class - 1) * b->inner + place % b->inner;
}

/* Checks weights and classes; makes stand-ins that are contiguous and, where there is a result,
 * do not share its memory. */
static void prepare(lua_State *L, Batch *b, const Tensor *result) {
  if (b->weights && (b->weights->ndim != 1 || b->weights->size[0] != b->classes))
    fac_error(L, "weights must be a vector of %lld classes, got size %s", (long long)b->classes,
              FAC_SHAPE(b->weights));
  if (result) b->target = fac_apart(L, result, b->target);
  b->target = fac_dense_input(L, b->target);
  if (b->weights && result) b->weights = fac_apart(L, result, b->weights);
  if (b->weights) b->weights = fac_dense_input(L, b->weights);
  for (int64_t i = 0; i < b->places; i++) {
    int64_t class = class_at(b, i);
    if (class != b->ignore && (class < 1 || class > b->classes))
      fac_error(L, "target %lld is out of range, there are %lld classes", (long long)class,
                (long long)b->classes);
  }
}

/* A vector is a batch of one. */
static Batch read_rows(lua_State *L, const Tensor *input, const Tensor *target,
                       const Tensor *weights, int64_t ignore, const Tensor *result) {
  if (input->ndim != 1 && input->ndim != 2)
    fac_error(L, "input must be vector or matrix, got size %s", FAC_SHAPE(input));
  Batch b = {.input = input,
             .target = target,
             .weights = weights,
             .places = input->ndim == 2 ? input->size[0] : 1,
             .inner = 1,
             .classes = input->size[input->ndim - 1],
             .ignore = ignore};
  if (target->ndim > 1) fac_error(L, "multi-target not supported: target is %s", FAC_SHAPE(target));
  if (fac_tensor_count(target) != b.places)
    fac_error(L, "target must hold %lld classes, one for each row of input, got size %s",
              (long long)b.places, FAC_SHAPE(target));
  prepare(L, &b, result);
  return b;
}

static Batch read_planes(lua_State *L, const Tensor *input, const Tensor *target,
                         const Tensor *weights, const Tensor *result) {
  if (target->ndim != 3)
    fac_error(L, "only batches of spatial targets supported (3D tensors), got target of size %s",
              FAC_SHAPE(target));
  if (input->ndim != 4)
    fac_error(L, "only batches of spatial inputs supported (4D tensors), got input of size %s",
              FAC_SHAPE(input));
  if (target->size[0] != input->size[0] || target->size[1] != input->size[2] ||
      target->size[2] != input->size[3])
    fac_error(L, "target must be batch x height x width of input, which is %s, got size %s",
              FAC_SHAPE(input), FAC_SHAPE(target));
  Batch b = {.input = input,
             .target = target,
             .weights = weights,
             .places = fac_tensor_count(target),
             .inner = input->size[2] * input->size[3],
             .classes = input->size[1],
             .ignore = INT64_MIN};
  prepare(L, &b, result);
  return b;
}

static void add_parts(void *context, int64_t first, int64_t last) {
  Batch *b = context;
  for (int64_t k = first; k < last; k++) {
    int64_t to = (k + 1) * b->part < b->places ? (k + 1) * b->part : b->places;
    for (int64_t i = k * b->part; i < to; i++) {
      int64_t class = class_at(b, i);
      if (class == b->ignore) continue;
      double weight = weight_of(b, class);
      b->loss[k] -= weight * element(b->input, position(b, i, class)).d;
      b->total[k] += weight;
    }
  }
}

/* The sum is made of partial sums whose number depends on the size only. */
static int push_loss(lua_State *L, Batch *b, bool average) {
  b->input = fac_dense_input(L, b->input);
  b->part = b->places < SHORT ? SHORT : (b->places + PARTS - 1) / PARTS;
  fac_parallel_for(PARTS, 1 + GRAIN / b->part, add_parts, b);
  double loss = 0, total = 0;
  for (int k = 0; k < PARTS; k++) {
    loss += b->loss[k];
    total += b->total[k];
  }
  lua_pushnumber(L, average && total != 0 ? loss / total : loss);
  lua_pushnumber(L, total);
  return 2;
}

static void clear(void *context, int64_t first, int64_t last) {
  const Batch *b = context;
  size_t bytes = fac_dtype_size(b->input->dtype);
  memset(b->gradient + (size_t)first * bytes, 0, (size_t)(last - first) * bytes);
}

static void scatter(void *context, int64_t first, int64_t last) {
  const Batch *b = context;
  DType dtype = b->input->dtype;
  for (int64_t i = first; i < last; i++) {
    int64_t class = class_at(b, i);
    if (class == b->ignore) continue;
    fac_set_element(dtype, b->gradient + (size_t)position(b, i, class) * fac_dtype_size(dtype),
                    (Scalar){.d = b->scale * weight_of(b, class)});
  }
}

static void gradient(lua_State *L, Batch *b, Tensor *gradInput, bool average, double total) {
  b->scale = average ? -1 / total : -1;
  fac_tensor_resize_as(L, gradInput, b->input);
  Tensor *r = fac_dense_result(L, gradInput);
  b->gradient = fac_tensor_data(r);
  fac_parallel_for(fac_tensor_count(r), 65536, clear, b);
  if (total > 0) fac_parallel_for(b->places, GRAIN, scatter, b);
  fac_dense_store(L, gradInput, r);
}

static const Tensor *optional(const Args *a, int k) {
  return a->arg[k].index ? a->arg[k].t : NULL;
}

/* ClassNLLCriterion_updateOutput(...) -> loss, total_weight */
static int rows_updateOutput(lua_State *L, Args *a) {
  Batch b = read_rows(L, a->arg[0].t, a->arg[1].t, optional(a, 2), a->arg[4].n.i, NULL);
  return push_loss(L, &b, a->arg[3].b);
}

static int rows_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t;
  Batch b = read_rows(L, a->arg[1].t, a->arg[2].t, optional(a, 3), a->arg[6].n.i, gradInput);
  gradient(L, &b, gradInput, a->arg[4].b, a->arg[5].n.d);
  return fac_return(L, a, 0);
}

static int planes_updateOutput(lua_State *L, Args *a) {
  Batch b = read_planes(L, a->arg[0].t, a->arg[1].t, optional(a, 2), NULL);
  return push_loss(L, &b, a->arg[3].b);
}

static int planes_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t;
  Batch b = read_planes(L, a->arg[1].t, a->arg[2].t, optional(a, 3), gradInput);
  gradient(L, &b, gradInput, a->arg[4].b, a->arg[5].n.d);
  return fac_return(L, a, 0);
}

#define FORWARD                                                                                    \
  "-sum of weights[target] input[target], divided by the total weight for a mean; total weight"
#define BACKWARD                                                                                   \
  "gradInput = -weights[target] at target, divided by the total weight for a mean, else 0"

static Op ops[] = {
    {"ClassNLLCriterion_updateOutput", rows_updateOutput,
     "input:T target:tensor weights:T? sizeAverage:bool? ignoreIndex:num", FORWARD, FAC_REAL},
    {"ClassNLLCriterion_updateGradInput", rows_updateGradInput,
     "gradInput:T input:T target:tensor weights:T? sizeAverage:bool? total_weight:num "
     "ignoreIndex:num",
     BACKWARD, FAC_REAL},
    {"SpatialClassNLLCriterion_updateOutput", planes_updateOutput,
     "input:T target:tensor weights:T? sizeAverage:bool?", FORWARD, FAC_REAL},
    {"SpatialClassNLLCriterion_updateGradInput", planes_updateGradInput,
     "gradInput:T input:T target:tensor weights:T? sizeAverage:bool? total_weight:num", BACKWARD,
     FAC_REAL},
    {0},
};

void fac_open_nn_loss_class(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
