/* nn.Dropout in training: elements are zeroed at random and the others scaled up for it.
 * N. Srivastava et al., Dropout: A simple way to prevent neural networks from overfitting, JMLR 15,
 * 2014.
 * Neighbours: lua/nn/Dropout.lua decides when it applies; core/random.h draws. */
#include "nn.h"

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/loop.h"
#include "../kernel/nn.h"
#include "../kernel/point.h"

typedef struct {
  Generator *generator;
  double keep;  /* probability that an element stays */
  double value; /* what it is multiplied by then */
  Leaf store;   /* conversion from double */
} Draw;

/* Draws noise, one Bernoulli number for each element, in logical order. */
static void draw(int64_t n, char *const *p, const int64_t *step, const void *param) {
  enum { CHUNK = 256 };
  const Draw *d = param;
  double noise[CHUNK];
  for (int64_t first = 0; first < n; first += CHUNK) {
    int64_t length = n - first < CHUNK ? n - first : CHUNK;
    fac_rng_fill_bernoulli(d->generator, noise, length, d->keep, 0);
    for (int64_t i = 0; i < length; i++) noise[i] *= d->value;
    d->store(length, (char *[]){p[0] + first * step[0], (char *)noise},
             (int64_t[]){step[0], sizeof(double)}, NULL);
  }
}

/* Gives the result the size of source; in place it becomes a view of source. */
static void prepare(lua_State *L, Tensor *result, Tensor *source, bool in_place) {
  if (in_place)
    fac_tensor_set_as(L, result, source);
  else
    fac_tensor_resize_as(L, result, source);
}

static void multiply(lua_State *L, Tensor *result, Tensor *source, Tensor *noise) {
  fac_loop(L, 3, (Tensor *[]){result, source, noise}, fac_nn->multiply[source->dtype], NULL, 1);
}

static int dropout_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *input = a->arg[1].t, *noise = a->arg[2].t;
  double p = a->arg[3].n.d;
  if (!(p >= 0 && p < 1))
    fac_error(L, "<Dropout> illegal percentage, must be 0 <= p < 1, got %g", p);
  Draw d = {.generator = a->arg[6].g,
            .keep = 1 - p,
            .value = a->arg[4].b ? 1 : 1 / (1 - p),
            .store = fac_point->copy[input->dtype][FAC_DOUBLE]};
  Tensor *room = fac_new_view(L, noise); /* which must not change if output cannot be resized */
  fac_tensor_resize_as(L, room, input);
  prepare(L, output, input, a->arg[5].b);
  fac_tensor_set_as(L, noise, room);
  fac_loop_serial(L, 1, &noise, draw, &d);
  multiply(L, output, input, noise);
  return fac_return(L, a, 0);
}

static int dropout_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *gradOutput = a->arg[1].t, *noise = a->arg[2].t;
  fac_check_same_count(L, gradOutput, "gradOutput", noise, "noise");
  prepare(L, gradInput, gradOutput, a->arg[3].b);
  multiply(L, gradInput, gradOutput, noise);
  return fac_return(L, a, 0);
}

#define FORWARD "output:T input:T noise:T p:num v1:bool? inplace:bool?"

static Op ops[] = {
    {"Dropout_updateOutput", dropout_updateOutput, FORWARD " [gen:gen] | " FORWARD " gen:gen?",
     "noise = 1/(1-p) (or 1, with v1) with probability 1-p, else 0; output = input noise",
     FAC_REAL},
    {"Dropout_updateGradInput", dropout_updateGradInput,
     "gradInput:T gradOutput:T noise:T inplace:bool?", "gradInput = gradOutput noise", FAC_REAL},
    {0},
};

void fac_open_nn_dropout(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
