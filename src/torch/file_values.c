/* Reading and writing the values of a torch.File: elements, strings and booleans over the bytes of
 * a FileKind. Neighbours: file.h, file.c; file_text.c reads and prints numbers.
 *
 * Binary files hold bare values; ASCII files numbers with one blank between the values of a call
 * and, with auto-spacing, a newline behind each call that wrote something. Bytes and chars are
 * bytes in both. */
#include "file.h"

#include <errno.h>
#include <string.h>

#include "file_text.h"

enum {
  PIECE = 64 << 10, /* bytes that are worth no question how long the file is */
  CHUNK = 512       /* elements converted at a time */
};

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
  fac_file_check_written(L, f, put, n);
  return put;
}

/* --- methods ---------------------------------------------------------------------------------- */

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

static int read_one(lua_State *L, File *f, DType d) {
  double element = 0; /* aligned for every type */
  int64_t got = read_elements(f, d, &element, 1);
  end_reading(f, got);
  if (got < 1) element = 0;
  fac_file_check_read(L, f, got, 1);
  fac_push_element(L, d, &element);
  return 1;
}

/* file:readX() -> number
 * file:readX(n) -> new XStorage with n elements, fewer when the file ends before (and is quiet)
 * file:readX(storage) -> count; fills the storage
 * file:readX(storage, n) -> count; resizes the storage to n elements first */
int fac_file_read(lua_State *L) {
  File *f = fac_file_readable(L);
  DType d = method_dtype(L);
  if (lua_gettop(L) == 1) return read_one(L, f, d);
  int64_t got;
  if (lua_type(L, 2) == LUA_TNUMBER) {
    int64_t n = fac_file_count(L, 2);
    Storage *s = fac_storage_new(L, d, 0);
    fac_push_storage(L, s);
    fac_file_check_read(L, f, fill_storage(L, f, s, n), n);
    return 1;
  }
  Storage *s = check_storage(L, d);
  int64_t n = lua_isnoneornil(L, 3) ? s->size : fac_file_count(L, 3);
  if (n == s->size) {
    got = read_elements(f, d, s->data, n);
    end_reading(f, got);
  } else {
    got = fill_storage(L, f, s, n);
  }
  fac_file_check_read(L, f, got, n);
  fac_push_integer(L, got);
  return 1;
}

/* file:writeX(number); converts as C does
 * file:writeX(storage) -> count */
int fac_file_write(lua_State *L) {
  File *f = fac_file_writable(L);
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
int fac_file_read_bool(lua_State *L) {
  File *f = fac_file_readable(L);
  read_one(L, f, FAC_INT);
  lua_pushboolean(L, lua_tonumber(L, -1) != 0);
  return 1;
}

/* file:writeBool(boolean) */
int fac_file_write_bool(lua_State *L) {
  File *f = fac_file_writable(L);
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
int fac_file_read_string(lua_State *L) {
  File *f = fac_file_readable(L);
  if (lua_type(L, 2) == LUA_TNUMBER) {
    int64_t n = fac_file_count(L, 2);
    fac_file_check_read(L, f, push_bytes(L, f, n), n);
    return 1;
  }
  const char *format = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  if (format[0] == '*') format++;
  if (format[0] != 'a' && format[0] != 'l')
    fac_error(L, "format must be '*a' or '*l' (or a number of bytes)");
  int64_t taken = format[0] == 'a' ? push_rest(L, f) : push_line(L, f);
  if (taken == 0) fac_file_check_read(L, f, 0, 1);
  return 1;
}

/* file:writeString(string) -> count; no newline is added */
int fac_file_write_string(lua_State *L) {
  File *f = fac_file_writable(L);
  if (!lua_isstring(L, 2)) fac_error(L, "a string expected, got %s", luaL_typename(L, 2));
  size_t length;
  const char *s = lua_tolstring(L, 2, &length);
  errno = 0;
  size_t put = length ? f->kind->write(L, f, s, length) : 0;
  fac_file_check_written(L, f, (int64_t)put, (int64_t)length);
  fac_push_integer(L, (int64_t)put);
  return 1;
}
