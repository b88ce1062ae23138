/* zlib: whole files into memory, plain or gzip-compressed; bytes deflated and inflated; their
 * checksum.
 * Neighbours: decode.c and csv.c turn the bytes into tensors; lua/facula/data.lua knows the file
 * formats, lua/facula/zip.lua the members that are deflated. */
#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "torch.h"

/* Files of data sets are large: the first buffer, and zlib's own. */
enum { FIRST_BUFFER = 1 << 20, ZLIB_BUFFER = 1 << 17, MOST_AT_ONCE = 1 << 30 };

/* An open file lives in a userdata, so that an error on the way closes it. */
static const char HANDLE[] = "facula.gzfile";

static int close_handle(lua_State *L) {
  gzFile *handle = luaL_checkudata(L, 1, HANDLE);
  if (*handle) gzclose(*handle);
  *handle = NULL;
  return 0;
}

static gzFile *new_handle(lua_State *L) {
  gzFile *handle = fac_new_userdata(L, sizeof *handle);
  *handle = NULL;
  if (luaL_newmetatable(L, HANDLE)) {
    lua_pushcfunction(L, close_handle);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return handle;
}

/* Why the last read on file failed; NULL when it did not. */
static const char *failure(gzFile file) {
  int code;
  const char *text = gzerror(file, &code);
  switch (code) {
  case Z_OK:
  case Z_STREAM_END: return NULL;
  case Z_ERRNO: return strerror(errno);
  case Z_BUF_ERROR: return "ends in the middle of its compressed data";
  case Z_DATA_ERROR: return "its compressed data is damaged";
  default: return text;
  }
}

/* The size of the buffer after one of used bytes; one byte above the limit shows that it is hurt.
 */
static int64_t next_size(int64_t used, int64_t limit) {
  int64_t size = used < FIRST_BUFFER / 2 ? FIRST_BUFFER : 2 * used;
  return size > limit ? limit + 1 : size;
}

/* Reads the file to its end into buffer, which grows as needed; returns how many bytes there are.
 */
static int64_t read_all(lua_State *L, gzFile file, Storage *buffer, const char *path,
                        int64_t limit) {
  int64_t used = 0;
  for (;;) {
    if (used == buffer->size) fac_storage_resize(L, buffer, next_size(used, limit));
    int64_t room = buffer->size - used;
    if (room > MOST_AT_ONCE) room = MOST_AT_ONCE;
    errno = 0;
    int n = gzread(file, (char *)buffer->data + used, (unsigned)room);
    const char *why = n < room ? failure(file) : NULL;
    if (why) fac_error(L, "cannot read %s: %s", path, why);
    if (n == 0) return used;
    used += n;
    if (used > limit)
      fac_error(L, "%s holds more than the limit of %lld bytes", path, (long long)limit);
  }
}

static gzFile *open_path(lua_State *L, const char *path) {
  gzFile *handle = new_handle(L);
  errno = 0;
  *handle = gzopen(path, "rb");
  if (!*handle) fac_error(L, "cannot open %s: %s", path, errno ? strerror(errno) : "no memory");
  gzbuffer(*handle, ZLIB_BUFFER);
  return handle;
}

/* bytes = gunzip_start(path, count): the first count bytes of the file, fewer if it has no more. */
static int gunzip_start(lua_State *L, Args *a) {
  enum { PATH, COUNT };
  const char *path = a->arg[PATH].str;
  int64_t count = a->arg[COUNT].n.i;
  if (count < 1 || count > FIRST_BUFFER)
    fac_error(L, "the count must be from 1 to %d bytes, got %lld", FIRST_BUFFER, (long long)count);
  gzFile *handle = open_path(L, path);
  Tensor *bytes = fac_new_tensor_sized(L, FAC_BYTE, 1, &count);
  int n = gzread(*handle, fac_tensor_data(bytes), (unsigned)count);
  const char *why = n < count ? failure(*handle) : NULL;
  if (why) fac_error(L, "cannot read %s: %s", path, why);
  gzclose(*handle);
  *handle = NULL;
  fac_tensor_resize_1d(L, bytes, n);
  return 1;
}

/* bytes = gunzip_file(path, limit): the file as a ByteTensor of one dimension (without
 * dimensions when it is empty). A gzip file is unpacked, any other is read as it is. Raises when
 * the file cannot be opened or read, is damaged or cut off, or unpacks to more than limit bytes. */
static int gunzip_file(lua_State *L, Args *a) {
  enum { PATH, LIMIT };
  const char *path = a->arg[PATH].str;
  int64_t limit = a->arg[LIMIT].n.i;
  if (limit < 0 || limit > INT64_MAX / 4)
    fac_error(L, "the limit must be from 0 to 2^61 bytes, got %lld", (long long)limit);

  gzFile *handle = open_path(L, path);
  Storage *buffer = fac_storage_new(L, FAC_BYTE, 0);
  fac_push_storage(L, buffer);
  int64_t count = read_all(L, *handle, buffer, path, limit);
  gzclose(*handle);
  *handle = NULL;

  Tensor *bytes = fac_new_tensor_sized(L, FAC_BYTE, count > 0, &count);
  if (count > 0) memcpy(fac_tensor_data(bytes), buffer->data, (size_t)count);
  return 1;
}

/* Takes a stream, whose own counts have 32 bits only, from count bytes to its end; false when zlib
 * gives up, room bytes do not hold the result or bytes are left. last is the flush mode of the last
 * piece. */
static bool run_stream(z_stream *z, int (*work)(z_stream *, int), int last, const uint8_t *from,
                       int64_t count, int64_t room) {
  z->next_in = (Bytef *)from;
  for (int status = Z_OK; status != Z_STREAM_END;) {
    if (status != Z_OK) return false;
    int64_t in = count < MOST_AT_ONCE ? count : MOST_AT_ONCE;
    int64_t out = room < MOST_AT_ONCE ? room : MOST_AT_ONCE;
    z->avail_in = (uInt)in;
    z->avail_out = (uInt)out;
    status = work(z, in == count ? last : Z_NO_FLUSH);
    count -= in - z->avail_in;
    room -= out - z->avail_out;
    if (room == 0 && status != Z_STREAM_END) return false;
  }
  return count == 0;
}

/* packed = deflate(bytes, level): a deflate stream (RFC 1951) without a head, as a ByteTensor of
 * one dimension; level is from 0, fast, to 9, small. */
static int deflate_bytes(lua_State *L, Args *a) {
  enum { BYTES, LEVEL };
  int64_t level = a->arg[LEVEL].n.i;
  if (level < 0 || level > 9)
    fac_error(L, "a level from 0 to 9 expected, got %lld", (long long)level);
  const Tensor *bytes = fac_new_contiguous(L, a->arg[BYTES].t);
  int64_t count = fac_tensor_count(bytes);
  /* zlib's own bound with its default memory: an eighth of a percent and some bytes */
  int64_t room = count + (count >> 12) + (count >> 14) + (count >> 25) + 64;
  Tensor *packed = fac_new_tensor_sized(L, FAC_BYTE, 1, &room);

  z_stream z = {0};
  if (deflateInit2(&z, (int)level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    fac_error(L, "not enough memory to compress");
  z.next_out = fac_tensor_data(packed);
  bool done = run_stream(&z, deflate, Z_FINISH, fac_tensor_data(bytes), count, room);
  int64_t used = z.next_out - (Bytef *)fac_tensor_data(packed);
  deflateEnd(&z);
  if (!done) fac_error(L, "zlib could not compress %lld bytes", (long long)count);
  fac_tensor_narrow(packed, 0, 0, used);
  return 1;
}

/* bytes = inflate(packed, count): what a deflate stream without a head holds, as a ByteTensor of
 * one dimension (without dimensions for none). Raises unless it is whole, with nothing behind it,
 * and has count bytes. */
static int inflate_bytes(lua_State *L, Args *a) {
  enum { PACKED, COUNT };
  int64_t count = a->arg[COUNT].n.i;
  if (count < 0 || count > INT64_MAX / 4)
    fac_error(L, "a count of bytes expected, got %lld", (long long)count);
  const Tensor *packed = fac_new_contiguous(L, a->arg[PACKED].t);
  int64_t room = count + 1; /* the end of a stream shows only where it could go on */
  Tensor *bytes = fac_new_tensor_sized(L, FAC_BYTE, 1, &room);

  z_stream z = {0};
  if (inflateInit2(&z, -MAX_WBITS) != Z_OK) fac_error(L, "not enough memory to unpack");
  z.next_out = fac_tensor_data(bytes);
  bool done =
      run_stream(&z, inflate, Z_NO_FLUSH, fac_tensor_data(packed), fac_tensor_count(packed), room);
  int64_t used = z.next_out - (Bytef *)fac_tensor_data(bytes);
  inflateEnd(&z);
  if (!done || used != count)
    fac_error(L, "the compressed data is damaged or does not hold %lld bytes", (long long)count);
  fac_tensor_resize_1d(L, bytes, count);
  return 1;
}

/* number = crc32(bytes): the checksum of gzip and zip files. */
static int crc32_bytes(lua_State *L, Args *a) {
  const Tensor *bytes = fac_new_contiguous(L, a->arg[0].t);
  const Bytef *at = fac_tensor_data(bytes);
  uLong sum = crc32(0, NULL, 0);
  for (int64_t left = fac_tensor_count(bytes); left > 0;) {
    uInt n = (uInt)(left < MOST_AT_ONCE ? left : MOST_AT_ONCE);
    sum = crc32(sum, at, n);
    at += n;
    left -= n;
  }
  lua_pushnumber(L, (lua_Number)sum);
  return 1;
}

static Op ops[] = {{"gunzip_file", gunzip_file, "path:string limit:num",
                    "the bytes of a plain or gzip-compressed file"},
                   {"gunzip_start", gunzip_start, "path:string count:int", "its first bytes"},
                   {"deflate", deflate_bytes, "bytes:Byte level:int", "compressed bytes"},
                   {"inflate", inflate_bytes, "packed:Byte count:num", "bytes unpacked"},
                   {"crc32", crc32_bytes, "bytes:Byte", "the checksum of bytes"},
                   {NULL}};

void fac_open_torch_gzip(lua_State *L) {
  fac_register_functions(L, "facula.", ops);
}
