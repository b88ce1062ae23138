/* The layers and criteria in C, by family. Each function adds the rows of its file to the table on
 * top of the stack. Called by src/facula.c; reached from Lua as core.nn. */
#ifndef FAC_NN_H
#define FAC_NN_H

#include "../core/compat.h"

void fac_open_nn_linear(lua_State *L);     /* Linear */
void fac_open_nn_activation(lua_State *L); /* Tanh, Sigmoid, Abs, Threshold */
void fac_open_nn_softmax(lua_State *L);    /* SoftMax, LogSoftMax */
void fac_open_nn_lookup(lua_State *L);     /* LookupTable */
void fac_open_nn_scale(lua_State *L);      /* CMul, Add */
void fac_open_nn_reduce(lua_State *L);     /* Sum, Max, Min */
void fac_open_nn_dropout(lua_State *L);    /* Dropout */
void fac_open_nn_loss(lua_State *L);       /* MSECriterion, ClassNLLCriterion */
void fac_open_nn_distance(lua_State *L);   /* Euclidean, CosineDistance, Kmeans ... */
void fac_open_nn_sparse(lua_State *L);     /* SparseLinear, IndexLinear */
void fac_open_nn_table(lua_State *L);      /* CMaxTable, CMinTable */

#endif
