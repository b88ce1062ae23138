/* Kernels of convolution with 3 x 3 elements and steps of 1 by minimal filtering, F(2 x 2, 3 x 3):
 * two by two elements of the map take 16 multiplications for each plane and filter instead of 36.
 * A. Lavin, S. Gray, Fast Algorithms for Convolutional Neural Networks, CVPR 2016, after S.
 * Winograd, Arithmetic Complexity of Computations, 1980.
 *
 * With tiles of 4 x 4 elements d of the input, 2 x 2 elements y of the output and a kernel g,
 *   y = A' [(G g G') .* (B' d B)] A
 * where .* multiplies element by element, which summed over the planes is a matrix product for each
 * of the 16 elements.
 * Neighbours: winograd.c and .inc; src/nn/winograd.c makes layers of them. */
#ifndef FAC_KERNEL_WINOGRAD_H
#define FAC_KERNEL_WINOGRAD_H

#include "kernel.h"

/* Planes of in[0] x in[1] elements become planes of out[0] x out[1]; pad rows and columns of zeros
 * are around the former. Tiles are numbered row by row, sample by sample. */
typedef struct {
  int64_t inputs, outputs; /* planes */
  int64_t in[2], out[2], pad[2], tiles[2];
  bool turned; /* the kernel is read backwards, and its outputs are the second dimension */
} Winograd;

typedef struct {
  /* u[16][outputs][inputs] = G g G', for outputs [first, last) */
  void (*weights[FAC_NDTYPE])(const Winograd *w, const void *weight, int64_t first, int64_t last,
                              void *u);
  /* One panel: outputs of tiles [first, first + count), count at most width, with bias (or NULL).
   * scratch holds 16 (inputs + outputs) width elements, aligned to 64 bytes. */
  void (*panel[FAC_NDTYPE])(const Winograd *w, const void *in, const void *u, const void *bias,
                            int64_t first, int64_t count, void *scratch, void *out);
  int64_t width[FAC_NDTYPE];

  /* For the gradient: v[16][inputs][ld] = B' d B and z[16][outputs][ld] = A y A' of the gradient y
   * by the output, for tiles [first, first + count). */
  void (*input_tiles[FAC_NDTYPE])(const Winograd *w, const void *in, int64_t first, int64_t count,
                                  int64_t ld, void *v);
  void (*output_tiles[FAC_NDTYPE])(const Winograd *w, const void *out, int64_t first, int64_t count,
                                   int64_t ld, void *z);
  /* gradient of the kernels += scale G' u G, for outputs [first, last) */
  void (*gradient[FAC_NDTYPE])(const Winograd *w, double scale, const void *u, int64_t first,
                               int64_t last, void *gradWeight);
} WinogradKernels;

FAC_KERNEL_FAMILY(WinogradKernels, fac_winograd);

#endif
