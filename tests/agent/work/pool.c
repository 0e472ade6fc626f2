/* An allocator of its own in the place of the C library's. */
#include <errno.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { ROOM = 64 << 20 };

static alignas(4096) char room[ROOM];
static _Atomic uint64_t used;

void *pool_take(size_t align, size_t n);

void *pool_take(size_t align, size_t n) {
  if (n > ROOM || align > 4096) return NULL;
  uint64_t at = atomic_fetch_add(&used, n + align + 16);
  if (at + n + align + 16 > ROOM) return NULL;
  char *block = room + (at + 16 + align - 1) / align * align;
  memcpy(block - sizeof n, &n, sizeof n);
  return block;
}

void *malloc(size_t n) {
  return pool_take(16, n);
}

void *calloc(size_t count, size_t n) {
  size_t all;
  return __builtin_mul_overflow(count, n, &all) ? NULL : pool_take(16, all);
}

void *realloc(void *block, size_t n) {
  size_t had = 0;
  char *now = malloc(n); /* through the table of this library: inside the hooked call */
  if (block) memcpy(&had, (char *)block - sizeof had, sizeof had);
  if (now && block) memcpy(now, block, had < n ? had : n);
  return now;
}

void free(void *block) {
  (void)block;
}

int posix_memalign(void **block, size_t align, size_t n) {
  *block = pool_take(align, n);
  return *block ? 0 : ENOMEM;
}

void *memalign(size_t align, size_t n) {
  return pool_take(align, n);
}

void *aligned_alloc(size_t align, size_t n) {
  return pool_take(align, n);
}
