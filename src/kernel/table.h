/* Leaf loops of layers over tables of tensors. For Float and Double; the entries of other types are
 * empty. Neighbours: table.inc holds the loops, src/nn/table.c calls them. */
#ifndef FAC_KERNEL_TABLE_H
#define FAC_KERNEL_TABLE_H

#include "kernel.h"

typedef struct {
  double entry; /* number of the entry in the table, from 1 */
} EntryParam;

typedef struct {
  Leaf keep_max[FAC_NDTYPE]; /* where x > y: y = x, i = entry   (y, i, x) */
  Leaf keep_min[FAC_NDTYPE]; /* where x < y: y = x, i = entry   (y, i, x) */
  Leaf pick[FAC_NDTYPE];     /* r = g where i is entry, else 0  (r, g, i) */
} TableKernels;

FAC_KERNEL_FAMILY(TableKernels, fac_table);

#endif
