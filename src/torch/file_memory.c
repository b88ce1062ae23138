/* Memory files: the bytes of a CharStorage, which always ends with a zero byte that is not part of
 * the text. Neighbours: file.h; file.c reads and writes elements through the operations here. */
#include "file.h"

#include <string.h>

/* Bytes of text. The storage may be in Lua's hands too, and may have become shorter there. */
static int64_t text_size(File *f) {
  int64_t room = f->storage->size - 1;
  if (f->size > room) f->size = room > 0 ? room : 0;
  return f->size;
}

static char *text(File *f) {
  return f->storage->data;
}

static int64_t memory_left(File *f) {
  int64_t size = text_size(f);
  return f->at < size ? size - f->at : 0;
}

static size_t memory_read(File *f, void *data, size_t bytes) {
  size_t left = (size_t)memory_left(f);
  if (bytes > left) bytes = left;
  if (bytes) memmove(data, text(f) + f->at, bytes);
  f->at += (int64_t)bytes;
  return bytes;
}

static int memory_get(File *f) {
  return memory_left(f) ? (unsigned char)text(f)[f->at++] : EOF;
}

static void memory_unget(File *f, int c) {
  if (c != EOF) f->at--;
}

/* Makes room for size bytes of text and the zero. The storage grows by half at least, so that many
 * small writes cost linear time. */
static void reserve(lua_State *L, File *f, int64_t size) {
  int64_t old = f->storage->size;
  if (size < old) return;
  fac_storage_resize(L, f->storage, size + 1 > old + old / 2 ? size + 1 : old + old / 2);
}

static size_t memory_write(lua_State *L, File *f, const void *data, size_t bytes) {
  int64_t size = text_size(f), end;
  if (f->at > size) f->at = size;
  if (__builtin_add_overflow(f->at, (int64_t)bytes, &end) || end == INT64_MAX)
    fac_error(L, "a memory file cannot hold that many bytes");
  if (!bytes) return 0;
  /* what is written may lie in this very file, which moves when it grows */
  const char *before = text(f);
  bool inside =
      before && (const char *)data >= before && (const char *)data < before + f->storage->size;
  ptrdiff_t offset = inside ? (const char *)data - before : 0;
  reserve(L, f, end);
  memmove(text(f) + f->at, inside ? text(f) + offset : data, bytes);
  f->at = end;
  if (end > size) {
    f->size = end;
    text(f)[end] = 0;
  }
  return bytes;
}

static int64_t memory_position(File *f) {
  return f->at;
}

static bool memory_seek(File *f, int64_t position) {
  if (position > text_size(f)) return false;
  f->at = position;
  return true;
}

static bool memory_seek_end(File *f) {
  f->at = text_size(f);
  return true;
}

static bool memory_flush(File *f) {
  (void)f;
  return true;
}

static bool memory_close(File *f) {
  fac_storage_release(f->storage);
  f->storage = NULL;
  return true;
}

static const FileKind memory_kind = {
    "torch.MemoryFile", memory_read,     memory_write, memory_get,   memory_unget, memory_position,
    memory_seek,        memory_seek_end, memory_left,  memory_flush, memory_close};

/* torch.MemoryFile([storage,] [mode='rw']): a file in memory, empty or over the bytes of a
 * CharStorage that ends with a zero byte; the storage is shared, not copied.
 * Example: f = torch.MemoryFile(); f:writeInt(7); f:seek(1); print(f:readInt()) */
int fac_memory_file_new(lua_State *L) {
  fac_running = memory_kind.class_name;
  Storage *given = fac_to_storage(L, 1);
  if (!given && lua_gettop(L) >= 1 && lua_type(L, 1) != LUA_TSTRING && !lua_isnil(L, 1))
    fac_error(L, "a CharStorage or a mode expected, got %s", luaL_typename(L, 1));
  int mode_at = lua_type(L, 1) == LUA_TSTRING ? 1 : 2;
  unsigned mode = fac_file_mode(L, mode_at, "rw");
  if (given && given->dtype != FAC_CHAR)
    fac_error(L, "a CharStorage expected, got torch.%sStorage", fac_dtype_name(given->dtype));
  if (given && (given->size == 0 || ((char *)given->data)[given->size - 1] != 0))
    fac_error(L, "provided CharStorage must be terminated by 0");

  File *f = fac_file_push(L, &memory_kind, "");
  f->flags |= mode;
  if (given) {
    fac_storage_retain(given);
    f->storage = given;
  } else {
    f->storage = fac_storage_new(L, FAC_CHAR, 1);
    text(f)[0] = 0;
  }
  f->size = f->storage->size - 1;
  f->is_open = true;
  return 1;
}

/* file:storage(): the CharStorage of a memory file, which ends with a zero byte behind the text.
 * It is shared with the file. */
int fac_memory_file_storage(lua_State *L) {
  File *f = fac_file_check(L, true);
  if (f->kind != &memory_kind) fac_error(L, "only a torch.MemoryFile has a storage");
  int64_t size = text_size(f);
  if (f->storage->size != size + 1) {
    fac_storage_resize(L, f->storage, size + 1);
    text(f)[size] = 0;
  }
  fac_storage_retain(f->storage);
  fac_push_storage(L, f->storage);
  return 1;
}
