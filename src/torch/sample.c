/* Random numbers in Lua: scalars, tensors filled from a distribution, permutations, draws from
 * given weights, and the seeding and saving of generators.
 * A tensor is always filled by one thread in logical order, so that a seed gives the same tensor
 * whatever its layout and the machine.
 * Neighbours: core/random.h makes the numbers, core/loop.h walks the tensors. */
#include <math.h>
#include <string.h>

#include "torch.h"
#include "../core/args.h"
#include "../core/loop.h"

enum { BLOCK = 1024 }; /* values made at a time before they are converted and stored */

/* --- Distributions -------------------------------------------------------------------------- */

/* Stores n values at dst, step bytes apart, as elements of dtype. */
static void store(DType dtype, char *dst, int64_t step, const double *value, int64_t n) {
#define REAL_TO(type, v)                                                                           \
  _Generic((type)0, float : (float)(v), double : (v), default : (type)fac_to_int64(v))
  switch (dtype) {
#define X(name, NAME, type, acc)                                                                   \
  case FAC_##NAME:                                                                                 \
    for (int64_t i = 0; i < n; i++) *(type *)(dst + i * step) = REAL_TO(type, value[i]);           \
    break;
    FAC_EACH_NUMBER(X)
#undef X
  default: break;
  }
#undef REAL_TO
}

typedef struct {
  RngFill fill;
  Generator *g;
  double a, b;
  DType dtype;
} Filling;

static void leaf_fill(int64_t n, char *const *p, const int64_t *step, const void *param) {
  const Filling *f = param;
  if (f->dtype == FAC_DOUBLE && step[0] == sizeof(double)) {
    f->fill(f->g, (double *)p[0], n, f->a, f->b);
    return;
  }
  if (f->dtype == FAC_FLOAT && step[0] == sizeof(float) && f->fill == fac_rng_fill_normal) {
    fac_rng_fill_normal_floats(f->g, (float *)p[0], n, f->a, f->b);
    return;
  }
  double block[BLOCK];
  for (int64_t i = 0; i < n; i += BLOCK) {
    int64_t count = n - i < BLOCK ? n - i : BLOCK;
    f->fill(f->g, block, count, f->a, f->b);
    store(f->dtype, p[0] + i * step[0], step[0], block, count);
  }
}

static void fill_tensor(lua_State *L, Tensor *t, RngFill fill, Generator *g, double a, double b) {
  Filling filling = {fill, g, a, b, t->dtype};
  fac_loop_serial(L, 1, &t, leaf_fill, &filling);
}

/* The rows of distributions have the scalar form first, then that of tensors, which is the same
 * behind a result. This is where the parameters (generator, a, b) of either begin. */
static const Arg *parameters(const Args *a) {
  return a->form == 0 ? a->arg : a->arg + 1;
}

/* Returns one number, or the tensor filled with them. */
static int sample(lua_State *L, Args *a, RngFill fill, double first, double second) {
  Generator *g = parameters(a)[0].g;
  if (a->form > 0) {
    fill_tensor(L, a->arg[0].t, fill, g, first, second);
    return fac_return(L, a, 0);
  }
  double value;
  fill(g, &value, 1, first, second);
  lua_pushnumber(L, value);
  return 1;
}

/* As sample, for distributions over integers. */
static int sample_integer(lua_State *L, Args *a, RngFill fill, double p) {
  if (a->form > 0) return sample(L, a, fill, p, 0);
  double value;
  fill(parameters(a)[0].g, &value, 1, p, 0);
  fac_push_integer(L, fac_to_int64(value));
  return 1;
}

static int sample_uniform(lua_State *L, Args *a) {
  const Arg *p = parameters(a);
  return sample(L, a, fac_rng_fill_uniform, p[1].n.d, p[2].n.d);
}

static void check_std(lua_State *L, double std) {
  if (!(std > 0)) fac_error(L, "standard deviation must be strictly positive, got %g", std);
}

static int sample_normal(lua_State *L, Args *a) {
  const Arg *p = parameters(a);
  double std = p[2].n.d;
  check_std(L, std);
  return sample(L, a, fac_rng_fill_normal, p[1].n.d, std);
}

static int sample_log_normal(lua_State *L, Args *a) {
  const Arg *p = parameters(a);
  double std = p[2].n.d;
  check_std(L, std);
  return sample(L, a, fac_rng_fill_log_normal, p[1].n.d, std);
}

static int sample_cauchy(lua_State *L, Args *a) {
  const Arg *p = parameters(a);
  return sample(L, a, fac_rng_fill_cauchy, p[1].n.d, p[2].n.d);
}

static int sample_exponential(lua_State *L, Args *a) {
  double lambda = parameters(a)[1].n.d;
  if (!(lambda > 0)) fac_error(L, "lambda must be strictly positive, got %g", lambda);
  return sample(L, a, fac_rng_fill_exponential, lambda, 0);
}

static int sample_geometric(lua_State *L, Args *a) {
  double p = parameters(a)[1].n.d;
  if (!(p > 0 && p < 1)) fac_error(L, "p must be > 0 and < 1, got %g", p);
  return sample_integer(L, a, fac_rng_fill_geometric, p);
}

static void check_probability(lua_State *L, double p) {
  if (!(p >= 0 && p <= 1)) fac_error(L, "p must be >= 0 and <= 1, got %g", p);
}

static void leaf_bernoulli(int64_t n, char *const *p, const int64_t *step, const void *param) {
  const Filling *f = param;
  for (int64_t i = 0; i < n; i++) {
    double value;
    fac_rng_fill_bernoulli(f->g, &value, 1, *(const double *)(p[1] + i * step[1]), 0);
    store(f->dtype, p[0] + i * step[0], step[0], &value, 1);
  }
}

/* A tensor of probabilities: one draw for each element. */
static int bernoulli_each(lua_State *L, Args *a) {
  Tensor *res = a->arg[0].t;
  const Tensor *p = a->arg[2].t;
  if (fac_tensor_count(p) != fac_tensor_count(res)) {
    fac_error(L, "inconsistent tensor size: p is %s, the result is %s", FAC_SHAPE(p),
              FAC_SHAPE(res));
  }
  /* a copy, since p may be the result itself */
  Tensor *each = fac_new_tensor_sized(L, FAC_DOUBLE, p->ndim, p->size);
  fac_copy(L, each, p);
  const double *value = fac_tensor_data(each);
  for (int64_t i = 0, n = fac_tensor_count(each); i < n; i++) check_probability(L, value[i]);
  Filling filling = {NULL, a->arg[1].g, 0, 0, res->dtype};
  fac_loop_serial(L, 2, (Tensor *[]){res, each}, leaf_bernoulli, &filling);
  return fac_return(L, a, 0);
}

static int sample_bernoulli(lua_State *L, Args *a) {
  if (a->form >= 2) return bernoulli_each(L, a);
  double p = parameters(a)[1].n.d;
  check_probability(L, p);
  return sample_integer(L, a, fac_rng_fill_bernoulli, p);
}

static int sample_rand(lua_State *L, Args *a) {
  fac_tensor_resize(L, a->arg[0].t, a->nsizes, a->sizes, NULL);
  fill_tensor(L, a->arg[0].t, fac_rng_fill_uniform, a->arg[1].g, 0, 1);
  return fac_return(L, a, 0);
}

static int sample_randn(lua_State *L, Args *a) {
  fac_tensor_resize(L, a->arg[0].t, a->nsizes, a->sizes, NULL);
  fill_tensor(L, a->arg[0].t, fac_rng_fill_normal, a->arg[1].g, 0, 1);
  return fac_return(L, a, 0);
}

/* --- Integers ------------------------------------------------------------------------------- */

/* Integers word mod span + low. A span of 0 stands for 2^64: all words as they are. */
typedef struct {
  Generator *g;
  uint64_t span;
  int64_t low;
  DType dtype;
} Range;

static inline int64_t in_range(const Range *r, uint32_t word) {
  /* most words are divided by less than 2^32, which is quick; larger spans leave them alone */
  uint32_t rest = r->span - 1 < UINT32_MAX ? word % (uint32_t)r->span : word;
  return (int64_t)((uint64_t)r->low + rest);
}

static void leaf_range(int64_t n, char *const *p, const int64_t *step, const void *param) {
  const Range *r = param;
  uint32_t word[BLOCK];
  for (int64_t first = 0; first < n; first += BLOCK) {
    int64_t count = n - first < BLOCK ? n - first : BLOCK;
    char *dst = p[0] + first * step[0];
    fac_rng_words(r->g, word, count);
    switch (r->dtype) {
#define X(name, NAME, type, acc)                                                                   \
  case FAC_##NAME:                                                                                 \
    for (int64_t i = 0; i < count; i++) *(type *)(dst + i * step[0]) = (type)in_range(r, word[i]); \
    break;
      FAC_EACH_NUMBER(X)
#undef X
    default: break;
    }
  }
}

/* random() gives numbers that the type can hold, exactly: 0 ... limit - 1. */
static uint64_t natural_span(DType dtype) {
  switch (dtype) {
  case FAC_BYTE: return 1u << 8;
  case FAC_CHAR: return 1u << 7;
  case FAC_SHORT: return 1u << 15;
  case FAC_INT: return 1u << 31;
  case FAC_FLOAT: return (1u << 24) + 1;
  default: return 0;
  }
}

/* The forms are those of numbers without, with one and with two bounds, then those of tensors. */
static int sample_random(lua_State *L, Args *a) {
  bool fills = a->form >= 3;
  const Arg *p = a->arg + fills;
  DType dtype = fills ? a->arg[0].t->dtype : FAC_LONG;
  Range range = {p[0].g, natural_span(dtype), 0, dtype};
  int bounds = a->form % 3;
  if (bounds > 0) {
    int64_t low = bounds == 2 ? p[1].n.i : 1, high = p[bounds].n.i;
    if (bounds == 1 && high <= 0) {
      fac_error(L, "upper bound must be strictly positive, got %lld", (long long)high);
    }
    if (high < low) {
      fac_error(L, "upper bound must be larger than lower bound, got %lld and %lld", (long long)low,
                (long long)high);
    }
    range.low = low;
    range.span = (uint64_t)high - (uint64_t)low + 1;
  }
  if (!fills) {
    fac_push_integer(L, in_range(&range, fac_rng_next(range.g)));
    return 1;
  }
  fac_loop_serial(L, 1, &a->arg[0].t, leaf_range, &range);
  return fac_return(L, a, 0);
}

/* Shuffles from the front (R. Durstenfeld, CACM 7, 1964). */
static int sample_randperm(lua_State *L, Args *a) {
  Tensor *res = a->arg[0].t;
  int64_t n = a->arg[2].n.i;
  if (n <= 0) fac_error(L, "n must be strictly positive, got %lld", (long long)n);
  Tensor *order = fac_new_tensor_sized(L, FAC_LONG, 1, &n);
  fac_tensor_resize_1d(L, res, n);
  int64_t *v = fac_tensor_data(order);
  for (int64_t i = 0; i < n; i++) v[i] = i + 1;
  for (int64_t i = 0; i < n - 1; i++) {
    int64_t other = i + (int64_t)(fac_rng_next(a->arg[1].g) % (uint64_t)(n - i));
    int64_t value = v[i];
    v[i] = v[other];
    v[other] = value;
  }
  fac_copy(L, res, order);
  return fac_return(L, a, 0);
}

/* --- Draws from given weights --------------------------------------------------------------- */

/* Pushes a contiguous copy of the weights in doubles, checked: 0 <= weight < infinity. */
static double *push_weights(lua_State *L, const Tensor *probs) {
  Tensor *copy = fac_new_tensor_sized(L, FAC_DOUBLE, probs->ndim, probs->size);
  fac_copy(L, copy, probs);
  double *w = fac_tensor_data(copy);
  for (int64_t i = 0, n = fac_tensor_count(copy); i < n; i++) {
    if (!(w[i] >= 0 && w[i] < HUGE_VAL)) {
      fac_error(L, "invalid multinomial distribution (probability %g of element %lld)", w[i],
                (long long)i + 1);
    }
  }
  return w;
}

/* One row of weights must have something to draw, and without replacement enough of it. */
static void check_row(lua_State *L, const double *w, int64_t k, int64_t n, bool replacement) {
  double total = 0;
  int64_t possible = 0;
  for (int64_t i = 0; i < k; i++) {
    total += w[i];
    possible += w[i] > 0;
  }
  if (!(total > 0 && total < HUGE_VAL)) {
    fac_error(L, "invalid multinomial distribution (sum of probabilities %s)",
              total > 0 ? "is infinite" : "<= 0");
  }
  if (!replacement && n > possible) {
    fac_error(L,
              "invalid multinomial distribution (cannot draw %lld samples without replacement, "
              "%lld elements have a probability > 0)",
              (long long)n, (long long)possible);
  }
}

/* c = running sums of w, scaled so that the last is 1. */
static void accumulate(double *c, const double *w, int64_t k) {
  double total = 0;
  for (int64_t i = 0; i < k; i++) c[i] = total += w[i];
  for (int64_t i = 0; i < k; i++) c[i] /= total;
}

/* The first place with c >= u; there is one, since the last c is 1. The halving is Torch7's, which
 * shows where rounding has put c out of order. */
static int64_t search(const double *c, int64_t k, double u) {
  int64_t left = 0, right = k;
  while (left < right) {
    int64_t middle = left + (right - left) / 2;
    if (c[middle] < u) {
      left = middle + 1;
    } else {
      right = middle;
    }
  }
  return left;
}

/* Takes element s out of the running sums. */
static void take_out(double *c, double *w, int64_t k, int64_t s) {
  double d = s > 0 ? c[s] - c[s - 1] : c[0];
  w[s] = 0;
  if (1 - d < 1e-12) { /* what is left would be rounding error only: sum it up anew */
    accumulate(c, w, k);
    return;
  }
  for (int64_t i = 0; i < s; i++) c[i] /= 1 - d;
  for (int64_t i = s; i < k; i++) c[i] = (c[i] - d) / (1 - d);
}

static int sample_multinomial(lua_State *L, Args *a) {
  Tensor *res = a->arg[0].t;
  Generator *g = a->arg[1].g;
  const Tensor *probs = a->arg[2].t;
  int64_t n = a->arg[3].n.i;
  bool replacement = a->arg[4].b;
  if (probs->ndim < 1 || probs->ndim > 2) {
    fac_error(L, "expected a vector or matrix of probabilities, got %s", FAC_SHAPE(probs));
  }
  if (n <= 0) fac_error(L, "number of samples must be strictly positive, got %lld", (long long)n);
  int64_t k = probs->size[probs->ndim - 1], rows = probs->ndim == 2 ? probs->size[0] : 1;
  double *w = push_weights(L, probs);
  for (int64_t r = 0; r < rows; r++) check_row(L, w + r * k, k, n, replacement);
  double *c = fac_tensor_data(fac_new_tensor_sized(L, FAC_DOUBLE, 1, &k));
  int64_t size[] = {rows, n};
  Tensor *drawn = fac_new_tensor_sized(L, FAC_LONG, probs->ndim, probs->ndim == 2 ? size : &n);
  fac_tensor_resize_as(L, res, drawn);

  int64_t *out = fac_tensor_data(drawn);
  for (int64_t r = 0; r < rows; r++) {
    accumulate(c, w + r * k, k);
    for (int64_t j = 0; j < n; j++) {
      c[k - 1] = 1;
      int64_t s = search(c, k, fac_rng_uniform(g, 0, 1));
      if (!replacement) take_out(c, w + r * k, k, s);
      *out++ = s + 1;
    }
  }
  fac_copy(L, res, drawn);
  return fac_return(L, a, 0);
}

/* --- The alias method ----------------------------------------------------------------------- */

/* To draw from K weights in constant time, each of K equally likely columns holds its own element
 * with probability q and another one, its alias J, else (A. Walker, ACM Trans. Math. Software 3,
 * 1977; M. Vose, IEEE Trans. Software Engineering 17, 1991). Torch7 strays from the papers in two
 * places, and a seed is to give its numbers: J counts from 0, where 0 also stands for no alias, so
 * that no column passes on to the first element; and a draw gives J as it is, which is the element
 * before the alias. Where weights have to be met exactly, multinomial meets them. */

/* q holds K times the weights and becomes the columns, J their aliases. rounds says whether q is
 * kept in floats. */
static void alias_columns(double *q, int64_t *J, int64_t *smaller, int64_t *larger, int64_t k,
                          bool rounds) {
  int64_t small_count = 0, large_count = 0;
  for (int64_t i = 0; i < k; i++) {
    J[i] = 0;
    if (q[i] < 1) {
      smaller[small_count++] = i;
    } else {
      larger[large_count++] = i;
    }
  }
  /* the last large column fills up the last small one, and may become small by that */
  while (small_count > 0 && large_count > 0) {
    int64_t small = smaller[--small_count], large = larger[large_count - 1];
    J[small] = large;
    q[large] -= 1 - q[small];
    if (rounds) q[large] = (float)q[large];
    if (q[large] < 1) {
      smaller[small_count++] = large;
      large_count--;
    }
  }
}

/* Element i of a state table, if it is a tensor of the given type; else a new one. Pushes it. */
static Tensor *state_tensor(lua_State *L, int table, int i, DType dtype) {
  if (table) {
    lua_rawgeti(L, table, i);
    Tensor *t = fac_to_tensor(L, -1);
    if (t && t->dtype == dtype) {
      fac_tensor_check(L, t);
      return t;
    }
    lua_pop(L, 1);
  }
  return fac_new_tensor(L, dtype);
}

/* Pushes the tables for weights w, with J from 1 on. */
static void push_alias_tables(lua_State *L, const double *w, int64_t k, bool rounds, Tensor **q_out,
                              Tensor **J_out) {
  *q_out = fac_new_tensor_sized(L, FAC_DOUBLE, 1, &k);
  *J_out = fac_new_tensor_sized(L, FAC_LONG, 1, &k);
  double *q = fac_tensor_data(*q_out);
  int64_t *J = fac_tensor_data(*J_out);
  int64_t *smaller = fac_tensor_data(fac_new_tensor_sized(L, FAC_LONG, 1, &k));
  int64_t *larger = fac_tensor_data(fac_new_tensor_sized(L, FAC_LONG, 1, &k));
  for (int64_t i = 0; i < k; i++) {
    q[i] = (double)k * w[i];
    if (rounds) q[i] = (float)q[i];
  }
  alias_columns(q, J, smaller, larger, k, rounds);
  double smallest = HUGE_VAL, largest = 0;
  for (int64_t i = 0; i < k; i++) {
    smallest = fmin(smallest, q[i]);
    largest = fmax(largest, q[i]);
  }
  if (!(smallest > 0)) fac_error(L, "every probability must be > 0");
  for (int64_t i = 0; i < k; i++) {
    if (largest > 1) q[i] /= largest;
    if (J[i] == 0) q[i] = 1;
    J[i]++;
  }
}

static int alias_setup(lua_State *L, Args *a) {
  const Tensor *probs = a->arg[0].t;
  int state = a->arg[1].index;
  if (probs->ndim != 1)
    fac_error(L, "expected a vector of probabilities, got %s", FAC_SHAPE(probs));
  int64_t k = probs->size[0];
  double *w = push_weights(L, probs);
  check_row(L, w, k, 1, true);
  Tensor *q, *J;
  push_alias_tables(L, w, k, probs->dtype == FAC_FLOAT, &q, &J);
  Tensor *J_state = state_tensor(L, state, 1, FAC_LONG);
  Tensor *q_state = state_tensor(L, state, 2, probs->dtype);
  int top = lua_gettop(L);
  fac_tensor_check_growth(L, q_state, probs);
  fac_tensor_resize_1d(L, J_state, k);
  fac_tensor_resize_1d(L, q_state, k);
  fac_copy(L, J_state, J);
  fac_copy(L, q_state, q);

  lua_settop(L, top);
  if (state) {
    lua_pushvalue(L, state);
  } else {
    fac_new_table(L, 2, 0);
  }
  lua_insert(L, -3); /* the table below J and q, which it takes from the top */
  lua_rawseti(L, -3, 2);
  lua_rawseti(L, -2, 1);
  return 1;
}

static int alias_draw(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t;
  Generator *g = a->arg[1].g;
  lua_rawgeti(L, a->arg[2].index, 1);
  lua_rawgeti(L, a->arg[2].index, 2);
  const Tensor *J = fac_to_tensor(L, -2), *q = fac_to_tensor(L, -1);
  if (!J || !q || J->dtype != FAC_LONG || !fac_dtype_is_real(q->dtype)) {
    fac_error(L, "expected a state made by multinomialAliasSetup: {J LongTensor, q tensor}");
  }
  fac_tensor_check(L, J);
  fac_tensor_check(L, q);
  if (J->ndim != 1 || q->ndim != 1 || J->size[0] != q->size[0] || J->size[0] == 0) {
    fac_error(L, "sizes of the state differ: J is %s, q is %s", FAC_SHAPE(J), FAC_SHAPE(q));
  }
  int64_t k = J->size[0];
  Tensor *aliases = fac_new_tensor_sized(L, FAC_LONG, 1, &k);
  Tensor *drawn = fac_new_tensor_sized(L, FAC_LONG, output->ndim, output->size);
  Tensor *limits = fac_new_tensor_sized(L, FAC_DOUBLE, 1, &k);
  fac_copy(L, aliases, J);
  fac_copy(L, limits, q);
  const int64_t *alias = fac_tensor_data(aliases);
  const double *limit = fac_tensor_data(limits);
  int64_t *out = fac_tensor_data(drawn);
  for (int64_t i = 0; i < k; i++)
    if (alias[i] < 1 || alias[i] > k + 1)
      fac_error(L, "element %lld of the state's J is out of range: %lld", (long long)i + 1,
                (long long)alias[i]);
  for (int64_t j = 0, n = fac_tensor_count(drawn); j < n; j++) {
    int64_t i = (int64_t)(fac_rng_uniform(g, 0, 1) * (double)k);
    out[j] = fac_rng_bernoulli(g, limit[i]) ? i + 1 : alias[i] - 1;
  }
  fac_copy(L, output, drawn);
  return fac_return(L, a, 0);
}

/* --- Generators ----------------------------------------------------------------------------- */

static int generator_seed(lua_State *L, Args *a) {
  fac_push_integer(L, fac_rng_seed(a->arg[0].g));
  return 1;
}

static int generator_manual_seed(lua_State *L, Args *a) {
  (void)L;
  fac_rng_manual_seed(a->arg[0].g, a->arg[1].n.i);
  return 0;
}

static int generator_initial_seed(lua_State *L, Args *a) {
  fac_push_integer(L, a->arg[0].g->initial_seed);
  return 1;
}

static int generator_get_state(lua_State *L, Args *a) {
  const int64_t size = FAC_RNG_STATE_BYTES;
  Tensor *image = fac_new_tensor_sized(L, FAC_BYTE, 1, &size);
  memcpy(fac_tensor_data(image), a->arg[0].g, FAC_RNG_STATE_BYTES);
  if (!a->arg[1].index) return 1;
  fac_tensor_resize_1d(L, a->arg[1].t, size);
  fac_copy(L, a->arg[1].t, image);
  return fac_return(L, a, 1);
}

static int generator_set_state(lua_State *L, Args *a) {
  const Tensor *image = a->arg[1].t;
  if (fac_tensor_count(image) != FAC_RNG_STATE_BYTES) {
    fac_error(L, "RNG state is wrong size: expected %d bytes, got %lld", FAC_RNG_STATE_BYTES,
              (long long)fac_tensor_count(image));
  }
  if (!fac_tensor_is_contiguous(image)) fac_error(L, "RNG state must be contiguous");
  Generator g;
  memcpy(&g, fac_tensor_data(image), sizeof g);
  if (!fac_rng_state_is_valid(&g)) {
    fac_error(L, "Invalid RNG state: these bytes do not come from getRNGState");
  }
  *a->arg[0].g = g;
  return fac_return(L, a, 1);
}

/* --- Rows ----------------------------------------------------------------------------------- */

/* clang-format off */
static Op ops[] = {
  {"random", sample_random,
   "[gen:gen] | [gen:gen] b:int | [gen:gen] a:int b:int"
   " | res:T [gen:gen] | res:T [gen:gen] b:int | res:T [gen:gen] a:int b:int",
   "random integers: random(b) from 1 to b, random(a, b) from a to b, random() what the type holds"},
  {"uniform", sample_uniform,
   "[gen:gen] [a:num=0] [b:num=1] | res:T [gen:gen] [a:num=0] [b:num=1]",
   "uniform random numbers in [a, b)", FAC_REAL},
  {"normal", sample_normal,
   "[gen:gen] [mean:num=0] [std:num=1] | res:T [gen:gen] [mean:num=0] [std:num=1]",
   "normally distributed random numbers", FAC_REAL},
  {"cauchy", sample_cauchy,
   "[gen:gen] [median:num=0] [sigma:num=1] | res:T [gen:gen] [median:num=0] [sigma:num=1]",
   "random numbers of the Cauchy distribution", FAC_REAL},
  {"logNormal", sample_log_normal,
   "[gen:gen] [mean:num=1] [std:num=2] | res:T [gen:gen] [mean:num=1] [std:num=2]",
   "random numbers whose logarithm is normal with this mean and standard deviation", FAC_REAL},
  {"exponential", sample_exponential,
   "[gen:gen] lambda:num | res:T [gen:gen] lambda:num",
   "random numbers of the exponential distribution with rate lambda", FAC_REAL},
  {"geometric", sample_geometric,
   "[gen:gen] p:num | res:T [gen:gen] p:num",
   "1, 2, 3 ...: the number of trials when p is the probability of needing another one"},
  {"bernoulli", sample_bernoulli,
   "[gen:gen] [p:num=0.5] | res:T [gen:gen] [p:num=0.5] | res:T [gen:gen] p:Float"
   " | res:T [gen:gen] p:Double",
   "1 with probability p, else 0; p may be a tensor with a probability for each element"},
  {"rand", sample_rand, "!res [gen:gen] size:sizes",
   "a tensor of this size with uniform random numbers in [0, 1)", FAC_REAL},
  {"randn", sample_randn, "!res [gen:gen] size:sizes",
   "a tensor of this size with normal random numbers of mean 0 and variance 1", FAC_REAL},
  {"randperm", sample_randperm, "!res [gen:gen] n:int", "a random permutation of 1 ... n"},
  {"multinomial", sample_multinomial,
   "?res:Long [gen:gen] probs:T n:int [replacement:bool=false]",
   "n indices drawn with the probabilities in a vector, or in each row of a matrix", FAC_REAL},
  {"multinomialAliasSetup", alias_setup, "probs:T [state:table]",
   "the tables {J, q} with which multinomialAlias draws from probs", FAC_REAL, FAC_FUNCTION},
  {"multinomialAlias", alias_draw, "output:Long [gen:gen] state:table",
   "fills output with indices drawn by the alias method", FAC_ALL, FAC_FUNCTION},
  {"seed", generator_seed, "[gen:gen]",
   "seeds a generator from the system and returns the seed", FAC_ALL, FAC_FUNCTION},
  {"manualSeed", generator_manual_seed, "[gen:gen] seed:int",
   "seeds a generator: the same seed gives the same numbers", FAC_ALL, FAC_FUNCTION},
  {"initialSeed", generator_initial_seed, "[gen:gen]",
   "the seed that a generator started from", FAC_ALL, FAC_FUNCTION},
  {"getRNGState", generator_get_state, "[gen:gen] [state:Byte]",
   "the whole state of a generator in 5048 bytes", FAC_ALL, FAC_FUNCTION},
  {"setRNGState", generator_set_state, "[gen:gen] state:Byte",
   "takes a generator back to a state got by getRNGState", FAC_ALL, FAC_FUNCTION},
  {0},
};
/* clang-format on */

void fac_open_torch_sample(lua_State *L) {
  fac_register_torch(L, ops);
}
