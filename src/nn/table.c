/* nn.CMaxTable and nn.CMinTable: the largest or smallest of several tensors, element by element.
 * Neighbours: lua/nn/CMaxTable.lua, CMinTable.lua call this for each entry of the table; leaf loops
 * in src/kernel/table.inc. */
#include "nn.h"

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/thread.h"
#include "../kernel/table.h"

typedef struct {
  Leaf leaf;
  int64_t bytes; /* of an element */
  char *data[3]; /* output, indices, input: plain arrays */
  EntryParam entry;
} Keep;

static void run_keep(void *context, int64_t first, int64_t last) {
  const Keep *k = context;
  char *p[3];
  for (int i = 0; i < 3; i++) p[i] = k->data[i] + first * k->bytes;
  k->leaf(last - first, p, (const int64_t[]){k->bytes, k->bytes, k->bytes}, &k->entry);
}

/* Takes in one more entry: output and indices change where it is better. */
static int keep(lua_State *L, Args *a, const Leaf *leaf) {
  Tensor *output = a->arg[0].t, *indices = a->arg[1].t;
  const Tensor *input = a->arg[2].t;
  fac_check_same_count(L, indices, "indices", output, "output");
  fac_check_same_count(L, input, "input", output, "output");
  fac_check_unshared(L, output, "output", indices, "indices");
  const Tensor *x = fac_dense_input(L, fac_apart(L, indices, fac_apart(L, output, input)));
  Tensor *y = fac_dense_inout(L, output), *i = fac_dense_inout(L, indices);
  Keep job = {.leaf = leaf[y->dtype],
              .bytes = (int64_t)fac_dtype_size(y->dtype),
              .data = {fac_tensor_data(y), fac_tensor_data(i), fac_tensor_data(x)},
              .entry = {a->arg[3].n.d}};
  fac_parallel_for(fac_tensor_count(y), 20000, run_keep, &job);
  fac_dense_store(L, output, y);
  fac_dense_store(L, indices, i);
  return 0;
}

static int max_updateOutput(lua_State *L, Args *a) {
  return keep(L, a, fac_table->keep_max);
}

static int min_updateOutput(lua_State *L, Args *a) {
  return keep(L, a, fac_table->keep_min);
}

static int extremum_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *gradOutput = a->arg[1].t, *indices = a->arg[2].t;
  fac_check_same_count(L, gradOutput, "gradOutput", gradInput, "gradInput");
  fac_check_same_count(L, indices, "indices", gradInput, "gradInput");
  const EntryParam entry = {a->arg[3].n.d};
  fac_loop(L, 3, (Tensor *[]){gradInput, gradOutput, indices}, fac_table->pick[gradInput->dtype],
           &entry, 1);
  return 0;
}

#define FORWARD "output:T indices:T input:T entry:num"
#define BACKWARD "gradInput:T gradOutput:T indices:T entry:num"

static Op ops[] = {
    {"CMaxTable_updateOutput", max_updateOutput, FORWARD,
     "output, indices = input, entry where input is larger than output", FAC_REAL},
    {"CMaxTable_updateGradInput", extremum_updateGradInput, BACKWARD,
     "gradInput = gradOutput where indices are entry, else 0", FAC_REAL},
    {"CMinTable_updateOutput", min_updateOutput, FORWARD,
     "output, indices = input, entry where input is smaller than output", FAC_REAL},
    {"CMinTable_updateGradInput", extremum_updateGradInput, BACKWARD,
     "gradInput = gradOutput where indices are entry, else 0", FAC_REAL},
    {0},
};

void fac_open_nn_table(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
