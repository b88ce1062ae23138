/* The one pool of threads. Neighbours: loop.h and blas.h split their work with it.
 * Work given to the pool must not touch Lua and must not raise. */
#ifndef FAC_THREAD_H
#define FAC_THREAD_H

#include <stdint.h>

/* Calls body(context, first, last) for pieces that cover [0, count), in parallel when count is
 * larger than grain and more than one thread is allowed. The pieces are at least grain long. Called
 * from inside of a body it runs in place. */
typedef void (*ParallelBody)(void *context, int64_t first, int64_t last);
void fac_parallel_for(int64_t count, int64_t grain, ParallelBody body, void *context);

/* The grain of units that cost so much each when a piece of that cost is worth a thread. A negative
 * cost is a product of an empty tensor's sizes that overflowed. */
static inline int64_t fac_grain(int64_t worth, int64_t cost) {
  return cost >= 0 && cost < worth ? 1 + worth / (cost + 1) : 1;
}

int fac_threads_get(void);
void fac_threads_set(int n); /* 1 <= n; more than the cores is allowed */
int fac_threads_cores(void);

#endif
