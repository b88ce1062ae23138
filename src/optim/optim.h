/* Fused update steps of the optimizers. Each function adds the rows of its file to the table on top
 * of the stack. Called by src/facula.c; reached from Lua as core.optim. */
#ifndef FAC_OPTIM_H
#define FAC_OPTIM_H

#include "../core/compat.h"

void fac_open_optim_sgd(lua_State *L);
void fac_open_optim_step(lua_State *L); /* adam, rmsprop, nag ... */

#endif
