/* Disk files and pipes: streams of the C library. Also here: replacing a file as one step, so that
 * whoever looks sees the old file or the complete new one.
 * Neighbours: file.h; file.c reads and writes elements through the operations here. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- readers that have gone ------------------------------------------------------------------- */

/* Writing to a pipe that nobody reads any more raises SIGPIPE, which ends the process. The signal
 * is held back around everything that may write, and dropped if it came, so that the write fails
 * with EPIPE as on any other file. */
typedef struct {
  bool held;
  bool pending; /* one had come before: that is not ours to drop */
  sigset_t before;
} Hold;

static sigset_t sigpipe_alone(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  return set;
}

static bool sigpipe_pending(void) {
  sigset_t pending;
  return sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}

/* Only for files that cannot seek: the others are no pipes. */
static Hold hold_sigpipe(const File *f) {
  Hold h = {.held = !f->can_seek};
  if (!h.held) return h;
  sigset_t alone = sigpipe_alone();
  pthread_sigmask(SIG_BLOCK, &alone, &h.before);
  h.pending = sigpipe_pending();
  return h;
}

static void let_sigpipe(const Hold *h) {
  if (!h->held) return;
  int reason = errno, which;
  sigset_t alone = sigpipe_alone();
  if (!h->pending && sigpipe_pending()) sigwait(&alone, &which);
  pthread_sigmask(SIG_SETMASK, &h->before, NULL);
  errno = reason;
}

/* --- operations ------------------------------------------------------------------------------- */

/* C wants a seek between reading and writing the same stream. */
static void turn(File *f, char to) {
  if (f->last && f->last != to && f->can_seek) fseeko(f->stream, 0, SEEK_CUR);
  f->last = to;
}

static size_t stream_read(File *f, void *data, size_t bytes) {
  turn(f, 'r');
  size_t got = fread(data, 1, bytes, f->stream);
  f->passed += (int64_t)got;
  return got;
}

static size_t stream_write(lua_State *L, File *f, const void *data, size_t bytes) {
  (void)L;
  turn(f, 'w');
  Hold hold = hold_sigpipe(f);
  size_t put = fwrite(data, 1, bytes, f->stream);
  let_sigpipe(&hold);
  f->passed += (int64_t)put;
  return put;
}

static int stream_get(File *f) {
  turn(f, 'r');
  int c = getc(f->stream);
  if (c != EOF) f->passed++;
  return c;
}

static void stream_unget(File *f, int c) {
  if (c != EOF && ungetc(c, f->stream) != EOF) f->passed--;
}

static int64_t stream_position(File *f) {
  return f->can_seek ? (int64_t)ftello(f->stream) : f->passed;
}

static bool stream_seek(File *f, int64_t position) {
  f->last = 0;
  return f->can_seek && fseeko(f->stream, (off_t)position, SEEK_SET) == 0;
}

static bool stream_seek_end(File *f) {
  f->last = 0;
  return f->can_seek && fseeko(f->stream, 0, SEEK_END) == 0;
}

/* Files that the system makes up as they are read (/proc) say they are empty. */
static int64_t stream_left(File *f) {
  struct stat st;
  if (!f->can_seek) return -1;
  if (f->last == 'w') fflush(f->stream);
  if (fstat(fileno(f->stream), &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0) return -1;
  int64_t at = stream_position(f);
  return at >= 0 && at < st.st_size ? (int64_t)st.st_size - at : 0;
}

static bool stream_flush(File *f) {
  Hold hold = hold_sigpipe(f);
  bool good = fflush(f->stream) == 0;
  let_sigpipe(&hold);
  return good;
}

/* A replacement that was not committed is given up. */
static void forget_replacement(File *f) {
  if (f->temporary) unlink(f->temporary);
  free(f->temporary);
  free(f->target);
  f->temporary = f->target = NULL;
}

static bool disk_close(File *f) {
  Hold hold = hold_sigpipe(f);
  bool good = fclose(f->stream) == 0;
  let_sigpipe(&hold);
  int reason = errno;
  f->stream = NULL;
  forget_replacement(f);
  errno = reason;
  return good;
}

static bool pipe_close(File *f) {
  Hold hold = hold_sigpipe(f);
  bool flushed = fflush(f->stream) == 0; /* pclose tells only how the command ended */
  int reason = errno;
  bool good = pclose(f->stream) != -1 && flushed;
  let_sigpipe(&hold);
  f->stream = NULL;
  if (!flushed) errno = reason;
  return good;
}

static const FileKind disk_kind = {"torch.DiskFile", stream_read,     stream_write, stream_get,
                                   stream_unget,     stream_position, stream_seek,  stream_seek_end,
                                   stream_left,      stream_flush,    disk_close};
static const FileKind pipe_kind = {"torch.PipeFile", stream_read,     stream_write, stream_get,
                                   stream_unget,     stream_position, stream_seek,  stream_seek_end,
                                   stream_left,      stream_flush,    pipe_close};

/* --- opening ---------------------------------------------------------------------------------- */

static void took_stream(File *f, FILE *stream) {
  f->stream = stream;
  f->can_seek = lseek(fileno(stream), 0, SEEK_CUR) != -1;
  f->is_open = true;
}

/* Raises, or returns nil when the caller wanted it quiet. */
static int cannot_open(lua_State *L, const char *name, unsigned mode, bool quiet, int reason) {
  if (quiet) {
    lua_pushnil(L);
    return 1;
  }
  return luaL_error(L, "cannot open <%s> in mode %s%s: %s", name, mode & FILE_READABLE ? "r" : " ",
                    mode & FILE_WRITABLE ? "w" : " ", strerror(reason));
}

static FILE *open_disk(const char *name, unsigned mode) {
  FILE *stream;
  if ((mode & FILE_READABLE) && (mode & FILE_WRITABLE)) {
    stream = fopen(name, "r+be");
    if (!stream && errno == ENOENT) stream = fopen(name, "w+be");
  } else {
    stream = fopen(name, mode & FILE_READABLE ? "rbe" : "wbe");
  }
  struct stat st;
  if (stream && fstat(fileno(stream), &st) == 0 && S_ISDIR(st.st_mode)) {
    fclose(stream);
    errno = EISDIR;
    return NULL;
  }
  return stream;
}

/* The name or command at index 1, all of it: the system would stop at a zero byte. */
static const char *check_name(lua_State *L) {
  size_t length;
  const char *name = luaL_checklstring(L, 1, &length);
  if (strlen(name) != length)
    fac_error(L, "expected a name without zero bytes, got one in <%s>", name);
  return name;
}

/* torch.DiskFile(name, [mode='r'], [quiet=false]): opens a file; 'r' reads, 'w' starts it anew,
 * 'rw' reads and writes the old one or a new one. Raises "cannot open <name> in mode r : why";
 * with quiet returns nil instead. Example: f = torch.DiskFile('a.txt', 'w'); f:writeInt(1) */
int fac_disk_file_new(lua_State *L) {
  fac_running = disk_kind.class_name;
  const char *name = check_name(L);
  unsigned mode = fac_file_mode(L, 2, "r");
  bool quiet = lua_toboolean(L, 3);
  File *f = fac_file_push(L, &disk_kind, name);
  FILE *stream = open_disk(name, mode);
  if (!stream) return cannot_open(L, name, mode, quiet, errno);
  f->flags |= mode | (quiet ? FILE_QUIET : 0);
  took_stream(f, stream);
  return 1;
}

/* torch.PipeFile(command, [mode='r'], [quiet=false]): reads what a shell command prints, or ('w')
 * writes what it reads. Example: print(torch.PipeFile('echo 3'):readInt()) */
int fac_pipe_file_new(lua_State *L) {
  fac_running = pipe_kind.class_name;
  const char *command = check_name(L);
  unsigned mode = fac_file_mode(L, 2, "r");
  bool quiet = lua_toboolean(L, 3);
  if (mode == (FILE_READABLE | FILE_WRITABLE)) fac_error(L, "file mode should be 'r' or 'w'");
  File *f = fac_file_push(L, &pipe_kind, command);
  FILE *stream = popen(command, mode & FILE_READABLE ? "re" : "we");
  if (!stream) return cannot_open(L, command, mode, quiet, errno);
  f->flags |= mode | (quiet ? FILE_QUIET : 0);
  took_stream(f, stream);
  return 1;
}

/* file:noBuffer(): from now on each write goes to the system at once. */
int fac_disk_file_no_buffer(lua_State *L) {
  File *f = fac_file_check(L, true);
  if (f->stream) {
    stream_flush(f);
    setvbuf(f->stream, NULL, _IONBF, 0);
  }
  lua_settop(L, 1);
  return 1;
}

/* --- replacing a file as one step ------------------------------------------------------------- */

/* A path for a temporary file in the folder of path; malloc'ed. */
static char *temporary_path(const char *path) {
  static atomic_uint counter;
  const char *slash = strrchr(path, '/');
  size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
  char *temporary = malloc(folder + 64);
  if (temporary) {
    memcpy(temporary, path, folder);
    snprintf(temporary + folder, 64, ".facula-%ld-%u.tmp", (long)getpid(), counter++);
  }
  return temporary;
}

/* Opens f->temporary, new, in the folder of f->target; -1 and errno when that fails. */
static int open_temporary(File *f) {
  for (int attempt = 0; attempt < 100; attempt++) {
    f->temporary = temporary_path(f->target);
    if (!f->temporary) break;
    int fd = open(f->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) return fd;
    int reason = errno;
    free(f->temporary);
    f->temporary = NULL;
    errno = reason;
    if (reason != EEXIST) return -1;
  }
  return -1;
}

/* What a rename has to hit in order to replace name: the end of a chain of links. NULL when name
 * is not a plain file, or a link to a file that is not there yet: those are written in place. */
static char *rename_target(const char *name, bool *exists, struct stat *st) {
  *exists = stat(name, st) == 0;
  if (*exists) return S_ISREG(st->st_mode) ? realpath(name, NULL) : NULL;
  struct stat link;
  if (lstat(name, &link) == 0) return NULL;
  return strdup(name);
}

static FILE *open_replacement(File *f) {
  struct stat st;
  bool exists;
  f->target = rename_target(f->name, &exists, &st);
  if (!f->target) return open_disk(f->name, FILE_WRITABLE);
  if (exists && access(f->target, W_OK) != 0) return NULL;
  int fd = open_temporary(f);
  if (fd < 0) {
    /* a folder that takes no new files can still hold a file that may be written */
    bool in_place = exists && (errno == EACCES || errno == EPERM);
    free(f->target);
    f->target = NULL;
    return in_place ? open_disk(f->name, FILE_WRITABLE) : NULL;
  }
  if (exists) fchmod(fd, st.st_mode & 07777); /* as far as the file system knows permissions */
  FILE *stream = fdopen(fd, "wb");
  if (!stream) close(fd);
  return stream;
}

/* torch.DiskFile.replace(name): a new file that takes the place of name in one step when
 * file:commit() is called, and vanishes when it is closed before. The new file has the permissions
 * of the old one; a symbolic link stays and the file that it leads to is replaced. What is not a
 * plain file (/dev/stdout, a pipe) is written in place.
 * Example: f = torch.DiskFile.replace('a.t7'); f:writeObject{1}; f:commit() */
int fac_disk_file_replace(lua_State *L) {
  fac_running = disk_kind.class_name;
  const char *name = check_name(L);
  File *f = fac_file_push(L, &disk_kind, name);
  FILE *stream = open_replacement(f);
  if (!stream) {
    int reason = errno;
    forget_replacement(f);
    return cannot_open(L, name, FILE_WRITABLE, false, reason);
  }
  f->flags |= FILE_WRITABLE;
  took_stream(f, stream);
  return 1;
}

/* Makes a rename in the folder of path last. Not every system can; then it lasts a little later. */
static void sync_folder(const char *path) {
  const char *slash = strrchr(path, '/');
  char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
  int fd = folder ? open(folder, O_RDONLY | O_CLOEXEC) : -1;
  free(folder);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

/* Writes everything out and takes the target's place; false and errno when the target is as it
 * was. The file is closed in any case. */
static bool commit(File *f) {
  Hold hold = hold_sigpipe(f);
  bool good = fflush(f->stream) == 0 && !ferror(f->stream);
  if (good && f->temporary) good = fsync(fileno(f->stream)) == 0;
  int reason = errno;
  if (fclose(f->stream) != 0 && good) {
    reason = errno;
    good = false;
  }
  let_sigpipe(&hold);
  f->stream = NULL;
  f->is_open = false;
  if (good && f->temporary) {
    good = rename(f->temporary, f->target) == 0;
    reason = errno;
    if (good) {
      free(f->temporary);
      f->temporary = NULL;
      sync_folder(f->target);
    }
  }
  forget_replacement(f);
  errno = reason;
  return good;
}

/* file:commit(): writes everything to the disk, puts a file made by torch.DiskFile.replace in its
 * place and closes it. Raises "cannot save <name>: why"; the old file is untouched then. */
int fac_disk_file_commit(lua_State *L) {
  File *f = fac_file_check(L, true);
  if (f->kind != &disk_kind) fac_error(L, "only a torch.DiskFile can be committed");
  if (f->flags & FILE_FAILED) {
    f->is_open = false;
    disk_close(f);
    return luaL_error(L, "cannot save <%s>: writing has failed before", f->name);
  }
  if (!commit(f)) return luaL_error(L, "cannot save <%s>: %s", f->name, strerror(errno));
  lua_settop(L, 1);
  return 1;
}
