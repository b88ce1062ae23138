/* Copies between tensors whose dense dimensions differ, tile by tile, so that both are read and
 * written in whole cache lines. Neighbours: loop.c, whose fac_copy tries this first. */
#ifndef FAC_TRANSPOSE_H
#define FAC_TRANSPOSE_H

#include "tensor.h"

/* Copies src to dst if they are of one type and size, do not overlap, and are dense in two
 * different dimensions; else does nothing and returns false. */
bool fac_copy_transposed(const Tensor *dst, const Tensor *src);

#endif
