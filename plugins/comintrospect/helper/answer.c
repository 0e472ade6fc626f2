/* Items go behind each other; the head counts the whole ones. */
#include "answer.h"

#include <stdatomic.h>
#include <string.h>

#include "../helper.h"
#include "base/wire.h"

static uint8_t *to;

void answer_begin(uint8_t *memory) {
  to = memory;
}

void answer_record(const sonde_pair *pairs, size_t n) {
  sonde_value map = value_map(pairs, n);
  helper_head *head = (helper_head *)(void *)to;
  text bytes = {0};
  wire_put_value(&bytes, &map);
  if (bytes.len > HELPER_BYTES - HELPER_ANSWER_AT - head->answer_bytes)
    head->lost++;
  else {
    memcpy(to + HELPER_ANSWER_AT + head->answer_bytes, text_chars(&bytes), bytes.len);
    atomic_thread_fence(memory_order_release);
    head->answer_bytes += (uint32_t)bytes.len;
  }
  text_free(&bytes);
}

static void put(const char *name, sonde_value v) {
  sonde_pair pair = {name, v};
  answer_record(&pair, 1);
}

void answer_text(const char *name, const char *s) {
  put(name, value_text(s));
}

void answer_i64(const char *name, int64_t i) {
  put(name, value_i64(i));
}

void answer_bool(const char *name, int b) {
  put(name, value_bool(b));
}

void answer_step(const char *format, ...) {
  text t = {.limit = 500};
  va_list list;
  va_start(list, format);
  text_vprintf(&t, format, list);
  va_end(list);
  answer_text("step", text_chars(&t));
  text_free(&t);
}
