/* Contiguous stand-ins and kernels over lines; see dense.h. */
#include "dense.h"

#include "loop.h"
#include "thread.h"

void fac_check_same_size(lua_State *L, const Tensor *t, const char *name, const Tensor *other,
                         const char *other_name) {
  if (!fac_tensor_same_size(t, other))
    fac_error(L, "%s is %s, but %s is %s", name, FAC_SHAPE(t), other_name, FAC_SHAPE(other));
}

void fac_check_same_count(lua_State *L, const Tensor *t, const char *name, const Tensor *other,
                          const char *other_name) {
  int64_t count = fac_tensor_count(other);
  if (fac_tensor_count(t) == count) return;
  if (count == 0) fac_error(L, "%s is %s, but %s is empty", name, FAC_SHAPE(t), other_name);
  fac_error(L, "%s is %s, but %s is %s: the numbers of elements differ", name, FAC_SHAPE(t),
            other_name, FAC_SHAPE(other));
}

void fac_check_other(lua_State *L, const Tensor *result, const char *name, const Tensor *operand,
                     const char *other_name) {
  if (result == operand) fac_error(L, "%s and %s must not be the same tensor", name, other_name);
}

void fac_check_unshared(lua_State *L, const Tensor *result, const char *name, const Tensor *operand,
                        const char *other_name) {
  fac_check_other(L, result, name, operand, other_name);
  if (fac_storage_shared(result->storage, operand->storage))
    fac_error(L, "%s and %s must not share memory", name, other_name);
}

const Tensor *fac_apart(lua_State *L, const Tensor *result, const Tensor *t) {
  if (result != t && !fac_storage_shared(result->storage, t->storage)) return t;
  Tensor *copy = fac_new_tensor_sized(L, t->dtype, t->ndim, t->size);
  fac_copy(L, copy, t);
  return copy;
}

const Tensor *fac_dense_input(lua_State *L, const Tensor *t) {
  return fac_tensor_is_contiguous(t) ? t : fac_new_contiguous(L, t);
}

Tensor *fac_dense_result(lua_State *L, Tensor *t) {
  return fac_tensor_is_contiguous(t) ? t : fac_new_tensor_sized(L, t->dtype, t->ndim, t->size);
}

Tensor *fac_dense_inout(lua_State *L, Tensor *t) {
  Tensor *dense = fac_dense_result(L, t);
  if (dense != t) fac_copy(L, dense, t);
  return dense;
}

void fac_dense_store(lua_State *L, Tensor *t, const Tensor *dense) {
  if (dense != t) fac_copy(L, t, dense);
}

Lines fac_lines_along(const Tensor *t, int dim) {
  Lines lines = {1, t->size[dim], 1};
  for (int d = 0; d < dim; d++) lines.outer *= t->size[d];
  for (int d = dim + 1; d < t->ndim; d++) lines.inner *= t->size[d];
  return lines;
}

typedef struct {
  Lines lines;
  int count;
  const LineOperand *operands;
  LinesKernels kernels;
  int64_t blocks; /* of FAC_LINES_WIDTH columns in inner */
} LinesJob;

/* Addresses of the operands for the line with these indices. */
static void locate(const LinesJob *job, int64_t outer, int64_t inner, void **p) {
  for (int k = 0; k < job->count; k++) {
    const LineOperand *o = &job->operands[k];
    int64_t length = o->reduced ? 1 : job->lines.n;
    p[k] = (char *)o->data +
           (size_t)(outer * length * job->lines.inner + inner) * fac_dtype_size(o->dtype);
  }
}

static void run_rows(void *context, int64_t first, int64_t last) {
  const LinesJob *job = context;
  void *p[FAC_LINES_OPERANDS];
  locate(job, first, 0, p);
  job->kernels.rows(last - first, job->lines.n, 1, p);
}

static void run_columns(void *context, int64_t first, int64_t last) {
  const LinesJob *job = context;
  void *p[FAC_LINES_OPERANDS];
  for (int64_t unit = first; unit < last; unit++) {
    int64_t inner = unit % job->blocks * FAC_LINES_WIDTH, left = job->lines.inner - inner;
    locate(job, unit / job->blocks, inner, p);
    job->kernels.columns(left < FAC_LINES_WIDTH ? left : FAC_LINES_WIDTH, job->lines.n,
                         job->lines.inner, p);
  }
}

void fac_dense_lines(Lines lines, int count, const LineOperand *operands, LinesKernels kernels,
                     int cost) {
  if (lines.outer == 0 || lines.inner == 0) return;
  LinesJob job = {lines, count, operands, kernels, 1};
  enum { PIECE = 20000 }; /* nanoseconds that are worth a thread */
  int64_t work = lines.n * cost;
  if (lines.inner == 1) {
    fac_parallel_for(lines.outer, fac_grain(PIECE, work), run_rows, &job);
    return;
  }
  job.blocks = (lines.inner + FAC_LINES_WIDTH - 1) / FAC_LINES_WIDTH;
  int64_t width = lines.inner < FAC_LINES_WIDTH ? lines.inner : FAC_LINES_WIDTH;
  fac_parallel_for(lines.outer * job.blocks, fac_grain(PIECE, work * width), run_columns, &job);
}
