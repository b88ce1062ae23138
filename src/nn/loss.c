/* Criteria that are sums over elements: AbsCriterion, MSECriterion, SmoothL1Criterion,
 * BCECriterion, MultiLabelSoftMarginCriterion, DistKLDivCriterion, MarginCriterion,
 * SoftMarginCriterion, HingeEmbeddingCriterion, MarginRankingCriterion, DistanceRatioCriterion,
 * L1Cost.
 * Neighbours: lua/nn/<Class>.lua; src/kernel/loss.inc has the formulas; loss_class.c and
 * loss_margin.c the criteria over classes. */
#include "nn.h"

#include "../core/args.h"
#include "../core/dense.h"
#include "../core/loop.h"
#include "../core/thread.h"
#include "../kernel/loss.h"
#include "../kernel/nn.h"

enum { PARTS = 64, SHORT = 1024, GRAIN = 20000 };

/* The sum is made of partial sums whose number depends on the size only. */
typedef struct {
  LossTerms terms;
  double (*sum)(const LossTerms *t, int64_t from, int64_t to);
  void (*gradient)(const LossTerms *t, int64_t from, int64_t to);
  int64_t count, part; /* elements, and in each part */
  double sums[PARTS];
} Job;

static void add_parts(void *context, int64_t first, int64_t last) {
  Job *job = context;
  for (int64_t k = first; k < last; k++) {
    int64_t from = k * job->part,
            to = from + job->part < job->count ? from + job->part : job->count;
    if (from < to) job->sums[k] = job->sum(&job->terms, from, to);
  }
}

static void fill_gradient(void *context, int64_t first, int64_t last) {
  Job *job = context;
  job->gradient(&job->terms, first, last);
}

/* What a call of a criterion brings; absent operands are NULL. */
typedef struct {
  const Tensor *x, *y, *w;
  bool average;
  double margin;
} Operands;

/* Weights are for the last dimension of input. */
static void check(lua_State *L, const Operands *o, const char *x_name, const char *y_name) {
  if (o->y) fac_check_same_count(L, o->x, x_name, o->y, y_name);
  if (!o->w) return;
  int64_t last = o->x->ndim > 0 ? o->x->size[o->x->ndim - 1] : 0;
  if (fac_tensor_count(o->w) != last)
    fac_error(L, "weights must hold one number for each of the %lld columns of input, got size %s",
              (long long)last, FAC_SHAPE(o->w));
}

/* The terms for contiguous stand-ins of the operands, which `result` does not share memory with. */
static LossTerms terms_of(lua_State *L, const Operands *o, const Tensor *result) {
  const Tensor *t[] = {o->x, o->y, o->w};
  for (int k = 0; k < 3; k++) {
    if (t[k] && result) t[k] = fac_apart(L, result, t[k]);
    if (t[k]) t[k] = fac_dense_input(L, t[k]);
  }
  return (LossTerms){.x = fac_tensor_data(t[0]),
                     .y = t[1] ? fac_tensor_data(t[1]) : NULL,
                     .w = t[2] ? fac_tensor_data(t[2]) : NULL,
                     .period = t[2] ? fac_tensor_count(t[2]) : 1,
                     .margin = o->margin};
}

static int push_sum(lua_State *L, const Operands *o, const Loss *loss) {
  int64_t count = fac_tensor_count(o->x);
  Job job = {.terms = terms_of(L, o, NULL),
             .sum = loss->sum[o->x->dtype],
             .count = count,
             .part = count < SHORT ? SHORT : (count + PARTS - 1) / PARTS};
  fac_parallel_for(PARTS, fac_grain(GRAIN, job.part), add_parts, &job);
  double sum = 0;
  for (int k = 0; k < PARTS; k++) sum += job.sums[k];
  lua_pushnumber(L, o->average ? sum / (double)count : sum);
  return 1;
}

static void gradient(lua_State *L, const Operands *o, const Loss *loss, Tensor *gradInput) {
  int64_t count = fac_tensor_count(o->x);
  Job job = {.terms = terms_of(L, o, gradInput), .gradient = loss->gradient[o->x->dtype]};
  job.terms.scale = o->average ? 1 / (double)count : 1;
  fac_tensor_resize_as(L, gradInput, o->x);
  Tensor *r = fac_dense_result(L, gradInput);
  job.terms.g = fac_tensor_data(r);
  fac_parallel_for(count, GRAIN, fill_gradient, &job);
  fac_dense_store(L, gradInput, r);
}

static const Tensor *optional(const Args *a, int k) {
  return a->arg[k].index ? a->arg[k].t : NULL;
}

/* --- of input and target ---------------------------------------------------------------------- */

typedef enum { PLAIN, MARGIN, WEIGHTS } Extra;

/* The operands that begin at argument k: input, target, sizeAverage and what the criterion has. */
static Operands operands(lua_State *L, const Args *a, int k, Extra extra) {
  Operands o = {.x = a->arg[k].t,
                .y = a->arg[k + 1].t,
                .w = extra == WEIGHTS ? optional(a, k + 3) : NULL,
                .average = a->arg[k + 2].b,
                .margin = extra == MARGIN ? a->arg[k + 3].n.d : 0};
  check(L, &o, "input", "target");
  return o;
}

#define CRITERION(name, extra)                                                                     \
  static int name##_updateOutput(lua_State *L, Args *a) {                                          \
    Operands o = operands(L, a, 0, extra);                                                         \
    return push_sum(L, &o, &fac_loss->name);                                                       \
  }                                                                                                \
  static int name##_updateGradInput(lua_State *L, Args *a) {                                       \
    Operands o = operands(L, a, 1, extra);                                                         \
    gradient(L, &o, &fac_loss->name, a->arg[0].t);                                                 \
    return fac_return(L, a, 0);                                                                    \
  }

CRITERION(absolute, PLAIN)
CRITERION(square, PLAIN)
CRITERION(smooth, PLAIN)
CRITERION(entropy, WEIGHTS)
CRITERION(logit, WEIGHTS)
CRITERION(divergence, PLAIN)
CRITERION(margin, MARGIN)
CRITERION(soft_margin, PLAIN)
CRITERION(hinge, MARGIN)

static int cost_updateOutput(lua_State *L, Args *a) {
  Operands o = {.x = a->arg[0].t};
  return push_sum(L, &o, &fac_loss->cost);
}

static int cost_updateGradInput(lua_State *L, Args *a) {
  Operands o = {.x = a->arg[1].t};
  gradient(L, &o, &fac_loss->cost, a->arg[0].t);
  return fac_return(L, a, 0);
}

/* --- of a pair of inputs ---------------------------------------------------------------------- */

/* The gradient for the second input is minus that for the first. */
static int pair_gradient(lua_State *L, Args *a, const Operands *o, const Loss *loss) {
  Tensor *first = a->arg[0].t, *second = a->arg[1].t;
  fac_check_unshared(L, first, "gradInput[1]", second, "gradInput[2]");
  const Tensor *shape = fac_new_view(L, o->y); /* y may be the same tensor as a result */
  fac_tensor_check_growth(L, second, shape);
  gradient(L, o, loss, first);
  fac_tensor_resize_as(L, second, shape);
  ScaleParam minus = {-1};
  fac_loop(L, 2, (Tensor *[]){second, first}, fac_nn->scaled[first->dtype], &minus, 1);
  lua_pushvalue(L, a->arg[0].index);
  lua_pushvalue(L, a->arg[1].index);
  return 2;
}

static Operands ranking_operands(lua_State *L, const Args *a, int k) {
  Operands o = {.x = a->arg[k].t,
                .y = a->arg[k + 1].t,
                .w = a->arg[k + 2].t,
                .average = a->arg[k + 3].b,
                .margin = a->arg[k + 4].n.d};
  fac_check_same_count(L, o.y, "input[2]", o.x, "input[1]");
  fac_check_same_count(L, o.w, "target", o.x, "input[1]");
  return o;
}

static int ranking_updateOutput(lua_State *L, Args *a) {
  Operands o = ranking_operands(L, a, 0);
  return push_sum(L, &o, &fac_loss->ranking);
}

static int ranking_updateGradInput(lua_State *L, Args *a) {
  Operands o = ranking_operands(L, a, 2);
  return pair_gradient(L, a, &o, &fac_loss->ranking);
}

static Operands ratio_operands(lua_State *L, const Args *a, int k) {
  Operands o = {.x = a->arg[k].t, .y = a->arg[k + 1].t, .average = a->arg[k + 2].b};
  check(L, &o, "input[1]", "input[2]");
  return o;
}

static int ratio_updateOutput(lua_State *L, Args *a) {
  Operands o = ratio_operands(L, a, 0);
  return push_sum(L, &o, &fac_loss->ratio);
}

static int ratio_updateGradInput(lua_State *L, Args *a) {
  Operands o = ratio_operands(L, a, 2);
  return pair_gradient(L, a, &o, &fac_loss->ratio);
}

/* Two rows: with the forms of the criteria that have nothing but input, target and sizeAverage, or
 * also what `more` says. */
#define ROWS(Class, name, more, formula)                                                           \
  {#Class "_updateOutput", name##_updateOutput, "input:T target:T sizeAverage:bool?" more,         \
   "sum or mean of " formula, FAC_REAL},                                                           \
  {                                                                                                \
#Class "_updateGradInput", name##_updateGradInput,                                             \
        "gradInput:T input:T target:T sizeAverage:bool?" more,                                     \
        "gradInput = gradient of sum or mean of " formula, FAC_REAL                                \
  }

#define PAIR "input1:T input2:T "
#define GRADIENTS "gradInput1:T gradInput2:T "

static Op ops[] = {
    ROWS(AbsCriterion, absolute, "", "|input - target|"),
    ROWS(MSECriterion, square, "", "(input - target)^2"),
    ROWS(SmoothL1Criterion, smooth, "", "d^2 / 2 for d = |input - target| < 1, else d - 1/2"),
    ROWS(BCECriterion, entropy, " weights:T?",
         "-weights (target log input + (1 - target) log(1 - input))"),
    ROWS(MultiLabelSoftMarginCriterion, logit, " weights:T?",
         "-weights (target log s + (1 - target) log(1 - s)), s = 1 / (1 + exp(-input))"),
    ROWS(DistKLDivCriterion, divergence, "", "target (log target - input) where target > 0"),
    ROWS(MarginCriterion, margin, " margin:num", "max(0, margin - target input)"),
    ROWS(SoftMarginCriterion, soft_margin, "", "log(1 + exp(-target input))"),
    ROWS(HingeEmbeddingCriterion, hinge, " margin:num",
         "input for target > 0, else max(0, margin - input)"),
    {"L1Cost_updateOutput", cost_updateOutput, "input:T", "sum of |input|", FAC_REAL},
    {"L1Cost_updateGradInput", cost_updateGradInput, "gradInput:T input:T",
     "gradInput = sign of input", FAC_REAL},
    {"MarginRankingCriterion_updateOutput", ranking_updateOutput,
     PAIR "target:T sizeAverage:bool? margin:num",
     "sum or mean of max(0, margin - target (input1 - input2))", FAC_REAL},
    {"MarginRankingCriterion_updateGradInput", ranking_updateGradInput,
     GRADIENTS PAIR "target:T sizeAverage:bool? margin:num",
     "gradient of sum or mean of max(0, margin - target (input1 - input2))", FAC_REAL},
    {"DistanceRatioCriterion_updateOutput", ratio_updateOutput, PAIR "sizeAverage:bool?",
     "sum or mean of input1 + log(exp(-input1) + exp(-input2))", FAC_REAL},
    {"DistanceRatioCriterion_updateGradInput", ratio_updateGradInput,
     GRADIENTS PAIR "sizeAverage:bool?",
     "gradient of sum or mean of input1 + log(exp(-input1) + exp(-input2))", FAC_REAL},
    {0},
};

void fac_open_nn_loss(lua_State *L) {
  fac_register_functions(L, "nn.", ops);
}
