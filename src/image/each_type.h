/* Includes KERNEL_FILE once for each element type of a picture, with
 *   REAL       the type
 *   NAMED(f)   f_byte, f_float, f_double
 *   STORE(x)   a double as an element
 * No include guard: a C file includes it once for each of its kernel files. */
#define REAL uint8_t
#define NAMED(f) f##_byte
#define STORE(x) image_to_byte(x)
#include KERNEL_FILE
#undef REAL
#undef NAMED
#undef STORE

#define REAL float
#define NAMED(f) f##_float
#define STORE(x) ((float)(x))
#include KERNEL_FILE
#undef REAL
#undef NAMED
#undef STORE

#define REAL double
#define NAMED(f) f##_double
#define STORE(x) (x)
#include KERNEL_FILE
#undef REAL
#undef NAMED
#undef STORE
#undef KERNEL_FILE
