/* Point-wise layers: Tanh, Sigmoid, Abs, Threshold (and with it ReLU).
 * Neighbours: lua/nn/<Class>.lua; the formulas are in src/kernel/nn_point.inc. */
#include "nn.h"

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/loop.h"
#include "../kernel/nn.h"

/* What an element costs in additions. */
enum { COST_CHEAP = 1, COST_EXP = 4 };

/* output = f(input) */
static int forward(lua_State *L, Args *a, const Leaf *leaf, int cost) {
  Tensor *output = a->arg[0].t, *input = a->arg[1].t;
  fac_tensor_resize_as(L, output, input);
  fac_loop(L, 2, (Tensor *[]){output, input}, leaf[input->dtype], NULL, cost);
  return fac_return(L, a, 0);
}

/* gradInput = f(gradOutput, of), where of is the input or the output */
static int backward(lua_State *L, Args *a, const Leaf *leaf, Tensor *of, const char *name) {
  Tensor *gradInput = a->arg[0].t, *gradOutput = a->arg[2].t;
  fac_check_same_count(L, gradOutput, "gradOutput", of, name);
  fac_tensor_resize_as(L, gradInput, of);
  fac_loop(L, 3, (Tensor *[]){gradInput, gradOutput, of}, leaf[of->dtype], NULL, COST_CHEAP);
  return fac_return(L, a, 0);
}

static int tanh_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_nn->tanh, COST_EXP);
}

static int tanh_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_nn->tanh_back, a->arg[3].t, "output");
}

static int sigmoid_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_nn->sigmoid, COST_EXP);
}

static int sigmoid_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_nn->sigmoid_back, a->arg[3].t, "output");
}

static int abs_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_nn->abs, COST_CHEAP);
}

static int abs_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_nn->abs_back, a->arg[1].t, "input");
}

/* In place, what is below the threshold must stay there, or backward would see other elements. */
static void check_in_place(lua_State *L, ThresholdParam p) {
  if (p.value > p.threshold)
    fac_error(L, "in-place processing requires value (%g) not exceed threshold (%g)", p.value,
              p.threshold);
}

/* Makes the result a view of the tensor that is to be changed in place, or gives it that size. */
static void prepare(lua_State *L, Tensor *result, Tensor *source, bool in_place) {
  if (in_place)
    fac_tensor_set_as(result, source);
  else
    fac_tensor_resize_as(L, result, source);
}

static int threshold_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *input = a->arg[1].t;
  ThresholdParam p = {a->arg[2].n.d, a->arg[3].n.d};
  bool in_place = a->arg[4].b;
  if (in_place) check_in_place(L, p);
  prepare(L, output, input, in_place);
  fac_loop(L, 2, (Tensor *[]){output, input}, fac_nn->threshold[input->dtype], &p, COST_CHEAP);
  return fac_return(L, a, 0);
}

static int threshold_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *input = a->arg[1].t, *gradOutput = a->arg[2].t;
  ThresholdParam p = {a->arg[3].n.d, 0};
  bool in_place = a->arg[4].b;
  fac_check_same_count(L, gradOutput, "gradOutput", input, "input");
  prepare(L, gradInput, in_place ? gradOutput : input, in_place);
  fac_loop(L, 3, (Tensor *[]){gradInput, gradOutput, input}, fac_nn->threshold_back[input->dtype],
           &p, COST_CHEAP);
  return fac_return(L, a, 0);
}

#define FORWARD "output:T input:T"
#define BACKWARD "gradInput:T input:T gradOutput:T output:T"

static Op ops[] = {
    {"Tanh_updateOutput", tanh_updateOutput, FORWARD, "output = tanh(input)", FAC_REAL},
    {"Tanh_updateGradInput", tanh_updateGradInput, BACKWARD,
     "gradInput = gradOutput (1 - output^2)", FAC_REAL},
    {"Sigmoid_updateOutput", sigmoid_updateOutput, FORWARD, "output = 1 / (1 + exp(-input))",
     FAC_REAL},
    {"Sigmoid_updateGradInput", sigmoid_updateGradInput, BACKWARD,
     "gradInput = gradOutput output (1 - output)", FAC_REAL},
    {"Abs_updateOutput", abs_updateOutput, FORWARD, "output = |input|", FAC_REAL},
    {"Abs_updateGradInput", abs_updateGradInput, BACKWARD,
     "gradInput = gradOutput sign(input), where the sign of 0 is 1", FAC_REAL},
    {"Threshold_updateOutput", threshold_updateOutput,
     "output:T input:T threshold:num value:num inplace:bool?",
     "output = input where input > threshold, else value", FAC_REAL},
    {"Threshold_updateGradInput", threshold_updateGradInput,
     "gradInput:T input:T gradOutput:T threshold:num inplace:bool?",
     "gradInput = gradOutput where input > threshold, else 0", FAC_REAL},
    {0},
};

void fac_open_nn_activation(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
