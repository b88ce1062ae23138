/* The storage classes. Neighbours: core/storage.c; mapped.c maps files; foreign.c has what foreign
 * code wants of storages, such as retain() and addresses. */
#include <string.h>

#include "../kernel/point.h"
#include "torch.h"

static Storage *self_of(lua_State *L) {
  fac_running = "torch.Storage";
  Storage *s = fac_to_storage(L, 1);
  if (!s) fac_error(L, "a storage expected as self, got %s", luaL_typename(L, 1));
  return s;
}

static char *element(const Storage *s, int64_t i) {
  return (char *)s->data + (size_t)i * fac_dtype_size(s->dtype);
}

static void fill_from_table(lua_State *L, Storage *s, int index) {
  for (int64_t i = 0; i < s->size; i++) {
    lua_rawgeti(L, index, (int)(i + 1));
    if (!lua_isnumber(L, -1))
      fac_error(L, "element %lld should be a number, got %s", (long long)i + 1,
                luaL_typename(L, -1));
    fac_set_element(s->dtype, element(s, i), fac_scalar(L, -1));
    lua_pop(L, 1);
  }
}

/* A window of another storage: (storage[, offset = 1[, size = the rest]]). */
static Storage *window(lua_State *L, Storage *parent, DType dtype) {
  if (parent->dtype != dtype)
    fac_error(L, "a %sStorage cannot be a window of a %sStorage", fac_dtype_name(dtype),
              fac_dtype_name(parent->dtype));
  int64_t first = fac_to_int64(luaL_optnumber(L, 2, 1));
  if (first < 1 || first > parent->size + 1)
    fac_error(L, "offset %lld out of range 1 to %lld", (long long)first,
              (long long)parent->size + 1);
  int64_t offset = first - 1;
  int64_t size = fac_to_int64(luaL_optnumber(L, 3, (lua_Number)(parent->size - offset)));
  if (size < 0 || size > parent->size - offset)
    fac_error(L, "size %lld out of range 0 to %lld", (long long)size,
              (long long)(parent->size - offset));
  return fac_storage_window(L, parent, offset, size);
}

/* (filename[, shared = false[, size = 0[, sharedMem = false]]]), see mapped.c. */
static Storage *mapped(lua_State *L, DType dtype) {
  size_t length;
  const char *name = lua_tolstring(L, 1, &length);
  if (strlen(name) != length) fac_error(L, "the name of the file has a zero byte");
  int64_t size = fac_to_int64(luaL_optnumber(L, 3, 0));
  return fac_storage_map(L, dtype, name, lua_toboolean(L, 2), size, lua_toboolean(L, 4));
}

/* (size, address): memory that somebody else owns and keeps alive. Whether the address is right
 * cannot be checked, as in C. */
static Storage *foreign(lua_State *L, DType dtype, int64_t size) {
  void *address = fac_to_address(L, 2);
  uintptr_t place = (uintptr_t)address;
  if (!address) fac_error(L, "an address expected as the second argument");
  if (place % fac_dtype_size(dtype))
    fac_error(L, "the address is no multiple of the %d bytes of an element",
              (int)fac_dtype_size(dtype));
  int64_t bytes;
  if (__builtin_mul_overflow(size, (int64_t)fac_dtype_size(dtype), &bytes))
    fac_error(L, "a size of %lld elements is out of range", (long long)size);
  return fac_storage_wrap(L, dtype, address, size, NULL, NULL);
}

/* torch.XStorage(), (n), (table), (storage[, offset[, size]]), (filename[, shared[, size[,
 * sharedMem]]]), (size, address). Upvalues: type, name. */
static int storage_new(lua_State *L) {
  DType dtype = (DType)lua_tointeger(L, lua_upvalueindex(1));
  fac_running = lua_tostring(L, lua_upvalueindex(2));
  Storage *parent = fac_to_storage(L, 1);
  if (lua_type(L, 1) == LUA_TSTRING) {
    fac_push_storage(L, mapped(L, dtype));
  } else if (parent) {
    fac_push_storage(L, window(L, parent, dtype));
  } else if (lua_istable(L, 1)) {
    Storage *s = fac_storage_new(L, dtype, (int64_t)lua_rawlen(L, 1));
    fac_push_storage(L, s);
    fill_from_table(L, s, 1);
  } else if (lua_isnumber(L, 1)) {
    int64_t size = fac_scalar(L, 1).i;
    if (size < 0) fac_error(L, "size %lld is negative", (long long)size);
    bool has_address = !lua_isnoneornil(L, 2);
    fac_push_storage(L, has_address ? foreign(L, dtype, size) : fac_storage_new(L, dtype, size));
  } else if (lua_gettop(L) == 0) {
    fac_push_storage(L, fac_storage_new(L, dtype, 0));
  } else {
    fac_error(L, "a size, a table, a storage or the name of a file expected, got %s",
              luaL_typename(L, 1));
  }
  return 1;
}

static int storage_empty(lua_State *L) {
  fac_push_storage(L, fac_storage_new(L, (DType)lua_tointeger(L, lua_upvalueindex(1)), 0));
  return 1;
}

static int storage_size(lua_State *L) {
  fac_push_integer(L, self_of(L)->size);
  return 1;
}

static int storage_element_size(lua_State *L) {
  fac_push_integer(L, (int64_t)fac_dtype_size(self_of(L)->dtype));
  return 1;
}

static int64_t checked_position(lua_State *L, const Storage *s) {
  int64_t i = fac_scalar(L, 2).i;
  if (i < 1 || i > s->size)
    fac_error(L, "index %lld out of bounds 1 to %lld", (long long)i, (long long)s->size);
  return i - 1;
}

/* s[i] -> value, true; other keys -> false */
static int storage_index(lua_State *L) {
  if (lua_type(L, 2) != LUA_TNUMBER) {
    lua_pushboolean(L, 0);
    return 1;
  }
  Storage *s = self_of(L);
  fac_push_element(L, s->dtype, element(s, checked_position(L, s)));
  lua_pushboolean(L, 1);
  return 2;
}

/* s[i] = number -> true */
static int storage_newindex(lua_State *L) {
  bool mine = lua_type(L, 2) == LUA_TNUMBER;
  if (mine) {
    Storage *s = self_of(L);
    int64_t i = checked_position(L, s);
    if (!lua_isnumber(L, 3))
      fac_error(L, "a number expected for element %lld, got %s", (long long)i + 1,
                luaL_typename(L, 3));
    fac_set_element(s->dtype, element(s, i), fac_scalar(L, 3));
  }
  lua_pushboolean(L, mine);
  return 1;
}

static int storage_resize(lua_State *L) {
  Storage *s = self_of(L);
  int64_t size = fac_to_int64(luaL_checknumber(L, 2));
  if (size < 0) fac_error(L, "size %lld is negative", (long long)size);
  fac_storage_resize(L, s, size);
  lua_settop(L, 1);
  return 1;
}

static int storage_fill(lua_State *L) {
  Storage *s = self_of(L);
  luaL_checknumber(L, 2);
  Scalar value[2] = {fac_scalar(L, 2)};
  char *p[1] = {s->data};
  int64_t step[1] = {(int64_t)fac_dtype_size(s->dtype)};
  if (s->size) fac_point->op[POINT_fill][s->dtype](s->size, p, step, value);
  lua_settop(L, 1);
  return 1;
}

static int storage_copy(lua_State *L) {
  Storage *s = self_of(L), *source = fac_to_storage(L, 2);
  if (!source) fac_error(L, "a storage expected, got %s", luaL_typename(L, 2));
  if (source->size != s->size)
    fac_error(L, "size mismatch: %lld elements here, %lld in the source", (long long)s->size,
              (long long)source->size);
  if (s->size && s->dtype == source->dtype) {
    memmove(s->data, source->data, (size_t)s->size * fac_dtype_size(s->dtype));
  } else if (s->size) {
    char *p[2] = {s->data, source->data};
    int64_t step[2] = {(int64_t)fac_dtype_size(s->dtype), (int64_t)fac_dtype_size(source->dtype)};
    fac_point->copy[s->dtype][source->dtype](s->size, p, step, NULL);
  }
  lua_settop(L, 1);
  return 1;
}

static int storage_totable(lua_State *L) {
  const Storage *s = self_of(L);
  fac_new_table(L, 0, 0);
  for (int64_t i = 0; i < s->size; i++) {
    fac_push_element(L, s->dtype, element(s, i));
    lua_rawseti(L, -2, (int)(i + 1));
  }
  return 1;
}

static int storage_type(lua_State *L) {
  lua_pushfstring(L, "torch.%sStorage", fac_dtype_name(self_of(L)->dtype));
  return 1;
}

/* string() -> the bytes; string(text) -> self, resized and filled. Byte and Char only. */
static int storage_string(lua_State *L) {
  Storage *s = self_of(L);
  if (lua_isnoneornil(L, 2)) {
    lua_pushlstring(L, s->data ? s->data : "", (size_t)s->size);
    return 1;
  }
  size_t length;
  const char *text = luaL_checklstring(L, 2, &length);
  fac_storage_resize(L, s, (int64_t)length);
  if (length) memcpy(s->data, text, length);
  lua_settop(L, 1);
  return 1;
}

void fac_open_torch_storage(lua_State *L) {
  static const luaL_Reg methods[] = {{"size", storage_size},
                                     {"__len__", storage_size},
                                     {"elementSize", storage_element_size},
                                     {"__index__", storage_index},
                                     {"__newindex__", storage_newindex},
                                     {"resize", storage_resize},
                                     {"fill", storage_fill},
                                     {"copy", storage_copy},
                                     {"totable", storage_totable},
                                     {"type", storage_type},
                                     {NULL, NULL}};
  for (int d = 0; d < FAC_NDTYPE; d++) {
    lua_pushfstring(L, "torch.%sStorage", fac_dtype_name((DType)d));
    fac_new_table(L, 0, 0); /* the class */
    lua_pushinteger(L, d);
    lua_pushvalue(L, -3);
    lua_pushcclosure(L, storage_new, 2);
    lua_setfield(L, -2, "ctor");
    lua_pushinteger(L, d);
    lua_pushcclosure(L, storage_empty, 1);
    lua_setfield(L, -2, "factory");
    fac_new_table(L, 0, 0);
    fac_setfuncs(L, methods);
    if (d == FAC_BYTE || d == FAC_CHAR) {
      lua_pushcfunction(L, storage_string);
      lua_setfield(L, -2, "string");
    }
    lua_setfield(L, -2, "methods");
    lua_settable(L, -3);
  }
}
