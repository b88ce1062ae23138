/* Calls a function that Ctrl-C can stop: evaluate(flag, f). SIGINT sets a debug hook, which raises
 * an error at the next instruction of the Lua program, and the flag of core/interrupt.h, at which
 * the long loops of the library give up. The handler that was there before is put back.
 * Neighbours: terminal.h; lua/facula/prompt.lua calls it. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../core/interrupt.h"
#include "terminal.h"

/* The evaluation that Ctrl-C is for; evaluations may be nested. */
static struct {
  lua_State *L;
  atomic_bool *flag;
  volatile sig_atomic_t presses, raised;
} current;

static void say(const char *text) {
  ssize_t n = write(STDERR_FILENO, text, strlen(text)); /* printf is not for signal handlers */
  (void)n;
}

/* The first Ctrl-C raises one error. Code that catches it and goes on does not survive the second
 * one, after which the hook stays and no such code is run any more. */
static void raise_interrupt(lua_State *L, lua_Debug *ar) {
  (void)ar;
  if (current.presses < 2) lua_sethook(L, NULL, 0, 0);
  *current.flag = false; /* whatever runs on the way out is to be complete */
  current.raised = 1;
  luaL_error(L, "interrupted");
}

static void on_interrupt(int signal_number) {
  int presses = ++current.presses;
  if (presses == 3) {
    say("\nEnded by the third Ctrl-C.\n");
    signal(signal_number, SIG_DFL);
    raise(signal_number); /* delivered when this handler returns */
    return;
  }
  if (presses == 2 && !current.raised)
    say("\nThe call that is running cannot stop yet; Ctrl-C once more ends the program.\n");
  *current.flag = true;
  lua_sethook(current.L, raise_interrupt, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT,
              1);
}

static const char traceback_key, trace_key; /* in the registry */

/* Message handler: keeps the trace and leaves the error as it is. */
static int keep_trace(lua_State *L) {
  lua_pushlightuserdata(L, (void *)&traceback_key);
  lua_rawget(L, LUA_REGISTRYINDEX);
  lua_pushliteral(L, "");
  lua_pushinteger(L, 2);
  lua_call(L, 2, 1);
  lua_pushlightuserdata(L, (void *)&trace_key);
  lua_insert(L, -2);
  lua_rawset(L, LUA_REGISTRYINDEX);
  return 1;
}

static void set_trace(lua_State *L) {
  lua_pushlightuserdata(L, (void *)&trace_key);
  lua_pushnil(L);
  lua_rawset(L, LUA_REGISTRYINDEX);
}

/* evaluate(flag, f) -> true and f's results; or false, the error, its trace or nil, and whether it
 * was Ctrl-C that raised it. flag: core.interrupt_flag. */
static int evaluate(lua_State *L) {
  luaL_checktype(L, 1, LUA_TLIGHTUSERDATA);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  set_trace(L);
  lua_pushcfunction(L, keep_trace);
  lua_insert(L, 2);

  struct sigaction mine = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART}, previous;
  sigemptyset(&mine.sa_mask);
  lua_State *outer = current.L;
  current.L = L;
  current.flag = lua_touserdata(L, 1);
  current.presses = current.raised = 0;
  *current.flag = false;
  sigaction(SIGINT, NULL, &previous);
  bool watched = previous.sa_handler != SIG_IGN; /* in the background Ctrl-C is for others */
  if (watched) sigaction(SIGINT, &mine, NULL);
  int status = lua_pcall(L, 0, LUA_MULTRET, 2);
  if (watched) sigaction(SIGINT, &previous, NULL);
  if (lua_gethook(L) == raise_interrupt) lua_sethook(L, NULL, 0, 0);
  *current.flag = false;
  current.L = outer;

  lua_pushboolean(L, status == 0);
  lua_replace(L, 2);
  if (status == 0) return lua_gettop(L) - 1;
  lua_pushlightuserdata(L, (void *)&trace_key);
  lua_rawget(L, LUA_REGISTRYINDEX);
  lua_pushboolean(L, current.raised);
  set_trace(L);
  return 4;
}

void fac_open_terminal_evaluate(lua_State *L) {
  lua_pushcfunction(L, evaluate);
  lua_setfield(L, -2, "evaluate");
  lua_pushlightuserdata(L, (void *)&traceback_key);
  lua_getglobal(L, "debug");
  lua_getfield(L, -1, "traceback");
  lua_remove(L, -2);
  lua_rawset(L, LUA_REGISTRYINDEX);
}
