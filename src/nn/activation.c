/* Point-wise layers: transfer functions and their kin (Tanh, Threshold, ELU, PReLU, CReLU ...).
 * Neighbours: lua/nn/<Class>.lua; the formulas are in src/kernel/act.h, those of one operation in
 * src/kernel/point.h, some in src/kernel/nn_point.inc. */
#include "nn.h"

#include <math.h>

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/loop.h"
#include "../kernel/act.h"
#include "../kernel/nn.h"
#include "../kernel/point.h"

/* What an element costs in additions. */
enum { COST_CHEAP = 1, COST_EXP = 4, COST_POW = 20 };

/* Makes the result a view of the tensor that is to be changed in place, or gives it that size. */
static void prepare(lua_State *L, Tensor *result, Tensor *source, bool in_place) {
  if (in_place)
    fac_tensor_set_as(L, result, source);
  else
    fac_tensor_resize_as(L, result, source);
}

/* output = f(input) */
static int forward(lua_State *L, Args *a, const Leaf *leaf, int cost) {
  Tensor *output = a->arg[0].t, *input = a->arg[1].t;
  fac_tensor_resize_as(L, output, input);
  fac_loop(L, 2, (Tensor *[]){output, input}, leaf[input->dtype], NULL, cost);
  return fac_return(L, a, 0);
}

/* gradInput = f(gradOutput, of), where of is the input or the output */
static int backward(lua_State *L, Args *a, const Leaf *leaf, Tensor *of, const char *name) {
  Tensor *gradInput = a->arg[0].t, *gradOutput = a->arg[2].t;
  fac_check_same_count(L, gradOutput, "gradOutput", of, name);
  fac_tensor_resize_as(L, gradInput, of);
  fac_loop(L, 3, (Tensor *[]){gradInput, gradOutput, of}, leaf[of->dtype], NULL, COST_CHEAP);
  return fac_return(L, a, 0);
}

static int tanh_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_nn->tanh, COST_EXP);
}

static int tanh_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_nn->tanh_back, a->arg[3].t, "output");
}

static int sigmoid_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_nn->sigmoid, COST_EXP);
}

static int sigmoid_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_nn->sigmoid_back, a->arg[3].t, "output");
}

static int abs_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_nn->abs, COST_CHEAP);
}

static int abs_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_nn->abs_back, a->arg[1].t, "input");
}

/* In place, what is below the threshold must stay there, or backward would see other elements. */
static void check_in_place(lua_State *L, ThresholdParam p) {
  if (p.value > p.threshold)
    fac_error(L, "in-place processing requires value (%g) not exceed threshold (%g)", p.value,
              p.threshold);
}

static int threshold_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *input = a->arg[1].t;
  ThresholdParam p = {a->arg[2].n.d, a->arg[3].n.d};
  bool in_place = a->arg[4].b;
  if (in_place) check_in_place(L, p);
  prepare(L, output, input, in_place);
  fac_loop(L, 2, (Tensor *[]){output, input}, fac_nn->threshold[input->dtype], &p, COST_CHEAP);
  return fac_return(L, a, 0);
}

static int threshold_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *input = a->arg[1].t, *gradOutput = a->arg[2].t;
  ThresholdParam p = {a->arg[3].n.d, 0};
  bool in_place = a->arg[4].b;
  fac_check_same_count(L, gradOutput, "gradOutput", input, "input");
  prepare(L, gradInput, in_place ? gradOutput : input, in_place);
  fac_loop(L, 3, (Tensor *[]){gradInput, gradOutput, input}, fac_nn->threshold_back[input->dtype],
           &p, COST_CHEAP);
  return fac_return(L, a, 0);
}

/* output = f(input), perhaps in place; leaves of act.h take an ActParam, those of point.h Scalars
 */
static int forward_with(lua_State *L, Args *a, const Leaf *leaf, const void *param, bool in_place,
                        int cost) {
  Tensor *output = a->arg[0].t, *input = a->arg[1].t;
  prepare(L, output, input, in_place);
  fac_loop(L, 2, (Tensor *[]){output, input}, leaf[input->dtype], param, cost);
  return fac_return(L, a, 0);
}

/* gradInput = f(gradOutput, of), perhaps in place; arguments gradInput, input, gradOutput ... */
static int backward_with(lua_State *L, Args *a, const Leaf *leaf, Tensor *of, const char *name,
                         const void *param, bool in_place, int cost) {
  Tensor *gradInput = a->arg[0].t, *gradOutput = a->arg[2].t;
  fac_check_same_count(L, gradOutput, "gradOutput", of, name);
  prepare(L, gradInput, in_place ? gradOutput : of, in_place);
  fac_loop(L, 3, (Tensor *[]){gradInput, gradOutput, of}, leaf[of->dtype], param, cost);
  return fac_return(L, a, 0);
}

/* ---- Functions without parameters ---- */

static int exp_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_point->op[POINT_exp], COST_EXP);
}

static int exp_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_nn->multiply, a->arg[3].t, "output");
}

static int log_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_point->op[POINT_log], COST_EXP);
}

static int log_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_act->op[ACT_log_back], a->arg[1].t, "input");
}

static int square_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_point->op[POINT_square], COST_CHEAP);
}

static int square_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_act->op[ACT_square_back], a->arg[1].t, "input");
}

static int sqrt_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_point->op[POINT_sqrt], COST_CHEAP);
}

static int sqrt_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_act->op[ACT_sqrt_back], a->arg[3].t, "output");
}

static int logsigmoid_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_act->op[ACT_log_sigmoid], 2 * COST_EXP);
}

static int logsigmoid_updateGradInput(lua_State *L, Args *a) {
  return backward_with(L, a, fac_act->op[ACT_log_sigmoid_back], a->arg[1].t, "input", NULL, false,
                       COST_EXP);
}

static int softsign_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_act->op[ACT_softsign], COST_CHEAP);
}

static int softsign_updateGradInput(lua_State *L, Args *a) {
  return backward(L, a, fac_act->op[ACT_softsign_back], a->arg[1].t, "input");
}

static int tanhshrink_updateOutput(lua_State *L, Args *a) {
  return forward(L, a, fac_act->op[ACT_tanhshrink], COST_EXP);
}

static int tanhshrink_updateGradInput(lua_State *L, Args *a) {
  return backward_with(L, a, fac_act->op[ACT_tanhshrink_back], a->arg[1].t, "input", NULL, false,
                       COST_EXP);
}

/* ---- Functions with parameters ---- */

/* The powers that are worth it go without the C library's pow. */
static int power_updateOutput(lua_State *L, Args *a) {
  ActParam p = {.s = a->arg[2].n.d};
  if (p.s == 2) return forward(L, a, fac_point->op[POINT_square], COST_CHEAP);
  if (p.s == 0.5) return forward(L, a, fac_point->op[POINT_sqrt], COST_CHEAP);
  return forward_with(L, a, fac_act->op[ACT_power], &p, false, COST_POW);
}

static int power_updateGradInput(lua_State *L, Args *a) {
  ActParam p = {.s = a->arg[3].n.d, .t = a->arg[3].n.d - 1};
  if (p.s == 2) return backward(L, a, fac_act->op[ACT_square_back], a->arg[1].t, "input");
  return backward_with(L, a, fac_act->op[ACT_power_back], a->arg[1].t, "input", &p, false,
                       COST_POW);
}

static int addconstant_updateOutput(lua_State *L, Args *a) {
  return forward_with(L, a, fac_point->op[POINT_add_scalar], (Scalar[]){a->arg[2].n, {0}},
                      a->arg[3].b, COST_CHEAP);
}

static int mulconstant_updateOutput(lua_State *L, Args *a) {
  return forward_with(L, a, fac_point->op[POINT_mul_scalar], (Scalar[]){a->arg[2].n, {0}},
                      a->arg[3].b, COST_CHEAP);
}

static int hardtanh_updateOutput(lua_State *L, Args *a) {
  return forward_with(L, a, fac_point->op[POINT_clamp], (Scalar[]){a->arg[2].n, a->arg[3].n},
                      a->arg[4].b, COST_CHEAP);
}

static int hardtanh_updateGradInput(lua_State *L, Args *a) {
  ActParam p = {.s = a->arg[3].n.d, .t = a->arg[4].n.d};
  return backward_with(L, a, fac_act->op[ACT_clamp_back], a->arg[1].t, "input", &p, a->arg[5].b,
                       COST_CHEAP);
}

/* In place only the sign of the output tells on which side the input was. */
static void check_sign_is_kept(lua_State *L, double factor, const char *name) {
  if (factor < 0) fac_error(L, "in-place processing requires %s >= 0, got %g", name, factor);
}

static int elu_updateOutput(lua_State *L, Args *a) {
  ActParam p = {.s = a->arg[2].n.d};
  if (a->arg[3].b) check_sign_is_kept(L, p.s, "alpha");
  return forward_with(L, a, fac_act->op[ACT_elu], &p, a->arg[3].b, COST_EXP);
}

static int elu_updateGradInput(lua_State *L, Args *a) {
  ActParam p = {.s = a->arg[4].n.d};
  bool in_place = a->arg[5].b;
  if (in_place) check_sign_is_kept(L, p.s, "alpha");
  if (p.s < 0)
    return backward_with(L, a, fac_act->op[ACT_elu_back_input], a->arg[1].t, "input", &p, false,
                         COST_EXP);
  return backward_with(L, a, fac_act->op[ACT_elu_back], a->arg[3].t, "output", &p, in_place,
                       COST_CHEAP);
}

static int leakyrelu_updateOutput(lua_State *L, Args *a) {
  ActParam p = {.s = a->arg[2].n.d};
  if (a->arg[3].b) check_sign_is_kept(L, p.s, "negval");
  return forward_with(L, a, fac_act->op[ACT_leaky], &p, a->arg[3].b, COST_CHEAP);
}

static int leakyrelu_updateGradInput(lua_State *L, Args *a) {
  ActParam p = {.s = a->arg[3].n.d};
  if (a->arg[4].b) check_sign_is_kept(L, p.s, "negval");
  return backward_with(L, a, fac_act->op[ACT_leaky_back], a->arg[1].t, "input", &p, a->arg[4].b,
                       COST_CHEAP);
}

static int softplus_updateOutput(lua_State *L, Args *a) {
  ActParam p = {.s = a->arg[2].n.d, .t = a->arg[3].n.d, .u = 1 / a->arg[2].n.d};
  return forward_with(L, a, fac_act->op[ACT_softplus], &p, false, 2 * COST_EXP);
}

static int softplus_updateGradInput(lua_State *L, Args *a) {
  ActParam p = {.s = a->arg[3].n.d, .t = a->arg[4].n.d};
  return backward_with(L, a, fac_act->op[ACT_softplus_back], a->arg[1].t, "input", &p, false,
                       COST_EXP);
}

static int softshrink_updateOutput(lua_State *L, Args *a) {
  ActParam p = {.s = a->arg[2].n.d};
  return forward_with(L, a, fac_act->op[ACT_softshrink], &p, false, COST_CHEAP);
}

static int hardshrink_updateOutput(lua_State *L, Args *a) {
  ActParam p = {.s = a->arg[2].n.d};
  return forward_with(L, a, fac_act->op[ACT_hardshrink], &p, false, COST_CHEAP);
}

static int shrink_updateGradInput(lua_State *L, Args *a) {
  ActParam p = {.s = a->arg[3].n.d};
  return backward_with(L, a, fac_act->op[ACT_shrink_back], a->arg[1].t, "input", &p, false,
                       COST_CHEAP);
}

/* ---- RReLU ---- */

typedef struct {
  Generator *generator;
  double lower, upper;
  Leaf load, store; /* conversions to and from double */
} Slopes;

/* noise = 1 where the input is positive, else a slope; one draw for each of those, in order. */
static void draw_slopes(int64_t n, char *const *p, const int64_t *step, const void *param) {
  enum { CHUNK = 256 };
  const Slopes *s = param;
  double value[CHUNK], slope[CHUNK];
  for (int64_t first = 0; first < n; first += CHUNK) {
    int64_t length = n - first < CHUNK ? n - first : CHUNK, draws = 0, used = 0;
    s->load(length, (char *[]){(char *)value, p[1] + first * step[1]},
            (int64_t[]){sizeof(double), step[1]}, NULL);
    for (int64_t i = 0; i < length; i++) draws += value[i] <= 0;
    fac_rng_fill_uniform(s->generator, slope, draws, s->lower, s->upper);
    for (int64_t i = 0; i < length; i++) value[i] = value[i] <= 0 ? slope[used++] : 1;
    s->store(length, (char *[]){p[0] + first * step[0], (char *)value},
             (int64_t[]){step[0], sizeof(double)}, NULL);
  }
}

static void check_slopes(lua_State *L, double lower, double upper) {
  if (!(lower >= 0 && lower <= upper && upper < HUGE_VAL))
    fac_error(L, "expected 0 <= lower <= upper, got lower %g, upper %g", lower, upper);
}

static int rrelu_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *input = a->arg[1].t, *noise = a->arg[2].t;
  Slopes s = {.generator = a->arg[7].g,
              .lower = a->arg[3].n.d,
              .upper = a->arg[4].n.d,
              .load = fac_point->copy[FAC_DOUBLE][input->dtype],
              .store = fac_point->copy[input->dtype][FAC_DOUBLE]};
  check_slopes(L, s.lower, s.upper);
  bool train = a->arg[5].b, in_place = a->arg[6].b;
  if (!train) {
    ActParam p = {.s = (s.lower + s.upper) / 2};
    return forward_with(L, a, fac_act->op[ACT_leaky], &p, in_place, COST_CHEAP);
  }
  Tensor *room = fac_new_view(L, noise); /* noise must not change if output cannot be resized */
  fac_tensor_resize_as(L, room, input);
  prepare(L, output, input, in_place);
  fac_tensor_set_as(L, noise, room);
  fac_loop_serial(L, 2, (Tensor *[]){noise, input}, draw_slopes, &s);
  fac_loop(L, 3, (Tensor *[]){output, input, noise}, fac_nn->multiply[input->dtype], NULL,
           COST_CHEAP);
  return fac_return(L, a, 0);
}

static int rrelu_updateGradInput(lua_State *L, Args *a) {
  double lower = a->arg[4].n.d, upper = a->arg[5].n.d;
  bool train = a->arg[6].b, in_place = a->arg[7].b;
  check_slopes(L, lower, upper);
  if (train && upper - lower > 1e-6)
    return backward_with(L, a, fac_nn->multiply, a->arg[3].t, "noise", NULL, in_place, COST_CHEAP);
  ActParam p = {.s = (lower + upper) / 2};
  return backward_with(L, a, fac_act->op[ACT_leaky_back], a->arg[1].t, "input", &p, in_place,
                       COST_CHEAP);
}

/* ---- PReLU ---- */

/* Pushes a view of the weights (or their gradients) with the sizes of input, in which elements
 * repeat by means of stride 0: one weight for all, or one for each plane. */
static Tensor *spread_planes(lua_State *L, const Tensor *weight, const char *name,
                             const Tensor *input) {
  int64_t planes = fac_tensor_count(weight);
  int dim = input->ndim > 1 ? 1 : 0;
  if (input->ndim == 3 && input->size[1] != planes) dim = 0; /* one image, not a batch of lines */
  if (planes == 0 || input->ndim == 0 || (planes != 1 && input->size[dim] != planes))
    fac_error(L, "wrong number of input planes: %s has %lld elements, input is of size %s", name,
              (long long)planes, FAC_SHAPE(input));
  Tensor *view = fac_new_view(L, weight);
  view->ndim = input->ndim;
  for (int d = 0; d < input->ndim; d++) {
    view->size[d] = input->size[d];
    view->stride[d] = d == dim && planes > 1;
  }
  return view;
}

static int prelu_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *input = a->arg[1].t;
  Tensor *weight = spread_planes(L, fac_dense_input(L, a->arg[2].t), "weight", input);
  fac_tensor_resize_as(L, output, input);
  fac_loop(L, 3, (Tensor *[]){output, input, weight}, fac_act->op[ACT_prelu][input->dtype], NULL,
           COST_CHEAP);
  return fac_return(L, a, 0);
}

static int prelu_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *input = a->arg[1].t, *gradOutput = a->arg[2].t;
  fac_check_same_count(L, gradOutput, "gradOutput", input, "input");
  Tensor *weight = spread_planes(L, fac_dense_input(L, a->arg[3].t), "weight", input);
  fac_tensor_resize_as(L, gradInput, input);
  fac_loop(L, 4, (Tensor *[]){gradInput, gradOutput, input, weight},
           fac_act->op[ACT_prelu_back][input->dtype], NULL, COST_CHEAP);
  return fac_return(L, a, 0);
}

/* The order of the sums is that of the elements. */
static int prelu_accGradParameters(lua_State *L, Args *a) {
  Tensor *input = a->arg[0].t, *gradOutput = a->arg[1].t, *gradWeight = a->arg[2].t;
  ActParam p = {.s = a->arg[3].n.d};
  fac_check_same_size(L, gradOutput, "gradOutput", input, "input");
  Tensor *dense = fac_dense_inout(L, gradWeight);
  Tensor *sums = spread_planes(L, dense, "gradWeight", input);
  fac_loop_serial(L, 3, (Tensor *[]){sums, gradOutput, input}, fac_act->prelu_gather[input->dtype],
                  &p);
  fac_dense_store(L, gradWeight, dense);
  return 0;
}

/* ---- Layers that halve or double a dimension ---- */

/* Pushes a view of half of t along dim, which has an even size. */
static Tensor *half(lua_State *L, const Tensor *t, int dim, int which) {
  Tensor *view = fac_new_view(L, t);
  fac_tensor_narrow(view, dim, which * (t->size[dim] / 2), t->size[dim] / 2);
  return view;
}

/* The sizes of t but for dimension dim, in a geometry that is pushed. */
static Tensor *scaled_size(lua_State *L, const Tensor *t, int dim, int64_t size) {
  Tensor *shape = fac_new_view(L, t);
  shape->size[dim] = size;
  return shape;
}

static int gated_dim(lua_State *L, Args *a, int k, const Tensor *input) {
  int dim = a->arg[k].index ? fac_arg_dim(L, a, k, input->ndim) : input->ndim - 1;
  if (dim < 0 || input->size[dim] % 2)
    fac_error(L, "expected an input of even size in dimension %d, got size %s", dim + 1,
              FAC_SHAPE(input));
  return dim;
}

static int glu_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *input = a->arg[1].t;
  int dim = gated_dim(L, a, 2, input);
  fac_check_unshared(L, output, "output", input, "input");
  Tensor *x = half(L, input, dim, 0), *gate = half(L, input, dim, 1);
  fac_tensor_resize_as(L, output, x);
  fac_loop(L, 3, (Tensor *[]){output, x, gate}, fac_act->op[ACT_gated][input->dtype], NULL,
           COST_EXP);
  return fac_return(L, a, 0);
}

static int glu_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *input = a->arg[1].t, *gradOutput = a->arg[2].t;
  int dim = gated_dim(L, a, 3, input);
  Tensor *x = half(L, input, dim, 0), *gate = half(L, input, dim, 1);
  fac_check_same_count(L, gradOutput, "gradOutput", x, "half of the input");
  fac_check_unshared(L, gradInput, "gradInput", input, "input");
  fac_check_unshared(L, gradInput, "gradInput", gradOutput, "gradOutput");
  fac_tensor_resize_as(L, gradInput, input);
  fac_loop(L, 3, (Tensor *[]){half(L, gradInput, dim, 0), gradOutput, gate},
           fac_act->op[ACT_gated][input->dtype], NULL, COST_EXP);
  fac_loop(L, 4, (Tensor *[]){half(L, gradInput, dim, 1), gradOutput, x, gate},
           fac_act->op[ACT_gated_back][input->dtype], NULL, COST_EXP);
  return fac_return(L, a, 0);
}

/* The channels are the first dimension of a sample. */
static int channel_dim(lua_State *L, int64_t sample_dims, const Tensor *input) {
  if (sample_dims < 1 || (input->ndim != sample_dims && input->ndim != sample_dims + 1))
    fac_error(L, "expected a sample of %lld dimensions or a batch of them, got size %s",
              (long long)sample_dims, FAC_SHAPE(input));
  int dim = input->ndim != sample_dims;
  if (input->size[dim] > INT64_MAX / 2)
    fac_error(L, "too many channels: size %s", FAC_SHAPE(input));
  return dim;
}

static int crelu_updateOutput(lua_State *L, Args *a) {
  Tensor *output = a->arg[0].t, *input = a->arg[1].t;
  int dim = channel_dim(L, a->arg[2].n.i, input);
  fac_check_unshared(L, output, "output", input, "input");
  fac_tensor_resize_as(L, output, scaled_size(L, input, dim, 2 * input->size[dim]));
  fac_loop(L, 2, (Tensor *[]){half(L, output, dim, 0), input},
           fac_act->op[ACT_positive][input->dtype], NULL, COST_CHEAP);
  fac_loop(L, 2, (Tensor *[]){half(L, output, dim, 1), input},
           fac_act->op[ACT_negative][input->dtype], NULL, COST_CHEAP);
  return fac_return(L, a, 0);
}

static int crelu_updateGradInput(lua_State *L, Args *a) {
  Tensor *gradInput = a->arg[0].t, *input = a->arg[1].t, *gradOutput = a->arg[2].t;
  int dim = channel_dim(L, a->arg[3].n.i, input);
  fac_check_same_size(L, gradOutput, "gradOutput", scaled_size(L, input, dim, 2 * input->size[dim]),
                      "output");
  fac_check_unshared(L, gradInput, "gradInput", gradOutput, "gradOutput");
  fac_tensor_resize_as(L, gradInput, input);
  fac_loop(L, 4,
           (Tensor *[]){gradInput, half(L, gradOutput, dim, 0), half(L, gradOutput, dim, 1), input},
           fac_act->op[ACT_crelu_back][input->dtype], NULL, COST_CHEAP);
  return fac_return(L, a, 0);
}

#define FORWARD "output:T input:T"
#define BACKWARD "gradInput:T input:T gradOutput:T output:T"

static Op ops[] = {
    {"Tanh_updateOutput", tanh_updateOutput, FORWARD, "output = tanh(input)", FAC_REAL},
    {"Tanh_updateGradInput", tanh_updateGradInput, BACKWARD,
     "gradInput = gradOutput (1 - output^2)", FAC_REAL},
    {"Sigmoid_updateOutput", sigmoid_updateOutput, FORWARD, "output = 1 / (1 + exp(-input))",
     FAC_REAL},
    {"Sigmoid_updateGradInput", sigmoid_updateGradInput, BACKWARD,
     "gradInput = gradOutput output (1 - output)", FAC_REAL},
    {"Abs_updateOutput", abs_updateOutput, FORWARD, "output = |input|", FAC_REAL},
    {"Abs_updateGradInput", abs_updateGradInput, BACKWARD,
     "gradInput = gradOutput sign(input), where the sign of 0 is 1", FAC_REAL},
    {"Threshold_updateOutput", threshold_updateOutput,
     "output:T input:T threshold:num value:num inplace:bool?",
     "output = input where input > threshold, else value", FAC_REAL},
    {"Threshold_updateGradInput", threshold_updateGradInput,
     "gradInput:T input:T gradOutput:T threshold:num inplace:bool?",
     "gradInput = gradOutput where input > threshold, else 0", FAC_REAL},
    {"Exp_updateOutput", exp_updateOutput, FORWARD, "output = exp(input)", FAC_REAL},
    {"Exp_updateGradInput", exp_updateGradInput, BACKWARD, "gradInput = gradOutput output",
     FAC_REAL},
    {"Log_updateOutput", log_updateOutput, FORWARD, "output = log(input)", FAC_REAL},
    {"Log_updateGradInput", log_updateGradInput, BACKWARD, "gradInput = gradOutput / input",
     FAC_REAL},
    {"Square_updateOutput", square_updateOutput, FORWARD, "output = input^2", FAC_REAL},
    {"Square_updateGradInput", square_updateGradInput, BACKWARD, "gradInput = 2 gradOutput input",
     FAC_REAL},
    {"Sqrt_updateOutput", sqrt_updateOutput, FORWARD, "output = sqrt(input)", FAC_REAL},
    {"Sqrt_updateGradInput", sqrt_updateGradInput, BACKWARD,
     "gradInput = gradOutput / (2 output), where output is 0: 0", FAC_REAL},
    {"LogSigmoid_updateOutput", logsigmoid_updateOutput, FORWARD,
     "output = log(1 / (1 + exp(-input)))", FAC_REAL},
    {"LogSigmoid_updateGradInput", logsigmoid_updateGradInput, BACKWARD,
     "gradInput = gradOutput / (1 + exp(input))", FAC_REAL},
    {"SoftSign_updateOutput", softsign_updateOutput, FORWARD, "output = input / (1 + |input|)",
     FAC_REAL},
    {"SoftSign_updateGradInput", softsign_updateGradInput, BACKWARD,
     "gradInput = gradOutput / (1 + |input|)^2", FAC_REAL},
    {"TanhShrink_updateOutput", tanhshrink_updateOutput, FORWARD, "output = input - tanh(input)",
     FAC_REAL},
    {"TanhShrink_updateGradInput", tanhshrink_updateGradInput, BACKWARD,
     "gradInput = gradOutput tanh(input)^2", FAC_REAL},
    {"Power_updateOutput", power_updateOutput, "output:T input:T pow:num", "output = input^pow",
     FAC_REAL},
    {"Power_updateGradInput", power_updateGradInput, "gradInput:T input:T gradOutput:T pow:num",
     "gradInput = gradOutput pow input^(pow-1)", FAC_REAL},
    {"AddConstant_updateOutput", addconstant_updateOutput,
     "output:T input:T constant:num inplace:bool?", "output = input + constant", FAC_REAL},
    {"MulConstant_updateOutput", mulconstant_updateOutput,
     "output:T input:T constant:num inplace:bool?", "output = input constant", FAC_REAL},
    {"MulConstant_updateGradInput", mulconstant_updateOutput,
     "gradInput:T gradOutput:T constant:num inplace:bool?", "gradInput = gradOutput constant",
     FAC_REAL},
    {"HardTanh_updateOutput", hardtanh_updateOutput,
     "output:T input:T min:num max:num inplace:bool?",
     "output = input, but at least min and at most max", FAC_REAL},
    {"HardTanh_updateGradInput", hardtanh_updateGradInput,
     "gradInput:T input:T gradOutput:T min:num max:num inplace:bool?",
     "gradInput = gradOutput where min < input < max, else 0", FAC_REAL},
    {"ELU_updateOutput", elu_updateOutput, "output:T input:T alpha:num inplace:bool?",
     "output = input where input > 0, else alpha (exp(input) - 1)", FAC_REAL},
    {"ELU_updateGradInput", elu_updateGradInput,
     "gradInput:T input:T gradOutput:T output:T alpha:num inplace:bool?",
     "gradInput = gradOutput where input > 0, else gradOutput (output + alpha)", FAC_REAL},
    {"LeakyReLU_updateOutput", leakyrelu_updateOutput, "output:T input:T negval:num inplace:bool?",
     "output = input where input > 0, else negval input", FAC_REAL},
    {"LeakyReLU_updateGradInput", leakyrelu_updateGradInput,
     "gradInput:T input:T gradOutput:T negval:num inplace:bool?",
     "gradInput = gradOutput where input > 0, else negval gradOutput", FAC_REAL},
    {"SoftPlus_updateOutput", softplus_updateOutput, "output:T input:T beta:num threshold:num",
     "output = log(1 + exp(beta input)) / beta, or input where beta input > threshold", FAC_REAL},
    {"SoftPlus_updateGradInput", softplus_updateGradInput,
     "gradInput:T input:T gradOutput:T beta:num threshold:num",
     "gradInput = gradOutput / (1 + exp(-beta input)), or gradOutput beyond the threshold",
     FAC_REAL},
    {"SoftShrink_updateOutput", softshrink_updateOutput, "output:T input:T lambda:num",
     "output = input moved by lambda towards 0, and 0 nearer to it", FAC_REAL},
    {"SoftShrink_updateGradInput", shrink_updateGradInput,
     "gradInput:T input:T gradOutput:T lambda:num",
     "gradInput = gradOutput where |input| > lambda, else 0", FAC_REAL},
    {"HardShrink_updateOutput", hardshrink_updateOutput, "output:T input:T lambda:num",
     "output = input where |input| > lambda, else 0", FAC_REAL},
    {"HardShrink_updateGradInput", shrink_updateGradInput,
     "gradInput:T input:T gradOutput:T lambda:num",
     "gradInput = gradOutput where |input| > lambda, else 0", FAC_REAL},
    {"RReLU_updateOutput", rrelu_updateOutput,
     "output:T input:T noise:T lower:num upper:num train:bool? inplace:bool? [gen:gen]",
     "output = input where input > 0, else input times a slope drawn from U(lower, upper)",
     FAC_REAL},
    {"RReLU_updateGradInput", rrelu_updateGradInput,
     "gradInput:T input:T gradOutput:T noise:T lower:num upper:num train:bool? inplace:bool?",
     "gradInput = gradOutput noise, or with the mean slope", FAC_REAL},
    {"PReLU_updateOutput", prelu_updateOutput, "output:T input:T weight:T",
     "output = input where input > 0, else weight input", FAC_REAL},
    {"PReLU_updateGradInput", prelu_updateGradInput, "gradInput:T input:T gradOutput:T weight:T",
     "gradInput = gradOutput where input > 0, else weight gradOutput", FAC_REAL},
    {"PReLU_accGradParameters", prelu_accGradParameters,
     "input:T gradOutput:T gradWeight:T scale:num",
     "gradWeight += scale gradOutput input where input <= 0, summed over a plane", FAC_REAL},
    {"GatedLinearUnit_updateOutput", glu_updateOutput, "output:T input:T dim:dim?",
     "output = first half of the input / (1 + exp(-second half))", FAC_REAL},
    {"GatedLinearUnit_updateGradInput", glu_updateGradInput,
     "gradInput:T input:T gradOutput:T dim:dim?", "gradients of both halves", FAC_REAL},
    {"CReLU_updateOutput", crelu_updateOutput, "output:T input:T nInputDims:int",
     "output = max(input, 0) and max(-input, 0), one behind the other in the channels", FAC_REAL},
    {"CReLU_updateGradInput", crelu_updateGradInput,
     "gradInput:T input:T gradOutput:T nInputDims:int",
     "gradInput = first half of gradOutput where input > 0, minus the second where input < 0",
     FAC_REAL},
    {0},
};

void fac_open_nn_activation(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
