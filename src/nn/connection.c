/* nn.SpatialConvolutionMap and nn.SpatialFullConvolutionMap: convolutions with a table that says
 * which input plane feeds which output plane (LeCun, Bottou, Bengio, Haffner 1998).
 * Neighbours: lua/nn/SpatialConvolutionMap.lua; maps.c runs over the connections; local.c has the
 * convolution whose weights differ from place to place. */
#include "nn.h"

#include <string.h>

#include "../core/args.h"
#include "../core/dense.h"
#include "maps.h"

/* What the passes of a call need. */
typedef struct {
  Maps maps;
  int ndim;
  int64_t connections, outputs;
  int64_t size[FAC_MAX_DIMS]; /* of the output */
  const Tensor *pairs;
} Call;

/* A 1-based plane number of the table, between 1 and limit. */
static void check_entry(lua_State *L, double value, int64_t limit, const char *what) {
  if (!(value >= 1 && value <= (double)limit) || value != (double)(int64_t)value)
    fac_error(L, "connTable names %s plane %g, but there are %lld", what, value, (long long)limit);
}

/* Checks the table against the numbers of planes; returns it, contiguous. */
static const Tensor *check_table(lua_State *L, const Tensor *table, int64_t inputs,
                                 int64_t outputs) {
  if (table->ndim != 2 || table->size[1] != 2 || table->size[0] == 0)
    fac_error(L, "connTable must be a matrix with two columns, got size %s", FAC_SHAPE(table));
  table = fac_dense_input(L, table);
  const void *data = fac_tensor_data(table);
  for (int64_t i = 0; i < 2 * table->size[0]; i++) {
    double value = table->dtype == FAC_FLOAT ? ((const float *)data)[i] : ((const double *)data)[i];
    check_entry(L, value, i % 2 ? outputs : inputs, i % 2 ? "output" : "input");
  }
  return table;
}

/* weight must be n x kH x kW for n connections. */
static void check_weight(lua_State *L, const Tensor *weight, const char *name, const Call *c) {
  const Filter *f = &c->maps.filter;
  fac_maps_check_sizes(L, weight, name, 3, (int64_t[]){c->connections, f->taps[0], f->taps[1]});
}

/* Reads the geometry from five arguments from k on: connTable, kW, kH, dW, dH. */
static void check_call(lua_State *L, Call *c, const Args *a, int k, const Tensor *input,
                       const Tensor *bias, bool full) {
  Filter *f = &c->maps.filter;
  f->taps[1] = fac_maps_extent(L, "kW", a->arg[k + 1].n.i, 1);
  f->taps[0] = fac_maps_extent(L, "kH", a->arg[k + 2].n.i, 1);
  f->step[1] = fac_maps_extent(L, "dW", a->arg[k + 3].n.i, 1);
  f->step[0] = fac_maps_extent(L, "dH", a->arg[k + 4].n.i, 1);
  int64_t *in = full ? f->small : f->large, *out = full ? f->large : f->small;
  c->maps.dtype = input->dtype;
  c->maps.batch = fac_maps_images(L, input, 0, in);
  c->outputs = fac_tensor_count(bias);
  for (int d = 0; d < 2; d++) {
    if (in[d] == 0) fac_error(L, "input of size %s is empty", FAC_SHAPE(input));
    out[d] = full ? (in[d] - 1) * f->step[d] + f->taps[d]
                  : fac_maps_places(L, input, in[d], f->taps[d], f->step[d]);
    if (out[d] > INT32_MAX)
      fac_error(L, "input of size %s makes too large an output", FAC_SHAPE(input));
  }
  int64_t inputs = input->size[input->ndim - 3];
  if (inputs == 0 || c->outputs == 0)
    fac_error(L, "input of size %s or bias of size %s is empty", FAC_SHAPE(input), FAC_SHAPE(bias));
  c->pairs = check_table(L, a->arg[k].t, inputs, c->outputs);
  c->connections = c->pairs->size[0];
  c->ndim = fac_maps_like(input, c->outputs, out, c->size);
}

static void connect(lua_State *L, Call *c, const Tensor *input, bool full) {
  int64_t inputs = input->size[input->ndim - 3];
  fac_maps_connect(L, &c->maps, c->pairs, c->connections, !full, full ? c->outputs : inputs,
                   full ? inputs : c->outputs);
}

/* output:T input:T weight:T bias:T connTable:T kW:int kH:int dW:int dH:int */
static int update_output(lua_State *L, Args *a, bool full) {
  Tensor *output = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *weight = a->arg[2].t, *bias = a->arg[3].t;
  Call c = {0};
  check_call(L, &c, a, 4, input, bias, full);
  check_weight(L, weight, "weight", &c);
  fac_check_other(L, output, "output", input, "input");
  fac_check_other(L, output, "output", weight, "weight");
  fac_check_other(L, output, "output", bias, "bias");
  input = fac_dense_input(L, fac_apart(L, output, input));
  weight = fac_dense_input(L, fac_apart(L, output, weight));
  bias = fac_dense_input(L, fac_apart(L, output, bias));
  connect(L, &c, input, full);

  fac_tensor_resize(L, output, c.ndim, c.size, NULL);
  Tensor *y = fac_dense_result(L, output);
  const Maps *m = &c.maps;
  const int64_t *out = full ? m->filter.large : m->filter.small;
  fac_maps_fill(m->dtype, m->batch, c.outputs, out[0] * out[1], fac_tensor_data(bias),
                fac_tensor_data(y));
  (full ? fac_maps_spread : fac_maps_correlate)(m, fac_tensor_data(input), fac_tensor_data(weight),
                                                fac_tensor_data(y));
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

/* gradInput:T input:T gradOutput:T weight:T bias:T connTable:T kW:int kH:int dW:int dH:int */
static int update_grad_input(lua_State *L, Args *a, bool full) {
  Tensor *gradInput = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *gradOutput = a->arg[2].t, *weight = a->arg[3].t;
  Call c = {0};
  check_call(L, &c, a, 5, input, a->arg[4].t, full);
  check_weight(L, weight, "weight", &c);
  fac_maps_check_sizes(L, gradOutput, "gradOutput", c.ndim, c.size);
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  fac_check_other(L, gradInput, "gradInput", weight, "weight");
  gradOutput = fac_dense_input(L, fac_apart(L, gradInput, gradOutput));
  weight = fac_dense_input(L, fac_apart(L, gradInput, weight));
  connect(L, &c, input, full);

  fac_tensor_resize_as(L, gradInput, input);
  Tensor *r = fac_dense_result(L, gradInput);
  const Maps *m = &c.maps;
  fac_maps_fill(m->dtype, 1, 1, fac_tensor_count(r), NULL, fac_tensor_data(r));
  (full ? fac_maps_correlate : fac_maps_spread)(m, fac_tensor_data(gradOutput),
                                                fac_tensor_data(weight), fac_tensor_data(r));
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

/* input:T gradOutput:T gradWeight:T gradBias:T scale:num connTable:T kW:int kH:int dW:int dH:int */
static int acc_grad_parameters(lua_State *L, Args *a, bool full) {
  const Tensor *input = a->arg[0].t, *gradOutput = a->arg[1].t;
  Tensor *gradWeight = a->arg[2].t, *gradBias = a->arg[3].t;
  double scale = a->arg[4].n.d;
  Call c = {0};
  check_call(L, &c, a, 5, input, gradBias, full);
  check_weight(L, gradWeight, "gradWeight", &c);
  fac_maps_check_sizes(L, gradOutput, "gradOutput", c.ndim, c.size);
  input = fac_dense_input(L, input);
  gradOutput = fac_dense_input(L, gradOutput);
  connect(L, &c, input, full);

  const Maps *m = &c.maps;
  const int64_t *out = full ? m->filter.large : m->filter.small;
  Tensor *w = fac_dense_inout(L, gradWeight);
  fac_maps_taps(m, scale, fac_tensor_data(full ? gradOutput : input),
                fac_tensor_data(full ? input : gradOutput), fac_tensor_data(w));
  fac_dense_store(L, gradWeight, w);
  Tensor *b = fac_dense_inout(L, gradBias);
  fac_maps_sum(m->dtype, m->batch, c.outputs, out[0] * out[1], scale, fac_tensor_data(gradOutput),
               fac_tensor_data(b));
  fac_dense_store(L, gradBias, b);
  return 0;
}

static int map_updateOutput(lua_State *L, Args *a) {
  return update_output(L, a, false);
}
static int map_updateGradInput(lua_State *L, Args *a) {
  return update_grad_input(L, a, false);
}
static int map_accGradParameters(lua_State *L, Args *a) {
  return acc_grad_parameters(L, a, false);
}
static int full_updateOutput(lua_State *L, Args *a) {
  return update_output(L, a, true);
}
static int full_updateGradInput(lua_State *L, Args *a) {
  return update_grad_input(L, a, true);
}
static int full_accGradParameters(lua_State *L, Args *a) {
  return acc_grad_parameters(L, a, true);
}

#define GEOMETRY "connTable:T kW:int kH:int dW:int dH:int"
#define OUTPUT_FORM "output:T input:T weight:T bias:T " GEOMETRY
#define INPUT_FORM "gradInput:T input:T gradOutput:T weight:T bias:T " GEOMETRY
#define PARAMETERS_FORM "input:T gradOutput:T gradWeight:T gradBias:T scale:num " GEOMETRY

static Op ops[] = {
    {"SpatialConvolutionMap_updateOutput", map_updateOutput, OUTPUT_FORM,
     "output[to] = bias[to] + sum of input[from] * weight over the connections", FAC_REAL},
    {"SpatialConvolutionMap_updateGradInput", map_updateGradInput, INPUT_FORM,
     "the gradient of the input of updateOutput", FAC_REAL},
    {"SpatialConvolutionMap_accGradParameters", map_accGradParameters, PARAMETERS_FORM,
     "gradWeight and gradBias += scale times the gradients", FAC_REAL},
    {"SpatialFullConvolutionMap_updateOutput", full_updateOutput, OUTPUT_FORM,
     "output[to] = bias[to] + weight put down at each element of input[from], times it", FAC_REAL},
    {"SpatialFullConvolutionMap_updateGradInput", full_updateGradInput, INPUT_FORM,
     "the gradient of the input of updateOutput", FAC_REAL},
    {"SpatialFullConvolutionMap_accGradParameters", full_accGradParameters, PARAMETERS_FORM,
     "gradWeight and gradBias += scale times the gradients", FAC_REAL},
    {0},
};

void fac_open_nn_connection(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
