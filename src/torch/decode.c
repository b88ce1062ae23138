/* The bytes of data files as numbers: big-endian elements.
 * Neighbours: gzip.c reads the bytes; csv.c knows text; lua/facula/data.lua the file formats. */
#include <string.h>

#include "torch.h"

/* Copies count elements of size bytes with the order of their bytes reversed. */
static void reverse_bytes(uint8_t *to, const uint8_t *from, int64_t count, size_t size) {
  for (int64_t i = 0; i < count; i++, to += size, from += size)
    for (size_t b = 0; b < size; b++) to[b] = from[size - 1 - b];
}

static bool is_little_endian(void) {
  const uint16_t one = 1;
  return *(const uint8_t *)&one == 1;
}

/* result = big_endian(bytes, result): fills the contiguous tensor result, of any type, with the
 * elements whose big-endian bytes are given. Raises unless there are exactly as many bytes. */
static int big_endian(lua_State *L, Args *a) {
  enum { BYTES, RESULT };
  Tensor *result = a->arg[RESULT].t;
  size_t size = fac_dtype_size(result->dtype);
  int64_t count = fac_tensor_count(result), given = fac_tensor_count(a->arg[BYTES].t);
  if (!fac_tensor_is_contiguous(result)) fac_error(L, "the result must be contiguous");
  if (given != count * (int64_t)size)
    fac_error(L, "%lld elements of %d bytes are wanted, got %lld bytes", (long long)count,
              (int)size, (long long)given);
  if (count > 0) {
    const Tensor *bytes = fac_new_contiguous(L, a->arg[BYTES].t);
    if (is_little_endian())
      reverse_bytes(fac_tensor_data(result), fac_tensor_data(bytes), count, size);
    else
      memcpy(fac_tensor_data(result), fac_tensor_data(bytes), (size_t)given);
  }
  return fac_return(L, a, RESULT);
}

static Op ops[] = {
    {"big_endian", big_endian, "bytes:Byte result:tensor", "big-endian bytes as elements"}, {NULL}};

void fac_open_torch_decode(lua_State *L) {
  fac_register_functions(L, "facula.", ops);
}
