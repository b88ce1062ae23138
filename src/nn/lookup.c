/* nn.LookupTable: rows of a weight matrix by their 1-based numbers.
 * Neighbours: lua/nn/LookupTable.lua. */
#include "nn.h"

#include <math.h>
#include <string.h>

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/nn.h"

/* --- indices ---------------------------------------------------------------------------------- */

/* The i-th number of a vector or matrix in row-major order, as it is: 1-based. */
static int64_t index_at(const Tensor *t, int64_t i) {
  int64_t columns = t->size[t->ndim - 1];
  int64_t at = i % columns * t->stride[t->ndim - 1];
  if (t->ndim == 2) at += i / columns * t->stride[0];
  const char *data = fac_tensor_data(t);
  return fac_get_element(t->dtype, data + at * (int64_t)fac_dtype_size(t->dtype)).i;
}

/* input must be a vector or matrix of numbers from 1 to rows. Returns how many. */
static int64_t check_indices(lua_State *L, const Tensor *input, int64_t rows) {
  if (input->ndim != 1 && input->ndim != 2)
    fac_error(L, "input must be a vector or matrix, got size %s", FAC_SHAPE(input));
  int64_t count = fac_tensor_count(input);
  for (int64_t i = 0; i < count; i++) {
    int64_t index = index_at(input, i);
    if (index < 1 || index > rows)
      fac_error(L, "index %lld is out of range, the weight has %lld rows", (long long)index,
                (long long)rows);
  }
  return count;
}

static void check_weight(lua_State *L, const Tensor *weight, const char *name) {
  if (weight->ndim != 2) fac_error(L, "%s must be a matrix, got size %s", name, FAC_SHAPE(weight));
}

/* --- operations ------------------------------------------------------------------------------- */

typedef struct {
  const Tensor *indices;
  const char *weight;
  char *output;
  size_t bytes; /* of a row */
} Lookup;

static void copy_rows(void *context, int64_t first, int64_t last) {
  const Lookup *job = context;
  for (int64_t i = first; i < last; i++)
    memcpy(job->output + (size_t)i * job->bytes,
           job->weight + (size_t)(index_at(job->indices, i) - 1) * job->bytes, job->bytes);
}

/* paddingValue has no part in this: its row is looked up as any other and only never learns. */
static int lookup_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *weight = a->arg[2].t;
  check_weight(L, weight, "weight");
  int64_t count = check_indices(L, input, weight->size[0]);
  fac_check_unshared(L, output, "output", input, "input");
  fac_check_other(L, output, "output", weight, "weight");
  weight = fac_apart(L, output, weight);
  int64_t size[3] = {input->size[0], input->size[1], weight->size[1]};
  if (input->ndim == 1) size[1] = weight->size[1];
  fac_tensor_resize(L, output, input->ndim + 1, size, NULL);
  const Tensor *w = fac_dense_input(L, weight);
  Tensor *y = fac_dense_result(L, output);
  Lookup job = {.indices = input,
                .weight = fac_tensor_data(w),
                .output = fac_tensor_data(y),
                .bytes = (size_t)weight->size[1] * fac_dtype_size(weight->dtype)};
  if (job.bytes > 0) fac_parallel_for(count, 1 + 200000 / (int64_t)job.bytes, copy_rows, &job);
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

typedef struct {
  const Tensor *indices;
  DType dtype;
  int64_t count, columns;
  int64_t padding; /* index without a gradient */
  double scale;
  const int64_t *frequency; /* of each index, or NULL */
  const char *gradOutput;
  char *gradWeight;
} Accumulate;

/* Adds these columns of all rows. Threads share by columns, so that every sum has the order of the
 * indices. */
static void add_columns(void *context, int64_t first, int64_t last) {
  const Accumulate *job = context;
  size_t element = fac_dtype_size(job->dtype), row = (size_t)job->columns * element;
  size_t skip = (size_t)first * element;
  for (int64_t i = 0; i < job->count; i++) {
    int64_t index = index_at(job->indices, i);
    if (index == job->padding) continue;
    index--;
    double scale = job->frequency ? job->scale / (double)job->frequency[index] : job->scale;
    fac_nn->add_scaled[job->dtype](last - first, scale, job->gradOutput + (size_t)i * row + skip,
                                   job->gradWeight + (size_t)index * row + skip);
  }
}

/* Pushes a tensor that holds how often each index occurs; only entries that do occur are set. */
static const int64_t *frequencies(lua_State *L, const Tensor *x, int64_t count, int64_t rows) {
  int64_t *n = fac_tensor_data(fac_new_tensor_sized(L, FAC_LONG, 1, &rows));
  for (int64_t i = 0; i < count; i++) n[index_at(x, i) - 1] = 0;
  for (int64_t i = 0; i < count; i++) n[index_at(x, i) - 1]++;
  return n;
}

static int lookup_accGradParameters(lua_State *L, Args *a) {
  const Tensor *input = a->arg[0].t, *gradOutput = a->arg[1].t;
  Tensor *gradWeight = a->arg[2].t;
  check_weight(L, gradWeight, "gradWeight");
  int64_t count = check_indices(L, input, gradWeight->size[0]), columns = gradWeight->size[1];
  if (fac_tensor_count(gradOutput) != count * columns)
    fac_error(L, "gradOutput of size %s does not belong to %lld indices of rows of %lld",
              FAC_SHAPE(gradOutput), (long long)count, (long long)columns);
  fac_check_unshared(L, gradWeight, "gradWeight", input, "input");
  if (count * columns == 0) return 0;
  const Tensor *g = fac_dense_input(L, gradOutput);
  Tensor *w = fac_dense_inout(L, gradWeight);
  Accumulate job = {.indices = input,
                    .dtype = w->dtype,
                    .count = count,
                    .columns = columns,
                    .padding = a->arg[3].n.i,
                    .scale = a->arg[5].n.d,
                    .gradOutput = fac_tensor_data(g),
                    .gradWeight = fac_tensor_data(w)};
  if (a->arg[4].b) job.frequency = frequencies(L, input, count, w->size[0]);
  fac_parallel_for(columns, 16 + 100000 / count, add_columns, &job);
  fac_dense_store(L, gradWeight, w);
  return 0;
}

static void renorm_row(DType dtype, int64_t n, void *row, double maxNorm, double normType) {
  double norm = pow(fac_nn->power_sum[dtype](n, normType, row), 1 / normType);
  if (norm > maxNorm) fac_nn->rescale[dtype](n, maxNorm / (norm + 1e-7), row);
}

/* Rows that occur in input and are longer than maxNorm get that length, each once. */
static int lookup_renorm(lua_State *L, Args *a) {
  const Tensor *input = a->arg[0].t;
  Tensor *weight = a->arg[1].t;
  double maxNorm = a->arg[2].n.d, normType = a->arg[3].n.d;
  check_weight(L, weight, "weight");
  if (!(normType > 0)) fac_error(L, "non-positive norm not supported: normType is %g", normType);
  int64_t count = check_indices(L, input, weight->size[0]);
  fac_check_unshared(L, weight, "weight", input, "input");
  if (count == 0) return 0;
  Tensor *w = fac_dense_inout(L, weight);
  uint8_t *seen = fac_tensor_data(fac_new_tensor_sized(L, FAC_BYTE, 1, weight->size));
  for (int64_t i = 0; i < count; i++) seen[index_at(input, i) - 1] = 0;
  size_t bytes = (size_t)w->size[1] * fac_dtype_size(w->dtype);
  for (int64_t i = 0; i < count; i++) {
    int64_t index = index_at(input, i) - 1;
    if (seen[index]) continue;
    seen[index] = 1;
    renorm_row(w->dtype, w->size[1], (char *)fac_tensor_data(w) + (size_t)index * bytes, maxNorm,
               normType);
  }
  fac_dense_store(L, weight, w);
  return 0;
}

static Op ops[] = {
    {"LookupTable_updateOutput", lookup_updateOutput,
     "output:T input:tensor weight:T paddingValue:num",
     "output = the rows of weight that input names", FAC_REAL},
    {"LookupTable_accGradParameters", lookup_accGradParameters,
     "input:tensor gradOutput:T gradWeight:T paddingValue:num scaleGradByFreq:bool? scale:num",
     "gradWeight's rows += scale gradOutput's, divided by the index's frequency if asked for",
     FAC_REAL},
    {"LookupTable_renorm", lookup_renorm, "input:tensor weight:T maxNorm:num normType:num",
     "shortens the rows that input names to maxNorm", FAC_REAL},
    {0},
};

void fac_open_nn_lookup(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
