/* nn.SpatialSubSampling: the sum of each window times the plane's weight, plus its bias: a
 * convolution of each plane by itself with a filter of equal weights (LeCun et al. 1998).
 * Neighbours: lua/nn/SpatialSubSampling.lua, maps.c; temporal.c has the one over frames. */
#include "nn.h"

#include "../core/args.h"
#include "../core/dense.h"
#include "maps.h"

typedef struct {
  Maps maps;
  int ndim;
  int64_t planes, size[FAC_MAX_DIMS]; /* of the output */
} Call;

/* The four arguments from k on: kW, kH, dW, dH. weight: of the layer, one number a plane. */
static void check_call(lua_State *L, Call *c, const Args *a, int k, const Tensor *input,
                       const Tensor *weight, const char *name) {
  Maps *m = &c->maps;
  Filter *f = &m->filter;
  f->taps[1] = fac_maps_extent(L, "kW", a->arg[k].n.i, 1);
  f->taps[0] = fac_maps_extent(L, "kH", a->arg[k + 1].n.i, 1);
  f->step[1] = fac_maps_extent(L, "dW", a->arg[k + 2].n.i, 1);
  f->step[0] = fac_maps_extent(L, "dH", a->arg[k + 3].n.i, 1);
  c->planes = fac_tensor_count(weight);
  if (c->planes == 0) fac_error(L, "%s is empty", name);
  m->dtype = input->dtype;
  m->batch = fac_maps_images(L, input, c->planes, f->large);
  for (int d = 0; d < 2; d++)
    f->small[d] = fac_maps_places(L, input, f->large[d], f->taps[d], f->step[d]);
  c->ndim = fac_maps_like(input, c->planes, f->small, c->size);
}

static void connect(lua_State *L, Call *c) {
  fac_maps_connect(L, &c->maps, NULL, c->planes, true, c->planes, c->planes);
}

static int64_t taps(const Call *c) {
  return c->maps.filter.taps[0] * c->maps.filter.taps[1];
}

static int64_t places(const Call *c) {
  return c->maps.filter.small[0] * c->maps.filter.small[1];
}

static int subsampling_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *weight = a->arg[2].t, *bias = a->arg[3].t;
  Call c = {0};
  check_call(L, &c, a, 4, input, weight, "weight");
  fac_maps_check_elements(L, bias, "bias", c.planes);
  fac_check_other(L, output, "output", input, "input");
  fac_check_other(L, output, "output", weight, "weight");
  fac_check_other(L, output, "output", bias, "bias");
  input = fac_dense_input(L, fac_apart(L, output, input));
  bias = fac_dense_input(L, fac_apart(L, output, bias));
  weight = fac_maps_repeat(L, weight, taps(&c), false);
  connect(L, &c);

  fac_tensor_resize(L, output, c.ndim, c.size, NULL);
  Tensor *y = fac_dense_result(L, output);
  fac_maps_fill(y->dtype, c.maps.batch, c.planes, places(&c), fac_tensor_data(bias),
                fac_tensor_data(y));
  fac_maps_correlate(&c.maps, fac_tensor_data(input), fac_tensor_data(weight), fac_tensor_data(y));
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

static int subsampling_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *gradOutput = a->arg[2].t, *weight = a->arg[3].t;
  Call c = {0};
  check_call(L, &c, a, 4, input, weight, "weight");
  fac_maps_check_sizes(L, gradOutput, "gradOutput", c.ndim, c.size);
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  fac_check_other(L, gradInput, "gradInput", weight, "weight");
  gradOutput = fac_dense_input(L, fac_apart(L, gradInput, gradOutput));
  weight = fac_maps_repeat(L, weight, taps(&c), false);
  connect(L, &c);

  fac_tensor_resize_as(L, gradInput, input);
  Tensor *r = fac_dense_result(L, gradInput);
  fac_maps_fill(r->dtype, 1, 1, fac_tensor_count(r), NULL, fac_tensor_data(r));
  fac_maps_spread(&c.maps, fac_tensor_data(gradOutput), fac_tensor_data(weight),
                  fac_tensor_data(r));
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

static int subsampling_accGradParameters(lua_State *L, Args *a) {
  const Tensor *input = a->arg[0].t, *gradOutput = a->arg[1].t;
  Tensor *gradWeight = a->arg[2].t, *gradBias = a->arg[3].t;
  double scale = a->arg[4].n.d;
  Call c = {0};
  check_call(L, &c, a, 5, input, gradWeight, "gradWeight");
  fac_maps_check_elements(L, gradBias, "gradBias", c.planes);
  fac_maps_check_sizes(L, gradOutput, "gradOutput", c.ndim, c.size);
  input = fac_dense_input(L, input);
  gradOutput = fac_dense_input(L, gradOutput);
  connect(L, &c);

  DType dtype = input->dtype;
  Tensor *sums = fac_new_tensor_sized(L, dtype, 2, (int64_t[]){c.planes, taps(&c)});
  fac_maps_fill(dtype, 1, 1, fac_tensor_count(sums), NULL, fac_tensor_data(sums));
  fac_maps_taps(&c.maps, scale, fac_tensor_data(input), fac_tensor_data(gradOutput),
                fac_tensor_data(sums));
  Tensor *w = fac_dense_inout(L, gradWeight);
  fac_maps_add_repeated(w, sums, false);
  fac_dense_store(L, gradWeight, w);
  Tensor *b = fac_dense_inout(L, gradBias);
  fac_maps_sum(dtype, c.maps.batch, c.planes, places(&c), scale, fac_tensor_data(gradOutput),
               fac_tensor_data(b));
  fac_dense_store(L, gradBias, b);
  return 0;
}

static Op ops[] = {
    {"SpatialSubSampling_updateOutput", subsampling_updateOutput,
     "output:T input:T weight:T bias:T kW:int kH:int dW:int dH:int",
     "the sum of each window times the plane's weight, plus its bias", FAC_REAL},
    {"SpatialSubSampling_updateGradInput", subsampling_updateGradInput,
     "gradInput:T input:T gradOutput:T weight:T kW:int kH:int dW:int dH:int",
     "the gradient of the input of updateOutput", FAC_REAL},
    {"SpatialSubSampling_accGradParameters", subsampling_accGradParameters,
     "input:T gradOutput:T gradWeight:T gradBias:T scale:num kW:int kH:int dW:int dH:int",
     "gradWeight and gradBias += scale times the gradients", FAC_REAL},
    {0},
};

void fac_open_nn_subsample(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
