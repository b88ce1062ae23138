/* The one strided iterator. A loop is first brought into the simplest geometry (few dimensions, the
 * longest runs innermost), then cut into pieces by element count, so that one long line is spread
 * over threads just as many short ones are.
 * Neighbours: loop.h says what callers may rely on; the leaf loops are in src/kernel. */
#include "loop.h"

#include <string.h>

#include "../kernel/point.h"
#include "interrupt.h"
#include "thread.h"
#include "transpose.h"

typedef struct {
  int ndim, count;
  int64_t size[FAC_MAX_DIMS];
  int64_t step[FAC_LOOP_OPERANDS][FAC_MAX_DIMS]; /* bytes */
  char *base[FAC_LOOP_OPERANDS];
  Leaf leaf;
  const void *param;
  int64_t look_up; /* elements after which to see whether to stop; 0: go on to the end */
} Plan;

enum { SHAPES_TEXT = FAC_LOOP_OPERANDS * (FAC_SHAPE_TEXT + 8) };

/* Elements that are worth a thread of their own, for work that costs one unit each. */
enum { GRAIN = 16384, LEAST_GRAIN = 512 };

/* Elements after which an element-wise operation looks up; some milliseconds of the dearest. */
enum { LOOK_UP = 1 << 18 };

/* --- preparing -------------------------------------------------------------------------------- */

/* The bytes that a tensor may touch: [first, last). */
static void span(const Tensor *t, const char **first, const char **last) {
  int64_t reach = 0;
  for (int d = 0; d < t->ndim; d++) reach += (t->size[d] - 1) * t->stride[d];
  *first = fac_tensor_data(t);
  *last = *first + (size_t)(reach + 1) * fac_dtype_size(t->dtype);
}

static bool overlap(const Tensor *a, const Tensor *b) {
  if (!a->storage || !b->storage) return false;
  if (a->storage != b->storage && !a->storage->parent && !b->storage->parent &&
      a->storage->capacity && b->storage->capacity)
    return false;
  const char *a0, *a1, *b0, *b1;
  span(a, &a0, &a1);
  span(b, &b0, &b1);
  return a0 < b1 && b0 < a1;
}

/* Whether two different positions of t may be the same element (expanded or unfolded views). Going
 * from the smallest stride up, every dimension must step over all that the ones before reach. */
bool fac_overlaps_itself(const Tensor *t) {
  bool used[FAC_MAX_DIMS] = {false};
  int64_t reach = 0;
  for (int round = 0; round < t->ndim; round++) {
    int smallest = 0;
    while (used[smallest]) smallest++;
    for (int d = smallest + 1; d < t->ndim; d++)
      if (!used[d] && t->stride[d] < t->stride[smallest]) smallest = d;
    used[smallest] = true;
    if (t->size[smallest] <= 1) continue;
    if (t->stride[smallest] <= reach) return true;
    reach += (t->size[smallest] - 1) * t->stride[smallest];
  }
  return false;
}

static bool same_count(int count, Tensor *const *t, int64_t n) {
  for (int k = 1; k < count; k++)
    if (fac_tensor_count(t[k]) != n) return false;
  return true;
}

/* "2x3, 4 and 5x6" into text. */
static char *shapes_text(char text[SHAPES_TEXT], int count, Tensor *const *t) {
  *text = 0;
  for (int k = 0; k < count; k++) {
    if (k) strcat(text, k == count - 1 ? " and " : ", ");
    strcat(text, FAC_SHAPE(t[k]));
  }
  return text;
}
#define SHAPES(count, t) shapes_text((char[SHAPES_TEXT]){0}, count, t)

/* The operand as the loop is to walk it: with the shape of the first one, and without overlap that
 * would let the loop read what it has written. */
static const Tensor *prepare(lua_State *L, const Tensor *result, const Tensor *t) {
  bool unlike = !fac_tensor_same_size(result, t);
  bool overlapping = overlap(result, t) && !fac_tensor_same_layout(result, t);
  if (!overlapping && !unlike) return t;
  Tensor *view;
  if (overlapping) {
    view = fac_new_tensor_sized(L, t->dtype, t->ndim, t->size);
    fac_copy(L, view, t);
  } else {
    view = fac_new_view(L, fac_new_contiguous(L, t));
  }
  if (unlike)
    fac_tensor_set(L, view, view->storage, view->offset, result->ndim, result->size, NULL);
  return view;
}

static void add_operand(Plan *plan, const Tensor *t) {
  int64_t bytes = (int64_t)fac_dtype_size(t->dtype);
  int k = plan->count++;
  plan->base[k] = fac_tensor_data(t);
  for (int d = 0; d < t->ndim; d++) plan->step[k][d] = t->stride[d] * bytes;
}

static void swap_dims(Plan *plan, int a, int b) {
  int64_t size = plan->size[a];
  plan->size[a] = plan->size[b];
  plan->size[b] = size;
  for (int k = 0; k < plan->count; k++) {
    int64_t step = plan->step[k][a];
    plan->step[k][a] = plan->step[k][b];
    plan->step[k][b] = step;
  }
}

/* Puts the dimension with the smallest steps innermost (insertion sort, first operand decides). */
static void sort_dims(Plan *plan) {
  for (int i = 1; i < plan->ndim; i++)
    for (int j = i; j > 0; j--) {
      int k = 0;
      while (k < plan->count - 1 && plan->step[k][j - 1] == plan->step[k][j]) k++;
      if (plan->step[k][j - 1] >= plan->step[k][j]) break;
      swap_dims(plan, j - 1, j);
    }
}

/* Joins neighbouring dimensions that every operand walks in one stride; drops those of size 1. */
static void coalesce(Plan *plan) {
  int last = -1;
  for (int d = 0; d < plan->ndim; d++) {
    if (plan->size[d] == 1) continue;
    bool joins = last >= 0;
    for (int k = 0; joins && k < plan->count; k++)
      joins = plan->step[k][last] == plan->step[k][d] * plan->size[d];
    if (joins)
      plan->size[last] *= plan->size[d];
    else
      plan->size[++last] = plan->size[d];
    for (int k = 0; k < plan->count; k++) plan->step[k][last] = plan->step[k][d];
  }
  if (last < 0) { /* a single element */
    last = 0;
    plan->size[0] = 1;
    for (int k = 0; k < plan->count; k++) plan->step[k][0] = 0;
  }
  plan->ndim = last + 1;
}

/* --- broadcasting ----------------------------------------------------------------------------- */

/* The size that these tensors have together; false where two of them do not fit. */
static bool common_size(int count, Tensor *const *t, int *ndim, int64_t *size) {
  *ndim = 0;
  for (int k = 0; k < count; k++) {
    if (t[k]->ndim == 0) return false;
    if (t[k]->ndim > *ndim) *ndim = t[k]->ndim;
  }
  for (int d = 0; d < *ndim; d++) size[d] = 1;
  for (int k = 0; k < count; k++)
    for (int d = 0; d < t[k]->ndim; d++) {
      int64_t n = t[k]->size[d], *common = &size[d + *ndim - t[k]->ndim];
      if (n != 1 && *common != 1 && n != *common) return false;
      if (n != 1) *common = n;
    }
  return true;
}

/* Pushes t, seen with this size. */
static Tensor *repeated(lua_State *L, const Tensor *t, int ndim, const int64_t *size) {
  Tensor *view = fac_new_view(L, t);
  int extra = ndim - t->ndim;
  view->ndim = ndim;
  for (int d = 0; d < ndim; d++) {
    view->size[d] = size[d];
    view->stride[d] = d < extra || t->size[d - extra] != size[d] ? 0 : t->stride[d - extra];
  }
  return view;
}

void fac_broadcast(lua_State *L, const Tensor *result, int count, Tensor **t) {
  if (same_count(count, t, fac_tensor_count(t[0]))) return;
  int ndim;
  int64_t size[FAC_MAX_DIMS];
  if (!common_size(count, t, &ndim, size))
    fac_error(L,
              "inconsistent tensor size: %s have different numbers of elements and cannot be "
              "broadcast to one size",
              SHAPES(count, t));
  Tensor like = {.ndim = ndim};
  memcpy(like.size, size, (size_t)ndim * sizeof *size);
  for (int k = 0; k < count; k++)
    if (t[k] == result && !fac_tensor_same_size(result, &like))
      fac_error(L,
                "inconsistent tensor size: the result of size %s is an operand and cannot "
                "become %s",
                FAC_SHAPE(result), FAC_SHAPE(&like));
  luaL_checkstack(L, 2 * FAC_LOOP_OPERANDS, "too many temporaries");
  for (int k = 0; k < count; k++)
    if (!fac_tensor_same_size(t[k], &like)) t[k] = repeated(L, t[k], ndim, size);
}

/* --- running ---------------------------------------------------------------------------------- */

/* The elements [first, last) in the plan's order. */
static void run(void *context, int64_t first, int64_t last) {
  const Plan *plan = context;
  int inner = plan->ndim - 1;
  int64_t line = plan->size[inner];
  int64_t step[FAC_LOOP_OPERANDS], at[FAC_MAX_DIMS];
  char *p[FAC_LOOP_OPERANDS], *q[FAC_LOOP_OPERANDS];
  for (int k = 0; k < plan->count; k++) {
    p[k] = plan->base[k];
    step[k] = plan->step[k][inner];
  }
  int64_t rest = first / line, within = first % line;
  for (int d = inner - 1; d >= 0; d--) {
    at[d] = rest % plan->size[d];
    rest /= plan->size[d];
    for (int k = 0; k < plan->count; k++) p[k] += at[d] * plan->step[k][d];
  }
  int64_t most = plan->look_up ? plan->look_up : last - first, since = 0;
  while (first < last) {
    int64_t n = line - within < last - first ? line - within : last - first;
    if (n > most) n = most;
    if (plan->look_up && (since += n) >= most) {
      if (fac_shall_stop()) return;
      since = 0;
    }
    for (int k = 0; k < plan->count; k++) q[k] = p[k] + within * step[k];
    plan->leaf(n, q, step, plan->param);
    first += n;
    within += n;
    if (within < line) continue;
    within = 0;
    for (int d = inner - 1; d >= 0; d--) {
      for (int k = 0; k < plan->count; k++) p[k] += plan->step[k][d];
      if (++at[d] < plan->size[d]) break;
      for (int k = 0; k < plan->count; k++) p[k] -= plan->size[d] * plan->step[k][d];
      at[d] = 0;
    }
  }
}

static void plan_and_run(lua_State *L, int count, Tensor *const *t, Leaf leaf, const void *param,
                         int64_t grain, bool serial, bool may_stop) {
  int64_t n = fac_tensor_count(t[0]);
  if (!same_count(count, t, n))
    fac_error(L, "the tensors must have the same number of elements, got sizes %s",
              SHAPES(count, t));
  if (n == 0) return;
  int top = lua_gettop(L);
  luaL_checkstack(L, 2 * FAC_LOOP_OPERANDS, "too many temporaries");
  Plan plan = {.leaf = leaf, .param = param, .ndim = t[0]->ndim, .look_up = may_stop ? LOOK_UP : 0};
  memcpy(plan.size, t[0]->size, (size_t)plan.ndim * sizeof plan.size[0]);
  add_operand(&plan, t[0]);
  for (int k = 1; k < count; k++) add_operand(&plan, prepare(L, t[0], t[k]));
  if (!serial) {
    serial = fac_overlaps_itself(t[0]);
    if (!serial) sort_dims(&plan);
  }
  coalesce(&plan);
  if (serial)
    run(&plan, 0, n);
  else
    fac_parallel_for(n, grain, run, &plan);
  lua_settop(L, top);
}

/* Small contiguous operands of one shape, nearly every call of a script: no plan is needed. */
static bool run_short(int count, Tensor *const *t, Leaf leaf, const void *param, int64_t limit) {
  int64_t n = fac_tensor_count(t[0]);
  if (n == 0 || n > limit || !fac_tensor_is_contiguous(t[0])) return false;
  char *p[FAC_LOOP_OPERANDS];
  int64_t step[FAC_LOOP_OPERANDS];
  for (int k = 0; k < count; k++) {
    p[k] = fac_tensor_data(t[k]);
    step[k] = (int64_t)fac_dtype_size(t[k]->dtype);
    if (t[k] == t[0]) continue;
    if (!fac_tensor_is_contiguous(t[k]) || !fac_tensor_same_size(t[0], t[k])) return false;
    if (p[k] != p[0] && overlap(t[0], t[k])) return false;
  }
  leaf(n, p, step, param);
  return true;
}

static void loop(lua_State *L, int count, Tensor *const *t, Leaf leaf, const void *param, int cost,
                 bool may_stop) {
  int64_t grain = GRAIN / cost > LEAST_GRAIN ? GRAIN / cost : LEAST_GRAIN;
  if (run_short(count, t, leaf, param, 2 * grain - 1)) return;
  plan_and_run(L, count, t, leaf, param, grain, false, may_stop);
}

void fac_loop(lua_State *L, int count, Tensor *const *t, Leaf leaf, const void *param, int cost) {
  loop(L, count, t, leaf, param, cost, false);
}

void fac_loop_until_interrupt(lua_State *L, int count, Tensor *const *t, Leaf leaf,
                              const void *param, int cost) {
  loop(L, count, t, leaf, param, cost, true);
}

void fac_loop_serial(lua_State *L, int count, Tensor *const *t, Leaf leaf, const void *param) {
  plan_and_run(L, count, t, leaf, param, 0, true, false);
}

void fac_copy(lua_State *L, Tensor *dst, const Tensor *src) {
  bool plain = fac_tensor_is_contiguous(src) && fac_tensor_is_contiguous(dst);
  if (!plain && !overlap(dst, src) && !fac_overlaps_itself(dst) && fac_copy_transposed(dst, src))
    return;
  fac_loop(L, 2, (Tensor *[]){dst, (Tensor *)src}, fac_point->copy[dst->dtype][src->dtype], NULL,
           1);
}

const Tensor *fac_new_contiguous(lua_State *L, const Tensor *t) {
  if (fac_tensor_is_contiguous(t)) return fac_new_view(L, t);
  Tensor *copy = fac_new_tensor_sized(L, t->dtype, t->ndim, t->size);
  fac_copy(L, copy, t);
  return copy;
}

/* --- lines ------------------------------------------------------------------------------------ */

typedef struct {
  Plan plan; /* of the dimensions besides the line's */
  LineBody body;
  void *context;
} Lines;

static void run_line(int64_t n, char *const *p, const int64_t *step, const void *param) {
  const Lines *lines = param;
  char *q[FAC_LOOP_OPERANDS];
  for (int k = 0; k < lines->plan.count; k++) q[k] = p[k];
  for (int64_t i = 0; i < n; i++) {
    lines->body(q, lines->context);
    for (int k = 0; k < lines->plan.count; k++) q[k] += step[k];
  }
}

void fac_lines(int count, Tensor *const *t, int dim, LineBody body, void *context, int64_t cost) {
  int64_t total = 1;
  Lines lines = {.body = body, .context = context};
  Plan *plan = &lines.plan;
  plan->leaf = run_line;
  plan->param = &lines;
  plan->ndim = t[0]->ndim;
  memcpy(plan->size, t[0]->size, (size_t)plan->ndim * sizeof plan->size[0]);
  for (int k = 0; k < count; k++) add_operand(plan, t[k]);
  plan->size[dim] = 1;
  for (int d = 0; d < plan->ndim; d++) total *= plan->size[d];
  if (total == 0) return;
  coalesce(plan);
  int64_t grain = cost > 0 ? GRAIN / cost : GRAIN;
  fac_parallel_for(total, grain > 0 ? grain : 1, run, plan);
}
