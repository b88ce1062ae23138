/* C objects as Lua userdata: pushing them, recognising them, letting them go.
 * Neighbours: object.h says what is what; lua/torch/class.lua makes the metatables and ties them to
 * the keys here with core.bind. */
#include "object.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

_Thread_local const char *fac_running;

/* Where the library's own Lua files are, "@" in front as in lua_Debug.source. */
static char library[512];

/* library(folder): errors are reported at the first line outside of our packages in that folder. */
static int set_library(lua_State *L) {
  snprintf(library, sizeof library, "@%s", luaL_checkstring(L, 1));
  return 0;
}

static bool is_our_file(const char *source) {
  static const char *const packages[] = {"torch/", "nn/", "optim/", "facula/"};
  size_t length = strlen(library);
  if (!length || strncmp(source, library, length) != 0) return false;
  for (size_t i = 0; i < sizeof packages / sizeof *packages; i++)
    if (!strncmp(source + length, packages[i], strlen(packages[i]))) return true;
  return false;
}

void fac_push_position(lua_State *L) {
  lua_Debug at;
  for (int level = 1; lua_getstack(L, level, &at); level++) {
    lua_getinfo(L, "Sl", &at);
    if (at.currentline <= 0) break;
    if (is_our_file(at.source)) continue;
    lua_pushfstring(L, "%s:%d: ", at.short_src, at.currentline);
    return;
  }
  lua_pushliteral(L, "");
}

void fac_error(lua_State *L, const char *format, ...) {
  char text[1024];
  va_list list;
  va_start(list, format);
  vsnprintf(text, sizeof text, format, list);
  va_end(list);
  fac_push_position(L);
  if (fac_running)
    lua_pushfstring(L, "%s: %s", fac_running, text);
  else
    lua_pushstring(L, text);
  lua_concat(L, 2);
  lua_error(L);
  for (;;) continue; /* lua_error does not come back */
}

/* --- handles ---------------------------------------------------------------------------------- */

typedef struct {
  const char *tag; /* address of one of the tags below; what the userdata holds */
  void *object;    /* NULL after the collector has taken it */
} Handle;

typedef struct {
  const char *tag;
  Generator generator;
} GeneratorHandle;

static const char tensor_tag[] = "tensor", storage_tag[] = "storage", generator_tag[] = "generator";

/* Metatables lie in the registry under numbers that nobody else uses. */
enum {
  KEY = 0x46414355,
  KEY_TENSOR = KEY,
  KEY_STORAGE = KEY + 32,
  KEY_GENERATOR = KEY + 64,
  KEY_DEFAULT_GENERATOR = KEY + 65,
  KEY_DEFAULT_DTYPE = KEY + 66
};

/* Any userdata of that size could come along, so the tag decides; reading it is safe since the
 * length has been checked. */
static void *handle_at(lua_State *L, int index, size_t size, const char *tag) {
  const char **h = lua_touserdata(L, index);
  return h && lua_rawlen(L, index) >= size && *h == tag ? (void *)h : NULL;
}

Tensor *fac_to_tensor(lua_State *L, int index) {
  Handle *h = handle_at(L, index, sizeof *h, tensor_tag);
  return h ? h->object : NULL;
}

Storage *fac_to_storage(lua_State *L, int index) {
  Handle *h = handle_at(L, index, sizeof *h, storage_tag);
  return h ? h->object : NULL;
}

Generator *fac_to_generator(lua_State *L, int index) {
  GeneratorHandle *h = handle_at(L, index, sizeof *h, generator_tag);
  return h ? &h->generator : NULL;
}

static Handle *push_handle(lua_State *L, const char *tag, int key) {
  Handle *h = fac_new_userdata(L, sizeof *h);
  h->tag = tag;
  h->object = NULL;
  lua_rawgeti(L, LUA_REGISTRYINDEX, key);
  lua_setmetatable(L, -2);
  return h;
}

/* The handle is made before the object where an error could lose one: memory for a handle of 16
 * bytes is the only thing that can fail between the two. */
void fac_push_tensor(lua_State *L, Tensor *t) {
  push_handle(L, tensor_tag, KEY_TENSOR + (int)t->dtype)->object = t;
}

void fac_push_storage(lua_State *L, Storage *s) {
  push_handle(L, storage_tag, KEY_STORAGE + (int)s->dtype)->object = s;
}

static int collect_tensor(lua_State *L) {
  Handle *h = handle_at(L, 1, sizeof *h, tensor_tag);
  if (h && h->object) {
    Tensor *t = h->object;
    h->object = NULL;
    fac_tensor_release(t);
  }
  return 0;
}

static int collect_storage(lua_State *L) {
  Handle *h = handle_at(L, 1, sizeof *h, storage_tag);
  if (h && h->object) {
    Storage *s = h->object;
    h->object = NULL;
    fac_storage_release(s);
  }
  return 0;
}

Tensor *fac_new_tensor(lua_State *L, DType dtype) {
  Handle *h = push_handle(L, tensor_tag, KEY_TENSOR + (int)dtype);
  return h->object = fac_tensor_new_raw(L, dtype);
}

Tensor *fac_new_tensor_sized(lua_State *L, DType dtype, int ndim, const int64_t *size) {
  Tensor *t = fac_new_tensor(L, dtype);
  fac_tensor_resize(L, t, ndim, size, NULL);
  return t;
}

Tensor *fac_new_view(lua_State *L, const Tensor *of) {
  Tensor *t = fac_new_tensor(L, of->dtype);
  fac_tensor_set_as(L, t, of);
  return t;
}

/* --- generators ------------------------------------------------------------------------------- */

Generator *fac_push_generator(lua_State *L) {
  GeneratorHandle *h = fac_new_userdata(L, sizeof *h);
  memset(h, 0, sizeof *h);
  h->tag = generator_tag;
  fac_rng_seed(&h->generator);
  lua_rawgeti(L, LUA_REGISTRYINDEX, KEY_GENERATOR);
  lua_setmetatable(L, -2);
  return &h->generator;
}

Generator *fac_default_generator(lua_State *L) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, KEY_DEFAULT_GENERATOR);
  Generator *g = fac_to_generator(L, -1);
  lua_pop(L, 1);
  return g;
}

/* default_generator() -> the generator torch._gen; made at the first call. */
static int default_generator(lua_State *L) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, KEY_DEFAULT_GENERATOR);
  if (lua_isnil(L, -1)) {
    fac_push_generator(L);
    lua_pushvalue(L, -1);
    lua_rawseti(L, LUA_REGISTRYINDEX, KEY_DEFAULT_GENERATOR);
  }
  return 1;
}

/* --- default type ----------------------------------------------------------------------------- */

DType fac_default_dtype(lua_State *L) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, KEY_DEFAULT_DTYPE);
  DType d = lua_isnil(L, -1) ? FAC_DOUBLE : (DType)lua_tointeger(L, -1);
  lua_pop(L, 1);
  return d;
}

/* set_default_type("torch.FloatTensor") */
static int set_default_type(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  for (int d = 0; d < FAC_NDTYPE; d++) {
    lua_pushfstring(L, "torch.%sTensor", fac_dtype_name((DType)d));
    if (!strcmp(name, lua_tostring(L, -1))) {
      lua_pushinteger(L, d);
      lua_rawseti(L, LUA_REGISTRYINDEX, KEY_DEFAULT_DTYPE);
      return 0;
    }
  }
  return luaL_error(L,
                    "torch.setdefaulttensortype: a tensor type such as 'torch.FloatTensor' "
                    "expected, got '%s'",
                    name);
}

/* --- elements --------------------------------------------------------------------------------- */

Scalar fac_scalar(lua_State *L, int index) {
#if LUA_VERSION_NUM >= 503
  if (lua_isinteger(L, index)) { /* a float such as -0.0 is not one */
    lua_Integer i = lua_tointeger(L, index);
    return (Scalar){(double)i, i};
  }
#endif
  double d = lua_tonumber(L, index);
  return (Scalar){d, fac_to_int64(d)};
}

void fac_push_element(lua_State *L, DType dtype, const void *element) {
  switch (dtype) {
  case FAC_FLOAT: lua_pushnumber(L, *(const float *)element); break;
  case FAC_DOUBLE: lua_pushnumber(L, *(const double *)element); break;
  case FAC_HALF: lua_pushnumber(L, fac_half_to_float(*(const Half *)element)); break;
  default: fac_push_integer(L, fac_get_element(dtype, element).i);
  }
}

void fac_set_element(DType dtype, void *element, Scalar value) {
  /* small integers take the way of a C cast from double: through 32 bits */
  int32_t narrow = fac_narrow(value.i);
  switch (dtype) {
  case FAC_BYTE: *(uint8_t *)element = (uint8_t)narrow; break;
  case FAC_CHAR: *(int8_t *)element = (int8_t)narrow; break;
  case FAC_SHORT: *(int16_t *)element = (int16_t)narrow; break;
  case FAC_INT: *(int32_t *)element = narrow; break;
  case FAC_LONG: *(int64_t *)element = value.i; break;
  case FAC_FLOAT: *(float *)element = (float)value.d; break;
  case FAC_HALF: *(Half *)element = fac_half_from_float((float)value.d); break;
  default: *(double *)element = value.d;
  }
}

Scalar fac_get_element(DType dtype, const void *element) {
  switch (dtype) {
#define INTEGER(NAME, type)                                                                        \
  case FAC_##NAME: return (Scalar){(double)*(const type *)element, *(const type *)element};
    INTEGER(BYTE, uint8_t)
    INTEGER(CHAR, int8_t)
    INTEGER(SHORT, int16_t)
    INTEGER(INT, int32_t)
    INTEGER(LONG, int64_t)
#undef INTEGER
  case FAC_FLOAT: {
    double d = *(const float *)element;
    return (Scalar){d, fac_to_int64(d)};
  }
  case FAC_HALF: {
    double d = fac_half_to_float(*(const Half *)element);
    return (Scalar){d, fac_to_int64(d)};
  }
  default: {
    double d = *(const double *)element;
    return (Scalar){d, fac_to_int64(d)};
  }
  }
}

/* --- ties to Lua ------------------------------------------------------------------------------ */

/* bind(name, metatable): from now on objects of that C class get this metatable. The name also
 * becomes a registry key, which is what luaL_checkudata looks for. */
static int bind(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  lua_pushvalue(L, 2);
  lua_setfield(L, LUA_REGISTRYINDEX, name);
  if (!strcmp(name, "torch.Generator")) {
    lua_rawseti(L, LUA_REGISTRYINDEX, KEY_GENERATOR);
    return 0;
  }
  for (int d = 0; d < FAC_NDTYPE; d++) {
    char full[40];
    snprintf(full, sizeof full, "torch.%sTensor", fac_dtype_name((DType)d));
    if (!strcmp(name, full)) {
      lua_pushcfunction(L, collect_tensor);
      lua_setfield(L, 2, "__gc");
      lua_rawseti(L, LUA_REGISTRYINDEX, KEY_TENSOR + d);
      return 0;
    }
    snprintf(full, sizeof full, "torch.%sStorage", fac_dtype_name((DType)d));
    if (!strcmp(name, full)) {
      lua_pushcfunction(L, collect_storage);
      lua_setfield(L, 2, "__gc");
      lua_rawseti(L, LUA_REGISTRYINDEX, KEY_STORAGE + d);
      return 0;
    }
  }
  return 0;
}

/* pointer(object) -> a number that is the same for the same object: the address. Tensors and
 * storages give that of the C object, which several Lua values may share. */
static int pointer(lua_State *L) {
  const void *p = NULL;
  Tensor *t = fac_to_tensor(L, 1);
  Storage *s = t ? NULL : fac_to_storage(L, 1);
  if (t) {
    p = t;
  } else if (s) {
    p = s;
  } else {
    switch (lua_type(L, 1)) {
    case LUA_TSTRING: p = lua_tostring(L, 1); break;
    case LUA_TTABLE:
    case LUA_TFUNCTION:
    case LUA_TTHREAD:
    case LUA_TUSERDATA:
    case LUA_TLIGHTUSERDATA: p = lua_topointer(L, 1); break;
    default:
      if (lua_type(L, 1) > LUA_TTHREAD) { /* LuaJIT's cdata */
        p = lua_topointer(L, 1);
        break;
      }
      fac_error(L, "torch object, table, thread, cdata or function expected, got %s",
                luaL_typename(L, 1));
    }
  }
  fac_push_integer(L, (int64_t)(intptr_t)p);
  return 1;
}

void fac_open_object(lua_State *L) {
  static const luaL_Reg functions[] = {{"bind", bind},
                                       {"library", set_library},
                                       {"pointer", pointer},
                                       {"set_default_type", set_default_type},
                                       {"default_generator", default_generator},
                                       {NULL, NULL}};
  fac_setfuncs(L, functions);
}
