/* A whole file in memory: a copy, since a file that is mapped may shrink under its reader. */
#ifndef COMINTROSPECT_FILE_H
#define COMINTROSPECT_FILE_H

#include "base/status.h"
#include "extent.h"

#define FILE_LIMIT ((uint64_t)512 << 20)

/* path: UTF-8. Free the data with memory_free. Larger files than FILE_LIMIT, folders and devices are refused.
 */
sonde_status file_load(const char *path, extent *out, error *e);
/* The same of its first bytes only, at most so many; of a file of any size. */
sonde_status file_load_head(const char *path, uint64_t most, extent *out, error *e);

#endif
