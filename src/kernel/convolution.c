/* The family fac_convolution for one instruction set; convolution.h says what each entry computes.
 * The build lets the compiler fuse products and sums here. */
#include "convolution.h"

#include <string.h>

/* Bytes of the vectors that this instruction set has. */
#if defined(__AVX512F__)
enum { VECTOR = 64 };
#elif defined(__AVX2__)
enum { VECTOR = 32 };
#else
enum { VECTOR = 16 };
#endif

/* Elements [low, high) of a row of the map, n long, see the image's row of the given width; the
 * first one sees element start. */
typedef struct {
  int64_t low, high;
} Inside;

static inline Inside inside(int64_t start, int64_t stride, int64_t width, int64_t n) {
  Inside in = {start < 0 ? (-start + stride - 1) / stride : 0,
               start < width ? (width - 1 - start) / stride + 1 : 0};
  if (in.high > n) in.high = n;
  if (in.low > in.high) in.low = in.high;
  return in;
}

/* The same for elements [x, x + n) of that line, counted from x. */
static inline Inside part(Inside whole, int64_t x, int64_t n) {
  Inside in = {whole.low > x ? whole.low - x : 0, whole.high > x ? whole.high - x : 0};
  if (in.high > n) in.high = n;
  if (in.low > in.high) in.low = in.high;
  return in;
}

/* A block of a tile: whole rows of the map, or a piece of one. */
typedef struct {
  int64_t n, count; /* elements of a row, rows */
  Inside in, rows;  /* those that see the image with one element of the kernel */
  int64_t jump;     /* in the image, from what a row sees to what the next one sees */
} Block;

/* Where a tile begins in the map. */
typedef struct {
  int64_t z, y, x;
} Corner;

/* The image row that row z, y of the map sees with line i, j of the kernel; -1 if none. */
static inline int64_t image_row(const Convolution *c, int64_t z, int64_t y, int64_t i, int64_t j) {
  int64_t depth = z * c->stride[0] - c->pad[0] + i * c->dilation[0];
  int64_t height = y * c->stride[1] - c->pad[1] + j * c->dilation[1];
  if (depth < 0 || depth >= c->image[0] || height < 0 || height >= c->image[1]) return -1;
  return depth * c->image[1] + height;
}

#define KERNEL_FILE "../kernel/convolution.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

#define REALS(f)                                                                                   \
  { [FAC_FLOAT] = f##_Float, [FAC_DOUBLE] = f##_Double }

const ConvolutionKernels FAC_ISA_NAME(fac_convolution) = {
    .unfold = REALS(unfold),
    .fold = REALS(fold),
    .fill = REALS(fill),
    .sum = REALS(sum),
    .plane_forward = REALS(plane_forward),
    .plane_backward = REALS(plane_backward),
    .plane_gradient = REALS(plane_gradient),
    .pad = REALS(pad),
    .correlate = REALS(correlate),
    .correlate_gradient = REALS(correlate_gradient),
};
