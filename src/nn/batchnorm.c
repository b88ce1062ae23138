/* nn.BatchNormalization and its Spatial and Volumetric variants: each plane of a batch is brought
 * to mean 0 and variance 1.
 * S. Ioffe, C. Szegedy, Batch Normalization: Accelerating Deep Network Training by Reducing
 * Internal Covariate Shift, ICML 2015.
 * A batch is seen as batch x planes x area. One piece of work is a plane, or a block of planes of
 * one element, from its statistics to its result: it is still in the cache then, and the sums do
 * not depend on the number of threads.
 * Neighbours: lua/nn/BatchNormalization.lua; src/kernel/batchnorm.inc has the loops. */
#include "nn.h"

#include <math.h>

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/batchnorm.h"

/* What both passes work on. Vectors have an element for each plane; NULL where there is none. */
typedef struct {
  DType dtype;
  int64_t batch, planes, area;
  const char *x, *g;
  char *y; /* output or gradInput */
  const void *weight, *bias;
  void *running_mean, *running_var, *save_mean, *save_std, *grad_weight, *grad_bias;
  double momentum, eps, scale;
  bool train;
} Job;

static double get(const Job *job, const void *vector, int64_t i) {
  return job->dtype == FAC_FLOAT ? (double)((const float *)vector)[i] : ((const double *)vector)[i];
}

static void put(const Job *job, void *vector, int64_t i, double value) {
  if (job->dtype == FAC_FLOAT)
    ((float *)vector)[i] = (float)value;
  else
    ((double *)vector)[i] = value;
}

static double weight_of(const Job *job, int64_t plane) {
  return job->weight ? get(job, job->weight, plane) : 1;
}

/* Bytes to the plane's run in the first sample. */
static size_t plane_at(const Job *job, int64_t plane) {
  return (size_t)(plane * job->area) * fac_dtype_size(job->dtype);
}

/* From the sums around the pivot to the terms of forward; updates the statistics. */
static PlaneTerms settle(const Job *job, int64_t plane, double pivot, double sum, double squares) {
  double n = (double)job->batch * (double)job->area, shift = sum / n;
  double mean = pivot + shift, deviations = squares - sum * shift;
  if (deviations < 0) deviations = 0;
  double factor = 1 / sqrt(deviations / n + job->eps);
  put(job, job->save_mean, plane, mean);
  put(job, job->save_std, plane, factor);
  /* one element has no variance that could be estimated; 0 keeps nan out of the network */
  double variance = n > 1 ? deviations / (n - 1) : deviations, m = job->momentum;
  put(job, job->running_mean, plane, (1 - m) * get(job, job->running_mean, plane) + m * mean);
  put(job, job->running_var, plane, (1 - m) * get(job, job->running_var, plane) + m * variance);
  return (PlaneTerms){mean, factor * weight_of(job, plane),
                      job->bias ? get(job, job->bias, plane) : 0, 0};
}

/* The terms of forward from the running statistics. */
static PlaneTerms recall(const Job *job, int64_t plane) {
  double factor = 1 / sqrt(get(job, job->running_var, plane) + job->eps);
  return (PlaneTerms){get(job, job->running_mean, plane), factor * weight_of(job, plane),
                      job->bias ? get(job, job->bias, plane) : 0, 0};
}

static void forward_planes(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  const int64_t ld = job->planes * job->area;
  for (int64_t plane = first; plane < last; plane++) {
    size_t at = plane_at(job, plane);
    PlaneTerms terms;
    if (job->train) {
      double pivot = get(job, job->x, plane * job->area), sum = 0, squares = 0;
      fac_batchnorm->moments[job->dtype](job->batch, job->area, ld, job->x + at, pivot, &sum,
                                         &squares);
      terms = settle(job, plane, pivot, sum, squares);
    } else {
      terms = recall(job, plane);
    }
    fac_batchnorm->forward[job->dtype](job->batch, job->area, ld, job->x + at, job->y + at, &terms);
  }
}

/* Blocks of up to FAC_LINES_WIDTH planes of one element; blocks are counted from 0. */
static void forward_columns(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  for (int64_t block = first; block < last; block++) {
    int64_t plane = block * FAC_LINES_WIDTH, width = job->planes - plane;
    if (width > FAC_LINES_WIDTH) width = FAC_LINES_WIDTH;
    size_t at = plane_at(job, plane);
    PlaneTerms terms[FAC_LINES_WIDTH];
    if (job->train) {
      double pivot[FAC_LINES_WIDTH], sum[FAC_LINES_WIDTH] = {0}, squares[FAC_LINES_WIDTH] = {0};
      for (int64_t j = 0; j < width; j++) pivot[j] = get(job, job->x, plane + j);
      fac_batchnorm->column_moments[job->dtype](job->batch, width, job->planes, job->x + at, pivot,
                                                sum, squares);
      for (int64_t j = 0; j < width; j++)
        terms[j] = settle(job, plane + j, pivot[j], sum[j], squares[j]);
    } else {
      for (int64_t j = 0; j < width; j++) terms[j] = recall(job, plane + j);
    }
    fac_batchnorm->column_forward[job->dtype](job->batch, width, job->planes, job->x + at,
                                              job->y + at, terms);
  }
}

/* The mean that forward subtracted, and the factor without the weight. */
static void used_in_forward(const Job *job, int64_t plane, double *mean, double *factor) {
  if (job->train) {
    *mean = get(job, job->save_mean, plane);
    *factor = get(job, job->save_std, plane);
  } else {
    *mean = get(job, job->running_mean, plane);
    *factor = 1 / sqrt(get(job, job->running_var, plane) + job->eps);
  }
}

/* Adds up the gradients of the parameters and gives the terms of gradInput. sum: of gradOutput;
 * product: of gradOutput and the deviation of the input. */
static PlaneTerms spread(const Job *job, int64_t plane, double mean, double factor, double sum,
                         double product) {
  if (job->grad_weight)
    put(job, job->grad_weight, plane,
        get(job, job->grad_weight, plane) + job->scale * product * factor);
  if (job->grad_bias)
    put(job, job->grad_bias, plane, get(job, job->grad_bias, plane) + job->scale * sum);
  double n = (double)job->batch * (double)job->area, a = factor * weight_of(job, plane);
  if (!job->train) return (PlaneTerms){mean, a, 0, 0};
  return (PlaneTerms){mean, a, sum / n, product * factor * factor * a / n};
}

/* In use, without gradients of parameters, no sums are needed. */
static bool needs_sums(const Job *job) {
  return job->train || job->grad_weight || job->grad_bias;
}

static void backward_planes(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  const int64_t ld = job->planes * job->area;
  for (int64_t plane = first; plane < last; plane++) {
    size_t at = plane_at(job, plane);
    double mean, factor, sum = 0, product = 0;
    used_in_forward(job, plane, &mean, &factor);
    if (needs_sums(job))
      fac_batchnorm->products[job->dtype](job->batch, job->area, ld, job->x + at, job->g + at, mean,
                                          &sum, &product);
    PlaneTerms terms = spread(job, plane, mean, factor, sum, product);
    if (job->y)
      fac_batchnorm->backward[job->dtype](job->batch, job->area, ld, job->x + at, job->g + at,
                                          job->y + at, &terms);
  }
}

static void backward_columns(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  for (int64_t block = first; block < last; block++) {
    int64_t plane = block * FAC_LINES_WIDTH, width = job->planes - plane;
    if (width > FAC_LINES_WIDTH) width = FAC_LINES_WIDTH;
    size_t at = plane_at(job, plane);
    PlaneTerms terms[FAC_LINES_WIDTH];
    double mean[FAC_LINES_WIDTH], factor[FAC_LINES_WIDTH];
    double sum[FAC_LINES_WIDTH] = {0}, product[FAC_LINES_WIDTH] = {0};
    for (int64_t j = 0; j < width; j++) used_in_forward(job, plane + j, &mean[j], &factor[j]);
    if (needs_sums(job))
      fac_batchnorm->column_products[job->dtype](job->batch, width, job->planes, job->x + at,
                                                 job->g + at, mean, sum, product);
    for (int64_t j = 0; j < width; j++)
      terms[j] = spread(job, plane + j, mean[j], factor[j], sum[j], product[j]);
    if (job->y)
      fac_batchnorm->column_backward[job->dtype](job->batch, width, job->planes, job->x + at,
                                                 job->g + at, job->y + at, terms);
  }
}

static void run(Job *job, ParallelBody planes, ParallelBody columns) {
  enum { GRAIN = 20000 }; /* elements that are worth a thread */
  if (job->batch == 0 || job->area == 0 || job->planes == 0) return;
  if (job->area > 1)
    fac_parallel_for(job->planes, 1 + GRAIN / (job->batch * job->area), planes, job);
  else
    fac_parallel_for((job->planes + FAC_LINES_WIDTH - 1) / FAC_LINES_WIDTH,
                     1 + GRAIN / (job->batch * FAC_LINES_WIDTH), columns, job);
}

/* Checks the input and gives its sizes. */
static Job shape_of(lua_State *L, const Tensor *input, int64_t ndim, const Tensor *running_mean) {
  if (input->ndim != ndim || ndim < 2)
    fac_error(L, "only mini-batch supported (%lldD tensor), got %dD tensor instead",
              (long long)ndim, input->ndim);
  int64_t planes = fac_tensor_count(running_mean);
  if (input->size[1] != planes)
    fac_error(L, "got %lld-feature tensor, expected %lld", (long long)input->size[1],
              (long long)planes);
  Job job = {.dtype = input->dtype, .batch = input->size[0], .planes = planes, .area = 1};
  for (int d = 2; d < input->ndim; d++) job.area *= input->size[d];
  return job;
}

/* A vector with an element for each plane; checked, NULL if the argument is absent. */
static Tensor *vector(lua_State *L, const Args *a, int k, const char *name, int64_t planes) {
  if (!a->arg[k].index) return NULL;
  if (fac_tensor_count(a->arg[k].t) != planes)
    fac_error(L, "%s must have %lld elements, got size %s", name, (long long)planes,
              FAC_SHAPE(a->arg[k].t));
  return a->arg[k].t;
}

static const void *data_or_null(lua_State *L, const Tensor *t) {
  return t ? fac_tensor_data(fac_dense_input(L, t)) : NULL;
}

/* A result that is given a size must be no other tensor of the call; names are those of the first
 * arguments. */
static void check_result(lua_State *L, const Args *a, int result, int count,
                         const char *const *names) {
  for (int k = 0; k < count && a->arg[result].index; k++)
    if (k != result && a->arg[k].index)
      fac_check_other(L, a->arg[result].t, names[result], a->arg[k].t, names[k]);
}

static int batchnorm_updateOutput(lua_State *L, Args *a) {
  enum { OUTPUT, INPUT, WEIGHT, BIAS, MEAN, VAR, SAVE_MEAN, SAVE_STD, TRAIN, MOMENTUM, EPS, NDIM };
  Tensor *output = a->arg[OUTPUT].t, *save_mean = a->arg[SAVE_MEAN].t;
  Tensor *save_std = a->arg[SAVE_STD].t;
  const Tensor *input = a->arg[INPUT].t;
  Job job = shape_of(L, input, a->arg[NDIM].n.i, a->arg[MEAN].t);
  const Tensor *weight = vector(L, a, WEIGHT, "weight", job.planes);
  const Tensor *bias = vector(L, a, BIAS, "bias", job.planes);
  Tensor *mean = vector(L, a, MEAN, "running_mean", job.planes);
  Tensor *var = vector(L, a, VAR, "running_var", job.planes);
  static const char *const names[] = {"output",       "input",       "weight",    "bias",
                                      "running_mean", "running_var", "save_mean", "save_std"};
  check_result(L, a, OUTPUT, SAVE_STD + 1, names);
  check_result(L, a, SAVE_MEAN, SAVE_STD + 1, names);
  check_result(L, a, SAVE_STD, SAVE_STD + 1, names);
  job.train = a->arg[TRAIN].b;
  job.momentum = a->arg[MOMENTUM].n.d;
  job.eps = a->arg[EPS].n.d;

  input = fac_apart(L, output, input);
  if (job.train) {
    const Tensor vector_of_planes = {.ndim = 1, .size = {job.planes}};
    fac_tensor_check_growth(L, save_mean, &vector_of_planes);
    fac_tensor_check_growth(L, save_std, &vector_of_planes);
  }
  fac_tensor_resize_as(L, output, input);
  Tensor *y = fac_dense_result(L, output), *means = mean, *vars = var;
  Tensor *batch_mean = save_mean, *batch_std = save_std;
  if (job.train) {
    fac_tensor_resize_1d(L, save_mean, job.planes);
    fac_tensor_resize_1d(L, save_std, job.planes);
    means = fac_dense_inout(L, mean);
    vars = fac_dense_inout(L, var);
    batch_mean = fac_dense_result(L, save_mean);
    batch_std = fac_dense_result(L, save_std);
    job.save_mean = fac_tensor_data(batch_mean);
    job.save_std = fac_tensor_data(batch_std);
    job.running_mean = fac_tensor_data(means);
    job.running_var = fac_tensor_data(vars);
  } else {
    job.running_mean = (void *)data_or_null(L, mean);
    job.running_var = (void *)data_or_null(L, var);
  }
  job.weight = data_or_null(L, weight);
  job.bias = data_or_null(L, bias);
  job.x = data_or_null(L, input);
  job.y = fac_tensor_data(y);
  run(&job, forward_planes, forward_columns);
  if (job.train) {
    fac_dense_store(L, mean, means);
    fac_dense_store(L, var, vars);
    fac_dense_store(L, save_mean, batch_mean);
    fac_dense_store(L, save_std, batch_std);
  }
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

static int batchnorm_backward(lua_State *L, Args *a) {
  enum {
    INPUT,
    GRAD_OUTPUT,
    GRAD_INPUT,
    GRAD_WEIGHT,
    GRAD_BIAS,
    WEIGHT,
    MEAN,
    VAR,
    SAVE_MEAN,
    SAVE_STD,
    SCALE,
    TRAIN,
    EPS,
    NDIM
  };
  const Tensor *input = a->arg[INPUT].t, *gradOutput = a->arg[GRAD_OUTPUT].t;
  Tensor *gradInput = a->arg[GRAD_INPUT].index ? a->arg[GRAD_INPUT].t : NULL;
  Job job = shape_of(L, input, a->arg[NDIM].n.i, a->arg[MEAN].t);
  fac_check_same_size(L, gradOutput, "gradOutput", input, "input");
  job.train = a->arg[TRAIN].b;
  Tensor *gradWeight = vector(L, a, GRAD_WEIGHT, "gradWeight", job.planes);
  Tensor *gradBias = vector(L, a, GRAD_BIAS, "gradBias", job.planes);
  const Tensor *weight = vector(L, a, WEIGHT, "weight", job.planes);
  const Tensor *mean = vector(L, a, MEAN, "running_mean", job.planes);
  const Tensor *var = vector(L, a, VAR, "running_var", job.planes);
  const Tensor *save_mean = NULL, *save_std = NULL;
  if (job.train) {
    save_mean = vector(L, a, SAVE_MEAN, "save_mean (was there a forward in training?)", job.planes);
    save_std = vector(L, a, SAVE_STD, "save_std (was there a forward in training?)", job.planes);
    if (!save_mean || !save_std) fac_error(L, "save_mean and save_std are missing");
  }
  static const char *const names[] = {"input",     "gradOutput", "gradInput",    "gradWeight",
                                      "gradBias",  "weight",     "running_mean", "running_var",
                                      "save_mean", "save_std"};
  check_result(L, a, GRAD_INPUT, SAVE_STD + 1, names);
  job.scale = a->arg[SCALE].n.d;
  job.eps = a->arg[EPS].n.d;

  Tensor *r = NULL;
  if (gradInput) {
    input = fac_apart(L, gradInput, input);
    gradOutput = fac_apart(L, gradInput, gradOutput);
    fac_tensor_resize_as(L, gradInput, input);
    r = fac_dense_result(L, gradInput);
    job.y = fac_tensor_data(r);
  }
  Tensor *gw = gradWeight ? fac_dense_inout(L, gradWeight) : NULL;
  Tensor *gb = gradBias ? fac_dense_inout(L, gradBias) : NULL;
  if (gw) job.grad_weight = fac_tensor_data(gw);
  if (gb) job.grad_bias = fac_tensor_data(gb);
  job.weight = data_or_null(L, weight);
  job.running_mean = (void *)data_or_null(L, mean);
  job.running_var = (void *)data_or_null(L, var);
  job.save_mean = (void *)data_or_null(L, save_mean);
  job.save_std = (void *)data_or_null(L, save_std);
  job.x = data_or_null(L, input);
  job.g = data_or_null(L, gradOutput);
  run(&job, backward_planes, backward_columns);
  if (gw) fac_dense_store(L, gradWeight, gw);
  if (gb) fac_dense_store(L, gradBias, gb);
  if (r) fac_dense_store(L, gradInput, r);
  return 0;
}

static Op ops[] = {
    {"BatchNormalization_updateOutput", batchnorm_updateOutput,
     "output:T input:T weight:T? bias:T? running_mean:T running_var:T save_mean:T save_std:T "
     "train:bool momentum:num eps:num nDim:int",
     "output = weight (input - mean) / sqrt(variance + eps) + bias for each plane", FAC_REAL},
    {"BatchNormalization_backward", batchnorm_backward,
     "input:T gradOutput:T gradInput:T? gradWeight:T? gradBias:T? weight:T? running_mean:T "
     "running_var:T save_mean:T? save_std:T? scale:num train:bool eps:num nDim:int",
     "gradInput, and scale times the gradients of weight and bias added to theirs", FAC_REAL},
    {0},
};

void fac_open_nn_batchnorm(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
