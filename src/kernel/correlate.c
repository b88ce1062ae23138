/* The family of correlation; the loops are in correlate.inc. */
#include "correlate.h"

/* One row of output, and the lines of weights (depth, height) that meet input there. */
typedef struct {
  int64_t z, y, first[2], last[2];
} Window;

static Window window_at(const Correlation *c, int64_t z, int64_t y) {
  Window w = {.z = z, .y = y};
  const int64_t at[2] = {z, y};
  for (int d = 0; d < 2; d++) {
    int64_t from = at[d] - c->pad[d]; /* in the input */
    w.first[d] = from < 0 ? -from : 0;
    w.last[d] = c->input[d] - from < c->weight[d] ? c->input[d] - from : c->weight[d];
  }
  return w;
}

#define KERNEL_FILE "../kernel/correlate.inc"
#include "../core/each_dtype.h"

#define ROW(name)                                                                                  \
  { name##_Byte, name##_Char, name##_Short, name##_Int, name##_Long, name##_Float, name##_Double }

const CorrelateKernels FAC_ISA_NAME(fac_correlate) = {.row = ROW(row)};
