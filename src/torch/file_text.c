/* Numbers in ASCII files: decimal, as C's printf makes them, always with a point whatever the
 * locale says. Neighbours: file.c is the only caller. */
#include "file_text.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- reading ---------------------------------------------------------------------------------- */

/* The characters of one number. A file gives one character back, so we look ahead by one only. */
typedef struct {
  File *f;
  int next;
  size_t length;
  char text[512];
} Token;

static void advance(Token *t) {
  if (t->length < sizeof t->text - 1) t->text[t->length++] = (char)t->next;
  t->next = t->f->kind->get(t->f);
}

static bool next_is(const Token *t, const char *set) {
  return t->next != EOF && t->next != 0 && strchr(set, t->next);
}

static void digits(Token *t) {
  while (t->next >= '0' && t->next <= '9') advance(t);
}

static void letters(Token *t) {
  while (next_is(t, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) advance(t);
}

static void decimal(Token *t) {
  digits(t);
  if (next_is(t, ".")) {
    advance(t);
    digits(t);
  }
  if (next_is(t, "eE")) {
    advance(t);
    if (next_is(t, "+-")) advance(t);
    digits(t);
  }
}

/* False for a number that is too long to be one. */
static bool take_token(Token *t, bool real) {
  do t->next = t->f->kind->get(t->f);
  while (next_is(t, " \t\n\r\v\f"));
  if (next_is(t, "+-")) advance(t);
  if (!real)
    digits(t);
  else if (next_is(t, "iInN"))
    letters(t);
  else
    decimal(t);
  t->f->kind->unget(t->f, t->next);
  t->text[t->length] = 0;
  return t->length > 0 && t->length < sizeof t->text - 1;
}

static bool parse_integer(DType d, const char *text, void *element) {
  char *end;
  errno = 0;
  long long v = strtoll(text, &end, 10);
  if (*end || end == text || errno) return false;
  switch (d) {
  case FAC_SHORT: *(int16_t *)element = (int16_t)v; return v >= INT16_MIN && v <= INT16_MAX;
  case FAC_INT: *(int32_t *)element = (int32_t)v; return v >= INT32_MIN && v <= INT32_MAX;
  default: *(int64_t *)element = v; return true;
  }
}

/* The one character that stands between whole and broken part in this locale. */
static char point(void) {
  const char *p = localeconv()->decimal_point;
  return p && p[0] && !p[1] ? p[0] : '.';
}

static void exchange(char *text, char from, char to) {
  char *p = from == to ? NULL : strchr(text, from);
  if (p) *p = to;
}

/* Values that are too large become infinite, as C has it. */
static bool parse_real(DType d, char *text, void *element) {
  char *end;
  exchange(text, '.', point());
  if (d == FAC_FLOAT)
    *(float *)element = strtof(text, &end);
  else if (d == FAC_HALF)
    *(Half *)element = fac_half_from_float(strtof(text, &end));
  else
    *(double *)element = strtod(text, &end);
  return end != text && !*end;
}

bool fac_text_read(File *f, DType d, void *element) {
  Token t = {.f = f};
  bool real = fac_dtype_is_real(d) || d == FAC_HALF;
  if (!take_token(&t, real)) return false;
  return real ? parse_real(d, t.text, element) : parse_integer(d, t.text, element);
}

/* --- printing --------------------------------------------------------------------------------- */

static size_t print_real(char *text, const char *format, double v) {
  if (v != v) return (size_t)snprintf(text, FAC_TEXT_NUMBER, "nan"); /* printf may sign it */
  size_t length = (size_t)snprintf(text, FAC_TEXT_NUMBER, format, v);
  exchange(text, point(), '.');
  return length;
}

size_t fac_text_print(DType d, const void *element, char text[FAC_TEXT_NUMBER]) {
  switch (d) {
  case FAC_FLOAT: return print_real(text, "%.9g", *(const float *)element);
  case FAC_DOUBLE: return print_real(text, "%.17g", *(const double *)element);
  case FAC_HALF: return print_real(text, "%.9g", fac_half_to_float(*(const Half *)element));
  default:
    return (size_t)snprintf(text, FAC_TEXT_NUMBER, "%lld",
                            (long long)fac_get_element(d, element).i);
  }
}
