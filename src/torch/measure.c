/* Measures of the values in a tensor or its slices: norms that are bounded, distances of rows,
 * histograms, distinct values, logarithms of sums of exponentials.
 * Neighbours: kernel/measure.h has the loops; reduce.c has sums, norms and extremes, sort.c order
 * statistics. */
#include <math.h>
#include <string.h>

#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/thread.h"
#include "../kernel/measure.h"
#include "../kernel/pick.h"
#include "../kernel/point.h"
#include "torch.h"

static const char *row_of(const Tensor *t, int64_t row, int64_t length) {
  return (const char *)fac_tensor_data(t) + row * length * (int64_t)fac_dtype_size(t->dtype);
}

/* --- renorm ----------------------------------------------------------------------------------- */

/* Rows, one for each slice, and the factors that bring their norms down to the bound. */
typedef struct {
  const Tensor *rows, *factors;
  int64_t length;
  double power, bound;
} Bounding;

static void bound_rows(void *context, int64_t first, int64_t last) {
  const Bounding *b = context;
  DType dtype = b->rows->dtype;
  int64_t bytes = (int64_t)fac_dtype_size(dtype);
  for (int64_t i = first; i < last; i++) {
    double sum =
        fac_reduce->power[dtype](b->length, row_of(b->rows, i, b->length), bytes, b->power, 0);
    double norm = b->power == 2 ? sqrt(sum) : pow(sum, 1 / b->power);
    double factor = norm > b->bound ? b->bound / (norm + 1e-7) : 1;
    fac_set_element(dtype, (char *)row_of(b->factors, i, 1), (Scalar){factor, 0});
  }
}

/* result = renorm([result,] t, p, dim, maxnorm); t:renorm(p, dim, maxnorm) works in place. Each
 * slice along dim whose p-norm is above maxnorm is scaled by maxnorm / (norm + 1e-7). t has at
 * least two dimensions, p is positive, maxnorm not negative.
 *
 *     torch.renorm(torch.Tensor{{3, 4}, {0.3, 0.4}}, 2, 1, 1)  -- about {{0.6, 0.8}, {0.3, 0.4}} */
static int measure_renorm(lua_State *L, Args *a) {
  enum { RESULT, T, POWER, DIM, BOUND, ELEMENTS = 16384 };
  Tensor *result = a->arg[RESULT].t;
  const Tensor *t = a->arg[T].t;
  double power = a->arg[POWER].n.d, bound = a->arg[BOUND].n.d;
  int dim = fac_arg_dim(L, a, DIM, t->ndim);
  if (t->ndim < 2) fac_error(L, "at least 2 dimensions expected, got size %s", FAC_SHAPE(t));
  if (!(power > 0 && power < HUGE_VAL)) fac_error(L, "a positive p expected, got %g", power);
  if (!(bound >= 0)) fac_error(L, "a maxnorm of 0 or more expected, got %g", bound);
  if (result != t) t = fac_apart(L, result, t);
  fac_tensor_resize_as(L, result, t);
  if (fac_tensor_count(t) == 0) return fac_return(L, a, RESULT);

  Tensor front = *t; /* slices first */
  for (int d = dim; d > 0; d--) fac_tensor_transpose(&front, d, d - 1);
  Bounding b = {.rows = fac_new_contiguous(L, &front),
                .factors = fac_new_tensor_sized(L, t->dtype, 1, &t->size[dim]),
                .length = fac_tensor_count(t) / t->size[dim],
                .power = power,
                .bound = bound};
  fac_parallel_for(t->size[dim], 1 + ELEMENTS / b.length, bound_rows, &b);

  Tensor factors = *b.factors; /* one for a whole slice */
  factors.ndim = t->ndim;
  for (int d = 0; d < t->ndim; d++) {
    factors.size[d] = t->size[d];
    factors.stride[d] = d == dim;
  }
  Scalar none[2] = {{0, 0}};
  fac_loop(L, 3, (Tensor *[]){result, (Tensor *)t, &factors}, fac_point->op[POINT_mul][t->dtype],
           none, 1);
  return fac_return(L, a, RESULT);
}

/* --- distances -------------------------------------------------------------------------------- */

typedef struct {
  const Tensor *a, *b;
  Tensor *result;
  int64_t length;
  Scalar gain;
} Matching;

static void match_rows(void *context, int64_t first, int64_t last) {
  const Matching *m = context;
  DType dtype = m->a->dtype;
  int64_t columns = m->b->size[0];
  for (int64_t i = first; i < last; i++)
    for (int64_t j = 0; j < columns; j++) {
      Sum sum = fac_measure->squared_distance[dtype](m->length, row_of(m->a, i, m->length),
                                                     row_of(m->b, j, m->length));
      Scalar value = {m->gain.d * sum.d, (int64_t)((uint64_t)m->gain.i * (uint64_t)sum.i)};
      if (dtype != FAC_LONG) value.i = (int32_t)(uint32_t)value.i; /* which then wraps further */
      fac_set_element(dtype, (char *)row_of(m->result, i * columns + j, 1), value);
    }
}

/* result = match([result,] a, b[, v = 1]): v times the squared distances of the rows of a from
 * those of b, a matrix of as many rows as a and as many columns as b has rows. Whatever the
 * dimensions, a row is all that belongs to one index of the first.
 *
 *     torch.match(torch.Tensor{{0, 0}}, torch.Tensor{{3, 4}, {0, 1}})  -- {{25, 1}} */
static int measure_match(lua_State *L, Args *args) {
  enum { RESULT, A, B, GAIN, ELEMENTS = 16384 };
  Tensor *result = args->arg[RESULT].t;
  const Tensor *a = args->arg[A].t, *b = args->arg[B].t;
  int64_t an = fac_tensor_count(a), bn = fac_tensor_count(b);
  if (an == 0 || bn == 0) fac_error(L, "a tensor is empty: %s and %s", FAC_SHAPE(a), FAC_SHAPE(b));
  if (an / a->size[0] != bn / b->size[0])
    fac_error(L, "rows of a, %s, and of b, %s, differ in length", FAC_SHAPE(a), FAC_SHAPE(b));
  a = fac_dense_input(L, fac_apart(L, result, a));
  b = fac_dense_input(L, fac_apart(L, result, b));
  fac_tensor_resize_2d(L, result, a->size[0], b->size[0]);
  Matching m = {.a = a,
                .b = b,
                .result = fac_dense_result(L, result),
                .length = an / a->size[0],
                .gain = args->arg[GAIN].n};
  fac_parallel_for(a->size[0], 1 + ELEMENTS / (m.length * b->size[0]), match_rows, &m);
  fac_dense_store(L, result, m.result);
  return fac_return(L, args, RESULT);
}

/* --- histograms ------------------------------------------------------------------------------- */

/* The range of a histogram. */
typedef struct {
  double min, max;
  int64_t bins;
} Range;

/* Reads bins, min and max, the arguments from 2 on; min equal to max asks for that of the data. */
static Range read_range(lua_State *L, const Args *a, const Tensor *t) {
  Range r = {.bins = a->arg[2].n.i, .min = a->arg[3].n.d, .max = a->arg[4].n.d};
  if (r.bins < 1 || r.bins > INT32_MAX)
    fac_error(L, "a positive number of bins expected, got %lld", (long long)r.bins);
  if (r.min == r.max) {
    if (fac_tensor_count(t) == 0) fac_error(L, "the tensor is empty and no range is given");
    const char *data = fac_tensor_data(t);
    int64_t n = fac_tensor_count(t), bytes = (int64_t)fac_dtype_size(t->dtype);
    int64_t least = fac_reduce->argmin[t->dtype](n, data, bytes);
    int64_t most = fac_reduce->argmax[t->dtype](n, data, bytes);
    r.min = fac_get_element(t->dtype, data + least * bytes).d;
    r.max = fac_get_element(t->dtype, data + most * bytes).d;
  }
  if (r.min == r.max) {
    r.min -= 1;
    r.max += 1;
  }
  double limit = t->dtype == FAC_FLOAT ? (double)3.40282347e38f : 1.7976931348623157e308;
  if (!(r.min < r.max && r.max - r.min <= limit))
    fac_error(L, "a finite range expected, got %g to %g", r.min, r.max);
  return r;
}

/* Rows of a dense tensor, each cut into pieces that are counted on their own. */
typedef struct {
  const Tensor *t;
  Range range;
  int64_t length, pieces, piece; /* of a row; elements of a piece */
  int64_t *counts;               /* bins for each piece */
} Counting;

static void count_pieces(void *context, int64_t first, int64_t last) {
  const Counting *c = context;
  int64_t bytes = (int64_t)fac_dtype_size(c->t->dtype);
  for (int64_t k = first; k < last; k++) {
    int64_t begin = k % c->pieces * c->piece, left = c->length - begin;
    const char *p = row_of(c->t, k / c->pieces, c->length) + begin * bytes;
    fac_measure->histogram[c->t->dtype](left < c->piece ? left : c->piece, p, c->range.min,
                                        c->range.max, c->range.bins, c->counts + k * c->range.bins);
  }
}

/* Histograms of rows of that length into the rows of a dense result. */
static void count_rows(lua_State *L, Tensor *result, const Tensor *t, int64_t rows, int64_t length,
                       Range range) {
  enum { PIECE = 65536, MOST_PIECES = 16, FEW_BINS = 4096 };
  Counting c = {.t = t, .range = range, .length = length, .pieces = 1};
  if (range.bins <= FEW_BINS && length >= 2 * PIECE)
    c.pieces = length / PIECE < MOST_PIECES ? length / PIECE : MOST_PIECES;
  c.piece = (length + c.pieces - 1) / c.pieces;
  int64_t tasks = rows * c.pieces;
  Tensor *counts = fac_new_tensor_sized(L, FAC_LONG, 2, (const int64_t[]){tasks, range.bins});
  c.counts = fac_tensor_data(counts);
  memset(c.counts, 0, (size_t)(tasks * range.bins) * sizeof *c.counts);
  fac_parallel_for(tasks, 1 + PIECE / 4 / (c.piece + 1), count_pieces, &c);
  for (int64_t row = 0; row < rows; row++)
    for (int64_t bin = 0; bin < range.bins; bin++) {
      int64_t total = 0;
      for (int64_t k = 0; k < c.pieces; k++)
        total += c.counts[(row * c.pieces + k) * range.bins + bin];
      fac_set_element(result->dtype, (char *)row_of(result, row * range.bins + bin, 1),
                      (Scalar){(double)total, total});
    }
}

/* result = histc([result,] t[, bins = 100[, min = 0[, max = 0]]]): how many elements of t lie in
 * each of bins parts of equal width of [min, max]; max belongs to the last part, what is outside
 * does not count. min equal to max asks for the range of the data, or one of 1 around it when all
 * are equal.
 *
 *     torch.histc(torch.Tensor{1, 2, 2, 4}, 3)  -- {1, 2, 1} */
static int measure_histc(lua_State *L, Args *a) {
  Tensor *result = a->arg[0].t;
  const Tensor *t = fac_dense_input(L, fac_apart(L, result, a->arg[1].t));
  Range range = read_range(L, a, t);
  Tensor *counts = fac_new_tensor_sized(L, t->dtype, 1, &range.bins);
  count_rows(L, counts, t, 1, fac_tensor_count(t), range);
  fac_tensor_resize_as(L, result, counts);
  fac_copy(L, result, counts);
  return fac_return(L, a, 0);
}

/* result = bhistc([result,] t[, bins = 100[, min = 0[, max = 0]]]): the same for each row of a
 * matrix t, rows x bins; a range that is not given is that of the whole matrix.
 *
 *     torch.bhistc(torch.Tensor{{1, 2}, {2, 2}}, 2)  -- {{1, 1}, {0, 2}} */
static int measure_bhistc(lua_State *L, Args *a) {
  Tensor *result = a->arg[0].t;
  if (a->arg[1].t->ndim != 2)
    fac_error(L, "a matrix expected, got size %s", FAC_SHAPE(a->arg[1].t));
  const Tensor *t = fac_dense_input(L, fac_apart(L, result, a->arg[1].t));
  Range range = read_range(L, a, t);
  Tensor *counts = fac_new_tensor_sized(L, t->dtype, 2, (const int64_t[]){t->size[0], range.bins});
  count_rows(L, counts, t, t->size[0], t->size[1], range);
  fac_tensor_resize_as(L, result, counts);
  fac_copy(L, result, counts);
  return fac_return(L, a, 0);
}

/* --- distinct values -------------------------------------------------------------------------- */

/* A key, which orders as the elements do, and the place of its element. */
typedef struct {
  uint64_t key;
  int64_t place;
} Item;

/* Sorts by key, keeping the order of equal ones: a radix sort by bytes, lowest first (D. E. Knuth,
 * The Art of Computer Programming, volume 3, section 5.2.5). Both arrays have n items; returns the
 * one with the result. */
static Item *sort_items(int64_t n, Item *items, Item *room) {
  enum { BYTES = sizeof(uint64_t), VALUES = 256 };
  int64_t count[BYTES][VALUES];
  memset(count, 0, sizeof count);
  for (int64_t i = 0; i < n; i++)
    for (int b = 0; b < BYTES; b++) count[b][items[i].key >> 8 * b & 0xff]++;
  for (int b = 0; b < BYTES; b++) {
    if (count[b][items[0].key >> 8 * b & 0xff] == n) continue; /* all the same */
    int64_t next = 0;
    for (int v = 0; v < VALUES; v++) {
      int64_t here = count[b][v];
      count[b][v] = next;
      next += here;
    }
    for (int64_t i = 0; i < n; i++) room[count[b][items[i].key >> 8 * b & 0xff]++] = items[i];
    Item *swap = items;
    items = room;
    room = swap;
  }
  return items;
}

static Item *sorted_items(lua_State *L, const Tensor *t, int64_t n) {
  enum { PIECE = 512 };
  uint64_t key[PIECE];
  /* buffers of tensors, so that the collector knows of them */
  const int64_t size[] = {n, sizeof(Item) / sizeof(int64_t)};
  Item *items = fac_tensor_data(fac_new_tensor_sized(L, FAC_LONG, 2, size));
  Item *room = fac_tensor_data(fac_new_tensor_sized(L, FAC_LONG, 2, size));
  for (int64_t first = 0; first < n; first += PIECE) {
    int64_t count = n - first < PIECE ? n - first : PIECE;
    fac_pick->keys[t->dtype](count, row_of(t, first, 1), key);
    for (int64_t i = 0; i < count; i++) items[first + i] = (Item){key[i], first + i};
  }
  return sort_items(n, items, room);
}

/* values[, inverse][, counts] = unique(t[, inverse = false[, counts = false]]): the distinct values
 * of t in ascending order, a vector; 0 and -0 are the same value, all nan are one, the last.
 * inverse is a LongTensor of the size of t that tells for each element which value it is, counts
 * one that tells how often each value occurs.
 *
 *     values, where = torch.unique(torch.Tensor{7, 3, 7}, true)  -- {3, 7}, {2, 1, 2} */
static int measure_unique(lua_State *L, Args *a) {
  const Tensor *t = fac_dense_input(L, a->arg[0].t);
  bool wants_inverse = a->arg[1].b, wants_counts = a->arg[2].b;
  int64_t n = fac_tensor_count(t), bytes = (int64_t)fac_dtype_size(t->dtype), distinct = 0;
  Item *items = n > 0 ? sorted_items(L, t, n) : NULL;
  for (int64_t i = 0; i < n; i++) distinct += i == 0 || items[i].key != items[i - 1].key;
  Tensor *values = fac_new_tensor_sized(L, t->dtype, distinct > 0, &distinct);
  int results = lua_gettop(L);
  Tensor *inverse = wants_inverse ? fac_new_tensor_sized(L, FAC_LONG, t->ndim, t->size) : NULL;
  Tensor *counts = wants_counts ? fac_new_tensor_sized(L, FAC_LONG, distinct > 0, &distinct) : NULL;
  int64_t *which = inverse ? fac_tensor_data(inverse) : NULL;
  int64_t *many = counts ? fac_tensor_data(counts) : NULL;
  for (int64_t i = 0, value = -1; i < n; i++) {
    if (i == 0 || items[i].key != items[i - 1].key) {
      value++;
      memcpy((char *)row_of(values, value, 1), row_of(t, items[i].place, 1), (size_t)bytes);
      if (many) many[value] = 0;
    }
    if (many) many[value]++;
    if (which) which[items[i].place] = value + 1;
  }
  return lua_gettop(L) - results + 1;
}

/* --- logsumexp -------------------------------------------------------------------------------- */

enum { LSE_BLOCK = 16384 };

/* All elements, in blocks that depend on their number only. */
typedef struct {
  const Tensor *t;
  int64_t n;
  double *part;
} LogSums;

static void sum_blocks(void *context, int64_t first, int64_t last) {
  const LogSums *s = context;
  for (int64_t k = first; k < last; k++) {
    int64_t begin = k * LSE_BLOCK, n = s->n - begin < LSE_BLOCK ? s->n - begin : LSE_BLOCK;
    s->part[k] = fac_measure->log_sum_exp[s->t->dtype](n, row_of(s->t, begin, 1));
  }
}

static double total_log_sum(lua_State *L, const Tensor *t) {
  LogSums s = {.t = fac_dense_input(L, t), .n = fac_tensor_count(t)};
  int64_t blocks = (s.n + LSE_BLOCK - 1) / LSE_BLOCK;
  s.part = fac_new_userdata(L, (size_t)(blocks + 1) * sizeof *s.part);
  fac_parallel_for(blocks, 1, sum_blocks, &s);
  if (blocks == 1) return s.part[0];
  return fac_measure->log_sum_exp[FAC_DOUBLE](blocks, (const char *)s.part);
}

/* logsumexp(t): the logarithm of the sum of exp over all elements, a number, without overflow;
 * -inf for an empty tensor. result = logsumexp([result,] t, dim): along a dimension, which is kept
 * with size 1.
 *
 *     torch.logsumexp(torch.Tensor{1000, 1000})  -- 1000 + log(2) */
static int measure_logsumexp(lua_State *L, Args *a) {
  if (a->form == 0) {
    lua_pushnumber(L, total_log_sum(L, a->arg[0].t));
    return 1;
  }
  enum { RESULT, T, DIM, COST = 2 };
  Tensor *result = a->arg[RESULT].t;
  int dim = fac_arg_dim(L, a, DIM, a->arg[T].t->ndim);
  const Tensor *t = fac_dense_input(L, fac_apart(L, result, a->arg[T].t));
  int64_t size[FAC_MAX_DIMS];
  memcpy(size, t->size, (size_t)t->ndim * sizeof *size);
  size[dim] = 1;
  fac_tensor_resize(L, result, t->ndim, size, NULL);
  Tensor *dense = fac_dense_result(L, result);
  LineOperand operands[] = {{fac_tensor_data(dense), true, t->dtype},
                            {fac_tensor_data(t), false, t->dtype}};
  fac_dense_lines(fac_lines_along(t, dim), 2, operands, fac_measure->log_sum_exp_lines[t->dtype],
                  COST);
  fac_dense_store(L, result, dense);
  return fac_return(L, a, RESULT);
}

#define HISTOGRAM_FORM "?res t [bins:int=100] [min:num=0] [max:num=0]"

static Op ops[] = {
    {"renorm", measure_renorm, "*res t p:num dim:dim maxnorm:num",
     "slices scaled down to a largest norm", FAC_REAL},
    {"match", measure_match, "?res a b [v:num=1]", "squared distances between rows"},
    {"histc", measure_histc, HISTOGRAM_FORM, "histogram of all elements", FAC_REAL},
    {"bhistc", measure_bhistc, HISTOGRAM_FORM, "histograms of the rows of a matrix", FAC_REAL},
    {"unique", measure_unique, "t [inverse:bool=false] [counts:bool=false]",
     "distinct values in order; which one each element is; how often each occurs"},
    {"logsumexp", measure_logsumexp, "t | ?res t dim:dim",
     "logarithm of the sum of exponentials, of all elements or along a dimension", FAC_REAL},
    {NULL}};

void fac_open_torch_measure(lua_State *L) {
  fac_register_torch(L, ops);
}
