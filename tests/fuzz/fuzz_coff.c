/* Symbol tables of PE files: the file's start, and where it says that its symbols lie, them. */
#include <stdlib.h>
#include <string.h>

#include "coff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  size_t head = size < COFF_HEAD ? size : COFF_HEAD;
  uint64_t offset, bytes;
  uint32_t at;
  coff c;
  if (!coff_place(data, head, &offset, &bytes) || offset > size) return 0;
  coff_read(&c, data, head, data + offset, size - (size_t)offset);
  for (size_t i = 1; i < c.n; i++)
    if (c.list[i - 1].address > c.list[i].address) abort();
  const char *name = coff_find(&c, UINT32_MAX, &at);
  if (c.n && !c.names.cut && !name) abort();
  if (name && strlen(name) > c.names.len) abort();
  coff_free(&c);
  return 0;
}
