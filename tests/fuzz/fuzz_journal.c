/* The journal: any bytes are read; a line counts as an entry, as torn or as changed, never as two of them. */
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "judge/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *copy = memory_text((const char *)data, size);
  journal *j = journal_parse(copy, size);
  memory_free(copy);
  const journal_state *s = journal_get_state(j);
  size_t n = journal_count(j);
  if (n + s->torn > s->lines || s->bad_line > s->lines) __builtin_trap();
  if (!s->bad_line && n + s->torn != s->lines) __builtin_trap();
  for (size_t i = 0; i < n; i++) {
    const journal_entry *x = journal_at(j, i);
    if (strlen(x->step) + strlen(x->text) > size) __builtin_trap();
  }
  journal_close(j);
  return 0;
}
