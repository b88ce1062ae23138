/* nn.SpatialUpSamplingNearest, nn.SpatialUpSamplingBilinear, nn.UpSampling: planes made larger by
 * repetition or by linear interpolation with corners on corners.
 * Neighbours: lua/nn/UpSampling.lua, SpatialUpSampling*.lua; src/kernel/resample.* computes. */
#include "nn.h"

#include <string.h>

#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/resample.h"
#include "planes.h"

typedef struct {
  Resampling p;
  DType dtype;
  bool linear;
  const void *x;
  void *y;
} Job;

static void forward_rows(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  (job->linear ? fac_resample->linear : fac_resample->nearest)[job->dtype](&job->p, first, last,
                                                                           job->x, job->y);
}

static void nearest_back(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  fac_resample->nearest_back[job->dtype](&job->p, first, last, job->x, job->y);
}

static void linear_back(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  size_t bytes = fac_dtype_size(job->dtype);
  fac_resample->linear_back[job->dtype](
      &job->p, last - first,
      (const char *)job->x + (size_t)(first * fac_volume(job->p.output)) * bytes,
      (char *)job->y + (size_t)(first * fac_volume(job->p.input)) * bytes);
}

/* Argument k is the factor; with linear, arguments k to k + dims - 1 are the sizes of the output's
 * planes: (depth,) height, width. */
static Planes read_sizes(lua_State *L, const Args *a, int k, const Tensor *input, int dims,
                         bool linear, Job *job) {
  static const char *const names[] = {"odepth", "oheight", "owidth"};
  Planes planes = fac_planes_of(L, input, dims);
  Resampling *p = &job->p;
  job->linear = linear;
  double elements = 1;
  for (int d = 0; d < 3; d++) {
    p->input[d] = planes.size[d];
    if (linear && planes.size[d] > INT32_MAX)
      fac_error(L, "planes of %s are too large", FAC_PLANE_SHAPE(dims, planes.size));
    p->scale[d] = 1;
    p->output[d] = 1;
    if (d >= 3 - dims && linear) p->output[d] = fac_arg_size(L, a, k + d - 3 + dims, 1, names[d]);
    if (d >= 3 - dims && !linear) {
      p->scale[d] = fac_arg_size(L, a, k, 1, "scale_factor");
      if ((double)p->scale[d] * (double)p->input[d] > 1e15)
        fac_error(L, "scale_factor %lld is too large for an input of size %s",
                  (long long)p->scale[d], FAC_SHAPE(input));
      p->output[d] = p->input[d] * p->scale[d];
    }
    elements *= (double)p->output[d];
  }
  if (elements > 1e15) fac_error(L, "planes of %s are too large", FAC_PLANE_SHAPE(dims, p->output));
  return planes;
}

static int forward(lua_State *L, Args *a, int dims, bool linear) {
  const Tensor *input = a->arg[1].t;
  Job job;
  Planes planes = read_sizes(L, a, 2, input, dims, linear, &job);
  Pass pass = fac_planes_forward(L, a->arg[0].t, input, &planes, job.p.output);
  job.dtype = pass.dtype;
  job.x = pass.x;
  job.y = pass.y;
  fac_parallel_for(planes.planes * job.p.output[0] * job.p.output[1],
                   fac_planes_grain(job.p.output[2] * (linear ? 4 : 1)), forward_rows, &job);
  return fac_planes_finish(L, a, &pass);
}

static int backward(lua_State *L, Args *a, int dims, bool linear) {
  const Tensor *input = a->arg[1].t;
  Job job;
  Planes planes = read_sizes(L, a, 3, input, dims, linear, &job);
  Pass pass = fac_planes_backward(L, a->arg[0].t, input, a->arg[2].t, &planes, job.p.output);
  job.dtype = pass.dtype;
  job.x = pass.x;
  job.y = pass.y;
  int64_t volume = fac_volume(job.p.output);
  if (linear)
    fac_parallel_for(planes.planes, fac_planes_grain(volume * 4), linear_back, &job);
  else
    fac_parallel_for(planes.planes * job.p.input[0] * job.p.input[1],
                     fac_planes_grain(volume / (job.p.input[0] * job.p.input[1])), nearest_back,
                     &job);
  return fac_planes_finish(L, a, &pass);
}

#define VARIANT(name, dims, linear)                                                                \
  static int name(lua_State *L, Args *a) {                                                         \
    return forward(L, a, dims, linear);                                                            \
  }                                                                                                \
  static int name##_back(lua_State *L, Args *a) {                                                  \
    return backward(L, a, dims, linear);                                                           \
  }
VARIANT(nearest_image, 2, false)
VARIANT(nearest_volume, 3, false)
VARIANT(linear_image, 2, true)
VARIANT(linear_volume, 3, true)

#define FORWARD "output:T input:T "
#define BACKWARD "gradInput:T input:T gradOutput:T "
#define IMAGE "oheight:int owidth:int"
#define VOLUME "odepth:int oheight:int owidth:int"
#define NEAREST_HELP "output = each element of input, scale_factor times in each direction"
#define NEAREST_BACK_HELP "gradInput = sums of gradOutput over what became of each element"
#define LINEAR_HELP "output = input interpolated linearly to another size, corners on corners"
#define LINEAR_BACK_HELP "gradInput = gradOutput given to the elements that it lies between"

static Op ops[] = {
    {"SpatialUpSamplingNearest_updateOutput", nearest_image, FORWARD "scale_factor:int",
     NEAREST_HELP, FAC_REAL},
    {"SpatialUpSamplingNearest_updateGradInput", nearest_image_back, BACKWARD "scale_factor:int",
     NEAREST_BACK_HELP, FAC_REAL},
    {"SpatialUpSamplingBilinear_updateOutput", linear_image, FORWARD IMAGE, LINEAR_HELP, FAC_REAL},
    {"SpatialUpSamplingBilinear_updateGradInput", linear_image_back, BACKWARD IMAGE,
     LINEAR_BACK_HELP, FAC_REAL},
    {"UpSampling_nearest2", nearest_image, FORWARD "scale_factor:int", NEAREST_HELP, FAC_REAL},
    {"UpSampling_nearest2Back", nearest_image_back, BACKWARD "scale_factor:int", NEAREST_BACK_HELP,
     FAC_REAL},
    {"UpSampling_nearest3", nearest_volume, FORWARD "scale_factor:int", NEAREST_HELP, FAC_REAL},
    {"UpSampling_nearest3Back", nearest_volume_back, BACKWARD "scale_factor:int", NEAREST_BACK_HELP,
     FAC_REAL},
    {"UpSampling_linear2", linear_image, FORWARD IMAGE, LINEAR_HELP, FAC_REAL},
    {"UpSampling_linear2Back", linear_image_back, BACKWARD IMAGE, LINEAR_BACK_HELP, FAC_REAL},
    {"UpSampling_linear3", linear_volume, FORWARD VOLUME, LINEAR_HELP, FAC_REAL},
    {"UpSampling_linear3Back", linear_volume_back, BACKWARD VOLUME, LINEAR_BACK_HELP, FAC_REAL},
    {0},
};

void fac_open_nn_resample(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
