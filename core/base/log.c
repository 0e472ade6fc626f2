/* The log's level and sink; a line is made on the stack and handed over whole. */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/utf8.h"
#include "sonde.h"

typedef void log_sink(void *self, int level, const char *source, const char *line);

static void to_stderr(void *self, int level, const char *source, const char *line) {
  static const char *const words[] = {"", "error", "warning", "info", "debug"};
  (void)self;
  fprintf(stderr, "sonde: %s: %s: %s\n", words[level], source, line);
}

static atomic_int current_level = SONDE_LOG_WARNING;
static atomic_flag sink_lock = ATOMIC_FLAG_INIT; /* held for a copy of two words only */
static log_sink *sink_call = to_stderr;
static void *sink_self;

static void lock(void) {
  while (atomic_flag_test_and_set_explicit(&sink_lock, memory_order_acquire))
    continue;
}

static void unlock(void) {
  atomic_flag_clear_explicit(&sink_lock, memory_order_release);
}

void log_set_level(int level) {
  atomic_store_explicit(&current_level, level, memory_order_relaxed);
}

void log_set_sink(void (*sink)(void *self, int level, const char *source, const char *line), void *self) {
  lock();
  sink_call = sink ? sink : to_stderr;
  sink_self = self;
  unlock();
}

static void clean(char *line, int len, size_t size) {
  size_t n = len < 0 ? 0 : (size_t)len < size ? (size_t)len : size - 1;
  for (size_t i = 0; i < n; i++) {
    if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f) line[i] = ' ';
  }
  if ((size_t)len >= size) n = utf8_cut(line, n, n - 3);
  line[n] = 0;
}

void log_write(int level, const char *source, const char *format, ...) {
  if (level < SONDE_LOG_ERROR) level = SONDE_LOG_ERROR;
  if (level > SONDE_LOG_DEBUG) level = SONDE_LOG_DEBUG;
  if (level > atomic_load_explicit(&current_level, memory_order_relaxed)) return;
  char line[2000];
  va_list list;
  va_start(list, format);
  int len = vsnprintf(line, sizeof line, format, list);
  va_end(list);
  clean(line, len, sizeof line);
  lock();
  log_sink *sink = sink_call;
  void *self = sink_self;
  unlock();
  sink(self, level, source ? source : "host", line);
}
