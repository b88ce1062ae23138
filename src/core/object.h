/* C objects as Lua userdata. A userdata holds a tag, which says what it is, and a pointer to a
 * reference-counted struct, so that the same tensor can be known to Lua many times.
 * Neighbours: lua/torch/class.lua makes the metatables; args.h reads objects from the stack. */
#ifndef FAC_OBJECT_H
#define FAC_OBJECT_H

#include "compat.h"
#include "random.h"
#include "tensor.h"

/* Raises "<where>: <message>" with the running operation's name: fac_error(L, "size is %d", n).
 * Formats as printf; never returns. */
_Noreturn void fac_error(lua_State *L, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Pushes "script.lua:12: ", the line of the user's code that led here; "" where C called. */
void fac_push_position(lua_State *L);

/* The name that fac_error puts first ("torch.add"); set by the dispatcher in args.c. */
extern _Thread_local const char *fac_running;

/* What lies at a stack index, or NULL if it is something else. Cheap: no metatable is looked at. */
Tensor *fac_to_tensor(lua_State *L, int index);
Storage *fac_to_storage(lua_State *L, int index);
Generator *fac_to_generator(lua_State *L, int index);

/* Push an object; the reference of the caller passes to Lua (also when pushing raises). */
void fac_push_tensor(lua_State *L, Tensor *t);
void fac_push_storage(lua_State *L, Storage *s);
Generator *fac_push_generator(lua_State *L); /* a new one, seeded from the system */

/* Push a new object and return it: the way to make temporaries, since the collector frees them. */
Tensor *fac_new_tensor(lua_State *L, DType dtype); /* without elements */
Tensor *fac_new_tensor_sized(lua_State *L, DType dtype, int ndim, const int64_t *size);
Tensor *fac_new_view(lua_State *L, const Tensor *of); /* the same elements, its own geometry */

/* Push and return t itself if it is contiguous, else a contiguous copy. */
const Tensor *fac_new_contiguous(lua_State *L, const Tensor *t);

/* Numbers that are elements: read with checks and wrap as Torch7 does, pushed exactly. */
Scalar fac_scalar(lua_State *L, int index); /* the value there must be a number already */
void fac_push_element(lua_State *L, DType dtype, const void *element);
void fac_set_element(DType dtype, void *element, Scalar value);
Scalar fac_get_element(DType dtype, const void *element);

/* The default generator of this Lua state (torch._gen). */
Generator *fac_default_generator(lua_State *L);

/* The type of torch.Tensor and of functions that get no tensor. */
DType fac_default_dtype(lua_State *L);

/* open_object: functions that class.lua needs to tie metatables to C (see object.c). */
void fac_open_object(lua_State *L);

#endif
