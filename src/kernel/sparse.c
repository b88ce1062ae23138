/* The family fac_sparse for one instruction set; sparse.h says what each entry computes. */
#include "sparse.h"

#define KERNEL_FILE "../kernel/sparse.inc"
#define KERNEL_REAL_ONLY
#include "../core/each_dtype.h"

const SparseKernels FAC_ISA_NAME(fac_sparse) = {
    .gather_dot = {[FAC_FLOAT] = gather_dot_Float, [FAC_DOUBLE] = gather_dot_Double},
    .scatter_add = {[FAC_FLOAT] = scatter_add_Float, [FAC_DOUBLE] = scatter_add_Double},
};
