/* JSON documents: what is read must be written, and read again as the same value. */
#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"

static void check(const sonde_value *v) {
  arena a = {0};
  text out = {0};
  sonde_value again;
  error e = {0};
  json_write(&out, v, NULL, v->kind == SONDE_MAP ? 0 : -1);
  if (json_read(&a, text_chars(&out), out.len, &again, &e) || !value_equal(v, &again)) abort();
  text_free(&out);
  arena_free(&a);
}

/* value_equal looks 32 levels deep. */
static int depth_of(const sonde_value *v) {
  int deepest = 0;
  for (uint32_t i = 0; (v->kind == SONDE_LIST || v->kind == SONDE_MAP) && i < v->len; i++) {
    int depth = depth_of(v->kind == SONDE_LIST ? &v->u.list[i] : &v->u.map[i].value);
    deepest = depth > deepest ? depth : deepest;
  }
  return deepest + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  arena a;
  arena_init(&a, 4 << 20);
  sonde_value v;
  error e = {0};
  if (json_read(&a, (const char *)data, size, &v, &e) == SONDE_OK) {
    if (depth_of(&v) <= 30) check(&v);
  } else if (!e.text[0]) {
    abort();
  }
  arena_free(&a);
  return 0;
}
