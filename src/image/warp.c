/* Pixels from elsewhere: pictures warped by a field of positions, and rotated. Loops: warp.inc. */
#include <math.h>
#include <string.h>

#include "warp.h"

static double clamp(double x, double most) {
  return x > 0 ? (x < most ? x : most) : 0; /* nan: 0 */
}

#define KERNEL_FILE "warp.inc"
#include "each_type.h"

/* --- neighbours ------------------------------------------------------------------------------- */

static int64_t within(int64_t at, int64_t length) {
  return at < 0 ? 0 : at < length ? at : length - 1;
}

static void find_simple(Near *near, double x, int64_t length) {
  near->at[0] = within((int64_t)floor(x + 0.5), length);
  near->weight[0] = 1;
}

static void find_bilinear(Near *near, double x, int64_t length) {
  int64_t at = (int64_t)floor(x);
  double t = x - (double)at;
  near->at[0] = at;
  near->at[1] = within(at + 1, length);
  near->weight[0] = 1 - t;
  near->weight[1] = t;
}

/* The cubic of Lagrange through four neighbours. */
static void find_bicubic(Near *near, double x, int64_t length) {
  int64_t at = (int64_t)floor(x);
  double t = x - (double)at;
  for (int k = 0; k < 4; k++) near->at[k] = within(at - 1 + k, length);
  near->weight[0] = t * (-1.0 / 3 + t * (1.0 / 2 - t / 6));
  near->weight[2] = t * (1 + t * (1.0 / 2 - t / 2));
  near->weight[3] = t * (-1.0 / 6 + t * t / 6);
  near->weight[1] = 1 - near->weight[0] - near->weight[2] - near->weight[3];
}

/* Six neighbours weighted by sinc(d) sinc(d / 3), the weights brought to a sum of 1. */
static void find_lanczos(Near *near, double x, int64_t length) {
  const double pi = 3.14159265358979323846;
  int64_t at = (int64_t)floor(x);
  double sum = 0;
  for (int k = 0; k < MOST_NEAR; k++) {
    double d = pi * (x - (double)(at - 2 + k));
    near->at[k] = within(at - 2 + k, length);
    near->weight[k] = fabs(d) < 1e-9 ? 1 : 3 * sin(d) * sin(d / 3) / (d * d);
    sum += near->weight[k];
  }
  for (int k = 0; k < MOST_NEAR; k++) near->weight[k] /= sum;
}

bool image_find_pair(double x, int64_t length, int64_t pair[2], double *fraction) {
  int64_t at = (int64_t)floor(x);
  *fraction = x - (double)at;
  pair[0] = at;
  pair[1] = at + 1;
  /* half a pixel outside of the edge still takes the colour of the edge */
  if (pair[1] == length && *fraction < 0.5) pair[1] = pair[0];
  if (pair[0] == -1 && *fraction > 0.5) pair[0] = pair[1];
  return pair[0] >= 0 && pair[1] < length;
}

/* --- the functions ---------------------------------------------------------------------------- */

/* The positions at a stack index, 2 x height x width, as doubles, which then occupy the index. */
static const double *check_field(lua_State *L, int index, int64_t *height, int64_t *width) {
  facula_tensor *t = facula->check_tensor(L, index, FACULA_ANY);
  if (facula->dims(t) != 3 || facula->sizes(t)[0] != 2)
    luaL_argerror(L, index, "a field 2 x height x width expected");
  *height = facula->sizes(t)[1];
  *width = facula->sizes(t)[2];
  facula_tensor *field = facula->push_new(L, FACULA_DOUBLE);
  facula->resize_as(L, field, t);
  facula->copy(L, field, t);
  lua_replace(L, index);
  return facula->data(L, field);
}

/* result = warp(picture, field, mode, is_offset, pad): a picture of the size of the field. pad nil:
 * positions outside are brought to the edge; else the value that they get. */
int image_warp(lua_State *L) {
  static const char *const modes[] = {"simple", "bilinear", "bicubic", "lanczos", NULL};
  static const int counts[] = {1, 2, 4, 6};
  static const find_near finders[] = {find_simple, find_bilinear, find_bicubic, find_lanczos};
  static const ImageLoops loops = {warp_byte, warp_float, warp_double};
  lua_settop(L, 5);
  Warp w = {.source = image_check_picture(L, 1)};
  int64_t height, width;
  w.field = check_field(L, 2, &height, &width);
  int mode = luaL_checkoption(L, 3, "bilinear", modes);
  w.count = counts[mode];
  w.find = finders[mode];
  w.is_offset = lua_toboolean(L, 4);
  w.is_padded = !lua_isnil(L, 5);
  w.pad = w.is_padded ? luaL_checknumber(L, 5) : 0;
  w.result = image_push_picture(L, &w.source, height, width);
  image_run(&loops, w.source.type, height, width * (8 + w.count * w.count * w.source.channels), &w);
  return 1;
}

/* result = rotate(picture, theta, mode): of the same size, turned counter-clockwise about its
 * middle. mode 'simple' or 'bilinear'. */
int image_rotate(lua_State *L) {
  static const char *const modes[] = {"simple", "bilinear", NULL};
  static const ImageLoops loops = {rotate_byte, rotate_float, rotate_double};
  lua_settop(L, 3);
  Rotation r = {.source = image_check_picture(L, 1)};
  double theta = luaL_checknumber(L, 2);
  luaL_argcheck(L, isfinite(theta), 2, "a finite angle expected");
  r.is_bilinear = luaL_checkoption(L, 3, "simple", modes) == 1;
  r.sine = sin(theta);
  r.cosine = cos(theta);
  r.result = image_push_picture(L, &r.source, r.source.height, r.source.width);
  image_run(&loops, r.source.type, r.source.height, r.source.width * (8 + 4 * r.source.channels),
            &r);
  return 1;
}
