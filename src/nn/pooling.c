/* Pooling by windows of one size: maxima and averages of images and volumes, maxima of sequences;
 * and the way back of maxima, nn.SpatialMaxUnpooling and nn.VolumetricMaxUnpooling.
 * Images are volumes of depth 1. An index counts from 1 within a plane, row-major.
 * Neighbours: lua/nn/Spatial*Pooling.lua, Volumetric*Pooling.lua, TemporalMaxPooling.lua;
 * adaptive.c for windows of other kinds; src/kernel/pooling.* computes. */
#include "nn.h"

#include <string.h>

#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/pooling.h"
#include "planes.h"

static const char *const letters[] = {"T", "H", "W"};

/* Argument k, parameter "<name><letter>". */
static int64_t parameter(lua_State *L, const Args *a, int k, int64_t least, const char *name,
                         int d) {
  char what[40];
  snprintf(what, sizeof what, "%s%s", name, letters[d]);
  return fac_arg_size(L, a, k, least, what);
}

/* The parameters of the windows from argument k on, each group in Torch7's order: (time,) width,
 * height. Groups: sizes, strides, padding, dilation; the last may be missing. */
static void read_windows(lua_State *L, const Args *a, int k, int dims, bool dilated, Pooling *p) {
  int64_t *groups[] = {p->kernel, p->stride, p->pad, p->dilation};
  static const char *const names[] = {"k", "d", "pad", "dilation"};
  static const int orders[2][3] = {{2, 1}, {0, 2, 1}};
  for (int g = 0; g < 4; g++)
    for (int d = 0; d < 3; d++) groups[g][d] = g == 2 ? 0 : 1;
  for (int g = 0; g < (dilated ? 4 : 3); g++)
    for (int i = 0; i < dims; i++, k++) {
      int d = orders[dims - 2][i];
      groups[g][d] = parameter(L, a, k, g == 2 ? 0 : 1, names[g], d);
    }
  if (p->pad[0] > p->kernel[0] / 2 || p->pad[1] > p->kernel[1] / 2 || p->pad[2] > p->kernel[2] / 2)
    fac_error(L,
              "pad should be smaller than half of kernel size, but got padW = %lld, padH = %lld, "
              "kW = %lld, kH = %lld%s",
              (long long)p->pad[2], (long long)p->pad[1], (long long)p->kernel[2],
              (long long)p->kernel[1], dims == 3 ? ", or padT is larger than half of kT" : "");
}

/* Whether every window along d has an element of the input under it: with a dilation one may step
 * over all of it. */
static bool windows_meet(const Pooling *p, int d) {
  for (int64_t o = 0; o < p->output[d] && o * p->stride[d] < p->pad[d]; o++) {
    int64_t step = p->dilation[d], first = o * p->stride[d] - p->pad[d];
    int64_t taps = (step - 1 - first) / step; /* that lie in the padding */
    if (taps >= p->kernel[d] || first + taps * step >= p->input[d]) return false;
  }
  return true;
}

/* Sets the sizes of input and output; a window that would begin behind the input is dropped. */
static void place_windows(lua_State *L, Pooling *p, const Tensor *input, const Planes *planes,
                          bool ceil) {
  bool small = false;
  for (int d = 0; d < 3; d++) {
    p->input[d] = planes->size[d];
    int64_t room = p->input[d] + 2 * p->pad[d] - p->dilation[d] * (p->kernel[d] - 1) - 1;
    int64_t steps = room >= 0 ? room / p->stride[d] : -((-room - 1) / p->stride[d]) - 1;
    if (ceil && steps * p->stride[d] < room) steps++;
    p->output[d] = steps + 1;
    if (ceil && p->output[d] > 0 && steps * p->stride[d] >= p->input[d] + p->pad[d]) p->output[d]--;
    if (p->output[d] < 1) small = true;
  }
  if (small) {
    int64_t out[FAC_MAX_DIMS], given[FAC_MAX_DIMS];
    int lead = planes->ndim - planes->dims;
    fac_planes_size(input, planes, p->output, out);
    fac_planes_size(input, planes, p->input, given);
    fac_error(L, "Given input size: (%s). Calculated output size: (%s). Output size is too small",
              fac_shape_text((char[FAC_SHAPE_TEXT]){0}, planes->dims + 1, given + lead - 1),
              fac_shape_text((char[FAC_SHAPE_TEXT]){0}, planes->dims + 1, out + lead - 1));
  }
  for (int d = 0; d < 3; d++)
    if (!windows_meet(p, d))
      fac_error(L, "a window meets padding only: k%s %lld, dilation%s %lld, pad%s %lld, input %lld",
                letters[d], (long long)p->kernel[d], letters[d], (long long)p->dilation[d],
                letters[d], (long long)p->pad[d], (long long)p->input[d]);
}

/* What the threads share. */
typedef struct {
  const Pooling *p;
  const FrameWindows *frames;
  DType dtype;
  const void *x;
  void *y;
  int64_t *index;
  int64_t x_plane, y_plane; /* elements */
} Job;

#define SKIP(pointer, elements) ((void *)((char *)(pointer) + (size_t)(elements)*bytes))

static void max_rows(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  fac_pooling->max[job->dtype](job->p, first, last, job->x, job->y, job->index);
}

static void average_rows(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  fac_pooling->average[job->dtype](job->p, first, last, job->x, job->y);
}

static void average_planes_back(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  size_t bytes = fac_dtype_size(job->dtype);
  fac_pooling->average_back[job->dtype](job->p, last - first, SKIP(job->x, first * job->x_plane),
                                        SKIP(job->y, first * job->y_plane));
}

static void scatter_planes(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  size_t bytes = fac_dtype_size(job->dtype);
  fac_pooling->scatter[job->dtype](
      last - first, job->x_plane, job->y_plane, SKIP(job->x, first * job->x_plane),
      job->index + first * job->x_plane, SKIP(job->y, first * job->y_plane));
}

static void gather_planes(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  size_t bytes = fac_dtype_size(job->dtype);
  fac_pooling->gather[job->dtype](
      last - first, job->x_plane, job->y_plane, SKIP(job->x, first * job->x_plane),
      job->index + first * job->y_plane, SKIP(job->y, first * job->y_plane));
}

/* Nanoseconds for a row of output, roughly. */
static int64_t row_cost(const Pooling *p) {
  double cost =
      (double)p->output[2] * (double)p->kernel[0] * (double)p->kernel[1] * (double)p->kernel[2] / 4;
  return cost < 1e6 ? (int64_t)cost + 10 : 1000000;
}

static int max_forward(lua_State *L, Args *a, int dims, bool dilated) {
  Tensor *output = a->arg[0].t, *indices = a->arg[1].t;
  const Tensor *input = a->arg[2].t;
  Pooling p = {.scale = 1};
  Planes planes = fac_planes_of(L, input, dims);
  read_windows(L, a, 3, dims, dilated, &p);
  place_windows(L, &p, input, &planes, a->arg[3 + (dilated ? 4 : 3) * dims].b);
  if (fac_volume(p.input) > INT32_MAX)
    fac_error(L, "planes of %s are too large", FAC_PLANE_SHAPE(dims, p.input));
  fac_check_other(L, output, "output", input, "input");
  input = fac_apart(L, output, input);

  int64_t size[FAC_MAX_DIMS];
  int ndim = fac_planes_size(input, &planes, p.output, size);
  Tensor *room = fac_new_view(L, indices); /* which must not change if output cannot be resized */
  fac_tensor_resize(L, room, ndim, size, NULL);
  fac_tensor_resize(L, output, ndim, size, NULL);
  fac_tensor_set_as(L, indices, room);
  const Tensor *x = fac_dense_input(L, input);
  Tensor *y = fac_dense_result(L, output), *i = fac_dense_result(L, indices);
  Job job = {.p = &p,
             .dtype = y->dtype,
             .x = fac_tensor_data(x),
             .y = fac_tensor_data(y),
             .index = fac_tensor_data(i)};
  fac_parallel_for(planes.planes * p.output[0] * p.output[1], fac_planes_grain(row_cost(&p)),
                   max_rows, &job);
  fac_dense_store(L, output, y);
  fac_dense_store(L, indices, i);
  return fac_return(L, a, 0);
}

static int max_backward(lua_State *L, Args *a, int dims) {
  return fac_planes_scatter(L, a, dims);
}

/* Arguments behind the windows: ceil, whether averages divide by the padding too, whether they
 * divide at all. */
static Planes read_average(lua_State *L, Args *a, int k, const Tensor *input, int dims,
                           Pooling *p) {
  Planes planes = fac_planes_of(L, input, dims);
  read_windows(L, a, k, dims, false, p);
  k += 3 * dims;
  place_windows(L, p, input, &planes, a->arg[k].b);
  p->count_pad = a->arg[k + 1].b;
  p->scale =
      a->arg[k + 2].b ? 1 : (double)p->kernel[0] * (double)p->kernel[1] * (double)p->kernel[2];
  return planes;
}

static int average_forward(lua_State *L, Args *a, int dims) {
  const Tensor *input = a->arg[1].t;
  Pooling p;
  Planes planes = read_average(L, a, 2, input, dims, &p);
  Pass pass = fac_planes_forward(L, a->arg[0].t, input, &planes, p.output);
  Job job = {.p = &p, .dtype = pass.dtype, .x = pass.x, .y = pass.y};
  fac_parallel_for(planes.planes * p.output[0] * p.output[1], fac_planes_grain(row_cost(&p)),
                   average_rows, &job);
  return fac_planes_finish(L, a, &pass);
}

static int average_backward(lua_State *L, Args *a, int dims) {
  const Tensor *input = a->arg[1].t;
  Pooling p;
  Planes planes = read_average(L, a, 3, input, dims, &p);
  Pass pass = fac_planes_backward(L, a->arg[0].t, input, a->arg[2].t, &planes, p.output);
  Job job = {.p = &p,
             .dtype = pass.dtype,
             .x = pass.x,
             .y = pass.y,
             .x_plane = fac_volume(p.output),
             .y_plane = fac_volume(p.input)};
  int64_t rows = p.output[0] * p.output[1];
  fac_parallel_for(planes.planes, fac_planes_grain(rows * row_cost(&p)), average_planes_back, &job);
  return fac_planes_finish(L, a, &pass);
}

/* input: one element for each index; size: of the result's planes, (time,) height, width. */
static int unpool_forward(lua_State *L, Args *a, int dims) {
  Tensor *output = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *indices = a->arg[2].t;
  Planes planes = fac_planes_of(L, input, dims);
  int64_t out[3] = {1, 1, 1}, size[FAC_MAX_DIMS];
  for (int d = 0; d < dims; d++)
    out[3 - dims + d] = parameter(L, a, 3 + d, 1, "size of the output, ", 3 - dims + d);
  fac_check_same_size(L, input, "input", indices, "the output of the pooling");
  fac_check_other(L, output, "output", input, "input");
  input = fac_apart(L, output, input);
  const Tensor *x = fac_dense_input(L, input), *i = fac_dense_input(L, indices);
  if ((double)out[0] * (double)out[1] * (double)out[2] > 1e15)
    fac_error(L, "planes of %s are too large", FAC_PLANE_SHAPE(dims, out));
  fac_check_indices(L, i, fac_volume(out), "indices of the pooling");
  int ndim = fac_planes_size(input, &planes, out, size);
  fac_tensor_resize(L, output, ndim, size, NULL);
  Tensor *y = fac_dense_result(L, output);
  Job job = {.dtype = y->dtype,
             .x = fac_tensor_data(x),
             .y = fac_tensor_data(y),
             .index = fac_tensor_data(i),
             .x_plane = fac_volume(planes.size),
             .y_plane = fac_volume(out)};
  fac_parallel_for(planes.planes, fac_planes_grain(job.x_plane + job.y_plane / 4), scatter_planes,
                   &job);
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

static int unpool_backward(lua_State *L, Args *a, int dims) {
  Tensor *gradInput = a->arg[0].t, *input = a->arg[1].t;
  const Tensor *gradOutput = a->arg[2].t, *indices = a->arg[3].t;
  Planes planes = fac_planes_of(L, input, dims), given = fac_planes_of(L, gradOutput, dims);
  fac_check_same_size(L, input, "input", indices, "the output of the pooling");
  fac_planes_check(L, gradOutput, "gradOutput", input, &planes, given.size);
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  gradOutput = fac_apart(L, gradInput, gradOutput);
  const Tensor *g = fac_dense_input(L, gradOutput), *i = fac_dense_input(L, indices);
  fac_check_indices(L, i, fac_volume(given.size), "indices of the pooling");
  fac_tensor_resize_as(L, gradInput, input);
  Tensor *r = fac_dense_result(L, gradInput);
  Job job = {.dtype = r->dtype,
             .x = fac_tensor_data(g),
             .y = fac_tensor_data(r),
             .index = fac_tensor_data(i),
             .x_plane = fac_volume(given.size),
             .y_plane = fac_volume(planes.size)};
  fac_parallel_for(planes.planes, fac_planes_grain(job.y_plane), gather_planes, &job);
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

#define IMAGES_AND_VOLUMES(f)                                                                      \
  static int f##_image(lua_State *L, Args *a) {                                                    \
    return f(L, a, 2);                                                                             \
  }                                                                                                \
  static int f##_volume(lua_State *L, Args *a) {                                                   \
    return f(L, a, 3);                                                                             \
  }
IMAGES_AND_VOLUMES(max_backward)
IMAGES_AND_VOLUMES(average_forward)
IMAGES_AND_VOLUMES(average_backward)
IMAGES_AND_VOLUMES(unpool_forward)
IMAGES_AND_VOLUMES(unpool_backward)

static int max_forward_image(lua_State *L, Args *a) {
  return max_forward(L, a, 2, false);
}

static int max_forward_dilated_image(lua_State *L, Args *a) {
  return max_forward(L, a, 2, true);
}

static int max_forward_volume(lua_State *L, Args *a) {
  return max_forward(L, a, 3, false);
}

static int max_forward_dilated_volume(lua_State *L, Args *a) {
  return max_forward(L, a, 3, true);
}

/* input: frames x features, or a batch of those. */
static FrameWindows read_frames(lua_State *L, const Args *a, int k, const Tensor *input,
                                int64_t *outer) {
  if (input->ndim != 2 && input->ndim != 3)
    fac_error(L, "input must be frames x features, with or without a batch in front, got size %s",
              FAC_SHAPE(input));
  const int64_t *size = input->size + input->ndim - 2;
  FrameWindows f = {.n = size[0], .inner = size[1]};
  f.width = fac_arg_size(L, a, k, 1, "kW");
  f.stride = fac_arg_size(L, a, k + 1, 1, "dW");
  if (f.n < f.width)
    fac_error(L, "input sequence smaller than kernel size: %lld frames, kW is %lld", (long long)f.n,
              (long long)f.width);
  f.count = (f.n - f.width) / f.stride + 1;
  *outer = input->ndim == 3 ? input->size[0] : 1;
  return f;
}

static int frames_size(const Tensor *input, const FrameWindows *f, int64_t size[FAC_MAX_DIMS]) {
  memcpy(size, input->size, sizeof input->size);
  size[input->ndim - 2] = f->count;
  return input->ndim;
}

static void max_frames(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  fac_pooling->frame_max[job->dtype](job->frames, first, last, job->x, job->y, job->index);
}

static void max_frames_back(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  size_t bytes = fac_dtype_size(job->dtype);
  fac_pooling->frame_max_back[job->dtype](
      job->frames, last - first, SKIP(job->x, first * job->x_plane),
      job->index + first * job->x_plane, SKIP(job->y, first * job->y_plane));
}

static int temporal_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *indices = a->arg[1].t;
  const Tensor *input = a->arg[2].t;
  int64_t outer, size[FAC_MAX_DIMS];
  FrameWindows f = read_frames(L, a, 3, input, &outer);
  fac_check_other(L, output, "output", input, "input");
  input = fac_apart(L, output, input);
  int ndim = frames_size(input, &f, size);
  Tensor *room = fac_new_view(L, indices);
  fac_tensor_resize(L, room, ndim, size, NULL);
  fac_tensor_resize(L, output, ndim, size, NULL);
  fac_tensor_set_as(L, indices, room);
  const Tensor *x = fac_dense_input(L, input);
  Tensor *y = fac_dense_result(L, output), *i = fac_dense_result(L, indices);
  Job job = {.frames = &f,
             .dtype = y->dtype,
             .x = fac_tensor_data(x),
             .y = fac_tensor_data(y),
             .index = fac_tensor_data(i)};
  if (f.inner > 0)
    fac_parallel_for(outer * f.count, fac_planes_grain(f.inner * f.width / 4), max_frames, &job);
  fac_dense_store(L, output, y);
  fac_dense_store(L, indices, i);
  return fac_return(L, a, 0);
}

static int temporal_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *input = a->arg[2].t;
  const Tensor *indices = a->arg[1].t, *gradOutput = a->arg[3].t;
  int64_t outer, size[FAC_MAX_DIMS];
  FrameWindows f = read_frames(L, a, 4, input, &outer);
  int ndim = frames_size(input, &f, size);
  if (gradOutput->ndim != ndim || memcmp(gradOutput->size, size, (size_t)ndim * sizeof *size) != 0)
    fac_error(L, "gradOutput must have size %s, got %s",
              fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, size), FAC_SHAPE(gradOutput));
  fac_check_same_size(L, indices, "indices", gradOutput, "gradOutput");
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  gradOutput = fac_apart(L, gradInput, gradOutput);
  const Tensor *i = fac_dense_input(L, indices), *g = fac_dense_input(L, gradOutput);
  const int64_t *at = fac_tensor_data(i), count = fac_tensor_count(i);
  for (int64_t k = 0; k < count; k++)
    if (at[k] < 0 || at[k] >= f.width)
      fac_error(L, "index %lld is out of range, it must be 0 to %lld; was forward called?",
                (long long)at[k], (long long)f.width - 1);
  fac_tensor_resize_as(L, gradInput, input);
  Tensor *r = fac_dense_result(L, gradInput);
  Job job = {.frames = &f,
             .dtype = r->dtype,
             .x = fac_tensor_data(g),
             .y = fac_tensor_data(r),
             .index = fac_tensor_data(i),
             .x_plane = f.count * f.inner,
             .y_plane = f.n * f.inner};
  if (f.inner > 0)
    fac_parallel_for(outer, fac_planes_grain(job.x_plane + job.y_plane / 4), max_frames_back, &job);
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

#define IMAGE_WINDOWS "kW:int kH:int dW:int dH:int padW:int padH:int"
#define VOLUME_WINDOWS "kT:int kW:int kH:int dT:int dW:int dH:int padT:int padW:int padH:int"
#define MAX_FORWARD "output:T indices:Long input:T "
#define MAX_BACKWARD "gradInput:T indices:Long input:T gradOutput:T"
#define AVERAGE " ceil:bool countPad:bool divide:bool"
#define MAX_HELP "output, indices = maxima of windows of input, and where in the plane they are"
#define MAX_BACK_HELP "gradInput = gradOutput at indices, else 0"
#define AVERAGE_HELP "output = means of windows of input"
#define AVERAGE_BACK_HELP "gradInput = each gradOutput spread over its window"

static Op ops[] = {
    {"SpatialMaxPooling_updateOutput", max_forward_image, MAX_FORWARD IMAGE_WINDOWS " ceil:bool",
     MAX_HELP, FAC_REAL},
    {"SpatialMaxPooling_updateGradInput", max_backward_image, MAX_BACKWARD, MAX_BACK_HELP,
     FAC_REAL},
    {"SpatialDilatedMaxPooling_updateOutput", max_forward_dilated_image,
     MAX_FORWARD IMAGE_WINDOWS " dilationW:int dilationH:int ceil:bool", MAX_HELP, FAC_REAL},
    {"SpatialDilatedMaxPooling_updateGradInput", max_backward_image, MAX_BACKWARD, MAX_BACK_HELP,
     FAC_REAL},
    {"VolumetricMaxPooling_updateOutput", max_forward_volume,
     MAX_FORWARD VOLUME_WINDOWS " ceil:bool", MAX_HELP, FAC_REAL},
    {"VolumetricMaxPooling_updateGradInput", max_backward_volume, MAX_BACKWARD, MAX_BACK_HELP,
     FAC_REAL},
    {"VolumetricDilatedMaxPooling_updateOutput", max_forward_dilated_volume,
     MAX_FORWARD VOLUME_WINDOWS " dilationT:int dilationW:int dilationH:int ceil:bool", MAX_HELP,
     FAC_REAL},
    {"VolumetricDilatedMaxPooling_updateGradInput", max_backward_volume, MAX_BACKWARD,
     MAX_BACK_HELP, FAC_REAL},
    {"SpatialAveragePooling_updateOutput", average_forward_image,
     "output:T input:T " IMAGE_WINDOWS AVERAGE, AVERAGE_HELP, FAC_REAL},
    {"SpatialAveragePooling_updateGradInput", average_backward_image,
     "gradInput:T input:T gradOutput:T " IMAGE_WINDOWS AVERAGE, AVERAGE_BACK_HELP, FAC_REAL},
    {"VolumetricAveragePooling_updateOutput", average_forward_volume,
     "output:T input:T " VOLUME_WINDOWS AVERAGE, AVERAGE_HELP, FAC_REAL},
    {"VolumetricAveragePooling_updateGradInput", average_backward_volume,
     "gradInput:T input:T gradOutput:T " VOLUME_WINDOWS AVERAGE, AVERAGE_BACK_HELP, FAC_REAL},
    {"SpatialMaxUnpooling_updateOutput", unpool_forward_image,
     "output:T input:T indices:Long height:int width:int", "output = input at indices, else 0",
     FAC_REAL},
    {"SpatialMaxUnpooling_updateGradInput", unpool_backward_image,
     "gradInput:T input:T gradOutput:T indices:Long",
     "gradInput = gradOutput's elements at indices", FAC_REAL},
    {"VolumetricMaxUnpooling_updateOutput", unpool_forward_volume,
     "output:T input:T indices:Long time:int height:int width:int",
     "output = input at indices, else 0", FAC_REAL},
    {"VolumetricMaxUnpooling_updateGradInput", unpool_backward_volume,
     "gradInput:T input:T gradOutput:T indices:Long",
     "gradInput = gradOutput's elements at indices", FAC_REAL},
    {"TemporalMaxPooling_updateOutput", temporal_updateOutput, MAX_FORWARD "kW:int dW:int",
     "output, indices = maxima of windows of frames, and where in the window they are", FAC_REAL},
    {"TemporalMaxPooling_updateGradInput", temporal_updateGradInput, MAX_BACKWARD " kW:int dW:int",
     MAX_BACK_HELP, FAC_REAL},
    {0},
};

void fac_open_nn_pooling(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
