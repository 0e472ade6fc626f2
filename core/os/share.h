/* Memory that another process maps too. */
#ifndef SONDE_OS_SHARE_H
#define SONDE_OS_SHARE_H

#include <stddef.h>

#include "base/status.h"
#include "os/process.h"

typedef struct share share;

/* Zeroed; pages cost nothing until they are touched. Its size is sealed: nobody can cut it off under our feet. NULL: *e tells. */
share *share_new(size_t bytes, error *e);
/* Unmaps it here; the other side keeps its own view. */
void share_free(share *s);
void *share_memory(const share *s);
size_t share_bytes(const share *s);
/* How process p can open it. Linux: *path (64 bytes) is a file to open while we live; *handle 0. Windows: *handle is valid in p; path "". */
sonde_status share_lend(const share *s, process *p, char path[64], uint64_t *handle, error *e);

#endif
