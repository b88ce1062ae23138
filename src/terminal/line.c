/* The module facula.line: reads lines from a terminal, with libedit's editing, history and
 * completion where the build has libedit and plainly where it has not; keeps lines in a file.
 * Libedit is C that knows nothing of Lua's errors, so all Lua that runs below el_gets is in a
 * protected call, and nothing there can raise.
 * Neighbours: evaluate.c; lua/facula/prompt.lua reads with it. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>

#include "terminal.h"
#ifdef FAC_LIBEDIT
#include <histedit.h>
#endif

/* --- signals while a line is read ------------------------------------------------------------- */

static volatile sig_atomic_t interrupted, resized, continued;

static void on_signal(int number) {
  if (number == SIGINT) interrupted = 1;
  if (number == SIGWINCH) resized = 1;
  if (number == SIGCONT) continued = 1;
}

static const int watched[] = {SIGINT, SIGWINCH, SIGCONT};
enum { WATCHED = sizeof watched / sizeof *watched };

/* Without SA_RESTART, so that reading is left when one of them comes. */
static void watch_signals(struct sigaction previous[WATCHED]) {
  struct sigaction mine = {.sa_handler = on_signal};
  sigemptyset(&mine.sa_mask);
  interrupted = resized = continued = 0;
  for (int i = 0; i < WATCHED; i++) sigaction(watched[i], &mine, &previous[i]);
}

static void restore_signals(const struct sigaction previous[WATCHED]) {
  for (int i = 0; i < WATCHED; i++) sigaction(watched[i], &previous[i], NULL);
}

/* --- editing ---------------------------------------------------------------------------------- */

#ifdef FAC_LIBEDIT

enum { HISTORY_SIZE = 2000 };

static struct {
  EditLine *edit;
  History *history;
  const char *sign; /* the prompt */
  lua_State *L;     /* while a line is read; complete_protected and the callback lie on its stack */
  int function, callback;
} editor;

static char *sign_of(EditLine *edit) {
  (void)edit;
  return (char *)editor.sign;
}

/* One character of the terminal, which may take several bytes. */
static int read_character(EditLine *edit, wchar_t *c) {
  mbstate_t state = {0};
  for (;;) {
    if (interrupted) {
      errno = EINTR;
      return -1;
    }
    char byte;
    ssize_t n = read(STDIN_FILENO, &byte, 1);
    if (n == 1) {
      size_t length = mbrtowc(c, &byte, 1, &state);
      if (length == (size_t)-2) continue; /* to be continued */
      if (length == (size_t)-1) *c = L'?';
      return 1;
    }
    if (n == 0 || errno != EINTR) return (int)n;
    if (continued) el_set(edit, EL_PREP_TERM, 1);
    if (resized) el_resize(edit);
    if (continued || resized) el_set(edit, EL_REFRESH);
    continued = resized = 0;
  }
}

static int terminal_width(void) {
  struct winsize size;
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || size.ws_col < 20 ? 80 : size.ws_col;
}

/* What Tab does in Lua: callback(text before the cursor, width) -> text to insert, text to show. */
static int complete_protected(lua_State *L) {
  const LineInfo *info = lua_touserdata(L, 1);
  lua_pushlstring(L, info->buffer, (size_t)(info->cursor - info->buffer));
  lua_pushinteger(L, terminal_width());
  lua_call(L, 2, 2);
  if (lua_type(L, -2) != LUA_TSTRING) lua_pushnil(L), lua_replace(L, -3);
  if (lua_type(L, -1) != LUA_TSTRING) lua_pushnil(L), lua_replace(L, -2);
  return 2;
}

static unsigned char complete(EditLine *edit, wint_t character) {
  (void)character;
  lua_State *L = editor.L;
  int top = lua_gettop(L);
  lua_pushvalue(L, editor.function);
  lua_pushlightuserdata(L, (void *)el_line(edit));
  lua_pushvalue(L, editor.callback);
  unsigned char result = CC_ERROR;
  if (lua_pcall(L, 2, 2, 0) == 0) {
    const char *insert = lua_tostring(L, -2), *show = lua_tostring(L, -1);
    if (insert && el_insertstr(edit, insert) == 0) result = CC_REFRESH;
    if (show) {
      printf("\n%s\n", show);
      fflush(stdout);
      result = CC_REDISPLAY;
    }
  }
  lua_settop(L, top);
  return result;
}

static bool open_editor(void) {
  if (editor.edit) return true;
  setlocale(LC_CTYPE, ""); /* what the bytes of the terminal mean */
  EditLine *edit = el_init("facula", stdin, stdout, stderr);
  if (!edit) return false;
  editor.history = history_init();
  HistEvent event;
  history(editor.history, &event, H_SETSIZE, HISTORY_SIZE);
  history(editor.history, &event, H_SETUNIQUE, 1);
  el_set(edit, EL_PROMPT, sign_of);
  el_set(edit, EL_EDITOR, "emacs");
  el_set(edit, EL_HIST, history, editor.history);
  el_wset(edit, EL_GETCFN, read_character);
  /* wide: the other function would keep copies of the names for good */
  el_wset(edit, EL_ADDFN, L"facula-complete", L"Completes a name", complete);
  static const char *const keys[][2] = {{"\t", "facula-complete"},
                                        {"^R", "em-inc-search-prev"},
                                        {"\\e[1;5C", "em-next-word"},
                                        {"\\e[1;5D", "ed-prev-word"},
                                        {"\\e[3~", "ed-delete-next-char"}};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    el_set(edit, EL_BIND, keys[i][0], keys[i][1], NULL);
  el_source(edit, NULL); /* the user's .editrc */
  editor.edit = edit;
  return true;
}

/* Runs when the Lua state is closed. */
static int close_editor(lua_State *L) {
  (void)L;
  if (!editor.edit) return 0;
  history_end(editor.history);
  el_end(editor.edit);
  editor.edit = NULL;
  return 0;
}

/* A value in the registry whose finalizer closes the editor. */
static void close_editor_at_end(lua_State *L) {
  lua_newuserdatauv(L, 1, 0);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, close_editor);
  lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
  lua_setfield(L, LUA_REGISTRYINDEX, "facula.line");
}

/* Pushes the line without its end, nil at the end of input, false after Ctrl-C. */
static void read_edited(lua_State *L, const char *sign) {
  editor.sign = sign;
  lua_pushcfunction(L, complete_protected);
  editor.function = lua_gettop(L);
  editor.callback = 2;
  lua_State *outer = editor.L; /* nobody reads a line below Tab, but a nested prompt may */
  editor.L = L;
  luaL_checkstack(L, 8, "completion");
  struct sigaction previous[WATCHED];
  watch_signals(previous);
  int length;
  const char *line = el_gets(editor.edit, &length);
  restore_signals(previous);
  editor.L = outer;
  if (interrupted) {
    el_reset(editor.edit);
    fputs("^C\n", stdout);
    lua_pushboolean(L, false);
  } else if (!line || length <= 0) {
    lua_pushnil(L);
  } else {
    lua_pushlstring(L, line, strcspn(line, "\n"));
  }
}

#endif

/* --- plain ------------------------------------------------------------------------------------ */

static void read_plain(lua_State *L, const char *sign) {
  fputs(sign, stdout);
  fflush(stdout);
  struct sigaction previous[WATCHED];
  watch_signals(previous);
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  do {
    clearerr(stdin);
    length = getline(&line, &size, stdin);
  } while (length < 0 && errno == EINTR && !interrupted && !feof(stdin));
  restore_signals(previous);
  if (interrupted) {
    fputs("\n", stdout);
    lua_pushboolean(L, false);
  } else if (length < 0) {
    lua_pushnil(L);
  } else {
    lua_pushlstring(L, line, strcspn(line, "\n"));
  }
  free(line);
}

/* read(sign, complete) -> the line that the user types behind the sign; nil at the end of input;
 * false after Ctrl-C. complete(text, width) -> insert, show: what Tab inserts behind the text
 * before the cursor, and what it shows below the line; nil for nothing. */
static int line_read(lua_State *L) {
  const char *sign = luaL_checkstring(L, 1);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
#ifdef FAC_LIBEDIT
  const char *terminal = getenv("TERM");
  if (terminal && strcmp(terminal, "dumb") && open_editor()) {
    read_edited(L, sign);
    return 1;
  }
#endif
  read_plain(L, sign);
  return 1;
}

/* --- history ---------------------------------------------------------------------------------- */

/* remember(text): adds a line to those that the arrow keys bring back. */
static int line_remember(lua_State *L) {
  const char *text = luaL_checkstring(L, 1);
#ifdef FAC_LIBEDIT
  HistEvent event;
  if (open_editor()) history(editor.history, &event, H_ENTER, text);
#else
  (void)text;
#endif
  return 0;
}

/* append(path, text) -> true, or nil and why not: adds text to a file, which only its owner may
 * read if it is made here; in one piece, so that two sessions can use one file. */
static int line_append(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  size_t length;
  const char *text = luaL_checklstring(L, 2, &length);
  int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  bool ok = file >= 0 && write(file, text, length) == (ssize_t)length;
  int why = errno;
  if (file >= 0) close(file);
  if (ok) {
    lua_pushboolean(L, true);
    return 1;
  }
  lua_pushnil(L);
  lua_pushfstring(L, "%s: %s", path, strerror(why));
  return 2;
}

void fac_open_terminal_line(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"read", line_read}, {"remember", line_remember}, {"append", line_append}, {NULL, NULL}};
  fac_setfuncs(L, functions);
#ifdef FAC_LIBEDIT
  close_editor_at_end(L);
  lua_pushfstring(L, "libedit %d.%d", LIBEDIT_MAJOR, LIBEDIT_MINOR);
  lua_setfield(L, -2, "editing");
#endif
}

__attribute__((visibility("default"))) int luaopen_facula_line(lua_State *L);

int luaopen_facula_line(lua_State *L) {
  lua_newtable(L);
  fac_open_terminal_line(L);
  fac_open_terminal_evaluate(L);
  return 1;
}
