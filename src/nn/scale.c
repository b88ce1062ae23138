/* nn.CMul, nn.Mul, nn.CAdd and nn.Add: element-wise weights and biases, spread over the input.
 * Neighbours: lua/nn/CMul.lua, lua/nn/CAdd.lua ...; leaf loops in src/kernel/nn_point.inc. */
#include "nn.h"

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/loop.h"
#include "../kernel/nn.h"

static int64_t count_from(const Tensor *t, int dim) {
  int64_t n = 1;
  for (int d = dim; d < t->ndim; d++) n *= t->size[d];
  return n;
}

/* Whether each dimension of the parameter is the input's or 1. */
static bool broadcasts(const Tensor *parameter, const Tensor *input) {
  for (int d = 0; d < input->ndim; d++)
    if (parameter->size[d] != input->size[d] && parameter->size[d] != 1) return false;
  return true;
}

/* Pushes a view of the contiguous parameter with the sizes of input, in which elements repeat by
 * means of stride 0. The parameter may have
 *   - one element, which goes everywhere (if the caller allows it),
 *   - as many elements as the input,
 *   - as many dimensions, each of input's size or 1,
 *   - as many elements as each input[i], i going over a batch. */
static Tensor *spread(lua_State *L, const Tensor *parameter, const char *name, const Tensor *input,
                      const char *input_name, bool scalar) {
  int64_t n = fac_tensor_count(parameter);
  bool everywhere = scalar && n == 1;
  bool same = n == fac_tensor_count(input);
  bool aligned = !everywhere && !same && parameter->ndim == input->ndim;
  bool batch = !everywhere && !same && !aligned;
  if (n == 0 || input->ndim == 0 || (aligned && !broadcasts(parameter, input)) ||
      (batch && n != count_from(input, 1)))
    fac_error(L, "%s of size %s does not fit %s of size %s", name, FAC_SHAPE(parameter), input_name,
              FAC_SHAPE(input));
  Tensor *view = fac_new_view(L, parameter);
  int64_t stride = 1;
  view->ndim = input->ndim;
  for (int d = input->ndim - 1; d >= 0; d--) {
    int64_t own = aligned ? parameter->size[d] : batch && d == 0 ? 1 : input->size[d];
    view->size[d] = input->size[d];
    view->stride[d] = everywhere || (own == 1 && input->size[d] != 1) ? 0 : stride;
    stride *= own;
  }
  return view;
}

/* result = leaf(of, parameter), of the size of of */
static int combine(lua_State *L, Args *a, Tensor *of, const char *of_name, Tensor *parameter,
                   const char *name, const Leaf *leaf, bool scalar) {
  Tensor *result = a->arg[0].t;
  Tensor *view = spread(L, fac_dense_input(L, parameter), name, of, of_name, scalar);
  fac_tensor_resize_as(L, result, of);
  fac_loop(L, 3, (Tensor *[]){result, of, view}, leaf[of->dtype], NULL, 1);
  return fac_return(L, a, 0);
}

/* gradient += scale * what the gradOutputs of all places that a parameter went to add up to. The
 * order of the sums is that of the elements. */
static void gather(lua_State *L, Tensor *gradient, int count, Tensor **operands, const char *name,
                   double scale, const Leaf *leaf, bool scalar) {
  Tensor *dense = fac_dense_inout(L, gradient);
  ScaleParam p = {scale};
  operands[0] = spread(L, dense, name, operands[1], "gradOutput", scalar);
  fac_loop_serial(L, count, operands, leaf[gradient->dtype], &p);
  fac_dense_store(L, gradient, dense);
}

static int cmul_updateOutput(lua_State *L, Args *a) {
  return combine(L, a, a->arg[1].t, "input", a->arg[2].t, "weight", fac_nn->multiply, false);
}

static int cmul_updateGradInput(lua_State *L, Args *a) {
  Tensor *input = a->arg[1].t, *gradOutput = a->arg[2].t;
  fac_check_same_size(L, gradOutput, "gradOutput", input, "input");
  return combine(L, a, gradOutput, "gradOutput", a->arg[3].t, "weight", fac_nn->multiply, false);
}

static int cmul_accGradParameters(lua_State *L, Args *a) {
  Tensor *input = a->arg[0].t, *gradOutput = a->arg[1].t;
  fac_check_same_size(L, gradOutput, "gradOutput", input, "input");
  Tensor *operands[] = {NULL, gradOutput, input};
  gather(L, a->arg[2].t, 3, operands, "gradWeight", a->arg[3].n.d, fac_nn->gather_product, false);
  return 0;
}

static int mul_updateOutput(lua_State *L, Args *a) {
  return combine(L, a, a->arg[1].t, "input", a->arg[2].t, "weight", fac_nn->multiply, true);
}

static int mul_updateGradInput(lua_State *L, Args *a) {
  Tensor *input = a->arg[1].t, *gradOutput = a->arg[2].t;
  fac_check_same_size(L, gradOutput, "gradOutput", input, "input");
  return combine(L, a, gradOutput, "gradOutput", a->arg[3].t, "weight", fac_nn->multiply, true);
}

static int mul_accGradParameters(lua_State *L, Args *a) {
  Tensor *input = a->arg[0].t, *gradOutput = a->arg[1].t;
  fac_check_same_size(L, gradOutput, "gradOutput", input, "input");
  Tensor *operands[] = {NULL, gradOutput, input};
  gather(L, a->arg[2].t, 3, operands, "gradWeight", a->arg[3].n.d, fac_nn->gather_product, true);
  return 0;
}

static int add_updateOutput(lua_State *L, Args *a) {
  return combine(L, a, a->arg[1].t, "input", a->arg[2].t, "bias", fac_nn->add, true);
}

static int add_accGradParameters(lua_State *L, Args *a) {
  Tensor *operands[] = {NULL, a->arg[0].t};
  gather(L, a->arg[1].t, 2, operands, "gradBias", a->arg[2].n.d, fac_nn->gather, true);
  return 0;
}

static Op ops[] = {
    {"CMul_updateOutput", cmul_updateOutput, "output:T input:T weight:T",
     "output = input weight, element by element", FAC_REAL},
    {"CMul_updateGradInput", cmul_updateGradInput, "gradInput:T input:T gradOutput:T weight:T",
     "gradInput = gradOutput weight, element by element", FAC_REAL},
    {"CMul_accGradParameters", cmul_accGradParameters,
     "input:T gradOutput:T gradWeight:T scale:num",
     "gradWeight += scale gradOutput input, summed over what shares a weight", FAC_REAL},
    {"Add_updateOutput", add_updateOutput, "output:T input:T bias:T", "output = input + bias",
     FAC_REAL},
    {"Add_accGradParameters", add_accGradParameters, "gradOutput:T gradBias:T scale:num",
     "gradBias += scale gradOutput, summed over what shares a bias", FAC_REAL},
    {"Mul_updateOutput", mul_updateOutput, "output:T input:T weight:T", "output = input weight",
     FAC_REAL},
    {"Mul_updateGradInput", mul_updateGradInput, "gradInput:T input:T gradOutput:T weight:T",
     "gradInput = gradOutput weight", FAC_REAL},
    {"Mul_accGradParameters", mul_accGradParameters, "input:T gradOutput:T gradWeight:T scale:num",
     "gradWeight += scale gradOutput input, summed over all elements", FAC_REAL},
    {"CAdd_updateOutput", add_updateOutput, "output:T input:T bias:T",
     "output = input + bias, element by element", FAC_REAL},
    {"CAdd_accGradParameters", add_accGradParameters, "gradOutput:T gradBias:T scale:num",
     "gradBias += scale gradOutput, summed over what shares a bias", FAC_REAL},
    {0},
};

void fac_open_nn_scale(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
