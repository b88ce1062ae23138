/* Small services: clocks, terminals, threads, what this build is. Neighbour: core/thread.c. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "../core/blas.h"
#include "../core/cpu.h"
#include "../core/interrupt.h"
#include "../core/thread.h"
#include "torch.h"

static double seconds(struct timeval t) {
  return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

/* clock([which = "wall"]) -> seconds: of a clock on the wall that never goes back, or of the
 * processor time that this process has used, "user" or "sys". */
static int system_clock(lua_State *L) {
  const char *which = luaL_optstring(L, 1, "wall");
  if (!strcmp(which, "wall")) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    lua_pushnumber(L, (double)now.tv_sec + 1e-9 * (double)now.tv_nsec);
    return 1;
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  if (!strcmp(which, "user"))
    lua_pushnumber(L, seconds(usage.ru_utime));
  else if (!strcmp(which, "sys"))
    lua_pushnumber(L, seconds(usage.ru_stime));
  else
    return luaL_error(L, "clock: 'wall', 'user' or 'sys' expected, got '%s'", which);
  return 1;
}

/* isatty(file) -> whether an open Lua file is a terminal. */
static int system_isatty(lua_State *L) {
#if LUA_VERSION_NUM >= 502
  FILE *f = ((luaL_Stream *)luaL_checkudata(L, 1, LUA_FILEHANDLE))->f;
#else
  FILE *f = *(FILE **)luaL_checkudata(L, 1, LUA_FILEHANDLE);
#endif
  lua_pushboolean(L, f && isatty(fileno(f)));
  return 1;
}

static int get_threads(lua_State *L) {
  lua_pushinteger(L, fac_threads_get());
  return 1;
}

static int set_threads(lua_State *L) {
  lua_Number n = luaL_checknumber(L, 1);
  if (!(n >= 1 && n <= 1e6))
    return luaL_error(L, "torch.setnumthreads: a number of threads from 1 on expected, got %f", n);
  fac_threads_set((int)n);
  return 0;
}

static int get_cores(lua_State *L) {
  lua_pushinteger(L, fac_threads_cores());
  return 1;
}

/* buffer_bytes() -> bytes of all living tensor buffers */
static int buffer_bytes(lua_State *L) {
  fac_push_integer(L, fac_buffer_bytes());
  return 1;
}

/* instruction_set() -> "plain", "avx2" or "avx512" */
static int instruction_set(lua_State *L) {
  lua_pushstring(L, fac_cpu_name());
  return 1;
}

/* blas_kernels() -> the processor whose kernels the BLAS uses, such as "SkylakeX" */
static int blas_kernels(lua_State *L) {
  lua_pushstring(L, fac_blas_name());
  return 1;
}

/* blas_library() -> the BLAS and its version, such as "OpenBLAS 0.3.21" */
static int blas_library(lua_State *L) {
  char text[80];
  fac_blas_version(text, sizeof text);
  lua_pushstring(L, text);
  return 1;
}

void fac_open_torch_system(lua_State *L) {
  static const luaL_Reg services[] = {{"clock", system_clock},
                                      {"isatty", system_isatty},
                                      {"buffer_bytes", buffer_bytes},
                                      {"instruction_set", instruction_set},
                                      {"blas_kernels", blas_kernels},
                                      {"blas_library", blas_library},
                                      {NULL, NULL}};
  static const luaL_Reg functions[] = {{"getnumthreads", get_threads},
                                       {"setnumthreads", set_threads},
                                       {"getnumcores", get_cores},
                                       {NULL, NULL}};
  fac_setfuncs(L, services);
  lua_pushlightuserdata(L, &fac_interrupted); /* for facula.line */
  lua_setfield(L, -2, "interrupt_flag");
  lua_getfield(L, -1, "functions");
  fac_setfuncs(L, functions);
  lua_pop(L, 1);
}
