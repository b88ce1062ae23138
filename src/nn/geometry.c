/* Checking the calls of convolution layers; see geometry.h. */
#include "geometry.h"

#include <limits.h>
#include <stdio.h>

/* "2 x 5 x 5" into text; returns text. */
static char *shape(char text[FAC_SHAPE_TEXT], int ndim, const int64_t *size) {
  int at = 0;
  text[0] = 0;
  for (int d = 0; d < ndim && at < FAC_SHAPE_TEXT - 24; d++)
    at += snprintf(text + at, 24, d ? " x %lld" : "%lld", (long long)size[d]);
  return text;
}
#define SHAPE(ndim, size) shape((char[FAC_SHAPE_TEXT]){0}, ndim, size)

enum { MOST = 1 << 30 }; /* for a size; products of two and their sums stay in range */

/* One size of the layer, between least and MOST. */
static int64_t setting(lua_State *L, const Args *a, int i, int64_t least, const char *name) {
  int64_t n = a->sizes[i];
  if (n < least || n > MOST)
    fac_error(L, "%s must be from %lld to %d, got %lld", name, (long long)least, (int)MOST,
              (long long)n);
  return n;
}

/* Splits the layer's numbers up: kernel, stride, pad and dilation (full: adjustment), each in the
 * order depth, height, width. */
static void read_settings(lua_State *L, const Args *a, Geometry *g, int64_t adjust[3]) {
  const int skip = 3 - g->dims;
  if (a->nsizes != 4 * g->dims) fac_error(L, "%d numbers expected, got %d", 4 * g->dims, a->nsizes);
  for (int d = 0; d < 3; d++) {
    int at = d - skip;
    Convolution *c = &g->c;
    bool has = at >= 0;
    c->kernel[d] = has ? setting(L, a, at, 1, "kernel size") : 1;
    c->stride[d] = has ? setting(L, a, at + g->dims, 1, "stride") : 1;
    c->pad[d] = has ? setting(L, a, at + 2 * g->dims, 0, "padding") : 0;
    c->dilation[d] = 1;
    adjust[d] = 0;
    if (!has) continue;
    if (g->kind == FULL) {
      adjust[d] = setting(L, a, at + 3 * g->dims, 0, "output adjustment");
      if (adjust[d] >= c->stride[d])
        fac_error(L, "output adjustment must be smaller than the stride, got %lld and %lld",
                  (long long)adjust[d], (long long)c->stride[d]);
    } else {
      c->dilation[d] = setting(L, a, at + 3 * g->dims, 1, "dilation");
    }
  }
}

/* From the weight: filters x planes x kernel, or filters x (planes x kernel) in older layers. */
static void read_weight(lua_State *L, Geometry *g, const Tensor *weight, const char *name) {
  Convolution *c = &g->c;
  const int skip = 3 - g->dims;
  const double taps = (double)c->kernel[0] * (double)c->kernel[1] * (double)c->kernel[2];
  int64_t count = fac_tensor_count(weight);
  bool fits = (weight->ndim == 2 || weight->ndim == 2 + g->dims) && count > 0 &&
              taps <= (double)(count / weight->size[0]);
  for (int d = skip; fits && weight->ndim > 2 && d < 3; d++)
    fits = weight->size[2 + d - skip] == c->kernel[d];
  if (fits) {
    g->taps = c->kernel[0] * c->kernel[1] * c->kernel[2];
    fits = count / weight->size[0] % g->taps == 0;
  }
  if (!fits)
    fac_error(L, "%s of size %s does not fit a kernel of [%s]", name, FAC_SHAPE(weight),
              SHAPE(g->dims, c->kernel + skip));
  c->filters = weight->size[0];
  c->planes = count / c->filters / g->taps;
  if (c->filters > INT_MAX || count / c->filters > INT_MAX)
    fac_error(L, "%s of size %s is too large for the BLAS", name, FAC_SHAPE(weight));
  g->input_planes = g->kind == FULL ? c->filters : c->planes;
  g->output_planes = g->kind == FULL ? c->planes : c->filters;
  if (g->kind == BY_DEPTH) g->output_planes = c->planes * c->filters;
}

/* The sizes of the input, and the output's from them. */
static void read_input(lua_State *L, Geometry *g, const Tensor *input, const int64_t adjust[3]) {
  Convolution *c = &g->c;
  const int skip = 3 - g->dims, n = input->ndim;
  g->batched = n == g->dims + 2;
  if ((n != g->dims + 1 && !g->batched) || input->size[n - g->dims - 1] != g->input_planes)
    fac_error(L,
              "Need input of dimension %d and input.size[%d] == %lld "
              "but got input to be of shape: [%s]",
              g->batched ? n : g->dims + 1, g->batched, (long long)g->input_planes,
              SHAPE(n, input->size));
  g->batch = g->batched ? input->size[0] : 1;
  int64_t *in = g->kind == FULL ? c->map : c->image, *out = g->kind == FULL ? c->image : c->map;
  bool small = false, large = false;
  for (int d = 0; d < 3; d++) {
    in[d] = d < skip ? 1 : input->size[n - 3 + d];
    large |= in[d] > MOST;
    if (large) break;
    int64_t reach = c->dilation[d] * (c->kernel[d] - 1) + 1;
    if (g->kind == FULL) {
      out[d] = (in[d] - 1) * c->stride[d] - 2 * c->pad[d] + reach + adjust[d];
    } else {
      int64_t room = in[d] + 2 * c->pad[d] - reach; /* rounded down, also below zero */
      out[d] = (room >= 0 ? room : room - c->stride[d] + 1) / c->stride[d] + 1;
    }
    small |= in[d] < 1 || out[d] < 1;
    large |= out[d] > MOST;
  }
  const double most = INT_MAX;
  if (large || (double)in[0] * (double)in[1] * (double)in[2] > most ||
      (double)out[0] * (double)out[1] * (double)out[2] > most)
    fac_error(L, "an input of shape [%s] is too large", SHAPE(n, input->size));
  if (small)
    fac_error(L,
              "Given input size: (%lld x %s). Calculated output size: (%lld x %s). "
              "Output size is too small",
              (long long)g->input_planes, SHAPE(g->dims, in + skip), (long long)g->output_planes,
              SHAPE(g->dims, out + skip));
  g->area = c->image[0] * c->image[1] * c->image[2];
  g->elements = c->map[0] * c->map[1] * c->map[2];
}

Geometry fac_read_geometry(lua_State *L, const Args *a, Kind kind, int dims, const Tensor *input,
                           const Tensor *weight, const char *name) {
  Geometry g = {.kind = kind, .dims = dims};
  int64_t adjust[3];
  read_settings(L, a, &g, adjust);
  read_weight(L, &g, weight, name);
  read_input(L, &g, input, adjust);
  return g;
}

int fac_output_size(const Geometry *g, int64_t size[5]) {
  int n = 0;
  if (g->batched) size[n++] = g->batch;
  size[n++] = g->output_planes;
  const int64_t *out = g->kind == FULL ? g->c.image : g->c.map;
  for (int d = 3 - g->dims; d < 3; d++) size[n++] = out[d];
  return n;
}

void fac_check_gradient(lua_State *L, const Geometry *g, const Tensor *gradOutput) {
  int64_t size[5];
  int n = fac_output_size(g, size);
  bool same = gradOutput->ndim == n;
  for (int d = 0; same && d < n; d++) same = gradOutput->size[d] == size[d];
  if (!same)
    fac_error(L, "Need gradOutput of shape: [%s] but got gradOutput to be of shape: [%s]",
              SHAPE(n, size), SHAPE(gradOutput->ndim, gradOutput->size));
}

void fac_check_bias(lua_State *L, const Geometry *g, const Tensor *bias, const char *name) {
  if (fac_tensor_count(bias) != g->output_planes)
    fac_error(L, "%s must have %lld elements, got size %s", name, (long long)g->output_planes,
              FAC_SHAPE(bias));
}
