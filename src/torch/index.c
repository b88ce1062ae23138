/* Bracket forms, t[k] and t[k] = v, and masks.
 * Neighbours: view.c has select and narrow as methods; lua/torch/class.lua calls __index__. */
#include <string.h>

#include "../core/loop.h"
#include "../kernel/point.h"
#include "../kernel/reduce.h"
#include "torch.h"

/* --- views by key ----------------------------------------------------------------------------- */

static void fill(lua_State *L, Tensor *t, Scalar value) {
  Scalar scalars[2] = {value};
  fac_loop(L, 1, &t, fac_point->op[POINT_fill][t->dtype], scalars, 1);
}

static char *element_at(const Tensor *t, int64_t offset) {
  return (char *)t->storage->data + (size_t)offset * fac_dtype_size(t->dtype);
}

static int64_t optional_bound(lua_State *L, int entry, int k, int64_t otherwise) {
  lua_rawgeti(L, entry, k);
  int64_t bound = otherwise;
  if (!lua_isnil(L, -1)) {
    if (!lua_isnumber(L, -1))
      fac_error(L, "a range is made of numbers, got %s", luaL_typename(L, -1));
    bound = fac_scalar(L, -1).i;
  }
  lua_pop(L, 1);
  return bound;
}

/* One entry {}, {i} or {i, j} of an index table: narrows dimension dim of the view. */
static void apply_range(lua_State *L, Tensor *view, int dim, int entry) {
  if (lua_rawlen(L, entry) == 0) {
    lua_rawgeti(L, entry, 2);
    bool empty = lua_isnil(L, -1);
    lua_pop(L, 1);
    if (empty) return;
  }
  int64_t first = optional_bound(L, entry, 1, 1);
  int64_t last = optional_bound(L, entry, 2, first);
  int64_t size = view->size[dim];
  first = fac_check_index(L, first, size, "range start");
  last = fac_check_index(L, last, size, "range end");
  if (last < first)
    fac_error(L, "range end %lld is before its start %lld", (long long)last + 1,
              (long long)first + 1);
  fac_tensor_narrow(view, dim, first, last - first + 1);
}

/* The view that the table at stack index key describes; every entry a number leaves ndim 0 and the
 * one element at view->offset. */
static Tensor table_view(lua_State *L, const Tensor *t, int key) {
  Tensor view = *t;
  int entries = (int)lua_rawlen(L, key), dim = 0;
  if (entries > t->ndim)
    fac_error(L, "too many indices provided: %d for a tensor of size %s", entries, FAC_SHAPE(t));
  for (int i = 1; i <= entries; i++) {
    lua_rawgeti(L, key, i);
    if (lua_isnumber(L, -1)) {
      int64_t index = fac_check_index(L, fac_scalar(L, -1).i, view.size[dim], "index");
      fac_tensor_select(&view, dim, index);
    } else if (lua_istable(L, -1)) {
      apply_range(L, &view, dim++, lua_gettop(L));
    } else {
      fac_error(L, "index %d should be a number or a range {first, last}, got %s", i,
                luaL_typename(L, -1));
    }
    lua_pop(L, 1);
  }
  return view;
}

/* The offset of the element that a LongStorage of one index for each dimension names. */
static int64_t storage_offset(lua_State *L, const Tensor *t, const Storage *key) {
  if (t->ndim == 0) fac_error(L, "an empty tensor cannot be indexed");
  if (key->size != t->ndim)
    fac_error(L, "%lld indices for a tensor of size %s", (long long)key->size, FAC_SHAPE(t));
  int64_t offset = t->offset;
  for (int d = 0; d < t->ndim; d++)
    offset += fac_check_index(L, ((int64_t *)key->data)[d], t->size[d], "index") * t->stride[d];
  return offset;
}

/* --- masks ------------------------------------------------------------------------------------ */

static const Tensor *check_mask(lua_State *L, const Tensor *t, const Tensor *mask) {
  fac_tensor_check(L, mask); /* which may be an index, and has not been an argument of a row then */
  if (fac_tensor_count(mask) != fac_tensor_count(t))
    fac_error(L, "the mask of size %s should have as many elements as the tensor of size %s",
              FAC_SHAPE(mask), FAC_SHAPE(t));
  return fac_new_contiguous(L, mask);
}

static int64_t count_ones(lua_State *L, const Tensor *mask) {
  const uint8_t *m = fac_tensor_data(mask);
  int64_t n = fac_tensor_count(mask), ones = 0;
  for (int64_t i = 0; i < n; i++) {
    if (m[i] > 1)
      fac_error(L, "a mask holds 0 and 1 only, element %lld is %d", (long long)i + 1, m[i]);
    ones += m[i];
  }
  return ones;
}

/* Where the walk over the tensor is in the packed list of selected elements. */
typedef struct {
  size_t bytes;
  char *packed;
  const char *fill; /* for masked_fill: the value */
} MaskWalk;

static void pack_line(int64_t n, char *const *p, const int64_t *step, const void *param) {
  MaskWalk *walk = (MaskWalk *)param;
  for (int64_t i = 0; i < n; i++)
    if (p[1][i * step[1]]) {
      memcpy(walk->packed, p[0] + i * step[0], walk->bytes);
      walk->packed += walk->bytes;
    }
}

static void unpack_line(int64_t n, char *const *p, const int64_t *step, const void *param) {
  MaskWalk *walk = (MaskWalk *)param;
  for (int64_t i = 0; i < n; i++)
    if (p[1][i * step[1]]) {
      memcpy(p[0] + i * step[0], walk->packed, walk->bytes);
      walk->packed += walk->bytes;
    }
}

static void fill_line(int64_t n, char *const *p, const int64_t *step, const void *param) {
  const MaskWalk *walk = param;
  for (int64_t i = 0; i < n; i++)
    if (p[1][i * step[1]]) memcpy(p[0] + i * step[0], walk->fill, walk->bytes);
}

static void masked_select(lua_State *L, Tensor *res, Tensor *t, const Tensor *mask) {
  mask = check_mask(L, t, mask);
  int64_t n = count_ones(L, mask);
  Tensor *packed = fac_new_tensor_sized(L, t->dtype, n > 0, &n);
  MaskWalk walk = {.bytes = fac_dtype_size(t->dtype), .packed = fac_tensor_data(packed)};
  fac_loop_serial(L, 2, (Tensor *[]){t, (Tensor *)mask}, pack_line, &walk);
  fac_tensor_resize_1d(L, res, n);
  if (n) fac_copy(L, res, packed);
}

static void masked_fill(lua_State *L, Tensor *t, const Tensor *mask, Scalar value) {
  double room;
  mask = check_mask(L, t, mask);
  count_ones(L, mask);
  fac_set_element(t->dtype, &room, value);
  MaskWalk walk = {.bytes = fac_dtype_size(t->dtype), .fill = (const char *)&room};
  fac_loop_serial(L, 2, (Tensor *[]){t, (Tensor *)mask}, fill_line, &walk);
}

static void masked_copy(lua_State *L, Tensor *t, const Tensor *mask, const Tensor *source) {
  mask = check_mask(L, t, mask);
  int64_t n = count_ones(L, mask);
  fac_tensor_check(L, source);
  if (fac_tensor_count(source) < n)
    fac_error(L, "the mask selects %lld elements, the source of size %s has fewer", (long long)n,
              FAC_SHAPE(source));
  Tensor *packed = fac_new_tensor_sized(L, source->dtype, source->ndim, source->size);
  fac_copy(L, packed, source);
  MaskWalk walk = {.bytes = fac_dtype_size(t->dtype), .packed = fac_tensor_data(packed)};
  fac_loop_serial(L, 2, (Tensor *[]){t, (Tensor *)mask}, unpack_line, &walk);
}

static int index_masked_select(lua_State *L, Args *a) {
  masked_select(L, a->arg[0].t, a->arg[1].t, a->arg[2].t);
  return fac_return(L, a, 0);
}

static int index_masked_fill(lua_State *L, Args *a) {
  masked_fill(L, a->arg[0].t, a->arg[1].t, a->arg[2].n);
  lua_pushvalue(L, a->arg[2].index);
  return 1;
}

static int index_masked_copy(lua_State *L, Args *a) {
  masked_copy(L, a->arg[0].t, a->arg[1].t, a->arg[2].t);
  return fac_return(L, a, 0);
}

/* --- t[k] ------------------------------------------------------------------------------------- */

static int push_element_at(lua_State *L, const Tensor *t, int64_t offset) {
  fac_push_element(L, t->dtype, element_at(t, offset));
  return 1;
}

static int not_mine(lua_State *L) {
  lua_pushboolean(L, 0);
  return 1;
}

static Tensor *self_of(lua_State *L) {
  fac_running = "torch.Tensor index";
  Tensor *t = fac_to_tensor(L, 1);
  if (!t) fac_error(L, "a tensor expected, got %s", luaL_typename(L, 1));
  fac_tensor_check(L, t);
  return t;
}

static int64_t first_index(lua_State *L, const Tensor *t) {
  if (t->ndim == 0) fac_error(L, "an empty tensor cannot be indexed");
  return fac_check_index(L, fac_scalar(L, 2).i, t->size[0], "index");
}

/* __index__(t, key) -> value, true; or false where the key is not one of a tensor. */
static int tensor_index(lua_State *L) {
  if (lua_type(L, 2) == LUA_TSTRING && !lua_isnumber(L, 2)) return not_mine(L);
  Tensor *t = self_of(L);
  const Tensor *mask = fac_to_tensor(L, 2);
  const Storage *storage = fac_to_storage(L, 2);
  if (lua_isnumber(L, 2)) {
    int64_t index = first_index(L, t);
    if (t->ndim == 1)
      push_element_at(L, t, t->offset + index * t->stride[0]);
    else
      fac_tensor_select(fac_new_view(L, t), 0, index);
  } else if (mask && mask->dtype == FAC_BYTE) {
    masked_select(L, fac_new_tensor(L, t->dtype), t, mask);
    lua_settop(L, 3);
  } else if (storage && storage->dtype == FAC_LONG) {
    push_element_at(L, t, storage_offset(L, t, storage));
  } else if (lua_istable(L, 2)) {
    Tensor view = table_view(L, t, 2);
    if (view.ndim == 0 && t->ndim > 0)
      push_element_at(L, t, view.offset);
    else
      fac_tensor_set_as(L, fac_new_tensor(L, t->dtype), &view);
  } else {
    return not_mine(L);
  }
  lua_pushboolean(L, 1);
  return 2;
}

/* Assigns the value at stack index 3 to a view of the tensor. */
static void assign(lua_State *L, const Tensor *t, const Tensor *view) {
  const Tensor *source = fac_to_tensor(L, 3);
  bool one = view->ndim == 0 && t->ndim > 0;
  if (lua_isnumber(L, 3)) {
    if (one)
      fac_set_element(t->dtype, element_at(t, view->offset), fac_scalar(L, 3));
    else
      fill(L, (Tensor *)view, fac_scalar(L, 3));
  } else if (source && !one) {
    fac_tensor_check(L, source);
    fac_copy(L, (Tensor *)view, source);
  } else {
    fac_error(L, "a number%s expected as value, got %s", one ? "" : " or a tensor",
              source ? "a tensor" : luaL_typename(L, 3));
  }
}

static void assign_masked(lua_State *L, Tensor *t, const Tensor *mask) {
  const Tensor *source = fac_to_tensor(L, 3);
  if (lua_isnumber(L, 3))
    masked_fill(L, t, mask, fac_scalar(L, 3));
  else if (source && source->dtype == t->dtype)
    masked_copy(L, t, mask, source);
  else
    fac_error(L, "a number or a %sTensor expected as value, got %s", fac_dtype_name(t->dtype),
              source ? fac_dtype_name(source->dtype) : luaL_typename(L, 3));
}

/* __newindex__(t, key, value) -> true; or false where the key is not one of a tensor. */
static int tensor_newindex(lua_State *L) {
  if (lua_type(L, 2) == LUA_TSTRING && !lua_isnumber(L, 2)) return not_mine(L);
  Tensor *t = self_of(L);
  const Tensor *mask = fac_to_tensor(L, 2);
  const Storage *storage = fac_to_storage(L, 2);
  if (lua_isnumber(L, 2)) {
    Tensor view = *t;
    fac_tensor_select(&view, 0, first_index(L, t));
    assign(L, t, &view);
  } else if (mask && mask->dtype == FAC_BYTE) {
    assign_masked(L, t, mask);
  } else if (storage && storage->dtype == FAC_LONG) {
    Tensor view = {.dtype = t->dtype, .offset = storage_offset(L, t, storage)};
    assign(L, t, &view);
  } else if (lua_istable(L, 2)) {
    Tensor view = table_view(L, t, 2);
    assign(L, t, &view);
  } else {
    return not_mine(L);
  }
  lua_pushboolean(L, 1);
  return 1;
}

static Op ops[] = {
    {"maskedSelect", index_masked_select, "?res t mask:Byte", "the elements where mask is 1",
     FAC_EVERY},
    {"maskedFill", index_masked_fill, "t mask:Byte value:num", "sets elements where mask is 1",
     FAC_EVERY},
    {"maskedCopy", index_masked_copy, "t mask:Byte source", "copies to where mask is 1", FAC_EVERY},
    {NULL}};

void fac_open_torch_index(lua_State *L) {
  fac_register_torch(L, ops);
  for (int d = 0; d < FAC_NDTYPE; d++) {
    lua_pushcfunction(L, tensor_index);
    lua_setfield(L, -3 - d, "__index__"); /* the method tables lie below the functions */
    lua_pushcfunction(L, tensor_newindex);
    lua_setfield(L, -3 - d, "__newindex__");
  }
}
