/* Kernels that pick elements: by their numbers, by a condition, by their order.
 * Neighbours: pick.c and pick.inc; src/torch/gather.c and measure.c make operations of them. */
#ifndef FAC_PICK_H
#define FAC_PICK_H

#include "kernel.h"

/* The param of gather and scatter: the line that the numbers count in. Numbers run from 1 to size,
 * or from -size to -1, and must have been checked. */
typedef struct {
  int64_t size, step; /* elements; bytes from one to the next */
} PickLine;

/* The param of check: how long the line is; beyond is set when a number does not fit. It may be set
 * by several threads, always to the same value. */
typedef struct {
  int64_t size;
  bool *beyond;
} PickCheck;

typedef struct {
  Leaf check;              /* numbers */
  Leaf gather[FAC_NDTYPE]; /* result, numbers, first element of the line to take from */
  /* first element of the line to write to, numbers, source */
  Leaf scatter[FAC_NDTYPE], scatter_add[FAC_NDTYPE];
  Leaf where[FAC_NDTYPE]; /* result, condition (bytes), a, b: a where the condition is not 0 */
  /* Of n contiguous elements: how many are not 0, and their positions (from 0), in order. The list
   * must have room for n. */
  int64_t (*count[FAC_NDTYPE])(int64_t n, const char *p);
  int64_t (*positions[FAC_NDTYPE])(int64_t n, const char *p, int64_t *list);
  /* Unsigned integers in the order of the n contiguous elements; 0 and -0 get the same, all nan get
   * the same, which is the largest. */
  void (*keys[FAC_NDTYPE])(int64_t n, const char *p, uint64_t *key);
} PickKernels;

FAC_KERNEL_FAMILY(PickKernels, fac_pick);

#endif
