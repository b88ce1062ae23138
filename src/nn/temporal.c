/* Layers over sequences of frames (time x features): nn.TemporalConvolution, whose windows see all
 * features; nn.TemporalRowConvolution and nn.TemporalSubSampling, where each feature is on its own.
 * Neighbours: lua/nn/TemporalConvolution.lua; products come from core/blas.h, the layers with
 * separate features from kernel/filter.h and, features first, from maps.c. */
#include "nn.h"

#include <limits.h>
#include <string.h>

#include "../core/args.h"
#include "../core/blas.h"
#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/nn.h"
#include "maps.h"

/* What the passes of a call need: sequences of `frames` frames, or of `places` windows. */
typedef struct {
  DType dtype;
  int ndim;
  int64_t batch, frames, features, taps, step, places;
  int64_t outputs; /* features of the output */
  int64_t size[3]; /* of the output */
} Call;

/* Reads kW and dW, the arguments from k on. outputs 0: as many features as the input. first: the
 * features are the first dimension of a sample, not the last. */
static void check_call(lua_State *L, Call *c, const Args *a, int k, const Tensor *input,
                       int64_t features, int64_t outputs, bool first) {
  c->dtype = input->dtype;
  c->taps = fac_maps_extent(L, "kW", a->arg[k].n.i, 1);
  c->step = fac_maps_extent(L, "dW", a->arg[k + 1].n.i, 1);
  if (input->ndim != 2 && input->ndim != 3)
    fac_error(L, "2D or 3D (batch mode) tensor expected for input, got size %s", FAC_SHAPE(input));
  for (int d = 0; d < input->ndim; d++)
    if (input->size[d] > INT_MAX) fac_error(L, "input of size %s is too large", FAC_SHAPE(input));
  int d = input->ndim - 2;
  c->batch = d ? input->size[0] : 1;
  c->frames = input->size[first ? d + 1 : d];
  c->features = features;
  c->outputs = outputs > 0 ? outputs : features;
  if (features == 0) fac_error(L, "weight is empty");
  if (input->size[first ? d : d + 1] != features)
    fac_error(L, "invalid input frame size: expected %lld, got an input of size %s",
              (long long)features, FAC_SHAPE(input));
  if (c->frames < c->taps)
    fac_error(L, "input sequence smaller than kernel size: kW is %lld, input has size %s",
              (long long)c->taps, FAC_SHAPE(input));
  c->places = (c->frames - c->taps) / c->step + 1;
  c->ndim = input->ndim;
  if (d) c->size[0] = c->batch;
  c->size[first ? d + 1 : d] = c->places;
  c->size[first ? d : d + 1] = c->outputs;
}

/* TemporalConvolution: a window is a row of taps * features numbers, so the windows are the rows of
 * a matrix that lies in the input already. Rows that overlap are not for the BLAS; every ways-th
 * window makes a matrix whose rows do not. */
typedef struct {
  const Call *c;
  const char *in, *out, *weight;
  char *result;
} Product;

/* Windows first, first + ways, ...: the rows of one product. */
typedef struct {
  int64_t rows, in_ld, out_ld;
  size_t in_skip, out_skip; /* bytes from a sample's begin */
} Strip;

static int64_t ways_of(const Call *c) {
  return (c->taps - 1) / c->step + 1;
}

static Strip strip_of(const Call *c, int64_t sample, int64_t first, int64_t ways) {
  size_t element = fac_dtype_size(c->dtype);
  int64_t length = c->taps * c->features;
  Strip s = {.rows = (c->places - first + ways - 1) / ways, .in_ld = length, .out_ld = c->outputs};
  if (s.rows > 1) {
    s.in_ld = ways * c->step * c->features;
    s.out_ld = ways * c->outputs;
  }
  s.in_skip = (size_t)((sample * c->frames + first * c->step) * c->features) * element;
  s.out_skip = (size_t)((sample * c->places + first) * c->outputs) * element;
  return s;
}

/* The BLAS counts with int. */
static void check_strips(lua_State *L, const Call *c) {
  int64_t ways = ways_of(c);
  if (ways > c->places) ways = c->places;
  if (c->taps * c->features > INT_MAX || c->outputs > INT_MAX / ways ||
      (c->places > ways && ways * c->step > INT_MAX / c->features))
    fac_error(L, "a window of %lld frames of %lld features is too large", (long long)c->taps,
              (long long)c->features);
}

static void convolve(void *context, int64_t first, int64_t last) {
  const Product *p = context;
  const Call *c = p->c;
  int64_t ways = ways_of(c), length = c->taps * c->features;
  for (int64_t sample = first; sample < last; sample++)
    for (int64_t w = 0; w < ways && w < c->places; w++) {
      Strip s = strip_of(c, sample, w, ways);
      fac_gemm(c->dtype, false, true, s.rows, c->outputs, length, 1, p->in + s.in_skip, s.in_ld,
               p->weight, length, 1, p->result + s.out_skip, s.out_ld);
    }
}

static void convolve_back(void *context, int64_t first, int64_t last) {
  const Product *p = context;
  const Call *c = p->c;
  int64_t ways = ways_of(c), length = c->taps * c->features;
  for (int64_t sample = first; sample < last; sample++)
    for (int64_t w = 0; w < ways && w < c->places; w++) {
      Strip s = strip_of(c, sample, w, ways);
      fac_gemm(c->dtype, false, false, s.rows, length, c->outputs, 1, p->out + s.out_skip, s.out_ld,
               p->weight, length, 1, p->result + s.in_skip, s.in_ld);
    }
}

/* One sample at a time, whose products spread themselves over the threads, or one thread for each
 * sample where there are enough of them. */
static void over_samples(const Call *c, ParallelBody body, Product *p) {
  enum { FEW = 8 };
  if (c->batch < FEW)
    body(p, 0, c->batch);
  else
    fac_parallel_for(c->batch, fac_maps_grain(c->places * c->outputs * c->taps * c->features / 8),
                     body, p);
}

/* Rows of output begin as the bias, or as 0. */
static void fill_frames(const Call *c, const Tensor *bias, void *output) {
  size_t bytes = (size_t)c->outputs * fac_dtype_size(c->dtype);
  if (!bias && c->batch > 0) memset(output, 0, (size_t)(c->batch * c->places) * bytes);
  for (int64_t i = 0; bias && i < c->batch * c->places; i++)
    memcpy((char *)output + (size_t)i * bytes, fac_tensor_data(bias), bytes);
}

/* sum += scale * rows of c->outputs numbers, in the order of the rows. */
static void sum_frames(const Call *c, double scale, const void *gradOutput, void *sum) {
  fac_nn->column_sum[c->dtype](c->batch * c->places, c->outputs, c->outputs, scale, gradOutput,
                               sum);
}

/* weight must be outputs x (kW * features); the features and outputs follow from it. */
static void check_convolution(lua_State *L, Call *c, const Args *a, int k, const Tensor *input,
                              const Tensor *weight, const char *name) {
  int64_t taps = fac_maps_extent(L, "kW", a->arg[k].n.i, 1);
  if (weight->ndim != 2 || fac_tensor_count(weight) == 0 || weight->size[1] % taps != 0)
    fac_error(L, "%s must be a matrix with a multiple of %lld columns, got size %s", name,
              (long long)taps, FAC_SHAPE(weight));
  check_call(L, c, a, k, input, weight->size[1] / taps, weight->size[0], false);
  check_strips(L, c);
}

static int convolution_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *weight = a->arg[2].t, *bias = a->arg[3].t;
  Call c = {0};
  check_convolution(L, &c, a, 4, input, weight, "weight");
  fac_maps_check_elements(L, bias, "bias", c.outputs);
  fac_check_other(L, output, "output", input, "input");
  fac_check_other(L, output, "output", weight, "weight");
  fac_check_other(L, output, "output", bias, "bias");
  input = fac_dense_input(L, fac_apart(L, output, input));
  weight = fac_dense_input(L, fac_apart(L, output, weight));
  bias = fac_dense_input(L, fac_apart(L, output, bias));

  fac_tensor_resize(L, output, c.ndim, c.size, NULL);
  Tensor *y = fac_dense_result(L, output);
  fill_frames(&c, bias, fac_tensor_data(y));
  Product p = {.c = &c,
               .in = fac_tensor_data(input),
               .weight = fac_tensor_data(weight),
               .result = fac_tensor_data(y)};
  over_samples(&c, convolve, &p);
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

static int convolution_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *gradOutput = a->arg[2].t, *weight = a->arg[3].t;
  Call c = {0};
  check_convolution(L, &c, a, 4, input, weight, "weight");
  fac_maps_check_sizes(L, gradOutput, "gradOutput", c.ndim, c.size);
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  fac_check_other(L, gradInput, "gradInput", weight, "weight");
  gradOutput = fac_dense_input(L, fac_apart(L, gradInput, gradOutput));
  weight = fac_dense_input(L, fac_apart(L, gradInput, weight));

  fac_tensor_resize_as(L, gradInput, input);
  Tensor *r = fac_dense_result(L, gradInput);
  fac_maps_fill(c.dtype, 1, 1, fac_tensor_count(r), NULL, fac_tensor_data(r));
  Product p = {.c = &c,
               .out = fac_tensor_data(gradOutput),
               .weight = fac_tensor_data(weight),
               .result = fac_tensor_data(r)};
  over_samples(&c, convolve_back, &p);
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

static int convolution_accGradParameters(lua_State *L, Args *a) {
  const Tensor *input = a->arg[0].t, *gradOutput = a->arg[1].t;
  Tensor *gradWeight = a->arg[2].t, *gradBias = a->arg[3].t;
  double scale = a->arg[4].n.d;
  Call c = {0};
  check_convolution(L, &c, a, 5, input, gradWeight, "gradWeight");
  fac_maps_check_elements(L, gradBias, "gradBias", c.outputs);
  fac_maps_check_sizes(L, gradOutput, "gradOutput", c.ndim, c.size);
  input = fac_dense_input(L, input);
  gradOutput = fac_dense_input(L, gradOutput);

  Tensor *g = fac_dense_inout(L, gradWeight);
  int64_t ways = ways_of(&c), length = c.taps * c.features;
  for (int64_t sample = 0; sample < c.batch; sample++)
    for (int64_t w = 0; w < ways && w < c.places; w++) {
      Strip s = strip_of(&c, sample, w, ways);
      fac_gemm(c.dtype, true, false, c.outputs, length, s.rows, scale,
               (const char *)fac_tensor_data(gradOutput) + s.out_skip, s.out_ld,
               (const char *)fac_tensor_data(input) + s.in_skip, s.in_ld, 1, fac_tensor_data(g),
               length);
    }
  fac_dense_store(L, gradWeight, g);
  Tensor *b = fac_dense_inout(L, gradBias);
  sum_frames(&c, scale, fac_tensor_data(gradOutput), fac_tensor_data(b));
  fac_dense_store(L, gradBias, b);
  return 0;
}

/* Layers whose features are separate. Their weights are laid out as frames here, taps x features,
 * so that the loops run along the features. Blocks of features are given to threads. */
enum { BLOCK = 64 };

typedef struct {
  const Call *c;
  double scale;
  const char *in, *out, *weight;
  char *result;
  int64_t blocks;
} RowWork;

static RowWork row_work(const Call *c) {
  return (RowWork){.c = c, .blocks = (c->features + BLOCK - 1) / BLOCK};
}

/* The frames of one block; *skip: bytes to its first feature. */
static Frames block_of(const Call *c, int64_t block, size_t *skip) {
  int64_t first = block * BLOCK, left = c->features - first;
  *skip = (size_t)first * fac_dtype_size(c->dtype);
  return (Frames){c->places, c->taps, c->step, left < BLOCK ? left : BLOCK, c->features};
}

static size_t sample_bytes(const Call *c, int64_t frames) {
  return (size_t)(frames * c->features) * fac_dtype_size(c->dtype);
}

static void rows_forward(void *context, int64_t first, int64_t last) {
  const RowWork *w = context;
  const Call *c = w->c;
  for (int64_t i = first; i < last; i++) {
    size_t skip, sample = (size_t)(i / w->blocks);
    Frames f = block_of(c, i % w->blocks, &skip);
    fac_filter->frames[c->dtype](&f, w->in + sample * sample_bytes(c, c->frames) + skip,
                                 w->weight + skip,
                                 w->result + sample * sample_bytes(c, c->places) + skip);
  }
}

static void rows_back(void *context, int64_t first, int64_t last) {
  const RowWork *w = context;
  const Call *c = w->c;
  for (int64_t i = first; i < last; i++) {
    size_t skip, sample = (size_t)(i / w->blocks);
    Frames f = block_of(c, i % w->blocks, &skip);
    fac_filter->frames_back[c->dtype](&f, w->out + sample * sample_bytes(c, c->places) + skip,
                                      w->weight + skip,
                                      w->result + sample * sample_bytes(c, c->frames) + skip);
  }
}

static void rows_taps(void *context, int64_t first, int64_t last) {
  const RowWork *w = context;
  const Call *c = w->c;
  for (int64_t i = first; i < last; i++)
    for (size_t sample = 0; sample < (size_t)c->batch; sample++) {
      size_t skip;
      Frames f = block_of(c, i, &skip);
      fac_filter->frames_taps[c->dtype](
          &f, w->scale, w->in + sample * sample_bytes(c, c->frames) + skip,
          w->out + sample * sample_bytes(c, c->places) + skip, w->result + skip);
    }
}

/* Operations of one block. */
static int64_t block_cost(const Call *c) {
  return c->places * c->taps * (c->features < BLOCK ? c->features : BLOCK) / 4;
}

/* How a layer's weight becomes frames of weights, and gradients of such frames its gradient:
 * features x 1 x taps by transposing, or one number a feature by repeating. */
typedef struct {
  bool shared; /* all taps of a feature have one weight */
  bool first;  /* features lie first, so planes of height 1 are what there is to filter */
} Kind;

static const Kind row = {false, false}, row_first = {false, true}, subsampling = {true, false};

/* Checks weight, or its gradient, and what follows from it. */
static void check_rows(lua_State *L, Call *c, const Args *a, int k, const Tensor *input,
                       const Tensor *weight, const char *name, Kind kind) {
  int64_t taps = fac_maps_extent(L, "kW", a->arg[k].n.i, 1);
  int64_t count = fac_tensor_count(weight);
  if (!kind.shared && (count == 0 || count % taps != 0 || weight->size[0] != count / taps))
    fac_error(L, "%s must have size inputFrameSize x 1 x %lld, got size %s", name, (long long)taps,
              FAC_SHAPE(weight));
  check_call(L, c, a, k, input, kind.shared ? count : count / taps, 0, kind.first);
}

/* The contiguous tensor as rows x columns, transposed: a pushed view. */
static Tensor *flipped(lua_State *L, const Tensor *t, int64_t rows, int64_t columns) {
  Tensor *view = fac_new_view(L, t);
  view->ndim = 2;
  view->size[0] = columns;
  view->stride[0] = 1;
  view->size[1] = rows;
  view->stride[1] = columns;
  return view;
}

static const Tensor *weight_frames(lua_State *L, const Call *c, const Tensor *weight, Kind kind) {
  if (kind.shared) return fac_maps_repeat(L, weight, c->taps, true);
  weight = fac_dense_input(L, weight);
  if (kind.first) return weight;
  return fac_new_contiguous(L, flipped(L, weight, c->features, c->taps));
}

/* The planes that sequences with features first are: height 1. */
static Maps planes_of(lua_State *L, const Call *c) {
  Maps m = {.dtype = c->dtype, .batch = c->batch};
  m.filter = (Filter){{1, c->frames}, {1, c->places}, {1, c->taps}, {1, c->step}};
  fac_maps_connect(L, &m, NULL, c->features, true, c->features, c->features);
  return m;
}

/* output:T input:T weight:T bias:T? kW:int dW:int */
static int rows_updateOutput(lua_State *L, Args *a, Kind kind) {
  Tensor *output = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *weight = a->arg[2].t;
  const Tensor *bias = a->arg[3].index ? a->arg[3].t : NULL;
  Call c = {0};
  check_rows(L, &c, a, 4, input, weight, "weight", kind);
  if (bias) fac_maps_check_elements(L, bias, "bias", c.features);
  fac_check_other(L, output, "output", input, "input");
  fac_check_other(L, output, "output", weight, "weight");
  if (bias) fac_check_other(L, output, "output", bias, "bias");
  input = fac_dense_input(L, fac_apart(L, output, input));
  if (bias) bias = fac_dense_input(L, fac_apart(L, output, bias));
  weight = weight_frames(L, &c, fac_apart(L, output, weight), kind);
  Maps m = kind.first ? planes_of(L, &c) : (Maps){0};

  fac_tensor_resize(L, output, c.ndim, c.size, NULL);
  Tensor *y = fac_dense_result(L, output);
  if (kind.first) {
    fac_maps_fill(c.dtype, c.batch, c.features, c.places, bias ? fac_tensor_data(bias) : NULL,
                  fac_tensor_data(y));
    fac_maps_correlate(&m, fac_tensor_data(input), fac_tensor_data(weight), fac_tensor_data(y));
  } else {
    fill_frames(&c, bias, fac_tensor_data(y));
    RowWork w = row_work(&c);
    w.in = fac_tensor_data(input);
    w.weight = fac_tensor_data(weight);
    w.result = fac_tensor_data(y);
    fac_parallel_for(c.batch * w.blocks, fac_maps_grain(block_cost(&c)), rows_forward, &w);
  }
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

/* gradInput:T input:T gradOutput:T weight:T kW:int dW:int */
static int rows_updateGradInput(lua_State *L, Args *a, Kind kind) {
  Tensor *gradInput = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *gradOutput = a->arg[2].t, *weight = a->arg[3].t;
  Call c = {0};
  check_rows(L, &c, a, 4, input, weight, "weight", kind);
  fac_maps_check_sizes(L, gradOutput, "gradOutput", c.ndim, c.size);
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  fac_check_other(L, gradInput, "gradInput", weight, "weight");
  gradOutput = fac_dense_input(L, fac_apart(L, gradInput, gradOutput));
  weight = weight_frames(L, &c, fac_apart(L, gradInput, weight), kind);
  Maps m = kind.first ? planes_of(L, &c) : (Maps){0};

  fac_tensor_resize_as(L, gradInput, input);
  Tensor *r = fac_dense_result(L, gradInput);
  fac_maps_fill(c.dtype, 1, 1, fac_tensor_count(r), NULL, fac_tensor_data(r));
  if (kind.first) {
    fac_maps_spread(&m, fac_tensor_data(gradOutput), fac_tensor_data(weight), fac_tensor_data(r));
  } else {
    RowWork w = row_work(&c);
    w.out = fac_tensor_data(gradOutput);
    w.weight = fac_tensor_data(weight);
    w.result = fac_tensor_data(r);
    fac_parallel_for(c.batch * w.blocks, fac_maps_grain(block_cost(&c)), rows_back, &w);
  }
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

/* gradWeight += frames of gradients */
static void add_weight_frames(lua_State *L, const Call *c, Tensor *gradWeight, const Tensor *frames,
                              Kind kind) {
  Tensor *g = fac_dense_inout(L, gradWeight);
  if (kind.shared) {
    fac_maps_add_repeated(g, frames, true);
  } else {
    const Tensor *flip = fac_new_contiguous(L, flipped(L, frames, c->taps, c->features));
    fac_nn->add_scaled[c->dtype](c->taps * c->features, 1, fac_tensor_data(flip),
                                 fac_tensor_data(g));
  }
  fac_dense_store(L, gradWeight, g);
}

/* input:T gradOutput:T gradWeight:T gradBias:T? scale:num kW:int dW:int */
static int rows_accGradParameters(lua_State *L, Args *a, Kind kind) {
  const Tensor *input = a->arg[0].t, *gradOutput = a->arg[1].t;
  Tensor *gradWeight = a->arg[2].t, *gradBias = a->arg[3].index ? a->arg[3].t : NULL;
  double scale = a->arg[4].n.d;
  Call c = {0};
  check_rows(L, &c, a, 5, input, gradWeight, "gradWeight", kind);
  if (gradBias) fac_maps_check_elements(L, gradBias, "gradBias", c.features);
  fac_maps_check_sizes(L, gradOutput, "gradOutput", c.ndim, c.size);
  input = fac_dense_input(L, input);
  gradOutput = fac_dense_input(L, gradOutput);

  if (kind.first) {
    Maps m = planes_of(L, &c);
    Tensor *g = fac_dense_inout(L, gradWeight);
    fac_maps_taps(&m, scale, fac_tensor_data(input), fac_tensor_data(gradOutput),
                  fac_tensor_data(g));
    fac_dense_store(L, gradWeight, g);
  } else {
    Tensor *frames = fac_new_tensor_sized(L, c.dtype, 2, (int64_t[]){c.taps, c.features});
    fac_maps_fill(c.dtype, 1, 1, c.taps * c.features, NULL, fac_tensor_data(frames));
    RowWork w = row_work(&c);
    w.scale = scale;
    w.in = fac_tensor_data(input);
    w.out = fac_tensor_data(gradOutput);
    w.result = fac_tensor_data(frames);
    fac_parallel_for(w.blocks, fac_maps_grain(block_cost(&c) * c.batch), rows_taps, &w);
    add_weight_frames(L, &c, gradWeight, frames, kind);
  }
  if (gradBias) {
    Tensor *b = fac_dense_inout(L, gradBias);
    if (kind.first)
      fac_maps_sum(c.dtype, c.batch, c.features, c.places, scale, fac_tensor_data(gradOutput),
                   fac_tensor_data(b));
    else
      sum_frames(&c, scale, fac_tensor_data(gradOutput), fac_tensor_data(b));
    fac_dense_store(L, gradBias, b);
  }
  return 0;
}

/* The argument behind a layer's own says whether the features come first. */
static int row_updateOutput(lua_State *L, Args *a) {
  return rows_updateOutput(L, a, a->arg[6].b ? row_first : row);
}
static int row_updateGradInput(lua_State *L, Args *a) {
  return rows_updateGradInput(L, a, a->arg[6].b ? row_first : row);
}
static int row_accGradParameters(lua_State *L, Args *a) {
  return rows_accGradParameters(L, a, a->arg[7].b ? row_first : row);
}
static int subsampling_updateOutput(lua_State *L, Args *a) {
  return rows_updateOutput(L, a, subsampling);
}
static int subsampling_updateGradInput(lua_State *L, Args *a) {
  return rows_updateGradInput(L, a, subsampling);
}
static int subsampling_accGradParameters(lua_State *L, Args *a) {
  return rows_accGradParameters(L, a, subsampling);
}

static Op ops[] = {
    {"TemporalConvolution_updateOutput", convolution_updateOutput,
     "output:T input:T weight:T bias:T kW:int dW:int",
     "weight times each window of kW frames, plus bias", FAC_REAL},
    {"TemporalConvolution_updateGradInput", convolution_updateGradInput,
     "gradInput:T input:T gradOutput:T weight:T kW:int dW:int",
     "the gradient of the input of updateOutput", FAC_REAL},
    {"TemporalConvolution_accGradParameters", convolution_accGradParameters,
     "input:T gradOutput:T gradWeight:T gradBias:T scale:num kW:int dW:int",
     "gradWeight and gradBias += scale times the gradients", FAC_REAL},
    {"TemporalRowConvolution_updateOutput", row_updateOutput,
     "output:T input:T weight:T bias:T? kW:int dW:int featFirst:bool",
     "each feature's window times its own weights, plus bias", FAC_REAL},
    {"TemporalRowConvolution_updateGradInput", row_updateGradInput,
     "gradInput:T input:T gradOutput:T weight:T kW:int dW:int featFirst:bool",
     "the gradient of the input of updateOutput", FAC_REAL},
    {"TemporalRowConvolution_accGradParameters", row_accGradParameters,
     "input:T gradOutput:T gradWeight:T gradBias:T? scale:num kW:int dW:int featFirst:bool",
     "gradWeight and gradBias += scale times the gradients", FAC_REAL},
    {"TemporalSubSampling_updateOutput", subsampling_updateOutput,
     "output:T input:T weight:T bias:T kW:int dW:int",
     "the sum of each feature's window times its weight, plus bias", FAC_REAL},
    {"TemporalSubSampling_updateGradInput", subsampling_updateGradInput,
     "gradInput:T input:T gradOutput:T weight:T kW:int dW:int",
     "the gradient of the input of updateOutput", FAC_REAL},
    {"TemporalSubSampling_accGradParameters", subsampling_accGradParameters,
     "input:T gradOutput:T gradWeight:T gradBias:T scale:num kW:int dW:int",
     "gradWeight and gradBias += scale times the gradients", FAC_REAL},
    {0},
};

void fac_open_nn_temporal(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
