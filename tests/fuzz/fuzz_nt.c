/* Walking of what NtQuerySystemInformation gives. The first 8 bytes are the address that the buffer claims to
 * have had. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "nt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(const nt_process *p) {
  reading r;
  char name[256];
  reading_clear(&r);
  nt_use_process(p, INT64_MAX, &r);
  size_t n = nt_utf8(p->name, p->name_bytes, name, sizeof name);
  if (n > sizeof name || utf8_valid_prefix(name, n) != n) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 8) return 0;
  uint64_t base;
  memcpy(&base, data, 8);
  size_t len = size - 8;
  uint8_t *buffer = malloc(len ? len : 1);
  memcpy(buffer, data + 8, len);
  nt_process p;
  for (size_t at = 0, before = 0; nt_next_process(buffer, len, base, &at, &p); before = at) {
    if (at <= before || at > len) abort();
    use(&p);
  }
  if (nt_count_handles(buffer, len, base) > len / 40) abort();
  free(buffer);
  return 0;
}
