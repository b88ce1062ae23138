/* For code that wants plain arrays: contiguous stand-ins for results, checks of operands that must
 * fit each other, and kernels over the lines of contiguous arrays.
 * Neighbours: object.h makes contiguous copies of inputs (fac_new_contiguous), loop.h is for
 * operands of any layout; src/nn and src/optim call this. */
#ifndef FAC_DENSE_H
#define FAC_DENSE_H

#include "../kernel/lines.h"
#include "object.h"

/* Raise "<name> is 2x3, but <other> is 4x5" unless the sizes, or the numbers of elements, agree. */
void fac_check_same_size(lua_State *L, const Tensor *t, const char *name, const Tensor *other,
                         const char *other_name);
void fac_check_same_count(lua_State *L, const Tensor *t, const char *name, const Tensor *other,
                          const char *other_name);

/* Raise "<name> and <other> must not be the same tensor" (or "share memory", with the second
 * function). For results that get another size than the operand or whose elements must not change
 * the operand's under way. */
void fac_check_other(lua_State *L, const Tensor *result, const char *name, const Tensor *operand,
                     const char *other_name);
void fac_check_unshared(lua_State *L, const Tensor *result, const char *name, const Tensor *operand,
                        const char *other_name);

/* A source that writing to result, or resizing it, cannot change: t itself, or a copy, which is
 * pushed on the stack, if they share memory. */
const Tensor *fac_apart(lua_State *L, const Tensor *result, const Tensor *t);

/* The contiguous stand-in of an input: t itself if it is contiguous, else a copy, which is pushed
 * on the stack. Unlike fac_new_contiguous it pushes nothing in the usual case. */
const Tensor *fac_dense_input(lua_State *L, const Tensor *t);

/* The stand-in of a result: t itself if it is contiguous, else a pushed tensor of its size to
 * compute the result in; fac_dense_store then writes that back to t. Its elements are
 * uninitialised, or copies of t's with fac_dense_inout. */
Tensor *fac_dense_result(lua_State *L, Tensor *t);
Tensor *fac_dense_inout(lua_State *L, Tensor *t);
void fac_dense_store(lua_State *L, Tensor *t, const Tensor *dense);

/* Element i of a contiguous tensor: its address, and of a float or double one its number. */
static inline char *fac_dense_at(const Tensor *t, int64_t i) {
  return (char *)fac_tensor_data(t) + (size_t)i * fac_dtype_size(t->dtype);
}
static inline double fac_dense_number(const Tensor *t, int64_t i) {
  const void *at = fac_dense_at(t, i);
  return t->dtype == FAC_FLOAT ? (double)*(const float *)at : *(const double *)at;
}
static inline void fac_dense_put(const Tensor *t, int64_t i, double value) {
  void *at = fac_dense_at(t, i);
  if (t->dtype == FAC_FLOAT)
    *(float *)at = (float)value;
  else
    *(double *)at = value;
}

/* The lines along dimension dim of a contiguous tensor, which is seen as outer x n x inner. */
typedef struct {
  int64_t outer, n, inner;
} Lines;
Lines fac_lines_along(const Tensor *t, int dim);

/* A contiguous array that a kernel works on: outer x n x inner elements, or outer x inner if it is
 * reduced. */
typedef struct {
  void *data;
  bool reduced;
  DType dtype;
} LineOperand;

/* Runs the kernel over all lines, spread over threads. cost: about how many nanoseconds an element
 * takes. */
enum { FAC_LINES_OPERANDS = 4 };
void fac_dense_lines(Lines lines, int count, const LineOperand *operands, LinesKernels kernels,
                     int cost);

#endif
