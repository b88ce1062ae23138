/* Which instruction set runs. Neighbours: cpu.h; every family in src/kernel has its line here. */
#include "cpu.h"

#include <stdlib.h>
#include <string.h>

#include "../kernel/families.h"

/* The pointers that the families declare, plain until fac_cpu_open. */
#define X(type, name) const type *name = &name##_plain;
FAC_EACH_FAMILY(X)
#undef X

static const char *chosen = "plain";

#if defined(__x86_64__)
static void choose_avx2(void) {
#define X(type, name) name = &name##_avx2;
  FAC_EACH_FAMILY(X)
#undef X
  chosen = "avx2";
}

static void choose_avx512(void) {
#define X(type, name) name = &name##_avx512;
  FAC_EACH_FAMILY(X)
#undef X
  chosen = "avx512";
}
#endif

void fac_cpu_open(void) {
#if defined(__x86_64__)
  const char *limit = getenv("FACULA_CPU");
  if (limit && !strcmp(limit, "plain")) return;
  __builtin_cpu_init();
  bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
              __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                __builtin_cpu_supports("avx512cd");
  if (avx512 && !(limit && !strcmp(limit, "avx2")))
    choose_avx512();
  else if (avx2)
    choose_avx2();
#endif
}

const char *fac_cpu_name(void) {
  return chosen;
}
