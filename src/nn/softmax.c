/* nn.SoftMax and nn.LogSoftMax: over the elements of a vector, the columns of a matrix, the planes
 * of an image or of a batch of images.
 * Neighbours: lua/nn/SoftMax.lua, lua/nn/LogSoftMax.lua; src/kernel/nn_lines.inc computes. */
#include "nn.h"

#include "../core/args.h"
#include "../core/dense.h"
#include "../kernel/nn.h"

enum { COST = 5 };

/* The dimension whose elements compete: 1-D 0, 2-D 1, 3-D 0, 4-D 1. */
static int class_dim(lua_State *L, const Tensor *t) {
  if (t->ndim < 1 || t->ndim > 4)
    fac_error(L, "1D, 2D, 3D or 4D tensor expected, got size %s", FAC_SHAPE(t));
  return (t->ndim - 1) % 2;
}

static int forward(lua_State *L, Args *a, const LinesKernels *kernels) {
  Tensor *output = a->arg[0].t;
  const Tensor *input = a->arg[1].t;
  int dim = class_dim(L, input);
  fac_tensor_resize_as(L, output, input);
  const Tensor *x = fac_dense_input(L, input);
  Tensor *y = fac_dense_result(L, output);
  DType dtype = x->dtype;
  LineOperand operands[] = {{fac_tensor_data(y), false, dtype}, {fac_tensor_data(x), false, dtype}};
  fac_dense_lines(fac_lines_along(x, dim), 2, operands, kernels[dtype], COST);
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

static int backward(lua_State *L, Args *a, const LinesKernels *kernels) {
  Tensor *gradInput = a->arg[0].t;
  const Tensor *gradOutput = a->arg[2].t, *output = a->arg[3].t;
  int dim = class_dim(L, output);
  fac_check_same_count(L, gradOutput, "gradOutput", output, "output");
  fac_tensor_resize_as(L, gradInput, output);
  const Tensor *g = fac_dense_input(L, gradOutput), *y = fac_dense_input(L, output);
  Tensor *r = fac_dense_result(L, gradInput);
  DType dtype = y->dtype;
  LineOperand operands[] = {{fac_tensor_data(r), false, dtype},
                            {fac_tensor_data(g), false, dtype},
                            {fac_tensor_data(y), false, dtype}};
  fac_dense_lines(fac_lines_along(y, dim), 3, operands, kernels[dtype], COST);
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

static int softmax_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_nn->softmax);
}

static int softmax_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_nn->softmax_back);
}

static int log_softmax_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_nn->log_softmax);
}

static int log_softmax_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_nn->log_softmax_back);
}

#define FORWARD "output:T input:T"
#define BACKWARD "gradInput:T input:T gradOutput:T output:T"

static Op ops[] = {
    {"SoftMax_updateOutput", softmax_updateOutput, FORWARD,
     "output = exp(input) / sum(exp(input)) along the classes", FAC_REAL},
    {"SoftMax_updateGradInput", softmax_updateGradInput, BACKWARD,
     "gradInput = output (gradOutput - sum(gradOutput output))", FAC_REAL},
    {"LogSoftMax_updateOutput", log_softmax_updateOutput, FORWARD,
     "output = input - log(sum(exp(input))) along the classes", FAC_REAL},
    {"LogSoftMax_updateGradInput", log_softmax_updateGradInput, BACKWARD,
     "gradInput = gradOutput - exp(output) sum(gradOutput)", FAC_REAL},
    {0},
};

void fac_open_nn_softmax(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
