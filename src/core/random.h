/* The Mersenne Twister of Torch7 with its distributions, bit for bit
 * (M. Matsumoto, T. Nishimura, Mersenne Twister, ACM TOMACS 8, 1998).
 * Stands alone: no Lua, no tensors. Parameters must be checked by the caller. */
#ifndef FAC_RANDOM_H
#define FAC_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

enum { FAC_MT_N = 624, FAC_MT_M = 397, FAC_RNG_STATE_BYTES = 5048 };

/* Laid out as Torch7 wrote it to files: 5048 bytes, 64-bit little-endian. */
typedef struct Generator {
  int64_t initial_seed;
  int32_t left;
  int32_t seeded;
  uint64_t next;
  uint64_t state[FAC_MT_N];
  double normal_x, normal_y, normal_rho;
  int32_t normal_is_valid;
  int32_t padding;
} Generator;

_Static_assert(sizeof(Generator) == FAC_RNG_STATE_BYTES, "a generator is its own state image");

void fac_rng_manual_seed(Generator *g, int64_t seed);
int64_t fac_rng_seed(Generator *g);           /* seeds from the system; returns the seed */
bool fac_rng_state_is_valid(const Generator *g);

uint32_t fac_rng_next(Generator *g);          /* the next 32-bit word */
double fac_rng_uniform(Generator *g, double a, double b);
double fac_rng_normal(Generator *g, double mean, double std);
double fac_rng_exponential(Generator *g, double lambda);
double fac_rng_cauchy(Generator *g, double median, double sigma);
double fac_rng_log_normal(Generator *g, double mean, double std);
int64_t fac_rng_geometric(Generator *g, double p);
int fac_rng_bernoulli(Generator *g, double p);

#endif
