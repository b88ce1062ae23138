/* A layer in C: y = (sqrt(x^2 + 1) - 1) / 2 + x for each element, and its gradient.
 * Neighbours: Bent.lua makes the class nn.Bent of it; facula.h says what the functions here do.
 *
 * The order in every function: look at all arguments, resize the result, compute. */
#include <facula.h>
#include <math.h>

static const facula_api *facula;

/* What the loop over the elements needs; gradOutput is NULL on the way forward. */
typedef struct {
  facula_type type;
  const void *input, *gradOutput;
  void *result;
} Work;

/* The loops are the same for both types, so they are written once. The compiler turns them into
 * vector instructions, and parallel_for calls them from several threads for parts of the range. */
#define LOOPS(type, root)                                                                          \
  static void forward_##type(const Work *w, int64_t first, int64_t last) {                         \
    const type *x = w->input;                                                                      \
    type *y = w->result;                                                                           \
    for (int64_t i = first; i < last; i++) y[i] = (root(x[i] * x[i] + 1) - 1) / 2 + x[i];          \
  }                                                                                                \
  static void backward_##type(const Work *w, int64_t first, int64_t last) {                        \
    const type *x = w->input, *dy = w->gradOutput;                                                 \
    type *dx = w->result;                                                                          \
    for (int64_t i = first; i < last; i++)                                                         \
      dx[i] = dy[i] * (x[i] / (2 * root(x[i] * x[i] + 1)) + 1);                                    \
  }

LOOPS(float, sqrtf)
LOOPS(double, sqrt)

static void run(void *context, int64_t first, int64_t last) {
  const Work *w = context;
  if (w->gradOutput)
    (w->type == FACULA_FLOAT ? backward_float : backward_double)(w, first, last);
  else
    (w->type == FACULA_FLOAT ? forward_float : forward_double)(w, first, last);
}

/* Argument 2, which decides the type: a FloatTensor or a DoubleTensor. */
static facula_tensor *check_input(lua_State *L) {
  facula_tensor *t = facula->check_tensor(L, 2, FACULA_ANY);
  if (facula->type(t) != FACULA_FLOAT && facula->type(t) != FACULA_DOUBLE)
    luaL_argerror(L, 2, "torch.FloatTensor or torch.DoubleTensor expected");
  return t;
}

/* Addresses are taken last: resizing moves the elements of a tensor, and of all that share its
 * storage. The loops need a contiguous result; where resizing has not made it so (it had the size
 * already, but other strides), they write to a new tensor, which is copied back. */
static void compute(lua_State *L, facula_tensor *result, facula_tensor *input,
                    facula_tensor *gradOutput) {
  Work w = {.type = facula->type(input)};
  facula_tensor *x = facula->push_contiguous(L, input);
  facula_tensor *dy = gradOutput ? facula->push_contiguous(L, gradOutput) : NULL;
  facula->resize_as(L, result, x);
  facula_tensor *target = result;
  if (!facula->is_contiguous(result)) {
    target = facula->push_new(L, w.type);
    facula->resize_as(L, target, x);
  }
  w.input = facula->data(L, x);
  w.gradOutput = dy ? facula->data(L, dy) : NULL;
  w.result = facula->data(L, target);
  facula->parallel_for(facula->count(x), 20000, run, &w);
  if (target != result) facula->copy(L, result, target);
}

/* updateOutput(output, input) */
static int update_output(lua_State *L) {
  facula_tensor *input = check_input(L);
  facula_tensor *output = facula->check_tensor(L, 1, facula->type(input));
  compute(L, output, input, NULL);
  lua_settop(L, 1);
  return 1;
}

/* updateGradInput(gradInput, input, gradOutput) */
static int update_grad_input(lua_State *L) {
  facula_tensor *input = check_input(L);
  facula_tensor *gradInput = facula->check_tensor(L, 1, facula->type(input));
  facula_tensor *gradOutput = facula->check_tensor(L, 3, facula->type(input));
  if (!facula->same_size(input, gradOutput))
    return luaL_argerror(L, 3, "gradOutput has another size than the input");
  compute(L, gradInput, input, gradOutput);
  lua_settop(L, 1);
  return 1;
}

int luaopen_bent_c(lua_State *L) {
  facula = facula_open(L, FACULA_API_VERSION);
  lua_newtable(L);
  lua_pushcfunction(L, update_output);
  lua_setfield(L, -2, "updateOutput");
  lua_pushcfunction(L, update_grad_input);
  lua_setfield(L, -2, "updateGradInput");
  return 1;
}
