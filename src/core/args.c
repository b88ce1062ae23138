/* Matches calls against the forms of operations. The forms of a row are compiled at its first call
 * into variants, one for each way of leaving optional parameters out. A variant is two numbers with
 * a byte for each argument: what kind must stand there, and where the type under discussion goes.
 * Matching a call is then: describe its arguments in one number, compare.
 * Neighbours: args.h explains forms; object.c reads objects from the stack. */
#include "args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 Signature; /* a byte per argument, the first one lowest */

enum { MAX_SIGNED = sizeof(Signature), MAX_FORMS = 8, MAX_OPTIONAL = 8 };

/* What an argument is; the bytes of a signature. */
enum {
  IS_NUMBER = 1,
  IS_STRING,
  IS_BOOL,
  IS_TABLE,
  IS_FUNCTION,
  IS_NIL,
  IS_GENERATOR,
  IS_OTHER,
  IS_STORAGE = 0x20, /* + dtype */
  IS_TENSOR = 0x40,  /* + dtype */
  KIND_OF_OBJECT = 0xf0
};

/* What a parameter wants. */
typedef enum {
  WANT_T,
  WANT_TENSOR,
  WANT_TYPED, /* tensor of Param.dtype */
  WANT_STORAGE,
  WANT_NUMBER,
  WANT_INT,
  WANT_DIM,
  WANT_SIZES,
  WANT_BOOL,
  WANT_STRING,
  WANT_TABLE,
  WANT_FUNCTION,
  WANT_GENERATOR,
  WANT_ANY
} Want;

typedef struct {
  char name[64];
  Want want;
  DType dtype;
  char mark;     /* '*', '?' or '!' for results, else 0 */
  bool optional; /* in brackets */
  bool nilable;
} Param;

typedef struct {
  int count, results; /* parameters, and how many of them carry a mark */
  Param param[FAC_MAX_ARGS];
  Arg otherwise[FAC_MAX_ARGS]; /* the defaults */
} Form;

typedef struct {
  Signature expect, mask, types; /* expect + types * (IS_TENSOR + dtype) must be there under mask */
  int form;
  int fixed;                  /* arguments besides the sizes */
  bool sizes;                 /* more arguments follow: the sizes */
  bool typed;                 /* there is a T among the arguments and the results to be made */
  int self_is_operand;        /* the parameter that the result stands for, in place; 0: none */
  bool makes_results;         /* some were left out */
  int8_t at[FAC_MAX_ARGS];    /* the argument that parameter k gets; -1: none */
  uint8_t want[FAC_MAX_ARGS]; /* the Want of parameter k, here for speed */
} Variant;

typedef struct {
  int count;
  Variant *variant;
} Variants;

struct CompiledForms {
  char running[64]; /* for errors: "torch.add", "nn.Linear" */
  int count;
  Form form[MAX_FORMS];
  Variants method, function;
};

/* --- compiling -------------------------------------------------------------------------------- */

static Want want_of(const char *kind, DType *dtype) {
  static const struct {
    const char *name;
    Want want;
  } kinds[] = {{"T", WANT_T},         {"tensor", WANT_TENSOR},     {"storage", WANT_STORAGE},
               {"num", WANT_NUMBER},  {"int", WANT_INT},           {"dim", WANT_DIM},
               {"sizes", WANT_SIZES}, {"bool", WANT_BOOL},         {"string", WANT_STRING},
               {"table", WANT_TABLE}, {"function", WANT_FUNCTION}, {"gen", WANT_GENERATOR},
               {"any", WANT_ANY}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (!strcmp(kind, kinds[i].name)) return kinds[i].want;
  for (int d = 0; d < FAC_NDTYPE; d++)
    if (!strcmp(kind, fac_dtype_name((DType)d))) {
      *dtype = (DType)d;
      return WANT_TYPED;
    }
  fprintf(stderr, "facula: unknown kind '%s' in a call form\n", kind);
  abort(); /* a row is wrong, which its first call in any spec shows */
}

/* One parameter, "[mark]name[:kind[?]][=default]", from text of that length. */
static void parse_param(Param *p, Arg *value, const char *text, size_t length) {
  char word[64];
  snprintf(word, sizeof word, "%.*s", (int)length, text);
  char *at = word;
  if (*at == '[') {
    p->optional = true;
    at++;
    at[strlen(at) - 1] = 0; /* the closing bracket */
  }
  if (strchr("*?!", *at)) p->mark = *at++;
  char *otherwise = strchr(at, '=');
  if (otherwise) *otherwise++ = 0;
  char *kind = strchr(at, ':');
  if (kind) *kind++ = 0;
  snprintf(p->name, sizeof p->name, "%s", at);
  if (kind && kind[strlen(kind) - 1] == '?') {
    p->nilable = true;
    kind[strlen(kind) - 1] = 0;
  }
  p->want = kind ? want_of(kind, &p->dtype) : WANT_T;
  if (!otherwise) return;
  if (p->want == WANT_BOOL)
    value->b = !strcmp(otherwise, "true");
  else if (p->want == WANT_STRING)
    value->str = strdup(otherwise);
  else
    value->n = (Scalar){atof(otherwise), (int64_t)atof(otherwise)};
}

static void parse_form(Form *form, const char *text, const char *end) {
  while (text < end) {
    while (text < end && *text == ' ') text++;
    const char *word = text;
    while (text < end && *text != ' ') text++;
    if (text == word) continue;
    int k = form->count++;
    parse_param(&form->param[k], &form->otherwise[k], word, (size_t)(text - word));
    form->results += form->param[k].mark != 0;
  }
}

/* How a parameter can be absent in this mode. */
typedef enum { ALWAYS_THERE, MAY_BE_LEFT_OUT, MAY_BE_NIL } Absence;

/* The parameter that self also stands for when a *res form is called in place: the first tensor
 * behind the result. -1 where there is none. */
static int operand_of_self(const Form *form, unsigned mode) {
  if (mode != FAC_METHOD || form->param[0].mark != '*') return -1;
  for (int k = 1; k < form->count; k++)
    if (form->param[k].want == WANT_T) return k;
  return -1;
}

static Absence absence(const Form *form, int k, unsigned mode) {
  const Param *p = &form->param[k];
  if (p->mark == '?') return MAY_BE_LEFT_OUT;
  if (p->mark) return mode == FAC_FUNCTION ? MAY_BE_LEFT_OUT : ALWAYS_THERE;
  if (k == operand_of_self(form, mode)) return MAY_BE_LEFT_OUT;
  if (p->optional) return MAY_BE_LEFT_OUT;
  return p->nilable ? MAY_BE_NIL : ALWAYS_THERE;
}

static void expect(Variant *v, const Param *p, bool nil) {
  static const uint8_t code[] = {
      [WANT_NUMBER] = IS_NUMBER,     [WANT_INT] = IS_NUMBER,         [WANT_DIM] = IS_NUMBER,
      [WANT_BOOL] = IS_BOOL,         [WANT_STRING] = IS_STRING,      [WANT_TABLE] = IS_TABLE,
      [WANT_FUNCTION] = IS_FUNCTION, [WANT_GENERATOR] = IS_GENERATOR};
  int shift = 8 * v->fixed++;
  Signature byte = 0, mask = 0xff, type = 0;
  if (nil) {
    byte = IS_NIL;
  } else {
    switch (p->want) {
    case WANT_T: type = 1; break;
    case WANT_TYPED: byte = IS_TENSOR + p->dtype; break;
    case WANT_TENSOR:
      byte = IS_TENSOR;
      mask = KIND_OF_OBJECT;
      break;
    case WANT_STORAGE:
      byte = IS_STORAGE;
      mask = KIND_OF_OBJECT;
      break;
    case WANT_ANY: mask = 0; break;
    default: byte = code[p->want];
    }
  }
  v->expect |= byte << shift;
  v->mask |= mask << shift;
  v->types |= type << shift;
}

/* The parameters that may be absent, in the order in which they are to be filled when a call fits
 * several ways: those in front of something that must be there from the last one on, so that
 * x:addmm(2, A, B) scales the product and not x, then results and those at the end from the first
 * one on. */
static int optional_params(const Form *form, unsigned mode, int optional[MAX_OPTIONAL]) {
  int count = 0, tail = form->count;
  while (tail > 0 && absence(form, tail - 1, mode) != ALWAYS_THERE) tail--;
  int results = form->results < tail ? form->results : tail;
  for (int k = tail - 1; k >= results; k--)
    if (absence(form, k, mode) != ALWAYS_THERE && count < MAX_OPTIONAL) optional[count++] = k;
  for (int k = 0; k < results; k++)
    if (absence(form, k, mode) != ALWAYS_THERE && count < MAX_OPTIONAL) optional[count++] = k;
  for (int k = tail; k < form->count && count < MAX_OPTIONAL; k++) optional[count++] = k;
  return count;
}

/* All variants of a form. */
static void add_variants(Variants *list, const CompiledForms *c, int f, unsigned mode) {
  const Form *form = &c->form[f];
  int optional[MAX_OPTIONAL], count = optional_params(form, mode, optional);
  int operand = operand_of_self(form, mode);
  list->variant = realloc(list->variant, (size_t)(list->count + (1 << count)) * sizeof(Variant));
  for (int bits = 0; bits < 1 << count; bits++) {
    bool there[FAC_MAX_ARGS];
    memset(there, 1, sizeof there);
    for (int i = 0; i < count; i++) there[optional[i]] = bits >> i & 1;
    Variant *v = &list->variant[list->count++];
    memset(v, 0, sizeof *v);
    v->form = f;
    for (int k = 0; k < form->count; k++) {
      const Param *p = &form->param[k];
      bool nil = !there[k] && absence(form, k, mode) == MAY_BE_NIL;
      v->at[k] = there[k] ? (int8_t)v->fixed : -1;
      v->want[k] = (uint8_t)p->want;
      if (p->mark && !there[k]) v->makes_results = true;
      if (p->want == WANT_T && (p->mark || there[k])) v->typed = true;
      if (there[k] && p->want == WANT_SIZES)
        v->sizes = true;
      else if (there[k] || nil)
        expect(v, p, nil);
    }
    v->self_is_operand = operand >= 0 && !there[operand] ? operand : 0;
  }
}

static CompiledForms *compile(const Op *op, const char *prefix) {
  CompiledForms *c = calloc(1, sizeof *c);
  if (!c) abort();
  const char *cut = strcmp(prefix, "torch.") ? strchr(op->name, '_') : NULL;
  snprintf(c->running, sizeof c->running, "%s%.*s", prefix,
           (int)(cut ? cut - op->name : (long)strlen(op->name)), op->name);
  for (const char *text = op->forms; text;) {
    const char *bar = strchr(text, '|');
    parse_form(&c->form[c->count++], text, bar ? bar : text + strlen(text));
    text = bar ? bar + 1 : NULL;
  }
  for (int f = 0; f < c->count; f++) {
    add_variants(&c->method, c, f, FAC_METHOD);
    add_variants(&c->function, c, f, FAC_FUNCTION);
  }
  return c;
}

static CompiledForms *compiled(Op *op, const char *prefix) {
  CompiledForms *c = atomic_load_explicit(&op->compiled, memory_order_acquire);
  if (c) return c;
  CompiledForms *mine = compile(op, prefix), *none = NULL;
  /* two threads may compile the same row; the later one's result is not used, and stays */
  return atomic_compare_exchange_strong(&op->compiled, &none, mine) ? mine : none;
}

/* --- matching --------------------------------------------------------------------------------- */

/* The arguments of a call: what they are, and the tensors among them. */
typedef struct {
  int count;
  Signature signature;
  Tensor *tensor[MAX_SIGNED];
} Call;

static unsigned describe(lua_State *L, int index, Tensor **tensor) {
  const Tensor *t = *tensor = fac_to_tensor(L, index);
  if (t) return IS_TENSOR + t->dtype;
  switch (lua_type(L, index)) {
  case LUA_TUSERDATA: {
    const Storage *s = fac_to_storage(L, index);
    if (s) return IS_STORAGE + s->dtype;
    return fac_to_generator(L, index) ? IS_GENERATOR : IS_OTHER;
  }
  case LUA_TNUMBER: return IS_NUMBER;
  case LUA_TSTRING: return IS_STRING;
  case LUA_TBOOLEAN: return IS_BOOL;
  case LUA_TTABLE: return IS_TABLE;
  case LUA_TFUNCTION: return IS_FUNCTION;
  case LUA_TNIL: return IS_NIL;
  default: return IS_OTHER;
  }
}

static void describe_call(lua_State *L, Call *call) {
  call->count = lua_gettop(L);
  call->signature = 0;
  for (int i = call->count < MAX_SIGNED ? call->count : MAX_SIGNED; i > 0; i--)
    call->signature = call->signature << 8 | describe(L, i, &call->tensor[i - 1]);
}

/* Strings that are numbers count as numbers, as everywhere in Lua. */
static void numeric_strings_are_numbers(lua_State *L, Call *call) {
  for (int i = 0; i < call->count && i < MAX_SIGNED; i++)
    if (lua_type(L, i + 1) == LUA_TSTRING && lua_isnumber(L, i + 1)) {
      call->signature &= ~((Signature)0xff << 8 * i);
      call->signature |= (Signature)IS_NUMBER << 8 * i;
    }
}

/* Whether the arguments from first on are sizes: one LongStorage, or numbers. */
static bool are_sizes(lua_State *L, int first, int last) {
  if (first == last) {
    const Storage *s = fac_to_storage(L, first);
    if (s) return s->dtype == FAC_LONG;
  }
  for (int i = first; i <= last; i++)
    if (!lua_isnumber(L, i)) return false;
  return first <= last;
}

static bool has_type(const Op *op, DType dtype) {
  return (op->types ? op->types : FAC_ALL) >> dtype & 1;
}

static void require_type(lua_State *L, const Op *op, DType dtype) {
  if (has_type(op, dtype)) return;
  const char *running = fac_running;
  fac_running = NULL; /* the sentence has the name in it */
  fac_error(L, "torch.%sTensor does not implement the %s() function", fac_dtype_name(dtype),
            running);
}

static const Variant *find(lua_State *L, const Op *op, const Variants *list, const Call *call,
                           DType dtype) {
  for (int i = 0; i < list->count; i++) {
    const Variant *v = &list->variant[i];
    if (v->sizes ? call->count <= v->fixed : call->count != v->fixed) continue;
    if ((call->signature ^ (v->expect + v->types * (IS_TENSOR + dtype))) & v->mask) continue;
    if (v->sizes && !are_sizes(L, v->fixed + 1, call->count)) continue;
    if (v->typed) require_type(L, op, dtype);
    return v;
  }
  return NULL;
}

static void read_sizes(lua_State *L, Args *a, int first, int last) {
  const Storage *s = fac_to_storage(L, first);
  int64_t n = s ? s->size : last - first + 1;
  if (n > FAC_MAX_DIMS)
    fac_error(L, "a tensor has at most %d dimensions, got %lld sizes", FAC_MAX_DIMS, (long long)n);
  a->nsizes = (int)n;
  for (int i = 0; i < a->nsizes; i++)
    a->sizes[i] = s ? ((const int64_t *)s->data)[i] : fac_scalar(L, first + i).i;
}

static void read_argument(lua_State *L, Want want, Arg *arg, int index, Tensor *tensor) {
  arg->index = index;
  switch (want) {
  case WANT_T:
  case WANT_TENSOR:
  case WANT_TYPED:
    arg->t = tensor;
    fac_tensor_check(L, tensor);
    break;
  case WANT_STORAGE: arg->s = fac_to_storage(L, index); break;
  case WANT_NUMBER:
  case WANT_INT:
  case WANT_DIM: arg->n = fac_scalar(L, index); break;
  case WANT_BOOL: arg->b = lua_toboolean(L, index); break;
  case WANT_STRING: arg->str = lua_tostring(L, index); break;
  case WANT_GENERATOR: arg->g = fac_to_generator(L, index); break;
  default: break;
  }
}

/* Makes the results that the call did not give. */
static void make_results(lua_State *L, const Form *form, Args *a) {
  for (int k = 0; k < form->results; k++) {
    Arg *arg = &a->arg[k];
    if (arg->index) continue;
    const Param *p = &form->param[k];
    arg->t = fac_new_tensor(L, p->want == WANT_T ? a->dtype : p->dtype);
    arg->index = lua_gettop(L);
  }
}

static void read_arguments(lua_State *L, const CompiledForms *c, const Variant *v, const Call *call,
                           Args *a) {
  const Form *form = &c->form[v->form];
  a->form = v->form;
  a->nsizes = 0;
  for (int k = 0; k < form->count; k++) {
    Want want = v->want[k];
    Arg *arg = &a->arg[k];
    int at = v->at[k];
    if (at < 0) {
      *arg = form->otherwise[k];
      if (want == WANT_GENERATOR) arg->g = fac_default_generator(L);
    } else if (want == WANT_SIZES) {
      arg->index = at + 1;
      read_sizes(L, a, arg->index, call->count);
    } else {
      read_argument(L, want, arg, at + 1, call->tensor[at]);
    }
  }
  if (v->self_is_operand) a->arg[v->self_is_operand] = a->arg[0];
  if (v->makes_results) make_results(L, form, a);
}

/* --- errors ----------------------------------------------------------------------------------- */

static void add_given(lua_State *L, luaL_Buffer *b, int index) {
  const Tensor *t = fac_to_tensor(L, index);
  const Storage *s = fac_to_storage(L, index);
  char text[64];
  if (t)
    snprintf(text, sizeof text, "%sTensor", fac_dtype_name(t->dtype));
  else if (s)
    snprintf(text, sizeof text, "%sStorage", fac_dtype_name(s->dtype));
  else if (fac_to_generator(L, index))
    snprintf(text, sizeof text, "Generator");
  else
    snprintf(text, sizeof text, "%s", luaL_typename(L, index));
  luaL_addstring(b, text);
}

static void add_param(luaL_Buffer *b, const Param *p, Absence absent, DType dtype) {
  static const char *const kinds[] = {
      [WANT_TENSOR] = "tensor",     [WANT_STORAGE] = "storage",     [WANT_NUMBER] = "number",
      [WANT_INT] = "number",        [WANT_DIM] = "number",          [WANT_SIZES] = "sizes",
      [WANT_BOOL] = "boolean",      [WANT_STRING] = "string",       [WANT_TABLE] = "table",
      [WANT_FUNCTION] = "function", [WANT_GENERATOR] = "Generator", [WANT_ANY] = "any"};
  char kind[40];
  if (p->want == WANT_T || p->want == WANT_TYPED)
    snprintf(kind, sizeof kind, "%sTensor", fac_dtype_name(p->want == WANT_T ? dtype : p->dtype));
  else
    snprintf(kind, sizeof kind, "%s", kinds[p->want]);
  char text[128];
  bool left_out = absent == MAY_BE_LEFT_OUT;
  snprintf(text, sizeof text, "%s%s%s:%s%s%s%s", left_out ? "[" : "", p->mark ? "*" : "", p->name,
           kind, absent == MAY_BE_NIL ? " or nil" : "", p->mark ? "*" : "", left_out ? "]" : "");
  luaL_addstring(b, text);
}

/* "torch.add: invalid arguments: DoubleTensor string" and the forms that would have matched. */
static int report_no_match(lua_State *L, const CompiledForms *c, unsigned mode, int count,
                           DType dtype) {
  luaL_Buffer b;
  fac_push_position(L);
  luaL_buffinit(L, &b);
  luaL_addstring(&b, c->running);
  luaL_addstring(&b, ": invalid arguments:");
  for (int i = 1; i <= count; i++) {
    luaL_addchar(&b, ' ');
    add_given(L, &b, i);
  }
  if (count == 0) luaL_addstring(&b, " none");
  luaL_addstring(&b, "\nexpected arguments:");
  for (int f = 0; f < c->count; f++) {
    if (f) luaL_addstring(&b, " |");
    for (int k = 0; k < c->form[f].count; k++) {
      luaL_addchar(&b, ' ');
      add_param(&b, &c->form[f].param[k], absence(&c->form[f], k, mode), dtype);
    }
  }
  luaL_pushresult(&b);
  lua_concat(L, 2);
  return lua_error(L);
}

/* --- dispatch --------------------------------------------------------------------------------- */

static int call_method(lua_State *L) {
  Op *op = lua_touserdata(L, lua_upvalueindex(1));
  CompiledForms *c = compiled(op, "torch.");
  fac_running = c->running;
  Call call;
  Args a;
  describe_call(L, &call);
  if (call.count == 0 || !call.tensor[0])
    fac_error(L, "a tensor expected before ':%s', got %s (is it called with ':'?)", op->name,
              luaL_typename(L, 1));
  a.dtype = call.tensor[0]->dtype;
  const Variant *v = find(L, op, &c->method, &call, a.dtype);
  if (!v) {
    numeric_strings_are_numbers(L, &call);
    v = find(L, op, &c->method, &call, a.dtype);
  }
  if (!v) return report_no_match(L, c, FAC_METHOD, call.count, a.dtype);
  read_arguments(L, c, v, &call, &a);
  return op->call(L, &a);
}

/* "torch.FloatTensor" at that index? */
static bool names_type(lua_State *L, int index, DType *dtype) {
  if (lua_type(L, index) != LUA_TSTRING) return false;
  const char *name = lua_tostring(L, index);
  for (int d = 0; d < FAC_NDTYPE; d++) {
    char full[40];
    snprintf(full, sizeof full, "torch.%sTensor", fac_dtype_name((DType)d));
    if (strcmp(name, full)) continue;
    *dtype = (DType)d;
    return true;
  }
  return false;
}

/* The types that T may stand for, best guess first: those of the tensors given, of the first tensor
 * in a table, the one named by a last argument (which is taken off), the default. */
static int candidate_types(lua_State *L, DType list[FAC_NDTYPE]) {
  int n = 0, count = lua_gettop(L);
  unsigned seen = 0;
  for (int i = 1; i <= count; i++) {
    const Tensor *t = fac_to_tensor(L, i);
    if (!t || seen >> t->dtype & 1) continue;
    seen |= 1u << t->dtype;
    list[n++] = t->dtype;
  }
  if (n) return n;
  if (lua_type(L, 1) == LUA_TTABLE) {
    lua_rawgeti(L, 1, 1);
    const Tensor *t = fac_to_tensor(L, -1);
    if (t) list[n++] = t->dtype;
    lua_pop(L, 1);
  }
  if (n) return n;
  if (count > 0 && names_type(L, count, &list[0]))
    lua_settop(L, count - 1);
  else
    list[0] = fac_default_dtype(L);
  return 1;
}

static int call_as_function(lua_State *L, Op *op, const char *prefix) {
  CompiledForms *c = compiled(op, prefix);
  fac_running = c->running;
  DType candidate[FAC_NDTYPE];
  int candidates = candidate_types(L, candidate);
  const Variant *v = NULL;
  Call call;
  Args a;
  describe_call(L, &call);
  for (int round = 0; round < 2 && !v; round++) {
    if (round) numeric_strings_are_numbers(L, &call);
    for (int i = 0; i < candidates && !v; i++) {
      a.dtype = candidate[i];
      v = find(L, op, &c->function, &call, a.dtype);
    }
  }
  if (!v) return report_no_match(L, c, FAC_FUNCTION, call.count, candidate[0]);
  read_arguments(L, c, v, &call, &a);
  return op->call(L, &a);
}

static int call_torch_function(lua_State *L) {
  return call_as_function(L, lua_touserdata(L, lua_upvalueindex(1)), "torch.");
}

static int call_function(lua_State *L) {
  return call_as_function(L, lua_touserdata(L, lua_upvalueindex(1)),
                          lua_tostring(L, lua_upvalueindex(2)));
}

/* --- registration ----------------------------------------------------------------------------- */

static const char operations_key[] = "facula.operations";

void fac_push_operations(lua_State *L) {
  lua_getfield(L, LUA_REGISTRYINDEX, operations_key);
  if (!lua_isnil(L, -1)) return;
  lua_pop(L, 1);
  lua_newtable(L);
  lua_pushvalue(L, -1);
  lua_setfield(L, LUA_REGISTRYINDEX, operations_key);
}

static void add_field(lua_State *L, const char *key, const char *value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, key);
}

/* Adds the rows to the list of operations. */
static void list_operations(lua_State *L, const char *prefix, const Op *ops) {
  fac_push_operations(L);
  int n = (int)lua_rawlen(L, -1);
  for (const Op *op = ops; op->name; op++) {
    lua_createtable(L, 0, 7);
    add_field(L, "prefix", prefix);
    add_field(L, "name", op->name);
    add_field(L, "forms", op->forms);
    add_field(L, "help", op->help);
    lua_pushboolean(L, !op->exposure || op->exposure & FAC_METHOD);
    lua_setfield(L, -2, "method");
    lua_pushboolean(L, !op->exposure || op->exposure & FAC_FUNCTION);
    lua_setfield(L, -2, "callable");
    lua_createtable(L, 0, FAC_NDTYPE);
    for (int d = 0; d < FAC_NDTYPE; d++) {
      lua_pushboolean(L, has_type(op, (DType)d));
      lua_setfield(L, -2, fac_dtype_name((DType)d));
    }
    lua_setfield(L, -2, "types");
    lua_rawseti(L, -2, ++n);
  }
  lua_pop(L, 1);
}

void fac_register_functions(lua_State *L, const char *prefix, Op *ops) {
  list_operations(L, prefix, ops);
  for (Op *op = ops; op->name; op++) {
    lua_pushlightuserdata(L, op);
    lua_pushstring(L, prefix);
    lua_pushcclosure(L, call_function, 2);
    lua_setfield(L, -2, op->name);
  }
}

void fac_register_torch(lua_State *L, Op *ops) {
  int functions = lua_gettop(L), methods = functions - FAC_NDTYPE;
  list_operations(L, "torch.", ops);
  for (Op *op = ops; op->name; op++) {
    unsigned exposure = op->exposure ? op->exposure : FAC_METHOD | FAC_FUNCTION;
    if (exposure & FAC_FUNCTION) {
      lua_pushlightuserdata(L, op);
      lua_pushcclosure(L, call_torch_function, 1);
      lua_setfield(L, functions, op->name);
    }
    if (!(exposure & FAC_METHOD)) continue;
    lua_pushlightuserdata(L, op);
    lua_pushcclosure(L, call_method, 1);
    for (int d = 0; d < FAC_NDTYPE; d++) {
      if (!has_type(op, (DType)d)) continue;
      lua_pushvalue(L, -1);
      lua_setfield(L, methods + d, op->name);
    }
    lua_pop(L, 1);
  }
}

/* --- for use in operations -------------------------------------------------------------------- */

int fac_return(lua_State *L, const Args *a, int k) {
  lua_pushvalue(L, a->arg[k].index);
  return 1;
}

int fac_arg_dim(lua_State *L, const Args *a, int k, int ndim) {
  int64_t dim = a->arg[k].n.i;
  if (dim < -ndim || dim > ndim || dim == 0)
    fac_error(L, "dimension %lld out of range of %dD tensor", (long long)dim, ndim);
  return (int)(dim < 0 ? dim + ndim : dim - 1);
}

int64_t fac_check_index(lua_State *L, int64_t index, int64_t size, const char *what) {
  if (index < -size || index > size || index == 0)
    fac_error(L, "%s %lld out of range 1 to %lld", what, (long long)index, (long long)size);
  return index < 0 ? index + size : index - 1;
}
