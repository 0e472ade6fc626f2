/* Unwind tables of ELF and of Windows: any bytes give a rule or none, and nothing beyond them is read. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/unwind_rule.h"

#define BASE 0x10000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int found, const unwind_rule *rule) {
  if (!found || rule->end) return;
  if (rule->cfa.base < UNWIND_RSP || rule->cfa.base > UNWIND_AT_RBP) abort();
  if (rule->ra.base == UNWIND_SAME || rule->ra.base >= UNWIND_AT_RSP || rule->rbp.base >= UNWIND_AT_RSP)
    abort();
}

/* The first 8 bytes: where .eh_frame_hdr lies, what is looked for. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint32_t words[2];
  unwind_rule rule;
  if (size < sizeof words) return 0;
  memcpy(words, data, sizeof words);
  unwind_view view = {data + sizeof words, BASE, size - sizeof words};
  uint64_t hdr = BASE + words[0] % (view.size + 1);
  for (int exact = 0; exact < 2; ++exact)
    check(unwind_rule_find(&view, hdr, BASE + words[1], exact, &rule), &rule);
  check(unwind_image_rule(&view, BASE + words[1], &rule), &rule);
  unwind_fde fde;
  for (uint64_t at = 0; at < view.size && at < 64; at += 4)
    if (unwind_fde_read(&view, BASE + at, &fde))
      check(unwind_run(&view, &fde, fde.from + words[1] % 256, fde.from, &rule), &rule);
  return 0;
}
