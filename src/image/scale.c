/* Pictures of another size: a pass along the rows, then one down the columns. What a mode means is
 * said by its taps. Loops: scale.inc. */
#include <math.h>
#include <string.h>

#include "scale.h"

#define KERNEL_FILE "scale.inc"
#include "each_type.h"

static const ImageLoops rows = {scale_rows_byte, scale_rows_float, scale_rows_double};
static const ImageLoops columns = {scale_columns_byte, scale_columns_float, scale_columns_double};

/* One source sample with weight 1. */
static void set_single(Taps *t, int64_t i, int64_t at) {
  t->first[i] = at;
  t->count[i] = 1;
  t->weight[i * t->stride] = t->total[i] = 1;
}

/* The sample that the left edge of the new one falls into. */
static void set_simple(Taps *t, int64_t from) {
  for (int64_t i = 0; i < t->length; i++) set_single(t, i, i * from / t->length);
}

/* Where sample i lies between the samples of the source when first and last meet. */
static int64_t align_corners(const Taps *t, int64_t from, int64_t i, double *fraction) {
  int64_t steps = t->length - 1, at = i * (from - 1) / steps;
  *fraction = (double)(i * (from - 1) % steps) / (double)steps;
  return at;
}

/* To more samples: linear between neighbours, first and last meet. */
static void set_linear(Taps *t, int64_t from) {
  for (int64_t i = 0; i < t->length; i++) {
    double fraction = 0;
    int64_t at = from > 1 ? align_corners(t, from, i, &fraction) : 0;
    set_single(t, i, at);
    if (fraction > 0) {
      double *w = t->weight + i * t->stride;
      w[0] = 1 - fraction;
      w[1] = fraction;
      t->count[i] = 2;
    }
  }
}

/* To fewer samples: the mean of the stretch of the source that the new sample covers. */
static void set_box(Taps *t, int64_t from) {
  int64_t n = t->length;
  for (int64_t i = 0; i < n; i++) {
    int64_t begin = i * from / n, end = (i + 1) * from / n;
    double lead = 1 - (double)(i * from % n) / (double)n;
    double tail = (double)((i + 1) * from % n) / (double)n;
    double *w = t->weight + i * t->stride;
    int64_t count = 0;
    w[count++] = lead;
    for (int64_t k = begin + 1; k < end; k++) w[count++] = 1;
    if (tail > 0) w[count++] = tail;
    t->first[i] = begin;
    t->count[i] = count;
    t->total[i] = 0;
    for (int64_t k = 0; k < count; k++) t->total[i] += w[k];
  }
}

/* The cubic of Catmull and Rom through four neighbours; beyond the ends lines go on straight. */
static void set_cubic(Taps *t, int64_t from) {
  for (int64_t i = 0; i < t->length; i++) {
    double x = 0;
    int64_t at = t->length > 1 ? align_corners(t, from, i, &x) : from - 1;
    if (x == 0) {
      set_single(t, i, at);
      continue;
    }
    double before = 0.5 * x * (-1 + x * (2 - x)), after = 0.5 * x * x * (x - 1);
    double here = 1 + 0.5 * x * x * (3 * x - 5), next = 0.5 * x * (1 + x * (4 - 3 * x));
    bool has_before = at > 0, has_after = at + 2 < from;
    if (!has_before) here += 2 * before, next -= before;
    if (!has_after) next += 2 * after, here -= after;
    double *w = t->weight + i * t->stride;
    int64_t count = 0;
    if (has_before) w[count++] = before;
    w[count++] = here;
    w[count++] = next;
    if (has_after) w[count++] = after;
    t->first[i] = has_before ? at - 1 : at;
    t->count[i] = count;
    t->total[i] = 1;
  }
}

/* Pushes the memory of the taps from `from` to `length` samples and fills them in. */
static Taps push_taps(lua_State *L, const char *mode, int64_t from, int64_t length) {
  Taps t = {.length = length};
  bool is_box = !strcmp(mode, "bilinear") && length < from;
  t.stride = is_box ? from / length + 3 : 4;
  size_t n = (size_t)length;
  char *memory = lua_newuserdata(L, n * (2 * sizeof *t.first + sizeof *t.total) +
                                        n * (size_t)t.stride * sizeof *t.weight);
  t.weight = (double *)memory;
  t.total = t.weight + n * (size_t)t.stride;
  t.first = (int64_t *)(t.total + n);
  t.count = t.first + n;
  if (!strcmp(mode, "simple") || length == from)
    set_simple(&t, from);
  else if (is_box)
    set_box(&t, from);
  else if (!strcmp(mode, "bilinear"))
    set_linear(&t, from);
  else
    set_cubic(&t, from);
  return t;
}

/* result = scale(picture, width, height, mode), mode 'bilinear', 'simple' or 'bicubic'. */
int image_scale(lua_State *L) {
  enum { MOST_SIDE = 1 << 24 }; /* the products of two sides stay within 64 bits */
  static const char *const modes[] = {"bilinear", "simple", "bicubic", NULL};
  lua_settop(L, 4);
  Picture source = image_check_picture(L, 1);
  lua_Number width = luaL_checknumber(L, 2), height = luaL_checknumber(L, 3);
  const char *mode = modes[luaL_checkoption(L, 4, "bilinear", modes)];
  luaL_argcheck(L, width >= 1 && width <= MOST_SIDE, 2, "a width from 1 to 16777216 expected");
  luaL_argcheck(L, height >= 1 && height <= MOST_SIDE, 3, "a height from 1 to 16777216 expected");
  luaL_argcheck(L, source.width <= MOST_SIDE && source.height <= MOST_SIDE, 1,
                "sides of at most 16777216 pixels expected");
  Taps along = push_taps(L, mode, source.width, (int64_t)width);
  Taps down = push_taps(L, mode, source.height, (int64_t)height);
  Picture between = image_push_picture(L, &source, source.height, along.length);
  Picture result = image_push_picture(L, &source, down.length, along.length);

  Pass pass = {&along, source.data, between.data, source.width, 0};
  image_run(&rows, source.type, source.channels * source.height,
            along.length * (1 + source.width / along.length), &pass);
  pass = (Pass){&down, between.data, result.data, source.height, along.length};
  image_run(&columns, source.type, source.channels * down.length,
            along.length * (1 + source.height / down.length), &pass);
  return 1;
}
