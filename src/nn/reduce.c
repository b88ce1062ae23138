/* nn.Sum (and with it nn.Mean), nn.Max, nn.Min: reductions along one dimension as layers.
 * Neighbours: lua/nn/Sum.lua, Max.lua, Min.lua find the dimension; src/kernel/nn_lines.inc reduces.
 */
#include "nn.h"

#include <string.h>

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/loop.h"
#include "../kernel/nn.h"

/* Sizes of the result: without dimension dim, or with size 1 there; a vector keeps its one. */
static int reduced_size(const Tensor *input, int dim, bool squeeze, int64_t *size) {
  memcpy(size, input->size, sizeof input->size);
  size[dim] = 1;
  if (!squeeze || input->ndim == 1) return input->ndim;
  memmove(&size[dim], &size[dim + 1], (size_t)(input->ndim - 1 - dim) * sizeof *size);
  return input->ndim - 1;
}

/* The dimension of a gradient's missing size, put back with stride 0: a view that has input's
 * sizes. */
static Tensor *expand(lua_State *L, const Tensor *t, const Tensor *input, int dim) {
  Tensor *view = fac_new_view(L, fac_dense_input(L, t));
  int64_t stride = 1;
  for (int d = input->ndim - 1; d >= 0; d--) {
    view->size[d] = input->size[d];
    view->stride[d] = d == dim ? 0 : stride;
    if (d != dim) stride *= input->size[d];
  }
  view->ndim = input->ndim;
  return view;
}

static void check_gradient(lua_State *L, const Tensor *gradOutput, const Tensor *input, int dim) {
  int64_t size[FAC_MAX_DIMS];
  int ndim = reduced_size(input, dim, true, size);
  int64_t count = 1;
  for (int d = 0; d < ndim; d++) count *= size[d];
  if (fac_tensor_count(gradOutput) != count)
    fac_error(L, "gradOutput must have size %s, got %s",
              fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, size), FAC_SHAPE(gradOutput));
}

static int sum_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t;
  const Tensor *input = a->arg[1].t;
  int dim = fac_arg_dim(L, a, 2, input->ndim);
  bool average = a->arg[3].b, squeeze = a->arg[4].b;
  fac_check_other(L, output, "output", input, "input");
  int64_t size[FAC_MAX_DIMS];
  int ndim = reduced_size(input, dim, squeeze, size);
  fac_tensor_resize(L, output, ndim, size, NULL);
  const Tensor *x = fac_dense_input(L, input);
  Tensor *y = fac_dense_result(L, output);
  DType dtype = x->dtype;
  LineOperand operands[] = {{fac_tensor_data(y), true, dtype}, {fac_tensor_data(x), false, dtype}};
  fac_dense_lines(fac_lines_along(x, dim), 2, operands, fac_nn->sum[dtype], 1);
  if (average) {
    ScaleParam p = {1.0 / (double)x->size[dim]};
    fac_loop(L, 2, (Tensor *[]){y, y}, fac_nn->scaled[dtype], &p, 1);
  }
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

static int sum_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *input = a->arg[1].t;
  const Tensor *gradOutput = a->arg[2].t;
  int dim = fac_arg_dim(L, a, 3, input->ndim);
  bool average = a->arg[4].b;
  check_gradient(L, gradOutput, input, dim);
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  fac_tensor_resize_as(L, gradInput, input);
  ScaleParam p = {average ? 1.0 / (double)input->size[dim] : 1};
  Tensor *spread = expand(L, gradOutput, input, dim);
  fac_loop(L, 2, (Tensor *[]){gradInput, spread}, fac_nn->scaled[input->dtype], &p, 1);
  return fac_return(L, a, 0);
}

static int extremum(lua_State *L, Args *a, const LinesKernels *kernels) {
  Tensor *output = a->arg[0].t, *indices = a->arg[1].t;
  const Tensor *input = a->arg[2].t;
  int dim = fac_arg_dim(L, a, 3, input->ndim);
  if (input->size[dim] == 0)
    fac_error(L, "dimension %d of an input of size %s has no elements", dim + 1, FAC_SHAPE(input));
  fac_check_other(L, output, "output", input, "input");
  int64_t size[FAC_MAX_DIMS];
  int ndim = reduced_size(input, dim, true, size);
  Tensor *room = fac_new_view(L, indices); /* which must not change if output cannot be resized */
  fac_tensor_resize(L, room, ndim, size, NULL);
  fac_tensor_resize(L, output, ndim, size, NULL);
  fac_tensor_set_as(L, indices, room);
  const Tensor *x = fac_dense_input(L, input);
  Tensor *y = fac_dense_result(L, output), *i = fac_dense_result(L, indices);
  DType dtype = x->dtype;
  LineOperand operands[] = {{fac_tensor_data(y), true, dtype},
                            {fac_tensor_data(i), true, FAC_LONG},
                            {fac_tensor_data(x), false, dtype}};
  fac_dense_lines(fac_lines_along(x, dim), 3, operands, kernels[dtype], 2);
  fac_dense_store(L, output, y);
  fac_dense_store(L, indices, i);
  return fac_return(L, a, 0);
}

static int max_updateOutput(lua_State *L, Args *a) {
  return extremum(L, a, fac_nn->max);
}

static int min_updateOutput(lua_State *L, Args *a) {
  return extremum(L, a, fac_nn->min);
}

/* Gives each element of gradOutput to where indices say that it came from. */
static void scatter(Tensor *r, const Tensor *g, const int64_t *index, Lines lines) {
  size_t bytes = fac_dtype_size(r->dtype);
  char *to = fac_tensor_data(r);
  const char *from = fac_tensor_data(g);
  for (int64_t o = 0; o < lines.outer; o++)
    for (int64_t i = 0; i < lines.inner; i++, index++, from += bytes)
      memcpy(to + (size_t)((o * lines.n + *index - 1) * lines.inner + i) * bytes, from, bytes);
}

static int extremum_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t;
  const Tensor *indices = a->arg[1].t, *input = a->arg[2].t, *gradOutput = a->arg[3].t;
  int dim = fac_arg_dim(L, a, 4, input->ndim);
  check_gradient(L, gradOutput, input, dim);
  fac_check_same_count(L, indices, "indices", gradOutput, "gradOutput");
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  const Tensor *i = fac_dense_input(L, indices), *g = fac_dense_input(L, gradOutput);
  int64_t count = fac_tensor_count(i), *index = fac_tensor_data(i);
  for (int64_t k = 0; k < count; k++)
    if (index[k] < 1 || index[k] > input->size[dim])
      fac_error(L, "index %lld is out of range, dimension %d of the input has %lld elements",
                (long long)index[k], dim + 1, (long long)input->size[dim]);
  fac_tensor_resize_as(L, gradInput, input);
  Tensor *r = fac_dense_result(L, gradInput);
  int64_t elements = fac_tensor_count(r);
  if (elements > 0) memset(fac_tensor_data(r), 0, (size_t)elements * fac_dtype_size(r->dtype));
  scatter(r, g, fac_tensor_data(i), fac_lines_along(input, dim));
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

#define FORWARD "output:T indices:Long input:T dim:dim"
#define BACKWARD "gradInput:T indices:Long input:T gradOutput:T dim:dim"

static Op ops[] = {
    {"Sum_updateOutput", sum_updateOutput,
     "output:T input:T dim:dim sizeAverage:bool? squeeze:bool?",
     "output = sum or mean of input along dim", FAC_REAL},
    {"Sum_updateGradInput", sum_updateGradInput,
     "gradInput:T input:T gradOutput:T dim:dim sizeAverage:bool? squeeze:bool?",
     "gradInput = gradOutput repeated along dim, divided by its size for a mean", FAC_REAL},
    {"Max_updateOutput", max_updateOutput, FORWARD,
     "output, indices = maxima of input along dim, and where they are", FAC_REAL},
    {"Max_updateGradInput", extremum_updateGradInput, BACKWARD,
     "gradInput = gradOutput at indices, else 0", FAC_REAL},
    {"Min_updateOutput", min_updateOutput, FORWARD,
     "output, indices = minima of input along dim, and where they are", FAC_REAL},
    {"Min_updateGradInput", extremum_updateGradInput, BACKWARD,
     "gradInput = gradOutput at indices, else 0", FAC_REAL},
    {0},
};

void fac_open_nn_reduce(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
