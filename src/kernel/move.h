/* Moving elements without looking at them. Neighbours: core/transpose.c. */
#ifndef FAC_MOVE_H
#define FAC_MOVE_H

#include "kernel.h"

/* to[r][c] = from[c][r] for a tile: rows of `to` and of `from` are dense and begin that many bytes
 * after each other. */
typedef void (*TransposeTile)(int rows, int columns, char *to, int64_t to_step, const char *from,
                              int64_t from_step);

typedef struct {
  TransposeTile transpose[4]; /* of elements of 1, 2, 4 and 8 bytes */
} MoveKernels;

FAC_KERNEL_FAMILY(MoveKernels, fac_move);

#endif
