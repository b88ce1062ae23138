/* Reference-counted buffers of elements, outside of the Lua heap.
 * Neighbours: tensor.h looks into storages; object.h gives them to Lua. */
#ifndef FAC_STORAGE_H
#define FAC_STORAGE_H

#include <lua.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "dtype.h"

typedef struct Storage Storage;

struct Storage {
  atomic_int refs;
  DType dtype;
  int64_t size;                /* elements */
  void *data;                  /* 64-byte aligned when we own it; NULL when size is 0 */
  size_t capacity;             /* bytes behind data that we own; 0 when somebody else does */
  void (*release)(Storage *s); /* frees data; NULL for our own buffers */
  void *context;               /* for release */
  Storage *parent;             /* keeps the storage alive that this one is a window of */
  atomic_int windows; /* how many storages are windows of this one; it must not move then */
  atomic_int lent;    /* references that Lua code took with retain() */
  bool shrunk;        /* became smaller once: tensors on it must be checked before use */
};

/* Gives one reference back; whether it was the last one. Who holds the only one is alone. */
static inline bool fac_last_reference(atomic_int *refs) {
  return atomic_load_explicit(refs, memory_order_acquire) == 1 ||
         atomic_fetch_sub_explicit(refs, 1, memory_order_acq_rel) == 1;
}

/* A new storage with one reference and uninitialised elements. Raises a Lua error that names the
 * bytes when memory is exhausted, after a full garbage collection has been tried. */
Storage *fac_storage_new(lua_State *L, DType dtype, int64_t size);

/* The same for the elements of a tensor: the error also names the tensor's size. */
Storage *fac_storage_new_shaped(lua_State *L, DType dtype, int64_t count, int ndim,
                                const int64_t *size);

/* A storage over memory that somebody else owns; release(s) is called with the last reference (it
 * may be NULL). Raises only when the header cannot be allocated, and calls release before. */
Storage *fac_storage_wrap(lua_State *L, DType dtype, void *data, int64_t size,
                          void (*release)(Storage *), void *context);

/* A window of size elements of parent from element offset (0-based) on; shares its memory. */
Storage *fac_storage_window(lua_State *L, Storage *parent, int64_t offset, int64_t size);

/* Raises if the storage cannot be resized to size because its memory belongs to others. */
void fac_storage_check_growth(lua_State *L, const Storage *s, int64_t size);

/* Changes the number of elements; the old ones are kept as far as they fit, new ones are
 * uninitialised. Raises for storages that do not own their memory. */
void fac_storage_resize(lua_State *L, Storage *s, int64_t size);
void fac_storage_resize_shaped(lua_State *L, Storage *s, int64_t size, int ndim,
                               const int64_t *shape); /* for a tensor of that size, in errors */

void fac_storage_retain(Storage *s);
void fac_storage_release(Storage *s); /* NULL is allowed */

/* Whether they may lie in the same memory: one is the other, or a window of it. */
bool fac_storage_shared(const Storage *a, const Storage *b);

/* Plain memory, 64-byte aligned, from the cache of freed buffers when one fits. Never raises; NULL
 * when memory is exhausted. To be freed with the same number of bytes. */
void *fac_buffer_alloc(size_t bytes);
void fac_buffer_free(void *data, size_t bytes);

/* Bytes of all living buffers of this process. */
int64_t fac_buffer_bytes(void);

/* Tells the Lua collector of bytes that it does not see; may run a full collection, so whatever is
 * to survive must be reachable from Lua or not be an object of Lua yet. */
void fac_collector_feel(lua_State *L, size_t bytes);

/* As lua_newuserdata and lua_createtable. Operations allocate with these and nothing else: Lua runs
 * finalizers of users meanwhile, which must then not change what the operation is working on. */
void *fac_new_userdata(lua_State *L, size_t bytes);
void fac_new_table(lua_State *L, int elements, int fields);

/* Raises in a finalizer that runs in the middle of an operation; to be asked before a tensor or a
 * storage that has elements becomes another. */
void fac_check_no_finalizer(lua_State *L);

#endif
