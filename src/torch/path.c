/* What the operating system knows of files and of itself, as plain functions in core.path. All that
 * can fail for reasons outside of the program returns nil and a message; only arguments of the
 * wrong kind raise. Neighbours: lua/paths and lua/sys make their functions of these. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

#include "torch.h"

static int failure(lua_State *L, const char *what, const char *reason) {
  lua_pushnil(L);
  lua_pushfstring(L, "%s: %s", what, reason);
  return 2;
}

/* true, or nil and the reason in errno */
static int outcome(lua_State *L, bool good, const char *what) {
  if (!good) return failure(L, what, strerror(errno));
  lua_pushboolean(L, 1);
  return 1;
}

/* The path at a stack index; NULL when no file can have that name, and nil and a message pushed. */
static const char *path_at(lua_State *L, int index) {
  size_t length;
  const char *path = luaL_checklstring(L, index, &length);
  if (strlen(path) == length) return path;
  failure(L, path, "the name has a zero byte");
  return NULL;
}

/* kind(path) -> "file", "directory" or "other" (a device, a pipe); links are followed */
static int path_kind(lua_State *L) {
  const char *path = path_at(L, 1);
  struct stat st;
  if (!path) return 2;
  if (stat(path, &st) != 0) return failure(L, path, strerror(errno));
  lua_pushstring(L, S_ISDIR(st.st_mode) ? "directory" : S_ISREG(st.st_mode) ? "file" : "other");
  return 1;
}

/* is_link(path) -> whether it is a symbolic link itself */
static int path_is_link(lua_State *L) {
  const char *path = path_at(L, 1);
  struct stat st;
  if (!path) return 2;
  if (lstat(path, &st) != 0) return failure(L, path, strerror(errno));
  lua_pushboolean(L, S_ISLNK(st.st_mode));
  return 1;
}

/* is_program(path) -> whether it is a file that this process may run */
static int path_is_program(lua_State *L) {
  const char *path = path_at(L, 1);
  struct stat st;
  if (!path) return 2;
  lua_pushboolean(L, stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0);
  return 1;
}

/* What the collector closes when an error comes between opening a folder and closing it. */
static int close_folder(lua_State *L) {
  DIR **folder = lua_touserdata(L, 1);
  if (folder && *folder) closedir(*folder);
  if (folder) *folder = NULL;
  return 0;
}

static DIR **new_folder(lua_State *L) {
  DIR **folder = fac_new_userdata(L, sizeof *folder);
  *folder = NULL;
  lua_newtable(L);
  lua_pushcfunction(L, close_folder);
  lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
  return folder;
}

/* list(folder) -> array of the names in it, in the order of the system, "." and ".." included */
static int path_list(lua_State *L) {
  const char *path = path_at(L, 1);
  if (!path) return 2;
  DIR **folder = new_folder(L);
  *folder = opendir(path);
  if (!*folder) return failure(L, path, strerror(errno));
  lua_newtable(L);
  errno = 0;
  int n = 0;
  for (const struct dirent *entry; (entry = readdir(*folder));) {
    lua_pushstring(L, entry->d_name);
    lua_rawseti(L, -2, ++n);
  }
  int reason = errno;
  closedir(*folder);
  *folder = NULL;
  return reason ? failure(L, path, strerror(reason)) : 1;
}

/* make_folder(path) -> true */
static int path_make_folder(lua_State *L) {
  const char *path = path_at(L, 1);
  return path ? outcome(L, mkdir(path, 0777) == 0, path) : 2;
}

/* remove_folder(path) -> true; it must be empty */
static int path_remove_folder(lua_State *L) {
  const char *path = path_at(L, 1);
  return path ? outcome(L, rmdir(path) == 0, path) : 2;
}

/* remove_file(path) -> true */
static int path_remove_file(lua_State *L) {
  const char *path = path_at(L, 1);
  return path ? outcome(L, unlink(path) == 0, path) : 2;
}

/* current() -> the folder where relative paths start */
static int path_current(lua_State *L) {
  char *path = getcwd(NULL, 0);
  if (!path) return failure(L, "current folder", strerror(errno));
  lua_pushstring(L, path);
  free(path);
  return 1;
}

/* program() -> path of the running program */
static int path_program(lua_State *L) {
  char path[PATH_MAX];
#ifdef __APPLE__
  uint32_t size = sizeof path;
  if (_NSGetExecutablePath(path, &size) != 0) return failure(L, "program", "its path is too long");
  lua_pushstring(L, path);
#else
  ssize_t length = readlink("/proc/self/exe", path, sizeof path);
  if (length < 0) return failure(L, "/proc/self/exe", strerror(errno));
  lua_pushlstring(L, path, (size_t)length);
#endif
  return 1;
}

/* home() -> the user's folder */
static int path_home(lua_State *L) {
  const char *home = getenv("HOME");
  const struct passwd *user = home ? NULL : getpwuid(getuid());
  if (user) home = user->pw_dir;
  lua_pushstring(L, home); /* nil for a user whom the system does not know */
  return 1;
}

/* uname() -> system, host, machine, such as "Linux", "box", "x86_64" */
static int path_uname(lua_State *L) {
  struct utsname name;
  if (uname(&name) < 0) return failure(L, "uname", strerror(errno));
  lua_pushstring(L, name.sysname);
  lua_pushstring(L, name.nodename);
  lua_pushstring(L, name.machine);
  return 3;
}

/* sleep(seconds): also when signals come in between */
static int path_sleep(lua_State *L) {
  double seconds = luaL_checknumber(L, 1);
  if (!(seconds > 0)) return 0;
  if (seconds > 1e9) seconds = 1e9;
  struct timespec left;
  left.tv_sec = (time_t)seconds;
  left.tv_nsec = (long)((seconds - (double)left.tv_sec) * 1e9);
  while (nanosleep(&left, &left) != 0 && errno == EINTR) continue;
  return 0;
}

/* now() -> seconds since 1970 */
static int path_now(lua_State *L) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  lua_pushnumber(L, (double)now.tv_sec + 1e-9 * (double)now.tv_nsec);
  return 1;
}

/* --- temporary files -------------------------------------------------------------------------- */

typedef struct Temporary {
  struct Temporary *next;
  pid_t owner; /* a forked child leaves them to its parent */
  char path[];
} Temporary;

static Temporary *temporaries;
static pthread_mutex_t temporaries_lock = PTHREAD_MUTEX_INITIALIZER;

static void remove_temporaries(void) {
  for (const Temporary *t = temporaries; t; t = t->next)
    if (t->owner == getpid()) unlink(t->path);
}

static void remove_at_exit(void) {
  atexit(remove_temporaries);
}

/* temporary() -> path of a new, empty file, which is removed when the process exits */
static int path_temporary(lua_State *L) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  const char *folder = getenv("TMPDIR");
  if (!folder || !*folder) folder = "/tmp";
  static const char name[] = "/lua_XXXXXX";
  Temporary *t = malloc(sizeof *t + strlen(folder) + sizeof name);
  if (!t) return failure(L, "temporary file", "not enough memory");
  t->owner = getpid();
  strcpy(t->path, folder);
  strcat(t->path, name);
  int fd = mkstemp(t->path);
  if (fd < 0) {
    failure(L, t->path, strerror(errno));
    free(t);
    return 2;
  }
  close(fd);
  pthread_once(&once, remove_at_exit);
  pthread_mutex_lock(&temporaries_lock);
  t->next = temporaries;
  temporaries = t;
  pthread_mutex_unlock(&temporaries_lock);
  lua_pushstring(L, t->path);
  return 1;
}

void fac_open_torch_path(lua_State *L) {
  static const luaL_Reg functions[] = {{"kind", path_kind},
                                       {"is_link", path_is_link},
                                       {"is_program", path_is_program},
                                       {"list", path_list},
                                       {"make_folder", path_make_folder},
                                       {"remove_folder", path_remove_folder},
                                       {"remove_file", path_remove_file},
                                       {"current", path_current},
                                       {"program", path_program},
                                       {"home", path_home},
                                       {"uname", path_uname},
                                       {"sleep", path_sleep},
                                       {"now", path_now},
                                       {"temporary", path_temporary},
                                       {NULL, NULL}};
  lua_newtable(L);
  fac_setfuncs(L, functions);
  lua_setfield(L, -2, "path");
}
