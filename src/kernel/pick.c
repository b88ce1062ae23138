/* The family that picks elements; the loops are in pick.inc. */
#include "pick.h"

#include <string.h>

static inline int64_t place(int64_t size, int64_t stride, int64_t number) {
  return (number > 0 ? number - 1 : number + size) * stride;
}

static void check(int64_t n, char *const *p, const int64_t *step, const void *param) {
  const PickCheck *c = param;
  uint64_t size = (uint64_t)c->size;
  bool beyond = false;
  for (int64_t i = 0; i < n; i++) {
    int64_t number = *(const int64_t *)(p[0] + i * step[0]);
    /* -size to size, moved to 0 to 2 size */
    beyond |= ((uint64_t)number + size > 2 * size) | (number == 0);
  }
  if (beyond) __atomic_store_n(c->beyond, true, __ATOMIC_RELAXED);
}

/* Real numbers as integers of the same order: positive ones are ordered as their bits, negative
 * ones the other way round. */
static inline uint64_t key_of_float(float v) {
  uint32_t bits;
  float zero = v + 0.0f; /* makes 0 of -0 */
  memcpy(&bits, &zero, sizeof bits);
  bits = bits >> 31 ? ~bits : bits | (uint32_t)1 << 31;
  return v == v ? bits : UINT32_MAX;
}

static inline uint64_t key_of_double(double v) {
  uint64_t bits;
  double zero = v + 0.0;
  memcpy(&bits, &zero, sizeof bits);
  bits = bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
  return v == v ? bits : UINT64_MAX;
}

#define KEY_OF_REAL(x) _Generic((x), float : key_of_float, double : key_of_double)(x)

#define KERNEL_FILE "../kernel/pick.inc"
#include "../core/each_dtype.h"

/* Half: moved as any 16 bits, added as floats. */
static void scatter_add_Half(int64_t n, char *const *p, const int64_t *step, const void *param) {
  const PickLine *line = param;
  for (int64_t i = 0; i < n; i++) {
    const int64_t *number = (const int64_t *)(p[1] + i * step[1]);
    Half *to = (Half *)(p[0] + i * step[0] + place(line->size, line->step, *number));
    const Half *from = (const Half *)(p[2] + i * step[2]);
    *to = fac_half_from_float(fac_half_to_float(*to) + fac_half_to_float(*from));
  }
}

#define ROW(name)                                                                                  \
  { name##_Byte, name##_Char, name##_Short, name##_Int, name##_Long, name##_Float, name##_Double }
#define MOVE_ROW(name)                                                                             \
  {                                                                                                \
    name##_Byte, name##_Char, name##_Short, name##_Int, name##_Long, name##_Float, name##_Double,  \
        name##_Short                                                                               \
  }

const PickKernels FAC_ISA_NAME(fac_pick) = {
    .check = check,
    .gather = MOVE_ROW(gather),
    .scatter = MOVE_ROW(scatter),
    .scatter_add = {scatter_add_Byte, scatter_add_Char, scatter_add_Short, scatter_add_Int,
                    scatter_add_Long, scatter_add_Float, scatter_add_Double, scatter_add_Half},
    .where = MOVE_ROW(where),
    .count = ROW(count),
    .positions = ROW(positions),
    .keys = ROW(keys),
};
