/* What layers over planes share: an input of planes x height x width or planes x depth x height x
 * width, with or without a batch in front, seen as a number of planes of three dimensions; checks
 * of sizes and of indices. Neighbours: pooling.c, adaptive.c, resample.c, padding.c. */
#ifndef FAC_NN_PLANES_H
#define FAC_NN_PLANES_H

#include "../core/args.h"
#include "../core/thread.h"

/* Dimensions of the planes in order: depth (1 for images), height, width. */
typedef struct {
  int ndim;       /* of the tensor */
  int dims;       /* of a plane: 2 or 3 */
  int64_t planes; /* in all samples */
  int64_t size[3];
} Planes;

/* t, an input, as planes of dims dimensions. Raises unless it has one or two dimensions more, and
 * elements in each plane. */
Planes fac_planes_of(lua_State *L, const Tensor *t, int dims);

/* The sizes of a tensor that has planes of this size where input has its own; returns their
 * number. */
int fac_planes_size(const Tensor *input, const Planes *planes, const int64_t size[3],
                    int64_t out[FAC_MAX_DIMS]);

/* Raises unless t has that size. */
void fac_planes_check(lua_State *L, const Tensor *t, const char *name, const Tensor *input,
                      const Planes *planes, const int64_t size[3]);

/* Raises unless every element of the contiguous LongTensor index is between 1 and limit. */
void fac_check_indices(lua_State *L, const Tensor *index, int64_t limit, const char *name);

/* A pass between planes and planes of another size: the tensor that gets the result, its contiguous
 * stand-in, and the elements of the source and of the stand-in. */
typedef struct {
  Tensor *result, *dense;
  DType dtype;
  const void *x;
  void *y;
} Pass;

/* Begins updateOutput: resizes output to planes of this size. */
Pass fac_planes_forward(lua_State *L, Tensor *output, const Tensor *input, const Planes *planes,
                        const int64_t size[3]);

/* Begins updateGradInput: raises unless gradOutput has planes of this size, resizes gradInput to
 * the size of input. */
Pass fac_planes_backward(lua_State *L, Tensor *gradInput, const Tensor *input,
                         const Tensor *gradOutput, const Planes *planes, const int64_t size[3]);

/* Ends both: stores the result and returns argument 0. */
int fac_planes_finish(lua_State *L, const Args *a, const Pass *pass);

/* updateGradInput of maxima whose indices count the elements of a plane. Arguments gradInput,
 * indices, input, gradOutput. */
int fac_planes_scatter(lua_State *L, const Args *a, int dims);

/* Argument k, an int, checked to be between least and 2^31 - 1; what: its name in the error. */
int64_t fac_arg_size(lua_State *L, const Args *a, int k, int64_t least, const char *what);

static inline int64_t fac_volume(const int64_t size[3]) {
  return size[0] * size[1] * size[2];
}

/* A piece of work for a thread that takes about 20 microseconds, of units with this cost each, in
 * nanoseconds. */
static inline int64_t fac_planes_grain(int64_t cost) {
  return fac_grain(20000, cost);
}

/* "2x3x4" for the dimensions of a plane. */
#define FAC_PLANE_SHAPE(dims, size)                                                                \
  fac_shape_text((char[FAC_SHAPE_TEXT]){0}, dims, (size) + 3 - (dims))

#endif
