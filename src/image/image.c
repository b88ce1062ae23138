/* The contents page of facula.image, and the helpers of image.h.
 * Neighbours: png.c, jpeg.c and pnm.c for files; scale.c, warp.c and color.c for pixels;
 * lua/image has the functions that users call. */
#include <stdlib.h>
#include <string.h>

#include "image.h"

const facula_api *facula;

/* --- pictures --------------------------------------------------------------------------------- */

Picture image_check_picture(lua_State *L, int index) {
  facula_tensor *t = facula->check_tensor(L, index, FACULA_ANY);
  Picture p = {.type = facula->type(t), .dims = facula->dims(t)};
  if (p.type != FACULA_BYTE && p.type != FACULA_FLOAT && p.type != FACULA_DOUBLE)
    luaL_argerror(L, index, "a Byte-, Float- or DoubleTensor expected");
  if (p.dims != 2 && p.dims != 3)
    luaL_argerror(L, index, "channels x height x width or height x width expected");
  const int64_t *size = facula->sizes(t);
  p.channels = p.dims == 3 ? size[0] : 1;
  p.height = size[p.dims - 2];
  p.width = size[p.dims - 1];
  p.data = facula->data(L, facula->push_contiguous(L, t));
  lua_replace(L, index);
  return p;
}

Picture image_push_picture(lua_State *L, const Picture *like, int64_t height, int64_t width) {
  Picture p = *like;
  int64_t size[3] = {p.channels, height, width};
  facula_tensor *t = facula->push_new(L, p.type);
  facula->resize(L, t, p.dims, size + (3 - p.dims));
  p.height = height;
  p.width = width;
  p.data = facula->data(L, t);
  return p;
}

void image_run(const ImageLoops *loops, facula_type type, int64_t count, int64_t cost, void *work) {
  enum { WORTH_A_THREAD = 40000 }; /* operations */
  image_loop loop = type == FACULA_BYTE    ? loops->on_byte
                    : type == FACULA_FLOAT ? loops->on_float
                                           : loops->on_double;
  facula->parallel_for(count, 1 + WORTH_A_THREAD / (cost + 1), loop, work);
}

/* --- encoded pictures ------------------------------------------------------------------------- */

Bytes image_check_bytes(lua_State *L, int index) {
  Bytes bytes;
  if (lua_type(L, index) == LUA_TSTRING) {
    bytes.at = (const uint8_t *)lua_tolstring(L, index, &bytes.length);
    return bytes;
  }
  facula_tensor *t = facula->push_contiguous(L, facula->check_tensor(L, index, FACULA_BYTE));
  bytes.at = facula->data(L, t);
  bytes.length = (size_t)facula->count(t);
  if (!bytes.at) bytes.at = (const uint8_t *)"";
  lua_replace(L, index);
  return bytes;
}

const char *image_refuse_sizes(const Head *h) {
  if (h->height < 1 || h->width < 1 || h->channels < 1)
    return "it says that it has no pixels: a side of 0";
  if (h->height > IMAGE_MOST_SAMPLES / h->channels / h->width)
    return "it says that it is larger than the limit of 268435456 samples";
  return NULL;
}

void *image_push_samples(lua_State *L, facula_type type, const Head *h) {
  const int64_t size[3] = {h->height, h->width, h->channels};
  facula_tensor *t = facula->push_new(L, type);
  facula->resize(L, t, 3, size);
  return facula->data(L, t);
}

int image_refuse(lua_State *L, const char *why) {
  lua_pushnil(L);
  lua_pushstring(L, why);
  return 2;
}

int image_return_head(lua_State *L, const Head *h) {
  lua_pushnumber(L, (lua_Number)h->channels);
  lua_pushnumber(L, (lua_Number)h->height);
  lua_pushnumber(L, (lua_Number)h->width);
  return 3;
}

const uint8_t *image_check_samples(lua_State *L, int index, Head *h) {
  facula_tensor *t = facula->check_tensor(L, index, FACULA_BYTE);
  if (facula->dims(t) != 3) luaL_argerror(L, index, "height x width x channels expected");
  const int64_t *size = facula->sizes(t);
  h->height = size[0];
  h->width = size[1];
  h->channels = size[2];
  const uint8_t *samples = facula->data(L, facula->push_contiguous(L, t));
  lua_replace(L, index);
  return samples;
}

bool image_append(Sink *sink, const void *from, size_t length) {
  if (length == 0) return true;
  if (length > sink->room - sink->used) {
    size_t room = sink->room ? sink->room : 4096;
    while (room - sink->used < length) {
      if (room > SIZE_MAX / 2) return false;
      room *= 2;
    }
    uint8_t *data = realloc(sink->data, room);
    if (!data) return false;
    sink->data = data;
    sink->room = room;
  }
  memcpy(sink->data + sink->used, from, length);
  sink->used += length;
  return true;
}

void image_push_bytes(lua_State *L, const Sink *sink) {
  const int64_t size[1] = {(int64_t)sink->used};
  facula_tensor *t = facula->push_new(L, FACULA_BYTE);
  if (sink->used == 0) return;
  facula->resize(L, t, 1, size);
  memcpy(facula->data(L, t), sink->data, sink->used);
}

void *image_push_struct(lua_State *L, size_t size, const char *name, lua_CFunction close) {
  void *s = lua_newuserdata(L, size);
  memset(s, 0, size);
  if (luaL_newmetatable(L, name)) {
    lua_pushcfunction(L, close);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return s;
}

void image_close_struct(lua_State *L, int index) {
  luaL_getmetafield(L, index, "__gc");
  lua_pushvalue(L, index);
  lua_call(L, 1, 0);
}

/* --- the module ------------------------------------------------------------------------------- */

static const luaL_Reg functions[] = {
#ifdef IMAGE_HAS_PNG
    {"decode_png", image_decode_png},
    {"encode_png", image_encode_png},
#endif
#ifdef IMAGE_HAS_JPEG
    {"decode_jpeg", image_decode_jpeg},
    {"encode_jpeg", image_encode_jpeg},
#endif
    {"decode_pnm", image_decode_pnm},
    {"encode_pnm", image_encode_pnm},
    {"scale", image_scale},
    {"rotate", image_rotate},
    {"warp", image_warp},
    {"convert_colors", image_convert_colors},
    {NULL, NULL}};

__attribute__((visibility("default"))) int luaopen_facula_image(lua_State *L);

int luaopen_facula_image(lua_State *L) {
  facula = facula_open(L, FACULA_API_VERSION);
  lua_newtable(L);
  for (const luaL_Reg *f = functions; f->name; f++) {
    lua_pushcfunction(L, f->func);
    lua_setfield(L, -2, f->name);
  }
  return 1;
}
