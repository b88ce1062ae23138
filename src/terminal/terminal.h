/* What the files of src/terminal offer to the module facula.line. */
#ifndef FAC_TERMINAL_H
#define FAC_TERMINAL_H

#include "../core/compat.h"

/* With the module's table on top of the stack. */
void fac_open_terminal_line(lua_State *L);
void fac_open_terminal_evaluate(lua_State *L);

#endif
