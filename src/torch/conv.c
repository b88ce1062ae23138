/* Convolution and correlation of planes (conv2 xcorr2) and of volumes (conv3 xcorr3). Both are
 * correlations of volumes for the kernels: a plane is a volume of depth 1, and a convolution reads
 * its weights backwards.
 * Neighbours: kernel/correlate.h makes one row of output at a time. */
#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/thread.h"
#include "../kernel/correlate.h"
#include "torch.h"

typedef struct {
  Correlation shape;
  DType dtype;
  int64_t input_step, weight_step; /* bytes from one output plane's operands to the next one's */
  char *output;
  const char *input, *weight;
} Job;

/* Rows of output are counted through all planes. */
static void run_rows(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  const Correlation *c = &job->shape;
  int64_t bytes = c->output[2] * (int64_t)fac_dtype_size(job->dtype);
  for (int64_t i = first; i < last; i++) {
    int64_t y = i % c->output[1], z = i / c->output[1] % c->output[0];
    int64_t plane = i / (c->output[1] * c->output[0]);
    fac_correlate->row[job->dtype](c, z, y, job->output + i * bytes,
                                   job->input + plane * job->input_step,
                                   job->weight + plane * job->weight_step);
  }
}

/* How the dimensions of x and k are to be read. */
typedef enum { ONE_PLANE, PLANE_BY_PLANE, ALL_PLANES } Kind;

static Kind kind_of(lua_State *L, const Tensor *x, const Tensor *k, int inner) {
  if (x->ndim == inner && k->ndim == inner) return ONE_PLANE;
  if (x->ndim == inner + 1 && k->ndim == inner + 1) {
    if (x->size[0] != k->size[0])
      fac_error(L, "x and k should have as many planes: x is %s, k is %s", FAC_SHAPE(x),
                FAC_SHAPE(k));
    return PLANE_BY_PLANE;
  }
  if (x->ndim == inner + 1 && k->ndim == inner + 2) {
    if (x->size[0] != k->size[1])
      fac_error(L, "size 2 of k should be the number of planes of x: x is %s, k is %s",
                FAC_SHAPE(x), FAC_SHAPE(k));
    return ALL_PLANES;
  }
  fac_error(L,
            "x and k should be %dD and %dD, %dD and %dD, or %dD and %dD tensors; x is %s, k is %s",
            inner, inner, inner + 1, inner + 1, inner + 1, inner + 2, FAC_SHAPE(x), FAC_SHAPE(k));
}

static bool is_full(lua_State *L, const char *mode) {
  if (mode[0] == 'F' || mode[0] == 'f') return true;
  if (mode[0] != 'V' && mode[0] != 'v')
    fac_error(L, "mode should be 'V' (valid) or 'F' (full), got '%s'", mode);
  return false;
}

/* Sizes of input, weights and output; checks that valid output exists. */
static Correlation shape_of(lua_State *L, const Tensor *x, const Tensor *k, int inner, bool full) {
  Correlation c = {0};
  if (fac_tensor_count(x) == 0 || fac_tensor_count(k) == 0)
    fac_error(L, "x and k should have elements: x is %s, k is %s", FAC_SHAPE(x), FAC_SHAPE(k));
  for (int d = 0; d < 3; d++) {
    bool there = d >= 3 - inner;
    c.input[d] = there ? x->size[x->ndim - 3 + d] : 1;
    c.weight[d] = there ? k->size[k->ndim - 3 + d] : 1;
    if (full) c.pad[d] = c.weight[d] - 1;
    c.output[d] = c.input[d] + 2 * c.pad[d] - c.weight[d] + 1;
    if (c.output[d] <= 0)
      fac_error(L, "k is larger than x: x is %s, k is %s; mode 'F' would allow that", FAC_SHAPE(x),
                FAC_SHAPE(k));
  }
  return c;
}

/* A contiguous stand-in that stays as it is while res is written. */
static const char *plain_data(lua_State *L, const Tensor *res, const Tensor *t) {
  if (!fac_storage_shared(res->storage, t->storage))
    return fac_tensor_data(fac_new_contiguous(L, t));
  Tensor *copy = fac_new_tensor_sized(L, t->dtype, t->ndim, t->size);
  fac_copy(L, copy, t);
  return fac_tensor_data(copy);
}

/* inner: how many dimensions a plane has. */
static int correlate(lua_State *L, Args *a, int inner, bool flip) {
  Tensor *res = a->arg[0].t;
  const Tensor *x = a->arg[1].t, *k = a->arg[2].t;
  bool full = is_full(L, a->arg[3].str);
  Kind kind = kind_of(L, x, k, inner);
  Job job = {.shape = shape_of(L, x, k, inner, full), .dtype = a->dtype};
  Correlation *c = &job.shape;
  int64_t bytes = (int64_t)fac_dtype_size(a->dtype);
  c->flip = flip;
  c->planes = kind == ALL_PLANES ? x->size[0] : 1;
  job.weight_step = c->planes * c->weight[0] * c->weight[1] * c->weight[2] * bytes;
  if (kind == PLANE_BY_PLANE) job.input_step = c->input[0] * c->input[1] * c->input[2] * bytes;

  luaL_checkstack(L, 4, "temporaries");
  job.input = plain_data(L, res, x);
  job.weight = plain_data(L, res, k);
  int64_t size[FAC_MAX_DIMS], planes = kind == ONE_PLANE ? 1 : k->size[0];
  int ndim = 0;
  if (kind != ONE_PLANE) size[ndim++] = planes;
  for (int d = 3 - inner; d < 3; d++) size[ndim++] = c->output[d];
  fac_tensor_resize(L, res, ndim, size, NULL);
  Tensor *dense = fac_dense_result(L, res);
  job.output = fac_tensor_data(dense);

  enum { WORTH_A_THREAD = 1 << 16 }; /* multiplications */
  int64_t work = job.weight_step / bytes * c->output[2];
  fac_parallel_for(planes * c->output[0] * c->output[1], 1 + WORTH_A_THREAD / work, run_rows, &job);
  fac_dense_store(L, res, dense);
  return fac_return(L, a, 0);
}

static int conv_conv2(lua_State *L, Args *a) {
  return correlate(L, a, 2, true);
}

static int conv_xcorr2(lua_State *L, Args *a) {
  return correlate(L, a, 2, false);
}

static int conv_conv3(lua_State *L, Args *a) {
  return correlate(L, a, 3, true);
}

static int conv_xcorr3(lua_State *L, Args *a) {
  return correlate(L, a, 3, false);
}

#define FORMS "?res x k [mode:string=V]"

static Op ops[] = {
    {"conv2", conv_conv2, FORMS, "convolution of planes; mode 'V' valid or 'F' full"},
    {"xcorr2", conv_xcorr2, FORMS, "correlation of planes; mode 'V' valid or 'F' full"},
    {"conv3", conv_conv3, FORMS, "convolution of volumes; mode 'V' valid or 'F' full"},
    {"xcorr3", conv_xcorr3, FORMS, "correlation of volumes; mode 'V' valid or 'F' full"},
    {NULL}};

void fac_open_torch_conv(lua_State *L) {
  fac_register_torch(L, ops);
}
