/* torch.File and its classes: the object, its flags, its place and its life.
 * Neighbours: file.h; file_values.c reads and writes elements and strings, file_stream.c and
 * file_memory.c move the bytes; lua/torch/File.lua adds writeObject, readObject, torch.save and
 * torch.load. */
#include "file.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "torch.h"

/* --- the object ------------------------------------------------------------------------------- */

static const char *const class_names[] = {"torch.MemoryFile", "torch.DiskFile", "torch.PipeFile"};

File *fac_file_push(lua_State *L, const FileKind *kind, const char *name) {
  size_t length = strlen(name) + 1;
  File *f = fac_new_userdata(L, sizeof *f + length);
  memset(f, 0, sizeof *f);
  memcpy(f->name, name, length);
  f->kind = kind;
  f->flags = FILE_AUTO_SPACING;
  f->long_size = 8;
  luaL_getmetatable(L, kind->class_name);
  lua_setmetatable(L, -2);
  return f;
}

/* The file at an index, or NULL. */
static File *to_file(lua_State *L, int index) {
  File *f = lua_touserdata(L, index);
  if (!f || lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index)) return NULL;
  bool found = false;
  for (size_t i = 0; i < sizeof class_names / sizeof *class_names && !found; i++) {
    luaL_getmetatable(L, class_names[i]);
    found = lua_rawequal(L, -1, -2);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return found ? f : NULL;
}

File *fac_file_check(lua_State *L, bool must_be_open) {
  fac_running = "torch.File";
  File *f = to_file(L, 1);
  if (!f)
    fac_error(L, "a file expected as argument 1 (f:method(...), with a colon), got %s",
              luaL_typename(L, 1));
  fac_running = f->kind->class_name;
  if (must_be_open && !f->is_open) fac_error(L, "attempt to use a closed file");
  return f;
}

File *fac_file_readable(lua_State *L) {
  File *f = fac_file_check(L, true);
  if (!(f->flags & FILE_READABLE)) fac_error(L, "attempt to read in a write-only file");
  return f;
}

File *fac_file_writable(lua_State *L) {
  File *f = fac_file_check(L, true);
  if (!(f->flags & FILE_WRITABLE)) fac_error(L, "attempt to write in a read-only file");
  return f;
}

unsigned fac_file_mode(lua_State *L, int index, const char *absent) {
  const char *mode = luaL_optstring(L, index, absent);
  if (!strcmp(mode, "r")) return FILE_READABLE;
  if (!strcmp(mode, "w")) return FILE_WRITABLE;
  if (!strcmp(mode, "rw")) return FILE_READABLE | FILE_WRITABLE;
  fac_error(L, "file mode should be 'r','w' or 'rw'");
}

/* Pushes where the file stands, for messages: "model.t7, byte 57". */
static void push_where(lua_State *L, File *f) {
  char at[40] = "";
  if (f->is_open) snprintf(at, sizeof at, ", byte %lld", (long long)f->kind->position(f));
  lua_pushfstring(L, "%s%s", f->name[0] ? f->name : "memory", at);
}

/* A failure of the file itself: an error with the place, or a mark in quiet mode. */
__attribute__((format(printf, 3, 4))) static void failed(lua_State *L, File *f, const char *format,
                                                         ...) {
  f->flags |= FILE_FAILED;
  if (f->flags & FILE_QUIET) return;
  char text[256];
  va_list list;
  va_start(list, format);
  vsnprintf(text, sizeof text, format, list);
  va_end(list);
  push_where(L, f);
  luaL_error(L, "%s (%s)", text, lua_tostring(L, -1));
}

void fac_file_check_read(lua_State *L, File *f, int64_t got, int64_t wanted) {
  if (got < wanted)
    failed(L, f, "read error: read %lld blocks instead of %lld", (long long)got, (long long)wanted);
}

void fac_file_check_written(lua_State *L, File *f, int64_t put, int64_t wanted) {
  if (put < wanted)
    failed(L, f, "write error: wrote %lld blocks instead of %lld: %s", (long long)put,
           (long long)wanted, errno ? strerror(errno) : "the file cannot take more");
}

int64_t fac_file_count(lua_State *L, int index) {
  if (lua_type(L, index) != LUA_TNUMBER)
    fac_error(L, "a count expected, got %s", luaL_typename(L, index));
  int64_t n = fac_scalar(L, index).i;
  if (n < 0) fac_error(L, "a count of %lld is negative", (long long)n);
  return n;
}

/* --- methods: flags --------------------------------------------------------------------------- */

typedef struct {
  const char *name;
  char action; /* 's'et, 'c'lear, 't'est */
  unsigned flag;
} FlagMethod;

static const FlagMethod flag_methods[] = {{"ascii", 'c', FILE_BINARY},
                                          {"binary", 's', FILE_BINARY},
                                          {"autoSpacing", 's', FILE_AUTO_SPACING},
                                          {"noAutoSpacing", 'c', FILE_AUTO_SPACING},
                                          {"quiet", 's', FILE_QUIET},
                                          {"pedantic", 'c', FILE_QUIET},
                                          {"nativeEndianEncoding", 'c', FILE_SWAPPED},
                                          {"isBinary", 't', FILE_BINARY},
                                          {"isAutoSpacing", 't', FILE_AUTO_SPACING},
                                          {"isQuiet", 't', FILE_QUIET},
                                          {"isReadable", 't', FILE_READABLE},
                                          {"isWritable", 't', FILE_WRITABLE},
                                          {"hasError", 't', FILE_FAILED}};

/* file:flag() -> file, or the boolean that is asked for */
static int flag_method(lua_State *L) {
  File *f = fac_file_check(L, false);
  const FlagMethod *m = lua_touserdata(L, lua_upvalueindex(1));
  if (m->action == 't') {
    lua_pushboolean(L, (f->flags & m->flag) != 0);
    return 1;
  }
  f->flags = m->action == 's' ? f->flags | m->flag : f->flags & ~m->flag;
  lua_settop(L, 1);
  return 1;
}

static bool cpu_is_little_endian(void) {
  const uint16_t one = 1;
  return *(const uint8_t *)&one == 1;
}

static int is_little_endian_cpu(lua_State *L) {
  lua_pushboolean(L, cpu_is_little_endian());
  return 1;
}

static int is_big_endian_cpu(lua_State *L) {
  lua_pushboolean(L, !cpu_is_little_endian());
  return 1;
}

static int set_encoding(lua_State *L, bool swapped) {
  File *f = fac_file_check(L, false);
  f->flags = swapped ? f->flags | FILE_SWAPPED : f->flags & ~(unsigned)FILE_SWAPPED;
  lua_settop(L, 1);
  return 1;
}

/* file:littleEndianEncoding(), file:bigEndianEncoding(): byte order of binary values from now on */
static int little_endian_encoding(lua_State *L) {
  return set_encoding(L, !cpu_is_little_endian());
}

static int big_endian_encoding(lua_State *L) {
  return set_encoding(L, cpu_is_little_endian());
}

/* file:longSize(n): bytes of a long in binary files: 4, 8, or 0 for this machine's */
static int set_long_size(lua_State *L) {
  File *f = fac_file_check(L, false);
  int64_t n = fac_file_count(L, 2);
  if (n != 0 && n != 4 && n != 8) fac_error(L, "the size of a long must be 0, 4 or 8");
  f->long_size = n ? (int)n : 8;
  lua_settop(L, 1);
  return 1;
}

/* file:clearError(): forgets a failure, the end of the file included */
static int clear_error(lua_State *L) {
  File *f = fac_file_check(L, false);
  f->flags &= ~(unsigned)FILE_FAILED;
  if (f->stream) clearerr(f->stream);
  lua_settop(L, 1);
  return 1;
}

/* --- methods: place and life ------------------------------------------------------------------ */

/* file:position() -> where the next byte is read or written; the first is 1 */
static int position(lua_State *L) {
  File *f = fac_file_check(L, true);
  fac_push_integer(L, f->kind->position(f) + 1);
  return 1;
}

/* file:seek(position): the next byte read or written is the one there; the first is 1 */
static int seek(lua_State *L) {
  File *f = fac_file_check(L, true);
  if (lua_type(L, 2) != LUA_TNUMBER)
    fac_error(L, "a position expected, got %s", luaL_typename(L, 2));
  int64_t to = fac_scalar(L, 2).i;
  if (to < 1) fac_error(L, "position must be at least 1, not %lld", (long long)to);
  if (!f->kind->seek(f, to - 1)) failed(L, f, "unable to seek to position %lld", (long long)to);
  lua_settop(L, 1);
  return 1;
}

/* file:seekEnd(): what is written next goes behind the last byte */
static int seek_end(lua_State *L) {
  File *f = fac_file_check(L, true);
  if (!f->kind->seek_end(f)) failed(L, f, "unable to seek at the end of the file");
  lua_settop(L, 1);
  return 1;
}

/* file:synchronize(): hands everything written so far to the system */
static int synchronize(lua_State *L) {
  File *f = fac_file_check(L, true);
  if (!f->kind->flush(f)) failed(L, f, "write error: %s", strerror(errno));
  lua_settop(L, 1);
  return 1;
}

/* file:close(); fails when what was written did not reach the file */
static int close_method(lua_State *L) {
  File *f = fac_file_check(L, true);
  f->is_open = false;
  if (!f->kind->close(f) && (f->flags & FILE_WRITABLE))
    failed(L, f, "write error: %s", strerror(errno));
  lua_settop(L, 1);
  return 1;
}

static int collect(lua_State *L) {
  File *f = to_file(L, 1);
  if (f && f->is_open) {
    f->is_open = false;
    f->kind->close(f);
  }
  return 0;
}

/* file:isOpened() -> boolean */
static int is_opened(lua_State *L) {
  lua_pushboolean(L, fac_file_check(L, false)->is_open);
  return 1;
}

/* file:where() -> "name, byte n", for messages; n counts from 0 */
static int where(lua_State *L) {
  push_where(L, fac_file_check(L, false));
  return 1;
}

static int describe(lua_State *L) {
  File *f = fac_file_check(L, false);
  bool memory = f->name[0] == 0;
  lua_pushstring(L, f->kind->class_name);
  if (!memory) {
    lua_pushfstring(L, " on <%s>", f->name);
    lua_concat(L, 2);
  }
  if (!f->is_open) {
    lua_pushstring(L, " [status: closed]");
  } else {
    const char *r = f->flags & FILE_READABLE ? "r" : " ", *w = f->flags & FILE_WRITABLE ? "w" : " ";
    if (memory)
      lua_pushfstring(L, " [status: open -- mode: %s%s]", r, w);
    else
      lua_pushfstring(L, " [status: open -- mode %s%s]", r, w);
  }
  lua_concat(L, 2);
  return 1;
}

/* --- classes ---------------------------------------------------------------------------------- */

static const luaL_Reg file_methods[] = {{"readBool", fac_file_read_bool},
                                        {"writeBool", fac_file_write_bool},
                                        {"readString", fac_file_read_string},
                                        {"writeString", fac_file_write_string},
                                        {"isLittleEndianCPU", is_little_endian_cpu},
                                        {"isBigEndianCPU", is_big_endian_cpu},
                                        {"littleEndianEncoding", little_endian_encoding},
                                        {"bigEndianEncoding", big_endian_encoding},
                                        {"longSize", set_long_size},
                                        {"clearError", clear_error},
                                        {"position", position},
                                        {"seek", seek},
                                        {"seekEnd", seek_end},
                                        {"synchronize", synchronize},
                                        {"close", close_method},
                                        {"isOpened", is_opened},
                                        {"where", where},
                                        {"__tostring__", describe},
                                        {NULL, NULL}};

static const luaL_Reg disk_methods[] = {{"noBuffer", fac_disk_file_no_buffer},
                                        {"replace", fac_disk_file_replace},
                                        {"commit", fac_disk_file_commit},
                                        {"__gc", collect},
                                        {NULL, NULL}};

static const luaL_Reg pipe_methods[] = {{"__gc", collect}, {NULL, NULL}};

static const luaL_Reg memory_methods[] = {
    {"storage", fac_memory_file_storage}, {"__gc", collect}, {NULL, NULL}};

/* Adds a class to the table on top of the stack and leaves its methods on top of that. */
static void add_class(lua_State *L, const char *name, const char *parent, lua_CFunction ctor,
                      const luaL_Reg *methods) {
  lua_newtable(L);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, name);
  if (parent) {
    lua_pushstring(L, parent);
    lua_setfield(L, -2, "parent");
  }
  if (ctor) {
    lua_pushcfunction(L, ctor);
    lua_setfield(L, -2, "ctor");
  }
  lua_newtable(L);
  fac_setfuncs(L, methods);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "methods");
  lua_remove(L, -2);
}

static void add_closure(lua_State *L, const char *prefix, DType d, lua_CFunction function) {
  lua_pushfstring(L, "%s%s", prefix, fac_dtype_name(d));
  lua_pushinteger(L, (lua_Integer)d);
  lua_pushcclosure(L, function, 1);
  lua_rawset(L, -3);
}

/* Adds torch.File and its classes to the table of classes on top of the stack. */
void fac_open_torch_file(lua_State *L) {
  add_class(L, "torch.File", NULL, NULL, file_methods);
  for (int d = 0; d < FAC_NDTYPE; d++) {
    add_closure(L, "read", (DType)d, fac_file_read);
    add_closure(L, "write", (DType)d, fac_file_write);
  }
  for (size_t i = 0; i < sizeof flag_methods / sizeof *flag_methods; i++) {
    lua_pushlightuserdata(L, (void *)&flag_methods[i]);
    lua_pushcclosure(L, flag_method, 1);
    lua_setfield(L, -2, flag_methods[i].name);
  }
  lua_pop(L, 1);
  add_class(L, "torch.DiskFile", "torch.File", fac_disk_file_new, disk_methods);
  lua_pop(L, 1);
  add_class(L, "torch.PipeFile", "torch.DiskFile", fac_pipe_file_new, pipe_methods);
  lua_pop(L, 1);
  add_class(L, "torch.MemoryFile", "torch.File", fac_memory_file_new, memory_methods);
  lua_pop(L, 1);
}
