/* Transposed copies; see transpose.h. */
#include "transpose.h"

#include "../kernel/move.h"
#include "thread.h"

enum { TILE = 32, LEAST_SIDE = 8, GRAIN = 8 };

typedef struct {
  const Tensor *dst, *src;
  int row, column; /* src is dense along row, dst along column */
  int64_t row_tiles, column_tiles, bytes;
  TransposeTile transpose;
} Job;

/* The dimension with stride 1 that is long enough to matter; -1: none. */
static int dense_dim(const Tensor *t) {
  for (int d = t->ndim - 1; d >= 0; d--)
    if (t->stride[d] == 1 && t->size[d] >= LEAST_SIDE) return d;
  return -1;
}

static int64_t tiles_of(int64_t n) {
  return (n + TILE - 1) / TILE;
}

static void move_tile(const Job *job, int64_t number) {
  const Tensor *dst = job->dst, *src = job->src;
  int64_t column = number % job->column_tiles * TILE;
  number /= job->column_tiles;
  int64_t row = number % job->row_tiles * TILE;
  number /= job->row_tiles;
  int64_t to = row * dst->stride[job->row] + column;
  int64_t from = row + column * src->stride[job->column];
  for (int d = dst->ndim - 1; d >= 0; d--) {
    if (d == job->row || d == job->column) continue;
    int64_t at = number % dst->size[d];
    number /= dst->size[d];
    to += at * dst->stride[d];
    from += at * src->stride[d];
  }
  int64_t rows = dst->size[job->row] - row, columns = dst->size[job->column] - column;
  job->transpose((int)(rows < TILE ? rows : TILE), (int)(columns < TILE ? columns : TILE),
                 (char *)fac_tensor_data(dst) + to * job->bytes, dst->stride[job->row] * job->bytes,
                 (const char *)fac_tensor_data(src) + from * job->bytes,
                 src->stride[job->column] * job->bytes);
}

static void move_tiles(void *context, int64_t first, int64_t last) {
  for (int64_t i = first; i < last; i++) move_tile(context, i);
}

bool fac_copy_transposed(const Tensor *dst, const Tensor *src) {
  if (dst->dtype != src->dtype || !fac_tensor_same_size(dst, src)) return false;
  int column = dense_dim(dst), row = dense_dim(src);
  if (column < 0 || row < 0 || column == row || src->stride[column] == 1) return false;
  Job job = {.dst = dst,
             .src = src,
             .row = row,
             .column = column,
             .row_tiles = tiles_of(dst->size[row]),
             .column_tiles = tiles_of(dst->size[column]),
             .bytes = (int64_t)fac_dtype_size(dst->dtype)};
  job.transpose = fac_move->transpose[__builtin_ctz((unsigned)job.bytes)];
  int64_t outer = 1;
  for (int d = 0; d < dst->ndim; d++)
    if (d != row && d != column) outer *= dst->size[d];
  fac_parallel_for(outer * job.row_tiles * job.column_tiles, GRAIN, move_tiles, &job);
  return true;
}
