/* Growth of buffers: by doubling, up to the limit. */
#include "buf.h"

#include "base/memory.h"

bool buf_grow(buf *b, size_t n) {
  size_t limit = b->limit ? b->limit : BUF_LIMIT;
  if (n > limit || b->len + n > limit) {
    b->cut = true;
    return false;
  }
  size_t size = b->capacity ? b->capacity : 256;
  while (size < b->len + n)
    size *= 2;
  b->data = memory_resize(b->data, size);
  b->capacity = size;
  return true;
}

void buf_free(buf *b) {
  memory_free(b->data);
  *b = (buf){.limit = b->limit};
}
