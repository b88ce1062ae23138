/* The differences between LuaJIT, Lua 5.1 and Lua 5.4, so that no other file knows them.
 * Neighbours: every C file that includes Lua. */
#ifndef FAC_COMPAT_H
#define FAC_COMPAT_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdint.h>

#if LUA_VERSION_NUM < 502
#define lua_rawlen lua_objlen
#define lua_absindex(L, i) ((i) > 0 || (i) <= LUA_REGISTRYINDEX ? (i) : lua_gettop(L) + (i) + 1)
#define fac_setfuncs(L, functions) luaL_register(L, NULL, functions)
#else
#define fac_setfuncs(L, functions) luaL_setfuncs(L, functions, 0)
#endif

#if LUA_VERSION_NUM < 504
#define lua_newuserdatauv(L, size, values) lua_newuserdata(L, size)
#endif

/* Pushes an integer: a Lua integer where Lua has them, else a number. */
static inline void fac_push_integer(lua_State *L, int64_t value) {
#if LUA_VERSION_NUM >= 503
  lua_pushinteger(L, (lua_Integer)value);
#else
  lua_pushnumber(L, (lua_Number)value);
#endif
}

#endif
