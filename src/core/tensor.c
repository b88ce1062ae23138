/* Tensors: geometry over storages. Neighbours: storage.c below, loop.c walks the elements. */
#include "tensor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "object.h"

/* --- questions -------------------------------------------------------------------------------- */

/* One past the last element that a view with this geometry touches, counted from the storage's
 * begin; -1 when that overflows. Strides are >= 0. */
static int64_t extent(int64_t offset, int ndim, const int64_t *size, const int64_t *stride) {
  if (ndim == 0) return offset;
  int64_t last = offset;
  for (int d = 0; d < ndim; d++) {
    int64_t reach;
    if (size[d] == 0) return offset;
    if (__builtin_mul_overflow(size[d] - 1, stride[d], &reach) ||
        __builtin_add_overflow(last, reach, &last))
      return -1;
  }
  return last == INT64_MAX ? -1 : last + 1;
}

bool fac_tensor_fits(const Tensor *t) {
  int64_t end = extent(t->offset, t->ndim, t->size, t->stride);
  return end >= 0 && end <= (t->storage ? t->storage->size : 0);
}

_Noreturn void fac_tensor_report_misfit(lua_State *L, const Tensor *t);
_Noreturn void fac_tensor_report_misfit(lua_State *L, const Tensor *t) {
  fac_error(L, "a tensor of size %s reaches beyond its storage, which was resized to %lld elements",
            FAC_SHAPE(t), (long long)t->storage->size);
}

bool fac_tensor_same_layout(const Tensor *a, const Tensor *b) {
  if (a->storage != b->storage || a->offset != b->offset || !fac_tensor_same_size(a, b))
    return false;
  for (int d = 0; d < a->ndim; d++)
    if (a->stride[d] != b->stride[d] && a->size[d] > 1) return false;
  return true;
}

char *fac_shape_text(char text[FAC_SHAPE_TEXT], int ndim, const int64_t *size) {
  if (ndim == 0) return strcpy(text, "no dimension");
  size_t n = 0;
  for (int d = 0; d < ndim && n < FAC_SHAPE_TEXT - 24; d++)
    n += (size_t)snprintf(text + n, FAC_SHAPE_TEXT - n, d ? "x%lld" : "%lld", (long long)size[d]);
  return text;
}

/* --- life ------------------------------------------------------------------------------------- */

/* Views come and go at every step of a script, so each thread keeps some of the structs that it
 * frees; with a sanitizer it does not, to see what is used after it was freed. */
#if defined(__SANITIZE_ADDRESS__)
enum { SPARE_TENSORS = 0 };
#else
enum { SPARE_TENSORS = 65536 };
#endif
typedef union SpareTensor {
  union SpareTensor *next;
  Tensor tensor;
} SpareTensor;
static _Thread_local SpareTensor *spare;
static _Thread_local int spare_count;

static Tensor *take_spare(void) {
  if (!spare) return malloc(sizeof(SpareTensor));
  SpareTensor *s = spare;
  spare = s->next;
  if (spare) { /* the next one is out of the caches by now */
    __builtin_prefetch(spare, 1);
    __builtin_prefetch(spare->tensor.stride, 1);
  }
  spare_count--;
  return &s->tensor;
}

/* Collectors free views thousands at a time, the newest first, each out of the caches by then. So
 * each knows one that was made a little before it, which is fetched while it is freed itself. */
enum { AHEAD = 4 };

static Tensor *take_struct(void) {
  static _Thread_local const void *made[AHEAD];
  static _Thread_local unsigned count;
  Tensor *t = take_spare();
  if (t) {
    t->soon = made[count % AHEAD];
    made[count++ % AHEAD] = t;
  }
  return t;
}

static void free_struct(Tensor *t) {
  SpareTensor *s = (SpareTensor *)t;
  if (spare_count >= SPARE_TENSORS) {
    free(s);
    return;
  }
  s->next = spare;
  spare = s;
  spare_count++;
}

Tensor *fac_tensor_new_raw(lua_State *L, DType dtype) {
  fac_collector_feel(L, sizeof(Tensor));
  Tensor *t = take_struct();
  if (!t) fac_error(L, "not enough memory for a tensor");
  t->refs = 1;
  t->dtype = dtype;
  t->ndim = 0;
  t->offset = 0;
  t->storage = NULL;
  return t;
}

void fac_tensor_retain(Tensor *t) {
  atomic_fetch_add_explicit(&t->refs, 1, memory_order_relaxed);
}

void fac_tensor_release(Tensor *t) {
  __builtin_prefetch(t->soon, 1);
  if (!fac_last_reference(&t->refs)) return;
  fac_storage_release(t->storage);
  free_struct(t);
}

/* --- geometry --------------------------------------------------------------------------------- */

/* Strides with every -1 (or all, when stride is NULL) filled in as contiguous; also checks that the
 * sizes are not negative and their product fits. */
static void complete_strides(lua_State *L, int ndim, const int64_t *size, const int64_t *stride,
                             int64_t *complete) {
  if (ndim > FAC_MAX_DIMS)
    fac_error(L, "a tensor has at most %d dimensions, not %d", FAC_MAX_DIMS, ndim);
  int64_t next = 1;
  for (int d = ndim - 1; d >= 0; d--) {
    if (size[d] < 0)
      fac_error(L, "size %lld of dimension %d is negative", (long long)size[d], d + 1);
    if (stride && stride[d] < -1)
      fac_error(L, "stride %lld of dimension %d is negative", (long long)stride[d], d + 1);
    complete[d] = stride && stride[d] >= 0 ? stride[d] : next;
    if (__builtin_mul_overflow(size[d] > 0 ? size[d] : 1, complete[d], &next))
      fac_error(L, "a tensor of size %s has too many elements",
                fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, size));
  }
  int64_t count = 1;
  for (int d = 0; d < ndim; d++)
    if (__builtin_mul_overflow(count, size[d] ? size[d] : 1, &count))
      fac_error(L, "a tensor of size %s has too many elements",
                fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, size));
}

/* By hand, since there are two or three dimensions and memmove takes longer to begin. */
static void take_geometry(Tensor *t, int ndim, const int64_t *size, const int64_t *stride) {
  t->ndim = ndim;
  for (int d = 0; d < ndim; d++) {
    t->size[d] = size[d];
    t->stride[d] = stride[d];
  }
}

static int64_t checked_extent(lua_State *L, int64_t offset, int ndim, const int64_t *size,
                              const int64_t *stride) {
  int64_t end = extent(offset, ndim, size, stride);
  if (end < 0)
    fac_error(L, "a view of size %s reaches beyond all memory",
              fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, size));
  return end;
}

/* Enlarges the storage to that many elements if it has fewer. */
static void make_room(lua_State *L, Storage *s, int64_t end, int ndim, const int64_t *size) {
  if (end > s->size) fac_storage_resize_shaped(L, s, end, ndim, size);
}

void fac_tensor_resize(lua_State *L, Tensor *t, int ndim, const int64_t *size,
                       const int64_t *stride) {
  bool same = ndim == t->ndim && ndim > 0;
  for (int d = 0; same && d < ndim; d++)
    same = size[d] == t->size[d] && (!stride || stride[d] == -1 || stride[d] == t->stride[d]);
  if (same) return;
  if (t->ndim) fac_check_no_finalizer(L);
  int64_t complete[FAC_MAX_DIMS];
  complete_strides(L, ndim, size, stride, complete);
  int64_t end = checked_extent(L, t->offset, ndim, size, complete);
  if (ndim > 0 && end != t->offset) {
    if (!t->storage) {
      t->storage = fac_storage_new_shaped(L, t->dtype, end, ndim, size);
    } else {
      make_room(L, t->storage, end, ndim, size);
    }
  }
  take_geometry(t, ndim, size, complete);
}

void fac_tensor_resize_as(lua_State *L, Tensor *t, const Tensor *like) {
  fac_tensor_resize(L, t, like->ndim, like->size, NULL);
}

void fac_tensor_check_growth(lua_State *L, const Tensor *t, const Tensor *like) {
  int64_t end = t->offset + fac_tensor_count(like);
  if (t->storage && end > t->storage->size) fac_storage_check_growth(L, t->storage, end);
}

void fac_tensor_set(lua_State *L, Tensor *t, Storage *s, int64_t offset, int ndim,
                    const int64_t *size, const int64_t *stride) {
  if (t->storage) fac_check_no_finalizer(L);
  if (offset < 0) fac_error(L, "storage offset %lld is less than 1", (long long)offset + 1);
  int64_t complete[FAC_MAX_DIMS];
  complete_strides(L, ndim, size, stride, complete);
  int64_t end = checked_extent(L, offset, ndim, size, complete);
  if (ndim > 0) {
    if (!s && end != offset)
      fac_error(L, "a view of size %s needs a storage",
                fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, size));
    if (s) make_room(L, s, end, ndim, size);
  }
  if (s != t->storage) {
    if (s) fac_storage_retain(s);
    fac_storage_release(t->storage);
    t->storage = s;
  }
  t->offset = offset;
  take_geometry(t, ndim, size, complete);
}

void fac_tensor_set_as(lua_State *L, Tensor *t, const Tensor *source) {
  if (t == source) return;
  if (t->storage) fac_check_no_finalizer(L);
  if (t->storage != source->storage) {
    if (source->storage) fac_storage_retain(source->storage);
    fac_storage_release(t->storage);
    t->storage = source->storage;
  }
  t->offset = source->offset;
  take_geometry(t, source->ndim, source->size, source->stride);
}

void fac_tensor_narrow(Tensor *t, int dim, int64_t first, int64_t count) {
  t->offset += first * t->stride[dim];
  t->size[dim] = count;
}

void fac_tensor_select(Tensor *t, int dim, int64_t index) {
  t->offset += index * t->stride[dim];
  t->ndim--;
  for (int d = dim; d < t->ndim; d++) {
    t->size[d] = t->size[d + 1];
    t->stride[d] = t->stride[d + 1];
  }
}

void fac_tensor_transpose(Tensor *t, int a, int b) {
  int64_t size = t->size[a], stride = t->stride[a];
  t->size[a] = t->size[b];
  t->stride[a] = t->stride[b];
  t->size[b] = size;
  t->stride[b] = stride;
}
