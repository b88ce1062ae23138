/* Pooling by windows of other kinds: windows that share the input evenly (nn.SpatialAdaptive*),
 * windows at random places (nn.*FractionalMaxPooling; B. Graham, Fractional Max-Pooling, 2014,
 * arXiv 1412.6071), and the p-norm of neighbouring features (nn.FeatureLPPooling).
 * Neighbours: pooling.c for windows of one size; src/kernel/pooling.* computes. */
#include "nn.h"

#include <string.h>

#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/pooling.h"
#include "planes.h"

/* What the threads share. */
typedef struct {
  Regions regions;
  FrameWindows frames;
  DType dtype;
  const void *x, *g, *sample;
  void *y;
  int64_t *index, *column;
  int64_t in, out; /* elements of a plane, or of a sample with frames */
} Job;

#define SKIP(pointer, elements) ((void *)((char *)(pointer) + (size_t)(elements)*bytes))
#define BODY(name, call)                                                                           \
  static void name(void *context, int64_t first, int64_t last) {                                   \
    const Job *job = context;                                                                      \
    const size_t bytes = fac_dtype_size(job->dtype);                                               \
    (void)bytes;                                                                                   \
    fac_pooling->call;                                                                             \
  }

BODY(max_rows,
     adaptive_max[job->dtype](&job->regions, first, last, job->x, job->y, job->index, job->column))
BODY(average_rows, adaptive_average[job->dtype](&job->regions, first, last, job->x, job->y))
BODY(max_planes_back,
     adaptive_max_back[job->dtype](&job->regions, last - first, SKIP(job->g, first * job->out),
                                   job->index + first * job->out, job->column + first * job->out,
                                   SKIP(job->y, first * job->in)))
BODY(average_planes_back,
     adaptive_average_back[job->dtype](&job->regions, last - first, SKIP(job->g, first * job->out),
                                       SKIP(job->y, first * job->in)))
BODY(fractional_planes,
     fractional_max[job->dtype](&job->regions, last - first, SKIP(job->sample, first * 3),
                                SKIP(job->x, first * job->in), SKIP(job->y, first * job->out),
                                job->index + first * job->out))
BODY(norm_rows, frame_norm[job->dtype](&job->frames, first, last, job->x, job->y))

static void norm_back(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  const size_t bytes = fac_dtype_size(job->dtype);
  fac_pooling->frame_norm_back[job->dtype](
      &job->frames, last - first, SKIP(job->x, first * job->in),
      SKIP(job->sample, first * job->out), SKIP(job->g, first * job->out),
      SKIP(job->y, first * job->in));
}

/* input's planes and, from arguments k (width) and k + 1 (height) on, those of the output. */
static Planes read_adaptive(lua_State *L, const Args *a, int k, const Tensor *input, Job *job) {
  Planes planes = fac_planes_of(L, input, 2);
  memcpy(job->regions.input, planes.size, sizeof planes.size);
  job->regions.output[0] = 1;
  job->regions.output[1] = fac_arg_size(L, a, k + 1, 1, "H");
  job->regions.output[2] = fac_arg_size(L, a, k, 1, "W");
  job->in = fac_volume(job->regions.input);
  job->out = fac_volume(job->regions.output);
  return planes;
}

static int64_t adaptive_grain(const Job *job, bool planes) {
  int64_t cost = (job->in + job->out) / 2 + 10;
  return fac_planes_grain(planes ? cost : cost / job->regions.output[1]);
}

static int adaptive_average(lua_State *L, Args *a) {
  const Tensor *input = a->arg[1].t;
  Job job = {0};
  Planes planes = read_adaptive(L, a, 2, input, &job);
  Pass pass = fac_planes_forward(L, a->arg[0].t, input, &planes, job.regions.output);
  job.dtype = pass.dtype;
  job.x = pass.x;
  job.y = pass.y;
  fac_parallel_for(planes.planes * job.regions.output[1], adaptive_grain(&job, false), average_rows,
                   &job);
  return fac_planes_finish(L, a, &pass);
}

static int adaptive_average_back(lua_State *L, Args *a) {
  const Tensor *input = a->arg[1].t;
  Job job = {0};
  Planes planes = read_adaptive(L, a, 3, input, &job);
  Pass pass = fac_planes_backward(L, a->arg[0].t, input, a->arg[2].t, &planes, job.regions.output);
  job.dtype = pass.dtype;
  job.g = pass.x;
  job.y = pass.y;
  fac_parallel_for(planes.planes, adaptive_grain(&job, true), average_planes_back, &job);
  return fac_planes_finish(L, a, &pass);
}

/* Sizes of the indices of adaptive maxima: 2, for rows and columns, times those of the output. */
static int pairs_size(int ndim, const int64_t *size, int64_t pairs[FAC_MAX_DIMS]) {
  pairs[0] = 2;
  memcpy(pairs + 1, size, (size_t)ndim * sizeof *size);
  return ndim + 1;
}

static int adaptive_max(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *indices = a->arg[1].t;
  const Tensor *input = a->arg[2].t;
  Job job = {0};
  Planes planes = read_adaptive(L, a, 3, input, &job);
  fac_check_other(L, output, "output", input, "input");
  input = fac_apart(L, output, input);
  int64_t size[FAC_MAX_DIMS], pairs[FAC_MAX_DIMS];
  int ndim = fac_planes_size(input, &planes, job.regions.output, size);
  Tensor *room = fac_new_view(L, indices);
  fac_tensor_resize(L, room, pairs_size(ndim, size, pairs), pairs, NULL);
  fac_tensor_resize(L, output, ndim, size, NULL);
  fac_tensor_set_as(L, indices, room);
  const Tensor *x = fac_dense_input(L, input);
  Tensor *y = fac_dense_result(L, output), *i = fac_dense_result(L, indices);
  job.dtype = y->dtype;
  job.x = fac_tensor_data(x);
  job.y = fac_tensor_data(y);
  job.index = fac_tensor_data(i);
  if (fac_tensor_count(y) > 0) job.column = job.index + fac_tensor_count(y);
  fac_parallel_for(planes.planes * job.regions.output[1], adaptive_grain(&job, false), max_rows,
                   &job);
  fac_dense_store(L, output, y);
  fac_dense_store(L, indices, i);
  return fac_return(L, a, 0);
}

/* Length of window o of `out` that share `in` elements evenly. */
static int64_t window_length(int64_t in, int64_t out, int64_t o) {
  int64_t whole = in / out, rest = in % out;
  return whole + ((o + 1) * rest + out - 1) / out - o * rest / out;
}

static void check_pairs(lua_State *L, const Job *job, int64_t planes) {
  const Regions *p = &job->regions;
  for (int64_t k = 0; k < planes * job->out; k++) {
    int64_t column = k % p->output[2], row = k / p->output[2] % p->output[1];
    if (job->index[k] < 1 || job->index[k] > window_length(p->input[1], p->output[1], row) ||
        job->column[k] < 1 || job->column[k] > window_length(p->input[2], p->output[2], column))
      fac_error(L, "index %lld, %lld is outside of its window; was forward called?",
                (long long)job->index[k], (long long)job->column[k]);
  }
}

static int adaptive_max_back(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *input = a->arg[2].t;
  const Tensor *indices = a->arg[1].t, *gradOutput = a->arg[3].t;
  Job job = {0};
  Planes planes = read_adaptive(L, a, 4, input, &job);
  fac_planes_check(L, gradOutput, "gradOutput", input, &planes, job.regions.output);
  int64_t pairs[FAC_MAX_DIMS];
  int ndim = pairs_size(gradOutput->ndim, gradOutput->size, pairs);
  if (indices->ndim != ndim || memcmp(indices->size, pairs, (size_t)ndim * sizeof *pairs) != 0)
    fac_error(L, "indices of size %s do not belong to a gradOutput of size %s; was forward called?",
              FAC_SHAPE(indices), FAC_SHAPE(gradOutput));
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  gradOutput = fac_apart(L, gradInput, gradOutput);
  const Tensor *i = fac_dense_input(L, indices), *g = fac_dense_input(L, gradOutput);
  job.index = fac_tensor_data(i);
  if (fac_tensor_count(g) > 0) job.column = job.index + fac_tensor_count(g);
  check_pairs(L, &job, planes.planes);
  fac_tensor_resize_as(L, gradInput, input);
  Tensor *r = fac_dense_result(L, gradInput);
  job.dtype = r->dtype;
  job.g = fac_tensor_data(g);
  job.y = fac_tensor_data(r);
  fac_parallel_for(planes.planes, adaptive_grain(&job, true), max_planes_back, &job);
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

/* samples: batch x planes x dims; its numbers for width come before those for height, as Torch7
 * has them. Dimensions of the planes: of an image height, width; of a volume height, width, time.
 */
static int fractional(lua_State *L, Args *a, int dims) {
  static const int image_order[] = {2, 1}, volume_order[] = {2, 1, 0};
  static const char *const names[] = {"T", "W", "H"};
  const int *order = dims == 2 ? image_order : volume_order;
  Tensor *output = a->arg[0].t, *indices = a->arg[1].t;
  const Tensor *input = a->arg[2].t, *samples = a->arg[3].t;
  Job job = {0};
  Planes planes = fac_planes_of(L, input, dims);
  Regions *p = &job.regions;
  memcpy(p->input, planes.size, sizeof planes.size);
  p->output[0] = p->kernel[0] = 1;
  for (int i = 0; i < dims; i++) {
    const char *name = names[i + 3 - dims];
    char what[32];
    int d = order[i];
    snprintf(what, sizeof what, "poolSize%s", name);
    p->kernel[d] = fac_arg_size(L, a, 4 + i, 1, what);
    snprintf(what, sizeof what, "out%s", name);
    p->output[d] = fac_arg_size(L, a, 4 + dims + i, 1, what);
    if (p->output[d] + p->kernel[d] - 1 > p->input[d])
      fac_error(L, "poolSize%s (%lld) too large relative to input of %lld and output of %lld", name,
                (long long)p->kernel[d], (long long)p->input[d], (long long)p->output[d]);
  }
  if (fac_tensor_count(samples) != planes.planes * dims)
    fac_error(L, "randomSamples must have %d numbers for each plane, got size %s for input %s",
              dims, FAC_SHAPE(samples), FAC_SHAPE(input));
  fac_check_other(L, output, "output", input, "input");
  fac_check_other(L, output, "output", samples, "randomSamples");
  input = fac_apart(L, output, input);
  samples = fac_apart(L, output, samples);

  int64_t size[FAC_MAX_DIMS];
  int ndim = fac_planes_size(input, &planes, p->output, size);
  Tensor *room = fac_new_view(L, indices);
  fac_tensor_resize(L, room, ndim, size, NULL);
  fac_tensor_resize(L, output, ndim, size, NULL);
  fac_tensor_set_as(L, indices, room);
  const Tensor *x = fac_dense_input(L, input), *s = fac_dense_input(L, samples);
  Tensor *y = fac_dense_result(L, output), *i = fac_dense_result(L, indices);
  /* the samples in the order of the dimensions, three for each plane */
  Tensor *ordered = fac_new_tensor_sized(L, y->dtype, 2, (const int64_t[]){planes.planes, 3});
  size_t bytes = fac_dtype_size(y->dtype);
  for (int64_t plane = 0; plane < planes.planes; plane++) {
    char *to = fac_tensor_data(ordered), *from = fac_tensor_data(s);
    memset(to + (size_t)plane * 3 * bytes, 0, 3 * bytes);
    for (int k = 0; k < dims; k++)
      memcpy(to + (size_t)(plane * 3 + order[k]) * bytes, from + (size_t)(plane * dims + k) * bytes,
             bytes);
  }
  job.dtype = y->dtype;
  job.sample = fac_tensor_data(ordered);
  job.x = fac_tensor_data(x);
  job.y = fac_tensor_data(y);
  job.index = fac_tensor_data(i);
  job.in = fac_volume(p->input);
  job.out = fac_volume(p->output);
  fac_parallel_for(planes.planes, fac_planes_grain(job.in + 10 * job.out), fractional_planes, &job);
  fac_dense_store(L, output, y);
  fac_dense_store(L, indices, i);
  return fac_return(L, a, 0);
}

static int fractional_image(lua_State *L, Args *a) {
  return fractional(L, a, 2);
}

static int fractional_volume(lua_State *L, Args *a) {
  return fractional(L, a, 3);
}

static int fractional_image_back(lua_State *L, Args *a) {
  return fac_planes_scatter(L, a, 2);
}

static int fractional_volume_back(lua_State *L, Args *a) {
  return fac_planes_scatter(L, a, 3);
}

/* Arguments from k on: width, stride, power, whether there is a batch. Returns the number of
 * samples; size: of the output. */
static int64_t read_features(lua_State *L, const Args *a, int k, const Tensor *input, Job *job,
                             int64_t size[FAC_MAX_DIMS]) {
  bool batch = a->arg[k + 3].b;
  if (input->ndim < (batch ? 2 : 1) || input->ndim > (batch ? 4 : 3))
    fac_error(L, "input must be %sfeatures with up to two dimensions behind, got size %s",
              batch ? "batch x " : "", FAC_SHAPE(input));
  Lines lines = fac_lines_along(input, batch);
  FrameWindows *f = &job->frames;
  f->n = lines.n;
  f->inner = lines.inner;
  f->width = fac_arg_size(L, a, k, 1, "width");
  f->stride = fac_arg_size(L, a, k + 1, 1, "stride");
  f->power = a->arg[k + 2].n.d;
  if (!(f->power > 0)) fac_error(L, "power must be positive, got %g", f->power);
  if (f->n < f->width)
    fac_error(L, "input has %lld features, fewer than the width %lld", (long long)f->n,
              (long long)f->width);
  f->count = (f->n - f->width) / f->stride + 1;
  memcpy(size, input->size, sizeof input->size);
  size[batch] = f->count;
  job->in = f->n * f->inner;
  job->out = f->count * f->inner;
  return lines.outer;
}

static int features_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t;
  const Tensor *input = a->arg[1].t;
  Job job = {0};
  int64_t size[FAC_MAX_DIMS], outer = read_features(L, a, 2, input, &job, size);
  fac_check_other(L, output, "output", input, "input");
  input = fac_apart(L, output, input);
  fac_tensor_resize(L, output, input->ndim, size, NULL);
  const Tensor *x = fac_dense_input(L, input);
  Tensor *y = fac_dense_result(L, output);
  job.dtype = y->dtype;
  job.x = fac_tensor_data(x);
  job.y = fac_tensor_data(y);
  if (job.out > 0)
    fac_parallel_for(outer * job.frames.count,
                     fac_planes_grain(job.frames.inner * job.frames.width * 4), norm_rows, &job);
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

static int features_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *input = a->arg[1].t;
  const Tensor *gradOutput = a->arg[2].t, *output = a->arg[3].t;
  Job job = {0};
  int64_t size[FAC_MAX_DIMS], outer = read_features(L, a, 4, input, &job, size);
  if (gradOutput->ndim != input->ndim ||
      memcmp(gradOutput->size, size, (size_t)input->ndim * sizeof *size) != 0)
    fac_error(L, "gradOutput must have size %s, got %s",
              fac_shape_text((char[FAC_SHAPE_TEXT]){0}, input->ndim, size), FAC_SHAPE(gradOutput));
  fac_check_same_size(L, output, "output", gradOutput, "gradOutput");
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  fac_check_other(L, gradInput, "gradInput", input, "input");
  fac_check_other(L, gradInput, "gradInput", output, "output");
  const Tensor *x = fac_apart(L, gradInput, input);
  gradOutput = fac_apart(L, gradInput, gradOutput);
  output = fac_apart(L, gradInput, output);
  fac_tensor_resize_as(L, gradInput, x);
  x = fac_dense_input(L, x);
  const Tensor *g = fac_dense_input(L, gradOutput), *y = fac_dense_input(L, output);
  Tensor *r = fac_dense_result(L, gradInput);
  job.dtype = r->dtype;
  job.x = fac_tensor_data(x);
  job.g = fac_tensor_data(g);
  job.sample = fac_tensor_data(y);
  job.y = fac_tensor_data(r);
  if (job.out > 0)
    fac_parallel_for(outer, fac_planes_grain(job.out * job.frames.width * 4), norm_back, &job);
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

#define FRACTIONAL "output:T indices:Long input:T randomSamples:T "
#define FRACTIONAL_HELP "output, indices = maxima of windows at random places of input"
#define MAX_BACK "gradInput:T indices:Long input:T gradOutput:T"
#define MAX_BACK_HELP "gradInput = gradOutput at indices, else 0"
#define FEATURES " width:int stride:int power:num batch:bool"

static Op ops[] = {
    {"SpatialAdaptiveMaxPooling_updateOutput", adaptive_max,
     "output:T indices:Long input:T W:int H:int",
     "output, indices = maxima of H x W windows that share the input, and where in them they are",
     FAC_REAL},
    {"SpatialAdaptiveMaxPooling_updateGradInput", adaptive_max_back, MAX_BACK " W:int H:int",
     MAX_BACK_HELP, FAC_REAL},
    {"SpatialAdaptiveAveragePooling_updateOutput", adaptive_average, "output:T input:T W:int H:int",
     "output = means of H x W windows that share the input", FAC_REAL},
    {"SpatialAdaptiveAveragePooling_updateGradInput", adaptive_average_back,
     "gradInput:T input:T gradOutput:T W:int H:int",
     "gradInput = each gradOutput spread over its window", FAC_REAL},
    {"SpatialFractionalMaxPooling_updateOutput", fractional_image,
     FRACTIONAL "poolSizeW:int poolSizeH:int outW:int outH:int", FRACTIONAL_HELP, FAC_REAL},
    {"SpatialFractionalMaxPooling_updateGradInput", fractional_image_back, MAX_BACK, MAX_BACK_HELP,
     FAC_REAL},
    {"VolumetricFractionalMaxPooling_updateOutput", fractional_volume,
     FRACTIONAL "poolSizeT:int poolSizeW:int poolSizeH:int outT:int outW:int outH:int",
     FRACTIONAL_HELP, FAC_REAL},
    {"VolumetricFractionalMaxPooling_updateGradInput", fractional_volume_back, MAX_BACK,
     MAX_BACK_HELP, FAC_REAL},
    {"FeatureLPPooling_updateOutput", features_updateOutput, "output:T input:T" FEATURES,
     "output = (sum of input^power)^(1/power) over windows of features", FAC_REAL},
    {"FeatureLPPooling_updateGradInput", features_updateGradInput,
     "gradInput:T input:T gradOutput:T output:T" FEATURES,
     "gradInput = sum of gradOutput (input / output)^(power - 1)", FAC_REAL},
    {0},
};

void fac_open_nn_adaptive(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
