/* The order of elements along a dimension: sort, topk, kthvalue, median, mode.
 *
 * A line is turned into items, integers that hold what an element ranks and where it is (see
 * kernel/sort.h). Items are sorted by a radix sort from the lowest digit up, whose passes are
 * spread over threads; selections narrow them down from the highest digit, so that they take time
 * linear in the size (D. E. Knuth, The Art of Computer Programming 3, 5.2.5). Since no two items
 * are equal, the order of equal elements is that of their positions, ascending and descending, and
 * the same for any number of threads.
 *
 * A nan: sort leaves it in its place, as Torch7 does with short lines, and sorts what lies between
 * two of them; to all others it is larger than every number, and one nan is as large as another.
 * Neighbours: kernel/sort.h has the kernels, reduce.c the extremes. */
#include "../kernel/sort.h"

#include <stdatomic.h>
#include <string.h>

#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/thread.h"
#include "torch.h"

enum {
  SHORT = 512, /* longest line that is sorted with scratch on the stack */
  SHORT_BITS = 8,
  MEDIUM = 4096, /* up to here more passes are faster than more counts */
  PIECE = 16384, /* elements that are worth a thread of their own */
  SAMPLE = 4,    /* how much larger a sample is than what is looked for in it, at least */
  MAX_PIECES = 32,
  MAX_SLOTS = 64
};

/* What a line is sorted with. */
typedef struct {
  uint64_t *items, *spare; /* each as long as the line */
  uint32_t *counts;        /* 2^bits for each piece */
  int bits;                /* of a rank in one pass, at most */
  int pieces;              /* that the work on a line is cut into, at most */
} Scratch;

/* Threads work on pieces of n elements. */
typedef struct {
  int64_t n, count;
} Pieces;

static Pieces pieces_of(int64_t n, const Scratch *s) {
  int64_t count = n / PIECE < s->pieces ? n / PIECE : s->pieces;
  return (Pieces){n, count > 0 ? count : 1};
}

static inline int64_t begin_of(const Pieces *pieces, int64_t k) {
  return pieces->n * k / pieces->count;
}

static inline int64_t size_of(const Pieces *pieces, int64_t k) {
  return begin_of(pieces, k + 1) - begin_of(pieces, k);
}

/* How many bits a pass over n items looks at, at most. */
static inline int digit_bits(const Scratch *s, int64_t n) {
  return n < MEDIUM ? SHORT_BITS : s->bits;
}

/* --- sorting items ---------------------------------------------------------------------------- */

typedef struct {
  Pieces pieces;
  const uint64_t *from;
  uint64_t *to;
  uint32_t *counts;
  int low, bits; /* of the ranks */
} Pass;

static void count_pieces(void *context, int64_t first, int64_t last) {
  const Pass *pass = context;
  for (int64_t k = first; k < last; k++)
    fac_sort->count(size_of(&pass->pieces, k), pass->from + begin_of(&pass->pieces, k), pass->low,
                    pass->bits, pass->counts + (k << pass->bits));
}

static void scatter_pieces(void *context, int64_t first, int64_t last) {
  const Pass *pass = context;
  for (int64_t k = first; k < last; k++)
    fac_sort->scatter(size_of(&pass->pieces, k), pass->from + begin_of(&pass->pieces, k), pass->low,
                      pass->bits, pass->counts + (k << pass->bits), pass->to);
}

/* Turns counts into the places of each piece's first item with each value; false if all items have
 * the same value. */
static bool find_places(const Pass *pass) {
  uint32_t place = 0;
  for (int64_t value = 0; value < (int64_t)1 << pass->bits; value++) {
    uint32_t before = place;
    for (int64_t k = 0; k < pass->pieces.count; k++) {
      uint32_t *count = pass->counts + (k << pass->bits) + value, n = *count;
      *count = place;
      place += n;
    }
    if (place - before == pass->pieces.n) return false;
  }
  return true;
}

/* Sorts n items, which lie in order of their positions, by the low bits of their ranks, which are
 * all that differ. They end in one of the two arrays, which is returned. */
static uint64_t *sort_items(const Scratch *s, uint64_t *items, uint64_t *spare, int64_t n,
                            int bits) {
  if (n <= FAC_SORT_FEW) {
    fac_sort->few(n, items);
    return items;
  }
  int widest = digit_bits(s, n), passes = (bits + widest - 1) / widest;
  Pass pass = {.pieces = pieces_of(n, s), .counts = s->counts};
  if (passes) pass.bits = (bits + passes - 1) / passes;
  for (; pass.low < bits; pass.low += pass.bits) {
    pass.from = items;
    pass.to = spare;
    fac_parallel_for(pass.pieces.count, 1, count_pieces, &pass);
    if (!find_places(&pass)) continue;
    fac_parallel_for(pass.pieces.count, 1, scatter_pieces, &pass);
    spare = items;
    items = pass.to;
  }
  return items;
}

/* Items of equal rank, and which of them is looked for. */
typedef struct {
  uint64_t *items;
  int64_t n, k;
} Ties;

/* The items that share the rank of the k-th smallest (from 0), in order; ranks differ in the low
 * bits only. They are moved to the other array, which may be the same. */
static Ties find_rank(const Scratch *s, Ties among, uint64_t *to, int bits) {
  for (int low = bits, width; low > 0 && among.n > 1;) {
    width = digit_bits(s, among.n);
    if (width > low) width = low;
    low -= width;
    fac_sort->count(among.n, among.items, low, width, s->counts);
    uint32_t value = 0;
    while (s->counts[value] <= among.k) among.k -= s->counts[value++];
    fac_sort->keep(among.n, among.items, low, width, value, to);
    among.items = to;
    among.n = s->counts[value];
  }
  return among;
}

/* --- from elements to items ------------------------------------------------------------------- */

typedef struct {
  DType dtype;
  int64_t step; /* bytes */
  const char *p;
  SortScale scale;
} Line;

/* Work on elements of a line, or on the items made of them. */
typedef struct {
  Pieces pieces;
  const Line *line;
  const Scratch *s;
  int64_t first;
  uint64_t *items, *spare;
  SortScale *range; /* of each piece */
  int64_t *begin;   /* of each piece, where a run must not be cut */
  char *values, *positions;
  int64_t vstep, pstep;
} Work;

static void range_pieces(void *context, int64_t first, int64_t last) {
  Work *w = context;
  const Line *line = w->line;
  for (int64_t k = first; k < last; k++)
    fac_sort->range[line->dtype](size_of(&w->pieces, k),
                                 line->p + (w->first + begin_of(&w->pieces, k)) * line->step,
                                 line->step, &w->range[k]);
}

/* Completes a scale whose range is known. */
static void fit_ranks(SortScale *scale, bool descending) {
  uint64_t range = scale->most - scale->least;
  int bits = range ? 64 - __builtin_clzll(range) : 0;
  scale->descending = descending;
  scale->shift = bits > 32 ? bits - 32 : 0;
  scale->bits = bits - scale->shift;
}

/* Finds the scale of n > 0 elements, from first on. */
static void set_scale(Line *line, const Scratch *s, int64_t first, int64_t n, bool descending) {
  SortScale range_of[MAX_PIECES] = {{0}};
  Work w = {.pieces = pieces_of(n, s), .line = line, .first = first, .range = range_of};
  fac_parallel_for(w.pieces.count, 1, range_pieces, &w);
  SortScale *scale = &line->scale;
  *scale = range_of[0];
  for (int k = 1; k < w.pieces.count; k++) {
    if (range_of[k].least < scale->least) scale->least = range_of[k].least;
    if (range_of[k].most > scale->most) scale->most = range_of[k].most;
  }
  fit_ranks(scale, descending);
}

static void pack_pieces(void *context, int64_t first, int64_t last) {
  const Work *w = context;
  const Line *line = w->line;
  for (int64_t k = first; k < last; k++) {
    int64_t begin = begin_of(&w->pieces, k);
    fac_sort->pack[line->dtype](w->first + begin, size_of(&w->pieces, k), line->p, line->step,
                                &line->scale, w->s->items + begin);
  }
}

static void pack(const Line *line, const Scratch *s, int64_t first, int64_t n) {
  Work w = {.pieces = pieces_of(n, s), .line = line, .s = s, .first = first};
  fac_parallel_for(w.pieces.count, 1, pack_pieces, &w);
}

/* --- ranks that leave something out ----------------------------------------------------------- */

static void refine(const Line *line, uint64_t *items, int64_t n) {
  fac_sort->refine[line->dtype](n, items, line->p, line->step, &line->scale);
}

static int64_t end_of_run(const uint64_t *items, int64_t begin, int64_t n) {
  uint64_t rank = fac_sort_rank(items[begin++]);
  while (begin < n && fac_sort_rank(items[begin]) == rank) begin++;
  return begin;
}

static void refine_pieces(void *context, int64_t first, int64_t last) {
  const Work *w = context;
  for (int64_t k = first; k < last; k++) {
    Scratch s = {.counts = w->s->counts + (k << w->s->bits), .bits = w->s->bits, .pieces = 1};
    for (int64_t begin = w->begin[k], end; begin < w->begin[k + 1]; begin = end) {
      end = end_of_run(w->items, begin, w->begin[k + 1]);
      if (end - begin == 1) continue;
      uint64_t *run = w->items + begin;
      refine(w->line, run, end - begin);
      uint64_t *sorted = sort_items(&s, run, w->spare + begin, end - begin, w->line->scale.shift);
      if (sorted != run) memcpy(run, sorted, (size_t)(end - begin) * sizeof *run);
    }
  }
}

/* Sorts runs of items with equal ranks by what the ranks leave out. A piece ends with a run. */
static void refine_runs(const Line *line, const Scratch *s, uint64_t *items, uint64_t *spare,
                        int64_t n) {
  int64_t begin[MAX_PIECES + 1] = {0};
  Work w = {pieces_of(n, s), line, s, .items = items, .spare = spare, .begin = begin};
  for (int64_t k = 1; k <= w.pieces.count; k++) {
    int64_t middle = begin_of(&w.pieces, k);
    begin[k] = middle > begin[k - 1] ? end_of_run(items, middle - 1, n) : begin[k - 1];
  }
  fac_parallel_for(w.pieces.count, 1, refine_pieces, &w);
}

/* Sorts items completely; they end in one of the two arrays, which is returned. */
static uint64_t *sort_all(const Line *line, const Scratch *s, uint64_t *items, uint64_t *spare,
                          int64_t n) {
  uint64_t *sorted = sort_items(s, items, spare, n, line->scale.bits);
  if (line->scale.shift) refine_runs(line, s, sorted, sorted == items ? spare : items, n);
  return sorted;
}

/* --- operations on one line ------------------------------------------------------------------- */

/* A call: what is to be done with each line, and where scratch is for those who do it. */
typedef struct Job Job;
struct Job {
  void (*body)(const Job *job, const Scratch *s, Line *line, char *values, char *positions);
  DType dtype;
  int64_t n, k;               /* size of a line; which element, or how many */
  int64_t step, vstep, pstep; /* bytes */
  bool descending, sorted;
  int slots;
  Scratch scratch[MAX_SLOTS];
  atomic_flag busy[MAX_SLOTS];
};

static void store_pieces(void *context, int64_t first, int64_t last) {
  const Work *w = context;
  const Line *line = w->line;
  for (int64_t k = first; k < last; k++) {
    int64_t begin = begin_of(&w->pieces, k);
    fac_sort->store[line->dtype](size_of(&w->pieces, k), w->items + begin, line->p, line->step,
                                 w->values + begin * w->vstep, w->vstep,
                                 w->positions + begin * w->pstep, w->pstep);
  }
}

static void store(const Job *job, const Scratch *s, const Line *line, uint64_t *items, int64_t n,
                  char *values, char *positions) {
  Work w = {.pieces = pieces_of(n, s),
            .line = line,
            .items = items,
            .values = values,
            .positions = positions,
            .vstep = job->vstep,
            .pstep = job->pstep};
  fac_parallel_for(w.pieces.count, 1, store_pieces, &w);
}

/* Packs and sorts n elements from first on, whose scale is known. */
static uint64_t *sort_elements(const Line *line, const Scratch *s, int64_t first, int64_t n) {
  pack(line, s, first, n);
  return sort_all(line, s, s->items, s->spare, n);
}

static void sort_line(const Job *job, const Scratch *s, Line *line, char *values, char *positions) {
  set_scale(line, s, 0, job->n, job->descending);
  if (!fac_sort_has_nan(line->dtype, &line->scale)) {
    uint64_t *sorted = sort_elements(line, s, 0, job->n);
    store(job, s, line, sorted, job->n, values, positions);
    return;
  }
  for (int64_t first = 0, end; first < job->n; first = end) {
    end = fac_sort->next_nan[line->dtype](first, job->n, line->p, line->step);
    uint64_t nan = (uint64_t)first, *sorted = &nan;
    if (end > first) {
      set_scale(line, s, first, end - first, job->descending);
      sorted = sort_elements(line, s, first, end - first);
    } else {
      end++;
    }
    store(job, s, line, sorted, end - first, values + first * job->vstep,
          positions + first * job->pstep);
  }
}

static void kth_line(const Job *job, const Scratch *s, Line *line, char *values, char *positions) {
  set_scale(line, s, 0, job->n, false);
  uint64_t *kth;
  if (job->n <= FAC_SORT_FEW) {
    kth = sort_elements(line, s, 0, job->n) + job->k;
  } else {
    pack(line, s, 0, job->n);
    Ties ties = find_rank(s, (Ties){s->items, job->n, job->k}, s->items, line->scale.bits);
    if (line->scale.shift && ties.n > 1) {
      refine(line, ties.items, ties.n);
      ties = find_rank(s, ties, ties.items, line->scale.shift);
    }
    kth = ties.items + ties.k;
  }
  store(job, s, line, kth, 1, values, positions);
}

/* Packs all elements that may be among the k first, and sets the scale; returns how many. When
 * these are few, the k-th of the first elements of the line is a bound that leaves few of all. */
static int64_t pack_first(const Job *job, const Scratch *s, Line *line) {
  int64_t n = job->n, sample = job->k * SAMPLE;
  while (sample < n / sample * job->k) sample *= 2;
  if (sample > n / SAMPLE || line->dtype == FAC_LONG) { /* whose keys have too many bits for that */
    set_scale(line, s, 0, n, job->descending);
    pack(line, s, 0, n);
    return n;
  }
  fac_sort->limits[line->dtype](&line->scale);
  fit_ranks(&line->scale, job->descending);
  pack(line, s, 0, sample);
  Ties last = find_rank(s, (Ties){s->items, sample, job->k - 1}, s->spare, line->scale.bits);
  return fac_sort->pick[line->dtype](n, line->p, line->step, &line->scale,
                                     fac_sort_rank(last.items[0]), s->items);
}

/* The k first elements. Unless they are few, those that rank below the last of them and those that
 * rank like it are gathered apart. */
static void top_line(const Job *job, const Scratch *s, Line *line, char *values, char *positions) {
  int64_t n = pack_first(job, s, line);
  if (n <= FAC_SORT_FEW || job->k == n) {
    store(job, s, line, sort_all(line, s, s->items, s->spare, n), job->k, values, positions);
    return;
  }
  Ties ties = find_rank(s, (Ties){s->items, n, job->k - 1}, s->spare, line->scale.bits);
  int64_t below = job->k - ties.k - 1; /* none if all are ties */
  if (below > 0) fac_sort->keep_below(n, s->items, fac_sort_rank(ties.items[0]), s->items);
  if (line->scale.shift && ties.n > 1) {
    refine(line, ties.items, ties.n);
    ties.items = sort_items(s, ties.items, s->items + below, ties.n, line->scale.shift);
  }
  store(job, s, line, ties.items, ties.k + 1, values + below * job->vstep,
        positions + below * job->pstep);
  if (below == 0) return;
  uint64_t *first = job->sorted ? sort_all(line, s, s->items, s->spare, below) : s->items;
  store(job, s, line, first, below, values, positions);
}

static void mode_line(const Job *job, const Scratch *s, Line *line, char *values, char *positions) {
  set_scale(line, s, 0, job->n, false);
  uint64_t *sorted = sort_elements(line, s, 0, job->n);
  int64_t mode = fac_sort->mode[line->dtype](job->n, sorted, line->p, line->step);
  store(job, s, line, sorted + mode, 1, values, positions);
}

/* --- all lines -------------------------------------------------------------------------------- */

static void run_body(const Job *job, const Scratch *s, char *const *p) {
  Line line = {.dtype = job->dtype, .step = job->step, .p = p[2]};
  job->body(job, s, &line, p[0], p[1]);
}

static void short_line(char *const *p, void *context) {
  uint64_t items[SHORT], spare[SHORT];
  uint32_t counts[1 << SHORT_BITS];
  run_body(context, &(Scratch){items, spare, counts, SHORT_BITS, 1}, p);
}

/* There are as many slots as threads may work here, so one is free. */
static void long_line(char *const *p, void *context) {
  Job *job = context;
  int slot = 0;
  while (atomic_flag_test_and_set_explicit(&job->busy[slot], memory_order_acquire))
    slot = (slot + 1) % job->slots;
  run_body(job, &job->scratch[slot], p);
  atomic_flag_clear_explicit(&job->busy[slot], memory_order_release);
}

/* Pushes the scratch for that many threads on lines, with as many on one line. */
static Tensor *make_scratch(lua_State *L, Job *job, int slots, int pieces) {
  int bits = FAC_SORT_BITS;
  int64_t counts = ((int64_t)pieces << bits) * (int64_t)sizeof(uint32_t) / 8;
  int64_t each = 2 * job->n + counts, size = slots * each;
  Tensor *room = fac_new_tensor_sized(L, FAC_LONG, 1, &size);
  job->slots = slots;
  for (int k = 0; k < slots; k++) {
    uint64_t *items = (uint64_t *)fac_tensor_data(room) + k * each, *spare = items + job->n;
    job->scratch[k] = (Scratch){items, spare, (uint32_t *)(spare + job->n), bits, pieces};
    atomic_flag_clear(&job->busy[k]);
  }
  return room;
}

/* Long lines are each given to a thread if there are enough of them, else each to all threads. */
static void run_lines(lua_State *L, Job *job, Tensor *const *t, int dim) {
  if (job->n <= SHORT) {
    fac_lines(3, t, dim, short_line, job, 8 * job->n);
    return;
  }
  int threads = fac_threads_get();
  bool many = fac_tensor_count(t[2]) / job->n >= threads;
  int slots = many ? (threads < MAX_SLOTS ? threads : MAX_SLOTS) : 1;
  int pieces = many ? 1 : threads < MAX_PIECES ? threads : MAX_PIECES;
  Tensor *room = make_scratch(L, job, slots, pieces);
  fac_lines(3, t, dim, long_line, job, many ? job->n : 0);
  fac_tensor_set(L, room, NULL, 0, 0, NULL, NULL); /* not for the collector to find */
}

static void check_line(lua_State *L, const Tensor *t, int dim) {
  if (t->size[dim] > UINT32_MAX)
    fac_error(L, "dimension %d has %lld elements, more than %lld cannot be ordered", dim + 1,
              (long long)t->size[dim], (long long)UINT32_MAX);
}

/* Runs the job on the lines along dim of argument 2; arguments 0 and 1, which become the results of
 * the call, get size elements there. */
static int run(lua_State *L, Args *a, Job *job, int dim, int64_t size) {
  Tensor *values = a->arg[0].t, *positions = a->arg[1].t;
  if (values == positions) fac_error(L, "values and positions must be two tensors");
  const Tensor *t = fac_apart(L, values, a->arg[2].t);
  t = fac_apart(L, positions, t);
  int64_t sizes[FAC_MAX_DIMS];
  memcpy(sizes, t->size, (size_t)t->ndim * sizeof *sizes);
  sizes[dim] = size;
  Tensor *room = fac_new_view(L, positions); /* which must not change if values cannot be resized */
  fac_tensor_resize(L, room, t->ndim, sizes, NULL);
  fac_tensor_resize(L, values, t->ndim, sizes, NULL);
  fac_tensor_set_as(L, positions, room);

  Tensor *written = positions;
  if (fac_storage_shared(values->storage, positions->storage))
    written = fac_new_tensor_sized(L, FAC_LONG, t->ndim, sizes);
  int64_t bytes = (int64_t)fac_dtype_size(t->dtype);
  job->dtype = t->dtype;
  job->n = t->size[dim];
  job->step = t->stride[dim] * bytes;
  job->vstep = values->stride[dim] * bytes;
  job->pstep = written->stride[dim] * (int64_t)sizeof(int64_t);
  if (fac_tensor_count(t) > 0) run_lines(L, job, (Tensor *[]){values, written, (Tensor *)t}, dim);
  if (written != positions) fac_copy(L, positions, written);
  fac_return(L, a, 0);
  fac_return(L, a, 1);
  return 2;
}

/* --- operations ------------------------------------------------------------------------------- */

static int sort_sort(lua_State *L, Args *a) {
  const Tensor *t = a->arg[2].t;
  int dim = fac_arg_dim(L, a, 3, t->ndim);
  check_line(L, t, dim);
  Job job = {.body = sort_line, .descending = a->arg[4].b};
  return run(L, a, &job, dim, t->size[dim]);
}

/* k, a number from 1 to the elements of a line. */
static int64_t checked_k(lua_State *L, const Args *a, int index, int dim) {
  int64_t k = a->arg[index].n.i, n = a->arg[2].t->size[dim];
  check_line(L, a->arg[2].t, dim);
  if (k < 1 || k > n)
    fac_error(L, "k not in range for dimension: %lld of the %lld elements along dimension %d",
              (long long)k, (long long)n, dim + 1);
  return k;
}

static int sort_topk(lua_State *L, Args *a) {
  int dim = fac_arg_dim(L, a, 4, a->arg[2].t->ndim);
  int64_t k = checked_k(L, a, 3, dim);
  Job job = {.body = top_line, .k = k, .descending = a->arg[5].b, .sorted = a->arg[6].b};
  return run(L, a, &job, dim, k);
}

static int sort_kthvalue(lua_State *L, Args *a) {
  int dim = fac_arg_dim(L, a, 4, a->arg[2].t->ndim);
  Job job = {.body = kth_line, .k = checked_k(L, a, 3, dim) - 1};
  return run(L, a, &job, dim, 1);
}

/* Runs a job that needs an element in each line. */
static int run_reduction(lua_State *L, Args *a, Job *job) {
  const Tensor *t = a->arg[2].t;
  int dim = fac_arg_dim(L, a, 3, t->ndim);
  if (t->size[dim] == 0) fac_error(L, "dimension %d has no elements", dim + 1);
  check_line(L, t, dim);
  job->k = (t->size[dim] - 1) / 2;
  return run(L, a, job, dim, 1);
}

static int sort_median(lua_State *L, Args *a) {
  return run_reduction(L, a, &(Job){.body = kth_line});
}

static int sort_mode(lua_State *L, Args *a) {
  return run_reduction(L, a, &(Job){.body = mode_line});
}

static Op ops[] = {
    {"sort", sort_sort, "?res ?positions:Long t [dim:dim=-1] [descending:bool]",
     "elements in order along a dimension, and their positions"},
    {"topk", sort_topk,
     "?res ?positions:Long t [k:int=1] [dim:dim=-1] [descending:bool] [sorted:bool]",
     "the k smallest (descending: largest) elements along a dimension, and their positions"},
    {"kthvalue", sort_kthvalue, "?res ?positions:Long t k:int [dim:dim=-1]",
     "k-th smallest element along a dimension, and its position"},
    {"median", sort_median, "?res ?positions:Long t [dim:dim=-1]",
     "middle element along a dimension, the lower of two, and its position"},
    {"mode", sort_mode, "?res ?positions:Long t [dim:dim=-1]",
     "most frequent element along a dimension, the smallest of several, and its last position"},
    {NULL}};

void fac_open_torch_sort(lua_State *L) {
  fac_register_torch(L, ops);
}
