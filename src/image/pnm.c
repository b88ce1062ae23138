/* The portable anymap formats: PBM, PGM and PPM as text (P1, P2, P3) and as bytes (P4, P5, P6).
 * Their definition: the manual pages pbm(5), pgm(5) and ppm(5) of Netpbm. */
#include <stdio.h>
#include <string.h>

#include "image.h"

typedef struct {
  const uint8_t *at, *end;
  int kind;     /* the digit of the magic number */
  int64_t most; /* the value of white */
  Head head;
} Reader;

static bool is_blank(uint8_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Passes over blanks and comments, which go from # to the end of the line. */
static void skip_blanks(Reader *r) {
  while (r->at < r->end && (is_blank(*r->at) || *r->at == '#')) {
    if (*r->at == '#')
      while (r->at < r->end && *r->at != '\n' && *r->at != '\r') r->at++;
    else
      r->at++;
  }
}

/* The next number, at most 2^31 - 1; -1 when there is none. */
static int64_t read_number(Reader *r) {
  skip_blanks(r);
  int64_t n = -1;
  for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
    n = (n < 0 ? 0 : n) * 10 + (*r->at - '0');
    if (n > INT32_MAX) return -1;
  }
  return n;
}

static bool is_text(const Reader *r) {
  return r->kind <= 3;
}

static bool is_bits(const Reader *r) {
  return r->kind == 1 || r->kind == 4;
}

/* The head, up to the first sample; NULL, or why it is wrong. */
static const char *read_head(Reader *r) {
  if (r->end - r->at < 3 || r->at[0] != 'P' || r->at[1] < '1' || r->at[1] > '6')
    return "it does not start with P1 to P6";
  r->kind = r->at[1] - '0';
  r->at += 2;
  if (!is_blank(*r->at) && *r->at != '#') return "no blank follows its magic number";
  r->head.width = read_number(r);
  r->head.height = read_number(r);
  r->most = is_bits(r) ? 1 : read_number(r);
  r->head.channels = r->kind == 3 || r->kind == 6 ? 3 : 1;
  if (r->head.width < 0 || r->head.height < 0 || r->most < 0)
    return "its head lacks a width, a height or a largest value";
  if (r->most < 1 || r->most > 65535) return "its largest value is not between 1 and 65535";
  const char *why = image_refuse_sizes(&r->head);
  if (why) return why;
  if (r->at == r->end || !is_blank(*r->at)) return "it ends after its head";
  r->at++;
  return NULL;
}

/* The bytes that the samples take at least. */
static int64_t bytes_wanted(const Reader *r) {
  const Head *h = &r->head;
  int64_t samples = h->height * h->width * h->channels;
  if (r->kind == 1) return samples;
  if (is_text(r)) return 2 * samples - 1;
  if (r->kind == 4) return h->height * ((h->width + 7) / 8);
  return r->most > 255 ? 2 * samples : samples;
}

/* Samples of text; false when one is missing or too large. */
static bool read_text(Reader *r, uint8_t *narrow, int32_t *wide) {
  int64_t count = r->head.height * r->head.width * r->head.channels;
  for (int64_t i = 0; i < count; i++) {
    int64_t value;
    if (r->kind == 1) { /* digits may stand side by side; 1 is black */
      skip_blanks(r);
      if (r->at == r->end || (*r->at != '0' && *r->at != '1')) return false;
      value = '1' - *r->at++;
    } else {
      value = read_number(r);
      if (value < 0 || value > r->most) return false;
      if (r->at < r->end && !is_blank(*r->at) && *r->at != '#') return false;
    }
    if (wide)
      wide[i] = (int32_t)value;
    else
      narrow[i] = (uint8_t)value;
  }
  return true;
}

/* Samples of bits, eight to a byte, rows padded; 1 is black. */
static void read_bits(Reader *r, uint8_t *samples) {
  int64_t row = (r->head.width + 7) / 8;
  for (int64_t y = 0; y < r->head.height; y++, r->at += row)
    for (int64_t x = 0; x < r->head.width; x++) *samples++ = !(r->at[x / 8] >> (7 - x % 8) & 1);
}

/* Samples of one or two bytes; false when one is too large. */
static bool read_binary(Reader *r, uint8_t *narrow, int32_t *wide) {
  int64_t count = r->head.height * r->head.width * r->head.channels;
  bool good = true;
  if (wide)
    for (int64_t i = 0; i < count; i++) {
      wide[i] = r->at[2 * i] << 8 | r->at[2 * i + 1];
      good &= wide[i] <= r->most;
    }
  else
    for (int64_t i = 0; i < count; i++) {
      narrow[i] = r->at[i];
      good &= narrow[i] <= r->most;
    }
  return good;
}

/* samples, most = decode_pnm(bytes): height x width x channels, 1 or 3, and the value of white; a
 * ByteTensor, or an IntTensor where that is above 255. channels, height, width = decode_pnm(bytes,
 * true). nil and a sentence when the bytes are not right. */
int image_decode_pnm(lua_State *L) {
  enum { BYTES = 1, HEAD_ONLY };
  lua_settop(L, 2);
  Bytes bytes = image_check_bytes(L, BYTES);
  Reader r = {bytes.at, bytes.at + bytes.length};
  const char *wrong = read_head(&r);
  if (wrong) return image_refuse(L, wrong);
  if (bytes_wanted(&r) > r.end - r.at)
    return image_refuse(L, "it has too few bytes for the size that it claims");
  if (lua_toboolean(L, HEAD_ONLY)) return image_return_head(L, &r.head);

  bool is_wide = r.most > 255, good = true;
  void *samples = image_push_samples(L, is_wide ? FACULA_INT : FACULA_BYTE, &r.head);
  if (r.kind == 4)
    read_bits(&r, samples);
  else
    good = (is_text(&r) ? read_text : read_binary)(&r, is_wide ? NULL : samples,
                                                   is_wide ? samples : NULL);
  if (!good) return image_refuse(L, "a sample is missing, not a number or above the largest value");
  lua_pushnumber(L, (lua_Number)r.most);
  return 2;
}

/* bytes = encode_pnm(samples): height x width x 1 as P5, x 3 as P6. */
int image_encode_pnm(lua_State *L) {
  Head h;
  const uint8_t *samples = image_check_samples(L, 1, &h);
  if (h.channels != 1 && h.channels != 3)
    return image_refuse(L, "a PGM has 1 channel and a PPM has 3");
  char head[64];
  int length = snprintf(head, sizeof head, "P%c\n%lld %lld\n255\n", h.channels == 1 ? '5' : '6',
                        (long long)h.width, (long long)h.height);
  int64_t count = h.height * h.width * h.channels;
  facula_tensor *t = facula->push_new(L, FACULA_BYTE);
  facula->resize(L, t, 1, (const int64_t[]){length + count});
  uint8_t *to = facula->data(L, t);
  memcpy(to, head, (size_t)length);
  memcpy(to + length, samples, (size_t)count);
  return 1;
}
