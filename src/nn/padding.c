/* nn.SpatialZeroPadding, nn.SpatialReplicationPadding, nn.SpatialReflectionPadding,
 * nn.VolumetricReplicationPadding: planes with a border of zeros, of the nearest elements or of
 * mirrored ones around them. Negative widths cut off.
 * Neighbours: the files of these names in lua/nn; src/kernel/resample.* computes. */
#include "nn.h"

#include <string.h>

#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/resample.h"
#include "planes.h"

typedef struct {
  PlanePadding p;
  DType dtype;
  const void *x;
  void *y;
} Job;

static void forward_rows(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  fac_resample->pad[job->dtype](&job->p, first, last, job->x, job->y);
}

static void backward_planes(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  size_t bytes = fac_dtype_size(job->dtype);
  fac_resample->pad_back[job->dtype](
      &job->p, last - first,
      (const char *)job->x + (size_t)(first * fac_volume(job->p.output)) * bytes,
      (char *)job->y + (size_t)(first * fac_volume(job->p.input)) * bytes);
}

/* Arguments from k on: left, right, top, bottom (, front, back). */
static Planes read_pads(lua_State *L, const Args *a, int k, const Tensor *input, int dims,
                        PadMode mode, Job *job) {
  Planes planes = fac_planes_of(L, input, dims);
  PlanePadding *p = &job->p;
  memset(p, 0, sizeof *p);
  p->mode = mode;
  p->input[0] = p->output[0] = 1;
  for (int i = 0; i < dims; i++, k += 2) {
    int d = 2 - i; /* width comes first */
    int64_t before = fac_arg_size(L, a, k, -INT32_MAX, "padding");
    int64_t after = fac_arg_size(L, a, k + 1, -INT32_MAX, "padding"), size = planes.size[d];
    static const char *const names[] = {"depth", "height", "width"};
    if (size + before + after < 1)
      fac_error(L, "input of size %s is too small for padding %lld, %lld of its %s",
                FAC_SHAPE(input), (long long)before, (long long)after, names[d]);
    if (mode == PAD_REFLECT && (before >= size || after >= size))
      fac_error(L, "padding must be less than the input: %s %lld cannot be padded with %lld, %lld",
                names[d], (long long)size, (long long)before, (long long)after);
    p->input[d] = size;
    p->output[d] = size + before + after;
    p->before[d] = before;
  }
  if ((double)p->output[0] * (double)p->output[1] * (double)p->output[2] > 1e15)
    fac_error(L, "planes of %s are too large", FAC_PLANE_SHAPE(dims, p->output));
  return planes;
}

static int forward(lua_State *L, Args *a, int dims, PadMode mode) {
  const Tensor *input = a->arg[1].t;
  Job job;
  Planes planes = read_pads(L, a, 2, input, dims, mode, &job);
  Pass pass = fac_planes_forward(L, a->arg[0].t, input, &planes, job.p.output);
  job.dtype = pass.dtype;
  job.x = pass.x;
  job.y = pass.y;
  fac_parallel_for(planes.planes * job.p.output[0] * job.p.output[1],
                   fac_planes_grain(job.p.output[2] / 2), forward_rows, &job);
  return fac_planes_finish(L, a, &pass);
}

static int backward(lua_State *L, Args *a, int dims, PadMode mode) {
  const Tensor *input = a->arg[1].t;
  Job job;
  Planes planes = read_pads(L, a, 3, input, dims, mode, &job);
  Pass pass = fac_planes_backward(L, a->arg[0].t, input, a->arg[2].t, &planes, job.p.output);
  job.dtype = pass.dtype;
  job.x = pass.x;
  job.y = pass.y;
  fac_parallel_for(planes.planes, fac_planes_grain(fac_volume(job.p.output)), backward_planes,
                   &job);
  return fac_planes_finish(L, a, &pass);
}

#define VARIANT(name, dims, mode)                                                                  \
  static int name(lua_State *L, Args *a) {                                                         \
    return forward(L, a, dims, mode);                                                              \
  }                                                                                                \
  static int name##_back(lua_State *L, Args *a) {                                                  \
    return backward(L, a, dims, mode);                                                             \
  }
VARIANT(zero_image, 2, PAD_ZERO)
VARIANT(replicate_image, 2, PAD_REPLICATE)
VARIANT(reflect_image, 2, PAD_REFLECT)
VARIANT(replicate_volume, 3, PAD_REPLICATE)

#define FORWARD "output:T input:T "
#define BACKWARD "gradInput:T input:T gradOutput:T "
#define IMAGE "left:int right:int top:int bottom:int"
#define VOLUME IMAGE " front:int back:int"
#define BACK_HELP "gradInput = sums of gradOutput over what became of each element"

static Op ops[] = {
    {"SpatialZeroPadding_updateOutput", zero_image, FORWARD IMAGE,
     "output = input with zeros around it", FAC_REAL},
    {"SpatialZeroPadding_updateGradInput", zero_image_back, BACKWARD IMAGE,
     "gradInput = gradOutput without the border", FAC_REAL},
    {"SpatialReplicationPadding_updateOutput", replicate_image, FORWARD IMAGE,
     "output = input with its border repeated around it", FAC_REAL},
    {"SpatialReplicationPadding_updateGradInput", replicate_image_back, BACKWARD IMAGE, BACK_HELP,
     FAC_REAL},
    {"SpatialReflectionPadding_updateOutput", reflect_image, FORWARD IMAGE,
     "output = input with its mirror image around it", FAC_REAL},
    {"SpatialReflectionPadding_updateGradInput", reflect_image_back, BACKWARD IMAGE, BACK_HELP,
     FAC_REAL},
    {"VolumetricReplicationPadding_updateOutput", replicate_volume, FORWARD VOLUME,
     "output = input with its border repeated around it", FAC_REAL},
    {"VolumetricReplicationPadding_updateGradInput", replicate_volume_back, BACKWARD VOLUME,
     BACK_HELP, FAC_REAL},
    {0},
};

void fac_open_nn_padding(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
