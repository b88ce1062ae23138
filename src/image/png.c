/* PNG through libpng: all colour types and depths, interlaced or not. Palettes are looked up,
 * samples of less than 8 bits widened, transparency becomes a channel of its own. Ancillary chunks
 * (texts, profiles, ...) are passed over unread. */
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"

typedef struct {
  png_structp png;
  png_infop info;
  bool is_writer;
  Bytes left; /* reading: what is to come */
  Sink sink;  /* writing */
  jmp_buf failed;
  char why[160];
} Codec;

static const char CODEC[] = "facula.image.png";

static int close_codec(lua_State *L) {
  Codec *c = luaL_checkudata(L, 1, CODEC);
  if (c->png && c->is_writer) png_destroy_write_struct(&c->png, &c->info);
  if (c->png && !c->is_writer) png_destroy_read_struct(&c->png, &c->info, NULL);
  free(c->sink.data);
  memset(&c->sink, 0, sizeof c->sink);
  return 0;
}

/* Where decoder and encoder keep their codec on the stack. */
enum { CODEC_AT = 3 };

static int refuse(lua_State *L, const char *why) {
  image_close_struct(L, CODEC_AT);
  return image_refuse(L, why);
}

static void on_error(png_structp png, png_const_charp message) {
  Codec *c = png_get_error_ptr(png);
  snprintf(c->why, sizeof c->why, "%s", message);
  longjmp(c->failed, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

/* --- reading ---------------------------------------------------------------------------------- */

static void on_read(png_structp png, png_bytep to, size_t length) {
  Codec *c = png_get_io_ptr(png);
  if (length > c->left.length) png_error(png, "it ends in the middle");
  memcpy(to, c->left.at, length);
  c->left.at += length;
  c->left.length -= length;
}

/* What is read, after the conversions that are asked for here. */
typedef struct {
  Head head;
  size_t packed_row, row; /* bytes of a row before and after the conversions */
  int depth, passes;
} Layout;

static bool read_head(Codec *c, Layout *l) {
  if (setjmp(c->failed)) return false;
  c->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, c, on_error, on_warning);
  c->info = c->png ? png_create_info_struct(c->png) : NULL;
  if (!c->info) {
    snprintf(c->why, sizeof c->why, "not enough memory");
    return false;
  }
  png_set_read_fn(c->png, c, on_read);
#ifdef PNG_SET_UNKNOWN_CHUNKS_SUPPORTED
  png_set_keep_unknown_chunks(c->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
#endif
  png_read_info(c->png, c->info);
  l->packed_row = png_get_rowbytes(c->png, c->info);
  png_set_expand(c->png);
  l->passes = png_set_interlace_handling(c->png);
  png_read_update_info(c->png, c->info);
  l->head.height = png_get_image_height(c->png, c->info);
  l->head.width = png_get_image_width(c->png, c->info);
  l->head.channels = png_get_channels(c->png, c->info);
  l->row = png_get_rowbytes(c->png, c->info);
  l->depth = png_get_bit_depth(c->png, c->info);
  return true;
}

static bool read_samples(Codec *c, const Layout *l, uint8_t *samples) {
  if (setjmp(c->failed)) return false;
  for (int pass = 0; pass < l->passes; pass++)
    for (int64_t y = 0; y < l->head.height; y++)
      png_read_row(c->png, samples + (size_t)y * l->row, NULL);
  png_read_end(c->png, NULL);
  return true;
}

/* NULL, or why a file of that many bytes cannot hold the picture that its head promises. */
static const char *refuse_layout(const Layout *l, size_t length) {
  enum { MOST_BY_A_BYTE = 1040 }; /* deflate packs at most 1032 bytes into one */
  const char *why = image_refuse_sizes(&l->head);
  if (!why && l->packed_row > (length + 64) * MOST_BY_A_BYTE / (size_t)l->head.height)
    why = "it has too few bytes for the size that it claims";
  return why;
}

/* samples, most = decode_png(bytes): height x width x channels, as a ByteTensor of 0 to 255 or an
 * IntTensor of 0 to 65535, and the value of white. channels, height, width = decode_png(bytes,
 * true). nil and a sentence when the bytes are not right. */
int image_decode_png(lua_State *L) {
  enum { BYTES = 1, HEAD_ONLY };
  lua_settop(L, CODEC_AT - 1);
  Bytes bytes = image_check_bytes(L, BYTES);
  Codec *c = image_push_struct(L, sizeof *c, CODEC, close_codec);
  Layout l;
  c->left = bytes;
  if (!read_head(c, &l)) return refuse(L, c->why);
  const char *wrong = refuse_layout(&l, bytes.length);
  if (wrong) return refuse(L, wrong);
  if (lua_toboolean(L, HEAD_ONLY)) {
    image_close_struct(L, CODEC_AT);
    return image_return_head(L, &l.head);
  }

  Head packed = l.head; /* two bytes for a sample of 16 bits */
  packed.channels = (int64_t)(l.row / (size_t)l.head.width);
  uint8_t *samples = image_push_samples(L, FACULA_BYTE, &packed);
  if (!read_samples(c, &l, samples)) return refuse(L, c->why);
  image_close_struct(L, CODEC_AT);
  if (l.depth == 16) {
    int32_t *wide = image_push_samples(L, FACULA_INT, &l.head);
    int64_t count = l.head.height * l.head.width * l.head.channels;
    for (int64_t i = 0; i < count; i++) wide[i] = samples[2 * i] << 8 | samples[2 * i + 1];
  }
  lua_pushnumber(L, l.depth == 16 ? 65535 : 255);
  return 2;
}

/* --- writing ---------------------------------------------------------------------------------- */

static void on_write(png_structp png, png_bytep from, size_t length) {
  Codec *c = png_get_io_ptr(png);
  if (!image_append(&c->sink, from, length)) png_error(png, "not enough memory");
}

static void on_flush(png_structp png) {
  (void)png;
}

static bool write_all(Codec *c, const Head *h, const uint8_t *samples) {
  static const int color_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                                    PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  if (setjmp(c->failed)) return false;
  c->is_writer = true;
  c->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, c, on_error, on_warning);
  c->info = c->png ? png_create_info_struct(c->png) : NULL;
  if (!c->info) {
    snprintf(c->why, sizeof c->why, "not enough memory");
    return false;
  }
  png_set_write_fn(c->png, c, on_write, on_flush);
  png_set_IHDR(c->png, c->info, (png_uint_32)h->width, (png_uint_32)h->height, 8,
               color_types[h->channels - 1], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(c->png, c->info);
  for (int64_t y = 0; y < h->height; y++)
    png_write_row(c->png, samples + y * h->width * h->channels);
  png_write_end(c->png, NULL);
  return true;
}

/* bytes = encode_png(samples): height x width x channels, 1 to 4 of them; channels 2 and 4 have
 * the opacity last. nil and a sentence when that is no PNG. */
int image_encode_png(lua_State *L) {
  enum { SAMPLES = 1 };
  lua_settop(L, CODEC_AT - 1);
  Head h;
  const uint8_t *samples = image_check_samples(L, SAMPLES, &h);
  if (h.channels > 4) return image_refuse(L, "a PNG has 1 to 4 channels");
  if (h.width > INT32_MAX || h.height > INT32_MAX)
    return image_refuse(L, "a side of a PNG has at most 2147483647 pixels");
  Codec *c = image_push_struct(L, sizeof *c, CODEC, close_codec);
  if (!write_all(c, &h, samples)) return refuse(L, c->why);
  image_push_bytes(L, &c->sink);
  image_close_struct(L, CODEC_AT);
  return 1;
}
