/* Tensors for Lua modules written in C. Nothing is linked: facula.core leaves a table of functions
 * in the registry of the Lua state, and a module asks for it when it is opened.
 *
 *     #include <facula.h>
 *
 *     static const facula_api *facula;
 *
 *     static int double_it(lua_State *L) {
 *       facula_tensor *t = facula->check_tensor(L, 1, FACULA_DOUBLE);
 *       t = facula->push_contiguous(L, t);
 *       double *x = facula->data(L, t);
 *       for (int64_t i = 0; i < facula->count(t); i++) x[i] *= 2;
 *       return 1;
 *     }
 *
 *     int luaopen_mymodule(lua_State *L) {
 *       facula = facula_open(L, FACULA_API_VERSION);
 *       ...
 *     }
 *
 * Rules. A facula_tensor * is borrowed: it lives as long as the Lua value it was read from, so keep
 * that on the stack or elsewhere in Lua. A data pointer holds until the tensor or its storage is
 * resized. Functions that take a lua_State may raise a Lua error, the others cannot fail.
 * Dimensions and positions count from 0. examples/c_layer is a layer made with it. */
#ifndef FACULA_H
#define FACULA_H

#include <lauxlib.h>
#include <lua.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Later versions only append to the table; what is here stays. */
enum { FACULA_API_VERSION = 1, FACULA_MAX_DIMS = 16 };

/* The key of the table in the registry, a light userdata. */
#define FACULA_API_KEY "facula.api"

/* Element types. FACULA_HALF is uint16_t to C, the others what their names say. */
typedef enum {
  FACULA_BYTE,    /* uint8_t */
  FACULA_CHAR,    /* int8_t */
  FACULA_SHORT,   /* int16_t */
  FACULA_INT,     /* int32_t */
  FACULA_LONG,    /* int64_t */
  FACULA_FLOAT,   /* float */
  FACULA_DOUBLE,  /* double */
  FACULA_HALF,    /* IEEE half precision */
  FACULA_ANY = -1 /* for check_tensor */
} facula_type;

typedef struct facula_tensor facula_tensor;

typedef struct facula_api {
  int version;

  /* The tensor at a stack index; NULL for any other value. */
  facula_tensor *(*to_tensor)(lua_State *L, int index);
  /* The same; raises an argument error for any other value and for other types than `type`. */
  facula_tensor *(*check_tensor)(lua_State *L, int index, facula_type type);

  facula_type (*type)(const facula_tensor *t);
  int (*dims)(const facula_tensor *t);               /* 0: a tensor without elements */
  const int64_t *(*sizes)(const facula_tensor *t);   /* dims(t) of them */
  const int64_t *(*strides)(const facula_tensor *t); /* in elements */
  int64_t (*count)(const facula_tensor *t);          /* elements */
  int (*is_contiguous)(const facula_tensor *t);      /* row-major without gaps */
  int (*same_size)(const facula_tensor *a, const facula_tensor *b);

  /* The first element; NULL if there is none. Raises if the storage has become too small. */
  void *(*data)(lua_State *L, const facula_tensor *t);

  /* Gives t these sizes; its elements are then undefined and contiguous unless it had them. */
  void (*resize)(lua_State *L, facula_tensor *t, int dims, const int64_t *sizes);
  void (*resize_as)(lua_State *L, facula_tensor *t, const facula_tensor *like);

  /* Push a new tensor without elements; a view of t if it is contiguous, else a contiguous copy. */
  facula_tensor *(*push_new)(lua_State *L, facula_type type);
  facula_tensor *(*push_contiguous)(lua_State *L, facula_tensor *t);

  /* Copies the elements of `from` into `to`, which has as many; any types and strides. */
  void (*copy)(lua_State *L, facula_tensor *to, const facula_tensor *from);

  /* Calls body(context, first, last) for pieces of [0, count), at least grain long, on the threads
   * of the library. The body must not touch Lua. */
  void (*parallel_for)(int64_t count, int64_t grain,
                       void (*body)(void *context, int64_t first, int64_t last), void *context);
} facula_api;

/* The table. Raises if facula.core is not loaded or older than `version`. */
static inline const facula_api *facula_open(lua_State *L, int version) {
  const facula_api *api;
  lua_getfield(L, LUA_REGISTRYINDEX, FACULA_API_KEY);
  api = (const facula_api *)lua_touserdata(L, -1);
  lua_pop(L, 1);
  if (!api) luaL_error(L, "facula.core is not loaded: require 'torch' first");
  if (api->version < version)
    luaL_error(L, "version %d of facula's C interface is needed, this one is %d", version,
               api->version);
  return api;
}

#ifdef __cplusplus
}
#endif

#endif
