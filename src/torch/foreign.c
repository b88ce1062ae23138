/* What foreign code wants of tensors and storages: addresses, references that it holds without a
 * Lua object (retain, free), and a Lua object for an address (pushudata), which is how threads and
 * C libraries hand tensors over.
 * Addresses that come back are looked up in the list of what retain() lent, so a wrong one is an
 * error and never a crash; only free() without retain() does nothing.
 * Neighbours: lua/torch/foreign.lua makes FFI pointers of the addresses. */
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "torch.h"

/* --- what was lent ---------------------------------------------------------------------------- */

typedef struct Lent {
  struct Lent *next;
  void *object;
  DType dtype;
  bool is_tensor;
  int64_t times;
} Lent;

enum { BUCKETS = 1024 };

static struct {
  pthread_mutex_t lock;
  Lent *bucket[BUCKETS];
} lent = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Where the entry of that object is or would be linked in. */
static Lent **find_lent(const void *object) {
  Lent **at = &lent.bucket[((uintptr_t)object >> 4) % BUCKETS];
  while (*at && (*at)->object != object) at = &(*at)->next;
  return at;
}

/* Notes one more reference; false when memory is exhausted. */
static bool lend(void *object, DType dtype, bool is_tensor) {
  pthread_mutex_lock(&lent.lock);
  Lent **at = find_lent(object);
  if (!*at) {
    *at = calloc(1, sizeof **at);
    if (*at) **at = (Lent){.object = object, .dtype = dtype, .is_tensor = is_tensor};
  }
  bool good = *at != NULL;
  if (good) (*at)->times++;
  pthread_mutex_unlock(&lent.lock);
  return good;
}

/* Takes one reference back if there is one of that kind. */
static bool take_back(const void *object, DType dtype, bool is_tensor) {
  pthread_mutex_lock(&lent.lock);
  Lent **at = find_lent(object), *entry = *at;
  bool good = entry && entry->dtype == dtype && entry->is_tensor == is_tensor;
  if (good && --entry->times == 0) {
    *at = entry->next;
    free(entry);
  }
  pthread_mutex_unlock(&lent.lock);
  return good;
}

/* --- methods ---------------------------------------------------------------------------------- */

/* object:retain(): keeps it alive until free() is called, whatever Lua does with it; for passing
 * torch.pointer(object) to another thread or library. */
static int retain(lua_State *L) {
  fac_running = "torch.retain";
  Tensor *t = fac_to_tensor(L, 1);
  Storage *s = t ? NULL : fac_to_storage(L, 1);
  if (!t && !s) fac_error(L, "a tensor or storage expected as self, got %s", luaL_typename(L, 1));
  void *object = t ? (void *)t : s;
  if (!lend(object, t ? t->dtype : s->dtype, t != NULL)) fac_error(L, "not enough memory");
  if (t)
    fac_tensor_retain(t);
  else
    fac_storage_retain(s);
  return 0;
}

/* object:free(): gives back what retain() took. The references of Lua objects and of tensors on a
 * storage are not free()'s, so one call too many does nothing. */
static int give_back(lua_State *L) {
  fac_running = "torch.free";
  Tensor *t = fac_to_tensor(L, 1);
  Storage *s = t ? NULL : fac_to_storage(L, 1);
  if (!t && !s) fac_error(L, "a tensor or storage expected as self, got %s", luaL_typename(L, 1));
  if (t && take_back(t, t->dtype, true))
    fac_tensor_release(t);
  else if (s && take_back(s, s->dtype, false))
    fac_storage_release(s);
  return 0;
}

/* address(object) -> that of its first element; nil when it has none */
static int first_element(lua_State *L) {
  fac_running = "torch.data";
  Tensor *t = fac_to_tensor(L, 1);
  Storage *s = t ? NULL : fac_to_storage(L, 1);
  if (!t && !s) fac_error(L, "a tensor or storage expected, got %s", luaL_typename(L, 1));
  if (t) fac_tensor_check(L, t);
  void *data = t ? fac_tensor_data(t) : s->data;
  if (!data) return 0;
  fac_push_integer(L, (int64_t)(intptr_t)data);
  return 1;
}

/* --- pushudata -------------------------------------------------------------------------------- */

void *fac_to_address(lua_State *L, int index) {
  if (lua_islightuserdata(L, index)) return lua_touserdata(L, index);
  if (lua_type(L, index) == LUA_TNUMBER) return (void *)(intptr_t)fac_scalar(L, index).i;
  if (lua_type(L, index) <= LUA_TTHREAD) return NULL;
  /* LuaJIT's cdata; its own library knows which of them are addresses */
  index = lua_absindex(L, index);
  lua_getglobal(L, "require");
  lua_pushliteral(L, "ffi");
  lua_call(L, 1, 1);
  lua_getfield(L, -1, "cast");
  lua_pushliteral(L, "intptr_t");
  lua_pushvalue(L, index);
  lua_call(L, 2, 1);
  void *address = *(void *const *)lua_topointer(L, -1);
  lua_pop(L, 2);
  return address;
}

/* A userdata that holds nothing but the address, for classes that C libraries define. */
static int push_box(lua_State *L, void *object, const char *name) {
  void **box = fac_new_userdata(L, sizeof *box);
  *box = object;
  lua_getfield(L, LUA_REGISTRYINDEX, name);
  lua_setmetatable(L, -2);
  return 1;
}

/* pushudata(address, name): the object of that class at an address. A tensor or storage must have
 * been lent by retain(); that reference now belongs to the new Lua object. */
static int pushudata(lua_State *L) {
  fac_running = "torch.pushudata";
  void *object = fac_to_address(L, 1);
  const char *name = luaL_checkstring(L, 2);
  if (!object) fac_error(L, "an address expected, got %s", luaL_typename(L, 1));
  for (int d = 0; d < FAC_NDTYPE; d++) {
    for (int is_tensor = 0; is_tensor < 2; is_tensor++) {
      lua_pushfstring(L, "torch.%s%s", fac_dtype_name((DType)d), is_tensor ? "Tensor" : "Storage");
      bool same = !strcmp(name, lua_tostring(L, -1));
      lua_pop(L, 1);
      if (!same) continue;
      if (!take_back(object, (DType)d, is_tensor))
        fac_error(L, "no %s was lent by retain() at %p", name, object);
      if (is_tensor)
        fac_push_tensor(L, object);
      else
        fac_push_storage(L, object);
      return 1;
    }
  }
  return push_box(L, object, name);
}

void fac_open_torch_foreign(lua_State *L) {
  static const luaL_Reg methods[] = {{"retain", retain}, {"free", give_back}, {NULL, NULL}};
  static const luaL_Reg functions[] = {
      {"address", first_element}, {"pushudata", pushudata}, {NULL, NULL}};
  fac_setfuncs(L, functions);
  lua_getfield(L, -1, "classes");
  for (int d = 0; d < FAC_NDTYPE; d++) {
    for (int is_tensor = 0; is_tensor < 2; is_tensor++) {
      lua_pushfstring(L, "torch.%s%s", fac_dtype_name((DType)d), is_tensor ? "Tensor" : "Storage");
      lua_gettable(L, -2);
      lua_getfield(L, -1, "methods");
      fac_setfuncs(L, methods);
      lua_pop(L, 2);
    }
  }
  lua_pop(L, 1);
}
