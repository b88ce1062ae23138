/* Layers over planes; see planes.h. */
#include "planes.h"

#include <string.h>

#include "../core/thread.h"

Planes fac_planes_of(lua_State *L, const Tensor *t, int dims) {
  const char *sizes = dims == 2 ? "height x width" : "depth x height x width";
  if (t->ndim != dims + 1 && t->ndim != dims + 2)
    fac_error(L, "input must be planes x %s, with or without a batch in front, got size %s", sizes,
              FAC_SHAPE(t));
  Planes p = {.ndim = t->ndim, .dims = dims, .planes = 1, .size = {1, 1, 1}};
  for (int d = 0; d < t->ndim - dims; d++) p.planes *= t->size[d];
  double elements = 1;
  for (int d = 0; d < dims; d++) {
    p.size[3 - dims + d] = t->size[t->ndim - dims + d];
    if (t->size[t->ndim - dims + d] == 0)
      fac_error(L, "input has planes without elements: %s", FAC_SHAPE(t));
    elements *= (double)p.size[3 - dims + d];
  }
  /* an empty batch may claim any size */
  if (elements > 1e15) fac_error(L, "planes of %s are too large", FAC_PLANE_SHAPE(dims, p.size));
  return p;
}

int fac_planes_size(const Tensor *input, const Planes *planes, const int64_t size[3],
                    int64_t out[FAC_MAX_DIMS]) {
  int lead = planes->ndim - planes->dims;
  memcpy(out, input->size, (size_t)lead * sizeof *out);
  memcpy(out + lead, size + 3 - planes->dims, (size_t)planes->dims * sizeof *out);
  return planes->ndim;
}

void fac_planes_check(lua_State *L, const Tensor *t, const char *name, const Tensor *input,
                      const Planes *planes, const int64_t size[3]) {
  int64_t expected[FAC_MAX_DIMS];
  int ndim = fac_planes_size(input, planes, size, expected);
  if (t->ndim != ndim || memcmp(t->size, expected, (size_t)ndim * sizeof *expected) != 0)
    fac_error(L, "%s must have size %s, got %s", name,
              fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, expected), FAC_SHAPE(t));
}

typedef struct {
  const int64_t *index;
  int64_t limit;
  atomic_bool bad;
} IndexCheck;

static void check_piece(void *context, int64_t first, int64_t last) {
  IndexCheck *c = context;
  bool bad = false;
  for (int64_t i = first; i < last; i++) bad |= (uint64_t)c->index[i] - 1 >= (uint64_t)c->limit;
  if (bad) c->bad = true;
}

void fac_check_indices(lua_State *L, const Tensor *index, int64_t limit, const char *name) {
  int64_t count = fac_tensor_count(index);
  IndexCheck c = {.index = fac_tensor_data(index), .limit = limit};
  fac_parallel_for(count, 50000, check_piece, &c);
  for (int64_t i = 0; c.bad && i < count; i++)
    if (c.index[i] < 1 || c.index[i] > limit)
      fac_error(L, "%s: index %lld is out of range, it must be 1 to %lld; was forward called?",
                name, (long long)c.index[i], (long long)limit);
}

int64_t fac_arg_size(lua_State *L, const Args *a, int k, int64_t least, const char *what) {
  double value = a->arg[k].n.d;
  if (!(value >= (double)least && value <= INT32_MAX))
    fac_error(L, "%s must be %lld to %d, got %g", what, (long long)least, INT32_MAX, value);
  return a->arg[k].n.i;
}
