/* Linear layers for inputs of which few elements differ from 0: nn.SparseLinear, whose input names
 * them in pairs (index, value), and nn.IndexLinear, which takes keys and values apart and keeps a
 * row of its weight for each key.
 * Neighbours: lua/nn/SparseLinear.lua and IndexLinear.lua bring inputs into one form; leaf loops in
 * src/kernel/sparse.inc. Nothing is written before all indices are checked. */
#include "nn.h"

#include <math.h>
#include <string.h>

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/nn.h"
#include "../kernel/sparse.h"

/* Where each sample begins among total entries, and the end: pushed, samples + 1 numbers. */
static const int64_t *push_starts(lua_State *L, const Tensor *sizes, int64_t total) {
  if (sizes->ndim != 1) fac_error(L, "sizes must be a vector, got size %s", FAC_SHAPE(sizes));
  const int64_t *size = fac_tensor_data(fac_dense_input(L, sizes));
  int64_t samples = sizes->size[0], count = samples + 1, sum = 0;
  int64_t *start = fac_tensor_data(fac_new_tensor_sized(L, FAC_LONG, 1, &count));
  start[0] = 0;
  for (int64_t s = 0; s < samples; s++) {
    if (size[s] < 0 || size[s] > total - sum)
      fac_error(L, "sizes do not fit %lld entries: size %lld is %lld", (long long)total,
                (long long)s + 1, (long long)size[s]);
    start[s + 1] = sum += size[s];
  }
  if (sum != total)
    fac_error(L, "sizes add up to %lld, but there are %lld entries", (long long)sum,
              (long long)total);
  return start;
}

/* gradOutput must have out elements for each sample. */
static void check_gradient(lua_State *L, const Tensor *gradOutput, int64_t samples, int64_t out) {
  if ((gradOutput->ndim != 1 && gradOutput->ndim != 2) ||
      gradOutput->size[gradOutput->ndim - 1] != out ||
      (gradOutput->ndim == 2 ? gradOutput->size[0] : 1) != samples)
    fac_error(L, "gradOutput must have size %lldx%lld, got %s", (long long)samples, (long long)out,
              FAC_SHAPE(gradOutput));
}

static void check_bias(lua_State *L, const Tensor *bias, const char *name, int64_t out) {
  if (fac_tensor_count(bias) != out)
    fac_error(L, "%s must have %lld elements, got size %s", name, (long long)out, FAC_SHAPE(bias));
}

/* sum += scale * the rows of gradOutput */
static void add_rows(lua_State *L, Tensor *sum, const Tensor *gradOutput, double scale) {
  const Tensor *g = fac_dense_input(L, gradOutput);
  Tensor *dense = fac_dense_inout(L, sum);
  int64_t rows = g->ndim == 2 ? g->size[0] : 1, columns = g->size[g->ndim - 1];
  fac_nn->column_sum[g->dtype](rows, columns, columns, scale, fac_tensor_data(g),
                               fac_tensor_data(dense));
  fac_dense_store(L, sum, dense);
}

/* --- SparseLinear ----------------------------------------------------------------------------- */

typedef struct {
  DType dtype;
  int64_t samples, out;
  const int64_t *start, *column;
  const Tensor *pairs; /* contiguous, total x 2 */
  const Tensor *weight, *bias, *gradOutput;
  Tensor *output, *gradWeight;
  double scale;
} Sparse;

/* Checks the pairs and pushes their columns, 0-based. Pairs with value 0 fill up batches whose
 * samples differ in length; their index may be anything, and becomes column 0. */
static const int64_t *push_columns(lua_State *L, const Tensor *pairs, int64_t columns) {
  int64_t total = pairs->size[0];
  int64_t *column = fac_tensor_data(fac_new_tensor_sized(L, FAC_LONG, 1, &total));
  for (int64_t k = 0; k < total; k++) {
    double index = fac_dense_number(pairs, 2 * k), value = fac_dense_number(pairs, 2 * k + 1);
    column[k] = 0;
    if (value == 0) continue;
    if (!(index >= 1 && index <= (double)columns) || index != floor(index))
      fac_error(L, "index %g is out of range, it must be an integer between 1 and %lld", index,
                (long long)columns);
    column[k] = (int64_t)index - 1;
  }
  return column;
}

static Sparse open_sparse(lua_State *L, const Tensor *pairs, const Tensor *sizes,
                          const Tensor *weight, const char *name) {
  if (weight->ndim != 2 || fac_tensor_count(weight) == 0)
    fac_error(L, "%s must be a matrix, got size %s", name, FAC_SHAPE(weight));
  if (pairs->ndim != 2 || pairs->size[1] != 2)
    fac_error(L, "input must have two columns, index and value, got size %s", FAC_SHAPE(pairs));
  Sparse job = {.dtype = weight->dtype, .samples = sizes->size[0], .out = weight->size[0]};
  job.pairs = fac_dense_input(L, pairs);
  job.start = push_starts(L, sizes, pairs->size[0]);
  job.column = push_columns(L, job.pairs, weight->size[1]);
  return job;
}

/* All samples for one row of the weight before the next, while it is in the cache. */
static void run_sparse(void *context, int64_t first, int64_t last) {
  const Sparse *k = context;
  const Tensor *w = k->weight;
  for (int64_t i = first; i < last; i++) {
    int64_t o = i / k->samples, s = i % k->samples, at = k->start[s];
    double sum = fac_sparse->gather_dot[k->dtype](k->start[s + 1] - at, k->column + at,
                                                  fac_dense_at(k->pairs, 2 * at + 1), 2,
                                                  fac_dense_at(w, o * w->stride[0]), w->stride[1]);
    fac_dense_put(k->output, s * k->out + o, fac_dense_number(k->bias, o) + sum);
  }
}

static int64_t entries(const Sparse *job) {
  return job->start[job->samples] / (job->samples + 1);
}

static int sparse_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t;
  const Tensor *pairs = a->arg[1].t, *sizes = a->arg[2].t, *weight = a->arg[3].t,
               *bias = a->arg[4].t;
  bool batch = a->arg[5].b;
  Sparse job = open_sparse(L, pairs, sizes, weight, "weight");
  check_bias(L, bias, "bias", job.out);
  if (!batch && job.samples != 1)
    fac_error(L, "input must be one sample, got %lld", (long long)job.samples);
  fac_check_unshared(L, output, "output", pairs, "input");
  fac_check_other(L, output, "output", weight, "weight");
  fac_check_other(L, output, "output", bias, "bias");
  job.weight = fac_apart(L, output, weight);
  job.bias = fac_dense_input(L, fac_apart(L, output, bias));
  if (batch)
    fac_tensor_resize_2d(L, output, job.samples, job.out);
  else
    fac_tensor_resize_1d(L, output, job.out);
  job.output = fac_dense_result(L, output);
  fac_parallel_for(job.samples * job.out, fac_grain(20000, entries(&job)), run_sparse, &job);
  fac_dense_store(L, output, job.output);
  return fac_return(L, a, 0);
}

/* Threads share by outputs, so that sums have the order of the samples. */
static void run_sparse_back(void *context, int64_t first, int64_t last) {
  const Sparse *k = context;
  const Tensor *w = k->gradWeight;
  for (int64_t o = first; o < last; o++)
    for (int64_t s = 0; s < k->samples; s++) {
      int64_t at = k->start[s];
      fac_sparse->scatter_add[k->dtype](k->start[s + 1] - at,
                                        k->scale * fac_dense_number(k->gradOutput, s * k->out + o),
                                        k->column + at, fac_dense_at(k->pairs, 2 * at + 1), 2,
                                        fac_dense_at(w, o * w->stride[0]), w->stride[1]);
    }
}

static int sparse_accGradParameters(lua_State *L, Args *a) {
  const Tensor *pairs = a->arg[0].t, *sizes = a->arg[1].t, *gradOutput = a->arg[2].t;
  Tensor *gradWeight = a->arg[3].t, *gradBias = a->arg[4].t;
  Sparse job = open_sparse(L, pairs, sizes, gradWeight, "gradWeight");
  job.scale = a->arg[5].n.d;
  check_gradient(L, gradOutput, job.samples, job.out);
  check_bias(L, gradBias, "gradBias", job.out);
  fac_check_unshared(L, gradWeight, "gradWeight", pairs, "input");
  fac_check_unshared(L, gradWeight, "gradWeight", gradOutput, "gradOutput");
  job.gradOutput = fac_dense_input(L, gradOutput);
  job.gradWeight = gradWeight;
  fac_parallel_for(job.out, fac_grain(20000, job.start[job.samples]), run_sparse_back, &job);
  if (job.samples > 0) add_rows(L, gradBias, job.gradOutput, job.scale);
  return 0;
}

/* --- IndexLinear ------------------------------------------------------------------------------ */

/* The first columns of the weight in a layer that normalises: the largest absolute value of a key,
 * its inverse, a factor for learning rates, a bias of the key. */
enum { LARGEST, INVERSE, RATE, KEY_BIAS, NORMAL_COLUMNS };

typedef struct {
  DType dtype;
  int64_t samples, total, out, columns; /* columns of weight */
  int64_t skip;                         /* of them for normalising: 0 or NORMAL_COLUMNS */
  const int64_t *start, *row;           /* 0-based rows of weight */
  const Tensor *values, *weight, *bias, *gradOutput;
  Tensor *output, *rows;
  double scale;
} Keyed;

/* Checks that the weight has the columns for out results. */
static void check_table(lua_State *L, const Tensor *weight, int64_t out, Keyed *job) {
  int64_t skip = weight->ndim == 2 ? weight->size[1] - out : -1;
  if (out < 1 || (skip != 0 && skip != NORMAL_COLUMNS))
    fac_error(L, "weight must be a matrix of %lld or %lld columns, got size %s", (long long)out,
              (long long)out + NORMAL_COLUMNS, FAC_SHAPE(weight));
  job->dtype = weight->dtype;
  job->out = out;
  job->columns = weight->size[1];
  job->skip = skip;
}

/* Checks the keys and pushes the rows of the weight that they mean: key + offset, 0-based. */
static void push_keys(lua_State *L, const Tensor *keys, int64_t offset, int64_t count, Keyed *job) {
  if (keys->ndim > 1) fac_error(L, "keys must be a vector, got size %s", FAC_SHAPE(keys));
  job->total = fac_tensor_count(keys);
  const int64_t *key = fac_tensor_data(fac_dense_input(L, keys));
  int64_t *row = fac_tensor_data(fac_new_tensor_sized(L, FAC_LONG, 1, &job->total));
  for (int64_t k = 0; k < job->total; k++) {
    if (__builtin_add_overflow(key[k], offset, &row[k]) || row[k] < 0 || row[k] >= count)
      fac_error(L, "key %lld is out of range, it must be between %lld and %lld", (long long)key[k],
                (long long)-offset, (long long)(count - 1 - offset));
  }
  job->row = row;
}

static int64_t check_offset(lua_State *L, double offset) {
  if (!(fabs(offset) < 1e15)) fac_error(L, "offset of keys is out of range: %g", offset);
  return (int64_t)offset;
}

/* The values as the sums take them: scaled by the largest of their key so far, which training
 * keeps up to date, plus the bias of the key. */
static void normalize(const Keyed *job, Tensor *weight, bool train, Tensor *result) {
  for (int64_t k = 0; k < job->total; k++) {
    int64_t at = job->row[k] * job->columns;
    double value = fac_dense_number(job->values, k), size = fabs(value);
    if (train) {
      if (size > fac_dense_number(weight, at + LARGEST)) {
        fac_dense_put(weight, at + LARGEST, size);
        fac_dense_put(weight, at + INVERSE, 1 / size);
      }
      fac_dense_put(weight, at + RATE, 1);
    }
    double scaled = size > fac_dense_number(weight, at + LARGEST)
                        ? (value > 0 ? 1 : -1)
                        : value * fac_dense_number(weight, at + INVERSE);
    fac_dense_put(result, k, scaled + fac_dense_number(weight, at + KEY_BIAS));
  }
}

static void run_keyed(void *context, int64_t first, int64_t last) {
  const Keyed *k = context;
  for (int64_t s = first; s < last; s++) {
    char *y = fac_dense_at(k->output, s * k->out);
    memcpy(y, fac_tensor_data(k->bias), (size_t)k->out * fac_dtype_size(k->dtype));
    for (int64_t i = k->start[s]; i < k->start[s + 1]; i++)
      fac_nn->add_scaled[k->dtype](k->out, fac_dense_number(k->values, i),
                                   fac_dense_at(k->weight, k->row[i] * k->columns + k->skip), y);
  }
}

static int index_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *normalized = a->arg[1].t;
  const Tensor *keys = a->arg[2].t, *values = a->arg[3].t, *sizes = a->arg[4].t;
  Tensor *weight = a->arg[5].t;
  const Tensor *bias = a->arg[6].t;
  int64_t offset = check_offset(L, a->arg[7].n.d);
  bool train = a->arg[8].b, batch = a->arg[9].b;
  Keyed job = {0};
  check_table(L, weight, fac_tensor_count(bias), &job);
  fac_check_same_count(L, values, "values", keys, "keys");
  push_keys(L, keys, offset, weight->size[0], &job);
  job.start = push_starts(L, sizes, job.total);
  job.samples = sizes->size[0];
  if (!batch && job.samples != 1)
    fac_error(L, "input must be one sample, got %lld", (long long)job.samples);
  const Tensor *operands[] = {values, weight, bias};
  const char *names[] = {"values", "weight", "bias"};
  for (int i = 0; i < 3; i++) {
    fac_check_unshared(L, output, "output", operands[i], names[i]);
    fac_check_unshared(L, normalized, "normalizedValues", operands[i], names[i]);
  }
  fac_check_unshared(L, output, "output", normalized, "normalizedValues");
  job.values = fac_dense_input(L, values);
  job.bias = fac_dense_input(L, bias);
  if (job.skip > 0)
    fac_tensor_check_growth(L, normalized, &(Tensor){.ndim = 1, .size = {job.total}});
  if (batch)
    fac_tensor_resize_2d(L, output, job.samples, job.out);
  else
    fac_tensor_resize_1d(L, output, job.out);
  job.output = fac_dense_result(L, output);
  if (job.skip > 0) {
    Tensor *table = fac_dense_inout(L, weight);
    fac_tensor_resize_1d(L, normalized, job.total);
    Tensor *scaled = fac_dense_result(L, normalized);
    normalize(&job, table, train, scaled);
    fac_dense_store(L, normalized, scaled);
    if (train) fac_dense_store(L, weight, table);
    job.values = scaled;
    job.weight = table;
  } else {
    job.weight = fac_dense_input(L, weight);
  }
  int64_t work = job.out * (1 + job.total / (job.samples + 1));
  fac_parallel_for(job.samples, fac_grain(20000, work), run_keyed, &job);
  fac_dense_store(L, output, job.output);
  return fac_return(L, a, 0);
}

static void run_keyed_back(void *context, int64_t first, int64_t last) {
  const Keyed *k = context;
  int64_t width = k->skip > 0 ? 2 * k->out : k->out;
  size_t bytes = (size_t)width * fac_dtype_size(k->dtype);
  for (int64_t s = first; s < last; s++)
    for (int64_t i = k->start[s]; i < k->start[s + 1]; i++) {
      const char *g = fac_dense_at(k->gradOutput, s * k->out);
      memset(fac_dense_at(k->rows, i * width), 0, bytes);
      fac_nn->add_scaled[k->dtype](k->out, k->scale * fac_dense_number(k->values, i), g,
                                   fac_dense_at(k->rows, i * width));
      if (k->skip > 0)
        fac_nn->add_scaled[k->dtype](k->out, k->scale, g,
                                     fac_dense_at(k->rows, i * width + k->out));
    }
}

/* rows: one row of gradients for each entry; in a layer that normalises twice as long, with
 * gradOutput itself in its second half, from which the gradient of the key's bias is made. */
static int index_accGradParameters(lua_State *L, Args *a) {
  Tensor *rows = a->arg[0].t;
  const Tensor *values = a->arg[1].t, *sizes = a->arg[2].t, *gradOutput = a->arg[3].t,
               *weight = a->arg[4].t, *bias = a->arg[5].t;
  Tensor *gradBias = a->arg[6].index ? a->arg[6].t : NULL;
  Keyed job = {.scale = a->arg[7].n.d};
  check_table(L, weight, fac_tensor_count(bias), &job);
  if (values->ndim > 1) fac_error(L, "values must be a vector, got size %s", FAC_SHAPE(values));
  job.total = fac_tensor_count(values);
  job.start = push_starts(L, sizes, job.total);
  job.samples = sizes->size[0];
  check_gradient(L, gradOutput, job.samples, job.out);
  if (gradBias) check_bias(L, gradBias, "gradBias", job.out);
  fac_check_unshared(L, rows, "gradWeight", values, "values");
  fac_check_unshared(L, rows, "gradWeight", gradOutput, "gradOutput");
  fac_check_unshared(L, rows, "gradWeight", weight, "weight");
  job.values = fac_dense_input(L, values);
  job.gradOutput = fac_dense_input(L, gradOutput);
  fac_tensor_resize_2d(L, rows, job.total, job.skip > 0 ? 2 * job.out : job.out);
  job.rows = fac_dense_result(L, rows);
  int64_t work = job.out * (1 + job.total / (job.samples + 1));
  fac_parallel_for(job.samples, fac_grain(20000, work), run_keyed_back, &job);
  fac_dense_store(L, rows, job.rows);
  if (gradBias && job.samples > 0) add_rows(L, gradBias, job.gradOutput, job.scale);
  return 0;
}

/* Entry by entry, so that a key that occurs twice moves twice. */
static int index_updateParameters(lua_State *L, Args *a) {
  const Tensor *rows = a->arg[0].t, *keys = a->arg[1].t;
  Tensor *weight = a->arg[2].t;
  const Tensor *bias = a->arg[3].t;
  int64_t offset = check_offset(L, a->arg[4].n.d);
  double decay = a->arg[5].n.d, lr = a->arg[6].n.d;
  Keyed job = {0};
  check_table(L, weight, fac_tensor_count(bias), &job);
  push_keys(L, keys, offset, weight->size[0], &job);
  int64_t width = job.skip > 0 ? 2 * job.out : job.out;
  if (job.total == 0) return 0;
  if (rows->ndim != 2 || rows->size[0] != job.total || rows->size[1] != width)
    fac_error(L, "gradients must have size %lldx%lld, got %s", (long long)job.total,
              (long long)width, FAC_SHAPE(rows));
  const Tensor *g = fac_dense_input(L, fac_apart(L, weight, rows));
  Tensor *w = fac_dense_inout(L, weight);
  for (int64_t k = 0; k < job.total; k++) {
    int64_t at = job.row[k] * job.columns;
    char *own = fac_dense_at(w, at + job.skip);
    double rate = lr;
    if (job.skip > 0) {
      double sum = 0;
      rate *= fac_dense_number(w, at + RATE);
      for (int64_t o = 0; o < job.out; o++)
        sum +=
            fac_dense_number(g, k * width + job.out + o) * fac_dense_number(w, at + job.skip + o);
      fac_dense_put(w, at + KEY_BIAS,
                    (1 - rate * decay) * fac_dense_number(w, at + KEY_BIAS) - rate * sum);
    }
    if (decay != 0) fac_nn->rescale[w->dtype](job.out, 1 - rate * decay, own);
    fac_nn->add_scaled[w->dtype](job.out, -rate, fac_dense_at(g, k * width), own);
  }
  fac_dense_store(L, weight, w);
  return 0;
}

static Op ops[] = {
    {"SparseLinear_updateOutput", sparse_updateOutput,
     "output:T input:T sizes:Long weight:T bias:T batch:bool",
     "output = weight x + bias, x given as pairs of index and value", FAC_REAL},
    {"SparseLinear_accGradParameters", sparse_accGradParameters,
     "input:T sizes:Long gradOutput:T gradWeight:T gradBias:T scale:num",
     "gradWeight += scale gradOutput x', gradBias += scale gradOutput", FAC_REAL},
    {"IndexLinear_updateOutput", index_updateOutput,
     "output:T normalizedValues:T keys:Long values:T sizes:Long weight:T bias:T offset:num "
     "train:bool? batch:bool?",
     "output = bias + the rows of weight that keys name times values", FAC_REAL},
    {"IndexLinear_accGradParameters", index_accGradParameters,
     "rows:T values:T sizes:Long gradOutput:T weight:T bias:T gradBias:T? scale:num",
     "rows = scale times the gradients of the rows of weight, gradBias += scale gradOutput",
     FAC_REAL},
    {"IndexLinear_updateParameters", index_updateParameters,
     "rows:T keys:Long weight:T bias:T offset:num weightDecay:num learningRate:num",
     "weight[keys] -= learningRate (rows + weightDecay weight[keys])", FAC_REAL},
    {0},
};

void fac_open_nn_sparse(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
