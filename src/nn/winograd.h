/* Convolution with 3 x 3 elements and steps of 1 by minimal filtering: more than twice as few
 * multiplications. Neighbours: winograd.c; convolution.c asks for it; kernel/winograd.h explains.
 */
#ifndef FAC_NN_WINOGRAD_H
#define FAC_NN_WINOGRAD_H

#include "../core/tensor.h"
#include "../kernel/convolution.h"

/* Contiguous arrays of Float or Double elements; bias is NULL or has an element for each plane of
 * the result. */
typedef struct {
  DType dtype;
  int64_t batch;
  const Convolution *c;
  const char *image, *map, *weight, *bias;
} WinogradCall;

/* Whether a convolution can go, and goes faster, that way. */
bool fac_winograd_suits(const Convolution *c);
bool fac_winograd_suits_gradient(const Convolution *c);

/* map = bias + weight on the windows of image. buffer becomes scratch memory. */
void fac_winograd_forward(lua_State *L, const WinogradCall *call, Tensor *buffer, char *map);

/* image = bias + what the map spreads over it. */
void fac_winograd_backward(lua_State *L, const WinogradCall *call, Tensor *buffer, char *image);

/* gradWeight += scale * the gradient by the weight, when map holds the gradient by the map. */
void fac_winograd_gradient(lua_State *L, const WinogradCall *call, Tensor *buffer, double scale,
                           char *gradWeight);

#endif
