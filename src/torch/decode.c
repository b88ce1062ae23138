/* The bytes of data files as numbers: big-endian elements and comma-separated text.
 * Neighbours: gzip.c reads the bytes; lua/facula/data.lua knows the file formats. */
#include <stdlib.h>
#include <string.h>

#include "torch.h"

/* Copies count elements of size bytes with the order of their bytes reversed. */
static void reverse_bytes(uint8_t *to, const uint8_t *from, int64_t count, size_t size) {
  for (int64_t i = 0; i < count; i++, to += size, from += size)
    for (size_t b = 0; b < size; b++) to[b] = from[size - 1 - b];
}

static bool is_little_endian(void) {
  const uint16_t one = 1;
  return *(const uint8_t *)&one == 1;
}

/* result = big_endian(bytes, result): fills the contiguous tensor result, of any type, with the
 * elements whose big-endian bytes are given. Raises unless there are exactly as many bytes. */
static int big_endian(lua_State *L, Args *a) {
  enum { BYTES, RESULT };
  Tensor *result = a->arg[RESULT].t;
  size_t size = fac_dtype_size(result->dtype);
  int64_t count = fac_tensor_count(result), given = fac_tensor_count(a->arg[BYTES].t);
  if (!fac_tensor_is_contiguous(result)) fac_error(L, "the result must be contiguous");
  if (given != count * (int64_t)size)
    fac_error(L, "%lld elements of %d bytes are wanted, got %lld bytes", (long long)count,
              (int)size, (long long)given);
  if (count > 0) {
    const Tensor *bytes = fac_new_contiguous(L, a->arg[BYTES].t);
    if (is_little_endian())
      reverse_bytes(fac_tensor_data(result), fac_tensor_data(bytes), count, size);
    else
      memcpy(fac_tensor_data(result), fac_tensor_data(bytes), (size_t)given);
  }
  return fac_return(L, a, RESULT);
}

/* The text being read, and where in it. */
typedef struct {
  const char *at, *end;
  const char *name; /* of the file, for messages */
  int64_t line;     /* from 1 */
} Text;

static const char *end_of_line(const Text *t) {
  const char *newline = memchr(t->at, '\n', (size_t)(t->end - t->at));
  return newline ? newline : t->end;
}

static void next_line(Text *t) {
  const char *newline = end_of_line(t);
  t->at = newline < t->end ? newline + 1 : t->end;
  t->line++;
}

static bool is_blank(const char *at, const char *end) {
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\r')) at++;
  return at == end;
}

static int64_t count_fields(const char *at, const char *end) {
  int64_t fields = 1;
  while ((at = memchr(at, ',', (size_t)(end - at)))) fields++, at++;
  return fields;
}

/* Checks that all lines that are not blank have the same number of fields. */
static void count_table(lua_State *L, Text t, int64_t *rows, int64_t *columns) {
  *rows = *columns = 0;
  for (; t.at < t.end; next_line(&t)) {
    const char *end = end_of_line(&t);
    if (is_blank(t.at, end)) continue;
    int64_t fields = count_fields(t.at, end);
    if (*rows == 0) *columns = fields;
    if (fields != *columns)
      fac_error(L, "%s, line %lld: expected %lld fields as in the lines before, got %lld", t.name,
                (long long)t.line, (long long)*columns, (long long)fields);
    ++*rows;
  }
}

/* One field as a number. strtod needs an end of string behind it, hence the copy. */
static double parse_field(lua_State *L, const Text *t, const char *at, const char *end,
                          int64_t column) {
  char field[64];
  size_t length = (size_t)(end - at);
  size_t kept = length < sizeof field ? length : sizeof field - 1;
  memcpy(field, at, kept);
  field[kept] = '\0';
  char *rest;
  double value = strtod(field, &rest);
  if (rest == field || kept < length || !is_blank(rest, field + kept))
    fac_error(L, "%s, line %lld, field %lld: expected a number, got '%s'%s", t->name,
              (long long)t->line, (long long)column, field, kept < length ? "..." : "");
  return value;
}

static void parse_table(lua_State *L, Text t, double *value) {
  for (; t.at < t.end; next_line(&t)) {
    const char *end = end_of_line(&t), *at = t.at;
    if (is_blank(at, end)) continue;
    for (int64_t column = 1;; column++) {
      const char *comma = memchr(at, ',', (size_t)(end - at));
      *value++ = parse_field(L, &t, at, comma ? comma : end, column);
      if (!comma) break;
      at = comma + 1;
    }
  }
}

/* table = csv(bytes, name, skip): the numbers of comma-separated text as a DoubleTensor, rows x
 * columns, after skip lines of heading. Blank lines do not count. Raises, with the line in the file
 * of that name, when lines differ in their number of fields or a field is not a number. */
static int csv(lua_State *L, Args *a) {
  enum { BYTES, NAME, SKIP };
  const Tensor *bytes = fac_new_contiguous(L, a->arg[BYTES].t);
  const char *first = bytes->ndim > 0 ? fac_tensor_data(bytes) : "";
  Text text = {first, first + fac_tensor_count(bytes), a->arg[NAME].str, 1};
  for (int64_t i = 0; i < a->arg[SKIP].n.i && text.at < text.end; i++) next_line(&text);

  int64_t size[2] = {0, 0};
  count_table(L, text, &size[0], &size[1]);
  if (size[0] == 0) fac_error(L, "%s: expected lines of numbers, got none", text.name);
  Tensor *table = fac_new_tensor_sized(L, FAC_DOUBLE, 2, size);
  parse_table(L, text, fac_tensor_data(table));
  return 1;
}

static Op ops[] = {
    {"big_endian", big_endian, "bytes:Byte result:tensor", "big-endian bytes as elements"},
    {"csv", csv, "bytes:Byte name:string skip:int", "comma-separated text as numbers"},
    {NULL}};

void fac_open_torch_decode(lua_State *L) {
  fac_register_functions(L, "facula.", ops);
}
