/* JPEG through libjpeg: grey, colour and CMYK, baseline and progressive.
 * What libjpeg lets pass with a warning (data that breaks off, codes that do not exist) is an
 * error here. */
#include <stdio.h> /* jpeglib.h needs it */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "image.h"

/* A progressive file may go over the picture this often; real ones do about ten times. */
enum { MOST_SCANS = 100 };

typedef struct {
  struct jpeg_error_mgr manager; /* first: libjpeg hands its address around */
  jmp_buf failed;
  char why[JMSG_LENGTH_MAX];
} Errors;

static void on_error(j_common_ptr common) {
  Errors *e = (Errors *)common->err;
  e->manager.format_message(common, e->why);
  longjmp(e->failed, 1);
}

static void fail(j_common_ptr common, const char *why) {
  Errors *e = (Errors *)common->err;
  snprintf(e->why, sizeof e->why, "%s", why);
  longjmp(e->failed, 1);
}

static void on_message(j_common_ptr common, int level) {
  if (level >= 0) return; /* traces */
  switch (common->err->msg_code) {
  case JWRN_EXTRANEOUS_DATA: /* the picture is whole nevertheless */
  case JWRN_ADOBE_XFORM:
  case JWRN_JFIF_MAJOR:
  case JWRN_TOO_MUCH_DATA: return;
  default: on_error(common);
  }
}

static struct jpeg_error_mgr *use_errors(Errors *e) {
  jpeg_std_error(&e->manager);
  e->manager.error_exit = on_error;
  e->manager.emit_message = on_message;
  return &e->manager;
}

/* Where decoder and encoder keep their struct on the stack. */
enum { STRUCT_AT = 3 };

static int refuse(lua_State *L, const char *why) {
  image_close_struct(L, STRUCT_AT);
  return image_refuse(L, why);
}

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct {
  struct jpeg_decompress_struct jpeg;
  Errors errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
} Decoder;

static const char DECODER[] = "facula.image.jpeg.decoder";

static int close_decoder(lua_State *L) {
  Decoder *d = luaL_checkudata(L, 1, DECODER);
  if (d->jpeg.mem) jpeg_destroy_decompress(&d->jpeg);
  return 0;
}

static void do_nothing(j_decompress_ptr jpeg) {
  (void)jpeg;
}

/* All bytes are there from the start; who wants more has come to the end. */
static boolean on_no_bytes(j_decompress_ptr jpeg) {
  fail((j_common_ptr)jpeg, "it ends in the middle");
  return FALSE;
}

static void on_skip(j_decompress_ptr jpeg, long length) {
  if (length <= 0) return;
  if ((size_t)length > jpeg->src->bytes_in_buffer) on_no_bytes(jpeg);
  jpeg->src->next_input_byte += length;
  jpeg->src->bytes_in_buffer -= (size_t)length;
}

static void on_progress(j_common_ptr common) {
  if (((j_decompress_ptr)common)->input_scan_number > MOST_SCANS)
    fail(common, "it has more than 100 scans");
}

/* NULL, or why a file of that many bytes cannot hold the picture that its head promises: each
 * block of 8 x 8 samples takes a bit at least in Huffman's code. (Arithmetic coding, which hardly
 * anybody uses, can do with less for a plain surface.) */
static const char *refuse_blocks(const struct jpeg_decompress_struct *jpeg, size_t length) {
  double blocks = 0;
  for (int i = 0; i < jpeg->num_components; i++)
    blocks += (double)jpeg->comp_info[i].width_in_blocks * jpeg->comp_info[i].height_in_blocks;
  if (blocks > 8.0 * (double)length) return "it has too few bytes for the size that it claims";
  return NULL;
}

static bool read_head(Decoder *d, Bytes bytes, Head *h) {
  if (setjmp(d->errors.failed)) return false;
  struct jpeg_decompress_struct *jpeg = &d->jpeg;
  jpeg->err = use_errors(&d->errors);
  jpeg_create_decompress(jpeg);
  d->source = (struct jpeg_source_mgr){bytes.at, bytes.length,           do_nothing, on_no_bytes,
                                       on_skip,  jpeg_resync_to_restart, do_nothing};
  jpeg->src = &d->source;
  d->progress.progress_monitor = on_progress;
  jpeg->progress = &d->progress;
  jpeg->mem->max_memory_to_use = 1L << 30;
  jpeg_read_header(jpeg, TRUE);
  int channels = jpeg->num_components;
  if (channels != 1 && channels != 3 && channels != 4)
    fail((j_common_ptr)jpeg, "it has neither 1 nor 3 nor 4 channels");
  jpeg->out_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
  h->height = jpeg->image_height;
  h->width = jpeg->image_width;
  h->channels = channels == 1 ? 1 : 3;
  const char *why = refuse_blocks(jpeg, bytes.length);
  if (why) fail((j_common_ptr)jpeg, why);
  return true;
}

/* Amounts of ink to light. Programs of Adobe store how much ink is left out. */
static void convert_cmyk(const uint8_t *cmyk, uint8_t *rgb, int64_t width, bool inverted) {
  unsigned flip = inverted ? 0 : 255;
  for (int64_t x = 0; x < width; x++, cmyk += 4, rgb += 3)
    for (int i = 0; i < 3; i++)
      rgb[i] = (uint8_t)(((cmyk[i] ^ flip) * (cmyk[3] ^ flip) + 127) / 255);
}

/* `ink` has room for a row of a CMYK picture and is NULL for others. */
static bool read_samples(Decoder *d, const Head *h, uint8_t *samples, uint8_t *ink) {
  if (setjmp(d->errors.failed)) return false;
  jpeg_start_decompress(&d->jpeg);
  while (d->jpeg.output_scanline < d->jpeg.output_height) {
    uint8_t *to = samples + (int64_t)d->jpeg.output_scanline * h->width * h->channels;
    JSAMPROW row = ink ? ink : to;
    jpeg_read_scanlines(&d->jpeg, &row, 1);
    if (ink) convert_cmyk(ink, to, h->width, d->jpeg.saw_Adobe_marker);
  }
  jpeg_finish_decompress(&d->jpeg);
  return true;
}

/* samples, 255 = decode_jpeg(bytes): a ByteTensor height x width x channels, 1 or 3; CMYK becomes
 * RGB. channels, height, width = decode_jpeg(bytes, true). nil and a sentence when the bytes are
 * not right. */
int image_decode_jpeg(lua_State *L) {
  enum { BYTES = 1, HEAD_ONLY };
  lua_settop(L, STRUCT_AT - 1);
  Bytes bytes = image_check_bytes(L, BYTES);
  Decoder *d = image_push_struct(L, sizeof *d, DECODER, close_decoder);
  Head h;
  if (!read_head(d, bytes, &h)) return refuse(L, d->errors.why);
  const char *wrong = image_refuse_sizes(&h);
  if (wrong) return refuse(L, wrong);
  if (lua_toboolean(L, HEAD_ONLY)) {
    image_close_struct(L, STRUCT_AT);
    return image_return_head(L, &h);
  }

  uint8_t *ink = d->jpeg.num_components == 4 ? lua_newuserdata(L, 4 * (size_t)h.width) : NULL;
  uint8_t *samples = image_push_samples(L, FACULA_BYTE, &h);
  if (!read_samples(d, &h, samples, ink)) return refuse(L, d->errors.why);
  image_close_struct(L, STRUCT_AT);
  lua_pushnumber(L, 255);
  return 2;
}

/* --- writing ---------------------------------------------------------------------------------- */

typedef struct {
  struct jpeg_compress_struct jpeg;
  Errors errors;
  struct jpeg_destination_mgr destination;
  uint8_t buffer[4096];
  Sink sink;
} Encoder;

static const char ENCODER[] = "facula.image.jpeg.encoder";

static int close_encoder(lua_State *L) {
  Encoder *e = luaL_checkudata(L, 1, ENCODER);
  if (e->jpeg.mem) jpeg_destroy_compress(&e->jpeg);
  free(e->sink.data);
  memset(&e->sink, 0, sizeof e->sink);
  return 0;
}

static Encoder *encoder_of(j_compress_ptr jpeg) {
  return jpeg->client_data;
}

static void keep_bytes(j_compress_ptr jpeg, size_t length) {
  Encoder *e = encoder_of(jpeg);
  if (!image_append(&e->sink, e->buffer, length)) fail((j_common_ptr)jpeg, "not enough memory");
}

static void empty_buffer(j_compress_ptr jpeg) {
  Encoder *e = encoder_of(jpeg);
  e->destination.next_output_byte = e->buffer;
  e->destination.free_in_buffer = sizeof e->buffer;
}

static boolean on_full_buffer(j_compress_ptr jpeg) {
  keep_bytes(jpeg, sizeof encoder_of(jpeg)->buffer);
  empty_buffer(jpeg);
  return TRUE;
}

static void on_end(j_compress_ptr jpeg) {
  Encoder *e = encoder_of(jpeg);
  keep_bytes(jpeg, sizeof e->buffer - e->destination.free_in_buffer);
}

static bool write_all(Encoder *e, const Head *h, const uint8_t *samples, int quality) {
  if (setjmp(e->errors.failed)) return false;
  struct jpeg_compress_struct *jpeg = &e->jpeg;
  jpeg->err = use_errors(&e->errors);
  jpeg->client_data = e; /* jpeg_create_compress leaves these two alone */
  jpeg_create_compress(jpeg);
  e->destination.init_destination = empty_buffer;
  e->destination.empty_output_buffer = on_full_buffer;
  e->destination.term_destination = on_end;
  jpeg->dest = &e->destination;
  jpeg->image_width = (JDIMENSION)h->width;
  jpeg->image_height = (JDIMENSION)h->height;
  jpeg->input_components = (int)h->channels;
  jpeg->in_color_space = h->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(jpeg);
  jpeg_set_quality(jpeg, quality, TRUE);
  jpeg_start_compress(jpeg, TRUE);
  while (jpeg->next_scanline < jpeg->image_height) {
    /* libjpeg reads from the row only */
    JSAMPROW row = (JSAMPROW)samples + (int64_t)jpeg->next_scanline * h->width * h->channels;
    jpeg_write_scanlines(jpeg, &row, 1);
  }
  jpeg_finish_compress(jpeg);
  return true;
}

/* bytes = encode_jpeg(samples, quality): height x width x 1 or 3 channels, quality 0 to 100. nil
 * and a sentence when that is no JPEG. */
int image_encode_jpeg(lua_State *L) {
  enum { SAMPLES = 1, QUALITY };
  lua_settop(L, STRUCT_AT - 1);
  Head h;
  const uint8_t *samples = image_check_samples(L, SAMPLES, &h);
  int quality = (int)luaL_checkinteger(L, QUALITY);
  if (h.channels != 1 && h.channels != 3) return image_refuse(L, "a JPEG has 1 or 3 channels");
  if (h.width > JPEG_MAX_DIMENSION || h.height > JPEG_MAX_DIMENSION)
    return image_refuse(L, "a side of a JPEG has at most 65500 pixels");
  Encoder *e = image_push_struct(L, sizeof *e, ENCODER, close_encoder);
  if (!write_all(e, &h, samples, quality)) return refuse(L, e->errors.why);
  image_push_bytes(L, &e->sink);
  image_close_struct(L, STRUCT_AT);
  return 1;
}
