/* Convolution by minimal filtering: how its work is divided. Outputs are computed in panels of some
 * tiles, which fit into the cache with their transforms; the gradient by the weight is summed over
 * chunks of tiles. Both are cut by the sizes only, so the results are the same for any number of
 * threads. Neighbours: winograd.h, kernel/winograd.h; convolution.c calls. */
#include "winograd.h"

#include "../core/blas.h"
#include "../core/thread.h"
#include "../kernel/winograd.h"

enum { LEAST_PLANES = 16, LEAST_SIDE = 4, MOST_PLANES = 1024 };

bool fac_winograd_suits(const Convolution *c) {
  bool suits = c->kernel[0] == 1 && c->pad[0] == 0 && c->image[0] == 1;
  for (int d = 0; d < 3; d++) suits &= c->stride[d] == 1 && c->dilation[d] == 1;
  for (int d = 1; d < 3; d++)
    suits &= c->kernel[d] == 3 && c->pad[d] <= 2 && c->map[d] >= LEAST_SIDE;
  return suits && c->planes >= LEAST_PLANES && c->filters >= LEAST_PLANES &&
         c->planes <= MOST_PLANES && c->filters <= MOST_PLANES;
}

static Winograd geometry(const Convolution *c, bool turned) {
  Winograd w = {.inputs = turned ? c->filters : c->planes,
                .outputs = turned ? c->planes : c->filters,
                .turned = turned};
  for (int d = 0; d < 2; d++) {
    w.in[d] = turned ? c->map[1 + d] : c->image[1 + d];
    w.out[d] = turned ? c->image[1 + d] : c->map[1 + d];
    w.pad[d] = turned ? 2 - c->pad[1 + d] : c->pad[1 + d];
    w.tiles[d] = (w.out[d] + 1) / 2;
  }
  return w;
}

typedef struct {
  Winograd w;
  DType dtype;
  int64_t tiles, width, panels, pieces; /* tiles in all, in a panel; panels; pieces of them */
  int64_t block;                        /* tiles that are transformed at a time for the gradient */
  int64_t chunk, chunks;                /* tiles in a chunk of the gradient */
  int64_t room;                         /* scratch elements of a piece */
  const char *in, *weight, *bias, *map;
  char *u, *scratch, *out;
  double scale;
} Job;

static char *at(const Job *job, const char *base, int64_t index) {
  return (char *)base + index * (int64_t)fac_dtype_size(job->dtype);
}

static Job job_of(const WinogradCall *call, bool turned) {
  Job job = {.w = geometry(call->c, turned),
             .dtype = call->dtype,
             .weight = call->weight,
             .bias = call->bias,
             .width = fac_winograd->width[call->dtype]};
  job.tiles = call->batch * job.w.tiles[0] * job.w.tiles[1];
  job.panels = (job.tiles + job.width - 1) / job.width;
  return job;
}

/* Pieces of equal units for the threads there are. */
static int64_t pieces_of(int64_t units, int64_t grain) {
  int64_t pieces = units / grain, threads = fac_threads_get();
  if (pieces > threads) pieces = threads;
  return pieces < 1 ? 1 : pieces;
}

static void transform_weights(void *context, int64_t first, int64_t last) {
  Job *job = context;
  fac_winograd->weights[job->dtype](&job->w, job->weight, first, last, job->u);
}

/* Pieces [first, last) of the panels. */
static void run_panels(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  for (int64_t i = first; i < last; i++)
    for (int64_t panel = job->panels * i / job->pieces; panel < job->panels * (i + 1) / job->pieces;
         panel++) {
      int64_t begin = panel * job->width, left = job->tiles - begin;
      fac_winograd->panel[job->dtype](&job->w, job->in, job->u, job->bias, begin,
                                      left < job->width ? left : job->width,
                                      at(job, job->scratch, i * job->room), job->out);
    }
}

static void convolve(lua_State *L, Job *job, Tensor *buffer) {
  const int64_t pairs = job->w.inputs * job->w.outputs;
  const double panel_work = 16.0 * (double)pairs * (double)job->width;
  job->room = 16 * (job->w.inputs + job->w.outputs) * job->width;
  job->pieces = pieces_of(job->panels, 1 + (int64_t)(200e3 / panel_work));
  fac_tensor_resize_1d(L, buffer, job->pieces * job->room + 16 * pairs);
  job->scratch = fac_tensor_data(buffer);
  job->u = at(job, job->scratch, job->pieces * job->room);
  fac_parallel_for(job->w.outputs, 1 + 10000 / job->w.inputs, transform_weights, job);
  fac_parallel_for(job->pieces, 1, run_panels, job);
}

void fac_winograd_forward(lua_State *L, const WinogradCall *call, Tensor *buffer, char *map) {
  Job job = job_of(call, false);
  job.in = call->image;
  job.out = map;
  convolve(L, &job, buffer);
}

void fac_winograd_backward(lua_State *L, const WinogradCall *call, Tensor *buffer, char *image) {
  Job job = job_of(call, true);
  job.in = call->map;
  job.out = image;
  convolve(L, &job, buffer);
}

/* ---- The gradient by the weight ---- */

enum { LEAST_PAIRS = 48 * 48, FEW_PAIRS = 64 * 64, MOST_PAIRS = 512 * 512 };
enum { MOST_SUMS = 1 << 24 }; /* elements of u for all chunks */

bool fac_winograd_suits_gradient(const Convolution *c) {
  int64_t pairs = c->planes * c->filters;
  return fac_winograd_suits(c) && pairs >= LEAST_PAIRS && pairs <= MOST_PAIRS;
}

/* u[16][outputs][inputs] of one chunk; v is scratch memory. */
static void sum_chunk(const Job *job, int64_t chunk, char *v) {
  const Winograd *w = &job->w;
  const int64_t pairs = w->inputs * w->outputs, block = job->block;
  char *z = at(job, v, 16 * w->inputs * block), *u = at(job, job->u, chunk * 16 * pairs);
  int64_t begin = chunk * job->chunk, end = begin + job->chunk;
  if (end > job->tiles) end = job->tiles;
  for (int64_t t = begin; t < end; t += block) {
    int64_t n = end - t < block ? end - t : block;
    fac_winograd->input_tiles[job->dtype](w, job->in, t, n, block, v);
    fac_winograd->output_tiles[job->dtype](w, job->map, t, n, block, z);
    for (int64_t e = 0; e < 16; e++)
      fac_gemm(job->dtype, false, true, w->outputs, w->inputs, n, 1,
               at(job, z, e * w->outputs * block), block, at(job, v, e * w->inputs * block), block,
               t > begin, at(job, u, e * pairs), w->inputs);
  }
}

/* Pieces [first, last) of the chunks. */
static void run_chunks(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  for (int64_t i = first; i < last; i++)
    for (int64_t chunk = job->chunks * i / job->pieces; chunk < job->chunks * (i + 1) / job->pieces;
         chunk++)
      sum_chunk(job, chunk, at(job, job->scratch, i * job->room));
}

static void transform_gradient(void *context, int64_t first, int64_t last) {
  Job *job = context;
  const int64_t pairs = job->w.inputs * job->w.outputs;
  for (int64_t chunk = 0; chunk < job->chunks; chunk++)
    fac_winograd->gradient[job->dtype](&job->w, job->scale, at(job, job->u, chunk * 16 * pairs),
                                       first, last, job->out);
}

void fac_winograd_gradient(lua_State *L, const WinogradCall *call, Tensor *buffer, double scale,
                           char *gradWeight) {
  Job job = job_of(call, false);
  job.in = call->image;
  job.map = call->map;
  job.out = gradWeight;
  job.scale = scale;
  const int64_t pairs = job.w.inputs * job.w.outputs;
  /* few tiles while their transforms then stay in the second cache; else enough to outweigh u */
  job.block = pairs <= FEW_PAIRS ? 64 : 256;
  int64_t blocks = (job.tiles + job.block - 1) / job.block;
  int64_t most_chunks = pairs * 16 <= MOST_SUMS / 16 ? 16 : MOST_SUMS / (pairs * 16);
  job.chunk = (blocks + most_chunks - 1) / most_chunks * job.block;
  job.chunks = (job.tiles + job.chunk - 1) / job.chunk;
  job.room = 16 * (job.w.inputs + job.w.outputs) * job.block;
  job.pieces = pieces_of(job.chunks, 1);
  fac_tensor_resize_1d(L, buffer, job.pieces * job.room + job.chunks * 16 * pairs);
  job.scratch = fac_tensor_data(buffer);
  job.u = at(&job, job.scratch, job.pieces * job.room);
  fac_parallel_for(job.pieces, 1, run_chunks, &job);
  fac_parallel_for(job.w.outputs, 1 + 10000 / job.w.inputs, transform_gradient, &job);
}
