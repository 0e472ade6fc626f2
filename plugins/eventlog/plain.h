/* An event that came as plain fields: of journald, a syslog file, the Windows API. */
#ifndef EVENTLOG_PLAIN_H
#define EVENTLOG_PLAIN_H

#include "source.h"

typedef struct plain_text {
  const char *s; /* NULL: none */
  size_t len;
} plain_text;

typedef struct plain_event {
  int64_t time; /* nanoseconds since 1970 */
  uint32_t has; /* bit n: number[n] is known; N_time: time */
  uint64_t number[N_COUNT];
  plain_text text[T_COUNT];
  plain_text extra[MOST_EXTRAS];
} plain_event;

/* SOURCE_ENTRY with *out filled in, or SOURCE_SKIPPED: the filter drops it. Unknown fields drop nothing.
 * Texts become valid UTF-8. */
int plain_entry(const plain_event *e, request *r, entry *out);

static inline void plain_set(plain_event *e, int n, uint64_t value) {
  e->number[n] = value;
  e->has |= 1u << n;
}

/* Severities 0 to 7 of syslog as levels. */
uint64_t plain_level(unsigned severity);

#endif
