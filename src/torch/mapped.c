/* Storages whose elements are the bytes of a file, mapped into memory: nothing is read before it is
 * used, and processes that map the same file share it.
 * A file that is cut short while it is mapped takes its pages along: the system then ends whoever
 * touches them with SIGBUS, in every program that maps files. Sizes are checked when mapping.
 * Neighbours: storage.c has the constructors; core/storage.c calls back when a storage dies. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "torch.h"

static void unmap(Storage *s) {
  munmap(s->data, (size_t)(uintptr_t)s->context);
}

static _Noreturn void close_and_fail(lua_State *L, int fd, const char *name, int reason) {
  if (fd >= 0) close(fd);
  fac_error(L, "cannot map <%.200s>: %s", name, strerror(reason));
}

/* Makes sure that the file has the wanted bytes; returns how many it has. */
static int64_t checked_length(lua_State *L, int fd, const char *name, bool shared, int64_t wanted) {
  struct stat st;
  if (fstat(fd, &st) != 0) close_and_fail(L, fd, name, errno);
  if (!S_ISREG(st.st_mode)) close_and_fail(L, fd, name, S_ISDIR(st.st_mode) ? EISDIR : ENODEV);
  if (st.st_size >= wanted) return st.st_size;
  if (!shared) {
    close(fd);
    fac_error(L, "cannot map <%.200s>: it has %lld bytes, %lld are wanted", name,
              (long long)st.st_size, (long long)wanted);
  }
  if (ftruncate(fd, (off_t)wanted) != 0) close_and_fail(L, fd, name, errno);
  return wanted;
}

static int open_file(const char *name, bool shared, bool memory) {
  int flags = (shared ? O_RDWR | O_CREAT : O_RDONLY);
  return memory ? shm_open(name, flags, 0600) : open(name, flags | O_CLOEXEC, 0666);
}

/* The file's first size elements, or with size 0 as many as it has. What is written to a shared one
 * reaches the file, which is made or enlarged when it is too small; a private one keeps changes to
 * itself and only reads the file. With memory the name is that of POSIX shared memory. */
Storage *fac_storage_map(lua_State *L, DType dtype, const char *name, bool shared, int64_t size,
                         bool memory) {
  int64_t element = (int64_t)fac_dtype_size(dtype), wanted;
  if (size < 0 || __builtin_mul_overflow(size, element, &wanted))
    fac_error(L, "a size of %lld elements is out of range", (long long)size);
  int fd = open_file(name, shared, memory);
  if (fd < 0) close_and_fail(L, fd, name, errno);
  int64_t length = checked_length(L, fd, name, shared, wanted);
  if (size == 0) size = length / element;
  size_t bytes = (size_t)(size * element);
  void *data = NULL;
  if (bytes)
    data = mmap(NULL, bytes, PROT_READ | PROT_WRITE, shared ? MAP_SHARED : MAP_PRIVATE, fd, 0);
  if (data == MAP_FAILED) close_and_fail(L, fd, name, errno);
  close(fd);
  if (!data) return fac_storage_new(L, dtype, 0);
  return fac_storage_wrap(L, dtype, data, size, unmap, (void *)(uintptr_t)bytes);
}
