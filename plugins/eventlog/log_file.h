/* Files by place, opened so that the writer may go on: shared for reading, writing and deleting. */
#ifndef EVENTLOG_LOG_FILE_H
#define EVENTLOG_LOG_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct log_file log_file;

log_file *log_file_open(const char *path, error *e); /* path: UTF-8 */
void log_file_close(log_file *f);
uint64_t log_file_size(const log_file *f);
/* Bytes read at the offset, fewer at the end; *e is set when the system failed. */
size_t log_file_read(log_file *f, uint64_t offset, void *out, size_t n, error *e);

/* The wall clock: nanoseconds since 1970. */
int64_t log_clock_wall_ns(void);
/* A clock that never goes back. */
int64_t log_clock_mono_ns(void);
/* Seconds that local time is ahead of UTC at this moment. */
int64_t log_clock_east_s(int64_t ns);

#endif
