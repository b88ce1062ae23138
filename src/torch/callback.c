/* Lua functions over elements: apply, map, map2.
 * The function may do anything meanwhile, also resize, shrink or change the very tensors. So the
 * loop walks over views of its own, which keep their storages alive and their geometry, and looks
 * at a storage anew before each access.
 * Neighbours: core/loop.h has the loops that need no Lua. */
#include "../core/loop.h"
#include "torch.h"

/* A walk over the elements of a tensor in row-major order. */
typedef struct {
  const Tensor *t;
  int64_t at[FAC_MAX_DIMS];
  int64_t offset; /* of the element under discussion in the storage */
} Walk;

static Walk walk_over(lua_State *L, const Tensor *t) {
  const Tensor *view = fac_new_view(L, t);
  return (Walk){.t = view, .offset = view->offset};
}

static void advance(Walk *w) {
  for (int d = w->t->ndim - 1; d >= 0; d--) {
    w->offset += w->t->stride[d];
    if (++w->at[d] < w->t->size[d]) return;
    w->offset -= w->t->size[d] * w->t->stride[d];
    w->at[d] = 0;
  }
}

static void *element(lua_State *L, const Walk *w, int64_t position) {
  const Storage *s = w->t->storage;
  if (w->offset >= s->size)
    fac_error(L, "the storage was made smaller meanwhile: element %lld is gone",
              (long long)position + 1);
  return (char *)s->data + (size_t)w->offset * fac_dtype_size(w->t->dtype);
}

/* Stores the value on top of the stack, if it is a number, in the first tensor. */
static void store(lua_State *L, const Walk *w, int64_t position) {
  if (lua_isnumber(L, -1))
    fac_set_element(w->t->dtype, element(L, w, position), fac_scalar(L, -1));
  else if (lua_toboolean(L, -1))
    fac_error(L, "the function should return a number, nil or false; for element %lld it gave %s",
              (long long)position + 1, luaL_typename(L, -1));
}

/* t[i] = f(t[i], u[i] ...) for all elements of the first operands tensors among the arguments; the
 * function is the argument behind them. */
static int call_for_each(lua_State *L, Args *a, int operands) {
  enum { MOST = 3 };
  Walk walk[MOST];
  const char *running = fac_running;
  int64_t n = fac_tensor_count(a->arg[0].t);
  for (int k = 1; k < operands; k++)
    if (fac_tensor_count(a->arg[k].t) != n)
      fac_error(L, "tensors %s and %s do not have the same number of elements",
                FAC_SHAPE(a->arg[0].t), FAC_SHAPE(a->arg[k].t));
  luaL_checkstack(L, 2 * MOST + 2, "call of a function for each element");
  for (int k = 0; k < operands; k++) walk[k] = walk_over(L, a->arg[k].t);
  for (int64_t i = 0; i < n; i++) {
    lua_pushvalue(L, a->arg[operands].index);
    for (int k = 0; k < operands; k++)
      fac_push_element(L, walk[k].t->dtype, element(L, &walk[k], i));
    lua_call(L, operands, 1);
    fac_running = running;
    store(L, &walk[0], i);
    lua_pop(L, 1);
    for (int k = 0; k < operands; k++) advance(&walk[k]);
  }
  return fac_return(L, a, 0);
}

/* t:apply(f): calls f(x) for every element in row-major order; a number that it returns becomes the
 * element, nil or false leaves it. Elements before one for which f raises an error stay changed.
 * Returns t.
 *
 *     torch.Tensor{1, -2, 3}:apply(function(x) if x < 0 then return 0 end end)  -- {1, 0, 3} */
static int callback_apply(lua_State *L, Args *a) {
  return call_for_each(L, a, 1);
}

/* t:map(u, f): the same with f(x, y), y being the element of u; u has as many elements as t.
 *
 *     torch.Tensor{1, 2}:map(torch.Tensor{3, 4}, function(x, y) return x * y end)  -- {3, 8} */
static int callback_map(lua_State *L, Args *a) {
  return call_for_each(L, a, 2);
}

/* t:map2(u, v, f): the same with f(x, y, z).
 *
 *     local ones = torch.ones(2)
 *     ones:map2(ones, ones, function(x, y, z) return x + y + z end)  -- {3, 3} */
static int callback_map2(lua_State *L, Args *a) {
  return call_for_each(L, a, 3);
}

static Op ops[] = {
    {"apply", callback_apply, "t f:function", "calls a function for each element", 0, FAC_METHOD},
    {"map", callback_map, "t u f:function", "calls a function for each pair of elements", 0,
     FAC_METHOD},
    {"map2", callback_map2, "t u v f:function", "calls a function for each three elements", 0,
     FAC_METHOD},
    {NULL}};

void fac_open_torch_callback(lua_State *L) {
  fac_register_torch(L, ops);
}
