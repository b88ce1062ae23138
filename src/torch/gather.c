/* Elements and slices picked by their numbers, and put back by them: gather, scatter, index and its
 * relatives; where elements are that are not 0; one of two by a condition.
 * Numbers are 1-based; negative ones count from the end. All are checked before anything is
 * written.
 * Neighbours: kernel/pick.h has the loops; index.c has brackets and masks, view.c slices that are
 * views. */
#include <string.h>

#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/thread.h"
#include "../kernel/pick.h"
#include "../kernel/point.h"
#include "torch.h"

/* --- checks ----------------------------------------------------------------------------------- */

/* The first number, in logical order, that is beyond a line of so many elements; 0 if none. */
typedef struct {
  int64_t size, number;
  bool found;
} Culprit;

static void find_culprit(int64_t n, char *const *p, const int64_t *step, const void *param) {
  Culprit *c = (Culprit *)param;
  for (int64_t i = 0; i < n && !c->found; i++) {
    c->number = *(const int64_t *)(p[0] + i * step[0]);
    c->found = c->number == 0 || c->number > c->size || c->number < -c->size;
  }
}

static void check_numbers(lua_State *L, const Tensor *index, int64_t size, int dim) {
  bool beyond = false;
  PickCheck check = {size, &beyond};
  Tensor *t = (Tensor *)index;
  fac_loop(L, 1, &t, fac_pick->check, &check, 1);
  if (!beyond) return;
  Culprit culprit = {.size = size};
  fac_loop_serial(L, 1, &t, find_culprit, &culprit);
  fac_error(L, "index %lld is out of range, dimension %d has size %lld", (long long)culprit.number,
            dim + 1, (long long)size);
}

/* --- lines ------------------------------------------------------------------------------------ */

static PickLine line_along(const Tensor *t, int dim) {
  return (PickLine){t->size[dim], t->stride[dim] * (int64_t)fac_dtype_size(t->dtype)};
}

/* The first elements of t's lines along dim, as often as the line of numbers is long: what a kernel
 * adds places to. */
static Tensor line_starts(const Tensor *t, int dim, const Tensor *index) {
  Tensor starts = *t;
  for (int d = 0; d < t->ndim; d++) starts.size[d] = index->size[d];
  starts.stride[dim] = 0;
  return starts;
}

/* result[.., i, ..] = t[.., index[.., i, ..], ..]; result has the size of index. */
static void gather(lua_State *L, Tensor *result, const Tensor *t, int dim, const Tensor *index) {
  if (fac_tensor_count(index) == 0) return;
  PickLine line = line_along(t, dim);
  Tensor starts = line_starts(t, dim, index);
  fac_loop(L, 3, (Tensor *[]){result, (Tensor *)index, &starts}, fac_pick->gather[t->dtype], &line,
           2);
}

/* Blocks of lines that lie side by side, each walked along dim: for kernels that write to places
 * which only the numbers tell. Two elements of one line can have the same place, so a line is one
 * thread's, in order. */
typedef struct {
  Leaf leaf;
  const PickLine *line;
  int64_t n, width;                                            /* along dim; of a block */
  int64_t along[FAC_LOOP_OPERANDS], across[FAC_LOOP_OPERANDS]; /* steps in bytes */
} Blocks;

enum { OPERANDS = 3, BLOCK = 64 };

static void walk_block(char *const *p, void *context) {
  const Blocks *b = context;
  char *q[OPERANDS] = {p[0], p[1], p[2]};
  for (int64_t i = 0; i < b->n; i++) {
    b->leaf(b->width, q, b->across, b->line);
    for (int k = 0; k < OPERANDS; k++) q[k] += b->along[k];
  }
}

static void walk_line(char *const *p, void *context) {
  const Blocks *b = context;
  b->leaf(b->n, p, b->along, b->line);
}

/* The dimension besides dim that t has the smallest steps in; -1 if dim itself has smaller ones. */
static int side_by_side(const Tensor *t, int dim) {
  int best = -1;
  for (int d = 0; d < t->ndim; d++)
    if (d != dim && t->size[d] > 1 && (best < 0 || t->stride[d] <= t->stride[best])) best = d;
  return best >= 0 && t->stride[best] < t->stride[dim] ? best : -1;
}

static void walk_blocks(Tensor *t, int dim, int side, int64_t width, Blocks *b) {
  Tensor *operands[OPERANDS] = {&t[0], &t[1], &t[2]};
  b->width = width;
  for (int k = 0; k < OPERANDS; k++) {
    b->across[k] = t[k].stride[side] * (int64_t)fac_dtype_size(t[k].dtype);
    t[k].size[side] /= width;
    t[k].stride[side] *= width;
  }
  fac_lines(OPERANDS, operands, dim, walk_block, b, b->n * width);
}

/* Runs a scattering kernel: t at the places that index tells, source has the size of index. */
static void scatter(lua_State *L, Tensor *t, int dim, const Tensor *index, const Tensor *source,
                    const Leaf *kernels) {
  if (fac_tensor_count(index) == 0) return;
  PickLine line = line_along(t, dim);
  Tensor starts = line_starts(t, dim, index);
  if (fac_overlaps_itself(t)) {
    fac_loop_serial(L, OPERANDS, (Tensor *[]){&starts, (Tensor *)index, (Tensor *)source},
                    kernels[t->dtype], &line);
    return;
  }
  Tensor whole[OPERANDS] = {starts, *index, *source};
  Blocks b = {.leaf = kernels[t->dtype], .line = &line, .n = index->size[dim]};
  for (int k = 0; k < OPERANDS; k++)
    b.along[k] = whole[k].stride[dim] * (int64_t)fac_dtype_size(whole[k].dtype);
  int side = side_by_side(t, dim);
  if (side < 0) {
    fac_lines(OPERANDS, (Tensor *[]){&whole[0], &whole[1], &whole[2]}, dim, walk_line, &b, 2 * b.n);
    return;
  }
  int64_t size = index->size[side], blocks = size / BLOCK * BLOCK;
  Tensor part[OPERANDS];
  for (int64_t first = 0; first < size; first = blocks) {
    int64_t width = blocks > 0 && first == 0 ? blocks : size - first;
    for (int k = 0; k < OPERANDS; k++) {
      part[k] = whole[k];
      fac_tensor_narrow(&part[k], side, first, width);
    }
    walk_blocks(part, dim, side, width == blocks ? BLOCK : width, &b);
    if (width != blocks) break;
  }
}

/* A tensor of one element, to be read as if it had the size of like. */
static const Tensor *spread_number(lua_State *L, DType dtype, Scalar value, const Tensor *like) {
  Tensor *t = fac_new_tensor_sized(L, dtype, 1, (const int64_t[]){1});
  Scalar scalars[2] = {value};
  fac_loop(L, 1, &t, fac_point->op[POINT_fill][dtype], scalars, 1);
  t->ndim = like->ndim;
  for (int d = 0; d < like->ndim; d++) {
    t->size[d] = like->size[d];
    t->stride[d] = 0;
  }
  return t;
}

/* --- gather and scatter ----------------------------------------------------------------------- */

/* Raises unless the sizes agree in all dimensions but dim (in all, with dim -1). */
static void check_sizes(lua_State *L, const Tensor *t, const char *name, const Tensor *index,
                        int dim) {
  bool agree = t->ndim == index->ndim;
  for (int d = 0; agree && d < t->ndim; d++) agree = d == dim || t->size[d] == index->size[d];
  if (agree) return;
  if (dim < 0) fac_error(L, "the index is %s, but %s is %s", FAC_SHAPE(index), name, FAC_SHAPE(t));
  fac_error(L, "the index is %s, but %s is %s: they may differ in dimension %d only",
            FAC_SHAPE(index), name, FAC_SHAPE(t), dim + 1);
}

/* result = gather([result,] t, dim, index): for each element of the LongTensor index the element of
 * t that has this number in dimension dim and the same place in the others. index has the sizes of
 * t except along dim, and result has the size of index.
 *
 *     torch.Tensor{{1, 2}, {3, 4}}:gather(2, torch.LongTensor{{2}, {1}})  -- {{2}, {3}} */
static int gather_gather(lua_State *L, Args *a) {
  enum { RESULT, T, DIM, INDEX };
  Tensor *result = a->arg[RESULT].t;
  const Tensor *t = a->arg[T].t, *index = a->arg[INDEX].t;
  int dim = fac_arg_dim(L, a, DIM, t->ndim);
  check_sizes(L, t, "the tensor", index, dim);
  check_numbers(L, index, t->size[dim], dim);
  t = fac_apart(L, result, t);
  index = fac_apart(L, result, index);
  fac_tensor_resize_as(L, result, index);
  gather(L, result, t, dim, index);
  return fac_return(L, a, RESULT);
}

static int scatter_with(lua_State *L, Args *a, const Leaf *kernels) {
  enum { T, DIM, INDEX, SOURCE };
  Tensor *t = a->arg[T].t;
  const Tensor *index = a->arg[INDEX].t, *source = a->arg[SOURCE].t;
  int dim = fac_arg_dim(L, a, DIM, t->ndim);
  check_sizes(L, t, "the tensor", index, dim);
  if (a->form == 0) check_sizes(L, source, "the source", index, -1);
  check_numbers(L, index, t->size[dim], dim);
  index = fac_apart(L, t, index);
  source =
      a->form == 0 ? fac_apart(L, t, source) : spread_number(L, t->dtype, a->arg[SOURCE].n, index);
  scatter(L, t, dim, index, source, kernels);
  return fac_return(L, a, T);
}

/* t:scatter(dim, index, source or number): the opposite of gather, element by element
 * t[.., index[.., i, ..], ..] = source[.., i, ..]. Where numbers repeat the last one counts.
 * Returns t.
 *
 *     torch.zeros(2, 3):scatter(2, torch.LongTensor{{3}, {1}}, 1)  -- {{0, 0, 1}, {1, 0, 0}} */
static int gather_scatter(lua_State *L, Args *a) {
  return scatter_with(L, a, fac_pick->scatter);
}

/* t:scatterAdd(dim, index, source): as scatter, but adds; numbers may repeat. Returns t.
 *
 *     torch.zeros(3):scatterAdd(1, torch.LongTensor{1, 1, 3}, torch.Tensor{5, 6, 7})  -- 11 0 7 */
static int gather_scatter_add(lua_State *L, Args *a) {
  return scatter_with(L, a, fac_pick->scatter_add);
}

/* --- slices ----------------------------------------------------------------------------------- */

static void check_slices(lua_State *L, const Tensor *index, int64_t slices, int dim) {
  if (index->ndim != 1)
    fac_error(L, "the index must be a vector of numbers, got size %s", FAC_SHAPE(index));
  check_numbers(L, index, slices, dim);
}

/* A vector of numbers along dim, to be read as if it had the size of like with its own length along
 * dim: the same number for a whole slice. */
static Tensor spread_numbers(const Tensor *index, const Tensor *like, int dim) {
  Tensor spread = *index;
  spread.ndim = like->ndim;
  for (int d = 0; d < like->ndim; d++) {
    spread.size[d] = like->size[d];
    spread.stride[d] = 0;
  }
  spread.size[dim] = index->size[0];
  spread.stride[dim] = index->stride[0];
  return spread;
}

/* result = index([result,] t, dim, index): the slices of t along dim whose numbers the LongTensor
 * index (a vector) holds, in that order, as a copy: size as t, but dim as long as index.
 * Raises when dim or a number is out of range or index is not a vector; result may be t itself.
 *
 *     torch.Tensor{{1, 2}, {3, 4}, {5, 6}}:index(1, torch.LongTensor{3, 1})  -- {{5, 6}, {1, 2}} */
static int gather_index(lua_State *L, Args *a) {
  enum { RESULT, T, DIM, INDEX };
  Tensor *result = a->arg[RESULT].t;
  const Tensor *t = a->arg[T].t, *index = a->arg[INDEX].t;
  int dim = fac_arg_dim(L, a, DIM, t->ndim);
  check_slices(L, index, t->size[dim], dim);
  t = fac_apart(L, result, t);
  index = fac_apart(L, result, index);
  Tensor numbers = spread_numbers(index, t, dim);
  fac_tensor_resize(L, result, numbers.ndim, numbers.size, NULL);
  gather(L, result, t, dim, &numbers);
  return fac_return(L, a, RESULT);
}

/* The source of indexCopy or indexAdd with the sizes that its slices need to have. As long as their
 * elements are as many, Torch takes slices of any shape. */
static const Tensor *shaped_slices(lua_State *L, const Tensor *source, const Tensor *t, int dim,
                                   const Tensor *numbers) {
  int64_t n = numbers->size[dim];
  if (fac_tensor_same_size(source, numbers)) return source;
  if (dim >= source->ndim || source->size[dim] != n)
    fac_error(L, "there are %lld indices, but the source is %s: dimension %d should be as long",
              (long long)n, FAC_SHAPE(source), dim + 1);
  if (fac_tensor_count(source) != fac_tensor_count(numbers))
    fac_error(L, "slices along dimension %d of %s and of the source, %s, differ in size", dim + 1,
              FAC_SHAPE(t), FAC_SHAPE(source));
  /* slices first, so that reshaping leaves them together */
  Tensor front = *source;
  for (int d = dim; d > 0; d--) fac_tensor_transpose(&front, d, d - 1);
  const Tensor *dense = fac_new_contiguous(L, &front);
  Tensor *view = fac_new_view(L, dense);
  int64_t size[FAC_MAX_DIMS] = {n};
  for (int d = 0, k = 1; d < t->ndim; d++)
    if (d != dim) size[k++] = t->size[d];
  fac_tensor_set(L, view, dense->storage, dense->offset, t->ndim, size, NULL);
  for (int d = 0; d < dim; d++) fac_tensor_transpose(view, d, d + 1);
  return view;
}

static int put_slices(lua_State *L, Args *a, const Leaf *kernels) {
  enum { T, DIM, INDEX, SOURCE };
  Tensor *t = a->arg[T].t;
  const Tensor *index = a->arg[INDEX].t;
  int dim = fac_arg_dim(L, a, DIM, t->ndim);
  check_slices(L, index, t->size[dim], dim);
  index = fac_apart(L, t, index);
  Tensor numbers = spread_numbers(index, t, dim);
  const Tensor *source = shaped_slices(L, a->arg[SOURCE].t, t, dim, &numbers);
  scatter(L, t, dim, &numbers, fac_apart(L, t, source), kernels);
  return fac_return(L, a, SOURCE);
}

/* t:indexCopy(dim, index, source): slice i of source along dim becomes slice index[i] of t. Where
 * numbers repeat the last one counts. Returns source, as Torch7 does.
 *
 *     t = torch.zeros(3, 2)
 *     t:indexCopy(1, torch.LongTensor{3}, torch.ones(1, 2))  -- t is {{0, 0}, {0, 0}, {1, 1}} */
static int gather_index_copy(lua_State *L, Args *a) {
  return put_slices(L, a, fac_pick->scatter);
}

/* t:indexAdd(dim, index, source): slice i of source is added to slice index[i] of t; numbers may
 * repeat. Returns source, as Torch7 does.
 *
 *     t = torch.zeros(2)
 *     t:indexAdd(1, torch.LongTensor{2, 2}, torch.ones(2))  -- t is {0, 2} */
static int gather_index_add(lua_State *L, Args *a) {
  return put_slices(L, a, fac_pick->scatter_add);
}

/* t:indexFill(dim, index, value): the slices of t along dim with these numbers are filled. Returns
 * value, as Torch7 does.
 *
 *     t = torch.zeros(2, 2)
 *     t:indexFill(2, torch.LongTensor{1}, 5)  -- t is {{5, 0}, {5, 0}} */
static int gather_index_fill(lua_State *L, Args *a) {
  enum { T, DIM, INDEX, VALUE };
  Tensor *t = a->arg[T].t;
  const Tensor *index = a->arg[INDEX].t;
  int dim = fac_arg_dim(L, a, DIM, t->ndim);
  check_slices(L, index, t->size[dim], dim);
  index = fac_apart(L, t, index);
  Tensor numbers = spread_numbers(index, t, dim);
  const Tensor *value = spread_number(L, t->dtype, a->arg[VALUE].n, &numbers);
  scatter(L, t, dim, &numbers, value, fac_pick->scatter);
  return fac_return(L, a, VALUE);
}

/* --- what is not 0 ---------------------------------------------------------------------------- */

/* A contiguous tensor cut into chunks of CHUNK elements. */
enum { CHUNK = 4096 };

typedef struct {
  const Tensor *t;
  const char *data;
  int64_t n, bytes;
  int64_t *before; /* how many elements that are not 0 lie in each chunk; later, before it */
  int64_t *rows;   /* of the result */
} NonzeroJob;

static int64_t chunk_length(const NonzeroJob *job, int64_t chunk) {
  int64_t left = job->n - chunk * CHUNK;
  return left < CHUNK ? left : CHUNK;
}

static void count_chunks(void *context, int64_t first, int64_t last) {
  const NonzeroJob *job = context;
  for (int64_t c = first; c < last; c++)
    job->before[c] =
        fac_pick->count[job->t->dtype](chunk_length(job, c), job->data + c * CHUNK * job->bytes);
}

/* Writes the 1-based coordinates of some positions in increasing order. */
static void write_coordinates(const Tensor *t, int64_t offset, int64_t n, const int64_t *position,
                              int64_t *row) {
  int inner = t->ndim - 1;
  int64_t at[FAC_MAX_DIMS], line = -1;
  for (int64_t i = 0; i < n; i++, row += t->ndim) {
    int64_t rest = offset + position[i];
    if (line < 0 || rest >= line + t->size[inner]) { /* another line */
      line = rest - rest % t->size[inner];
      int64_t outer = rest / t->size[inner];
      for (int d = inner - 1; d >= 0; d--) {
        at[d] = outer % t->size[d] + 1;
        outer /= t->size[d];
      }
    }
    for (int d = 0; d < inner; d++) row[d] = at[d];
    row[inner] = rest - line + 1;
  }
}

static void write_chunks(void *context, int64_t first, int64_t last) {
  const NonzeroJob *job = context;
  int64_t position[CHUNK];
  for (int64_t c = first; c < last; c++) {
    int64_t n = fac_pick->positions[job->t->dtype](chunk_length(job, c),
                                                   job->data + c * CHUNK * job->bytes, position);
    write_coordinates(job->t, c * CHUNK, n, position, job->rows + job->before[c] * job->t->ndim);
  }
}

/* result = nonzero([result,] t): the 1-based coordinates of the elements that are not 0 (nan is
 * not), in row-major order, as a LongTensor of as many rows as there are and as many columns as t
 * has dimensions; a tensor without dimensions if there are none.
 *
 *     torch.nonzero(torch.Tensor{{0, 7}, {8, 0}})  -- {{1, 2}, {2, 1}} */
static int gather_nonzero(lua_State *L, Args *a) {
  Tensor *result = a->arg[0].t;
  const Tensor *t = fac_dense_input(L, fac_apart(L, result, a->arg[1].t));
  if (t->dtype == FAC_HALF) {
    Tensor *copy = fac_new_tensor_sized(L, FAC_FLOAT, t->ndim, t->size);
    fac_copy(L, copy, t);
    t = copy;
  }
  NonzeroJob job = {.t = t,
                    .data = fac_tensor_data(t),
                    .n = fac_tensor_count(t),
                    .bytes = (int64_t)fac_dtype_size(t->dtype)};
  int64_t chunks = (job.n + CHUNK - 1) / CHUNK, total = 0;
  job.before = fac_new_userdata(L, (size_t)(chunks + 1) * sizeof *job.before);
  fac_parallel_for(chunks, 4, count_chunks, &job);
  for (int64_t c = 0; c < chunks; c++) {
    int64_t count = job.before[c];
    job.before[c] = total;
    total += count;
  }
  if (total == 0) {
    fac_tensor_resize(L, result, 0, NULL, NULL);
    return fac_return(L, a, 0);
  }
  fac_tensor_resize_2d(L, result, total, t->ndim);
  const Tensor *rows = fac_dense_result(L, result);
  job.rows = fac_tensor_data(rows);
  fac_parallel_for(chunks, 2, write_chunks, &job);
  fac_dense_store(L, result, rows);
  return fac_return(L, a, 0);
}

/* --- one of two ------------------------------------------------------------------------------- */

static const Tensor *number_or_tensor(lua_State *L, const Args *a, int k, bool number) {
  static const Tensor one = {.ndim = 1, .size = {1}};
  return number ? spread_number(L, a->dtype, a->arg[k].n, &one) : a->arg[k].t;
}

/* result = where([result,] condition, a, b): a where the ByteTensor condition is not 0, b where it
 * is; a or b may be a number. Operands of different numbers of elements are broadcast; else the
 * result has the size of the condition.
 *
 *     torch.where(torch.ByteTensor{1, 0}, torch.Tensor{5, 6}, -1)  -- {5, -1} */
static int gather_where(lua_State *L, Args *a) {
  enum { RESULT, CONDITION, A, B, OPERANDS_OF_WHERE };
  Tensor *result = a->arg[RESULT].t;
  const Tensor *t[] = {result, a->arg[CONDITION].t, number_or_tensor(L, a, A, a->form == 2),
                       number_or_tensor(L, a, B, a->form == 1)};
  Tensor *operands[OPERANDS_OF_WHERE] = {result};
  for (int k = CONDITION; k <= B; k++) operands[k] = (Tensor *)fac_apart(L, result, t[k]);
  fac_broadcast(L, NULL, B, operands + CONDITION);
  fac_tensor_resize_as(L, result, operands[CONDITION]);
  fac_loop(L, OPERANDS_OF_WHERE, operands, fac_pick->where[result->dtype], NULL, 1);
  return fac_return(L, a, RESULT);
}

static Op ops[] = {
    {"gather", gather_gather, "?res t dim:dim index:Long", "elements picked along a dimension",
     FAC_EVERY},
    {"scatter", gather_scatter, "t dim:dim index:Long source | t dim:dim index:Long value:num",
     "writes elements to places along a dimension", FAC_EVERY},
    {"scatterAdd", gather_scatter_add, "t dim:dim index:Long source",
     "adds elements to places along a dimension", FAC_EVERY},
    {"index", gather_index, "?res t dim:dim index:Long", "slices picked by their numbers",
     FAC_EVERY},
    {"indexCopy", gather_index_copy, "t dim:dim index:Long source",
     "writes slices by their numbers", FAC_EVERY},
    {"indexAdd", gather_index_add, "t dim:dim index:Long source", "adds slices by their numbers",
     FAC_EVERY},
    {"indexFill", gather_index_fill, "t dim:dim index:Long value:num",
     "fills slices by their numbers", FAC_EVERY},
    {"nonzero", gather_nonzero, "?res:Long t:tensor", "coordinates of what is not 0"},
    {"where", gather_where,
     "?res condition:Byte a b | ?res condition:Byte a b:num | ?res condition:Byte a:num b",
     "one tensor's elements where a condition holds, else another's", FAC_EVERY, FAC_FUNCTION},
    {NULL}};

void fac_open_torch_gather(lua_State *L) {
  fac_register_torch(L, ops);
}
