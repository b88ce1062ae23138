/* Picks the kernel set for this processor when the library is loaded.
 * src/kernel is compiled once per instruction set; each family of kernels is a struct of leaf
 * loops, and fac_<family> points to the best one that runs here.
 * Neighbours: the headers in src/kernel declare the families. */
#ifndef FAC_CPU_H
#define FAC_CPU_H

void fac_cpu_open(void); /* idempotent; FACULA_CPU=plain|avx2|avx512 in the environment limits */
const char *fac_cpu_name(void); /* "plain", "avx2" or "avx512": what runs */

#endif
