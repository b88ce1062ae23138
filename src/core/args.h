/* From call forms to checked arguments. Every operation is one row: its name, its call forms as
 * text, its C function, one line of help. This file matches a call against the forms, words every
 * argument error and calls the function.
 * Neighbours: object.h reads the stack; each file in src/torch, src/nn, src/optim ends with rows.
 *
 * A form is a list of parameters, "name:kind" or "name:kind=default", separated by blanks; one in
 * [brackets] may be left out; alternatives are separated by "|". Example, the row of add:
 *
 *     "*res a:T v:num | *res a:T [v:num=1] b:T"
 *
 * Results come first and carry a mark; their kind is T unless given:
 *   *res  torch.f(a) makes a new tensor, torch.f(r, a) writes to r, a:f() works in place on a,
 *         r:f(a) writes to r. The first tensor behind it is the one that self stands for.
 *   ?res  torch.f(a) and a:f() make a new tensor, torch.f(r, a) and r:f(a) write to r
 *   !res  torch.f(a) makes a new tensor, torch.f(r, a) and r:f(a) write to r
 *
 * Kinds:
 *   T        tensor of the type under discussion (of self, or of the first tensor given)
 *   Byte Char Short Int Long Float Double Half   tensor of that type
 *   tensor   tensor of any type            storage  storage of any type
 *   num      number                        int      number, truncated
 *   dim      dimension, 1-based in Lua and 0-based in C; negative ones count from the end and
 *            need fac_arg_dim
 *   sizes    one LongStorage, or numbers up to the end of the call
 *   bool string table function gen any
 *   A trailing "?" (weight:T?) accepts nil in that place; the slot is then absent.
 */
#ifndef FAC_ARGS_H
#define FAC_ARGS_H

#include "object.h"

enum { FAC_MAX_ARGS = 16 };

/* One parameter of a matched call. */
typedef struct {
  int index; /* stack index of the argument; 0 when it is absent */
  union {
    Tensor *t;       /* T, Byte ... Double, tensor */
    Storage *s;      /* storage */
    Scalar n;        /* num, int, dim; holds the default when absent */
    bool b;          /* bool; holds the default when absent */
    Generator *g;    /* gen; the default generator when absent */
    const char *str; /* string; the default (or NULL) when absent */
  };
} Arg;

typedef struct {
  int form;    /* which alternative matched, from 0 */
  DType dtype; /* the type under discussion */
  int nsizes;  /* the list behind a sizes parameter */
  int64_t sizes[FAC_MAX_DIMS];
  Arg arg[FAC_MAX_ARGS]; /* in the order in which the alternative names them */
} Args;

typedef struct CompiledForms CompiledForms;

typedef struct Op {
  const char *name;
  int (*call)(lua_State *L, Args *a); /* returns the number of results on the stack */
  const char *forms;
  const char *help;
  unsigned types;    /* set of DTypes that have it; 0 means FAC_ALL, Half is not among them */
  unsigned exposure; /* FAC_METHOD, FAC_FUNCTION; 0 means both */
  _Atomic(CompiledForms *) compiled;
} Op;

enum { FAC_METHOD = 1, FAC_FUNCTION = 2 };

/* Adds the rows (ended by one without name) to the table on top of the stack, as functions
 * f(args...) whose errors say "<prefix><name>: ...". For src/nn and src/optim; nn's names such as
 * Linear_updateOutput are shortened to the class in errors. */
void fac_register_functions(lua_State *L, const char *prefix, Op *ops);

/* The same for torch. On the stack lie the FAC_NDTYPE method tables in the order of the types and
 * on top the table of functions; rows go into the function table and into the methods of the types
 * that have them. */
void fac_register_torch(lua_State *L, Op *ops);

/* Pushes the list of all rows that were registered: tables {prefix, name, forms, help, method,
 * callable, types = {Byte = true, ...}}, for help, manual, specs and fuzzing. */
void fac_push_operations(lua_State *L);

/* For use in an operation. */

/* Returns argument k as the one result of the call. */
int fac_return(lua_State *L, const Args *a, int k);

/* Argument k, a dim, checked against ndim dimensions; 0-based. Negative ones count from the end. */
int fac_arg_dim(lua_State *L, const Args *a, int k, int ndim);

/* A 1-based index checked against size; 0-based. Negative ones count from the end. */
int64_t fac_check_index(lua_State *L, int64_t index, int64_t size, const char *what);

#endif
