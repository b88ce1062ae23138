/* Ctrl-C at the prompt: long loops ask between two pieces of work whether they shall stop, and
 * leave the rest undone; the prompt raises an error as soon as the call returns. Neighbours: blas.c
 * and loop.c ask; src/terminal/evaluate.c sets and clears the flag, which it gets through Lua since
 * it is a module of its own. */
#ifndef FAC_INTERRUPT_H
#define FAC_INTERRUPT_H

#include <stdatomic.h>
#include <stdbool.h>

extern atomic_bool fac_interrupted;

static inline bool fac_shall_stop(void) {
  return atomic_load_explicit(&fac_interrupted, memory_order_relaxed);
}

#endif
