/* The geometry of a call of a convolution layer: its numbers, weight and input, checked.
 * Neighbours: convolution.c computes with it; kernel/convolution.h says what windows are. */
#ifndef FAC_NN_GEOMETRY_H
#define FAC_NN_GEOMETRY_H

#include "../core/args.h"
#include "../kernel/convolution.h"

/* What kind of layer a call is for. */
typedef enum { PLAIN, FULL, BY_DEPTH } Kind;

typedef struct {
  Kind kind;
  int dims; /* 2 or 3 */
  bool batched;
  int64_t batch, taps, area, elements; /* elements of a kernel, an image plane, a map plane */
  int64_t input_planes, output_planes;
  Convolution c; /* its filters: by depth, those of one plane */
} Geometry;

/* The geometry from the call's numbers, weight (or its gradient; name: what errors call it) and
 * input. The numbers: kernel, stride, pad, dilation (full: adjustment), each [depth,] height,
 * width. */
Geometry fac_read_geometry(lua_State *L, const Args *a, Kind kind, int dims, const Tensor *input,
                           const Tensor *weight, const char *name);

/* The size of the output; returns how many dimensions. */
int fac_output_size(const Geometry *g, int64_t size[5]);

/* Raises unless gradOutput has that size. */
void fac_check_gradient(lua_State *L, const Geometry *g, const Tensor *gradOutput);

/* Raises unless bias has an element for each plane of the output. */
void fac_check_bias(lua_State *L, const Geometry *g, const Tensor *bias, const char *name);

#endif
