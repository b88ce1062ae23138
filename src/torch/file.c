/* torch.File and its classes: elements, strings and flags over the bytes of a FileKind.
 * Neighbours: file.h; file_stream.c and file_memory.c move the bytes, file_text.c reads and prints
 * numbers; lua/torch/File.lua adds writeObject, readObject, torch.save and torch.load.
 *
 * Binary files hold bare values; ASCII files numbers with one blank between the values of a call
 * and, with auto-spacing, a newline behind each call that wrote something. Bytes and chars are
 * bytes in both. */
#include "file.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "file_text.h"
#include "torch.h"

enum {
  PIECE = 64 << 10, /* bytes that are worth no question how long the file is */
  CHUNK = 512       /* elements converted at a time */
};

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

static File *check_readable(lua_State *L) {
  File *f = fac_file_check(L, true);
  if (!(f->flags & FILE_READABLE)) fac_error(L, "attempt to read in a write-only file");
  return f;
}

static File *check_writable(lua_State *L) {
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

static void check_read(lua_State *L, File *f, int64_t got, int64_t wanted) {
  if (got < wanted)
    failed(L, f, "read error: read %lld blocks instead of %lld", (long long)got, (long long)wanted);
}

static void check_written(lua_State *L, File *f, int64_t put, int64_t wanted) {
  if (put < wanted)
    failed(L, f, "write error: wrote %lld blocks instead of %lld: %s", (long long)put,
           (long long)wanted, errno ? strerror(errno) : "the file cannot take more");
}

/* --- elements --------------------------------------------------------------------------------- */

/* Bytes and chars are never numbers in text. */
static bool is_text(const File *f, DType d) {
  return !(f->flags & FILE_BINARY) && d != FAC_BYTE && d != FAC_CHAR;
}

/* Bytes of one element in a binary file. */
static size_t width(const File *f, DType d) {
  return d == FAC_LONG ? (size_t)f->long_size : fac_dtype_size(d);
}

static void swap_bytes(void *data, size_t count, size_t size) {
  unsigned char *p = data;
  for (size_t i = 0; i < count; i++, p += size)
    for (size_t a = 0, b = size - 1; a < b; a++, b--) {
      unsigned char c = p[a];
      p[a] = p[b];
      p[b] = c;
    }
}

static int64_t read_binary(File *f, DType d, void *data, int64_t n) {
  size_t size = width(f, d);
  bool swapped = (f->flags & FILE_SWAPPED) && size > 1;
  if (d == FAC_LONG && size == 4) {
    int64_t *to = data;
    int32_t chunk[CHUNK];
    for (int64_t done = 0; done < n;) {
      size_t want = n - done < CHUNK ? (size_t)(n - done) : CHUNK;
      size_t got = f->kind->read(f, chunk, want * 4) / 4;
      if (swapped) swap_bytes(chunk, got, 4);
      for (size_t i = 0; i < got; i++) to[done++] = chunk[i];
      if (got < want) return done;
    }
    return n;
  }
  int64_t got = (int64_t)(f->kind->read(f, data, (size_t)n * size) / size);
  if (swapped) swap_bytes(data, (size_t)got, size);
  return got;
}

static int64_t read_text(File *f, DType d, void *data, int64_t n) {
  char *to = data;
  for (int64_t i = 0; i < n; i++, to += fac_dtype_size(d))
    if (!fac_text_read(f, d, to)) return i;
  return n;
}

static int64_t read_elements(File *f, DType d, void *data, int64_t n) {
  return is_text(f, d) ? read_text(f, d, data, n) : read_binary(f, d, data, n);
}

/* Each reading call takes the newline behind what it read. */
static void end_reading(File *f, int64_t got) {
  if ((f->flags & FILE_BINARY) || !(f->flags & FILE_AUTO_SPACING) || got == 0) return;
  int c = f->kind->get(f);
  if (c != '\n') f->kind->unget(f, c);
}

/* How many elements the rest of the file can hold at most; -1 when that cannot be known. In text
 * each number but the last takes two bytes. */
static int64_t elements_left(File *f, DType d) {
  int64_t left = f->kind->left(f);
  if (left < 0) return -1;
  return is_text(f, d) ? left / 2 + 1 : left / (int64_t)width(f, d);
}

/* Resizes s to n elements and reads them; returns how many came, and s has so many in the end.
 * Nothing is allocated that the file cannot fill; of pipes nobody knows the length, so s grows as
 * the elements come. */
static int64_t fill_storage(lua_State *L, File *f, Storage *s, int64_t n) {
  int64_t element = (int64_t)fac_dtype_size(s->dtype), piece = PIECE / element;
  int64_t left = n > piece ? elements_left(f, s->dtype) : n;
  int64_t want = left >= 0 && left < n ? left : n;
  int64_t done = 0;
  while (done < want) {
    int64_t step = done > piece ? done : piece;
    int64_t target = left >= 0 || want - done < step ? want : done + step;
    fac_storage_resize(L, s, target);
    done += read_elements(f, s->dtype, (char *)s->data + done * element, target - done);
    if (done < target) break;
  }
  fac_storage_resize(L, s, done);
  end_reading(f, done);
  return done;
}

static int64_t write_binary(lua_State *L, File *f, DType d, const void *data, int64_t n) {
  size_t size = width(f, d);
  bool swapped = (f->flags & FILE_SWAPPED) && size > 1;
  bool narrow = d == FAC_LONG && size == 4;
  if (!swapped && !narrow) return (int64_t)(f->kind->write(L, f, data, (size_t)n * size) / size);
  const int64_t *longs = data;
  for (int64_t i = 0; narrow && i < n; i++)
    if (longs[i] < INT32_MIN || longs[i] > INT32_MAX)
      fac_error(L, "%lld does not fit into a long of 4 bytes", (long long)longs[i]);
  union {
    int32_t narrow[CHUNK];
    char bytes[CHUNK * 8];
  } chunk;
  for (int64_t done = 0; done < n;) {
    size_t count = n - done < CHUNK ? (size_t)(n - done) : CHUNK;
    if (narrow)
      for (size_t i = 0; i < count; i++) chunk.narrow[i] = (int32_t)longs[(size_t)done + i];
    else
      memcpy(chunk.bytes, (const char *)data + (size_t)done * size, count * size);
    if (swapped) swap_bytes(&chunk, count, size);
    size_t put = f->kind->write(L, f, &chunk, count * size) / size;
    done += (int64_t)put;
    if (put < count) return done;
  }
  return n;
}

static int64_t write_text(lua_State *L, File *f, DType d, const void *data, int64_t n) {
  char text[FAC_TEXT_NUMBER + 1];
  for (int64_t i = 0; i < n; i++) {
    size_t length = fac_text_print(d, (const char *)data + (size_t)i * fac_dtype_size(d), text);
    if (i < n - 1) text[length++] = ' ';
    if (f->kind->write(L, f, text, length) < length) return i;
  }
  return n;
}

/* Writes n elements and the newline of the call; returns how many were written. */
static int64_t write_elements(lua_State *L, File *f, DType d, const void *data, int64_t n) {
  if (n == 0) return 0;
  errno = 0;
  int64_t put = is_text(f, d) ? write_text(L, f, d, data, n) : write_binary(L, f, d, data, n);
  bool spacing = !(f->flags & FILE_BINARY) && (f->flags & FILE_AUTO_SPACING);
  if (put == n && spacing && f->kind->write(L, f, "\n", 1) < 1) put--;
  check_written(L, f, put, n);
  return put;
}

/* --- methods: values -------------------------------------------------------------------------- */

static DType method_dtype(lua_State *L) {
  return (DType)lua_tointeger(L, lua_upvalueindex(1));
}

static Storage *check_storage(lua_State *L, DType d) {
  Storage *s = fac_to_storage(L, 2);
  if (!s)
    fac_error(L, "a number or torch.%sStorage expected, got %s", fac_dtype_name(d),
              luaL_typename(L, 2));
  if (s->dtype != d)
    fac_error(L, "a number or torch.%sStorage expected, got torch.%sStorage", fac_dtype_name(d),
              fac_dtype_name(s->dtype));
  return s;
}

static int64_t check_count(lua_State *L, int index) {
  if (lua_type(L, index) != LUA_TNUMBER)
    fac_error(L, "a count expected, got %s", luaL_typename(L, index));
  int64_t n = fac_scalar(L, index).i;
  if (n < 0) fac_error(L, "a count of %lld is negative", (long long)n);
  return n;
}

static int read_one(lua_State *L, File *f, DType d) {
  double element = 0; /* aligned for every type */
  int64_t got = read_elements(f, d, &element, 1);
  end_reading(f, got);
  if (got < 1) element = 0;
  check_read(L, f, got, 1);
  fac_push_element(L, d, &element);
  return 1;
}

/* file:readX() -> number
 * file:readX(n) -> new XStorage with n elements, fewer when the file ends before (and is quiet)
 * file:readX(storage) -> count; fills the storage
 * file:readX(storage, n) -> count; resizes the storage to n elements first */
static int read_method(lua_State *L) {
  File *f = check_readable(L);
  DType d = method_dtype(L);
  if (lua_gettop(L) == 1) return read_one(L, f, d);
  int64_t got;
  if (lua_type(L, 2) == LUA_TNUMBER) {
    int64_t n = check_count(L, 2);
    Storage *s = fac_storage_new(L, d, 0);
    fac_push_storage(L, s);
    check_read(L, f, fill_storage(L, f, s, n), n);
    return 1;
  }
  Storage *s = check_storage(L, d);
  int64_t n = lua_isnoneornil(L, 3) ? s->size : check_count(L, 3);
  if (n == s->size) {
    got = read_elements(f, d, s->data, n);
    end_reading(f, got);
  } else {
    got = fill_storage(L, f, s, n);
  }
  check_read(L, f, got, n);
  fac_push_integer(L, got);
  return 1;
}

/* file:writeX(number); converts as C does
 * file:writeX(storage) -> count */
static int write_method(lua_State *L) {
  File *f = check_writable(L);
  DType d = method_dtype(L);
  if (lua_type(L, 2) == LUA_TNUMBER) {
    double element;
    fac_set_element(d, &element, fac_scalar(L, 2));
    write_elements(L, f, d, &element, 1);
    return 0;
  }
  Storage *s = check_storage(L, d);
  fac_push_integer(L, write_elements(L, f, d, s->data, s->size));
  return 1;
}

/* file:readBool() -> boolean, kept as an int */
static int read_bool(lua_State *L) {
  File *f = check_readable(L);
  read_one(L, f, FAC_INT);
  lua_pushboolean(L, lua_tonumber(L, -1) != 0);
  return 1;
}

/* file:writeBool(boolean) */
static int write_bool(lua_State *L) {
  File *f = check_writable(L);
  if (!lua_isboolean(L, 2)) fac_error(L, "a boolean expected, got %s", luaL_typename(L, 2));
  int32_t element = lua_toboolean(L, 2);
  write_elements(L, f, FAC_INT, &element, 1);
  return 0;
}

/* Pushes n bytes as a string, or as many as come; returns how many. */
static int64_t push_bytes(lua_State *L, File *f, int64_t n) {
  if (n <= LUAL_BUFFERSIZE) {
    char small[LUAL_BUFFERSIZE];
    size_t got = f->kind->read(f, small, (size_t)n);
    lua_pushlstring(L, small, got);
    end_reading(f, (int64_t)got);
    return (int64_t)got;
  }
  Storage *s = fac_storage_new(L, FAC_CHAR, 0);
  fac_push_storage(L, s);
  int64_t got = fill_storage(L, f, s, n);
  lua_pushlstring(L, got ? s->data : "", (size_t)got);
  lua_remove(L, -2);
  return got;
}

/* Pushes the rest of the file. */
static int64_t push_rest(lua_State *L, File *f) {
  unsigned spacing = f->flags & FILE_AUTO_SPACING;
  f->flags &= ~(unsigned)FILE_AUTO_SPACING;
  int64_t left = f->kind->left(f);
  int64_t got = push_bytes(L, f, left >= 0 ? left : INT64_MAX / 2);
  f->flags |= spacing;
  return got;
}

/* Pushes the bytes up to the next newline, which is taken too; counts what was taken. */
static int64_t push_line(lua_State *L, File *f) {
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  int64_t taken = 0;
  int c;
  while ((c = f->kind->get(f)) != EOF) {
    taken++;
    if (c == '\n') break;
    luaL_addchar(&b, (char)c);
  }
  luaL_pushresult(&b);
  return taken;
}

/* file:readString('*a') -> the rest of the file; file:readString('*l') -> the next line, without
 * its newline; at the end of the file both fail. file:readString(n) -> n bytes, and a newline
 * behind them as readChar(n) takes it. */
static int read_string(lua_State *L) {
  File *f = check_readable(L);
  if (lua_type(L, 2) == LUA_TNUMBER) {
    int64_t n = check_count(L, 2);
    check_read(L, f, push_bytes(L, f, n), n);
    return 1;
  }
  const char *format = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  if (format[0] == '*') format++;
  if (format[0] != 'a' && format[0] != 'l')
    fac_error(L, "format must be '*a' or '*l' (or a number of bytes)");
  int64_t taken = format[0] == 'a' ? push_rest(L, f) : push_line(L, f);
  if (taken == 0) check_read(L, f, 0, 1);
  return 1;
}

/* file:writeString(string) -> count; no newline is added */
static int write_string(lua_State *L) {
  File *f = check_writable(L);
  if (!lua_isstring(L, 2)) fac_error(L, "a string expected, got %s", luaL_typename(L, 2));
  size_t length;
  const char *s = lua_tolstring(L, 2, &length);
  errno = 0;
  size_t put = length ? f->kind->write(L, f, s, length) : 0;
  check_written(L, f, (int64_t)put, (int64_t)length);
  fac_push_integer(L, (int64_t)put);
  return 1;
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
  int64_t n = check_count(L, 2);
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

static const luaL_Reg file_methods[] = {{"readBool", read_bool},
                                        {"writeBool", write_bool},
                                        {"readString", read_string},
                                        {"writeString", write_string},
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
    add_closure(L, "read", (DType)d, read_method);
    add_closure(L, "write", (DType)d, write_method);
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
