/* The one strided iterator. It coalesces dimensions, splits the work over threads and calls a leaf
 * loop from src/kernel on one line of elements at a time.
 * Neighbours: tensor.h and thread.h below; src/torch describes its operations with it. */
#ifndef FAC_LOOP_H
#define FAC_LOOP_H

#include "../kernel/kernel.h"
#include "object.h"

/* A Leaf (kernel.h) handles n elements of up to FAC_LOOP_OPERANDS operands: p[k] is the address of
 * the first element of operand k, p[0] the result, step[k] the bytes from one to the next. It must
 * not fail. param is what the operation wants to hand through. */
enum { FAC_LOOP_OPERANDS = 4 };

/* Brings operands whose numbers of elements differ to one size by NumPy's rules: sizes are compared
 * from the last dimension on, missing and 1 are repeated. Replaces those of another size in t[] by
 * views, which are pushed; with equal numbers of elements nothing happens. Raises when the sizes do
 * not fit, and when result, which may be NULL, is one of the operands and would change its size. */
void fac_broadcast(lua_State *L, const Tensor *result, int count, Tensor **t);

/* Runs leaf over the elements of t[0..count), in logical order per pair of elements; the order
 * between elements is free and the work may be split over threads. All operands must have the
 * same number of elements; one with another shape than t[0] is walked in its own row-major order,
 * one that overlaps t[0] without having its layout as it was before (both through a temporary
 * copy). An operand may have stride 0. cost: of one element, an addition being 1. */
void fac_loop(lua_State *L, int count, Tensor *const *t, Leaf leaf, const void *param, int cost);

/* The same, but Ctrl-C at the prompt leaves the rest undone: for operations whose result nothing
 * reads before they return. */
void fac_loop_until_interrupt(lua_State *L, int count, Tensor *const *t, Leaf leaf,
                              const void *param, int cost);

/* As fac_loop, one thread and logical order guaranteed: for random numbers and callbacks. The leaf
 * may raise if it does so itself. */
void fac_loop_serial(lua_State *L, int count, Tensor *const *t, Leaf leaf, const void *param);

/* Whether two positions of t may be the same element, as in expanded views. */
bool fac_overlaps_itself(const Tensor *t);

/* dst = src with conversion of the element type; equal counts. */
void fac_copy(lua_State *L, Tensor *dst, const Tensor *src);

/* An iterator over all lines along one dimension, for reductions, sort, softmax ...: for each
 * combination of the other dimensions body gets the addresses of the lines' first elements. Lines
 * are spread over threads. Operands must agree in all dimensions but dim. */
typedef void (*LineBody)(char *const *p, void *context);
/* cost: of one line, in the units of fac_loop. */
void fac_lines(int count, Tensor *const *t, int dim, LineBody body, void *context, int64_t cost);

#endif
