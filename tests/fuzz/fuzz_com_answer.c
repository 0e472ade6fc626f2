/* The memory that the plugin comintrospect and its helper process share, with any bytes in it: as an answer,
 * and as a request. The input is the head, and the answer or request behind it. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "helper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_answer(const uint8_t *memory, size_t len) {
  static const char *const texts[] = {"step", "clsid", "server", "file", "module", "described_by"};
  static const char *const lists[] = {"interface", "method", "property", "tried"};
  helper_answer a;
  error e = {0};
  uint32_t at = 0, n = 0;
  if (helper_get_answer(memory, len, &a, &e) && !*e.text) abort();
  for (size_t i = 0; i < COUNT(texts); i++) {
    const char *s = helper_text(&a, texts[i]);
    if (s) n += (uint32_t)strlen(s);
  }
  for (size_t i = 0; i < COUNT(lists); i++, at = 0)
    for (const sonde_value *v; (v = helper_next(&a, lists[i], SONDE_TEXT, &at)); n++)
      if (strlen(v->u.s) > v->len) abort();
  if (at > a.n || !*helper_outcome(&a)) abort();
  helper_free(&a);
}

static void read_request(const uint8_t *memory, size_t len) {
  arena a = {0};
  error e = {0};
  helper_request r;
  if (helper_get_request(memory, len, &a, &r, &e)) {
    if (!*e.text) abort();
  } else if (strlen(r.verb) + strlen(r.class) + strlen(r.context) > HELPER_ANSWER_AT)
    abort();
  arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  size_t head = size < sizeof(helper_head) ? size : sizeof(helper_head), rest = size - head;
  if (rest > HELPER_ANSWER_AT - HELPER_REQUEST_AT) rest = HELPER_ANSWER_AT - HELPER_REQUEST_AT;
  size_t len = HELPER_ANSWER_AT + rest;
  uint8_t *memory = calloc(1, len); /* no longer, so that a read behind the end is seen */
  memcpy(memory, data, head);
  if (rest) {
    memcpy(memory + HELPER_REQUEST_AT, data + head, rest);
    memcpy(memory + HELPER_ANSWER_AT, data + head, rest);
  }
  read_answer(memory, len);
  read_request(memory, len);
  read_answer(data, size);
  free(memory);
  return 0;
}
