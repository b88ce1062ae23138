/* What the files of facula.image share: arguments, results, and the bytes of encoded pictures.
 *
 * A picture is a contiguous tensor channels x height x width (a 2-D tensor has one channel) of
 * bytes, floats or doubles. Decoders and encoders speak height x width x channels, the order of
 * files; lua/image turns one into the other.
 *
 * The module knows nothing of Facula but the public header. Functions that take a lua_State may
 * raise an error. libpng and libjpeg report theirs by longjmp: their structs live in userdata, so
 * that a collection frees what an error of Lua leaves behind, and each call into them stands in a
 * function of its own that has the setjmp and no variable that changes after it. */
#ifndef IMAGE_H
#define IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <facula.h>

extern const facula_api *facula;

/* --- pictures --------------------------------------------------------------------------------- */

typedef struct {
  facula_type type; /* FACULA_BYTE, FACULA_FLOAT or FACULA_DOUBLE */
  int dims;         /* 2 or 3 */
  int64_t channels, height, width;
  void *data;
} Picture;

/* The picture at a stack index, which is then occupied by a contiguous version. */
Picture image_check_picture(lua_State *L, int index);

/* Pushes a new picture with the type, the dimensions and the channels of `like`. */
Picture image_push_picture(lua_State *L, const Picture *like, int64_t height, int64_t width);

/* An element for a sum: bytes are rounded and stay within 0 to 255. */
static inline uint8_t image_to_byte(double x) {
  return x <= 0 ? 0 : x >= 254.5 ? 255 : x > 0 ? (uint8_t)(x + 0.5) : 0; /* nan: 0 */
}

/* The work of one call and the loops for the three types. */
typedef void (*image_loop)(void *work, int64_t first, int64_t last);
typedef struct {
  image_loop on_byte, on_float, on_double;
} ImageLoops;

/* Runs the loop for a type over [0, count), each step of which costs about `cost` operations. */
void image_run(const ImageLoops *loops, facula_type type, int64_t count, int64_t cost, void *work);

/* --- encoded pictures ------------------------------------------------------------------------- */

/* The most samples (height x width x channels) that a file may claim. */
#define IMAGE_MOST_SAMPLES ((int64_t)1 << 28)

typedef struct {
  const uint8_t *at;
  size_t length;
} Bytes;

/* The string or ByteTensor at a stack index, which is then occupied by a contiguous version. */
Bytes image_check_bytes(lua_State *L, int index);

/* What the head of a file tells. */
typedef struct {
  int64_t height, width, channels;
} Head;

/* NULL, or why sizes cannot be: none, or above the limit. */
const char *image_refuse_sizes(const Head *head);

/* Pushes a new height x width x channels tensor of that type; returns its elements. */
void *image_push_samples(lua_State *L, facula_type type, const Head *head);

/* Pushes nil and a sentence: what a decoder returns for bytes that are not right. */
int image_refuse(lua_State *L, const char *why);

/* Pushes channels, height, width: what a decoder returns when only the head is asked for. */
int image_return_head(lua_State *L, const Head *head);

/* The height x width x channels ByteTensor at an index, made contiguous, for an encoder. */
const uint8_t *image_check_samples(lua_State *L, int index, Head *head);

/* Bytes that grow. */
typedef struct {
  uint8_t *data;
  size_t used, room;
} Sink;

/* Appends; false when there is no memory. */
bool image_append(Sink *sink, const void *from, size_t length);

/* Pushes the bytes as a ByteTensor. */
void image_push_bytes(lua_State *L, const Sink *sink);

/* Pushes a userdata of zeros that calls close(it) when it is collected. */
void *image_push_struct(lua_State *L, size_t size, const char *name, lua_CFunction close);

/* Calls close for the userdata at an index now: it may hold much that Lua does not know of. */
void image_close_struct(lua_State *L, int index);

/* --- the functions ---------------------------------------------------------------------------- */

int image_decode_png(lua_State *L), image_encode_png(lua_State *L);
int image_decode_jpeg(lua_State *L), image_encode_jpeg(lua_State *L);
int image_decode_pnm(lua_State *L), image_encode_pnm(lua_State *L);
int image_scale(lua_State *L);
int image_rotate(lua_State *L), image_warp(lua_State *L);
int image_convert_colors(lua_State *L);

#endif
