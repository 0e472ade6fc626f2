/* A growing text that never passes its limit. */
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

#define USUAL_LIMIT ((size_t)64 << 20)

static size_t limit_of(const text *t) {
  return t->limit ? t->limit : USUAL_LIMIT;
}

void text_init(text *t, size_t limit) {
  *t = (text){.limit = limit};
}

void text_free(text *t) {
  memory_free(t->data);
  *t = (text){.limit = t->limit};
}

void text_clear(text *t) {
  t->len = 0;
  t->cut = false;
  if (t->data) t->data[0] = 0;
}

/* Room for `more` bytes and a zero byte; the caller has checked the limit. */
static void reserve(text *t, size_t more) {
  size_t needed = t->len + more + 1;
  if (needed <= t->capacity) return;
  size_t capacity = t->capacity ? t->capacity * 2 : 64;
  t->capacity = capacity < needed ? needed : capacity;
  t->data = memory_resize(t->data, t->capacity);
}

void text_add(text *t, const char *bytes, size_t len) {
  if (t->cut || !len) return;
  size_t room = limit_of(t) - t->len;
  if (len > room) {
    t->cut = true;
    len = utf8_cut(bytes, len, room);
    if (!len) return;
  }
  reserve(t, len);
  memcpy(t->data + t->len, bytes, len);
  t->len += len;
  t->data[t->len] = 0;
}

void text_puts(text *t, const char *s) {
  text_add(t, s, strlen(s));
}

void text_putc(text *t, char c) {
  text_add(t, &c, 1);
}

void text_printf(text *t, const char *format, ...) {
  va_list list;
  va_start(list, format);
  text_vprintf(t, format, list);
  va_end(list);
}

void text_vprintf(text *t, const char *format, va_list list) {
  char line[256];
  va_list again;
  va_copy(again, list);
  int len = vsnprintf(line, sizeof line, format, list);
  if (len >= 0 && (size_t)len < sizeof line) {
    text_add(t, line, (size_t)len);
  } else if (len >= 0) {
    char *long_line = memory_new((size_t)len + 1);
    vsnprintf(long_line, (size_t)len + 1, format, again);
    text_add(t, long_line, (size_t)len);
    memory_free(long_line);
  }
  va_end(again);
}

const char *text_chars(const text *t) {
  return t->data ? t->data : "";
}

char *text_take(text *t) {
  char *taken = t->data ? t->data : memory_text("", 0);
  *t = (text){.limit = t->limit};
  return taken;
}
