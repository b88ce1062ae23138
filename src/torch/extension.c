/* The table of functions that C modules of users find in the registry.
 * Neighbours: core/facula.h says what they do; examples/c_layer uses them. */
#include "../core/facula.h"

#include "torch.h"

#include "../core/loop.h"
#include "../core/thread.h"

_Static_assert((int)FACULA_MAX_DIMS == (int)FAC_MAX_DIMS, "the public number of dimensions");
#define X(name, NAME, type, acc)                                                                   \
  _Static_assert((int)FACULA_##NAME == (int)FAC_##NAME, "the public number of a type");
FAC_EACH_DTYPE(X)
#undef X

static Tensor *inner(const facula_tensor *t) {
  return (Tensor *)t;
}

static facula_tensor *outer(const Tensor *t) {
  return (facula_tensor *)t;
}

static facula_tensor *to_tensor(lua_State *L, int index) {
  return outer(fac_to_tensor(L, index));
}

/* Called by functions of others, whose errors must not carry the name of our last operation. */
static void foreign_call(void) {
  fac_running = NULL;
}

static facula_tensor *check_tensor(lua_State *L, int index, facula_type type) {
  foreign_call();
  Tensor *t = fac_to_tensor(L, index);
  if (t && (type == FACULA_ANY || (int)t->dtype == (int)type)) return outer(t);
  const char *wanted = type >= 0 && (int)type < FAC_NDTYPE ? fac_dtype_name((DType)type) : "";
  if (t)
    lua_pushfstring(L, "torch.%sTensor expected, got torch.%sTensor", wanted,
                    fac_dtype_name(t->dtype));
  else if (*wanted)
    lua_pushfstring(L, "torch.%sTensor expected, got %s", wanted, luaL_typename(L, index));
  else
    lua_pushfstring(L, "tensor expected, got %s", luaL_typename(L, index));
  luaL_argerror(L, index, lua_tostring(L, -1));
  return NULL;
}

static facula_type type_of(const facula_tensor *t) {
  return (facula_type)inner(t)->dtype;
}

static int dims(const facula_tensor *t) {
  return inner(t)->ndim;
}

static const int64_t *sizes(const facula_tensor *t) {
  return inner(t)->size;
}

static const int64_t *strides(const facula_tensor *t) {
  return inner(t)->stride;
}

static int64_t count(const facula_tensor *t) {
  return fac_tensor_count(inner(t));
}

static int is_contiguous(const facula_tensor *t) {
  return fac_tensor_is_contiguous(inner(t));
}

static int same_size(const facula_tensor *a, const facula_tensor *b) {
  return fac_tensor_same_size(inner(a), inner(b));
}

static void *data(lua_State *L, const facula_tensor *t) {
  foreign_call();
  fac_tensor_check(L, inner(t));
  return fac_tensor_count(inner(t)) ? fac_tensor_data(inner(t)) : NULL;
}

static void resize(lua_State *L, facula_tensor *t, int ndim, const int64_t *size) {
  foreign_call();
  if (ndim < 0 || ndim > FAC_MAX_DIMS)
    fac_error(L, "resize: 0 to %d dimensions expected, got %d", FAC_MAX_DIMS, ndim);
  fac_tensor_resize(L, inner(t), ndim, size, NULL);
}

static void resize_as(lua_State *L, facula_tensor *t, const facula_tensor *like) {
  foreign_call();
  fac_tensor_resize_as(L, inner(t), inner(like));
}

static facula_tensor *push_new(lua_State *L, facula_type type) {
  foreign_call();
  if (type < 0 || (int)type >= FAC_NDTYPE)
    fac_error(L, "push_new: a type expected, got number %d", (int)type);
  luaL_checkstack(L, 4, "a new tensor");
  return outer(fac_new_tensor(L, (DType)type));
}

static facula_tensor *push_contiguous(lua_State *L, facula_tensor *t) {
  foreign_call();
  luaL_checkstack(L, 4, "a contiguous tensor");
  fac_tensor_check(L, inner(t));
  return outer(fac_new_contiguous(L, inner(t)));
}

static void copy(lua_State *L, facula_tensor *to, const facula_tensor *from) {
  foreign_call();
  Tensor *a = inner(to), *b = inner(from);
  fac_tensor_check(L, a);
  fac_tensor_check(L, b);
  if (fac_tensor_count(a) != fac_tensor_count(b))
    fac_error(L, "copy: as many elements expected, got sizes %s and %s", FAC_SHAPE(a),
              FAC_SHAPE(b));
  fac_copy(L, a, b);
}

static const facula_api api = {.version = FACULA_API_VERSION,
                               .to_tensor = to_tensor,
                               .check_tensor = check_tensor,
                               .type = type_of,
                               .dims = dims,
                               .sizes = sizes,
                               .strides = strides,
                               .count = count,
                               .is_contiguous = is_contiguous,
                               .same_size = same_size,
                               .data = data,
                               .resize = resize,
                               .resize_as = resize_as,
                               .push_new = push_new,
                               .push_contiguous = push_contiguous,
                               .copy = copy,
                               .parallel_for = fac_parallel_for};

void fac_open_torch_extension(lua_State *L) {
  lua_pushlightuserdata(L, (void *)&api);
  lua_setfield(L, LUA_REGISTRYINDEX, FACULA_API_KEY);
}
