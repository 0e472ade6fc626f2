/* Sonde's own log: lines on a sink that the program sets (stderr by default). Thread-safe. */
#ifndef SONDE_BASE_LOG_H
#define SONDE_BASE_LOG_H

/* level: SONDE_LOG_ERROR to SONDE_LOG_DEBUG. source: "host", a plugin's name, a script's id. */
void log_write(int level, const char *source, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;
void log_set_level(int level); /* messages above it are dropped; default SONDE_LOG_WARNING */
void log_set_sink(void (*sink)(void *self, int level, const char *source, const char *line), void *self);

#endif
