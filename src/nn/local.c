/* nn.SpatialConvolutionLocal: a convolution whose weights differ from place to place (LeCun 1989).
 * The patches that the places see are gathered, place by place, for the whole batch; then each
 * place is one matrix product.
 * Neighbours: lua/nn/SpatialConvolutionLocal.lua, src/kernel/filter.h; connection.c has the
 * convolutions by table. */
#include "nn.h"

#include <limits.h>
#include <string.h>

#include "../core/args.h"
#include "../core/blas.h"
#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/thread.h"
#include "../kernel/nn.h"
#include "maps.h"

typedef struct {
  DType dtype;
  int ndim;
  int64_t batch, inputs, outputs, step[2], pad[2], out[2], places;
  int64_t patch;   /* elements of one */
  int64_t size[4]; /* of the output */
  Patches patches;
} Call;

/* Reads kW, kH, dW, dH, padW, padH, the arguments from k on. weight: count elements that must be
 * places x outputs x patch; bias, or its gradient, outputs x height x width. */
static void check_call(lua_State *L, Call *c, const Args *a, int k, const Tensor *input,
                       const Tensor *weight, const char *name, const Tensor *bias) {
  int64_t taps[2], size[2];
  taps[1] = fac_maps_extent(L, "kW", a->arg[k].n.i, 1);
  taps[0] = fac_maps_extent(L, "kH", a->arg[k + 1].n.i, 1);
  c->step[1] = fac_maps_extent(L, "dW", a->arg[k + 2].n.i, 1);
  c->step[0] = fac_maps_extent(L, "dH", a->arg[k + 3].n.i, 1);
  c->pad[1] = fac_maps_extent(L, "padW", a->arg[k + 4].n.i, 0);
  c->pad[0] = fac_maps_extent(L, "padH", a->arg[k + 5].n.i, 0);
  c->dtype = input->dtype;
  c->batch = fac_maps_images(L, input, 0, size);
  c->inputs = input->size[input->ndim - 3];
  if (c->inputs == 0 || size[0] == 0 || size[1] == 0)
    fac_error(L, "input of size %s is empty", FAC_SHAPE(input));
  for (int d = 0; d < 2; d++)
    c->out[d] = fac_maps_places(L, input, size[d] + 2 * c->pad[d], taps[d], c->step[d]);
  /* The bias says what the sizes of the output have to be. */
  if (bias->ndim != 3 || bias->size[0] == 0 || bias->size[1] != c->out[0] ||
      bias->size[2] != c->out[1])
    fac_error(L, "input of size %s makes an output of %lldx%lld places, but the bias has size %s",
              FAC_SHAPE(input), (long long)c->out[0], (long long)c->out[1], FAC_SHAPE(bias));
  c->outputs = bias->size[0];
  if (c->outputs > INT_MAX) fac_error(L, "bias of size %s is too large", FAC_SHAPE(bias));
  c->places = c->out[0] * c->out[1];
  int64_t count, patch;
  if (__builtin_mul_overflow(taps[0] * taps[1], c->inputs, &patch) || patch > INT_MAX ||
      __builtin_mul_overflow(patch * c->outputs, c->places, &count) ||
      fac_tensor_count(weight) != count)
    fac_error(L,
              "%s of size %s does not fit an input of size %s: %lldx%lldx%lldx%lldx%lldx%lld "
              "expected",
              name, FAC_SHAPE(weight), FAC_SHAPE(input), (long long)c->out[0], (long long)c->out[1],
              (long long)c->outputs, (long long)c->inputs, (long long)taps[0], (long long)taps[1]);
  c->patch = patch;
  c->patches = (Patches){c->inputs, {size[0], size[1]}, {taps[0], taps[1]}};
  if (c->batch > 0 && c->batch > INT64_MAX / 16 / c->places / (c->patch + c->outputs))
    fac_error(L, "a batch of size %s is too large", FAC_SHAPE(input));
  c->ndim = fac_maps_like(input, c->outputs, c->out, c->size);
}

/* What the parts of a pass share. Arrays, all dense: x input or its gradient, patches places x
 * batch x patch, values places x batch x outputs, weight places x outputs x patch. */
typedef struct {
  const Call *c;
  double scale;
  char *x, *patches, *values, *weight;
  size_t element;
} Work;

static char *patch_at(const Work *w, int64_t place, int64_t sample) {
  return w->patches + (size_t)((place * w->c->batch + sample) * w->c->patch) * w->element;
}

static char *values_at(const Work *w, int64_t place) {
  return w->values + (size_t)(place * w->c->batch * w->c->outputs) * w->element;
}

static char *weight_at(const Work *w, int64_t place) {
  return w->weight + (size_t)(place * w->c->outputs * w->c->patch) * w->element;
}

/* Where in the input the patch of a place begins. */
static int64_t patch_row(const Call *c, int64_t place) {
  return place / c->out[1] * c->step[0] - c->pad[0];
}
static int64_t patch_column(const Call *c, int64_t place) {
  return place % c->out[1] * c->step[1] - c->pad[1];
}

static void gather(const Work *w, int64_t place) {
  const Call *c = w->c;
  size_t image = (size_t)(c->inputs * c->patches.size[0] * c->patches.size[1]) * w->element;
  for (int64_t sample = 0; sample < c->batch; sample++)
    fac_filter->gather[c->dtype](&c->patches, patch_row(c, place), patch_column(c, place),
                                 w->x + (size_t)sample * image, patch_at(w, place, sample));
}

static void forward_places(void *context, int64_t first, int64_t last) {
  const Work *w = context;
  const Call *c = w->c;
  for (int64_t place = first; place < last; place++) {
    gather(w, place);
    if (c->batch == 1)
      fac_gemv(c->dtype, false, c->outputs, c->patch, 1, weight_at(w, place), c->patch,
               patch_at(w, place, 0), 1, 0, values_at(w, place), 1);
    else
      fac_gemm(c->dtype, false, true, c->batch, c->outputs, c->patch, 1, patch_at(w, place, 0),
               c->patch, weight_at(w, place), c->patch, 0, values_at(w, place), c->outputs);
  }
}

static void back_places(void *context, int64_t first, int64_t last) {
  const Work *w = context;
  const Call *c = w->c;
  for (int64_t place = first; place < last; place++)
    if (c->batch == 1)
      fac_gemv(c->dtype, true, c->outputs, c->patch, 1, weight_at(w, place), c->patch,
               values_at(w, place), 1, 0, patch_at(w, place, 0), 1);
    else
      fac_gemm(c->dtype, false, false, c->batch, c->patch, c->outputs, 1, values_at(w, place),
               c->outputs, weight_at(w, place), c->patch, 0, patch_at(w, place, 0), c->patch);
}

/* The gradients of the patches that a plane is part of, added up plane by plane. */
static void scatter_planes(void *context, int64_t first, int64_t last) {
  const Work *w = context;
  const Call *c = w->c;
  int64_t plane = c->patches.size[0] * c->patches.size[1], part = c->patch / c->inputs;
  for (int64_t i = first; i < last; i++) {
    char *to = w->x + (size_t)(i * plane) * w->element;
    memset(to, 0, (size_t)plane * w->element);
    size_t skip = (size_t)(i % c->inputs * part) * w->element;
    for (int64_t place = 0; place < c->places; place++)
      fac_filter->scatter[c->dtype](&c->patches, patch_row(c, place), patch_column(c, place),
                                    patch_at(w, place, i / c->inputs) + skip, to);
  }
}

static void weight_places(void *context, int64_t first, int64_t last) {
  const Work *w = context;
  const Call *c = w->c;
  for (int64_t place = first; place < last; place++) {
    gather(w, place);
    if (c->batch == 1)
      fac_ger(c->dtype, c->outputs, c->patch, w->scale, values_at(w, place), 1,
              patch_at(w, place, 0), 1, weight_at(w, place), c->patch);
    else
      fac_gemm(c->dtype, true, false, c->outputs, c->patch, c->batch, w->scale, values_at(w, place),
               c->outputs, patch_at(w, place, 0), c->patch, 1, weight_at(w, place), c->patch);
  }
}

static void over_places(const Call *c, ParallelBody body, Work *w) {
  fac_parallel_for(c->places, fac_maps_grain(c->batch * c->outputs * c->patch / 8), body, w);
}

/* A buffer of the layer, made one dense row of n elements, whatever it was before. */
static void *buffer(lua_State *L, Tensor *t, int64_t n) {
  fac_tensor_resize(L, t, n > 0, &n, (int64_t[]){1});
  return fac_tensor_data(t);
}

/* Raises if a buffer is, or shares memory with, an operand: it would be overwritten. */
static void check_buffers(lua_State *L, const Args *a, int finput, int fgradInput, int operands) {
  for (int k = 0; k < operands; k++) {
    if (k != finput) fac_check_unshared(L, a->arg[finput].t, "finput", a->arg[k].t, "an operand");
    if (k != fgradInput && k != finput)
      fac_check_unshared(L, a->arg[fgradInput].t, "fgradInput", a->arg[k].t, "an operand");
  }
}

/* values, seen with the dimensions of the output: batch x outputs x places. */
static Tensor *values_view(lua_State *L, const Call *c, const Tensor *buffer_of_values) {
  Tensor *view = fac_new_view(L, buffer_of_values);
  view->ndim = 3;
  view->size[0] = c->batch;
  view->size[1] = c->outputs;
  view->size[2] = c->places;
  view->stride[0] = c->outputs;
  view->stride[1] = 1;
  view->stride[2] = c->batch * c->outputs;
  return view;
}

/* output:T input:T weight:T bias:T finput:T fgradInput:T ... */
static int local_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *finput = a->arg[4].t, *fgradInput = a->arg[5].t;
  const Tensor *input = a->arg[1].t, *weight = a->arg[2].t, *bias = a->arg[3].t;
  Call c = {0};
  check_call(L, &c, a, 6, input, weight, "weight", bias);
  fac_check_other(L, output, "output", input, "input");
  fac_check_other(L, output, "output", weight, "weight");
  fac_check_other(L, output, "output", bias, "bias");
  check_buffers(L, a, 4, 5, 6);
  input = fac_dense_input(L, fac_apart(L, output, input));
  weight = fac_dense_input(L, fac_apart(L, output, weight));
  bias = fac_dense_input(L, fac_apart(L, output, bias));

  Work w = {.c = &c, .element = fac_dtype_size(c.dtype)};
  w.patches = buffer(L, finput, c.places * c.batch * c.patch);
  w.values = buffer(L, fgradInput, c.places * c.batch * c.outputs);
  fac_tensor_resize(L, output, c.ndim, c.size, NULL);
  if (c.batch == 0) return fac_return(L, a, 0);
  w.x = fac_tensor_data(input);
  w.weight = fac_tensor_data(weight);
  over_places(&c, forward_places, &w);

  Tensor *spread = fac_new_view(L, bias);
  spread->ndim = 3;
  spread->size[0] = c.batch;
  spread->stride[0] = 0;
  spread->size[1] = c.outputs;
  spread->stride[1] = c.places;
  spread->size[2] = c.places;
  spread->stride[2] = 1;
  Tensor *y = fac_dense_result(L, output);
  Tensor *flat = fac_new_view(L, y);
  fac_tensor_resize(L, flat, 3, (int64_t[]){c.batch, c.outputs, c.places}, NULL);
  fac_loop(L, 3, (Tensor *[]){flat, spread, values_view(L, &c, fgradInput)}, fac_nn->add[c.dtype],
           NULL, 1);
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

/* gradOutput, gathered by places in a buffer */
static char *gather_gradient(lua_State *L, const Call *c, const Tensor *gradOutput,
                             Tensor *values) {
  gradOutput = fac_dense_input(L, gradOutput);
  char *data = buffer(L, values, c->places * c->batch * c->outputs);
  if (c->batch > 0) {
    Tensor *flat = fac_new_view(L, gradOutput);
    fac_tensor_resize(L, flat, 3, (int64_t[]){c->batch, c->outputs, c->places}, NULL);
    fac_copy(L, values_view(L, c, values), flat);
  }
  return data;
}

/* gradInput:T input:T gradOutput:T weight:T bias:T finput:T fgradInput:T ... */
static int local_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *finput = a->arg[5].t, *fgradInput = a->arg[6].t;
  const Tensor *input = a->arg[1].t, *gradOutput = a->arg[2].t, *weight = a->arg[3].t;
  Call c = {0};
  check_call(L, &c, a, 7, input, weight, "weight", a->arg[4].t);
  fac_maps_check_sizes(L, gradOutput, "gradOutput", c.ndim, c.size);
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  fac_check_other(L, gradInput, "gradInput", weight, "weight");
  check_buffers(L, a, 5, 6, 7);
  gradOutput = fac_apart(L, gradInput, gradOutput);
  weight = fac_dense_input(L, fac_apart(L, gradInput, weight));

  Work w = {.c = &c, .element = fac_dtype_size(c.dtype)};
  w.values = gather_gradient(L, &c, gradOutput, finput);
  w.patches = buffer(L, fgradInput, c.places * c.batch * c.patch);
  fac_tensor_resize_as(L, gradInput, input);
  if (c.batch == 0) return fac_return(L, a, 0);
  Tensor *r = fac_dense_result(L, gradInput);
  w.x = fac_tensor_data(r);
  w.weight = fac_tensor_data(weight);
  over_places(&c, back_places, &w);
  fac_parallel_for(c.batch * c.inputs, fac_maps_grain(c.places * c.patch / c.inputs),
                   scatter_planes, &w);
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

/* input:T gradOutput:T gradWeight:T gradBias:T finput:T fgradInput:T scale:num ... */
static int local_accGradParameters(lua_State *L, Args *a) {
  const Tensor *input = a->arg[0].t, *gradOutput = a->arg[1].t;
  Tensor *gradWeight = a->arg[2].t, *gradBias = a->arg[3].t;
  Tensor *finput = a->arg[4].t, *fgradInput = a->arg[5].t;
  double scale = a->arg[6].n.d;
  Call c = {0};
  check_call(L, &c, a, 7, input, gradWeight, "gradWeight", gradBias);
  fac_maps_check_sizes(L, gradOutput, "gradOutput", c.ndim, c.size);
  check_buffers(L, a, 4, 5, 6);
  if (c.batch == 0) return 0;
  input = fac_dense_input(L, input);
  gradOutput = fac_dense_input(L, gradOutput);

  Work w = {.c = &c, .scale = scale, .element = fac_dtype_size(c.dtype)};
  w.patches = buffer(L, finput, c.places * c.batch * c.patch);
  w.values = gather_gradient(L, &c, gradOutput, fgradInput);
  w.x = fac_tensor_data(input);
  Tensor *g = fac_dense_inout(L, gradWeight);
  w.weight = fac_tensor_data(g);
  over_places(&c, weight_places, &w);
  fac_dense_store(L, gradWeight, g);

  Tensor *b = fac_dense_inout(L, gradBias);
  int64_t n = c.outputs * c.places;
  for (int64_t sample = 0; sample < c.batch; sample++)
    fac_nn->add_scaled[c.dtype](
        n, scale, (char *)fac_tensor_data(gradOutput) + (size_t)(sample * n) * w.element,
        fac_tensor_data(b));
  fac_dense_store(L, gradBias, b);
  return 0;
}

#define GEOMETRY "kW:int kH:int dW:int dH:int padW:int padH:int"

static Op ops[] = {
    {"SpatialConvolutionLocal_updateOutput", local_updateOutput,
     "output:T input:T weight:T bias:T finput:T fgradInput:T " GEOMETRY,
     "at each place its own weight times the patch of input there, plus bias", FAC_REAL},
    {"SpatialConvolutionLocal_updateGradInput", local_updateGradInput,
     "gradInput:T input:T gradOutput:T weight:T bias:T finput:T fgradInput:T " GEOMETRY,
     "the gradient of the input of updateOutput", FAC_REAL},
    {"SpatialConvolutionLocal_accGradParameters", local_accGradParameters,
     "input:T gradOutput:T gradWeight:T gradBias:T finput:T fgradInput:T scale:num " GEOMETRY,
     "gradWeight and gradBias += scale times the gradients", FAC_REAL},
    {0},
};

void fac_open_nn_local(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
