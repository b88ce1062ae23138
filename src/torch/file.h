/* What a file is to torch.File: a few operations on bytes (FileKind) and the state that reading and
 * writing elements needs. file.c gives it to Lua, file_values.c reads and writes elements through
 * it; file_stream.c (disk files and pipes) and file_memory.c implement it. */
#ifndef FAC_TORCH_FILE_H
#define FAC_TORCH_FILE_H

#include <stdio.h>

#include "../core/object.h"

enum {
  FILE_READABLE = 1,
  FILE_WRITABLE = 2,
  FILE_BINARY = 4,
  FILE_AUTO_SPACING = 8,
  FILE_QUIET = 16, /* failures set FILE_FAILED instead of raising */
  FILE_FAILED = 32,
  FILE_SWAPPED = 64 /* binary values have the byte order that this processor has not */
};

typedef struct File File;

/* Positions and sizes are in bytes, positions from 0. Nothing raises but write, and that only
 * before anything has changed. A file is open when it comes here. */
typedef struct {
  const char *class_name;
  size_t (*read)(File *f, void *data, size_t bytes); /* returns how many came */
  size_t (*write)(lua_State *L, File *f, const void *data, size_t bytes);
  int (*get)(File *f);           /* the next byte, or EOF */
  void (*unget)(File *f, int c); /* takes back the last one got; EOF is ignored */
  int64_t (*position)(File *f);
  bool (*seek)(File *f, int64_t position);
  bool (*seek_end)(File *f);
  int64_t (*left)(File *f); /* bytes up to the end; -1 when that cannot be known */
  bool (*flush)(File *f);
  bool (*close)(File *f); /* also frees what the file holds; called once */
} FileKind;

struct File {
  const FileKind *kind;
  bool is_open;
  unsigned flags;
  int long_size; /* bytes of a long in binary files: 4 or 8 */

  FILE *stream; /* disk files and pipes */
  bool can_seek;
  char last;      /* what happened last to the stream: 'r', 'w' or 0 */
  int64_t passed; /* bytes read or written so far, for streams that cannot seek */
  char *target;   /* what commit will put temporary in the place of; NULL otherwise */
  char *temporary;

  Storage *storage; /* memory files: size bytes of text, a zero, and room to grow */
  int64_t size, at;

  char name[]; /* path or command; empty for memory files */
};

/* Pushes a closed file of this kind; it has the class's metatable, so it is closed by the
 * collector when an error comes between here and the end of the constructor. */
File *fac_file_push(lua_State *L, const FileKind *kind, const char *name);

/* The argument as mode 'r', 'w' or 'rw' (the default when it is absent): the flags it stands for.
 */
unsigned fac_file_mode(lua_State *L, int index, const char *absent);

/* The file at index 1; raises when there is something else or, with must_be_open, a closed one. */
File *fac_file_check(lua_State *L, bool must_be_open);

/* The open file at index 1; raises unless its mode allows reading, or writing. */
File *fac_file_readable(lua_State *L);
File *fac_file_writable(lua_State *L);

/* The argument at index as a count that is not negative. */
int64_t fac_file_count(lua_State *L, int index);

/* Fails, which is an error unless the file is quiet, if less was read, or written, than wanted. */
void fac_file_check_read(lua_State *L, File *f, int64_t got, int64_t wanted);
void fac_file_check_written(lua_State *L, File *f, int64_t put, int64_t wanted);

/* Methods of all files, in file_values.c. fac_file_read and fac_file_write are closures over the
 * type of element. */
int fac_file_read(lua_State *L);
int fac_file_write(lua_State *L);
int fac_file_read_bool(lua_State *L);
int fac_file_write_bool(lua_State *L);
int fac_file_read_string(lua_State *L);
int fac_file_write_string(lua_State *L);

/* Constructors and methods that only one kind has, for the table of classes in file.c. */
int fac_disk_file_new(lua_State *L);
int fac_pipe_file_new(lua_State *L);
int fac_memory_file_new(lua_State *L);
int fac_disk_file_replace(lua_State *L);
int fac_disk_file_commit(lua_State *L);
int fac_disk_file_no_buffer(lua_State *L);
int fac_memory_file_storage(lua_State *L);

#endif
