/* What the files of src/torch open. Neighbour: src/facula.c calls them. */
#ifndef FAC_TORCH_H
#define FAC_TORCH_H

#include "../core/args.h"

/* With the methods of all types and the functions on the stack, as fac_register_torch wants. */
void fac_open_torch_view(lua_State *L);
void fac_open_torch_index(lua_State *L);
void fac_open_torch_gather(lua_State *L);
void fac_open_torch_callback(lua_State *L);
void fac_open_torch_pattern(lua_State *L);
void fac_open_torch_measure(lua_State *L);
void fac_open_torch_construct(lua_State *L);
void fac_open_torch_math(lua_State *L);
void fac_open_torch_reduce(lua_State *L);
void fac_open_torch_sort(lua_State *L);
void fac_open_torch_linalg(lua_State *L);
void fac_open_torch_lapack(lua_State *L);
void fac_open_torch_conv(lua_State *L);
void fac_open_torch_sample(lua_State *L);

/* With the table of classes on top of the stack. */
void fac_open_torch_tensor(lua_State *L); /* adds constructors to the tensor classes */
void fac_open_torch_storage(lua_State *L);
void fac_open_torch_file(lua_State *L);

/* With the table that is to hold the functions on top of the stack. */
void fac_open_torch_gzip(lua_State *L);
void fac_open_torch_decode(lua_State *L);
void fac_open_torch_csv(lua_State *L);
void fac_open_torch_text(lua_State *L);
void fac_open_torch_prefetch(lua_State *L);

/* With the module's table on top of the stack. */
void fac_open_torch_system(lua_State *L);
void fac_open_torch_foreign(lua_State *L);   /* also adds methods to tensors and storages */
void fac_open_torch_path(lua_State *L);      /* core.path */
void fac_open_torch_interrupt(lua_State *L); /* core.interrupt */

void fac_open_torch_extension(lua_State *L); /* leaves facula.h's table in the registry */

/* mapped.c: a storage over the bytes of a file. */
Storage *fac_storage_map(lua_State *L, DType dtype, const char *name, bool shared, int64_t size,
                         bool memory);

/* foreign.c: the address that a number, light userdata or FFI pointer at a stack index stands for;
 * NULL for anything else. */
void *fac_to_address(lua_State *L, int index);

#endif
