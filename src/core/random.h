/* The Mersenne Twister of Torch7 with its distributions, bit for bit
 * (M. Matsumoto, T. Nishimura, Mersenne Twister, ACM TOMACS 8, 1998).
 * Stands alone: no Lua, no tensors. Parameters must be checked by the caller.
 * Neighbours: src/torch/sample.c fills tensors from here. */
#ifndef FAC_RANDOM_H
#define FAC_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

enum { FAC_MT_N = 624, FAC_MT_M = 397, FAC_RNG_STATE_BYTES = 5048 };

/* Laid out as Torch7 wrote it to files: 5048 bytes, 64-bit little-endian. */
typedef struct Generator {
  int64_t initial_seed;
  int32_t left;   /* draws until the next block of words is made, that one included */
  int32_t seeded; /* 1 */
  uint64_t next;  /* position of the next word in state */
  uint64_t state[FAC_MT_N];
  double normal_x, normal_y, normal_rho; /* the last pair of uniforms that normals were made of */
  int32_t normal_is_valid;               /* is the second normal of that pair still to be had? */
  int32_t padding;
} Generator;

_Static_assert(sizeof(Generator) == FAC_RNG_STATE_BYTES, "a generator is its own state image");

/* Starts the stream of this seed, of which the low 32 bits count; a cached normal is forgotten. */
void fac_rng_manual_seed(Generator *g, int64_t seed);

/* Seeds from the system; returns the seed. It fits into 53 bits, so that every Lua can hold it and
 * repeat the stream with it. */
int64_t fac_rng_seed(Generator *g);

/* May these bytes, which can come from anywhere, be used as a generator? */
bool fac_rng_state_is_valid(const Generator *g);

/* The next n words of 32 bits. */
void fac_rng_words(Generator *g, uint32_t *out, int64_t n);
uint32_t fac_rng_next(Generator *g);

/* A distribution: writes its next n values. One call for n values gives the same numbers, and
 * leaves the same state, as n calls for one. Those with a single parameter ignore b. */
typedef void (*RngFill)(Generator *g, double *out, int64_t n, double a, double b);

void fac_rng_fill_uniform(Generator *g, double *out, int64_t n, double a, double b); /* [a, b) */
void fac_rng_fill_normal(Generator *g, double *out, int64_t n, double mean, double std);
/* The same stream for floats, fast: the logarithm, sine and cosine are the vectorised ones, whose
 * last digit in double can differ from the C library's, which a float does not show. */
void fac_rng_fill_normal_floats(Generator *g, float *out, int64_t n, double mean, double std);
void fac_rng_fill_exponential(Generator *g, double *out, int64_t n, double lambda, double b);
void fac_rng_fill_cauchy(Generator *g, double *out, int64_t n, double median, double sigma);
/* mean and std are those of the logarithm */
void fac_rng_fill_log_normal(Generator *g, double *out, int64_t n, double mean, double std);
/* 1, 2, 3 ...; p, between 0 and 1, is the probability of going on */
void fac_rng_fill_geometric(Generator *g, double *out, int64_t n, double p, double b);
void fac_rng_fill_bernoulli(Generator *g, double *out, int64_t n, double p, double b); /* 1 or 0 */

/* The same for one value. */
double fac_rng_uniform(Generator *g, double a, double b);
double fac_rng_normal(Generator *g, double mean, double std);
double fac_rng_exponential(Generator *g, double lambda);
double fac_rng_cauchy(Generator *g, double median, double sigma);
double fac_rng_log_normal(Generator *g, double mean, double std);
int64_t fac_rng_geometric(Generator *g, double p);
int fac_rng_bernoulli(Generator *g, double p);

#endif
