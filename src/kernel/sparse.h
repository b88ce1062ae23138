/* Leaf loops of layers with sparse inputs: lists of (column, value) against rows of a matrix. For
 * Float and Double; the entries of other types are empty. Columns are 0-based and must be checked.
 * Neighbours: sparse.inc holds the loops, src/nn/sparse.c calls them. */
#ifndef FAC_KERNEL_SPARSE_H
#define FAC_KERNEL_SPARSE_H

#include "kernel.h"

typedef struct {
  /* Values lie step elements apart, the elements of row stride elements apart. */

  /* sum_k value[k] row[column[k]] */
  double (*gather_dot[FAC_NDTYPE])(int64_t n, const int64_t *column, const void *value,
                                   int64_t step, const void *row, int64_t stride);
  /* row[column[k]] += scale value[k], in the order of k */
  void (*scatter_add[FAC_NDTYPE])(int64_t n, double scale, const int64_t *column, const void *value,
                                  int64_t step, void *row, int64_t stride);
} SparseKernels;

FAC_KERNEL_FAMILY(SparseKernels, fac_sparse);

#endif
