/* Text as units, words or characters, counted and numbered.
 * Neighbours: lua/facula/text.lua keeps the vocabularies. */
#include <string.h>

#include "torch.h"

typedef struct Scanner Scanner;

/* What is left of a text, and how its units are found. */
struct Scanner {
  const char *start, *at, *end;
  /* Moves *at to the start of the next unit and returns its end; NULL when there is none. */
  const char *(*next)(Scanner *s);
  bool lines; /* the end of a line is a unit, too */
};

static bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Letters, digits, and all of UTF-8 beyond ASCII. */
static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (unsigned char)c >= 0x80;
}

/* Skips blanks; true when the next unit is the end of a line. */
static bool at_line(Scanner *s) {
  while (s->at < s->end && is_blank(*s->at) && !(s->lines && *s->at == '\n')) s->at++;
  return s->at < s->end && *s->at == '\n';
}

/* Runs without blanks. */
static const char *next_run(Scanner *s) {
  if (at_line(s)) return s->at + 1;
  const char *p = s->at;
  while (p < s->end && !is_blank(*p)) p++;
  return p > s->at ? p : NULL;
}

/* Runs of letters, which a single apostrophe or hyphen inside of a word does not end, and single
 * other characters. */
static const char *next_word(Scanner *s) {
  if (at_line(s)) return s->at + 1;
  if (s->at == s->end) return NULL;
  const char *p = s->at + 1;
  if (!is_letter(*s->at)) return p;
  for (; p < s->end; p++) {
    if (is_letter(*p)) continue;
    bool inside = (*p == '\'' || *p == '-') && p + 1 < s->end && is_letter(p[1]);
    if (!inside) break;
  }
  return p;
}

/* How many bytes the UTF-8 sequence at p has; 1 for a byte that starts none (Unicode, table 3-7;
 * overlong forms and surrogates are single bytes, too). */
static int sequence_length(const unsigned char *p, const unsigned char *end) {
  int length = *p < 0xC2 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : *p < 0xF5 ? 4 : 1;
  if (length > end - p) return 1;
  for (int i = 1; i < length; i++)
    if ((p[i] & 0xC0) != 0x80) return 1;
  if ((*p == 0xE0 && p[1] < 0xA0) || (*p == 0xED && p[1] > 0x9F) || (*p == 0xF0 && p[1] < 0x90) ||
      (*p == 0xF4 && p[1] > 0x8F))
    return 1;
  return length;
}

static const char *next_character(Scanner *s) {
  if (s->at == s->end) return NULL;
  return s->at + sequence_length((const unsigned char *)s->at, (const unsigned char *)s->end);
}

enum { TEXT, UNIT, LINES, NUMBERS, UNKNOWN };

static Scanner open_scanner(lua_State *L, const Args *a) {
  size_t length;
  const char *text = lua_tolstring(L, a->arg[TEXT].index, &length);
  const char *unit = a->arg[UNIT].str;
  Scanner s = {.start = text, .at = text, .end = text + length, .lines = a->arg[LINES].b};
  if (strcmp(unit, "word") == 0)
    s.next = next_word;
  else if (strcmp(unit, "run") == 0)
    s.next = next_run;
  else if (strcmp(unit, "character") == 0)
    s.next = next_character;
  else
    fac_error(L, "a unit word, run or character expected, got '%s'", unit);
  return s;
}

/* counts = text_count(text, unit, lines): how often each unit is in the text, and their sum. */
static int text_count(lua_State *L, Args *a) {
  Scanner s = open_scanner(L, a);
  int64_t total = 0;
  lua_newtable(L);
  for (const char *stop; (stop = s.next(&s)); s.at = stop, total++) {
    lua_pushlstring(L, s.at, (size_t)(stop - s.at));
    lua_pushvalue(L, -1);
    lua_rawget(L, -3);
    lua_Number count = lua_tonumber(L, -1);
    lua_pop(L, 1);
    fac_push_integer(L, (int64_t)count + 1);
    lua_rawset(L, -3);
  }
  fac_push_integer(L, total);
  return 2;
}

static int64_t number_of(lua_State *L, const Scanner *s, const char *stop, int numbers,
                         int64_t unknown) {
  lua_pushlstring(L, s->at, (size_t)(stop - s->at));
  lua_rawget(L, numbers);
  lua_Number known = lua_tonumber(L, -1);
  int64_t number = known >= 1 && known <= INT32_MAX ? (int64_t)known : unknown;
  lua_pop(L, 1);
  if (number == 0)
    fac_error(L, "byte %lld: '%.*s' is not in the vocabulary, which has no unknown unit",
              (long long)(s->at - s->start), stop - s->at > 40 ? 40 : (int)(stop - s->at), s->at);
  return number;
}

/* numbers = text_encode(text, unit, lines, numbers, unknown): the number of each unit as a
 * LongTensor, without dimension when there is none. numbers has them by unit; those that are not in
 * it get the number unknown, or with 0 are errors. */
static int text_encode(lua_State *L, Args *a) {
  Scanner s = open_scanner(L, a);
  int64_t count = 0;
  for (const char *stop; (stop = s.next(&s)); s.at = stop) count++;
  Tensor *result = fac_new_tensor_sized(L, FAC_LONG, count > 0, &count);
  int64_t *number = fac_tensor_data(result);
  s.at = s.start;
  for (const char *stop; (stop = s.next(&s)); s.at = stop)
    *number++ = number_of(L, &s, stop, a->arg[NUMBERS].index, a->arg[UNKNOWN].n.i);
  return 1;
}

static Op ops[] = {{"text_count", text_count, "text:string unit:string lines:bool",
                    "how often each unit is in a text"},
                   {"text_encode", text_encode,
                    "text:string unit:string lines:bool numbers:table unknown:int",
                    "the numbers of the units of a text"},
                   {NULL}};

void fac_open_torch_text(lua_State *L) {
  fac_register_functions(L, "facula.", ops);
}
