/* The family that moves elements; see move.h. */
#include "move.h"

/* Blocks of 8 x 8 go through registers; the rest of a tile one by one. */
enum { BLOCK = 8 };

#define TRANSPOSE(E)                                                                               \
  static void transpose_##E(int rows, int columns, char *to, int64_t to_step, const char *from,    \
                            int64_t from_step) {                                                   \
    int full_rows = rows / BLOCK * BLOCK, full_columns = columns / BLOCK * BLOCK;                  \
    for (int r = 0; r < full_rows; r += BLOCK)                                                     \
      for (int c = 0; c < full_columns; c += BLOCK) {                                              \
        E block[BLOCK][BLOCK];                                                                     \
        for (int j = 0; j < BLOCK; j++)                                                            \
          for (int i = 0; i < BLOCK; i++)                                                          \
            block[i][j] = ((const E *)(from + (c + j) * from_step))[r + i];                        \
        for (int i = 0; i < BLOCK; i++)                                                            \
          for (int j = 0; j < BLOCK; j++) ((E *)(to + (r + i) * to_step))[c + j] = block[i][j];    \
      }                                                                                            \
    for (int r = 0; r < rows; r++)                                                                 \
      for (int c = r < full_rows ? full_columns : 0; c < columns; c++)                             \
        ((E *)(to + r * to_step))[c] = ((const E *)(from + c * from_step))[r];                     \
  }
TRANSPOSE(uint8_t)
TRANSPOSE(uint16_t)
TRANSPOSE(uint32_t)
TRANSPOSE(uint64_t)

const MoveKernels FAC_ISA_NAME(fac_move) = {
    .transpose = {transpose_uint8_t, transpose_uint16_t, transpose_uint32_t, transpose_uint64_t},
};
