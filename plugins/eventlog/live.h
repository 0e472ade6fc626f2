/* The machine's own log: what a platform must provide. */
#ifndef EVENTLOG_LIVE_H
#define EVENTLOG_LIVE_H

#include "source.h"

/* log NULL: the usual one. On Linux a folder of journal files, on Windows a channel. SONDE_UNSUPPORTED with
 * the reason where there is none. */
source *live_source(const char *log, int64_t from_ns, error *e);

typedef struct live_message {
  const char *text, *source; /* end with a zero byte; the text holds none */
  uint32_t level;            /* 1 to 5 */
  uint32_t event;            /* Windows: event id */
} live_message;

/* Writes one event; *to: a static word for where it went. Nothing is cut: too long a text is refused. */
sonde_status live_write(const live_message *m, const char **to, error *e);

#endif
