/* Element-wise operations and comparisons. What they compute is listed in kernel/point.h; here
 * stand their call forms. Neighbours: loop.h runs the kernels. */
#include <math.h>

#include "../core/loop.h"
#include "../kernel/point.h"
#include "../kernel/reduce.h"
#include "torch.h"

/* Costs of a few kinds of kernels, in additions. */
enum { CHEAP = 1, DIVISION = 4, VECTOR = 6, LIBRARY = 40 };

/* --- running a kernel ------------------------------------------------------------------------- */

/* The operand u as it is before res is resized: a view where u is res and would be resized with it.
 * Pushes the view. */
static Tensor *before_resize(lua_State *L, const Tensor *res, const Tensor *t, Tensor *u) {
  return u == res && !fac_tensor_same_size(res, t) ? fac_new_view(L, u) : u;
}

/* Makes operands[0] the result of the others: they are broadcast where they must be, then it gets
 * the size of the first one. */
static void prepare(lua_State *L, int count, Tensor **operands) {
  Tensor *res = operands[0];
  if (count > 2) fac_broadcast(L, res, count - 1, operands + 1);
  if (res == operands[1]) return;
  for (int k = 2; k < count; k++) operands[k] = before_resize(L, res, operands[1], operands[k]);
  fac_tensor_resize_as(L, res, operands[1]);
}

/* res = the kernel over t and, where given, u and v, in the shape of t. */
static void point(lua_State *L, PointOp op, Tensor *res, Tensor *t, Tensor *u, Tensor *v,
                  const Scalar *scalars, int cost) {
  Tensor *operands[] = {res, t, u, v};
  int count = v ? 4 : u ? 3 : 2;
  prepare(L, count, operands);
  fac_loop_until_interrupt(L, count, operands, fac_point->op[op][t->dtype], scalars, cost);
}

static int unary(lua_State *L, Args *a, PointOp op, int cost) {
  if (a->form == 1) { /* a plain number */
    double x = a->arg[0].n.d, y;
    char *p[2] = {(char *)&y, (char *)&x};
    int64_t step[2] = {sizeof x, sizeof x};
    fac_point->op[op][FAC_DOUBLE](1, p, step, NULL);
    lua_pushnumber(L, y);
    return 1;
  }
  point(L, op, a->arg[0].t, a->arg[1].t, NULL, NULL, NULL, cost);
  return fac_return(L, a, 0);
}

#define UNARY(name, cost)                                                                          \
  static int math_##name(lua_State *L, Args *a) {                                                  \
    return unary(L, a, POINT_##name, cost);                                                        \
  }
UNARY(abs, CHEAP)
UNARY(neg, CHEAP)
UNARY(sign, CHEAP)
UNARY(ceil, CHEAP)
UNARY(floor, CHEAP)
UNARY(round, CHEAP)
UNARY(trunc, CHEAP)
UNARY(frac, CHEAP)
UNARY(cinv, DIVISION)
UNARY(sqrt, DIVISION)
UNARY(rsqrt, DIVISION)
UNARY(exp, VECTOR)
UNARY(log, VECTOR)
UNARY(tanh, VECTOR)
UNARY(sigmoid, VECTOR)
UNARY(log1p, LIBRARY)
UNARY(cos, LIBRARY)
UNARY(acos, LIBRARY)
UNARY(cosh, LIBRARY)
UNARY(sin, LIBRARY)
UNARY(asin, LIBRARY)
UNARY(sinh, LIBRARY)
UNARY(tan, LIBRARY)
UNARY(atan, LIBRARY)
UNARY(erf, LIBRARY)
UNARY(erfc, LIBRARY)
UNARY(erfinv, 10 * LIBRARY)
UNARY(lgamma, LIBRARY)
UNARY(digamma, 2 * LIBRARY)
#undef UNARY

static int math_fill(lua_State *L, Args *a) {
  Scalar scalars[2] = {a->arg[1].n};
  fac_loop_until_interrupt(L, 1, &a->arg[0].t, fac_point->op[POINT_fill][a->dtype], scalars, CHEAP);
  return fac_return(L, a, 0);
}

static int math_zero(lua_State *L, Args *a) {
  a->arg[1].n = (Scalar){0, 0};
  return math_fill(L, a);
}

/* --- with a number ---------------------------------------------------------------------------- */

static Scalar negated(Scalar s) {
  return (Scalar){-s.d, (int64_t)(0 - (uint64_t)s.i)};
}

static int with_number(lua_State *L, Args *a, PointOp op, Scalar s, int cost) {
  Scalar scalars[2] = {s};
  point(L, op, a->arg[0].t, a->arg[1].t, NULL, NULL, scalars, cost);
  return fac_return(L, a, 0);
}

/* Integers cannot be divided by zero. A number becomes an element first: 256 is 0 for a byte. */
static void check_divisor(lua_State *L, DType dtype, Scalar s) {
  double element;
  fac_set_element(dtype, &element, s);
  if (!fac_dtype_is_real(dtype) && fac_get_element(dtype, &element).i == 0)
    fac_error(L, "division by zero");
}

static int math_mul(lua_State *L, Args *a) {
  return with_number(L, a, POINT_mul_scalar, a->arg[2].n, CHEAP);
}

static int math_div(lua_State *L, Args *a) {
  check_divisor(L, a->dtype, a->arg[2].n);
  return with_number(L, a, POINT_div_scalar, a->arg[2].n, DIVISION);
}

static int math_fmod(lua_State *L, Args *a) {
  check_divisor(L, a->dtype, a->arg[2].n);
  return with_number(L, a, POINT_fmod_scalar, a->arg[2].n, LIBRARY);
}

static int math_remainder(lua_State *L, Args *a) {
  check_divisor(L, a->dtype, a->arg[2].n);
  return with_number(L, a, POINT_remainder_scalar, a->arg[2].n, LIBRARY);
}

static int math_clamp(lua_State *L, Args *a) {
  Scalar scalars[2] = {a->arg[2].n, a->arg[3].n};
  point(L, POINT_clamp, a->arg[0].t, a->arg[1].t, NULL, NULL, scalars, CHEAP);
  return fac_return(L, a, 0);
}

/* pow(t, n) | pow(n, t) | pow(n, n) */
static int math_pow(lua_State *L, Args *a) {
  if (a->form == 2) {
    double x = a->arg[0].n.d, y;
    Scalar scalars[2] = {a->arg[1].n};
    char *p[2] = {(char *)&y, (char *)&x};
    fac_point->op[POINT_pow_scalar][FAC_DOUBLE](1, p, (int64_t[]){8, 8}, scalars);
    lua_pushnumber(L, y);
    return 1;
  }
  Tensor *t = a->arg[a->form ? 2 : 1].t;
  Scalar scalars[2] = {a->arg[a->form ? 1 : 2].n};
  double power = scalars[0].d;
  PointOp op = a->form ? POINT_scalar_pow : POINT_pow_scalar;
  int cost = LIBRARY;
  if (!a->form && (power == 2 || power == 1 || power == 0.5)) { /* exact in the same way */
    op = power == 2 ? POINT_square : power == 1 ? POINT_max_scalar : POINT_sqrt;
    if (power == 1) scalars[0].d = -HUGE_VAL;
    cost = CHEAP;
  }
  point(L, op, a->arg[0].t, t, NULL, NULL, scalars, cost);
  return fac_return(L, a, 0);
}

/* --- with a tensor ---------------------------------------------------------------------------- */

static int with_tensor(lua_State *L, Args *a, PointOp op, int cost) {
  point(L, op, a->arg[0].t, a->arg[1].t, a->arg[2].t, NULL, NULL, cost);
  return fac_return(L, a, 0);
}

/* Argument k as a divisor: of integers none may be 0. One that the result may be written over while
 * it is still read (both being one expanded tensor, say) is replaced by a copy, which is pushed. */
static void check_divisors(lua_State *L, Args *a, int k) {
  const Tensor *res = a->arg[0].t, *t = a->arg[k].t;
  if (fac_dtype_is_real(t->dtype)) return;
  Tensor *zeros = fac_new_tensor_sized(L, FAC_BYTE, t->ndim, t->size);
  Scalar zero[2] = {{0, 0}};
  fac_loop(L, 2, (Tensor *[]){zeros, (Tensor *)t}, fac_point->compare[COMPARE_eq][0][0][t->dtype],
           zero, CHEAP);
  int64_t n = fac_tensor_count(zeros);
  if (n && fac_reduce->sum[FAC_BYTE](n, fac_tensor_data(zeros), 1).i)
    fac_error(L, "division by zero: the divisor of size %s holds a 0", FAC_SHAPE(t));
  if (!fac_storage_shared(res->storage, t->storage) || fac_tensor_is_contiguous(res)) return;
  a->arg[k].t = fac_new_tensor_sized(L, t->dtype, t->ndim, t->size);
  fac_copy(L, a->arg[k].t, t);
}

/* t + number | t + [factor] u */
static int math_add(lua_State *L, Args *a) {
  if (a->form == 0) return with_number(L, a, POINT_add_scalar, a->arg[2].n, CHEAP);
  Scalar scalars[2] = {a->arg[2].n};
  PointOp op = scalars[0].d == 1 && scalars[0].i == 1 ? POINT_add_one : POINT_add;
  point(L, op, a->arg[0].t, a->arg[1].t, a->arg[3].t, NULL, scalars, CHEAP);
  return fac_return(L, a, 0);
}

static int math_csub(lua_State *L, Args *a) {
  a->arg[2].n = negated(a->arg[2].n);
  return math_add(L, a);
}

static int math_cmul(lua_State *L, Args *a) {
  return with_tensor(L, a, POINT_mul, CHEAP);
}

static int math_cdiv(lua_State *L, Args *a) {
  check_divisors(L, a, 2);
  return with_tensor(L, a, POINT_div, DIVISION);
}

static int math_cfmod(lua_State *L, Args *a) {
  check_divisors(L, a, 2);
  return with_tensor(L, a, POINT_fmod, LIBRARY);
}

static int math_cremainder(lua_State *L, Args *a) {
  check_divisors(L, a, 2);
  return with_tensor(L, a, POINT_remainder, LIBRARY);
}

static int math_cpow(lua_State *L, Args *a) {
  return with_tensor(L, a, POINT_pow, LIBRARY);
}

static int math_atan2(lua_State *L, Args *a) {
  if (a->form == 1) {
    lua_pushnumber(L, atan2(a->arg[0].n.d, a->arg[1].n.d));
    return 1;
  }
  return with_tensor(L, a, POINT_atan2, LIBRARY);
}

static int math_cmax(lua_State *L, Args *a) {
  return a->form ? with_number(L, a, POINT_max_scalar, a->arg[2].n, CHEAP)
                 : with_tensor(L, a, POINT_max, CHEAP);
}

static int math_cmin(lua_State *L, Args *a) {
  return a->form ? with_number(L, a, POINT_min_scalar, a->arg[2].n, CHEAP)
                 : with_tensor(L, a, POINT_min, CHEAP);
}

/* lerp(a, b, weight): a + weight (b - a) */
static int math_lerp(lua_State *L, Args *a) {
  if (a->form == 1) {
    double x = a->arg[0].n.d;
    lua_pushnumber(L, x + a->arg[2].n.d * (a->arg[1].n.d - x));
    return 1;
  }
  Scalar scalars[2] = {a->arg[3].n};
  point(L, POINT_lerp, a->arg[0].t, a->arg[1].t, a->arg[2].t, NULL, scalars, CHEAP);
  return fac_return(L, a, 0);
}

static int with_two_tensors(lua_State *L, Args *a, PointOp op, int cost) {
  Scalar scalars[2] = {a->arg[2].n};
  point(L, op, a->arg[0].t, a->arg[1].t, a->arg[3].t, a->arg[4].t, scalars, cost);
  return fac_return(L, a, 0);
}

static int math_addcmul(lua_State *L, Args *a) {
  return with_two_tensors(L, a, POINT_addcmul, CHEAP);
}

static int math_addcdiv(lua_State *L, Args *a) {
  check_divisors(L, a, 4);
  return with_two_tensors(L, a, POINT_addcdiv, DIVISION);
}

/* --- bits ------------------------------------------------------------------------------------- */

/* Real types have shifts, by which they are multiplied or divided by powers of two, and no bits. */
static PointOp check_bits(lua_State *L, const Args *a, PointOp op, const char *name) {
  if (!fac_point->op[op][a->dtype])
    fac_error(L, "%s is only supported for integer type tensors, got %sTensor", name,
              fac_dtype_name(a->dtype));
  return op;
}

#define BITS(name, cname, op)                                                                      \
  static int math_##name(lua_State *L, Args *a) {                                                  \
    PointOp kernel = check_bits(L, a, POINT_##op##_scalar, #name);                                 \
    return with_number(L, a, kernel, a->arg[2].n, CHEAP);                                          \
  }                                                                                                \
  static int math_##cname(lua_State *L, Args *a) {                                                 \
    return with_tensor(L, a, check_bits(L, a, POINT_##op, #cname), CHEAP);                         \
  }
BITS(lshift, clshift, lshift)
BITS(rshift, crshift, rshift)
BITS(bitand, cbitand, bitand)
BITS(bitor, cbitor, bitor)
BITS(bitxor, cbitxor, bitxor)
#undef BITS

/* --- comparisons ------------------------------------------------------------------------------ */

/* Forms 0 and 1 compare with a number, 2 and 3 with a tensor; the result is a ByteTensor or, in
 * forms 1 and 3, of the same type. */
static int compare(lua_State *L, Args *a, CompareOp op) {
  bool tensor = a->form >= 2, same = a->form & 1;
  Tensor *operands[] = {a->arg[0].t, a->arg[1].t, tensor ? a->arg[2].t : NULL};
  Scalar scalars[2] = {tensor ? (Scalar){0, 0} : a->arg[2].n};
  int count = tensor ? 3 : 2;
  prepare(L, count, operands);
  fac_loop_until_interrupt(L, count, operands, fac_point->compare[op][tensor][same][a->dtype],
                           scalars, CHEAP);
  return fac_return(L, a, 0);
}

#define X(name, operator)                                                                          \
  static int math_##name(lua_State *L, Args *a) {                                                  \
    return compare(L, a, COMPARE_##name);                                                          \
  }
FAC_POINT_COMPARE(X)
#undef X

static int math_equal(lua_State *L, Args *a) {
  Tensor *t = a->arg[0].t, *u = a->arg[1].t;
  bool equal = fac_tensor_same_size(t, u);
  if (equal && t->ndim > 0) {
    Tensor *unequal = fac_new_tensor_sized(L, FAC_BYTE, t->ndim, t->size);
    fac_loop(L, 3, (Tensor *[]){unequal, t, u}, fac_point->compare[COMPARE_ne][1][0][t->dtype],
             NULL, CHEAP);
    equal =
        fac_reduce->sum[FAC_BYTE](fac_tensor_count(unequal), fac_tensor_data(unequal), 1).i == 0;
  }
  lua_pushboolean(L, equal);
  return 1;
}

/* --- operators -------------------------------------------------------------------------------- */

/* The operands of a Lua operator: one is a tensor for sure, the other one a tensor or a number. */
typedef struct {
  Tensor *t, *u; /* u is NULL where the right operand is a number */
  bool swapped;  /* the number was on the left */
  Scalar n;
} Operands;

static Operands operands(lua_State *L, const char *running) {
  fac_running = running;
  Operands o = {.t = fac_to_tensor(L, 1), .u = fac_to_tensor(L, 2)};
  int number = o.t ? 2 : 1;
  if (!o.t) {
    o.t = o.u;
    o.u = NULL;
    o.swapped = true;
  }
  if (!o.t)
    fac_error(L, "a tensor expected, got %s and %s", luaL_typename(L, 1), luaL_typename(L, 2));
  fac_tensor_check(L, o.t);
  if (!(FAC_ALL >> o.t->dtype & 1))
    fac_error(L, "a %sTensor has no arithmetic, convert it first", fac_dtype_name(o.t->dtype));
  if (o.u) {
    fac_tensor_check(L, o.u);
    if (o.u->dtype != o.t->dtype)
      fac_error(L, "both operands must have one type, got %sTensor and %sTensor",
                fac_dtype_name(o.t->dtype), fac_dtype_name(o.u->dtype));
  } else {
    if (!lua_isnumber(L, number))
      fac_error(L, "a number or a tensor expected, got %s", luaL_typename(L, number));
    o.n = fac_scalar(L, number);
  }
  return o;
}

static int operate(lua_State *L, const Operands *o, PointOp op, Tensor *t, Scalar s) {
  Scalar scalars[2] = {s};
  Tensor *res = fac_new_tensor(L, t->dtype);
  int top = lua_gettop(L);
  point(L, op, res, t, o->u, NULL, scalars, CHEAP);
  lua_settop(L, top); /* broadcast operands lie above */
  return 1;
}

static int operator_add(lua_State *L) {
  Operands o = operands(L, "torch +");
  return operate(L, &o, o.u ? POINT_add_one : POINT_add_scalar, o.t, o.n);
}

static int operator_sub(lua_State *L) {
  Operands o = operands(L, "torch -");
  Scalar minus_one = {-1, -1};
  if (o.u) return operate(L, &o, POINT_add, o.t, minus_one);
  if (!o.swapped) return operate(L, &o, POINT_add_scalar, o.t, negated(o.n));
  operate(L, &o, POINT_mul_scalar, o.t, minus_one);
  Tensor *res = fac_to_tensor(L, -1);
  Scalar scalars[2] = {o.n};
  point(L, POINT_add_scalar, res, res, NULL, NULL, scalars, CHEAP);
  return 1;
}

static int operator_unm(lua_State *L) {
  lua_settop(L, 1);
  lua_pushinteger(L, -1);
  Operands o = operands(L, "torch -");
  return operate(L, &o, POINT_mul_scalar, o.t, o.n);
}

static int operator_div(lua_State *L) {
  Operands o = operands(L, "torch /");
  if (o.u || o.swapped) fac_error(L, "a tensor can be divided by a number only (see cdiv, cinv)");
  check_divisor(L, o.t->dtype, o.n);
  return operate(L, &o, POINT_div_scalar, o.t, o.n);
}

static int operator_mod(lua_State *L) {
  Operands o = operands(L, "torch %");
  if (o.u || o.swapped) fac_error(L, "the divisor of %% must be a number (see cremainder)");
  check_divisor(L, o.t->dtype, o.n);
  return operate(L, &o, POINT_remainder_scalar, o.t, o.n);
}

/* t * n, n * t; products of two tensors are made by torch's own functions. */
static int operator_mul(lua_State *L) {
  Operands o = operands(L, "torch *");
  if (!o.u) return operate(L, &o, POINT_mul_scalar, o.t, o.n);
  const char *name = o.t->ndim == 1 && o.u->ndim == 1   ? "dot"
                     : o.t->ndim == 2 && o.u->ndim == 1 ? "mv"
                     : o.t->ndim == 2 && o.u->ndim == 2 ? "mm"
                                                        : NULL;
  if (!name)
    fac_error(L, "multiplication of tensors of sizes %s and %s is not defined", FAC_SHAPE(o.t),
              FAC_SHAPE(o.u));
  lua_settop(L, 2);
  lua_getfield(L, lua_upvalueindex(1), name);
  lua_insert(L, 1);
  lua_call(L, 2, 1);
  return 1;
}

/* --- rows ------------------------------------------------------------------------------------- */

#define COMPARE_FORMS "?res:Byte t v:num | ?res t v:num | ?res:Byte t u | ?res t u"

static Op ops[] = {
    {"fill", math_fill, "t value:num", "sets all elements", FAC_EVERY},
    {"zero", math_zero, "t", "sets all elements to 0", FAC_EVERY},
    {"abs", math_abs, "*res t | x:num", "absolute value", 1 << FAC_INT | 1 << FAC_LONG | FAC_REAL},
    {"neg", math_neg, "*res t", "the negative", FAC_REAL},
    {"cinv", math_cinv, "*res t", "1 / t", FAC_REAL},
    {"sign", math_sign, "*res t", "-1, 0 or 1"},
    {"ceil", math_ceil, "*res t | x:num", "rounded up", FAC_REAL},
    {"floor", math_floor, "*res t | x:num", "rounded down", FAC_REAL},
    {"round", math_round, "*res t | x:num", "rounded to the nearest, halves away from 0", FAC_REAL},
    {"trunc", math_trunc, "*res t | x:num", "rounded towards 0", FAC_REAL},
    {"frac", math_frac, "*res t | x:num", "the part behind the point", FAC_REAL},
    {"sqrt", math_sqrt, "*res t | x:num", "square root", FAC_REAL},
    {"rsqrt", math_rsqrt, "*res t | x:num", "1 / square root", FAC_REAL},
    {"exp", math_exp, "*res t | x:num", "e to the power of t", FAC_REAL},
    {"log", math_log, "*res t | x:num", "natural logarithm", FAC_REAL},
    {"log1p", math_log1p, "*res t | x:num", "natural logarithm of 1 + t", FAC_REAL},
    {"tanh", math_tanh, "*res t | x:num", "hyperbolic tangent", FAC_REAL},
    {"sigmoid", math_sigmoid, "*res t | x:num", "1 / (1 + exp(-t))", FAC_REAL},
    {"cos", math_cos, "*res t | x:num", "cosine", FAC_REAL},
    {"acos", math_acos, "*res t | x:num", "inverse cosine", FAC_REAL},
    {"cosh", math_cosh, "*res t | x:num", "hyperbolic cosine", FAC_REAL},
    {"sin", math_sin, "*res t | x:num", "sine", FAC_REAL},
    {"asin", math_asin, "*res t | x:num", "inverse sine", FAC_REAL},
    {"sinh", math_sinh, "*res t | x:num", "hyperbolic sine", FAC_REAL},
    {"tan", math_tan, "*res t | x:num", "tangent", FAC_REAL},
    {"atan", math_atan, "*res t | x:num", "inverse tangent", FAC_REAL},
    {"erf", math_erf, "*res t | x:num", "error function", FAC_REAL},
    {"erfc", math_erfc, "*res t | x:num", "1 - error function", FAC_REAL},
    {"erfinv", math_erfinv, "*res t | x:num", "inverse of the error function", FAC_REAL},
    {"lgamma", math_lgamma, "*res t | x:num", "logarithm of |gamma(t)|", FAC_REAL},
    {"digamma", math_digamma, "*res t | x:num", "derivative of lgamma", FAC_REAL},
    {"add", math_add, "*res t v:num | *res t [v:num=1] u", "t + v, or t + v * u"},
    {"csub", math_csub, "*res t v:num | *res t [v:num=1] u", "t - v, or t - v * u"},
    {"mul", math_mul, "*res t v:num", "t * v"},
    {"div", math_div, "*res t v:num", "t / v"},
    {"fmod", math_fmod, "*res t v:num", "remainder with the sign of t"},
    {"mod", math_fmod, "*res t v:num", "remainder with the sign of t"},
    {"remainder", math_remainder, "*res t v:num", "remainder with the sign of v"},
    {"clamp", math_clamp, "*res t min:num max:num", "t limited to the range"},
    {"pow", math_pow, "*res t v:num | *res v:num t | x:num y:num", "power", FAC_REAL},
    {"cmul", math_cmul, "*res t u", "element-wise product"},
    {"cdiv", math_cdiv, "*res t u", "element-wise quotient"},
    {"cfmod", math_cfmod, "*res t u", "element-wise remainder with the sign of t"},
    {"cmod", math_cfmod, "*res t u", "element-wise remainder with the sign of t"},
    {"cremainder", math_cremainder, "*res t u", "element-wise remainder with the sign of u"},
    {"cpow", math_cpow, "*res t u", "element-wise power"},
    {"atan2", math_atan2, "*res t u | x:num y:num", "angle of the point (u, t)", FAC_REAL},
    {"cmax", math_cmax, "*res t u | *res t v:num", "element-wise maximum"},
    {"cmin", math_cmin, "*res t u | *res t v:num", "element-wise minimum"},
    {"lerp", math_lerp, "*res t u w:num | x:num y:num w:num", "t + w * (u - t)", FAC_REAL},
    {"addcmul", math_addcmul, "*res t [v:num=1] x y", "t + v * x * y"},
    {"addcdiv", math_addcdiv, "*res t [v:num=1] x y", "t + v * x / y"},
    {"lshift", math_lshift, "*res t v:num", "bits moved left; real types: t * 2^v"},
    {"rshift", math_rshift, "*res t v:num", "bits moved right; real types: t / 2^v"},
    {"bitand", math_bitand, "*res t v:num", "bits set in both, integers only"},
    {"bitor", math_bitor, "*res t v:num", "bits set in one or both, integers only"},
    {"bitxor", math_bitxor, "*res t v:num", "bits set in one of both, integers only"},
    {"clshift", math_clshift, "*res t u", "bits moved left; real types: t * 2^u"},
    {"crshift", math_crshift, "*res t u", "bits moved right; real types: t / 2^u"},
    {"cbitand", math_cbitand, "*res t u", "bits set in both, integers only"},
    {"cbitor", math_cbitor, "*res t u", "bits set in one or both, integers only"},
    {"cbitxor", math_cbitxor, "*res t u", "bits set in one of both, integers only"},
    {"lt", math_lt, COMPARE_FORMS, "1 where t < u"},
    {"gt", math_gt, COMPARE_FORMS, "1 where t > u"},
    {"le", math_le, COMPARE_FORMS, "1 where t <= u"},
    {"ge", math_ge, COMPARE_FORMS, "1 where t >= u"},
    {"eq", math_eq, COMPARE_FORMS, "1 where t == u"},
    {"ne", math_ne, COMPARE_FORMS, "1 where t ~= u"},
    {"equal", math_equal, "t u", "same sizes and elements?"},
    {NULL}};

void fac_open_torch_math(lua_State *L) {
  static const luaL_Reg operators[] = {{"__add__", operator_add}, {"__sub__", operator_sub},
                                       {"__unm__", operator_unm}, {"__div__", operator_div},
                                       {"__mod__", operator_mod}, {NULL, NULL}};
  fac_register_torch(L, ops);
  int functions = lua_gettop(L);
  lua_pushvalue(L, functions);
  lua_pushcclosure(L, operator_mul, 1);
  for (int d = 0; d < FAC_NDTYPE; d++) {
    lua_pushvalue(L, functions - 1 - d);
    fac_setfuncs(L, operators);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, "__mul__");
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}
