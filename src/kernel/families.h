/* All kernel families. A new one is an include and a line here. Neighbour: src/core/cpu.c. */
#ifndef FAC_FAMILIES_H
#define FAC_FAMILIES_H

#include "nn.h"
#include "optim.h"
#include "point.h"
#include "reduce.h"

/* X(struct, name) */
#define FAC_EACH_FAMILY(X)                                                                         \
  X(PointKernels, fac_point)                                                                       \
  X(ReduceKernels, fac_reduce)                                                                     \
  X(NnKernels, fac_nn)                                                                             \
  X(OptimKernels, fac_optim)

#endif
