/* A file that only grows, with one writer at a time, and whose lines are on the disk when a write returns. */
#ifndef SONDE_OS_APPEND_H
#define SONDE_OS_APPEND_H

#include "base/status.h"

typedef struct append_file append_file;

/* Opens or makes it, for its owner alone. While it is open no other Sonde can open it so (SONDE_STATE);
 * reading it is free. The folder must exist. */
append_file *append_open(const char *path, error *e);
/* At its end. */
sonde_status append_add(append_file *f, const void *data, size_t len, error *e);
/* The same, and flushed to the disk. */
sonde_status append_write(append_file *f, const void *data, size_t len, error *e);
void append_close(append_file *f);

/* SHA-256 of bytes as 64 hex digits and a zero byte. */
sonde_status append_sha256(const void *data, size_t len, char hex[65], error *e);

#endif
