/* The family of sorting; what depends on the type of elements is in sort.inc. */
#include "sort.h"

#include <string.h>

/* Keys of real numbers: as integers of their bits, positive numbers order as they should, negative
 * ones the other way round, both below the nans. */
static inline uint32_t key_of_float(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  if (x != x) return UINT32_MAX;
  if (x == 0) bits = 0;
  return bits ^ (bits >> 31 ? UINT32_MAX : UINT32_C(1) << 31);
}

static inline uint64_t key_of_double(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  if (x != x) return UINT64_MAX;
  if (x == 0) bits = 0;
  return bits ^ (bits >> 63 ? UINT64_MAX : UINT64_C(1) << 63);
}

static inline uint64_t key_of_integer(int64_t x) {
  return (uint64_t)x ^ UINT64_C(1) << 63;
}

static inline uint64_t offset(uint64_t key, const SortScale *scale) {
  return scale->descending ? scale->most - key : key - scale->least;
}

static inline uint64_t item_of(uint64_t rank, uint64_t position) {
  return rank << 32 | position;
}

static inline uint32_t position_of(uint64_t item) {
  return (uint32_t)item;
}

/* Some bits of an item's rank. */
static inline uint64_t digit(uint64_t item, int low, int bits) {
  return item >> (32 + low) & ((UINT64_C(1) << bits) - 1);
}

#define KERNEL_FILE "../kernel/sort.inc"
#include "../core/each_dtype.h"

static void few(int64_t n, uint64_t *items) {
  for (int64_t i = 1; i < n; i++) {
    uint64_t item = items[i];
    int64_t j = i;
    for (; j > 0 && items[j - 1] > item; j--) items[j] = items[j - 1];
    items[j] = item;
  }
}

static void count(int64_t n, const uint64_t *items, int low, int bits, uint32_t *counts) {
  memset(counts, 0, sizeof *counts << bits);
  for (int64_t i = 0; i < n; i++) counts[digit(items[i], low, bits)]++;
}

static void scatter(int64_t n, const uint64_t *restrict items, int low, int bits,
                    uint32_t *restrict next, uint64_t *restrict to) {
  for (int64_t i = 0; i < n; i++) to[next[digit(items[i], low, bits)]++] = items[i];
}

/* Written without a branch: to stays behind the reading. */
static void keep(int64_t n, const uint64_t *items, int low, int bits, uint64_t value,
                 uint64_t *to) {
  int64_t kept = 0;
  for (int64_t i = 0; i < n; i++) {
    uint64_t item = items[i];
    to[kept] = item;
    kept += digit(item, low, bits) == value;
  }
}

static void keep_below(int64_t n, const uint64_t *items, uint64_t rank, uint64_t *to) {
  int64_t kept = 0;
  for (int64_t i = 0; i < n; i++) {
    uint64_t item = items[i];
    to[kept] = item;
    kept += fac_sort_rank(item) < rank;
  }
}

#define ROW(name)                                                                                  \
  { name##_Byte, name##_Char, name##_Short, name##_Int, name##_Long, name##_Float, name##_Double }

const SortKernels FAC_ISA_NAME(fac_sort) = {
    .range = ROW(range),
    .limits = ROW(limits),
    .pick = ROW(pick),
    .pack = ROW(pack),
    .refine = ROW(refine),
    .store = ROW(store),
    .next_nan = ROW(next_nan),
    .mode = ROW(mode),
    .few = few,
    .count = count,
    .scatter = scatter,
    .keep = keep,
    .keep_below = keep_below,
};
