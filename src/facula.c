/* The contents page of the C side: require 'facula.core' runs luaopen_facula_core, which gathers
 * what the files below offer in one table. lua/torch, lua/nn and lua/optim make packages of it.
 * Neighbours: all of src; nobody includes this file. */
#include "core/args.h"
#include "core/blas.h"
#include "core/cpu.h"
#include "nn/nn.h"
#include "optim/optim.h"
#include "torch/torch.h"

static int generator_new(lua_State *L) {
  fac_push_generator(L);
  return 1;
}

/* core.functions and core.classes: the operations of torch, and what has methods. */
static void open_torch(lua_State *L) {
  lua_newtable(L); /* classes */
  int classes = lua_gettop(L);
  for (int d = 0; d < FAC_NDTYPE; d++) lua_newtable(L); /* methods */
  lua_newtable(L);                                      /* functions */
  luaL_checkstack(L, 16, "tables of methods");

  fac_open_torch_view(L);
  fac_open_torch_index(L);
  fac_open_torch_gather(L);
  fac_open_torch_callback(L);
  fac_open_torch_pattern(L);
  fac_open_torch_measure(L);
  fac_open_torch_construct(L);
  fac_open_torch_math(L);
  fac_open_torch_reduce(L);
  fac_open_torch_sort(L);
  fac_open_torch_linalg(L);
  fac_open_torch_lapack(L);
  fac_open_torch_conv(L);
  fac_open_torch_sample(L);

  lua_setfield(L, classes - 1, "functions");
  for (int d = FAC_NDTYPE - 1; d >= 0; d--) {
    lua_newtable(L);
    lua_insert(L, -2);
    lua_setfield(L, -2, "methods");
    lua_pushfstring(L, "torch.%sTensor", fac_dtype_name((DType)d));
    lua_insert(L, -2);
    lua_settable(L, classes);
  }
  lua_newtable(L);
  lua_pushcfunction(L, generator_new);
  lua_setfield(L, -2, "ctor");
  lua_pushcfunction(L, generator_new);
  lua_setfield(L, -2, "factory");
  lua_newtable(L);
  lua_setfield(L, -2, "methods");
  lua_setfield(L, classes, "torch.Generator");

  fac_open_torch_tensor(L);
  fac_open_torch_storage(L);
  fac_open_torch_file(L);
  lua_setfield(L, classes - 1, "classes");
  fac_open_torch_system(L);
  fac_open_torch_foreign(L);
  fac_open_torch_path(L);
  fac_open_torch_interrupt(L);
  fac_open_torch_extension(L);
}

/* core.io: reading and writing data. */
static void open_io(lua_State *L) {
  lua_newtable(L);
  fac_open_torch_gzip(L);
  fac_open_torch_decode(L);
  fac_open_torch_csv(L);
  fac_open_torch_text(L);
  fac_open_torch_prefetch(L);
  lua_setfield(L, -2, "io");
}

/* core.nn: the passes of layers and criteria. */
static void open_nn(lua_State *L) {
  lua_newtable(L);
  fac_open_nn_linear(L);
  fac_open_nn_activation(L);
  fac_open_nn_softmax(L);
  fac_open_nn_lookup(L);
  fac_open_nn_scale(L);
  fac_open_nn_reduce(L);
  fac_open_nn_dropout(L);
  fac_open_nn_connection(L);
  fac_open_nn_local(L);
  fac_open_nn_subsample(L);
  fac_open_nn_temporal(L);
  fac_open_nn_loss(L);
  fac_open_nn_loss_class(L);
  fac_open_nn_loss_margin(L);
  fac_open_nn_batchnorm(L);
  fac_open_nn_normalize(L);
  fac_open_nn_pooling(L);
  fac_open_nn_adaptive(L);
  fac_open_nn_resample(L);
  fac_open_nn_padding(L);
  fac_open_nn_convolution(L);
  fac_open_nn_distance(L);
  fac_open_nn_sparse(L);
  fac_open_nn_table(L);
  lua_setfield(L, -2, "nn");
}

/* core.optim: update steps. */
static void open_optim(lua_State *L) {
  lua_newtable(L);
  fac_open_optim_sgd(L);
  fac_open_optim_step(L);
  lua_setfield(L, -2, "optim");
}

__attribute__((visibility("default"))) int luaopen_facula_core(lua_State *L);

int luaopen_facula_core(lua_State *L) {
  fac_cpu_open();
  fac_blas_open();
  lua_newtable(L);
  fac_open_object(L);
  open_torch(L);
  open_io(L);
  open_nn(L);
  open_optim(L);
  fac_push_operations(L);
  lua_setfield(L, -2, "operations");
  return 1;
}
