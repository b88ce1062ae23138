/* Constructors of the tensor classes, set() and resize(), which read the same arguments.
 * Neighbours: view.c has the rest of the structure methods; construct.c fills tensors. */
#include <string.h>

#include "torch.h"

/* A shape as Torch7 reads it: up to the first size that is not positive. */
static int leading_sizes(lua_State *L, int64_t *size, int64_t count, const int64_t *given) {
  int n = 0;
  while (n < count && given[n] > 0) {
    if (n == FAC_MAX_DIMS) fac_error(L, "a tensor has at most %d dimensions", FAC_MAX_DIMS);
    size[n] = given[n];
    n++;
  }
  return n;
}

static Storage *long_storage(lua_State *L, int index) {
  Storage *s = fac_to_storage(L, index);
  return s && s->dtype == FAC_LONG ? s : NULL;
}

static int64_t number_at(lua_State *L, int index, const char *what) {
  if (!lua_isnumber(L, index))
    fac_error(L, "%s should be a number, got %s", what, luaL_typename(L, index));
  return fac_scalar(L, index).i;
}

/* Sizes and strides from two LongStorages, the second one optional. */
static int read_geometry(lua_State *L, int index, int64_t *size, int64_t *stride,
                         bool *has_stride) {
  const Storage *sizes = long_storage(L, index), *strides = long_storage(L, index + 1);
  if (strides && strides->size != sizes->size)
    fac_error(L, "%lld sizes but %lld strides", (long long)sizes->size, (long long)strides->size);
  int n = leading_sizes(L, size, sizes->size, sizes->data);
  if (strides && n) memcpy(stride, strides->data, (size_t)n * sizeof *stride);
  *has_stride = strides != NULL;
  return n;
}

/* --- from tables ------------------------------------------------------------------------------ */

/* The sizes of a nested table, found by going down its first entries. */
static int table_sizes(lua_State *L, int index, int64_t *size) {
  int n = 0;
  lua_pushvalue(L, index);
  while (lua_istable(L, -1)) {
    int64_t length = (int64_t)lua_rawlen(L, -1);
    if (length == 0) {
      if (n > 0) fac_error(L, "invalid tensor sizes: an inner table is empty");
      break;
    }
    if (n == FAC_MAX_DIMS) fac_error(L, "a tensor has at most %d dimensions", FAC_MAX_DIMS);
    size[n++] = length;
    luaL_checkstack(L, 2, "nested tables");
    lua_rawgeti(L, -1, 1);
    lua_remove(L, -2);
  }
  lua_pop(L, 1);
  return n;
}

/* Fills the dimensions from dim on with the table on top of the stack. */
static void fill_from_table(lua_State *L, const Tensor *t, int dim, int64_t offset) {
  if (!lua_istable(L, -1) || (int64_t)lua_rawlen(L, -1) != t->size[dim])
    fac_error(L, "invalid tensor sizes: expected a table of %lld entries at depth %d",
              (long long)t->size[dim], dim + 1);
  size_t bytes = fac_dtype_size(t->dtype);
  for (int64_t i = 0; i < t->size[dim]; i++) {
    lua_rawgeti(L, -1, (int)(i + 1));
    int64_t at = offset + i * t->stride[dim];
    if (dim + 1 < t->ndim)
      fill_from_table(L, t, dim + 1, at);
    else if (lua_isnumber(L, -1))
      fac_set_element(t->dtype, (char *)t->storage->data + (size_t)at * bytes, fac_scalar(L, -1));
    else
      fac_error(L, "invalid element (not a number): %s", luaL_typename(L, -1));
    lua_pop(L, 1);
  }
}

static void set_from_table(lua_State *L, Tensor *t, int index) {
  int64_t size[FAC_MAX_DIMS];
  int n = table_sizes(L, index, size);
  fac_tensor_resize(L, t, n, size, NULL);
  if (n == 0) return;
  luaL_checkstack(L, n + 2, "nested tables");
  lua_pushvalue(L, index);
  fill_from_table(L, t, 0, t->offset);
  lua_pop(L, 1);
}

/* --- from storages ---------------------------------------------------------------------------- */

/* storage[, offset[, sizes[, strides]]] or storage, offset, n1[, s1[, n2, s2 ...]] */
static void set_from_storage(lua_State *L, Tensor *t, int index, int last) {
  Storage *s = fac_to_storage(L, index);
  int64_t size[FAC_MAX_DIMS], stride[FAC_MAX_DIMS];
  if (index == last) {
    fac_tensor_set(L, t, s, 0, s->size > 0, &s->size, NULL);
    return;
  }
  int64_t offset = number_at(L, index + 1, "the storage offset");
  if (offset < 1) fac_error(L, "storage offset %lld is less than 1", (long long)offset);
  offset--;
  if (long_storage(L, index + 2)) {
    bool has_stride;
    int n = read_geometry(L, index + 2, size, stride, &has_stride);
    fac_tensor_set(L, t, s, offset, n, size, has_stride ? stride : NULL);
    return;
  }
  int n = 0;
  for (int i = index + 2; i <= last; i += 2) {
    int64_t length = number_at(L, i, "a size");
    if (length <= 0) break;
    if (n == FAC_MAX_DIMS) fac_error(L, "a tensor has at most %d dimensions", FAC_MAX_DIMS);
    size[n] = length;
    stride[n++] = i < last ? number_at(L, i + 1, "a stride") : -1;
  }
  fac_tensor_set(L, t, s, offset, n, size, stride);
}

/* --- what constructors and set() have in common ----------------------------------------------- */

static void set_as(lua_State *L, Tensor *t, const Tensor *source) {
  if (source->dtype != t->dtype)
    fac_error(L, "a %sTensor cannot be a view of a %sTensor (use :type() or :copy())",
              fac_dtype_name(t->dtype), fac_dtype_name(source->dtype));
  fac_tensor_check(L, source);
  fac_tensor_set_as(L, t, source);
}

/* Sizes from the stack: numbers, or a LongStorage with or without strides. */
static void resize_from_stack(lua_State *L, Tensor *t, int index, int last) {
  int64_t size[FAC_MAX_DIMS], stride[FAC_MAX_DIMS];
  if (long_storage(L, index)) {
    bool has_stride;
    int n = read_geometry(L, index, size, stride, &has_stride);
    fac_tensor_resize(L, t, n, size, has_stride ? stride : NULL);
    return;
  }
  if (last - index + 1 > FAC_MAX_DIMS)
    fac_error(L, "a tensor has at most %d dimensions", FAC_MAX_DIMS);
  for (int i = index; i <= last; i++) size[i - index] = number_at(L, i, "a size");
  fac_tensor_resize(L, t, leading_sizes(L, size, last - index + 1, size), size, NULL);
}

/* Reads the arguments from index on into the new tensor t. */
static void construct(lua_State *L, Tensor *t, int index, int last) {
  const Tensor *source = fac_to_tensor(L, index);
  const Storage *storage = fac_to_storage(L, index);
  if (last < index) return;
  if (source) {
    set_as(L, t, source);
  } else if (storage && storage->dtype == t->dtype) {
    set_from_storage(L, t, index, last);
  } else if (storage && storage->dtype != FAC_LONG) {
    fac_error(L, "a %sTensor needs a %sStorage, got a %sStorage", fac_dtype_name(t->dtype),
              fac_dtype_name(t->dtype), fac_dtype_name(storage->dtype));
  } else if (lua_istable(L, index)) {
    set_from_table(L, t, index);
  } else {
    resize_from_stack(L, t, index, last);
  }
}

/* torch.XTensor(...): see the forms in the manual page of tensors. Upvalue: the type. */
static int tensor_new(lua_State *L) {
  int last = lua_gettop(L);
  DType dtype = (DType)lua_tointeger(L, lua_upvalueindex(1));
  fac_running = lua_tostring(L, lua_upvalueindex(2));
  construct(L, fac_new_tensor(L, dtype), 1, last);
  return 1;
}

static int tensor_empty(lua_State *L) {
  fac_new_tensor(L, (DType)lua_tointeger(L, lua_upvalueindex(1)));
  return 1;
}

static Tensor *self_of(lua_State *L, const char *name) {
  fac_running = name;
  Tensor *t = fac_to_tensor(L, 1);
  if (!t) fac_error(L, "a tensor expected as self, got %s", luaL_typename(L, 1));
  return t;
}

/* t:set(), t:set(tensor), t:set(storage[, offset[, sizes...]]): makes t a view and returns it. */
static int tensor_set(lua_State *L) {
  Tensor *t = self_of(L, "torch.set");
  int last = lua_gettop(L);
  const Tensor *source = fac_to_tensor(L, 2);
  Storage *s = fac_to_storage(L, 2);
  if (last == 1)
    fac_tensor_set(L, t, NULL, 0, 0, NULL, NULL);
  else if (source)
    set_as(L, t, source);
  else if (s && s->dtype == t->dtype)
    set_from_storage(L, t, 2, last);
  else
    fac_error(L, "a %sTensor or %sStorage expected, got %s", fac_dtype_name(t->dtype),
              fac_dtype_name(t->dtype), luaL_typename(L, 2));
  lua_settop(L, 1);
  return 1;
}

/* t:resize(sizes[, strides]): changes the shape in place, keeping the storage where it is large
 * enough, and returns t. */
static int tensor_resize(lua_State *L) {
  Tensor *t = self_of(L, "torch.resize");
  if (lua_gettop(L) < 2) fac_error(L, "sizes expected");
  resize_from_stack(L, t, 2, lua_gettop(L));
  lua_settop(L, 1);
  return 1;
}

void fac_open_torch_tensor(lua_State *L) {
  for (int d = 0; d < FAC_NDTYPE; d++) {
    lua_pushfstring(L, "torch.%sTensor", fac_dtype_name((DType)d));
    lua_pushvalue(L, -1);
    lua_gettable(L, -3); /* the class, which has its methods already */
    lua_pushinteger(L, d);
    lua_pushvalue(L, -3);
    lua_pushcclosure(L, tensor_new, 2);
    lua_setfield(L, -2, "ctor");
    lua_pushinteger(L, d);
    lua_pushcclosure(L, tensor_empty, 1);
    lua_setfield(L, -2, "factory");
    lua_getfield(L, -1, "methods");
    lua_pushcfunction(L, tensor_set);
    lua_setfield(L, -2, "set");
    lua_pushcfunction(L, tensor_resize);
    lua_setfield(L, -2, "resize");
    lua_pop(L, 3);
  }
}
