/* Storages: where the elements of tensors live. Two things happen here that malloc does not do:
 * freed big buffers are kept for the next tensor of that size, since fresh pages are slow, and the
 * Lua collector, which does not see this memory, is made to run as this memory grows.
 * Neighbours: tensor.c above; object.c gives storages to Lua. */
#include "storage.h"

#include <lauxlib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#include "object.h"

/* --- buffers ---------------------------------------------------------------------------------- */

enum {
  BIG = 64 << 10,        /* from here on buffers are cached when freed */
  HUGE_BUFFER = 4 << 20, /* from here on they lie on huge pages where the system has them */
  CACHE_ENTRIES = 64,
  ALIGNMENT = 64
};
static const size_t cache_limit = (size_t)256 << 20;

static struct {
  pthread_mutex_t lock;
  int count;
  size_t bytes;
  struct {
    void *data;
    size_t bytes;
  } entry[CACHE_ENTRIES]; /* oldest first */
} cache = {.lock = PTHREAD_MUTEX_INITIALIZER};

static _Atomic int64_t live_bytes;

int64_t fac_buffer_bytes(void) {
  return live_bytes;
}

/* Sizes are rounded up so that nearly equal ones find each other in the cache: to an eighth of the
 * largest power of two in them. 0 when the sum does not fit. */
static size_t rounded(size_t bytes) {
  size_t unit = ALIGNMENT;
  if (bytes >= BIG) {
    unit = 4096;
    while (unit <= bytes / 16) unit *= 2;
  }
  return bytes > SIZE_MAX - unit ? 0 : (bytes + unit - 1) / unit * unit;
}

static void *cache_take(size_t bytes) {
  void *data = NULL;
  pthread_mutex_lock(&cache.lock);
  for (int i = cache.count - 1; i >= 0 && !data; i--) {
    if (cache.entry[i].bytes != bytes) continue;
    data = cache.entry[i].data;
    cache.bytes -= bytes;
    cache.count--;
    memmove(&cache.entry[i], &cache.entry[i + 1],
            (size_t)(cache.count - i) * sizeof cache.entry[0]);
  }
  pthread_mutex_unlock(&cache.lock);
  return data;
}

/* Frees the oldest buffers until the cache holds at most this many bytes and entries. */
static void cache_trim(size_t bytes, int entries) {
  int drop = 0;
  while (drop < cache.count && (cache.bytes > bytes || cache.count - drop > entries)) {
    cache.bytes -= cache.entry[drop].bytes;
    free(cache.entry[drop++].data);
  }
  cache.count -= drop;
  memmove(&cache.entry[0], &cache.entry[drop], (size_t)cache.count * sizeof cache.entry[0]);
}

static void cache_flush(void) {
  pthread_mutex_lock(&cache.lock);
  cache_trim(0, 0);
  pthread_mutex_unlock(&cache.lock);
}

static void cache_put(void *data, size_t bytes) {
  pthread_mutex_lock(&cache.lock);
  if (bytes > cache_limit) {
    free(data);
  } else {
    cache_trim(cache_limit - bytes, CACHE_ENTRIES - 1);
    cache.entry[cache.count].data = data;
    cache.entry[cache.count++].bytes = bytes;
    cache.bytes += bytes;
  }
  pthread_mutex_unlock(&cache.lock);
}

void *fac_buffer_alloc(size_t bytes) {
  size_t size = rounded(bytes);
  if (!size || size > PTRDIFF_MAX) return NULL;
  void *data = size >= BIG ? cache_take(size) : NULL;
  if (!data) {
    size_t alignment = size >= HUGE_BUFFER ? (size_t)2 << 20 : ALIGNMENT;
    if (posix_memalign(&data, alignment, size)) return NULL;
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    if (size >= HUGE_BUFFER) madvise(data, size, MADV_HUGEPAGE); /* a hint; failure is no matter */
#endif
  }
  live_bytes += (int64_t)size;
  return data;
}

void fac_buffer_free(void *data, size_t bytes) {
  if (!data) return;
  size_t size = rounded(bytes);
  live_bytes -= (int64_t)size;
  if (size >= BIG)
    cache_put(data, size);
  else
    free(data);
}

/* --- the collector ---------------------------------------------------------------------------- */

/* A full collection is due when as much has been allocated as lived after the last one, on our
 * side or in the Lua heap, and at least this much. The cost of collecting is then in proportion to
 * the allocating, as in Lua's own pace. */
static const int64_t least_between_collections = (int64_t)32 << 20;

static _Thread_local int64_t allocated; /* by this thread since it last collected */
static _Thread_local int64_t due = (int64_t)32 << 20;

/* Where on the C stack the outermost allocation stands that this thread is in; 0 outside. An error
 * may leave it behind: it is stale when the next allocation does not stand deeper in the stack,
 * which grows downwards. */
static _Thread_local uintptr_t allocating;

static uintptr_t enter_allocation(void) {
  uintptr_t here = (uintptr_t)__builtin_frame_address(0), outer = allocating;
  if (outer <= here) outer = 0;
  if (!outer) allocating = here;
  return outer;
}

static void leave_allocation(uintptr_t outer) {
  allocating = outer;
}

void *fac_new_userdata(lua_State *L, size_t bytes) {
  uintptr_t outer = enter_allocation();
  void *data = lua_newuserdatauv(L, bytes, 0);
  leave_allocation(outer);
  return data;
}

void fac_new_table(lua_State *L, int elements, int fields) {
  uintptr_t outer = enter_allocation();
  lua_createtable(L, elements, fields);
  leave_allocation(outer);
}

void fac_check_no_finalizer(lua_State *L) {
  if (allocating)
    fac_error(L, "a finalizer (__gc) that runs in the middle of another operation cannot resize or "
                 "set what has elements");
}

static void collect(lua_State *L) {
  allocated = 0; /* before collecting: finalizers may allocate */
  uintptr_t outer = enter_allocation();
  lua_gc(L, LUA_GCCOLLECT, 0);
  leave_allocation(outer);
  int64_t next = live_bytes;
  int64_t lua_bytes = (int64_t)lua_gc(L, LUA_GCCOUNT, 0) * 1024;
  if (next < lua_bytes) next = lua_bytes;
  due = next < least_between_collections ? least_between_collections : next;
}

void fac_collector_feel(lua_State *L, size_t bytes) {
  allocated += (int64_t)bytes;
  if (allocated > due) collect(L);
}

/* --- storages --------------------------------------------------------------------------------- */

static _Noreturn void no_memory(lua_State *L, DType dtype, int64_t count, int ndim,
                                const int64_t *size) {
  double bytes = (double)count * (double)fac_dtype_size(dtype);
  if (size)
    fac_error(L, "not enough memory: a %sTensor of size %s needs %.0f bytes", fac_dtype_name(dtype),
              fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, size), bytes);
  fac_error(L, "not enough memory: a %sStorage of size %lld needs %.0f bytes",
            fac_dtype_name(dtype), (long long)count, bytes);
}

static bool byte_count(DType dtype, int64_t size, size_t *bytes) {
  return size >= 0 && !__builtin_mul_overflow((size_t)size, fac_dtype_size(dtype), bytes);
}

/* The buffer, or NULL after everything was tried. */
static void *alloc_with_collection(lua_State *L, size_t bytes) {
  if (bytes > PTRDIFF_MAX / 2) return NULL; /* the sums of the collector would overflow */
  fac_collector_feel(L, bytes);
  void *data = fac_buffer_alloc(bytes);
  if (!data) {
    collect(L);
    cache_flush();
    data = fac_buffer_alloc(bytes);
  }
  return data;
}

/* Small storages have their elements right behind the header: one allocation instead of two. */
enum { INLINE_BYTES = 512 };

static void *inline_data(Storage *s) {
  return s + 1;
}

static Storage *new_header(lua_State *L, DType dtype, size_t inline_bytes) {
  Storage *s = malloc(sizeof *s + inline_bytes);
  if (!s) fac_error(L, "not enough memory for a storage");
  *s = (Storage){.refs = 1, .dtype = dtype};
  return s;
}

Storage *fac_storage_new_shaped(lua_State *L, DType dtype, int64_t count, int ndim,
                                const int64_t *size) {
  size_t bytes;
  if (!byte_count(dtype, count, &bytes)) no_memory(L, dtype, count, ndim, size);
  Storage *s;
  if (bytes <= INLINE_BYTES) {
    fac_collector_feel(L, sizeof *s + bytes);
    s = new_header(L, dtype, bytes);
    s->data = bytes ? inline_data(s) : NULL;
  } else {
    void *data = alloc_with_collection(L, bytes);
    if (!data) no_memory(L, dtype, count, ndim, size);
    s = malloc(sizeof *s);
    if (!s) {
      fac_buffer_free(data, bytes);
      no_memory(L, dtype, count, ndim, size);
    }
    *s = (Storage){.refs = 1, .dtype = dtype, .data = data};
  }
  s->size = count;
  s->capacity = bytes;
  return s;
}

Storage *fac_storage_new(lua_State *L, DType dtype, int64_t size) {
  return fac_storage_new_shaped(L, dtype, size, 0, NULL);
}

Storage *fac_storage_wrap(lua_State *L, DType dtype, void *data, int64_t size,
                          void (*release)(Storage *), void *context) {
  Storage local = {
      .dtype = dtype, .size = size, .data = data, .release = release, .context = context};
  Storage *s = malloc(sizeof *s);
  if (!s) {
    if (release) release(&local);
    fac_error(L, "not enough memory for a storage");
  }
  *s = local;
  s->refs = 1;
  return s;
}

Storage *fac_storage_window(lua_State *L, Storage *parent, int64_t offset, int64_t size) {
  Storage *s = new_header(L, parent->dtype, 0);
  s->size = size;
  s->data = size ? (char *)parent->data + (size_t)offset * fac_dtype_size(parent->dtype) : NULL;
  s->parent = parent;
  fac_storage_retain(parent);
  parent->windows++;
  return s;
}

static bool owns_memory(const Storage *s) {
  return !s->release && !s->parent && !s->windows && (s->capacity || !s->data);
}

static void free_data(Storage *s) {
  if (s->release)
    s->release(s);
  else if (s->capacity && s->data != inline_data(s))
    fac_buffer_free(s->data, s->capacity);
}

void fac_storage_resize(lua_State *L, Storage *s, int64_t size) {
  fac_storage_resize_shaped(L, s, size, 0, NULL);
}

void fac_storage_check_growth(lua_State *L, const Storage *s, int64_t size) {
  if (!owns_memory(s))
    fac_error(L,
              "a storage whose memory is shared (with a file, another storage, foreign memory) "
              "cannot be resized from %lld to %lld elements",
              (long long)s->size, (long long)size);
}

void fac_storage_resize_shaped(lua_State *L, Storage *s, int64_t size, int ndim,
                               const int64_t *shape) {
  if (size == s->size) return;
  if (s->size) fac_check_no_finalizer(L);
  fac_storage_check_growth(L, s, size);
  size_t bytes;
  if (!byte_count(s->dtype, size, &bytes)) no_memory(L, s->dtype, size, ndim, shape);
  if (bytes > s->capacity || bytes < s->capacity / 2) {
    void *data = bytes ? alloc_with_collection(L, bytes) : NULL;
    if (bytes && !data) no_memory(L, s->dtype, size, ndim, shape);
    size_t old = (size_t)s->size * fac_dtype_size(s->dtype);
    if (bytes && s->data) memcpy(data, s->data, old < bytes ? old : bytes);
    free_data(s);
    s->data = data;
    s->capacity = bytes;
  }
  if (size < s->size) s->shrunk = true;
  s->size = size;
}

static const Storage *root(const Storage *s) {
  while (s && s->parent) s = s->parent;
  return s;
}

bool fac_storage_shared(const Storage *a, const Storage *b) {
  return a && root(a) == root(b);
}

void fac_storage_retain(Storage *s) {
  atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
}

void fac_storage_release(Storage *s) {
  if (!s || !fac_last_reference(&s->refs)) return;
  free_data(s);
  if (s->parent) {
    s->parent->windows--;
    fac_storage_release(s->parent);
  }
  free(s);
}
