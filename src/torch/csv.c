/* Tables in text: fields between separators, quoted as in RFC 4180, one record a line.
 * Neighbours: gzip.c reads the bytes; lua/facula/csv.lua and data.lua say what the columns are. */
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "torch.h"

enum { LONGEST_NUMBER = 63, MOST_MISSING = 32, SHOWN = 40 };

/* The text being read, and where in it. */
typedef struct {
  const char *at, *end;
  const char *name; /* of the file, for messages */
  int64_t line;     /* from 1 */
  char separator, point;
  bool quotes;
} Text;

/* A field, without the blanks and quotes around it. */
typedef struct {
  const char *at;
  size_t length;
  int64_t line, column; /* from 1 */
  bool doubled;         /* quotes inside of it are still doubled */
  bool last;            /* of its record */
} Field;

/* --- records and fields ----------------------------------------------------------------------- */

static _Noreturn void fail_at(lua_State *L, const Text *t, const Field *f, const char *what) {
  bool cut = f->length > SHOWN;
  fac_error(L, "%s, line %lld, field %lld: %s, got '%.*s'%s", t->name, (long long)f->line,
            (long long)f->column, what, cut ? SHOWN : (int)f->length, f->length ? f->at : "",
            cut ? "..." : "");
}

static bool is_blank(const Text *t, char c) {
  return (c == ' ' || c == '\t' || c == '\r') && c != t->separator;
}

static const char *end_of_line(const Text *t) {
  const char *newline = memchr(t->at, '\n', (size_t)(t->end - t->at));
  return newline ? newline : t->end;
}

static void next_line(Text *t) {
  const char *newline = end_of_line(t);
  t->at = newline < t->end ? newline + 1 : t->end;
  t->line++;
}

/* Moves to the next line that is not blank; false when there is none. */
static bool find_record(Text *t) {
  for (; t->at < t->end; next_line(t)) {
    const char *p = t->at;
    while (p < t->end && is_blank(t, *p)) p++;
    if (p < t->end && *p != '\n') return true;
  }
  return false;
}

static void trim(const Text *t, Field *f) {
  while (f->length && is_blank(t, f->at[0])) f->at++, f->length--;
  while (f->length && is_blank(t, f->at[f->length - 1])) f->length--;
}

/* Behind a field: moves behind its separator or line. */
static void finish_field(Text *t, Field *f, const char *stop) {
  f->last = stop == t->end || *stop == '\n';
  t->at = stop < t->end ? stop + 1 : t->end;
  if (f->last) t->line++;
}

static void plain_field(lua_State *L, Text *t, Field *f) {
  const char *p = t->at;
  bool quote = false;
  for (; p < t->end && *p != t->separator && *p != '\n'; p++) quote |= *p == '"';
  f->at = t->at;
  f->length = (size_t)(p - t->at);
  trim(t, f);
  if (quote && t->quotes) fail_at(L, t, f, "expected no quote inside of a field without quotes");
  finish_field(t, f, p);
}

/* A field whose opening quote is at p. */
static void quoted_field(lua_State *L, Text *t, Field *f, const char *p) {
  f->at = ++p;
  for (;; p += 2, f->doubled = true) {
    const char *start = p;
    p = memchr(p, '"', (size_t)(t->end - p));
    f->length = (size_t)((p ? p : t->end) - f->at);
    if (!p) fail_at(L, t, f, "expected a closing quote before the end of the file");
    for (; (start = memchr(start, '\n', (size_t)(p - start))); start++) t->line++;
    if (p + 1 == t->end || p[1] != '"') break;
  }
  do p++;
  while (p < t->end && is_blank(t, *p));
  if (p < t->end && *p != t->separator && *p != '\n')
    fail_at(L, t, f, "expected a separator or the end of the line behind a quoted field");
  finish_field(t, f, p);
}

static void next_field(lua_State *L, Text *t, Field *f) {
  *f = (Field){.line = t->line, .column = f->column + 1};
  const char *p = t->at;
  while (p < t->end && is_blank(t, *p)) p++;
  if (t->quotes && p < t->end && *p == '"')
    quoted_field(L, t, f, p);
  else
    plain_field(L, t, f);
}

/* Checks that all records have the same number of fields, *columns unless that is 0; returns how
 * many records there are. */
static int64_t count_records(lua_State *L, Text t, int64_t *columns) {
  int64_t rows = 0;
  for (; find_record(&t); rows++) {
    Field f = {.last = false};
    int64_t line = t.line;
    while (!f.last) next_field(L, &t, &f);
    if (*columns == 0) *columns = f.column;
    if (f.column != *columns)
      fac_error(L, "%s, line %lld: expected %lld fields as in the lines before, got %lld", t.name,
                (long long)line, (long long)*columns, (long long)f.column);
  }
  return rows;
}

/* The field as a string of Lua, each doubled quote once. */
static void push_field(lua_State *L, const Field *f) {
  if (!f->doubled) {
    lua_pushlstring(L, f->length ? f->at : "", f->length);
    return;
  }
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  for (const char *p = f->at, *end = p + f->length; p < end; p++) {
    luaL_addchar(&b, *p);
    if (*p == '"') p++;
  }
  luaL_pushresult(&b);
}

/* strtod needs an end of string behind the number and the locale's point in it, hence the copy. */
static bool parse_number(const Text *t, const Field *f, double *value) {
  char copy[LONGEST_NUMBER + 1];
  if (f->length == 0 || f->length > LONGEST_NUMBER) return false;
  for (size_t i = 0; i < f->length; i++) copy[i] = f->at[i] == '.' ? t->point : f->at[i];
  copy[f->length] = '\0';
  char *rest;
  *value = strtod(copy, &rest);
  return rest == copy + f->length;
}

/* --- columns ---------------------------------------------------------------------------------- */

typedef enum { NUMBER, MAYBE, WORDS, CLOSED, OTHER } Kind;

/* What a table is read with. */
typedef struct {
  struct {
    const char *text;
    size_t length;
  } missing[MOST_MISSING];
  int nmissing;
  bool strict;      /* missing values are errors */
  int kinds, found; /* stack indices of the argument and of the result */
  int64_t columns;
  uint8_t *kind; /* of each column */
} Plan;

static bool is_missing(const Plan *plan, const Field *f) {
  for (int i = 0; i < plan->nmissing; i++)
    if (plan->missing[i].length == f->length &&
        (f->length == 0 || memcmp(plan->missing[i].text, f->at, f->length) == 0))
      return true;
  return false;
}

static void read_missing(lua_State *L, Plan *plan, int index) {
  plan->nmissing = (int)lua_rawlen(L, index);
  if (plan->nmissing > MOST_MISSING || lua_rawlen(L, index) > MOST_MISSING)
    fac_error(L, "at most %d marks of missing values expected", MOST_MISSING);
  for (int i = 0; i < plan->nmissing; i++) {
    lua_rawgeti(L, index, i + 1);
    if (lua_type(L, -1) != LUA_TSTRING) fac_error(L, "missing values are marked by strings");
    plan->missing[i].text = lua_tolstring(L, -1, &plan->missing[i].length);
    lua_pop(L, 1); /* the table keeps it */
  }
}

static Kind kind_of(lua_State *L, int index) {
  if (lua_istable(L, index)) return CLOSED;
  const char *name = lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : "";
  if (strcmp(name, "number") == 0) return NUMBER;
  if (strcmp(name, "maybe") == 0) return MAYBE;
  if (strcmp(name, "words") == 0) return WORDS;
  fac_error(L, "kinds of columns are number, maybe, words, or a table of words");
}

/* Pushes what kind is kept in; makes the vocabularies of columns of words. */
static void read_kinds(lua_State *L, Plan *plan) {
  plan->kind = lua_newuserdatauv(L, (size_t)plan->columns, 0);
  lua_newtable(L);
  plan->found = lua_gettop(L);
  for (int64_t c = 0; c < plan->columns; c++) {
    plan->kind[c] = NUMBER;
    if (!plan->kinds) continue;
    lua_rawgeti(L, plan->kinds, (int)c + 1);
    plan->kind[c] = (uint8_t)kind_of(L, -1);
    lua_pop(L, 1);
    if (plan->kind[c] != WORDS) continue;
    lua_newtable(L);
    lua_rawseti(L, plan->found, (int)c + 1);
  }
}

/* The number of a word in the vocabulary of its column; a new word gets the next one. */
static double word_number(lua_State *L, const Text *t, const Field *f, const Plan *plan) {
  int column = (int)f->column;
  bool closed = plan->kind[column - 1] == CLOSED;
  lua_rawgeti(L, closed ? plan->kinds : plan->found, column);
  push_field(L, f);
  lua_pushvalue(L, -1);
  lua_rawget(L, -3);
  double number = lua_tonumber(L, -1);
  lua_pop(L, 1);
  if (number == 0) {
    if (closed) fail_at(L, t, f, "expected one of the words of this column");
    int next = (int)lua_rawlen(L, -2) + 1;
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, next);
    lua_pushinteger(L, next);
    lua_rawset(L, -3);
    number = next;
    lua_pop(L, 1);
  } else {
    lua_pop(L, 2);
  }
  return number;
}

static double read_field(lua_State *L, const Text *t, const Field *f, Plan *plan) {
  double value = NAN;
  uint8_t *kind = &plan->kind[f->column - 1];
  if (*kind == OTHER) return NAN;
  if (is_missing(plan, f)) {
    if (plan->strict) fail_at(L, t, f, "expected a value");
    return NAN;
  }
  if (*kind == WORDS || *kind == CLOSED) return word_number(L, t, f, plan);
  if (parse_number(t, f, &value)) return value;
  if (*kind == NUMBER) fail_at(L, t, f, "expected a number");
  *kind = OTHER;
  lua_pushboolean(L, 1);
  lua_rawseti(L, plan->found, (int)f->column);
  return NAN;
}

/* --- operations ------------------------------------------------------------------------------- */

/* The first arguments of both operations. */
enum { BYTES, NAME, SEPARATOR, QUOTES, SKIP, KINDS, MISSING, STRICT };

static Text open_text(lua_State *L, const Args *a) {
  const char *separator = a->arg[SEPARATOR].str;
  if (strlen(separator) != 1 || strchr("\"\r\n", separator[0]))
    fac_error(L, "a separator of one character expected, got '%s'", separator);
  const Tensor *bytes = fac_new_contiguous(L, a->arg[BYTES].t);
  const char *first = bytes->ndim > 0 ? fac_tensor_data(bytes) : "";
  const char *point = localeconv()->decimal_point;
  Text t = {.at = first,
            .end = first + fac_tensor_count(bytes),
            .name = a->arg[NAME].str,
            .line = 1,
            .separator = separator[0],
            .point = point && point[0] && !point[1] ? point[0] : '.',
            .quotes = a->arg[QUOTES].b};
  if (t.end - t.at >= 3 && memcmp(t.at, "\xEF\xBB\xBF", 3) == 0) t.at += 3; /* a mark of UTF-8 */
  if (t.end - t.at >= 2 && (memcmp(t.at, "\xFF\xFE", 2) == 0 || memcmp(t.at, "\xFE\xFF", 2) == 0))
    fac_error(L, "%s: expected text in UTF-8 or ASCII, got UTF-16", t.name);
  for (int64_t i = 0; i < a->arg[SKIP].n.i && t.at < t.end; i++) next_line(&t);
  return t;
}

/* fields, skip = csv_record(bytes, name, separator, quotes, skip): the first record behind skip
 * lines, as a list of strings, and how many lines are to be skipped to come behind it. */
static int csv_record(lua_State *L, Args *a) {
  Text t = open_text(L, a);
  if (!find_record(&t)) fac_error(L, "%s: expected a line of fields, got none", t.name);
  lua_newtable(L);
  Field f = {.last = false};
  while (!f.last) {
    next_field(L, &t, &f);
    push_field(L, &f);
    lua_rawseti(L, -2, (int)f.column);
  }
  fac_push_integer(L, t.line - 1);
  return 2;
}

/* values, found = csv_table(bytes, name, separator, quotes, skip, kinds, missing, strict): the
 * records behind skip lines as a DoubleTensor, rows x columns. kinds says for each column what it
 * holds: 'number'; 'words', which become their numbers by first appearance; a table of word =
 * number that has all of them; 'maybe', numbers if it can be. nil stands for numbers everywhere.
 * Fields that are one of the list missing become nan, or with strict are errors. found has for each
 * column of words its words, as a list and as word = number, and true for each column of kind maybe
 * with other things than numbers, which are nan in values. Raises, with the line in the file of
 * that name, when the fields are not what was said, when lines differ in their number of fields or
 * quotes are not closed. */
static int csv_table(lua_State *L, Args *a) {
  Text t = open_text(L, a);
  Plan plan = {.kinds = a->arg[KINDS].index, .strict = a->arg[STRICT].b};
  if (plan.kinds) plan.columns = (int64_t)lua_rawlen(L, plan.kinds);
  read_missing(L, &plan, a->arg[MISSING].index);
  int64_t rows = count_records(L, t, &plan.columns);
  if (rows == 0) fac_error(L, "%s: expected lines of numbers, got none", t.name);
  Tensor *values = fac_new_tensor_sized(L, FAC_DOUBLE, 2, (const int64_t[]){rows, plan.columns});
  int result = lua_gettop(L);
  double *value = fac_tensor_data(values);
  read_kinds(L, &plan);
  while (find_record(&t)) {
    Field f = {.last = false};
    while (!f.last) {
      next_field(L, &t, &f);
      *value++ = read_field(L, &t, &f, &plan);
    }
  }
  lua_pushvalue(L, result);
  lua_pushvalue(L, plan.found);
  return 2;
}

static Op ops[] = {
    {"csv_record", csv_record, "bytes:Byte name:string separator:string quotes:bool skip:int",
     "the fields of the first record of a table in text"},
    {"csv_table", csv_table,
     "bytes:Byte name:string separator:string quotes:bool skip:int kinds:table? missing:table "
     "strict:bool",
     "a table in text as numbers"},
    {NULL}};

void fac_open_torch_csv(lua_State *L) {
  fac_register_functions(L, "facula.", ops);
}
