/* Criteria over rows of scores: MultiMarginCriterion, MultiLabelMarginCriterion,
 * CosineEmbeddingCriterion. A vector is a batch of one row.
 * Neighbours: lua/nn/<Class>.lua; src/kernel/loss.inc has the loops; loss.c the criteria that are
 * sums over elements. */
#include "nn.h"

#include <math.h>

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/thread.h"
#include "../kernel/loss.h"

enum { PARTS = 64, WORK = 20000 };

/* Everything about a call. Partial sums are of rows; their number depends on the size only. */
typedef struct {
  DType dtype;
  int64_t rows, n; /* scores in a row */
  const char *x, *other;
  const char *weights;
  const int64_t *labels;
  char *mark, *g, *g_other;
  int p;
  double margin, scale;
  double (*row)(const void *batch, int64_t i); /* loss of a row */
  int64_t part;
  double sums[PARTS];
} Batch;

static double number_at(DType dtype, const char *data, int64_t k) {
  return fac_get_element(dtype, data + (size_t)k * fac_dtype_size(dtype)).d;
}

/* The start of row i of an array with n elements in each row. */
static void *row_of(const Batch *b, const char *data, int64_t i) {
  return (char *)data + (size_t)(i * b->n) * fac_dtype_size(b->dtype);
}

static void add_parts(void *context, int64_t first, int64_t last) {
  Batch *b = context;
  for (int64_t k = first; k < last; k++) {
    int64_t to = (k + 1) * b->part < b->rows ? (k + 1) * b->part : b->rows;
    for (int64_t i = k * b->part; i < to; i++) b->sums[k] += b->row(b, i);
  }
}

static double total(Batch *b) {
  b->part = b->rows < PARTS ? 1 : (b->rows + PARTS - 1) / PARTS;
  fac_parallel_for(PARTS, fac_grain(WORK, b->part * b->n), add_parts, b);
  double sum = 0;
  for (int k = 0; k < PARTS; k++) sum += b->sums[k];
  return sum;
}

static void each_row(Batch *b, ParallelBody body) {
  fac_parallel_for(b->rows, fac_grain(WORK, b->n), body, b);
}

static Batch read_batch(lua_State *L, const Tensor *input, const char *name) {
  if ((input->ndim != 1 && input->ndim != 2) || input->size[input->ndim - 1] == 0)
    fac_error(L, "%s must be vector or matrix, got size %s", name, FAC_SHAPE(input));
  return (Batch){.dtype = input->dtype,
                 .rows = input->ndim == 2 ? input->size[0] : 1,
                 .n = input->size[input->ndim - 1]};
}

/* The contiguous data of an operand that result, if there is one, does not share memory with. */
static const void *data_of(lua_State *L, const Tensor *t, const Tensor *result) {
  if (result) t = fac_apart(L, result, t);
  return fac_tensor_data(fac_dense_input(L, t));
}

/* A target of any type as contiguous int64. */
static const int64_t *labels_of(lua_State *L, const Tensor *target, const Tensor *result) {
  if (target->dtype == FAC_LONG) return data_of(L, target, result);
  Tensor *labels = fac_new_tensor_sized(L, FAC_LONG, target->ndim, target->size);
  fac_copy(L, labels, target);
  return fac_tensor_data(labels);
}

static const Tensor *optional(const Args *a, int k) {
  return a->arg[k].index ? a->arg[k].t : NULL;
}

/* --- multi-class margin ----------------------------------------------------------------------- */

static double class_weight(const Batch *b, int64_t class) {
  return b->weights ? number_at(b->dtype, b->weights, class - 1) : 1;
}

static double multi_margin_row(const void *batch, int64_t i) {
  const Batch *b = batch;
  int64_t class = b->labels[i];
  return class_weight(b, class) *
         fac_loss->multi_margin[b->dtype](b->n, class - 1, b->p, b->margin, row_of(b, b->x, i));
}

static void multi_margin_gradients(void *context, int64_t first, int64_t last) {
  const Batch *b = context;
  for (int64_t i = first; i < last; i++)
    fac_loss->multi_margin_back[b->dtype](b->n, b->labels[i] - 1, b->p, b->margin,
                                          b->scale * class_weight(b, b->labels[i]),
                                          row_of(b, b->x, i), row_of(b, b->g, i));
}

/* The arguments from k on: input, target, sizeAverage, p, weights, margin. */
static Batch read_multi_margin(lua_State *L, Args *a, int k, const Tensor *result) {
  const Tensor *input = a->arg[k].t, *target = a->arg[k + 1].t, *weights = optional(a, k + 4);
  Batch b = read_batch(L, input, "input");
  b.margin = a->arg[k + 5].n.d;
  if (a->arg[k + 3].n.d != 1 && a->arg[k + 3].n.d != 2)
    fac_error(L, "p must be 1 or 2, got %g", a->arg[k + 3].n.d);
  b.p = (int)a->arg[k + 3].n.d;
  if (target->ndim > 1 || fac_tensor_count(target) != b.rows)
    fac_error(L,
              "inconsistent target size: %lld classes were expected, one for each row of input, "
              "got size %s",
              (long long)b.rows, FAC_SHAPE(target));
  if (weights && (weights->ndim != 1 || weights->size[0] != b.n))
    fac_error(L, "weights must be a vector of %lld classes, got size %s", (long long)b.n,
              FAC_SHAPE(weights));
  b.labels = labels_of(L, target, result);
  for (int64_t i = 0; i < b.rows; i++)
    if (b.labels[i] < 1 || b.labels[i] > b.n)
      fac_error(L, "target %lld is out of range, there are %lld classes", (long long)b.labels[i],
                (long long)b.n);
  b.x = data_of(L, input, result);
  if (weights) b.weights = data_of(L, weights, result);
  b.scale = 1 / (double)b.n;
  if (a->arg[k + 2].b) b.scale /= (double)b.rows;
  return b;
}

static int multi_margin_updateOutput(lua_State *L, Args *a) {
  Batch b = read_multi_margin(L, a, 0, NULL);
  b.row = multi_margin_row;
  lua_pushnumber(L, total(&b) * b.scale);
  return 1;
}

static int multi_margin_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t;
  Batch b = read_multi_margin(L, a, 1, gradInput);
  fac_tensor_resize_as(L, gradInput, a->arg[1].t);
  Tensor *r = fac_dense_result(L, gradInput);
  b.g = fac_tensor_data(r);
  each_row(&b, multi_margin_gradients);
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

/* --- several labels --------------------------------------------------------------------------- */

static double multi_label_row(const void *batch, int64_t i) {
  const Batch *b = batch;
  return fac_loss->multi_label[b->dtype](b->n, b->labels + i * b->n, row_of(b, b->x, i),
                                         row_of(b, b->mark, i));
}

static void multi_label_gradients(void *context, int64_t first, int64_t last) {
  const Batch *b = context;
  for (int64_t i = first; i < last; i++)
    fac_loss->multi_label_back[b->dtype](b->n, b->labels + i * b->n, b->scale, row_of(b, b->x, i),
                                         row_of(b, b->mark, i), row_of(b, b->g, i));
}

/* The arguments from k on: input, target, sizeAverage. isTarget is room for the marks. */
static Batch read_multi_label(lua_State *L, Args *a, int k, Tensor *isTarget,
                              const Tensor *result) {
  const Tensor *input = a->arg[k].t, *target = a->arg[k + 1].t;
  Batch b = read_batch(L, input, "input");
  if (!fac_tensor_same_size(target, input))
    fac_error(L, "inconsistent target size: %s was expected as of input, got size %s",
              FAC_SHAPE(input), FAC_SHAPE(target));
  fac_check_unshared(L, isTarget, "isTarget", input, "input");
  fac_check_unshared(L, isTarget, "isTarget", target, "target");
  if (result) fac_check_unshared(L, isTarget, "isTarget", result, "gradInput");
  b.labels = labels_of(L, target, result);
  for (int64_t i = 0; i < b.rows * b.n; i++)
    if (b.labels[i] < 0 || b.labels[i] > b.n)
      fac_error(L, "target %lld is out of range, there are %lld classes", (long long)b.labels[i],
                (long long)b.n);
  b.x = data_of(L, input, result);
  int64_t count = b.rows * b.n;
  if (result) fac_tensor_check_growth(L, result, input);
  fac_tensor_resize(L, isTarget, input->ndim, input->size, NULL);
  if (!fac_tensor_is_contiguous(isTarget)) isTarget = fac_new_tensor_sized(L, b.dtype, 1, &count);
  b.mark = fac_tensor_data(isTarget);
  b.scale = 1 / (double)b.n;
  if (a->arg[k + 2].b) b.scale /= (double)b.rows;
  return b;
}

static int multi_label_updateOutput(lua_State *L, Args *a) {
  Batch b = read_multi_label(L, a, 0, a->arg[3].t, NULL);
  b.row = multi_label_row;
  lua_pushnumber(L, total(&b) * b.scale);
  return 1;
}

static int multi_label_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t;
  Batch b = read_multi_label(L, a, 1, a->arg[4].t, gradInput);
  fac_tensor_resize_as(L, gradInput, a->arg[1].t);
  Tensor *r = fac_dense_result(L, gradInput);
  b.g = fac_tensor_data(r);
  each_row(&b, multi_label_gradients);
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

/* --- cosine ----------------------------------------------------------------------------------- */

/* The cosine of two rows as dot[0] / sqrt(dot[1] dot[2]); a row of zeros does no harm. */
static double cosine(const Batch *b, int64_t i, double dot[3]) {
  fac_loss->dots[b->dtype](b->n, row_of(b, b->x, i), row_of(b, b->other, i), dot);
  dot[1] += 1e-12;
  dot[2] += 1e-12;
  return dot[0] / sqrt(dot[1] * dot[2]);
}

static double cosine_row(const void *batch, int64_t i) {
  const Batch *b = batch;
  double dot[3], value = cosine(b, i, dot);
  if (b->labels[i] > 0) return 1 - value;
  return value > b->margin ? value - b->margin : 0;
}

/* d cos / da = b / sqrt(|a|^2 |b|^2) - a cos / |a|^2 */
static void cosine_gradients(void *context, int64_t first, int64_t last) {
  const Batch *b = context;
  for (int64_t i = first; i < last; i++) {
    double dot[3], value = cosine(b, i, dot), scale = b->scale, root = 1 / sqrt(dot[1] * dot[2]);
    if (b->labels[i] > 0)
      scale = -scale;
    else if (value <= b->margin)
      scale = 0;
    void *x = row_of(b, b->x, i), *other = row_of(b, b->other, i);
    fac_loss->combine[b->dtype](b->n, scale * root, other, -scale * value / dot[1], x,
                                row_of(b, b->g, i));
    fac_loss->combine[b->dtype](b->n, scale * root, x, -scale * value / dot[2], other,
                                row_of(b, b->g_other, i));
  }
}

/* The arguments from k on: input1, input2, target, sizeAverage, margin. */
static Batch read_cosine(lua_State *L, Args *a, int k) {
  const Tensor *x = a->arg[k].t, *other = a->arg[k + 1].t, *target = a->arg[k + 2].t;
  Batch b = read_batch(L, x, "input[1]");
  b.margin = a->arg[k + 4].n.d;
  fac_check_same_size(L, other, "input[2]", x, "input[1]");
  if (fac_tensor_count(target) != b.rows)
    fac_error(L, "target must hold %lld numbers, one for each row of input, got size %s",
              (long long)b.rows, FAC_SHAPE(target));
  b.scale = a->arg[k + 3].b ? 1 / (double)b.rows : 1;
  return b;
}

static int cosine_updateOutput(lua_State *L, Args *a) {
  Batch b = read_cosine(L, a, 0);
  b.x = data_of(L, a->arg[0].t, NULL);
  b.other = data_of(L, a->arg[1].t, NULL);
  b.labels = labels_of(L, a->arg[2].t, NULL);
  b.row = cosine_row;
  lua_pushnumber(L, total(&b) * b.scale);
  return 1;
}

static int cosine_updateGradInput(lua_State *L, Args *a) {
  Tensor *first = a->arg[0].t, *second = a->arg[1].t;
  const Tensor *x = a->arg[2].t, *other = a->arg[3].t, *target = a->arg[4].t;
  Batch b = read_cosine(L, a, 2);
  fac_check_unshared(L, first, "gradInput[1]", second, "gradInput[2]");
  const Tensor *operands[] = {x, other, target};
  for (int k = 0; k < 3; k++) {
    operands[k] = fac_apart(L, first, operands[k]);
    operands[k] = fac_apart(L, second, operands[k]);
  }
  b.x = data_of(L, operands[0], NULL);
  b.other = data_of(L, operands[1], NULL);
  b.labels = labels_of(L, operands[2], NULL);
  const Tensor *shape = fac_new_view(L, x); /* x may be the same tensor as a result */
  fac_tensor_check_growth(L, second, shape);
  fac_tensor_resize_as(L, first, shape);
  fac_tensor_resize_as(L, second, shape);
  Tensor *r = fac_dense_result(L, first), *s = fac_dense_result(L, second);
  b.g = fac_tensor_data(r);
  b.g_other = fac_tensor_data(s);
  each_row(&b, cosine_gradients);
  fac_dense_store(L, first, r);
  fac_dense_store(L, second, s);
  lua_pushvalue(L, a->arg[0].index);
  lua_pushvalue(L, a->arg[1].index);
  return 2;
}

#define MULTI "input:T target:tensor sizeAverage:bool? p:num weights:T? margin:num"
#define LABELS "input:T target:tensor sizeAverage:bool? isTarget:T"
#define COSINE "input1:T input2:T target:tensor sizeAverage:bool? margin:num"

static Op ops[] = {
    {"MultiMarginCriterion_updateOutput", multi_margin_updateOutput, MULTI,
     "sum over i other than target of weights[target] max(0, margin - input[target] + input[i])^p "
     "by the size of a row; sum or mean over rows",
     FAC_REAL},
    {"MultiMarginCriterion_updateGradInput", multi_margin_updateGradInput, "gradInput:T " MULTI,
     "gradInput = gradient of MultiMarginCriterion_updateOutput", FAC_REAL},
    {"MultiLabelMarginCriterion_updateOutput", multi_label_updateOutput, LABELS,
     "sum over labels t and other i of max(0, 1 - input[t] + input[i]) by the size of a row; sum "
     "or mean over rows",
     FAC_REAL},
    {"MultiLabelMarginCriterion_updateGradInput", multi_label_updateGradInput,
     "gradInput:T " LABELS, "gradInput = gradient of MultiLabelMarginCriterion_updateOutput",
     FAC_REAL},
    {"CosineEmbeddingCriterion_updateOutput", cosine_updateOutput, COSINE,
     "sum or mean over rows of 1 - cos for target > 0, else max(0, cos - margin)", FAC_REAL},
    {"CosineEmbeddingCriterion_updateGradInput", cosine_updateGradInput,
     "gradInput1:T gradInput2:T " COSINE, "gradients of CosineEmbeddingCriterion_updateOutput",
     FAC_REAL},
    {0},
};

void fac_open_nn_loss_margin(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
