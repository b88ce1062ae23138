/* The inner loops of random numbers. Neighbours: core/random.c, which holds the generator. */
#ifndef FAC_KERNEL_RANDOM_H
#define FAC_KERNEL_RANDOM_H

#include "kernel.h"

typedef struct {
  /* Replaces the 624 words of a Mersenne Twister by the next ones. */
  void (*next_block)(uint64_t *state);
  /* The words as they are given out. */
  void (*temper)(int64_t n, const uint64_t *state, uint32_t *out);
  /* Box-Muller on pairs of words, in place: word[2i], word[2i+1] become two floats with this mean
   * and standard deviation, computed in double. */
  void (*normal_pairs)(int64_t pairs, uint32_t *word, double mean, double std);
} RandomKernels;

FAC_KERNEL_FAMILY(RandomKernels, fac_random);

#endif
