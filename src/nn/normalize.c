/* nn.Normalize (rows to norm 1), nn.SpatialCrossMapLRN (local response normalisation over the
 * channels) and the weighted neighbourhoods of nn.SpatialSubtractiveNormalization and
 * nn.SpatialDivisiveNormalization.
 * Neighbours: lua/nn/<Class>.lua, lua/nn/neighbourhood.lua; src/kernel/normalize.inc and
 * correlate.inc have the loops. */
#include "nn.h"

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/correlate.h"
#include "../kernel/normalize.h"

enum { GRAIN = 20000 }; /* elements that are worth a thread */

/* ---- Normalize ------------------------------------------------------------------------------ */

typedef struct {
  DType dtype;
  int64_t n; /* elements of a row */
  double p, eps;
  const char *x, *g;
  char *y, *norm;
} Rows;

static void normalize_rows(void *context, int64_t first, int64_t last) {
  const Rows *r = context;
  size_t size = fac_dtype_size(r->dtype), row = (size_t)r->n * size;
  for (int64_t i = first; i < last; i++)
    fac_normalize->normalize[r->dtype](r->n, r->p, r->eps, r->x + i * row, r->y + i * row,
                                       r->norm + i * size);
}

static void normalize_rows_back(void *context, int64_t first, int64_t last) {
  const Rows *r = context;
  size_t size = fac_dtype_size(r->dtype), row = (size_t)r->n * size;
  for (int64_t i = first; i < last; i++)
    fac_normalize->normalize_back[r->dtype](r->n, r->p, r->eps, r->x + i * row, r->g + i * row,
                                            r->norm + i * size, r->y + i * row);
}

/* The rows of a vector, which is one, or of a matrix. */
static Rows rows_of(lua_State *L, const Tensor *input, double p, int64_t *count) {
  if (input->ndim != 1 && input->ndim != 2)
    fac_error(L, "only 1D or 2D input is supported, got size %s", FAC_SHAPE(input));
  if (!(p > 0)) fac_error(L, "p must be positive, got %g", p);
  *count = input->ndim == 2 ? input->size[0] : 1;
  return (Rows){.dtype = input->dtype, .n = input->size[input->ndim - 1], .p = p};
}

static void run_rows(Rows *rows, int64_t count, ParallelBody body) {
  int64_t cost = rows->p == 1 || rows->p == 2 ? 1 : 20;
  fac_parallel_for(count, fac_grain(GRAIN, rows->n * cost), body, rows);
}

static int normalize_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *norm = a->arg[2].t;
  const Tensor *input = a->arg[1].t;
  int64_t count;
  Rows rows = rows_of(L, input, a->arg[3].n.d, &count);
  rows.eps = a->arg[4].n.d;
  fac_check_other(L, output, "output", input, "input");
  fac_check_other(L, norm, "norm", input, "input");
  fac_check_unshared(L, norm, "norm", output, "output");
  input = fac_apart(L, norm, fac_apart(L, output, input));
  fac_tensor_check_growth(L, norm, &(Tensor){.ndim = 2, .size = {count, 1}});
  fac_tensor_resize_as(L, output, input);
  fac_tensor_resize_2d(L, norm, count, 1);
  Tensor *y = fac_dense_result(L, output), *s = fac_dense_result(L, norm);
  rows.x = fac_tensor_data(fac_dense_input(L, input));
  rows.y = fac_tensor_data(y);
  rows.norm = fac_tensor_data(s);
  if (fac_tensor_count(y) > 0) run_rows(&rows, count, normalize_rows);
  fac_dense_store(L, output, y);
  fac_dense_store(L, norm, s);
  return fac_return(L, a, 0);
}

static int normalize_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *gradOutput = a->arg[2].t, *norm = a->arg[3].t;
  int64_t count;
  Rows rows = rows_of(L, input, a->arg[4].n.d, &count);
  rows.eps = a->arg[5].n.d;
  fac_check_same_size(L, gradOutput, "gradOutput", input, "input");
  if (fac_tensor_count(norm) != count)
    fac_error(L, "norm must have %lld elements, got size %s; was there a forward?",
              (long long)count, FAC_SHAPE(norm));
  fac_check_other(L, gradInput, "gradInput", input, "input");
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  fac_check_other(L, gradInput, "gradInput", norm, "norm");
  input = fac_apart(L, gradInput, input);
  gradOutput = fac_apart(L, gradInput, gradOutput);
  norm = fac_apart(L, gradInput, norm);
  fac_tensor_resize_as(L, gradInput, input);
  Tensor *r = fac_dense_result(L, gradInput);
  rows.x = fac_tensor_data(fac_dense_input(L, input));
  rows.g = fac_tensor_data(fac_dense_input(L, gradOutput));
  rows.norm = fac_tensor_data(fac_dense_input(L, norm));
  rows.y = fac_tensor_data(r);
  if (fac_tensor_count(r) > 0) run_rows(&rows, count, normalize_rows_back);
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

/* ---- SpatialCrossMapLRN --------------------------------------------------------------------- */

typedef struct {
  ResponseShape shape;
  DType dtype;
  int64_t blocks; /* of FAC_LINES_WIDTH positions in a sample */
  const char *x, *g;
  char *scale, *ratio, *y;
} Response;

/* Bytes to, and positions in, a block of a sample. */
static size_t block_at(const Response *r, int64_t unit, int64_t *columns) {
  int64_t sample = unit / r->blocks, position = unit % r->blocks * FAC_LINES_WIDTH;
  *columns = r->shape.stride - position;
  if (*columns > FAC_LINES_WIDTH) *columns = FAC_LINES_WIDTH;
  return (size_t)(sample * r->shape.channels * r->shape.stride + position) *
         fac_dtype_size(r->dtype);
}

static void response_blocks(void *context, int64_t first, int64_t last) {
  const Response *r = context;
  for (int64_t unit = first; unit < last; unit++) {
    int64_t columns;
    size_t at = block_at(r, unit, &columns);
    fac_normalize->response[r->dtype](&r->shape, columns, r->x + at, r->scale + at, r->y + at);
  }
}

static void response_blocks_back(void *context, int64_t first, int64_t last) {
  const Response *r = context;
  for (int64_t unit = first; unit < last; unit++) {
    int64_t columns;
    size_t at = block_at(r, unit, &columns);
    fac_normalize->response_back[r->dtype](&r->shape, columns, r->x + at, r->g + at, r->scale + at,
                                           r->ratio + at, r->y + at);
  }
}

/* size, alpha, beta, k are the arguments from number k on. */
static Response response_of(lua_State *L, const Tensor *input, const Args *a, int k) {
  if (input->ndim != 3 && input->ndim != 4)
    fac_error(L, "input must be 3D or 4D, got size %s", FAC_SHAPE(input));
  int64_t size = a->arg[k].n.i;
  if (size < 1) fac_error(L, "size must be at least 1, got %lld", (long long)size);
  int channel = input->ndim - 3;
  Response r = {.dtype = input->dtype};
  r.shape = (ResponseShape){.channels = input->size[channel],
                            .radius = (size - 1) / 2,
                            .stride = input->size[channel + 1] * input->size[channel + 2],
                            .weight = a->arg[k + 1].n.d / (double)size,
                            .beta = a->arg[k + 2].n.d,
                            .k = a->arg[k + 3].n.d};
  r.blocks = (r.shape.stride + FAC_LINES_WIDTH - 1) / FAC_LINES_WIDTH;
  return r;
}

static void run_response(Response *r, const Tensor *input, ParallelBody body) {
  if (fac_tensor_count(input) == 0) return;
  int64_t samples = input->ndim == 4 ? input->size[0] : 1;
  fac_parallel_for(samples * r->blocks, 1 + GRAIN / (r->shape.channels * FAC_LINES_WIDTH * 8), body,
                   r);
}

static int lrn_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *scale = a->arg[2].t;
  const Tensor *input = a->arg[1].t;
  Response job = response_of(L, input, a, 3);
  fac_check_other(L, output, "output", input, "input");
  fac_check_other(L, scale, "scale", input, "input");
  fac_check_unshared(L, scale, "scale", output, "output");
  input = fac_apart(L, output, input);
  input = fac_apart(L, scale, input);
  fac_tensor_check_growth(L, scale, input);
  fac_tensor_resize_as(L, output, input);
  fac_tensor_resize_as(L, scale, input);
  Tensor *y = fac_dense_result(L, output), *s = fac_dense_result(L, scale);
  job.x = fac_tensor_data(fac_dense_input(L, input));
  job.scale = fac_tensor_data(s);
  job.y = fac_tensor_data(y);
  run_response(&job, y, response_blocks);
  fac_dense_store(L, output, y);
  fac_dense_store(L, scale, s);
  return fac_return(L, a, 0);
}

static int lrn_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *ratio = a->arg[4].t;
  const Tensor *input = a->arg[1].t, *gradOutput = a->arg[2].t, *scale = a->arg[3].t;
  Response job = response_of(L, input, a, 5);
  fac_check_same_size(L, gradOutput, "gradOutput", input, "input");
  fac_check_same_size(L, scale, "scale", input, "input");
  const Tensor *operands[] = {input, gradOutput, scale};
  for (int k = 0; k < 3; k++) {
    fac_check_other(L, gradInput, "gradInput", operands[k], "an operand");
    fac_check_other(L, ratio, "ratio", operands[k], "an operand");
  }
  fac_check_unshared(L, ratio, "ratio", gradInput, "gradInput");
  for (int k = 0; k < 3; k++) {
    operands[k] = fac_apart(L, gradInput, operands[k]);
    operands[k] = fac_dense_input(L, fac_apart(L, ratio, operands[k]));
  }
  fac_tensor_check_growth(L, ratio, operands[0]);
  fac_tensor_resize_as(L, gradInput, operands[0]);
  fac_tensor_resize_as(L, ratio, operands[0]);
  Tensor *r = fac_dense_result(L, gradInput), *room = fac_dense_result(L, ratio);
  job.x = fac_tensor_data(operands[0]);
  job.g = fac_tensor_data(operands[1]);
  job.scale = fac_tensor_data(operands[2]);
  job.ratio = fac_tensor_data(room);
  job.y = fac_tensor_data(r);
  run_response(&job, r, response_blocks_back);
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

/* ---- weighted neighbourhoods ---------------------------------------------------------------- */

typedef struct {
  Correlation shape;
  DType dtype;
  const char *input, *weight;
  char *output;
} Filter;

static void filter_rows(void *context, int64_t first, int64_t last) {
  const Filter *f = context;
  int64_t height = f->shape.output[1];
  size_t row = (size_t)f->shape.output[2] * fac_dtype_size(f->dtype);
  for (int64_t i = first; i < last; i++)
    fac_correlate->row[f->dtype](&f->shape, 0, i % height, f->output + i * row,
                                 f->input + i / height * height * row, f->weight);
}

/* output = correlation of planes (n x height x width) with weights of height x width, or, with
 * flip, what carries gradients back through it. Beyond the edges there are zeros. */
static void filter(const Tensor *planes, const void *input, void *output, const void *weight,
                   int64_t height, int64_t width, bool flip) {
  int64_t h = planes->size[1], w = planes->size[2];
  Filter f = {.shape = {.planes = 1,
                        .input = {1, h, w},
                        .weight = {1, height, width},
                        .output = {1, h, w},
                        .pad = {0, height / 2, width / 2},
                        .flip = flip},
              .dtype = planes->dtype,
              .input = input,
              .weight = weight,
              .output = output};
  int64_t cost = height < h ? height : h;
  fac_parallel_for(planes->size[0] * h, fac_grain(GRAIN, w * cost), filter_rows, &f);
}

static int neighbourhood_filter(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *buffer = a->arg[3].t;
  const Tensor *input = a->arg[1].t, *kernel = a->arg[2].t;
  bool flip = a->arg[4].b;
  if (input->ndim != 3) fac_error(L, "planes must be 3D, got size %s", FAC_SHAPE(input));
  if (kernel->ndim != 1 && kernel->ndim != 2)
    fac_error(L, "averaging kernel must be 2D or 1D, got size %s", FAC_SHAPE(kernel));
  for (int d = 0; d < kernel->ndim; d++)
    if (kernel->size[d] % 2 == 0)
      fac_error(L, "averaging kernel must have odd dimensions, got size %s", FAC_SHAPE(kernel));
  fac_check_unshared(L, output, "output", input, "input");
  fac_check_unshared(L, output, "output", kernel, "kernel");
  fac_check_unshared(L, buffer, "buffer", input, "input");
  fac_check_unshared(L, buffer, "buffer", kernel, "kernel");
  fac_check_unshared(L, buffer, "buffer", output, "output");
  bool separable = kernel->ndim == 1;
  if (separable) fac_tensor_check_growth(L, buffer, input);
  fac_tensor_resize_as(L, output, input);
  if (separable) fac_tensor_resize_as(L, buffer, input);
  const Tensor *x = fac_dense_input(L, input), *weight = fac_dense_input(L, kernel);
  Tensor *y = fac_dense_result(L, output), *between = separable ? fac_dense_result(L, buffer) : y;
  const void *w = fac_tensor_data(weight), *from = fac_tensor_data(x);
  int64_t length = kernel->size[0];
  if (fac_tensor_count(x) > 0 && separable) {
    filter(x, from, fac_tensor_data(between), w, 1, length, flip);
    filter(x, fac_tensor_data(between), fac_tensor_data(y), w, length, 1, flip);
  } else if (fac_tensor_count(x) > 0) {
    filter(x, from, fac_tensor_data(y), w, length, kernel->size[1], flip);
  }
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

#define RESPONSE " size:int alpha:num beta:num k:num"

static Op ops[] = {
    {"Normalize_updateOutput", normalize_updateOutput, "output:T input:T norm:T p:num eps:num",
     "output = input / norm, norm = (sum |input|^p + eps)^(1/p) for each row", FAC_REAL},
    {"Normalize_updateGradInput", normalize_updateGradInput,
     "gradInput:T input:T gradOutput:T norm:T p:num eps:num", "gradInput of Normalize", FAC_REAL},
    {"SpatialCrossMapLRN_updateOutput", lrn_updateOutput, "output:T input:T scale:T" RESPONSE,
     "output = input / scale^beta, scale = k + alpha/size sum(input^2) over size channels",
     FAC_REAL},
    {"SpatialCrossMapLRN_updateGradInput", lrn_updateGradInput,
     "gradInput:T input:T gradOutput:T scale:T ratio:T" RESPONSE,
     "gradInput of SpatialCrossMapLRN; ratio is a buffer", FAC_REAL},
    {"SpatialNormalization_filter", neighbourhood_filter,
     "output:T input:T kernel:T buffer:T flip:bool?",
     "output = correlation of each plane with a 2-D kernel, or along both sides with a 1-D one",
     FAC_REAL},
    {0},
};

void fac_open_nn_normalize(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
