/* The structure of tensors: sizes, views, conversion between types.
 * Neighbours: tensor.c has the constructors, index.c the bracket forms. */
#include <stdio.h>
#include <string.h>

#include "../core/loop.h"
#include "torch.h"

/* --- sizes ------------------------------------------------------------------------------------ */

static int push_long_storage(lua_State *L, int n, const int64_t *values) {
  Storage *s = fac_storage_new(L, FAC_LONG, n);
  if (n) memcpy(s->data, values, (size_t)n * sizeof *values);
  fac_push_storage(L, s);
  return 1;
}

static int size_or_stride(lua_State *L, Args *a, const int64_t *values) {
  const Tensor *t = a->arg[0].t;
  if (!a->arg[1].index) return push_long_storage(L, t->ndim, values);
  fac_push_integer(L, values[fac_arg_dim(L, a, 1, t->ndim)]);
  return 1;
}

static int view_size(lua_State *L, Args *a) {
  return size_or_stride(L, a, a->arg[0].t->size);
}

/* #t; Lua hands the operand over twice. */
static int view_length(lua_State *L, Args *a) {
  return push_long_storage(L, a->arg[0].t->ndim, a->arg[0].t->size);
}

static int view_stride(lua_State *L, Args *a) {
  return size_or_stride(L, a, a->arg[0].t->stride);
}

static int view_dim(lua_State *L, Args *a) {
  fac_push_integer(L, a->arg[0].t->ndim);
  return 1;
}

static int view_count(lua_State *L, Args *a) {
  fac_push_integer(L, fac_tensor_count(a->arg[0].t));
  return 1;
}

static int view_element_size(lua_State *L, Args *a) {
  fac_push_integer(L, (int64_t)fac_dtype_size(a->arg[0].t->dtype));
  return 1;
}

static int view_storage(lua_State *L, Args *a) {
  Storage *s = a->arg[0].t->storage;
  if (!s) {
    lua_pushnil(L);
    return 1;
  }
  fac_storage_retain(s);
  fac_push_storage(L, s);
  return 1;
}

static int view_storage_offset(lua_State *L, Args *a) {
  fac_push_integer(L, a->arg[0].t->offset + 1);
  return 1;
}

static int view_is_contiguous(lua_State *L, Args *a) {
  lua_pushboolean(L, fac_tensor_is_contiguous(a->arg[0].t));
  return 1;
}

static int view_is_same_size_as(lua_State *L, Args *a) {
  lua_pushboolean(L, fac_tensor_same_size(a->arg[0].t, a->arg[1].t));
  return 1;
}

static int view_is_set_to(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t, *u = a->arg[1].t;
  lua_pushboolean(L, t->storage && fac_tensor_same_layout(t, u));
  return 1;
}

static int view_is_size(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t;
  lua_pushboolean(L, t->ndim == a->nsizes &&
                         !memcmp(t->size, a->sizes, (size_t)a->nsizes * sizeof *a->sizes));
  return 1;
}

/* --- copies and conversion -------------------------------------------------------------------- */

/* Pushes a contiguous copy in that type. */
static int push_copy(lua_State *L, const Tensor *t, DType dtype) {
  Tensor *copy = fac_new_tensor_sized(L, dtype, t->ndim, t->size);
  fac_copy(L, copy, t);
  return 1;
}

static int view_clone(lua_State *L, Args *a) {
  return push_copy(L, a->arg[0].t, a->dtype);
}

static int view_contiguous(lua_State *L, Args *a) {
  fac_new_contiguous(L, a->arg[0].t);
  return 1;
}

static int view_copy(lua_State *L, Args *a) {
  fac_copy(L, a->arg[0].t, a->arg[1].t);
  return fac_return(L, a, 0);
}

static int convert(lua_State *L, const Args *a, DType dtype) {
  return dtype == a->dtype ? fac_return(L, a, 0) : push_copy(L, a->arg[0].t, dtype);
}

/* type() -> name; type(name) -> self, or a converted copy */
static int view_type(lua_State *L, Args *a) {
  char name[40];
  if (!a->arg[1].index) {
    lua_pushfstring(L, "torch.%sTensor", fac_dtype_name(a->dtype));
    return 1;
  }
  for (int d = 0; d < FAC_NDTYPE; d++) {
    snprintf(name, sizeof name, "torch.%sTensor", fac_dtype_name((DType)d));
    if (!strcmp(name, a->arg[1].str)) return convert(L, a, (DType)d);
  }
  fac_error(L, "a tensor type such as 'torch.FloatTensor' expected, got '%s'", a->arg[1].str);
}

static int view_type_as(lua_State *L, Args *a) {
  return convert(L, a, a->arg[1].t->dtype);
}

static int view_real(lua_State *L, Args *a) {
  return convert(L, a, fac_default_dtype(L));
}

#define X(name, NAME, type, acc)                                                                   \
  static int view_to_##name(lua_State *L, Args *a) {                                               \
    return convert(L, a, FAC_##NAME);                                                              \
  }
FAC_EACH_DTYPE(X)
#undef X

/* Fills the table on top of the stack with the dimensions from dim on. */
static void push_nested(lua_State *L, const Tensor *t, int dim, const char *at) {
  int64_t bytes = (int64_t)fac_dtype_size(t->dtype);
  luaL_checkstack(L, 2, "nested tables");
  fac_new_table(L, t->size[dim] < 1 << 20 ? (int)t->size[dim] : 0, 0);
  for (int64_t i = 0; i < t->size[dim]; i++) {
    const char *element = at + i * t->stride[dim] * bytes;
    if (dim + 1 < t->ndim)
      push_nested(L, t, dim + 1, element);
    else
      fac_push_element(L, t->dtype, element);
    lua_rawseti(L, -2, (int)(i + 1));
  }
}

static int view_totable(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t;
  if (t->ndim == 0)
    fac_new_table(L, 0, 0);
  else
    push_nested(L, t, 0, fac_tensor_data(t));
  return 1;
}

/* --- views ------------------------------------------------------------------------------------ */

static int view_resize_as(lua_State *L, Args *a) {
  fac_tensor_resize_as(L, a->arg[0].t, a->arg[1].t);
  return fac_return(L, a, 0);
}

static int view_narrow(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t;
  int dim = fac_arg_dim(L, a, 1, t->ndim);
  int64_t first = fac_check_index(L, a->arg[2].n.i, t->size[dim], "first index");
  int64_t count = a->arg[3].n.i;
  if (count < 1 || count > t->size[dim] - first)
    fac_error(L, "length %lld out of range 1 to %lld (size %lld, first index %lld)",
              (long long)count, (long long)(t->size[dim] - first), (long long)t->size[dim],
              (long long)first + 1);
  fac_tensor_narrow(fac_new_view(L, t), dim, first, count);
  return 1;
}

/* sub(s1, e1[, s2, e2 ...]): narrows up to four leading dimensions; bounds count from the end when
 * negative. */
static int view_sub(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t;
  int64_t first[4], count[4];
  int n = 0;
  for (; n < 4 && a->arg[1 + 2 * n].index; n++) {
    if (n >= t->ndim) fac_error(L, "ranges for %d dimensions of a %dD tensor", n + 1, t->ndim);
    first[n] = fac_check_index(L, a->arg[1 + 2 * n].n.i, t->size[n], "start index");
    int64_t last = fac_check_index(L, a->arg[2 + 2 * n].n.i, t->size[n], "end index");
    if (last < first[n])
      fac_error(L, "end index %lld is before start index %lld in dimension %d", (long long)last + 1,
                (long long)first[n] + 1, n + 1);
    count[n] = last - first[n] + 1;
  }
  Tensor *view = fac_new_view(L, t);
  for (int d = 0; d < n; d++) fac_tensor_narrow(view, d, first[d], count[d]);
  return 1;
}

static int view_select(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t;
  int dim = fac_arg_dim(L, a, 1, t->ndim);
  int64_t index = fac_check_index(L, a->arg[2].n.i, t->size[dim], "index");
  if (t->ndim == 1) {
    const char *data = fac_tensor_data(t);
    fac_push_element(L, t->dtype, data + index * t->stride[0] * (int64_t)fac_dtype_size(t->dtype));
    return 1;
  }
  fac_tensor_select(fac_new_view(L, t), dim, index);
  return 1;
}

static int view_transpose(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t;
  int i = fac_arg_dim(L, a, 1, t->ndim), j = fac_arg_dim(L, a, 2, t->ndim);
  fac_tensor_transpose(fac_new_view(L, t), i, j);
  return 1;
}

static int view_t(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t;
  if (t->ndim != 2) fac_error(L, "a 2D tensor expected, got one of size %s", FAC_SHAPE(t));
  fac_tensor_transpose(fac_new_view(L, t), 0, 1);
  return 1;
}

static int view_permute(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t;
  if (a->nsizes != t->ndim)
    fac_error(L, "all %d dimensions must be listed, got %d", t->ndim, a->nsizes);
  bool seen[FAC_MAX_DIMS] = {false};
  int order[FAC_MAX_DIMS] = {0};
  for (int d = 0; d < t->ndim; d++) {
    order[d] = (int)fac_check_index(L, a->sizes[d], t->ndim, "dimension");
    if (seen[order[d]]) fac_error(L, "dimension %d is listed twice", order[d] + 1);
    seen[order[d]] = true;
  }
  Tensor *view = fac_new_view(L, t);
  for (int d = 0; d < t->ndim; d++) {
    view->size[d] = t->size[order[d]];
    view->stride[d] = t->stride[order[d]];
  }
  return 1;
}

/* unfold(dim, size, step): windows of that size along dim become a new last dimension. */
static int view_unfold(lua_State *L, Args *a) {
  const Tensor *t = a->arg[0].t;
  int dim = fac_arg_dim(L, a, 1, t->ndim);
  int64_t size = a->arg[2].n.i, step = a->arg[3].n.i;
  if (size < 1 || size > t->size[dim])
    fac_error(L, "window size %lld out of range 1 to %lld", (long long)size,
              (long long)t->size[dim]);
  if (step < 1) fac_error(L, "step %lld is not positive", (long long)step);
  if (t->ndim == FAC_MAX_DIMS) fac_error(L, "a tensor has at most %d dimensions", FAC_MAX_DIMS);
  Tensor *view = fac_new_view(L, t);
  view->size[view->ndim] = size;
  view->stride[view->ndim++] = t->stride[dim];
  view->size[dim] = (t->size[dim] - size) / step + 1;
  view->stride[dim] = view->size[dim] > 1 ? t->stride[dim] * step : t->stride[dim];
  return 1;
}

/* squeeze([res,] t[, dim]): without the dimensions of size 1; a single number comes out as one. */
static int view_squeeze(lua_State *L, Args *a) {
  const Tensor *t = a->arg[1].t;
  int only = a->arg[2].index ? fac_arg_dim(L, a, 2, t->ndim) : -1;
  Tensor view = *t;
  int n = 0;
  for (int d = 0; d < t->ndim; d++) {
    if (t->size[d] == 1 && (only < 0 || d == only)) continue;
    view.size[n] = t->size[d];
    view.stride[n++] = t->stride[d];
  }
  if (n == 0 && t->ndim > 0) { /* all were of size 1 */
    view.size[0] = 1;
    view.stride[0] = 1;
    n = 1;
  }
  view.ndim = n;
  if (n == 1 && view.size[0] == 1 && (only < 0 || t->ndim == 1)) {
    fac_push_element(L, t->dtype, fac_tensor_data(t));
    return 1;
  }
  fac_tensor_set_as(L, a->arg[0].t, &view);
  return fac_return(L, a, 0);
}

/* The sizes of a->sizes with one -1 worked out, for a tensor of so many elements. */
static void complete_sizes(lua_State *L, Args *a, const Tensor *t) {
  int64_t count = fac_tensor_count(t), known = a->nsizes > 0;
  int open = -1;
  for (int d = 0; d < a->nsizes; d++) {
    if (a->sizes[d] == -1) {
      if (open >= 0) fac_error(L, "only one size may be -1");
      open = d;
    } else if (a->sizes[d] < 0 || __builtin_mul_overflow(known, a->sizes[d], &known)) {
      fac_error(L, "size %lld of dimension %d is out of range", (long long)a->sizes[d], d + 1);
    }
  }
  if (open >= 0 && known > 0 && count % known == 0) {
    a->sizes[open] = count / known;
    known *= a->sizes[open];
  }
  if (known != count || (open >= 0 && a->sizes[open] == -1))
    fac_error(L, "Wrong size for view. Input size: %s. Output size: %s", FAC_SHAPE(t),
              fac_shape_text((char[FAC_SHAPE_TEXT]){0}, a->nsizes, a->sizes));
}

static void require_contiguous(lua_State *L, const Tensor *t) {
  if (!fac_tensor_is_contiguous(t))
    fac_error(L,
              "expecting a contiguous tensor, got one of size %s that is not (call :contiguous() "
              "first)",
              FAC_SHAPE(t));
}

/* view([res,] t, sizes) */
static int view_view(lua_State *L, Args *a) {
  const Tensor *t = a->arg[1].t;
  require_contiguous(L, t);
  complete_sizes(L, a, t);
  fac_tensor_set(L, a->arg[0].t, t->storage, t->offset, a->nsizes, a->sizes, NULL);
  return fac_return(L, a, 0);
}

static int view_view_as(lua_State *L, Args *a) {
  const Tensor *t = a->arg[1].t, *like = a->arg[2].t;
  require_contiguous(L, t);
  a->nsizes = like->ndim;
  memcpy(a->sizes, like->size, (size_t)like->ndim * sizeof *a->sizes);
  complete_sizes(L, a, t);
  fac_tensor_set(L, a->arg[0].t, t->storage, t->offset, a->nsizes, a->sizes, NULL);
  return fac_return(L, a, 0);
}

/* reshape([res,] t, sizes): a copy with that shape */
static int view_reshape(lua_State *L, Args *a) {
  const Tensor *t = a->arg[1].t;
  complete_sizes(L, a, t);
  if (fac_storage_shared(a->arg[0].t->storage, t->storage)) {
    t = fac_new_tensor_sized(L, t->dtype, t->ndim, t->size);
    fac_copy(L, (Tensor *)t, a->arg[1].t);
  }
  fac_tensor_resize(L, a->arg[0].t, a->nsizes, a->sizes, NULL);
  fac_copy(L, a->arg[0].t, t);
  return fac_return(L, a, 0);
}

static int expand_to(lua_State *L, const Args *a, int ndim, const int64_t *size) {
  const Tensor *t = a->arg[1].t;
  if (ndim != t->ndim || ndim == 0)
    fac_error(L, "the number of dimensions must stay: a tensor of size %s cannot become %s",
              FAC_SHAPE(t), fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, size));
  Tensor view = *t;
  for (int d = 0; d < ndim; d++) {
    if (size[d] == t->size[d]) continue;
    if (t->size[d] != 1 || size[d] < 1)
      fac_error(L,
                "incorrect size: only supporting singleton expansion (size=1), cannot expand %s "
                "to %s",
                FAC_SHAPE(t), fac_shape_text((char[FAC_SHAPE_TEXT]){0}, ndim, size));
    view.size[d] = size[d];
    view.stride[d] = 0;
  }
  fac_tensor_set(L, a->arg[0].t, t->storage, t->offset, ndim, view.size, view.stride);
  return fac_return(L, a, 0);
}

static int view_expand(lua_State *L, Args *a) {
  return expand_to(L, a, a->nsizes, a->sizes);
}

static int view_expand_as(lua_State *L, Args *a) {
  return expand_to(L, a, a->arg[2].t->ndim, a->arg[2].t->size);
}

/* repeatTensor([res,] t, times): copies side by side, new dimensions in front */
static int view_repeat(lua_State *L, Args *a) {
  const Tensor *t = a->arg[1].t;
  Tensor *res = a->arg[0].t;
  int extra = a->nsizes - t->ndim;
  int64_t size[FAC_MAX_DIMS];
  if (extra < 0)
    fac_error(L, "%d repeats for a tensor of size %s, fewer than its dimensions", a->nsizes,
              FAC_SHAPE(t));
  if (2 * a->nsizes > FAC_MAX_DIMS) fac_error(L, "too many dimensions to repeat: %d", a->nsizes);
  for (int d = 0; d < a->nsizes; d++) {
    if (a->sizes[d] < 1) fac_error(L, "repeat %lld is not positive", (long long)a->sizes[d]);
    if (__builtin_mul_overflow(a->sizes[d], d < extra ? 1 : t->size[d - extra], &size[d]))
      fac_error(L, "the result has too many elements");
  }
  if (fac_storage_shared(res->storage, t->storage)) {
    Tensor *copy = fac_new_tensor_sized(L, t->dtype, t->ndim, t->size);
    fac_copy(L, copy, t);
    t = copy;
  }
  fac_tensor_resize(L, res, a->nsizes, size, NULL);
  if (fac_tensor_count(t) == 0) return fac_return(L, a, 0);
  /* every dimension is seen as (repeat, size): the source does not move along the first */
  Tensor *to = fac_new_view(L, res), *from = fac_new_view(L, t);
  to->ndim = from->ndim = 2 * a->nsizes;
  for (int d = 0; d < a->nsizes; d++) {
    int64_t length = d < extra ? 1 : t->size[d - extra];
    to->size[2 * d] = from->size[2 * d] = a->sizes[d];
    to->size[2 * d + 1] = from->size[2 * d + 1] = length;
    to->stride[2 * d] = length * res->stride[d];
    to->stride[2 * d + 1] = res->stride[d];
    from->stride[2 * d] = 0;
    from->stride[2 * d + 1] = d < extra ? 0 : t->stride[d - extra];
  }
  fac_copy(L, to, from);
  return fac_return(L, a, 0);
}

/* Pushes a table of views of size elements along dim, the last one may be smaller. A table that was
 * given is emptied and used. */
static int split_into(lua_State *L, int table, const Tensor *t, int dim, int64_t size) {
  if (table) {
    lua_pushvalue(L, table);
    for (int i = (int)lua_rawlen(L, -1); i > 0; i--) {
      lua_pushnil(L);
      lua_rawseti(L, -2, i);
    }
  } else {
    fac_new_table(L, 0, 0);
  }
  int n = 0;
  for (int64_t first = 0; first < t->size[dim]; first += size) {
    int64_t rest = t->size[dim] - first;
    fac_tensor_narrow(fac_new_view(L, t), dim, first, size < rest ? size : rest);
    lua_rawseti(L, -2, ++n);
  }
  return 1;
}

static int view_split(lua_State *L, Args *a) {
  const Tensor *t = a->arg[1].t;
  int64_t size = a->arg[2].n.i;
  int dim = fac_arg_dim(L, a, 3, t->ndim);
  if (size < 1) fac_error(L, "size %lld is not positive", (long long)size);
  return split_into(L, a->arg[0].index, t, dim, size);
}

static int view_chunk(lua_State *L, Args *a) {
  const Tensor *t = a->arg[1].t;
  int64_t n = a->arg[2].n.i;
  int dim = fac_arg_dim(L, a, 3, t->ndim);
  if (n < 1) fac_error(L, "number of chunks %lld is not positive", (long long)n);
  int64_t size = t->size[dim] / n + (t->size[dim] % n != 0);
  return split_into(L, a->arg[0].index, t, dim, size > 0 ? size : 1);
}

static Op ops[] = {
    {"size", view_size, "t [dim:dim]", "sizes of all dimensions, or of one", FAC_EVERY, FAC_METHOD},
    {"stride", view_stride, "t [dim:dim]", "strides in elements", FAC_EVERY, FAC_METHOD},
    {"dim", view_dim, "t", "number of dimensions", FAC_EVERY, FAC_METHOD},
    {"nDimension", view_dim, "t", "number of dimensions", FAC_EVERY, FAC_METHOD},
    {"nElement", view_count, "t", "number of elements", FAC_EVERY, FAC_METHOD},
    {"numel", view_count, "t", "number of elements", FAC_EVERY},
    {"__len__", view_length, "t [again:any]", "sizes", FAC_EVERY, FAC_METHOD},
    {"elementSize", view_element_size, "t", "bytes of an element", FAC_EVERY, FAC_METHOD},
    {"storage", view_storage, "t", "the storage that t is a view of", FAC_EVERY, FAC_METHOD},
    {"storageOffset", view_storage_offset, "t", "position of the first element in the storage",
     FAC_EVERY, FAC_METHOD},
    {"isContiguous", view_is_contiguous, "t", "row-major without gaps?", FAC_EVERY, FAC_METHOD},
    {"isSameSizeAs", view_is_same_size_as, "t u", "equal sizes?", FAC_EVERY, FAC_METHOD},
    {"isSetTo", view_is_set_to, "t u", "the same view of the same storage?", FAC_EVERY, FAC_METHOD},
    {"isSize", view_is_size, "t size:sizes", "are these the sizes?", FAC_EVERY, FAC_METHOD},
    {"clone", view_clone, "t", "a copy", FAC_EVERY, FAC_METHOD},
    {"contiguous", view_contiguous, "t", "the same elements in row-major order", FAC_EVERY,
     FAC_METHOD},
    {"copy", view_copy, "t source:tensor", "copies elements, converting them", FAC_EVERY,
     FAC_METHOD},
    {"type", view_type, "t [name:string]", "the type's name, or a converted copy", FAC_EVERY,
     FAC_METHOD},
    {"typeAs", view_type_as, "t like:tensor", "converted to the type of like", FAC_EVERY,
     FAC_METHOD},
    {"real", view_real, "t", "converted to the default type", FAC_EVERY, FAC_METHOD},
    {"byte", view_to_Byte, "t", "converted to ByteTensor", FAC_EVERY, FAC_METHOD},
    {"char", view_to_Char, "t", "converted to CharTensor", FAC_EVERY, FAC_METHOD},
    {"short", view_to_Short, "t", "converted to ShortTensor", FAC_EVERY, FAC_METHOD},
    {"int", view_to_Int, "t", "converted to IntTensor", FAC_EVERY, FAC_METHOD},
    {"long", view_to_Long, "t", "converted to LongTensor", FAC_EVERY, FAC_METHOD},
    {"float", view_to_Float, "t", "converted to FloatTensor", FAC_EVERY, FAC_METHOD},
    {"double", view_to_Double, "t", "converted to DoubleTensor", FAC_EVERY, FAC_METHOD},
    {"half", view_to_Half, "t", "converted to HalfTensor", FAC_EVERY, FAC_METHOD},
    {"totable", view_totable, "t", "nested Lua tables", FAC_EVERY},
    {"resizeAs", view_resize_as, "t like", "resizes to the sizes of like", FAC_EVERY, FAC_METHOD},
    {"narrow", view_narrow, "t dim:dim first:int length:int", "a range along a dimension",
     FAC_EVERY},
    {"sub", view_sub, "t s1:int e1:int [s2:int] [e2:int] [s3:int] [e3:int] [s4:int] [e4:int]",
     "ranges of the leading dimensions", FAC_EVERY, FAC_METHOD},
    {"select", view_select, "t dim:dim index:int", "a slice, one dimension less", FAC_EVERY},
    {"transpose", view_transpose, "t dim1:dim dim2:dim", "two dimensions swapped", FAC_EVERY},
    {"t", view_t, "t", "a matrix transposed", FAC_EVERY},
    {"permute", view_permute, "t order:sizes", "dimensions in another order", FAC_EVERY},
    {"unfold", view_unfold, "t dim:dim size:int step:int", "sliding windows as a new dimension",
     FAC_EVERY},
    {"squeeze", view_squeeze, "?res t [dim:dim]", "without dimensions of size 1", FAC_EVERY},
    {"view", view_view, "?res t size:sizes", "another shape over the same elements", FAC_EVERY},
    {"viewAs", view_view_as, "?res t like:tensor", "the shape of like over the same elements",
     FAC_EVERY},
    {"reshape", view_reshape, "?res t size:sizes", "a copy in another shape", FAC_EVERY},
    {"expand", view_expand, "?res t size:sizes", "dimensions of size 1 repeated without copying",
     FAC_EVERY},
    {"expandAs", view_expand_as, "?res t like:tensor", "expanded to the size of like", FAC_EVERY},
    {"repeatTensor", view_repeat, "?res t times:sizes", "copies side by side", FAC_EVERY},
    {"split", view_split, "[list:table] t size:int [dim:dim=1]", "views of so many each",
     FAC_EVERY},
    {"chunk", view_chunk, "[list:table] t n:int [dim:dim=1]", "so many views", FAC_EVERY},
    {NULL}};

void fac_open_torch_view(lua_State *L) {
  fac_register_torch(L, ops);
}
