/* Layers that measure: nn.Euclidean and nn.WeightedEuclidean (distances to centres),
 * nn.CosineDistance and nn.PairwiseDistance (between two vectors), nn.Kmeans (the nearest centre).
 * Neighbours: lua/nn/Euclidean.lua and the others; leaf loops in src/kernel/distance.inc. */
#include "nn.h"

#include <math.h>
#include <string.h>

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/thread.h"
#include "../kernel/distance.h"
#include "../kernel/nn.h"

/* Samples that are worth a thread when one takes about this many element operations. */
static int64_t grain(int64_t work) {
  return fac_grain(30000, work);
}

/* t must be a vector of n elements or a matrix of n columns; returns the number of samples. */
static int64_t check_samples(lua_State *L, const Tensor *t, const char *name, int64_t n) {
  if ((t->ndim != 1 && t->ndim != 2) || t->size[t->ndim - 1] != n)
    fac_error(L, "%s must be a vector or a matrix whose rows have %lld elements, got size %s", name,
              (long long)n, FAC_SHAPE(t));
  return t->ndim == 2 ? t->size[0] : 1;
}

static void check_matrix(lua_State *L, const Tensor *t, const char *name) {
  if (t->ndim != 2) fac_error(L, "%s must be a matrix, got size %s", name, FAC_SHAPE(t));
}

/* --- distances to centres --------------------------------------------------------------------- */

typedef struct {
  DType dtype;
  int64_t samples, n, m;
  double scale;
  const Tensor *x, *w, *c; /* c may be NULL */
  Tensor *y, *q, *r, *gw, *gc;
} Centres;

static void run_distances(void *context, int64_t first, int64_t last) {
  const Centres *k = context;
  fac_distance->to_centres[k->dtype](last - first, k->n, k->m, fac_dense_at(k->x, first * k->n),
                                     fac_tensor_data(k->w), k->c ? fac_tensor_data(k->c) : NULL,
                                     fac_dense_at(k->y, first * k->m));
}

static int centres_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *weight = a->arg[2].t;
  const Tensor *factors = a->arg[3].index ? a->arg[3].t : NULL;
  check_matrix(L, weight, "weight");
  Centres job = {.dtype = weight->dtype, .n = weight->size[0], .m = weight->size[1]};
  job.samples = check_samples(L, input, "input", job.n);
  if (factors) fac_check_same_size(L, factors, "diagCov", weight, "weight");
  fac_check_other(L, output, "output", input, "input");
  fac_check_other(L, output, "output", weight, "weight");
  if (factors) fac_check_other(L, output, "output", factors, "diagCov");
  job.x = fac_dense_input(L, fac_apart(L, output, input));
  job.w = fac_dense_input(L, fac_apart(L, output, weight));
  if (factors) job.c = fac_dense_input(L, fac_apart(L, output, factors));
  if (input->ndim == 1)
    fac_tensor_resize_1d(L, output, job.m);
  else
    fac_tensor_resize_2d(L, output, job.samples, job.m);
  job.y = fac_dense_result(L, output);
  if (job.m > 0) fac_parallel_for(job.samples, grain(job.n * job.m), run_distances, &job);
  fac_dense_store(L, output, job.y);
  return fac_return(L, a, 0);
}

/* gradOutput and output must be of the size that belongs to input. */
static void check_result(lua_State *L, const Tensor *t, const char *name, const Tensor *input,
                         const Centres *job) {
  int64_t samples = check_samples(L, t, name, job->m);
  if (t->ndim != input->ndim || samples != job->samples)
    fac_error(L, "%s of size %s does not belong to an input of size %s", name, FAC_SHAPE(t),
              FAC_SHAPE(input));
}

/* job->q: gradOutput / (output + 1e-7), pushed. A distance of 0 gives a gradient of 0 then. */
static void push_ratio(lua_State *L, Centres *job, const Tensor *gradOutput, const Tensor *output) {
  const Tensor *g = fac_dense_input(L, gradOutput), *y = fac_dense_input(L, output);
  job->q = fac_new_tensor_sized(L, job->dtype, g->ndim, g->size);
  fac_distance->ratio[job->dtype](job->samples * job->m, 1e-7, fac_tensor_data(g),
                                  fac_tensor_data(y), fac_tensor_data(job->q));
}

static void run_samples(void *context, int64_t first, int64_t last) {
  const Centres *k = context;
  for (int64_t s = first; s < last; s++)
    fac_distance->back_sample[k->dtype](k->n, k->m, fac_dense_at(k->x, s * k->n),
                                        fac_tensor_data(k->w), k->c ? fac_tensor_data(k->c) : NULL,
                                        fac_dense_at(k->q, s * k->m), fac_dense_at(k->r, s * k->n));
}

static int centres_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t;
  const Tensor *input = a->arg[1].t, *gradOutput = a->arg[2].t, *output = a->arg[3].t,
               *weight = a->arg[4].t, *factors = a->arg[5].index ? a->arg[5].t : NULL;
  check_matrix(L, weight, "weight");
  Centres job = {.dtype = weight->dtype, .n = weight->size[0], .m = weight->size[1]};
  job.samples = check_samples(L, input, "input", job.n);
  check_result(L, gradOutput, "gradOutput", input, &job);
  check_result(L, output, "output", input, &job);
  if (factors) fac_check_same_size(L, factors, "diagCov", weight, "weight");
  const Tensor *operands[] = {input, gradOutput, output, weight, factors};
  const char *names[] = {"input", "gradOutput", "output", "weight", "diagCov"};
  for (int i = 0; i < 5; i++)
    if (operands[i]) fac_check_other(L, gradInput, "gradInput", operands[i], names[i]);
  push_ratio(L, &job, gradOutput, output);
  job.x = fac_dense_input(L, fac_apart(L, gradInput, input));
  job.w = fac_dense_input(L, fac_apart(L, gradInput, weight));
  if (factors) job.c = fac_dense_input(L, fac_apart(L, gradInput, factors));
  fac_tensor_resize_as(L, gradInput, input);
  job.r = fac_dense_result(L, gradInput);
  fac_parallel_for(job.samples, grain(job.n * job.m), run_samples, &job);
  fac_dense_store(L, gradInput, job.r);
  return fac_return(L, a, 0);
}

/* Threads share by rows of the weight, so that sums have the order of the samples. */
static void run_rows(void *context, int64_t first, int64_t last) {
  const Centres *k = context;
  for (int64_t i = first; i < last; i++)
    fac_distance->back_row[k->dtype](
        k->samples, k->n, k->m, k->scale, fac_dense_at(k->x, i), fac_dense_at(k->w, i * k->m),
        k->c ? fac_dense_at(k->c, i * k->m) : NULL, fac_tensor_data(k->q),
        fac_dense_at(k->gw, i * k->m), k->c ? fac_dense_at(k->gc, i * k->m) : NULL);
}

static int centres_accGradParameters(lua_State *L, Args *a) {
  const Tensor *input = a->arg[0].t, *gradOutput = a->arg[1].t, *output = a->arg[2].t,
               *weight = a->arg[3].t, *factors = a->arg[4].index ? a->arg[4].t : NULL;
  Tensor *gradWeight = a->arg[5].t, *gradFactors = a->arg[6].index ? a->arg[6].t : NULL;
  check_matrix(L, weight, "weight");
  Centres job = {
      .dtype = weight->dtype, .n = weight->size[0], .m = weight->size[1], .scale = a->arg[7].n.d};
  job.samples = check_samples(L, input, "input", job.n);
  check_result(L, gradOutput, "gradOutput", input, &job);
  check_result(L, output, "output", input, &job);
  fac_check_same_size(L, gradWeight, "gradWeight", weight, "weight");
  if ((factors != NULL) != (gradFactors != NULL))
    fac_error(L, "diagCov and gradDiagCov belong together, got only one of them");
  if (factors) {
    fac_check_same_size(L, factors, "diagCov", weight, "weight");
    fac_check_same_size(L, gradFactors, "gradDiagCov", weight, "weight");
    fac_check_other(L, gradFactors, "gradDiagCov", gradWeight, "gradWeight");
  }
  if (job.samples == 0 || job.m == 0) return 0;
  push_ratio(L, &job, gradOutput, output);
  /* an update in place (backwardUpdate) gives the parameters as their own gradients */
  job.x = fac_dense_input(L, fac_apart(L, gradWeight, input));
  job.w = fac_dense_input(L, fac_apart(L, gradWeight, weight));
  job.gw = fac_dense_inout(L, gradWeight);
  if (factors) {
    job.x = fac_apart(L, gradFactors, job.x);
    job.w = fac_apart(L, gradFactors, job.w);
    job.c = fac_apart(L, gradWeight, fac_dense_input(L, fac_apart(L, gradFactors, factors)));
    job.gc = fac_dense_inout(L, gradFactors);
  }
  fac_parallel_for(job.n, grain(job.samples * job.m), run_rows, &job);
  fac_dense_store(L, gradWeight, job.gw);
  if (factors) fac_dense_store(L, gradFactors, job.gc);
  return 0;
}

/* --- pairs of vectors ------------------------------------------------------------------------- */

typedef struct {
  DType dtype;
  int64_t n;
  double p;
  const Tensor *a, *b, *g, *y;
  Tensor *r[2];
} Pairs;

/* Two vectors or two matrices of one size; returns the number of pairs. */
static int64_t check_pair(lua_State *L, const Tensor *a, const Tensor *b) {
  if (a->ndim != 1 && a->ndim != 2)
    fac_error(L, "input must be two vectors or two matrices, got size %s", FAC_SHAPE(a));
  fac_check_same_size(L, b, "input[2]", a, "input[1]");
  return a->ndim == 2 ? a->size[0] : 1;
}

/* Pushes contiguous stand-ins and gives output one element a pair. */
static int64_t open_pairs(lua_State *L, Args *args, Pairs *job) {
  Tensor *output = args->arg[0].t;
  const Tensor *a = args->arg[1].t, *b = args->arg[2].t;
  int64_t count = check_pair(L, a, b);
  fac_check_other(L, output, "output", a, "input[1]");
  fac_check_other(L, output, "output", b, "input[2]");
  job->dtype = a->dtype;
  job->n = a->size[a->ndim - 1];
  job->a = fac_dense_input(L, fac_apart(L, output, a));
  job->b = fac_dense_input(L, fac_apart(L, output, b));
  fac_tensor_resize_1d(L, output, count);
  job->r[0] = fac_dense_result(L, output);
  return count;
}

/* The same for the two results of a backward pass, which get the size of the operands. */
static int64_t open_pairs_back(lua_State *L, Args *args, Pairs *job) {
  Tensor *const results[] = {args->arg[0].t, args->arg[1].t};
  const Tensor *a = args->arg[2].t, *b = args->arg[3].t, *g = args->arg[4].t;
  int64_t count = check_pair(L, a, b);
  if (fac_tensor_count(g) != count)
    fac_error(L, "gradOutput must have %lld elements, got size %s", (long long)count, FAC_SHAPE(g));
  job->dtype = a->dtype;
  job->n = a->size[a->ndim - 1];
  fac_check_unshared(L, results[0], "gradInput[1]", results[1], "gradInput[2]");
  const Tensor *operands[] = {a, b, g};
  const char *names[] = {"input[1]", "input[2]", "gradOutput"};
  for (int i = 0; i < 3; i++) {
    fac_check_other(L, results[0], "gradInput[1]", operands[i], names[i]);
    fac_check_other(L, results[1], "gradInput[2]", operands[i], names[i]);
    operands[i] =
        fac_dense_input(L, fac_apart(L, results[0], fac_apart(L, results[1], operands[i])));
  }
  job->a = operands[0];
  job->b = operands[1];
  job->g = operands[2];
  fac_tensor_check_growth(L, results[1], a);
  for (int i = 0; i < 2; i++) {
    fac_tensor_resize_as(L, results[i], a);
    job->r[i] = fac_dense_result(L, results[i]);
  }
  return count;
}

static int close_pairs_back(lua_State *L, Args *args, const Pairs *job) {
  for (int i = 0; i < 2; i++) fac_dense_store(L, args->arg[i].t, job->r[i]);
  return 0;
}

/* Added to squared lengths, so that a vector of zeros has an angle. */
static const double length_eps = 1e-12;

static void run_cosines(void *context, int64_t first, int64_t last) {
  const Pairs *k = context;
  for (int64_t i = first; i < last; i++) {
    double s[3];
    fac_distance->dots[k->dtype](k->n, fac_dense_at(k->a, i * k->n), fac_dense_at(k->b, i * k->n),
                                 s);
    fac_dense_put(k->r[0], i, s[2] / sqrt((s[0] + length_eps) * (s[1] + length_eps)));
  }
}

static int cosine_updateOutput(lua_State *L, Args *a) {
  Pairs job = {0};
  int64_t count = open_pairs(L, a, &job);
  fac_parallel_for(count, grain(job.n), run_cosines, &job);
  fac_dense_store(L, a->arg[0].t, job.r[0]);
  return fac_return(L, a, 0);
}

static void run_cosines_back(void *context, int64_t first, int64_t last) {
  const Pairs *k = context;
  for (int64_t i = first; i < last; i++) {
    const char *a = fac_dense_at(k->a, i * k->n), *b = fac_dense_at(k->b, i * k->n);
    double s[3], g = fac_dense_number(k->g, i);
    fac_distance->dots[k->dtype](k->n, a, b, s);
    double aa = s[0] + length_eps, bb = s[1] + length_eps, w = g / sqrt(aa * bb);
    fac_distance->mix[k->dtype](k->n, w, b, -w * s[2] / aa, a, fac_dense_at(k->r[0], i * k->n));
    fac_distance->mix[k->dtype](k->n, w, a, -w * s[2] / bb, b, fac_dense_at(k->r[1], i * k->n));
  }
}

static int cosine_updateGradInput(lua_State *L, Args *a) {
  Pairs job = {0};
  int64_t count = open_pairs_back(L, a, &job);
  if (job.n > 0) fac_parallel_for(count, grain(3 * job.n), run_cosines_back, &job);
  return close_pairs_back(L, a, &job);
}

static void run_powers(void *context, int64_t first, int64_t last) {
  const Pairs *k = context;
  for (int64_t i = first; i < last; i++) {
    double sum = fac_distance->power_distance[k->dtype](k->n, k->p, fac_dense_at(k->a, i * k->n),
                                                        fac_dense_at(k->b, i * k->n));
    fac_dense_put(k->r[0], i, k->p == 2 ? sqrt(sum) : k->p == 1 ? sum : pow(sum, 1 / k->p));
  }
}

static double check_norm(lua_State *L, double p) {
  if (!(p > 0) || isinf(p)) fac_error(L, "norm must be a positive number, got %g", p);
  return p;
}

static int64_t power_cost(const Pairs *job) {
  return job->p == 1 || job->p == 2 ? job->n : 20 * job->n;
}

static int pairwise_updateOutput(lua_State *L, Args *a) {
  Pairs job = {.p = check_norm(L, a->arg[3].n.d)};
  int64_t count = open_pairs(L, a, &job);
  fac_parallel_for(count, grain(power_cost(&job)), run_powers, &job);
  fac_dense_store(L, a->arg[0].t, job.r[0]);
  return fac_return(L, a, 0);
}

/* d |a - b|_p / d a_k = d_k |d_k|^(p-2) / |d|_p^(p-1), and 1e-6 against a division by 0. */
static void run_powers_back(void *context, int64_t first, int64_t last) {
  const Pairs *k = context;
  for (int64_t i = first; i < last; i++) {
    int64_t at = i * k->n;
    const char *a = fac_dense_at(k->a, at), *b = fac_dense_at(k->b, at);
    double s = fac_dense_number(k->g, i);
    if (k->p != 1) {
      double sum = fac_distance->power_distance[k->dtype](k->n, k->p, a, b);
      s *= pow((k->p == 2 ? sqrt(sum) : pow(sum, 1 / k->p)) + 1e-6, 1 - k->p);
    }
    fac_distance->power_back[k->dtype](k->n, k->p, s, a, b, fac_dense_at(k->r[0], at),
                                       fac_dense_at(k->r[1], at));
  }
}

static int pairwise_updateGradInput(lua_State *L, Args *a) {
  Pairs job = {.p = check_norm(L, a->arg[5].n.d)};
  int64_t count = open_pairs_back(L, a, &job);
  if (job.n > 0) fac_parallel_for(count, grain(2 * power_cost(&job)), run_powers_back, &job);
  return close_pairs_back(L, a, &job);
}

/* --- the nearest centre ----------------------------------------------------------------------- */

typedef struct {
  DType dtype;
  int64_t n, m;
  const Tensor *x, *w;
  int64_t *nearest; /* 1-based */
  double *distance; /* squared */
} Nearest;

static void run_nearest(void *context, int64_t first, int64_t last) {
  const Nearest *k = context;
  for (int64_t i = first; i < last; i++) {
    double best = INFINITY;
    int64_t at = 0;
    for (int64_t j = 0; j < k->m; j++) {
      double d = fac_nn->squared_distance[k->dtype](k->n, fac_dense_at(k->x, i * k->n),
                                                    fac_dense_at(k->w, j * k->n));
      if (d < best) {
        best = d;
        at = j;
      }
    }
    k->nearest[i] = at + 1;
    k->distance[i] = best;
  }
}

/* input must be a matrix with the columns of weight, which must have rows. */
static void check_clusters(lua_State *L, const Tensor *input, const Tensor *weight) {
  check_matrix(L, weight, "weight");
  if (input->ndim != 2 || input->size[1] != weight->size[1] || weight->size[0] == 0)
    fac_error(L, "input must be a matrix of %lld columns, got size %s", (long long)weight->size[1],
              FAC_SHAPE(input));
}

/* Returns the sum of the squared distances to the nearest centres. */
static int kmeans_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *distances = a->arg[1].t;
  const Tensor *input = a->arg[2].t, *weight = a->arg[3].t;
  check_clusters(L, input, weight);
  int64_t count = input->size[0];
  fac_check_unshared(L, output, "output", input, "input");
  fac_check_other(L, output, "output", weight, "weight");
  fac_check_unshared(L, distances, "distances", input, "input");
  const Tensor *x = fac_dense_input(L, input);
  const Tensor *w = fac_dense_input(L, fac_apart(L, output, fac_apart(L, distances, weight)));
  fac_tensor_check_growth(L, distances, &(Tensor){.ndim = 1, .size = {count}});
  fac_tensor_resize_1d(L, output, count);
  fac_tensor_resize_1d(L, distances, count);
  Tensor *ids = fac_dense_result(L, output), *d = fac_dense_result(L, distances);
  Nearest job = {.dtype = x->dtype,
                 .n = x->size[1],
                 .m = w->size[0],
                 .x = x,
                 .w = w,
                 .nearest = fac_tensor_data(ids),
                 .distance = fac_tensor_data(d)};
  fac_parallel_for(count, grain(job.n * job.m), run_nearest, &job);
  double loss = 0;
  for (int64_t i = 0; i < count; i++) loss += job.distance[i];
  fac_dense_store(L, output, ids);
  fac_dense_store(L, distances, d);
  lua_pushnumber(L, input->dtype == FAC_FLOAT ? (float)loss : loss);
  return 1;
}

typedef struct {
  DType dtype;
  int64_t count, n, m;
  double scale;
  const int64_t *ids;
  const Tensor *x, *w, *counts;
  Tensor *gw;
} Means;

/* What the difference to one sample of centre j counts. */
static double share(const Means *k, int64_t j) {
  return k->scale / (fac_dense_number(k->counts, j) + 1e-7);
}

/* gradWeight[k] += scale (weight[k] - mean of its samples), for these columns. */
static void run_means(void *context, int64_t first, int64_t last) {
  const Means *k = context;
  int64_t width = last - first;
  for (int64_t i = 0; i < k->count; i++) {
    int64_t id = k->ids[i] - 1;
    fac_nn->add_scaled[k->dtype](width, -share(k, id), fac_dense_at(k->x, i * k->n + first),
                                 fac_dense_at(k->gw, id * k->n + first));
  }
  for (int64_t j = 0; j < k->m; j++)
    if (fac_dense_number(k->counts, j) > 0)
      fac_nn->add_scaled[k->dtype](width, share(k, j) * fac_dense_number(k->counts, j),
                                   fac_dense_at(k->w, j * k->n + first),
                                   fac_dense_at(k->gw, j * k->n + first));
}

static int kmeans_accGradParameters(lua_State *L, Args *a) {
  const Tensor *input = a->arg[0].t, *nearest = a->arg[1].t, *weight = a->arg[2].t;
  Tensor *gradWeight = a->arg[3].t, *counts = a->arg[4].t;
  check_clusters(L, input, weight);
  fac_check_same_size(L, gradWeight, "gradWeight", weight, "weight");
  fac_check_unshared(L, counts, "clusterSampleCount", gradWeight, "gradWeight");
  fac_check_unshared(L, counts, "clusterSampleCount", weight, "weight");
  fac_check_unshared(L, counts, "clusterSampleCount", input, "input");
  const Tensor *ids = fac_dense_input(L, nearest);
  int64_t count = input->size[0];
  if (fac_tensor_count(ids) != count)
    fac_error(L, "input has %lld rows, but %lld indices of clusters are known: call forward first",
              (long long)count, (long long)fac_tensor_count(ids));
  Means job = {.dtype = input->dtype,
               .count = count,
               .n = weight->size[1],
               .m = weight->size[0],
               .scale = a->arg[5].n.d,
               .ids = fac_tensor_data(ids)};
  for (int64_t i = 0; i < count; i++)
    if (job.ids[i] < 1 || job.ids[i] > job.m)
      fac_error(L, "cluster %lld is out of range, the weight has %lld rows", (long long)job.ids[i],
                (long long)job.m);
  job.x = fac_dense_input(L, fac_apart(L, gradWeight, input));
  job.w = fac_dense_input(L, fac_apart(L, gradWeight, weight));
  fac_tensor_resize_1d(L, counts, job.m);
  Tensor *c = fac_dense_result(L, counts);
  for (int64_t j = 0; j < job.m; j++) fac_dense_put(c, j, 0);
  for (int64_t i = 0; i < count; i++)
    fac_dense_put(c, job.ids[i] - 1, fac_dense_number(c, job.ids[i] - 1) + 1);
  job.counts = c;
  job.gw = fac_dense_inout(L, gradWeight);
  fac_parallel_for(job.n, 16 + grain(count), run_means, &job);
  fac_dense_store(L, gradWeight, job.gw);
  fac_dense_store(L, counts, c);
  return 0;
}

static Op ops[] = {
    {"Euclidean_updateOutput", centres_updateOutput, "output:T input:T weight:T diagCov:T?",
     "output = distances of input to the columns of weight, scaled by diagCov", FAC_REAL},
    {"Euclidean_updateGradInput", centres_updateGradInput,
     "gradInput:T input:T gradOutput:T output:T weight:T diagCov:T?",
     "gradInput = gradient of the distances", FAC_REAL},
    {"Euclidean_accGradParameters", centres_accGradParameters,
     "input:T gradOutput:T output:T weight:T diagCov:T? gradWeight:T gradDiagCov:T? scale:num",
     "gradWeight, gradDiagCov += scale times the gradients of weight and diagCov", FAC_REAL},
    {"CosineDistance_updateOutput", cosine_updateOutput, "output:T a:T b:T",
     "output = cosine of the angle between a and b, or between their rows", FAC_REAL},
    {"CosineDistance_updateGradInput", cosine_updateGradInput,
     "gradA:T gradB:T a:T b:T gradOutput:T", "gradA, gradB = gradients of the cosine", FAC_REAL},
    {"PairwiseDistance_updateOutput", pairwise_updateOutput, "output:T a:T b:T norm:num",
     "output = p-norm of a - b, or of its rows", FAC_REAL},
    {"PairwiseDistance_updateGradInput", pairwise_updateGradInput,
     "gradA:T gradB:T a:T b:T gradOutput:T norm:num", "gradA, gradB = gradients of the distance",
     FAC_REAL},
    {"Kmeans_updateOutput", kmeans_updateOutput, "nearest:Long distances:Double input:T weight:T",
     "nearest = the rows of weight that the rows of input are nearest to; returns the loss",
     FAC_REAL},
    {"Kmeans_accGradParameters", kmeans_accGradParameters,
     "input:T nearest:Long weight:T gradWeight:T clusterSampleCount:T scale:num",
     "gradWeight += scale (weight - mean of the samples of each cluster)", FAC_REAL},
    {0},
};

void fac_open_nn_distance(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
