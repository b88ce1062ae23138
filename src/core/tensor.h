/* Tensors: strided views of a storage. Everything here is for one thread and one Lua state at a
 * time; only the reference counts are shared between threads.
 * Neighbours: storage.h below, object.h gives tensors to Lua, loop.h runs over their elements. */
#ifndef FAC_TENSOR_H
#define FAC_TENSOR_H

#include "storage.h"

enum { FAC_MAX_DIMS = 16 };

typedef struct Tensor {
  atomic_int refs;
  DType dtype;
  int ndim;         /* 0: an empty tensor, Torch7's "no dimension" */
  int64_t offset;   /* of the first element in the storage, 0-based */
  Storage *storage; /* NULL until the first resize to something */
  const void *soon; /* a struct that is likely freed soon after this one; see tensor.c */
  int64_t size[FAC_MAX_DIMS];
  int64_t stride[FAC_MAX_DIMS]; /* in elements, never negative */
} Tensor;

/* Address of the first element; NULL without storage. */
static inline void *fac_tensor_data(const Tensor *t) {
  return t->storage && t->storage->data
             ? (char *)t->storage->data + (size_t)t->offset * fac_dtype_size(t->dtype)
             : NULL;
}

/* Number of elements; 0 without dimensions. */
static inline int64_t fac_tensor_count(const Tensor *t) {
  if (t->ndim == 0) return 0;
  int64_t n = 1;
  for (int d = 0; d < t->ndim; d++) n *= t->size[d];
  return n;
}

/* Row-major without gaps? */
static inline bool fac_tensor_is_contiguous(const Tensor *t) {
  int64_t expected = 1;
  for (int d = t->ndim - 1; d >= 0; d--) {
    if (t->size[d] == 1) continue;
    if (t->stride[d] != expected) return false;
    expected *= t->size[d];
  }
  return true;
}

static inline bool fac_tensor_same_size(const Tensor *a, const Tensor *b) {
  if (a->ndim != b->ndim) return false;
  for (int d = 0; d < a->ndim; d++)
    if (a->size[d] != b->size[d]) return false;
  return true;
}

bool fac_tensor_fits(const Tensor *t); /* no element lies outside of the storage */
bool fac_tensor_same_layout(const Tensor *a, const Tensor *b); /* storage, offset, size, stride */

/* All functions below take the Lua state because they raise errors. */

/* A new tensor without elements; one reference, not yet known to Lua. */
Tensor *fac_tensor_new_raw(lua_State *L, DType dtype);
void fac_tensor_retain(Tensor *t);
void fac_tensor_release(Tensor *t);

/* Gives t these sizes, keeping its storage if that is large enough and enlarging it if not. With
 * stride NULL the layout becomes row-major; asking for the present sizes changes nothing. Sizes
 * must be >= 0; products are checked for overflow. */
void fac_tensor_resize(lua_State *L, Tensor *t, int ndim, const int64_t *size,
                       const int64_t *stride);
void fac_tensor_resize_as(lua_State *L, Tensor *t, const Tensor *like);
/* Raises if t could not get the sizes of like; asked of a second result before the first one is
 * resized. */
void fac_tensor_check_growth(lua_State *L, const Tensor *t, const Tensor *like);
static inline void fac_tensor_resize_1d(lua_State *L, Tensor *t, int64_t n) {
  fac_tensor_resize(L, t, n > 0, &n, NULL);
}
static inline void fac_tensor_resize_2d(lua_State *L, Tensor *t, int64_t rows, int64_t columns) {
  fac_tensor_resize(L, t, 2, (const int64_t[]){rows, columns}, NULL);
}

/* Makes t a view: of this storage (which may be NULL), with this geometry. Raises when the view
 * would leave a storage that cannot grow; t is unchanged then. stride NULL: row-major; a stride of
 * -1 is filled in as contiguous. */
void fac_tensor_set(lua_State *L, Tensor *t, Storage *s, int64_t offset, int ndim,
                    const int64_t *size, const int64_t *stride);
/* Makes t a view just like source. */
void fac_tensor_set_as(lua_State *L, Tensor *t, const Tensor *source);

/* Views in place: t itself changes. dim and index are 0-based and must be checked already. */
void fac_tensor_narrow(Tensor *t, int dim, int64_t first, int64_t count);
void fac_tensor_select(Tensor *t, int dim, int64_t index);
void fac_tensor_transpose(Tensor *t, int a, int b);

/* Raises for a tensor whose storage was made smaller behind its back. */
static inline void fac_tensor_check(lua_State *L, const Tensor *t) {
  extern _Noreturn void fac_tensor_report_misfit(lua_State *, const Tensor *);
  if (t->storage && t->storage->shrunk && !fac_tensor_fits(t)) fac_tensor_report_misfit(L, t);
}

/* "2x3" into text, "no dimension" for an empty tensor; returns text. */
enum { FAC_SHAPE_TEXT = 256 };
char *fac_shape_text(char text[FAC_SHAPE_TEXT], int ndim, const int64_t *size);
#define FAC_SHAPE(t) fac_shape_text((char[FAC_SHAPE_TEXT]){0}, (t)->ndim, (t)->size)

#endif
