/* Kernels that order the elements of one line. An element is turned into a key, an integer that
 * orders as the elements do, and from then on only items are moved, whatever the type: the rank of
 * the key in the upper half of 64 bits, the element's position (from 0) in the lower half.
 * Neighbours: sort.c and sort.inc; src/torch/sort.c makes algorithms and operations of them. */
#ifndef FAC_SORT_H
#define FAC_SORT_H

#include "kernel.h"

enum {
  FAC_SORT_FEW = 40, /* up to here insertion sort is the fastest */
  FAC_SORT_BITS = 11 /* of a rank that are looked at in one pass, at most */
};

/* How keys become ranks. The keys of a line lie in a range that may need more than the 32 bits of
 * a rank: then shift low bits are left out at first and looked at where the others are equal. */
typedef struct {
  uint64_t least, most; /* the range of the keys */
  bool descending;      /* ranks count down from the most, not up from the least */
  int bits, shift;      /* of a rank, and below it */
} SortScale;

/* All take n elements of type T, step bytes apart. Keys: -0 is 0; nan is the largest number, each
 * one equal to the others. */
typedef void (*SortRange)(int64_t n, const char *p, int64_t step, SortScale *range);
/* items <- the ranks and positions of the elements first, first + 1 ... */
typedef void (*SortPack)(int64_t first, int64_t n, const char *p, int64_t step,
                         const SortScale *scale, uint64_t *items);
/* The range of all keys that the type can have. */
typedef void (*SortLimits)(SortScale *range);
/* The same as SortPack for the elements from 0 on, but only those that rank at most at the bound;
 * returns how many. There must be room for n. */
typedef int64_t (*SortPick)(int64_t n, const char *p, int64_t step, const SortScale *scale,
                            uint64_t bound, uint64_t *items);
/* The rank of each item <- the bits of its key that scale->shift leaves out. */
typedef void (*SortRefine)(int64_t n, uint64_t *items, const char *p, int64_t step,
                           const SortScale *scale);
/* values and positions (from 1) of the items, with their own steps. */
typedef void (*SortStore)(int64_t n, const uint64_t *items, const char *p, int64_t step,
                          char *values, int64_t vstep, char *positions, int64_t pstep);
/* The first element from first on that is a nan; n if there is none. */
typedef int64_t (*SortNan)(int64_t first, int64_t n, const char *p, int64_t step);
/* Of ordered items, the last of the equal ones of which there are most; of the smallest such. */
typedef int64_t (*SortMode)(int64_t n, const uint64_t *items, const char *p, int64_t step);

typedef struct {
  SortRange range[FAC_NDTYPE];
  SortLimits limits[FAC_NDTYPE];
  SortPick pick[FAC_NDTYPE];
  SortPack pack[FAC_NDTYPE];
  SortRefine refine[FAC_NDTYPE];
  SortStore store[FAC_NDTYPE];
  SortNan next_nan[FAC_NDTYPE];
  SortMode mode[FAC_NDTYPE];

  /* Of items alone. Insertion sort: */
  void (*few)(int64_t n, uint64_t *items);
  /* counts <- how many have each value in the given bits of their rank, from bit low on. */
  void (*count)(int64_t n, const uint64_t *items, int low, int bits, uint32_t *counts);
  /* Each item to next[its value in these bits]++; the two arrays are disjoint. */
  void (*scatter)(int64_t n, const uint64_t *items, int low, int bits, uint32_t *next,
                  uint64_t *to);
  /* Those with that value in these bits, in order; to may be items. */
  void (*keep)(int64_t n, const uint64_t *items, int low, int bits, uint64_t value, uint64_t *to);
  /* Those with a rank below this one, in order; to may be items. */
  void (*keep_below)(int64_t n, const uint64_t *items, uint64_t rank, uint64_t *to);
} SortKernels;

FAC_KERNEL_FAMILY(SortKernels, fac_sort);

static inline uint64_t fac_sort_rank(uint64_t item) {
  return item >> 32;
}

/* Is there a nan in a line whose keys have this range? */
static inline bool fac_sort_has_nan(DType dtype, const SortScale *range) {
  return fac_dtype_is_real(dtype) && range->most == (dtype == FAC_FLOAT ? UINT32_MAX : UINT64_MAX);
}

#endif
