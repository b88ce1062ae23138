/* Conversions between colour spaces, pixel by pixel; one function each, one list of them. Loop:
 * color.inc. Channels lie from 0 to 1, those of Lab excepted.
 * Sources: ITU-R BT.601 for Y and YUV; A. R. Smith, Color gamut transform pairs (1978) for HSV and
 * HSL; IEC 61966-2-1 for sRGB and CIE 15 for Lab, white is D65. */
#include <math.h>
#include <string.h>

#include "image.h"

static void rgb2y(const double *in, double *out) {
  out[0] = 0.299 * in[0] + 0.587 * in[1] + 0.114 * in[2];
}

static void rgb2yuv(const double *in, double *out) {
  rgb2y(in, out);
  out[1] = -0.14713 * in[0] - 0.28886 * in[1] + 0.436 * in[2];
  out[2] = 0.615 * in[0] - 0.51499 * in[1] - 0.10001 * in[2];
}

static void yuv2rgb(const double *in, double *out) {
  out[0] = in[0] + 1.13983 * in[2];
  out[1] = in[0] - 0.39465 * in[1] - 0.58060 * in[2];
  out[2] = in[0] + 2.03211 * in[1];
}

/* Each colour's part of their sum; black stays black. */
static void rgb2nrgb(const double *in, double *out) {
  double sum = in[0] + in[1] + in[2];
  for (int c = 0; c < 3; c++) out[c] = sum != 0 ? in[c] / sum : 0;
}

static double largest_of(const double *in) {
  return fmax(in[0], fmax(in[1], in[2]));
}

static double smallest_of(const double *in) {
  return fmin(in[0], fmin(in[1], in[2]));
}

/* The place on the circle of colours, from 0 for red to 1. */
static double hue(const double *in, double most, double range) {
  if (range == 0) return 0;
  if (in[0] == most) return ((in[1] - in[2]) / range + (in[1] < in[2] ? 6 : 0)) / 6;
  if (in[1] == most) return ((in[2] - in[0]) / range + 2) / 6;
  return ((in[0] - in[1]) / range + 4) / 6;
}

static void rgb2hsl(const double *in, double *out) {
  double most = largest_of(in), least = smallest_of(in), range = most - least;
  double lightness = (most + least) / 2;
  out[0] = hue(in, most, range);
  out[1] = range == 0 ? 0 : range / (lightness > 0.5 ? 2 - most - least : most + least);
  out[2] = lightness;
}

static void rgb2hsv(const double *in, double *out) {
  double most = largest_of(in), range = most - smallest_of(in);
  out[0] = hue(in, most, range);
  out[1] = most == 0 ? 0 : range / most;
  out[2] = most;
}

/* A channel between low and high, by its distance on the circle of colours. */
static double channel_of_hue(double low, double high, double h) {
  h -= floor(h);
  if (h < 1.0 / 6) return low + (high - low) * 6 * h;
  if (h < 1.0 / 2) return high;
  if (h < 2.0 / 3) return low + (high - low) * 6 * (2.0 / 3 - h);
  return low;
}

static void hue2rgb(double h, double low, double high, double *out) {
  out[0] = channel_of_hue(low, high, h + 1.0 / 3);
  out[1] = channel_of_hue(low, high, h);
  out[2] = channel_of_hue(low, high, h - 1.0 / 3);
}

static void hsl2rgb(const double *in, double *out) {
  double s = in[1], l = in[2];
  double high = l < 0.5 ? l * (1 + s) : l + s - l * s;
  hue2rgb(in[0], 2 * l - high, high, out);
}

static void hsv2rgb(const double *in, double *out) {
  hue2rgb(in[0], in[2] * (1 - in[1]), in[2], out);
}

static double expand_gamma(double x) {
  return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4);
}

static double compress_gamma(double x) {
  return x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055;
}

static const double white_x = 0.950456, white_z = 1.088754;
static const double epsilon = 216.0 / 24389, kappa = 24389.0 / 27;

static double lab_curve(double x) {
  return x > epsilon ? cbrt(x) : (kappa * x + 16) / 116;
}

static double lab_curve_inverse(double f) {
  return f * f * f > epsilon ? f * f * f : (116 * f - 16) / kappa;
}

static void rgb2lab(const double *in, double *out) {
  double r = expand_gamma(in[0]), g = expand_gamma(in[1]), b = expand_gamma(in[2]);
  double x = lab_curve((0.412453 * r + 0.357580 * g + 0.180423 * b) / white_x);
  double y = lab_curve(0.212671 * r + 0.715160 * g + 0.072169 * b);
  double z = lab_curve((0.019334 * r + 0.119193 * g + 0.950227 * b) / white_z);
  out[0] = 116 * y - 16;
  out[1] = 500 * (x - y);
  out[2] = 200 * (y - z);
}

static void lab2rgb(const double *in, double *out) {
  double f = (in[0] + 16) / 116;
  double x = lab_curve_inverse(f + in[1] / 500) * white_x;
  double y = lab_curve_inverse(f);
  double z = lab_curve_inverse(f - in[2] / 200) * white_z;
  /* the inverse of the matrix in rgb2lab */
  out[0] = compress_gamma(3.240481343 * x - 1.537151516 * y - 0.498536326 * z);
  out[1] = compress_gamma(-0.969254950 * x + 1.875990001 * y + 0.041555927 * z);
  out[2] = compress_gamma(0.055646639 * x - 0.204041338 * y + 1.057311070 * z);
}

typedef struct {
  const char *name;
  void (*convert)(const double *in, double *out);
  int channels;  /* of the result */
  bool on_bytes; /* means something for values of 0 to 255, too */
} Conversion;

static const Conversion conversions[] = {{"rgb2y", rgb2y, 1, true},
                                         {"rgb2yuv", rgb2yuv, 3},
                                         {"yuv2rgb", yuv2rgb, 3},
                                         {"rgb2nrgb", rgb2nrgb, 3},
                                         {"rgb2hsl", rgb2hsl, 3},
                                         {"hsl2rgb", hsl2rgb, 3},
                                         {"rgb2hsv", rgb2hsv, 3},
                                         {"hsv2rgb", hsv2rgb, 3},
                                         {"rgb2lab", rgb2lab, 3},
                                         {"lab2rgb", lab2rgb, 3},
                                         {NULL}};

typedef struct {
  const Conversion *conversion;
  const void *source;
  void *result;
  int64_t plane;
} Work;

#define KERNEL_FILE "color.inc"
#include "each_type.h"

/* result = convert_colors(picture, name): 3 x height x width to channels x height x width. */
int image_convert_colors(lua_State *L) {
  static const ImageLoops loops = {convert_byte, convert_float, convert_double};
  lua_settop(L, 2);
  Picture source = image_check_picture(L, 1);
  const Conversion *c = conversions;
  while (c->name && strcmp(c->name, luaL_checkstring(L, 2)) != 0) c++;
  luaL_argcheck(L, c->name, 2, "no such conversion");
  luaL_argcheck(L, source.dims == 3 && source.channels == 3, 1, "3 x height x width expected");
  luaL_argcheck(L, c->on_bytes || source.type != FACULA_BYTE, 1,
                "a Float- or DoubleTensor of values from 0 to 1 expected");
  Picture like = source;
  like.channels = c->channels;
  Picture result = image_push_picture(L, &like, source.height, source.width);
  Work w = {c, source.data, result.data, source.height * source.width};
  image_run(&loops, source.type, w.plane, 50, &w);
  return 1;
}
