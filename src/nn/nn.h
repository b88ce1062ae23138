/* The layers and criteria in C, by family. Each function adds the rows of its file to the table on
 * top of the stack. Called by src/facula.c; reached from Lua as core.nn. */
#ifndef FAC_NN_H
#define FAC_NN_H

#include "../core/compat.h"

void fac_open_nn_linear(lua_State *L);      /* Linear */
void fac_open_nn_activation(lua_State *L);  /* transfer functions, PReLU, CReLU */
void fac_open_nn_softmax(lua_State *L);     /* SoftMax, LogSoftMax */
void fac_open_nn_lookup(lua_State *L);      /* LookupTable */
void fac_open_nn_scale(lua_State *L);       /* CMul, Add */
void fac_open_nn_reduce(lua_State *L);      /* Sum, Max, Min */
void fac_open_nn_dropout(lua_State *L);     /* Dropout */
void fac_open_nn_loss(lua_State *L);        /* AbsCriterion, BCECriterion ...: sums over elements */
void fac_open_nn_loss_class(lua_State *L);  /* ClassNLLCriterion, SpatialClassNLLCriterion */
void fac_open_nn_loss_margin(lua_State *L); /* MultiMarginCriterion, CosineEmbeddingCriterion ... */
void fac_open_nn_connection(lua_State *L);  /* SpatialConvolutionMap, SpatialFullConvolutionMap */
void fac_open_nn_local(lua_State *L);       /* SpatialConvolutionLocal */
void fac_open_nn_subsample(lua_State *L);   /* SpatialSubSampling */
void fac_open_nn_temporal(lua_State *L);    /* TemporalConvolution, -RowConvolution, -SubSampling */
void fac_open_nn_batchnorm(lua_State *L);   /* BatchNormalization and its variants */
void fac_open_nn_normalize(lua_State *L);   /* Normalize, SpatialCrossMapLRN, .. */
void fac_open_nn_pooling(lua_State *L);  /* max and average pooling, unpooling, of all dimensions */
void fac_open_nn_adaptive(lua_State *L); /* adaptive, fractional and feature pooling */
void fac_open_nn_resample(lua_State *L); /* upsampling */
void fac_open_nn_padding(lua_State *L);  /* padding of planes */
/* Spatial- and VolumetricConvolution with their kin: MM, Dilated, DepthWise, Full */
void fac_open_nn_convolution(lua_State *L);
void fac_open_nn_distance(lua_State *L); /* Euclidean, CosineDistance, Kmeans ... */
void fac_open_nn_sparse(lua_State *L);   /* SparseLinear, IndexLinear */
void fac_open_nn_table(lua_State *L);    /* CMaxTable, CMinTable */

#endif
