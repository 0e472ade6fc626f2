/* What an agent may have written into its block: the whole block is the input. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "block.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_text(const block *b, uint32_t offset) {
  text t = {0};
  block_add_text(b, offset, &t);
  if (utf8_valid_prefix(text_chars(&t), t.len) != t.len) abort();
  text_free(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint64_t *copy = malloc(size ? size : 1); /* no longer, so that a read behind the end is seen */
  memcpy(copy, data, size);
  block b;
  if (block_open(&b, copy, size)) {
    for (uint32_t i = 0, n = block_count_functions(&b); i < n; i++) {
      agent_function f = block_function(&b, i);
      read_text(&b, f.name);
      if (!*block_why(f.why) || !*block_form(f.form)) abort();
    }
    for (uint32_t i = 0, n = block_count_objects(&b); i < n; i++) {
      agent_object o = block_object(&b, i);
      text said = {0};
      read_text(&b, o.path);
      block_unseen(o.unseen, &said);
      text_free(&said);
    }
  }
  free(copy);
  return 0;
}
