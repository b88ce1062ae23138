/* Planes connected by filters; see maps.h. Work is spread over the planes that are written to, so
 * sums are made in the order of the table whatever the number of threads. */
#include "maps.h"

#include <string.h>

#include "../core/dense.h"
#include "../core/thread.h"

/* Sorts the connections of one side by plane. order has n, start planes + 1 elements. */
static Side sorted(int64_t planes, int64_t n, const int64_t *plane, int64_t *order,
                   int64_t *start) {
  memset(start, 0, (size_t)(planes + 1) * sizeof *start);
  for (int64_t i = 0; i < n; i++) start[plane[i] + 1]++;
  for (int64_t p = 0; p < planes; p++) start[p + 1] += start[p];
  for (int64_t i = 0; i < n; i++) order[start[plane[i]]++] = i;
  for (int64_t p = planes; p > 0; p--) start[p] = start[p - 1];
  start[0] = 0;
  return (Side){planes, plane, order, start};
}

static int64_t pair_entry(const Tensor *pairs, int64_t i) {
  return pairs->dtype == FAC_FLOAT ? (int64_t)((const float *)fac_tensor_data(pairs))[i]
                                   : (int64_t)((const double *)fac_tensor_data(pairs))[i];
}

void fac_maps_connect(lua_State *L, Maps *m, const Tensor *pairs, int64_t n, bool large_first,
                      int64_t large, int64_t small) {
  int64_t count = 4 * n + large + small + 2;
  int64_t *room = fac_tensor_data(fac_new_tensor_sized(L, FAC_LONG, 1, &count));
  int64_t *of_large = room, *of_small = room + n;
  for (int64_t i = 0; i < n; i++) {
    int64_t from = pairs ? pair_entry(pairs, 2 * i) - 1 : i;
    int64_t to = pairs ? pair_entry(pairs, 2 * i + 1) - 1 : i;
    of_large[i] = large_first ? from : to;
    of_small[i] = large_first ? to : from;
  }
  m->connections = n;
  m->large = sorted(large, n, of_large, room + 2 * n, room + 4 * n);
  m->small = sorted(small, n, of_small, room + 3 * n, room + 4 * n + large + 1);
}

/* One of the three passes. */
typedef struct {
  const Maps *m;
  double scale;
  const char *large, *small, *weight;
  char *result;
  size_t large_bytes, small_bytes, weight_bytes; /* of one plane, one filter */
} Pass;

static Pass pass_of(const Maps *m) {
  const Filter *f = &m->filter;
  size_t element = fac_dtype_size(m->dtype);
  return (Pass){.m = m,
                .large_bytes = (size_t)(f->large[0] * f->large[1]) * element,
                .small_bytes = (size_t)(f->small[0] * f->small[1]) * element,
                .weight_bytes = (size_t)(f->taps[0] * f->taps[1]) * element};
}

/* Operations of one filter on one plane. */
static int64_t operations(const Maps *m) {
  const Filter *f = &m->filter;
  return f->small[0] * f->small[1] * f->taps[0] * f->taps[1];
}

static void correlate_planes(void *context, int64_t first, int64_t last) {
  const Pass *p = context;
  const Maps *m = p->m;
  for (int64_t i = first; i < last; i++) {
    int64_t sample = i / m->small.planes, plane = i % m->small.planes;
    for (int64_t j = m->small.start[plane]; j < m->small.start[plane + 1]; j++) {
      int64_t c = m->small.order[j], other = sample * m->large.planes + m->large.plane[c];
      fac_filter->correlate[m->dtype](&m->filter, p->large + (size_t)other * p->large_bytes,
                                      p->weight + (size_t)c * p->weight_bytes,
                                      p->result + (size_t)i * p->small_bytes);
    }
  }
}

void fac_maps_correlate(const Maps *m, const void *large, const void *weight, void *small) {
  Pass p = pass_of(m);
  p.large = large;
  p.weight = weight;
  p.result = small;
  if (m->small.planes > 0)
    fac_parallel_for(m->batch * m->small.planes,
                     fac_maps_grain(operations(m) * (m->connections / m->small.planes)),
                     correlate_planes, &p);
}

static void spread_planes(void *context, int64_t first, int64_t last) {
  const Pass *p = context;
  const Maps *m = p->m;
  for (int64_t i = first; i < last; i++) {
    int64_t sample = i / m->large.planes, plane = i % m->large.planes;
    for (int64_t j = m->large.start[plane]; j < m->large.start[plane + 1]; j++) {
      int64_t c = m->large.order[j], other = sample * m->small.planes + m->small.plane[c];
      fac_filter->spread[m->dtype](&m->filter, p->small + (size_t)other * p->small_bytes,
                                   p->weight + (size_t)c * p->weight_bytes,
                                   p->result + (size_t)i * p->large_bytes);
    }
  }
}

void fac_maps_spread(const Maps *m, const void *small, const void *weight, void *large) {
  Pass p = pass_of(m);
  p.small = small;
  p.weight = weight;
  p.result = large;
  if (m->large.planes > 0)
    fac_parallel_for(m->batch * m->large.planes,
                     fac_maps_grain(operations(m) * (m->connections / m->large.planes)),
                     spread_planes, &p);
}

static void connection_taps(void *context, int64_t first, int64_t last) {
  const Pass *p = context;
  const Maps *m = p->m;
  for (int64_t c = first; c < last; c++)
    for (int64_t sample = 0; sample < m->batch; sample++) {
      int64_t large = sample * m->large.planes + m->large.plane[c];
      int64_t small = sample * m->small.planes + m->small.plane[c];
      fac_filter->taps[m->dtype](&m->filter, p->scale, p->large + (size_t)large * p->large_bytes,
                                 p->small + (size_t)small * p->small_bytes,
                                 p->result + (size_t)c * p->weight_bytes);
    }
}

void fac_maps_taps(const Maps *m, double scale, const void *large, const void *small,
                   void *weight) {
  Pass p = pass_of(m);
  p.scale = scale;
  p.large = large;
  p.small = small;
  p.result = weight;
  fac_parallel_for(m->connections, fac_maps_grain(operations(m) * m->batch), connection_taps, &p);
}

typedef struct {
  DType dtype;
  int64_t batch, planes, size;
  double scale;
  const char *from;
  char *to;
} PlaneWork;

static void fill_planes(void *context, int64_t first, int64_t last) {
  const PlaneWork *w = context;
  size_t element = fac_dtype_size(w->dtype);
  for (int64_t i = first; i < last; i++)
    fac_filter->fill[w->dtype](w->size, w->from + (size_t)(i % w->planes) * element,
                               w->to + (size_t)(i * w->size) * element);
}

void fac_maps_fill(DType dtype, int64_t batch, int64_t planes, int64_t size, const void *bias,
                   void *output) {
  int64_t count = batch * planes * size;
  if (count == 0) return;
  if (!bias) {
    memset(output, 0, (size_t)count * fac_dtype_size(dtype));
    return;
  }
  PlaneWork w = {dtype, batch, planes, size, 1, bias, output};
  fac_parallel_for(batch * planes, fac_maps_grain(size), fill_planes, &w);
}

static void sum_planes(void *context, int64_t first, int64_t last) {
  const PlaneWork *w = context;
  size_t element = fac_dtype_size(w->dtype);
  for (int64_t plane = first; plane < last; plane++)
    for (int64_t sample = 0; sample < w->batch; sample++)
      fac_filter->total[w->dtype](
          w->size, w->scale, w->from + (size_t)((sample * w->planes + plane) * w->size) * element,
          w->to + (size_t)plane * element);
}

void fac_maps_sum(DType dtype, int64_t batch, int64_t planes, int64_t size, double scale,
                  const void *gradOutput, void *gradBias) {
  PlaneWork w = {dtype, batch, planes, size, scale, gradOutput, gradBias};
  fac_parallel_for(planes, fac_maps_grain(size * batch), sum_planes, &w);
}

/* planes x n of a weight, or n x planes, with stride 0 along n */
static Tensor *repeated_view(lua_State *L, const Tensor *weight, int64_t n, bool by_tap) {
  Tensor *view = fac_new_view(L, fac_dense_input(L, weight));
  int planes = by_tap ? 1 : 0, taps = 1 - planes;
  int64_t count = fac_tensor_count(weight);
  view->ndim = 2;
  view->size[planes] = count;
  view->stride[planes] = 1;
  view->size[taps] = n;
  view->stride[taps] = 0;
  return view;
}

Tensor *fac_maps_repeat(lua_State *L, const Tensor *weight, int64_t n, bool by_tap) {
  return (Tensor *)fac_new_contiguous(L, repeated_view(L, weight, n, by_tap));
}

void fac_maps_add_repeated(Tensor *gradWeight, const Tensor *repeated, bool by_tap) {
  DType dtype = gradWeight->dtype;
  size_t element = fac_dtype_size(dtype);
  const char *from = fac_tensor_data(repeated);
  char *to = fac_tensor_data(gradWeight);
  int64_t planes = fac_tensor_count(gradWeight), n = repeated->size[by_tap ? 0 : 1];
  if (by_tap)
    for (int64_t k = 0; k < n; k++)
      for (int64_t i = 0; i < planes; i++)
        fac_filter->total[dtype](1, 1, from + (size_t)(k * planes + i) * element,
                                 to + (size_t)i * element);
  else
    for (int64_t i = 0; i < planes; i++)
      fac_filter->total[dtype](n, 1, from + (size_t)(i * n) * element, to + (size_t)i * element);
}

int64_t fac_maps_extent(lua_State *L, const char *name, int64_t value, int64_t least) {
  if (value < least || value > INT32_MAX)
    fac_error(L, "%s must be an integer >= %lld, got %lld", name, (long long)least,
              (long long)value);
  return value;
}

static void check_length(lua_State *L, const Tensor *input, int d) {
  if (input->size[d] > INT32_MAX) fac_error(L, "input of size %s is too large", FAC_SHAPE(input));
}

int64_t fac_maps_images(lua_State *L, const Tensor *input, int64_t planes, int64_t size[2]) {
  if (input->ndim != 3 && input->ndim != 4)
    fac_error(L, "3D or 4D (batch mode) tensor expected for input, got size %s", FAC_SHAPE(input));
  int d = input->ndim - 3;
  if (planes > 0 && input->size[d] != planes)
    fac_error(L, "input must have %lld planes, got size %s", (long long)planes, FAC_SHAPE(input));
  for (int i = 0; i < input->ndim; i++) check_length(L, input, i);
  size[0] = input->size[d + 1];
  size[1] = input->size[d + 2];
  return d ? input->size[0] : 1;
}

int64_t fac_maps_places(lua_State *L, const Tensor *input, int64_t n, int64_t window,
                        int64_t step) {
  if (n < window)
    fac_error(L, "input of size %s is smaller than the kernel: %lld elements are needed, got %lld",
              FAC_SHAPE(input), (long long)window, (long long)n);
  return (n - window) / step + 1;
}

int fac_maps_like(const Tensor *input, int64_t planes, const int64_t size[2], int64_t *result) {
  int d = input->ndim - 3;
  if (d) result[0] = input->size[0];
  result[d] = planes;
  result[d + 1] = size[0];
  result[d + 2] = size[1];
  return input->ndim;
}

void fac_maps_check_sizes(lua_State *L, const Tensor *t, const char *name, int ndim,
                          const int64_t *size) {
  bool same = t->ndim == ndim;
  for (int d = 0; same && d < ndim; d++) same = t->size[d] == size[d];
  if (!same)
    fac_error(L, "%s must have size %s, got %s", name,
              fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, size), FAC_SHAPE(t));
}

void fac_maps_check_elements(lua_State *L, const Tensor *t, const char *name, int64_t n) {
  if (fac_tensor_count(t) != n)
    fac_error(L, "%s must have %lld elements, got size %s", name, (long long)n, FAC_SHAPE(t));
}
