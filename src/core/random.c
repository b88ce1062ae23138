/* The generator behind torch.rand and its kin: MT19937, and distributions made of its words in the
 * order and with the formulas of Torch7, so that a seed gives the numbers that it always gave.
 * Each distribution is written once, for a block of values; a single value is a block of one.
 * Neighbours: random.h says what each function means. */
#include "random.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../kernel/random.h"
#include "thread.h"

static const double PI = 3.14159265358979323846;

/* --- The Mersenne Twister ------------------------------------------------------------------- */

void fac_rng_manual_seed(Generator *g, int64_t seed) {
  memset(g, 0, sizeof *g);
  g->initial_seed = seed;
  g->seeded = 1;
  g->left = 1;
  uint32_t word = (uint32_t)seed;
  g->state[0] = word;
  for (uint32_t j = 1; j < FAC_MT_N; j++) {
    word = 1812433253u * (word ^ (word >> 30)) + j;
    g->state[j] = word;
  }
}

/* Calls for n words and gets those that lie ready: returns how many, at least 1, and where. */
static int64_t take(Generator *g, int64_t n, const uint64_t **words) {
  if (g->left <= 1) {
    fac_random->next_block(g->state);
    g->left = FAC_MT_N + 1; /* for the next three lines only: at least one word is taken */
    g->next = 0;
  }
  int64_t count = n < g->left - 1 ? n : g->left - 1;
  *words = g->state + g->next;
  g->next += (uint64_t)count;
  g->left -= (int32_t)count;
  return count;
}

void fac_rng_words(Generator *g, uint32_t *out, int64_t n) {
  while (n > 0) {
    const uint64_t *words;
    int64_t count = take(g, n, &words);
    fac_random->temper(count, words, out);
    out += count;
    n -= count;
  }
}

uint32_t fac_rng_next(Generator *g) {
  uint32_t word;
  fac_rng_words(g, &word, 1);
  return word;
}

bool fac_rng_state_is_valid(const Generator *g) {
  bool in_range = g->seeded == 1 && g->left > 0 && g->left <= FAC_MT_N && g->next <= FAC_MT_N;
  /* With one draw left the block is done and next does not matter; else the two must agree, or
   * words behind the block would be read. */
  return in_range && (g->left == 1 || (uint64_t)g->left + g->next == FAC_MT_N + 1);
}

/* --- Seeding from the system ---------------------------------------------------------------- */

/* A finaliser that spreads every bit over all others (G. Steele, D. Lea, C. Flood, Fast splittable
 * pseudorandom number generators, OOPSLA 2014). */
static uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/* For systems without a random device: the time, the processor time used, and an address. */
static uint64_t entropy_of_clocks(const Generator *g) {
  struct timespec now = {0};
  timespec_get(&now, TIME_UTC);
  uint64_t z = mix((uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec);
  return mix(z ^ mix((uint64_t)clock()) ^ (uint64_t)(uintptr_t)g);
}

int64_t fac_rng_seed(Generator *g) {
  uint64_t seed;
  FILE *device = fopen("/dev/urandom", "rb");
  if (device) setvbuf(device, NULL, _IONBF, 0);
  if (!device || fread(&seed, sizeof seed, 1, device) != 1) seed = entropy_of_clocks(g);
  if (device) fclose(device);
  fac_rng_manual_seed(g, (int64_t)(seed >> 11));
  return g->initial_seed;
}

/* --- Distributions -------------------------------------------------------------------------- */

/* 32 bits make a number in [0, 1). */
static inline double to_unit(uint32_t word) {
  return word * (1.0 / 4294967296.0);
}

void fac_rng_fill_uniform(Generator *g, double *out, int64_t n, double a, double b) {
  while (n > 0) {
    uint32_t words[FAC_MT_N];
    const uint64_t *raw;
    int64_t count = take(g, n, &raw);
    fac_random->temper(count, raw, words);
    for (int64_t i = 0; i < count; i++) out[i] = to_unit(words[i]) * (b - a) + a;
    out += count;
    n -= count;
  }
}

/* Two uniforms make two normals, rho cos(2 pi x) and rho sin(2 pi x) with rho = sqrt(-2 log(1-y))
 * (G. Box, M. Muller, Annals of Mathematical Statistics 29, 1958). The pair stays in the generator,
 * and with it the second normal until somebody asks for it. */
static inline void new_pair(Generator *g, double x, double y) {
  g->normal_x = x;
  g->normal_y = y;
  g->normal_rho = sqrt(-2.0 * log(1.0 - y));
}

static inline double first_of_pair(const Generator *g, double mean, double std) {
  return g->normal_rho * cos(2.0 * PI * g->normal_x) * std + mean;
}

static inline double second_of_pair(const Generator *g, double mean, double std) {
  return g->normal_rho * sin(2.0 * PI * g->normal_x) * std + mean;
}

void fac_rng_fill_normal(Generator *g, double *out, int64_t n, double mean, double std) {
  if (n > 0 && g->normal_is_valid) {
    *out++ = second_of_pair(g, mean, std);
    g->normal_is_valid = 0;
    n--;
  }
  int64_t paired = n & ~(int64_t)1;
  fac_rng_fill_uniform(g, out, paired, 0, 1);
  for (int64_t i = 0; i < paired; i += 2) {
    new_pair(g, out[i], out[i + 1]);
    out[i] = first_of_pair(g, mean, std);
    out[i + 1] = second_of_pair(g, mean, std);
  }
  if (paired < n) {
    double pair[2];
    fac_rng_fill_uniform(g, pair, 2, 0, 1);
    new_pair(g, pair[0], pair[1]);
    out[paired] = first_of_pair(g, mean, std);
    g->normal_is_valid = 1;
  }
}

typedef struct {
  float *out;
  double mean, std;
} NormalFill;

static void transform_pairs(void *context, int64_t first, int64_t last) {
  const NormalFill *f = context;
  fac_random->normal_pairs(last - first, (uint32_t *)f->out + 2 * first, f->mean, f->std);
}

/* The words are drawn by one thread, right into the result, and made normal by several. */
void fac_rng_fill_normal_floats(Generator *g, float *out, int64_t n, double mean, double std) {
  double one;
  if (n > 0 && g->normal_is_valid) {
    fac_rng_fill_normal(g, &one, 1, mean, std);
    *out++ = (float)one;
    n--;
  }
  int64_t pairs = n / 2;
  if (pairs > 0) {
    fac_rng_words(g, (uint32_t *)out, 2 * pairs);
    const uint32_t *last = (uint32_t *)out + 2 * pairs - 2;
    new_pair(g, to_unit(last[0]), to_unit(last[1])); /* what the generator remembers */
    NormalFill f = {out, mean, std};
    fac_parallel_for(pairs, 2048, transform_pairs, &f);
  }
  if (n % 2) {
    fac_rng_fill_normal(g, &one, 1, mean, std);
    out[n - 1] = (float)one;
  }
}

/* The others put uniforms through the inverse of their distribution function. */

void fac_rng_fill_exponential(Generator *g, double *out, int64_t n, double lambda, double b) {
  (void)b;
  const double scale = -1.0 / lambda;
  fac_rng_fill_uniform(g, out, n, 0, 1);
  for (int64_t i = 0; i < n; i++) out[i] = scale * log(1.0 - out[i]);
}

void fac_rng_fill_cauchy(Generator *g, double *out, int64_t n, double median, double sigma) {
  fac_rng_fill_uniform(g, out, n, 0, 1);
  for (int64_t i = 0; i < n; i++) out[i] = median + sigma * tan(PI * (out[i] - 0.5));
}

void fac_rng_fill_log_normal(Generator *g, double *out, int64_t n, double mean, double std) {
  fac_rng_fill_normal(g, out, n, mean, std);
  for (int64_t i = 0; i < n; i++) out[i] = exp(out[i]);
}

void fac_rng_fill_geometric(Generator *g, double *out, int64_t n, double p, double b) {
  (void)b;
  const double log_p = log(p);
  fac_rng_fill_uniform(g, out, n, 0, 1);
  for (int64_t i = 0; i < n; i++) out[i] = floor(log(1.0 - out[i]) / log_p) + 1.0;
}

void fac_rng_fill_bernoulli(Generator *g, double *out, int64_t n, double p, double b) {
  (void)b;
  fac_rng_fill_uniform(g, out, n, 0, 1);
  for (int64_t i = 0; i < n; i++) out[i] = out[i] <= p;
}

static inline double draw(RngFill fill, Generator *g, double a, double b) {
  double value;
  fill(g, &value, 1, a, b);
  return value;
}

double fac_rng_uniform(Generator *g, double a, double b) {
  return draw(fac_rng_fill_uniform, g, a, b);
}

double fac_rng_normal(Generator *g, double mean, double std) {
  return draw(fac_rng_fill_normal, g, mean, std);
}

double fac_rng_exponential(Generator *g, double lambda) {
  return draw(fac_rng_fill_exponential, g, lambda, 0);
}

double fac_rng_cauchy(Generator *g, double median, double sigma) {
  return draw(fac_rng_fill_cauchy, g, median, sigma);
}

double fac_rng_log_normal(Generator *g, double mean, double std) {
  return draw(fac_rng_fill_log_normal, g, mean, std);
}

int64_t fac_rng_geometric(Generator *g, double p) {
  return (int64_t)draw(fac_rng_fill_geometric, g, p, 0);
}

int fac_rng_bernoulli(Generator *g, double p) {
  return draw(fac_rng_fill_bernoulli, g, p, 0) != 0;
}
