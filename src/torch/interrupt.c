/* Ctrl-C that waits for a good moment: while it is watched, the first one is only noted.
 * Neighbours: lua/facula/trainer/init.lua asks after each batch whether there was one. */
#include <signal.h>

#include "torch.h"

static struct sigaction before; /* what SIGINT did before it was watched */
static int watchers;            /* calls of watch(true) that wait for their watch(false) */
static volatile sig_atomic_t installed, noted;

static void put_back(void) {
  installed = 0;
  sigaction(SIGINT, &before, NULL);
}

/* The second Ctrl-C before anybody asked is not patient: it does what it would have done. */
static void on_interrupt(int signal) {
  if (!noted) {
    noted = 1;
    return;
  }
  put_back();
  raise(signal);
}

static void install(void) {
  struct sigaction ours = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
  sigemptyset(&ours.sa_mask);
  noted = 0;
  installed = sigaction(SIGINT, &ours, &before) == 0;
}

/* Puts back what was there, unless somebody else has taken over since. */
static void uninstall(void) {
  struct sigaction now;
  if (installed && sigaction(SIGINT, NULL, &now) == 0 && now.sa_handler == on_interrupt) put_back();
  installed = 0;
}

/* watch(on): from watch(true) on, until watch(false) was called as often, SIGINT is noted for
 * pending() instead of ending the program. watch(false) puts back the handler that was there. */
static int interrupt_watch(lua_State *L) {
  luaL_checktype(L, 1, LUA_TBOOLEAN);
  if (lua_toboolean(L, 1)) {
    if (watchers++ == 0) install();
  } else if (watchers > 0 && --watchers == 0) {
    uninstall();
  }
  return 0;
}

/* pending() -> whether there was a SIGINT since the last call, or since watch(true). */
static int interrupt_pending(lua_State *L) {
  lua_pushboolean(L, noted);
  noted = 0;
  return 1;
}

void fac_open_torch_interrupt(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"watch", interrupt_watch}, {"pending", interrupt_pending}, {NULL, NULL}};
  lua_newtable(L);
  fac_setfuncs(L, functions);
  lua_setfield(L, -2, "interrupt");
}
