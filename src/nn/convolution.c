/* Convolution over two and three dimensions, dilated or not, full (transposed) convolution, and
 * convolution by depth, where each plane has filters of its own.
 *
 * All go by one geometry (kernel/convolution.h): windows of an image, one for each element of a
 * map. Convolution makes maps of images and full convolution images of maps, so that each of the
 * three passes below serves both. An image is unfolded into the columns of a matrix, a window each,
 * one tile that fits into the cache at a time, and a matrix product does the work (Chellapilla,
 * Puri, Simard 2006, "High performance convolutional neural networks for document processing").
 * Tiles, and the pieces that sums are made of, depend on the sizes only, so the results are the
 * same for any number of threads.
 * Kernels of 3 x 3 with many planes go by minimal filtering instead.
 * Neighbours: lua/nn/SpatialConvolution.lua and the like; geometry.c checks the calls; winograd.h;
 * core/blas.h multiplies. */
#include "nn.h"

#include <string.h>

#include "../core/args.h"
#include "../core/blas.h"
#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/convolution.h"
#include "../kernel/nn.h"
#include "geometry.h"
#include "winograd.h"

/* ---- Tiles and their memory ---- */

/* What the bodies of the parallel loops know. Arrays are contiguous. */
typedef struct Job Job;
/* Does units [first, last); scratch holds room elements. */
typedef void (*Body)(const Job *job, int64_t first, int64_t last, char *scratch);
struct Job {
  const Geometry *g;
  DType dtype;
  bool unfolded;         /* the image is its own matrix of columns: windows of one element */
  bool padded;           /* by depth: see below */
  int64_t tile, tiles;   /* elements of the map in a tile, tiles in a map */
  int64_t group, groups; /* planes in a group, groups in an image */
  int64_t chunk, chunks; /* tiles (of all images) in a chunk, chunks */
  int64_t room;          /* elements of scratch memory for each piece */
  Body body;
  int64_t units, pieces; /* of the loop over body; pieces that the units are cut into */
  char *image, *map, *weight, *bias, *scratch, *partial;
  double scale;
};

static inline int64_t ceiling(int64_t n, int64_t by) {
  return (n + by - 1) / by;
}

static inline char *at(const Job *job, char *base, int64_t index) {
  return base + index * (int64_t)fac_dtype_size(job->dtype);
}

static inline char *image_at(const Job *job, int64_t sample, int64_t plane) {
  const Geometry *g = job->g;
  return at(job, job->image, (sample * g->c.planes + plane) * g->area);
}

static inline char *map_at(const Job *job, int64_t sample, int64_t element) {
  const Geometry *g = job->g;
  return at(job, job->map, sample * g->c.filters * g->elements + element);
}

/* Columns that fit into this many bytes stay in the second cache from unfolding to product. */
enum { TILE_BYTES = 256 * 1024, LEAST_TILE = 16, LINE = 64 };

static void plan_tiles(Job *job) {
  const Geometry *g = job->g;
  const Convolution *c = &g->c;
  int64_t rows = c->planes * g->taps, bytes = rows * (int64_t)fac_dtype_size(job->dtype);
  job->unfolded = g->taps == 1;
  for (int d = 0; d < 3; d++) job->unfolded &= c->stride[d] == 1 && c->pad[d] == 0;
  int64_t tile = TILE_BYTES / bytes, width = c->map[2];
  if (tile < LEAST_TILE) tile = LEAST_TILE;
  if (tile > width) tile = tile / width * width;
  if (tile > g->elements) tile = g->elements;
  /* tiles of about the same size */
  job->tiles = ceiling(g->elements, tile);
  int64_t even = ceiling(g->elements, job->tiles);
  if (tile > width) even = ceiling(even, width) * width;
  job->tile = even;
  job->tiles = ceiling(g->elements, job->tile);
  job->room = job->unfolded ? 0 : ceiling(rows * job->tile, LINE) * LINE;
}

static ConvolutionTile tile_of(const Job *job, int64_t i) {
  ConvolutionTile t = {.first = i * job->tile, .plane_end = job->g->c.planes};
  t.last = t.first + job->tile < job->g->elements ? t.first + job->tile : job->g->elements;
  return t;
}

/* So many units of work are worth a thread, when one has so many multiplications. */
static int64_t grain(double work) {
  return 1 + (int64_t)(200e3 / (work + 1));
}

/* Pieces [first, last) of the units. */
static void run_pieces(void *context, int64_t first, int64_t last) {
  const Job *job = context;
  int64_t share = job->units / job->pieces, rest = job->units % job->pieces;
  for (int64_t i = first; i < last; i++) {
    int64_t begin = i * share + (i < rest ? i : rest);
    job->body(job, begin, begin + share + (i < rest), at(job, job->scratch, i * job->room));
  }
}

/* Runs the body over the units in pieces of at least grain. buffer gets scratch memory for each
 * piece and, behind it, for `more` elements. The pieces are counted once, here: another Lua state
 * may change the number of threads at any time. */
static void run(lua_State *L, Job *job, Tensor *buffer, int64_t more, int64_t units, int64_t grain,
                Body body) {
  int64_t pieces = units / grain, threads = fac_threads_get();
  if (pieces > threads) pieces = threads;
  if (pieces < 1) pieces = 1;
  fac_tensor_resize_1d(L, buffer, pieces * job->room + more);
  job->scratch = fac_tensor_data(buffer);
  if (job->scratch) job->partial = at(job, job->scratch, pieces * job->room);
  job->body = body;
  job->units = units;
  job->pieces = pieces;
  fac_parallel_for(pieces, 1, run_pieces, job);
}

static double tile_work(const Job *job) {
  const Geometry *g = job->g;
  return (double)job->tile * (double)(g->c.planes * g->taps) * (double)g->c.filters;
}

/* ---- The three passes ---- */

/* The same for convolution by minimal filtering. */
static WinogradCall minimal(const Job *job) {
  return (WinogradCall){.dtype = job->dtype,
                        .batch = job->g->batch,
                        .c = &job->g->c,
                        .image = job->image,
                        .map = job->map,
                        .weight = job->weight,
                        .bias = job->bias};
}

/* map = bias + weight seen on the image; units are tiles. */
static void to_map(const Job *job, int64_t first, int64_t last, char *columns) {
  const Geometry *g = job->g;
  const Convolution *c = &g->c;
  int64_t rows = c->planes * g->taps;
  for (int64_t unit = first; unit < last; unit++) {
    int64_t sample = unit / job->tiles;
    ConvolutionTile t = tile_of(job, unit % job->tiles);
    int64_t n = t.last - t.first;
    char *map = map_at(job, sample, t.first), *from = columns;
    if (job->unfolded)
      from = at(job, image_at(job, sample, 0), t.first);
    else
      fac_convolution->unfold[job->dtype](c, &t, image_at(job, sample, 0), columns);
    for (int64_t f = 0; job->bias && f < c->filters; f++)
      fac_convolution->fill[job->dtype](n, at(job, job->bias, f), at(job, map, f * g->elements));
    fac_gemm(job->dtype, false, false, c->filters, n, rows, 1, job->weight, rows, from,
             job->unfolded ? g->area : n, job->bias != NULL, map, g->elements);
  }
}

static void convolve(lua_State *L, Job *job, Tensor *buffer) {
  if (fac_winograd_suits(&job->g->c)) {
    WinogradCall call = minimal(job);
    fac_winograd_forward(L, &call, buffer, job->map);
    return;
  }
  plan_tiles(job);
  run(L, job, buffer, 0, job->g->batch * job->tiles, grain(tile_work(job)), to_map);
}

/* image = bias + what the map spreads over it; units are groups of planes. */
static void to_image(const Job *job, int64_t first, int64_t last, char *columns) {
  const Geometry *g = job->g;
  const Convolution *c = &g->c;
  for (int64_t unit = first; unit < last; unit++) {
    int64_t sample = unit / job->groups, plane = unit % job->groups * job->group;
    int64_t end = plane + job->group < c->planes ? plane + job->group : c->planes;
    int64_t rows = (end - plane) * g->taps, all = c->planes * g->taps;
    char *weight = at(job, job->weight, plane * g->taps);
    if (job->bias || !job->unfolded)
      for (int64_t p = plane; p < end; p++)
        fac_convolution->fill[job->dtype](g->area, job->bias ? at(job, job->bias, p) : NULL,
                                          image_at(job, sample, p));
    for (int64_t i = 0; i < job->tiles; i++) {
      ConvolutionTile t = tile_of(job, i);
      int64_t n = t.last - t.first;
      t.plane = plane;
      t.plane_end = end;
      char *to = job->unfolded ? at(job, image_at(job, sample, plane), t.first) : columns;
      fac_gemm(job->dtype, true, false, rows, n, c->filters, 1, weight, all,
               map_at(job, sample, t.first), g->elements, job->unfolded && job->bias, to,
               job->unfolded ? g->area : n);
      if (!job->unfolded)
        fac_convolution->fold[job->dtype](c, &t, image_at(job, sample, 0), columns);
    }
  }
}

enum { WISHED_UNITS = 16 }; /* so that few samples, too, occupy the threads */

static void spread(lua_State *L, Job *job, Tensor *buffer) {
  const Geometry *g = job->g;
  if (fac_winograd_suits(&g->c)) {
    WinogradCall call = minimal(job);
    fac_winograd_backward(L, &call, buffer, job->image);
    return;
  }
  plan_tiles(job);
  int64_t groups = g->batch < WISHED_UNITS ? ceiling(WISHED_UNITS, g->batch + !g->batch) : 1;
  if (groups > g->c.planes) groups = g->c.planes;
  job->group = ceiling(g->c.planes, groups);
  job->groups = ceiling(g->c.planes, job->group);
  double work = tile_work(job) * (double)job->tiles / (double)job->groups;
  run(L, job, buffer, 0, g->batch * job->groups, grain(work), to_image);
}

/* The gradient of the weight from one chunk of tiles. */
static void chunk_gradient(const Job *job, int64_t first, int64_t last, char *columns) {
  const Geometry *g = job->g;
  const Convolution *c = &g->c;
  int64_t rows = c->planes * g->taps, count = g->batch * job->tiles;
  for (int64_t chunk = first; chunk < last; chunk++) {
    char *sum = at(job, job->partial, chunk * c->filters * rows);
    int64_t begin = chunk * job->chunk;
    for (int64_t i = begin; i < count && i < begin + job->chunk; i++) {
      int64_t sample = i / job->tiles;
      ConvolutionTile t = tile_of(job, i % job->tiles);
      int64_t n = t.last - t.first;
      char *from = columns;
      if (job->unfolded)
        from = at(job, image_at(job, sample, 0), t.first);
      else
        fac_convolution->unfold[job->dtype](c, &t, image_at(job, sample, 0), columns);
      fac_gemm(job->dtype, false, true, c->filters, rows, n, 1, map_at(job, sample, t.first),
               g->elements, from, job->unfolded ? g->area : n, i > begin, sum, rows);
    }
  }
}

/* gradWeight += scale * the chunks' sums, elements [first, last) */
static void add_chunks(void *context, int64_t first, int64_t last) {
  Job *job = context;
  int64_t count = job->g->c.filters * job->g->c.planes * job->g->taps;
  for (int64_t chunk = 0; chunk < job->chunks; chunk++)
    fac_nn->add_scaled[job->dtype](last - first, job->scale,
                                   at(job, job->partial, chunk * count + first),
                                   at(job, job->weight, first));
}

enum { MOST_CHUNKS = 16, LEAST_CHUNKS = 4, MOST_PARTIAL = 1 << 23 };

static void weight_gradient(lua_State *L, Job *job, Tensor *buffer) {
  const Geometry *g = job->g;
  if (fac_winograd_suits_gradient(&g->c)) {
    WinogradCall call = minimal(job);
    fac_winograd_gradient(L, &call, buffer, job->scale, job->weight);
    return;
  }
  plan_tiles(job);
  int64_t units = g->batch * job->tiles, chunks = MOST_CHUNKS;
  int64_t count = g->c.filters * g->c.planes * g->taps;
  while (chunks > LEAST_CHUNKS && chunks * count > MOST_PARTIAL) chunks /= 2;
  job->chunk = ceiling(units, chunks < units ? chunks : units);
  job->chunks = ceiling(units, job->chunk);
  run(L, job, buffer, job->chunks * count, job->chunks, grain(tile_work(job) * (double)job->chunk),
      chunk_gradient);
  fac_parallel_for(count, 20000 / job->chunks, add_chunks, job);
}

/* ---- Convolution by depth ---- */

/* With steps of 1 a map is a correlation of the image, and the image's gradient one of the maps
 * with the kernels turned around. These run over planes that are copied between zeros, so that
 * there are no edges; see kernel/convolution.h. */
/* The image, or with `turned` the map, between zeros. */
static PaddedPlane padded_plane(const Geometry *g, bool turned) {
  const Convolution *c = &g->c;
  PaddedPlane p = {.height = turned ? c->map[1] : c->image[1],
                   .width = turned ? c->map[2] : c->image[2],
                   .out_height = turned ? c->image[1] : c->map[1],
                   .out_width = turned ? c->image[2] : c->map[2],
                   .turned = turned};
  for (int d = 0; d < 2; d++) {
    p.kernel[d] = c->kernel[1 + d];
    p.dilation[d] = c->dilation[1 + d];
    int64_t reach = p.dilation[d] * (p.kernel[d] - 1);
    p.pad[d] = turned ? reach - c->pad[1 + d] : c->pad[1 + d];
    p.reach[d] = reach;
  }
  p.pitch = ceiling(p.out_width, LINE) * LINE + p.reach[1];
  p.rows = p.out_height + p.reach[0];
  return p;
}

/* Whether that is the way to go. */
static bool is_correlation(const Geometry *g, const PaddedPlane *p) {
  enum { MOST_PADDED = 1 << 24 }; /* elements; huge paddings are better left imaginary */
  bool is = (double)p->rows * (double)p->pitch <= MOST_PADDED;
  for (int d = 0; d < 3; d++) is &= g->c.stride[d] == 1;
  return is;
}

static char *depth_map(const Job *job, int64_t sample, int64_t p, int64_t f) {
  const Geometry *g = job->g;
  return at(job, job->map, (sample * g->output_planes + p * g->c.filters + f) * g->elements);
}

/* The kernel of filter f of plane p. */
static char *depth_kernel(const Job *job, int64_t p, int64_t f) {
  return at(job, job->weight, (f * job->g->c.planes + p) * job->g->taps);
}

/* Units are the image planes of all samples. */
static void depth_forward(const Job *job, int64_t first, int64_t last, char *padded) {
  const Geometry *g = job->g;
  const Convolution *c = &g->c;
  const ConvolutionKernels *k = fac_convolution;
  const PaddedPlane plane = padded_plane(g, false);
  for (int64_t unit = first; unit < last; unit++) {
    int64_t sample = unit / c->planes, p = unit % c->planes;
    const char *image = image_at(job, sample, p);
    if (job->padded) k->pad[job->dtype](&plane, image, padded);
    for (int64_t f = 0; f < c->filters; f++) {
      char *map = depth_map(job, sample, p, f), *kernel = depth_kernel(job, p, f);
      k->fill[job->dtype](g->elements, job->bias ? at(job, job->bias, f * c->planes + p) : NULL,
                          map);
      if (job->padded)
        k->correlate[job->dtype](&plane, padded, kernel, map);
      else
        k->plane_forward[job->dtype](c, image, kernel, map);
    }
  }
}

/* Units are the image planes of all samples. */
static void depth_backward(const Job *job, int64_t first, int64_t last, char *padded) {
  const Geometry *g = job->g;
  const Convolution *c = &g->c;
  const ConvolutionKernels *k = fac_convolution;
  const PaddedPlane plane = padded_plane(g, true);
  for (int64_t unit = first; unit < last; unit++) {
    int64_t sample = unit / c->planes, p = unit % c->planes;
    char *image = image_at(job, sample, p);
    k->fill[job->dtype](g->area, NULL, image);
    for (int64_t f = 0; f < c->filters; f++) {
      const char *map = depth_map(job, sample, p, f), *kernel = depth_kernel(job, p, f);
      if (job->padded) {
        k->pad[job->dtype](&plane, map, padded);
        k->correlate[job->dtype](&plane, padded, kernel, image);
      } else {
        k->plane_backward[job->dtype](c, image, kernel, map);
      }
    }
  }
}

/* Units are the planes, with all samples: the sum over them has one order. */
static void depth_gradient(const Job *job, int64_t first, int64_t last, char *padded) {
  const Geometry *g = job->g;
  const Convolution *c = &g->c;
  const ConvolutionKernels *k = fac_convolution;
  const PaddedPlane plane = padded_plane(g, false);
  for (int64_t p = first; p < last; p++)
    for (int64_t sample = 0; sample < g->batch; sample++) {
      const char *image = image_at(job, sample, p);
      if (job->padded) k->pad[job->dtype](&plane, image, padded);
      for (int64_t f = 0; f < c->filters; f++) {
        char *gradient = depth_kernel(job, p, f), *map = depth_map(job, sample, p, f);
        if (job->padded)
          k->correlate_gradient[job->dtype](&plane, job->scale, padded, gradient, map);
        else
          k->plane_gradient[job->dtype](c, job->scale, image, gradient, map);
      }
    }
}

/* Runs a body by depth over units of image planes. */
static void by_depth(lua_State *L, Job *job, Tensor *buffer, int64_t units, bool turned,
                     Body body) {
  const Geometry *g = job->g;
  PaddedPlane plane = padded_plane(g, turned);
  job->padded = is_correlation(g, &plane);
  if (job->padded) job->room = plane.rows * plane.pitch;
  double work = (double)(g->elements * g->c.filters) * (double)g->taps;
  run(L, job, buffer, 0, units, grain(work * (double)(g->batch * g->c.planes) / (double)units),
      body);
}

/* ---- The calls ---- */

/* gradBias += scale * sums over the planes of gradOutput; bias holds it, map gradOutput. */
static void bias_gradient(void *context, int64_t first, int64_t last) {
  Job *job = context;
  const Geometry *g = job->g;
  int64_t planes = g->output_planes, size = g->kind == FULL ? g->area : g->elements;
  char *gradOutput = g->kind == FULL ? job->image : job->map;
  for (int64_t plane = first; plane < last; plane++) {
    double sum = 0;
    for (int64_t sample = 0; sample < g->batch; sample++)
      sum += fac_convolution->sum[job->dtype](
          size, at(job, gradOutput, (sample * planes + plane) * size));
    int64_t to = plane;
    if (g->kind == BY_DEPTH) to = plane % g->c.filters * g->c.planes + plane / g->c.filters;
    Scalar value = fac_get_element(job->dtype, at(job, job->bias, to));
    value.d += job->scale * sum;
    fac_set_element(job->dtype, at(job, job->bias, to), value);
  }
}

/* A call of updateOutput; arguments output, buffer, input, weight, bias, numbers. */
static int update_output(lua_State *L, Args *a, Kind kind, int dims) {
  Tensor *output = a->arg[0].t, *buffer = a->arg[1].t;
  const Tensor *input = a->arg[2].t, *weight = a->arg[3].t;
  const Tensor *bias = a->arg[4].index ? a->arg[4].t : NULL;
  const Geometry g = fac_read_geometry(L, a, kind, dims, input, weight, "weight");
  if (bias) fac_check_bias(L, &g, bias, "bias");
  fac_check_other(L, output, "output", input, "input");
  fac_check_other(L, output, "output", weight, "weight");
  if (bias) fac_check_other(L, output, "output", bias, "bias");
  const Tensor *operands[] = {output, input, weight, bias ? bias : weight};
  for (int i = 0; i < 4; i++) fac_check_unshared(L, buffer, "finput", operands[i], "a tensor");
  input = fac_dense_input(L, fac_apart(L, output, input));
  weight = fac_dense_input(L, fac_apart(L, output, weight));
  if (bias) bias = fac_dense_input(L, fac_apart(L, output, bias));

  int64_t size[5];
  fac_tensor_resize(L, output, fac_output_size(&g, size), size, NULL);
  if (g.batch == 0) return fac_return(L, a, 0);
  Tensor *y = fac_dense_result(L, output);
  Job job = {.g = &g,
             .dtype = y->dtype,
             .weight = fac_tensor_data(weight),
             .bias = bias ? fac_tensor_data(bias) : NULL};
  job.image = fac_tensor_data(kind == FULL ? y : input);
  job.map = fac_tensor_data(kind == FULL ? input : y);
  if (kind == PLAIN)
    convolve(L, &job, buffer);
  else if (kind == FULL)
    spread(L, &job, buffer);
  else
    by_depth(L, &job, buffer, g.batch * g.c.planes, false, depth_forward);
  fac_dense_store(L, output, y);
  return fac_return(L, a, 0);
}

/* Arguments gradInput, buffer, input, gradOutput, weight, numbers. */
static int update_grad_input(lua_State *L, Args *a, Kind kind, int dims) {
  Tensor *gradInput = a->arg[0].t, *buffer = a->arg[1].t;
  const Tensor *input = a->arg[2].t, *gradOutput = a->arg[3].t, *weight = a->arg[4].t;
  const Geometry g = fac_read_geometry(L, a, kind, dims, input, weight, "weight");
  fac_check_gradient(L, &g, gradOutput);
  fac_check_other(L, gradInput, "gradInput", gradOutput, "gradOutput");
  fac_check_other(L, gradInput, "gradInput", weight, "weight");
  fac_check_other(L, gradInput, "gradInput", input, "input");
  const Tensor *operands[] = {gradInput, input, gradOutput, weight};
  for (int i = 0; i < 4; i++) fac_check_unshared(L, buffer, "finput", operands[i], "a tensor");
  gradOutput = fac_dense_input(L, fac_apart(L, gradInput, gradOutput));
  weight = fac_dense_input(L, fac_apart(L, gradInput, weight));

  fac_tensor_resize_as(L, gradInput, input);
  if (g.batch == 0) return fac_return(L, a, 0);
  Tensor *r = fac_dense_result(L, gradInput);
  Job job = {.g = &g, .dtype = r->dtype, .weight = fac_tensor_data(weight)};
  job.image = fac_tensor_data(kind == FULL ? gradOutput : r);
  job.map = fac_tensor_data(kind == FULL ? r : gradOutput);
  if (kind == FULL)
    convolve(L, &job, buffer);
  else if (kind == PLAIN)
    spread(L, &job, buffer);
  else
    by_depth(L, &job, buffer, g.batch * g.c.planes, true, depth_backward);
  fac_dense_store(L, gradInput, r);
  return fac_return(L, a, 0);
}

/* Arguments buffer, input, gradOutput, gradWeight, gradBias, scale, numbers. */
static int acc_grad_parameters(lua_State *L, Args *a, Kind kind, int dims) {
  Tensor *buffer = a->arg[0].t, *gradWeight = a->arg[3].t;
  const Tensor *input = a->arg[1].t, *gradOutput = a->arg[2].t;
  Tensor *gradBias = a->arg[4].index ? a->arg[4].t : NULL;
  const Geometry g = fac_read_geometry(L, a, kind, dims, input, gradWeight, "gradWeight");
  fac_check_gradient(L, &g, gradOutput);
  if (gradBias) fac_check_bias(L, &g, gradBias, "gradBias");
  const Tensor *operands[] = {input, gradOutput, gradWeight, gradBias ? gradBias : gradWeight};
  for (int i = 0; i < 4; i++) fac_check_unshared(L, buffer, "finput", operands[i], "a tensor");
  if (g.batch == 0) return 0;
  input = fac_dense_input(L, input);
  gradOutput = fac_dense_input(L, gradOutput);

  Tensor *w = fac_dense_inout(L, gradWeight), *b = gradBias ? fac_dense_inout(L, gradBias) : NULL;
  Job job = {.g = &g,
             .dtype = w->dtype,
             .weight = fac_tensor_data(w),
             .bias = b ? fac_tensor_data(b) : NULL,
             .image = fac_tensor_data(kind == FULL ? gradOutput : input),
             .map = fac_tensor_data(kind == FULL ? input : gradOutput),
             .scale = a->arg[5].n.d};
  if (kind != BY_DEPTH)
    weight_gradient(L, &job, buffer);
  else
    by_depth(L, &job, buffer, g.c.planes, false, depth_gradient);
  fac_dense_store(L, gradWeight, w);
  if (!b) return 0;
  int64_t size = kind == FULL ? g.area : g.elements;
  fac_parallel_for(g.output_planes, grain((double)(g.batch * size)), bias_gradient, &job);
  fac_dense_store(L, gradBias, b);
  return 0;
}

#define CALLS(name, kind, dims)                                                                    \
  static int name##_updateOutput(lua_State *L, Args *a) {                                          \
    return update_output(L, a, kind, dims);                                                        \
  }                                                                                                \
  static int name##_updateGradInput(lua_State *L, Args *a) {                                       \
    return update_grad_input(L, a, kind, dims);                                                    \
  }                                                                                                \
  static int name##_accGradParameters(lua_State *L, Args *a) {                                     \
    return acc_grad_parameters(L, a, kind, dims);                                                  \
  }
CALLS(spatial, PLAIN, 2)
CALLS(spatial_full, FULL, 2)
CALLS(depth_wise, BY_DEPTH, 2)
CALLS(volumetric, PLAIN, 3)
CALLS(volumetric_full, FULL, 3)

/* The numbers: kernel, stride, pad, dilation (full: adjustment), each [depth,] height, width. */
#define ROWS(class, name)                                                                          \
  {#class "_updateOutput", name##_updateOutput,                                                    \
   "output:T finput:T input:T weight:T bias:T? numbers:sizes",                                     \
   "output = bias + weight on each window of input", FAC_REAL},                                    \
      {#class "_updateGradInput", name##_updateGradInput,                                          \
       "gradInput:T finput:T input:T gradOutput:T weight:T numbers:sizes",                         \
       "gradInput = gradOutput through the weight", FAC_REAL},                                     \
  {                                                                                                \
#class "_accGradParameters", name##_accGradParameters,                                         \
        "finput:T input:T gradOutput:T gradWeight:T gradBias:T? scale:num numbers:sizes",          \
        "gradWeight += scale gradOutput on the windows of input, gradBias += scale gradOutput",    \
        FAC_REAL                                                                                   \
  }

static Op ops[] = {
    ROWS(SpatialConvolution, spatial),
    ROWS(SpatialFullConvolution, spatial_full),
    ROWS(SpatialDepthWiseConvolution, depth_wise),
    ROWS(VolumetricConvolution, volumetric),
    ROWS(VolumetricFullConvolution, volumetric_full),
    {0},
};

void fac_open_nn_convolution(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
