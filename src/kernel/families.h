/* All kernel families. A new one is an include and a line here. Neighbour: src/core/cpu.c. */
#ifndef FAC_FAMILIES_H
#define FAC_FAMILIES_H

#include "act.h"
#include "batchnorm.h"
#include "convolution.h"
#include "correlate.h"
#include "loss.h"
#include "filter.h"
#include "distance.h"
#include "measure.h"
#include "move.h"
#include "nn.h"
#include "normalize.h"
#include "optim.h"
#include "pick.h"
#include "pooling.h"
#include "point.h"
#include "random.h"
#include "reduce.h"
#include "resample.h"
#include "sort.h"
#include "sparse.h"
#include "table.h"
#include "winograd.h"

/* X(struct, name) */
#define FAC_EACH_FAMILY(X)                                                                         \
  X(PointKernels, fac_point)                                                                       \
  X(ReduceKernels, fac_reduce)                                                                     \
  X(SortKernels, fac_sort)                                                                         \
  X(LossKernels, fac_loss)                                                                         \
  X(NnKernels, fac_nn)                                                                             \
  X(MoveKernels, fac_move)                                                                         \
  X(RandomKernels, fac_random)                                                                     \
  X(OptimKernels, fac_optim)                                                                       \
  X(PickKernels, fac_pick)                                                                         \
  X(MeasureKernels, fac_measure)                                                                   \
  X(CorrelateKernels, fac_correlate)                                                               \
  X(ActKernels, fac_act)                                                                           \
  X(BatchnormKernels, fac_batchnorm)                                                               \
  X(NormalizeKernels, fac_normalize)                                                               \
  X(PoolingKernels, fac_pooling)                                                                   \
  X(ResampleKernels, fac_resample)                                                                 \
  X(FilterKernels, fac_filter)                                                                     \
  X(ConvolutionKernels, fac_convolution)                                                           \
  X(DistanceKernels, fac_distance)                                                                 \
  X(SparseKernels, fac_sparse)                                                                     \
  X(TableKernels, fac_table)                                                                       \
  X(WinogradKernels, fac_winograd)

#endif
