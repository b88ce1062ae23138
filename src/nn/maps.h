/* Planes connected one to one by filters, and the sizes that such layers have in common.
 * Each connection joins a large plane and a small one (kernel/filter.h): a convolution's input is
 * large and its output small, with a full convolution it is the other way round.
 * Neighbours: connection.c, subsample.c and temporal.c make layers of this. */
#ifndef FAC_NN_MAPS_H
#define FAC_NN_MAPS_H

#include "../core/object.h"
#include "../kernel/filter.h"

/* The connections of each plane of one side: those of plane p are order[start[p]] to
 * order[start[p + 1] - 1], in the order of the table. */
typedef struct {
  int64_t planes;
  const int64_t *plane; /* of each connection */
  const int64_t *order, *start;
} Side;

typedef struct {
  DType dtype;
  Filter filter;
  int64_t batch, connections;
  Side large, small;
} Maps;

/* Fills in the connections: pairs holds from and to, 1-based, for each (contiguous, n x 2,
 * checked); with NULL each plane is connected to that of its own number. large_first: from names
 * large planes. Sets also the numbers of planes. Pushes a temporary tensor. */
void fac_maps_connect(lua_State *L, Maps *m, const Tensor *pairs, int64_t n, bool large_first,
                      int64_t large, int64_t small);

/* Whole batches. weight holds the filters one behind the other. The first two add to their result.
 */
void fac_maps_correlate(const Maps *m, const void *large, const void *weight, void *small);
void fac_maps_spread(const Maps *m, const void *small, const void *weight, void *large);
void fac_maps_taps(const Maps *m, double scale, const void *large, const void *small, void *weight);

/* Fills plane p of each sample with bias[p], or with 0 if bias is NULL. */
void fac_maps_fill(DType dtype, int64_t batch, int64_t planes, int64_t size, const void *bias,
                   void *output);
/* gradBias[p] += scale * the sum of plane p of all samples */
void fac_maps_sum(DType dtype, int64_t batch, int64_t planes, int64_t size, double scale,
                  const void *gradOutput, void *gradBias);

/* n weights for each of some planes, all with the value of the plane's one, in a temporary tensor
 * that is pushed; and the sums of n such weights added to the one. by_tap: planes lie innermost. */
Tensor *fac_maps_repeat(lua_State *L, const Tensor *weight, int64_t n, bool by_tap);
void fac_maps_add_repeated(Tensor *gradWeight, const Tensor *repeated, bool by_tap);

/* Raises unless a size, step or padding that came from Lua is least or more and not absurd. */
int64_t fac_maps_extent(lua_State *L, const char *name, int64_t value, int64_t least);

/* Raises unless input has planes planes of two dimensions, or a batch of those; size[] gets height
 * and width. Returns the batch size, 1 without batch. */
int64_t fac_maps_images(lua_State *L, const Tensor *input, int64_t planes, int64_t size[2]);

/* How many places a window finds along n elements. Raises when there is none. */
int64_t fac_maps_places(lua_State *L, const Tensor *input, int64_t n, int64_t window, int64_t step);

/* input's sizes with the last three, or two, dimensions replaced; returns the number. */
int fac_maps_like(const Tensor *input, int64_t planes, const int64_t size[2], int64_t *result);

/* Raises unless t has these sizes. */
void fac_maps_check_sizes(lua_State *L, const Tensor *t, const char *name, int ndim,
                          const int64_t *size);

/* Raises unless t has n elements. */
void fac_maps_check_elements(lua_State *L, const Tensor *t, const char *name, int64_t n);

/* How many pieces of that many operations are worth a thread. */
static inline int64_t fac_maps_grain(int64_t operations) {
  return 1 + 30000 / (operations > 0 ? operations : 1);
}

#endif
