/* Sonde's own log: lines on a sink that the program sets (stderr by default). Thread-safe. A line is at most 2,000 bytes; control
 * characters in it become spaces. */
#ifndef SONDE_BASE_LOG_H
#define SONDE_BASE_LOG_H

#include "base/format.h"

/* level: SONDE_LOG_ERROR to SONDE_LOG_DEBUG. source: "host", a plugin's name, a script's id. */
void log_write(int level, const char *source, const char *format, ...) FORMAT_PRINTF(3, 4);
void log_set_level(int level); /* messages above it are dropped; default SONDE_LOG_WARNING */
/* sink: NULL restores stderr. It may be called by several threads at a time and must not log. */
void log_set_sink(void (*sink)(void *self, int level, const char *source, const char *line), void *self);

#endif
