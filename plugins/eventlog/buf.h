/* A growing byte buffer whose hot path is inlined; what does not fit its limit is dropped and `cut` set. */
#ifndef EVENTLOG_BUF_H
#define EVENTLOG_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct buf {
  char *data;
  size_t len, capacity, limit; /* bytes; limit 0: BUF_LIMIT */
  bool cut;
} buf;

#define BUF_LIMIT ((size_t)1 << 20)

/* Makes room for n more bytes; false: they would pass the limit. */
bool buf_grow(buf *b, size_t n);
void buf_free(buf *b);

/* Where n more bytes may be written; add to len what was. NULL: no room. */
static inline char *buf_room(buf *b, size_t n) {
  if ((!b->data || b->capacity - b->len < n) && !buf_grow(b, n)) return NULL;
  return b->data + b->len;
}

static inline void buf_add(buf *b, const char *s, size_t n) {
  char *to = buf_room(b, n);
  if (!to || n == 0) return;
  memcpy(to, s, n);
  b->len += n;
}

static inline void buf_puts(buf *b, const char *s) {
  buf_add(b, s, strlen(s));
}

static inline void buf_putc(buf *b, char c) {
  buf_add(b, &c, 1);
}

static inline void buf_clear(buf *b) {
  b->len = 0;
  b->cut = false;
}

#endif
