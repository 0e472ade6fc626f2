/* Readings with what needs memory: CPU shares and trees. One owner, one thread. */
#ifndef PERFCOUNTERS_COLLECT_H
#define PERFCOUNTERS_COLLECT_H

#include "perfcounters.h"

typedef struct collect collect;

/* rates_of: whose memory of earlier CPU times is used too; it lives longer. NULL: its own. */
collect *collect_new(collect *rates_of, error *e);
void collect_free(collect *c);

/* One process. SONDE_MISSING, SONDE_DENIED. */
sonde_status collect_process(collect *c, uint32_t pid, uint64_t wanted, reading *out, error *e);

/* Told of each member while a tree is summed. */
typedef void (*collect_member)(void *self, const reading *one);

/* A process with all its descendants; also after the root's end while one of them lives. tell may be NULL. */
sonde_status collect_tree(
    collect *c, uint32_t pid, uint64_t wanted, reading *out, collect_member tell, void *self, error *e);

sonde_status collect_system(collect *c, uint64_t wanted, reading *out, error *e);

/* All processes. */
sonde_status collect_scan(collect *c, error *e);
bool collect_next(collect *c, uint64_t wanted, reading *out);

size_t collect_disks(collect *c, disk *out, size_t most);

#endif
