/* nn.Linear: y = W x + b for a vector or for each row of a batch.
 * Neighbours: lua/nn/Linear.lua; products come from core/matrix.h. */
#include "nn.h"

#include <string.h>

#include "../core/args.h"
#include "../core/blas.h"
#include "../core/dense.h"
#include "../core/matrix.h"
#include "../core/thread.h"
#include "../kernel/nn.h"

static void check_weight(lua_State *L, const Tensor *weight, const char *name) {
  if (weight->ndim != 2 || fac_tensor_count(weight) == 0)
    fac_error(L, "%s must be a matrix, got size %s", name, FAC_SHAPE(weight));
}

/* t must be a vector of n elements or a matrix of n columns. */
static void check_vectors(lua_State *L, const Tensor *t, const char *name, int64_t n) {
  if (t->ndim != 1 && t->ndim != 2)
    fac_error(L, "%s must be vector or matrix, got size %s", name, FAC_SHAPE(t));
  if (t->size[t->ndim - 1] != n)
    fac_error(L, "%s must have %lld %s, got size %s", name, (long long)n,
              t->ndim == 1 ? "elements" : "columns", FAC_SHAPE(t));
}

/* gradOutput must have the rows of input and n columns. */
static void check_gradient(lua_State *L, const Tensor *gradOutput, const Tensor *input, int64_t n) {
  check_vectors(L, gradOutput, "gradOutput", n);
  if (gradOutput->ndim != input->ndim ||
      (input->ndim == 2 && gradOutput->size[0] != input->size[0]))
    fac_error(L, "gradOutput of size %s does not belong to an input of size %s",
              FAC_SHAPE(gradOutput), FAC_SHAPE(input));
}

static void check_bias(lua_State *L, const Tensor *bias, const char *name, int64_t n) {
  if (fac_tensor_count(bias) != n)
    fac_error(L, "%s must have %lld elements, got size %s", name, (long long)n, FAC_SHAPE(bias));
}

/* The product is added to rows that hold the bias already, which costs no extra pass. */
static int linear_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *weight = a->arg[2].t;
  const Tensor *bias = a->arg[3].index ? a->arg[3].t : NULL;
  check_weight(L, weight, "weight");
  check_vectors(L, input, "input", weight->size[1]);
  int64_t n = weight->size[0], rows = input->ndim == 2 ? input->size[0] : 1;
  if (bias) check_bias(L, bias, "bias", n);
  fac_check_other(L, output, "output", input, "input");
  fac_check_other(L, output, "output", weight, "weight");
  if (bias) fac_check_other(L, output, "output", bias, "bias");
  input = fac_apart(L, output, input);
  weight = fac_apart(L, output, weight);
  if (bias) bias = fac_apart(L, output, bias);

  if (input->ndim == 1)
    fac_tensor_resize_1d(L, output, n);
  else
    fac_tensor_resize_2d(L, output, rows, n);
  Tensor *y = fac_dense_result(L, output);
  if (bias) bias = fac_dense_input(L, bias);
  if (input->ndim == 1) input = fac_dense_input(L, input);
  Matrix x = {0}, w = fac_matrix_input(L, weight);
  if (input->ndim == 2) x = fac_matrix_input(L, input);

  size_t bytes = (size_t)n * fac_dtype_size(y->dtype);
  for (int64_t i = 0; bias && i < rows; i++)
    memcpy((char *)fac_tensor_data(y) + (size_t)i * bytes, fac_tensor_data(bias), bytes);
  if (input->ndim == 1)
    fac_matrix_times_vector(fac_tensor_data(y), 1, w, fac_tensor_data(input), bias != NULL);
  else
    fac_matrix_multiply(fac_matrix_rows(y->dtype, fac_tensor_data(y), rows, n), 1, x,
                        fac_matrix_flip(w), bias != NULL);
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

static int linear_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *gradOutput = a->arg[2].t, *weight = a->arg[3].t;
  check_weight(L, weight, "weight");
  check_vectors(L, input, "input", weight->size[1]);
  check_gradient(L, gradOutput, input, weight->size[0]);
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  fac_check_other(L, gradInput, "gradInput", weight, "weight");
  gradOutput = fac_apart(L, gradInput, gradOutput);
  weight = fac_apart(L, gradInput, weight);

  fac_tensor_resize_as(L, gradInput, input);
  Tensor *r = fac_dense_result(L, gradInput);
  Matrix w = fac_matrix_input(L, weight);
  if (input->ndim == 1) {
    gradOutput = fac_dense_input(L, gradOutput);
    fac_matrix_times_vector(fac_tensor_data(r), 1, fac_matrix_flip(w), fac_tensor_data(gradOutput),
                            0);
  } else {
    Matrix g = fac_matrix_input(L, gradOutput);
    fac_matrix_multiply(fac_matrix_rows(r->dtype, fac_tensor_data(r), g.rows, w.columns), 1, g, w,
                        0);
  }
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

typedef struct {
  DType dtype;
  int64_t rows, columns;
  double scale;
  const char *x;
  char *sum;
} ColumnSums;

static void column_sums(void *context, int64_t first, int64_t last) {
  const ColumnSums *c = context;
  size_t skip = (size_t)first * fac_dtype_size(c->dtype);
  fac_nn->column_sum[c->dtype](c->rows, last - first, c->columns, c->scale, c->x + skip,
                               c->sum + skip);
}

/* gradBias += scale * the rows of gradOutput */
static void add_rows(lua_State *L, Tensor *gradBias, const Tensor *gradOutput, double scale) {
  gradOutput = fac_dense_input(L, gradOutput);
  Tensor *sum = fac_dense_inout(L, gradBias);
  ColumnSums sums = {.dtype = sum->dtype,
                     .rows = gradOutput->ndim == 2 ? gradOutput->size[0] : 1,
                     .columns = gradOutput->size[gradOutput->ndim - 1],
                     .scale = scale,
                     .x = fac_tensor_data(gradOutput),
                     .sum = fac_tensor_data(sum)};
  fac_parallel_for(sums.columns, FAC_LINES_WIDTH + 100000 / (sums.rows + 1), column_sums, &sums);
  fac_dense_store(L, gradBias, sum);
}

static int linear_accGradParameters(lua_State *L, Args *a) {
  const Tensor *input = a->arg[0].t, *gradOutput = a->arg[1].t;
  Tensor *gradWeight = a->arg[2].t, *gradBias = a->arg[3].index ? a->arg[3].t : NULL, *dense;
  double scale = a->arg[4].n.d;
  check_weight(L, gradWeight, "gradWeight");
  check_vectors(L, input, "input", gradWeight->size[1]);
  check_gradient(L, gradOutput, input, gradWeight->size[0]);
  if (gradBias) check_bias(L, gradBias, "gradBias", gradWeight->size[0]);

  Matrix w = fac_matrix_result(L, gradWeight, true, &dense);
  if (input->ndim == 2) {
    Matrix x = fac_matrix_input(L, input), g = fac_matrix_input(L, gradOutput);
    if (x.rows > 0) fac_matrix_multiply(w, scale, fac_matrix_flip(g), x, 1);
  } else {
    input = fac_dense_input(L, input);
    gradOutput = fac_dense_input(L, gradOutput);
    const void *x = fac_tensor_data(input), *g = fac_tensor_data(gradOutput);
    if (w.transposed)
      fac_ger(w.dtype, w.columns, w.rows, scale, x, 1, g, 1, w.data, w.ld);
    else
      fac_ger(w.dtype, w.rows, w.columns, scale, g, 1, x, 1, w.data, w.ld);
  }
  fac_dense_store(L, gradWeight, dense);
  if (gradBias) add_rows(L, gradBias, gradOutput, scale);
  return 0;
}

static Op ops[] = {
    {"Linear_updateOutput", linear_updateOutput, "output:T input:T weight:T bias:T?",
     "output = weight input + bias, for a vector or for each row", FAC_REAL},
    {"Linear_updateGradInput", linear_updateGradInput, "gradInput:T input:T gradOutput:T weight:T",
     "gradInput = weight' gradOutput", FAC_REAL},
    {"Linear_accGradParameters", linear_accGradParameters,
     "input:T gradOutput:T gradWeight:T gradBias:T? scale:num",
     "gradWeight += scale gradOutput input', gradBias += scale gradOutput", FAC_REAL},
    {0},
};

void fac_open_nn_linear(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
