/* plugins.lock: any text gives entries whose names are plain and whose hashes are hashes, or an error with a
 * line. */
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "host/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  arena a = {0};
  error e = {0};
  const trust_entry *entries;
  size_t n;
  char *copy = memory_text((const char *)data, size);
  if (trust_parse(&a, "plugins.lock", copy, &entries, &n, &e)) {
    if (!strstr(e.text, "plugins.lock")) __builtin_trap();
  } else {
    for (size_t i = 0; i < n; i++)
      if (strchr(entries[i].file, '/') || strlen(entries[i].sha256) != 64) __builtin_trap();
  }
  memory_free(copy);
  arena_free(&a);
  return 0;
}
