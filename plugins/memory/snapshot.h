/* The memory map of a process at one moment, its saved form (docs/plugins/memory.md), and what differs
 * between two. Pure. */
#ifndef MEMORY_SNAPSHOT_H
#define MEMORY_SNAPSHOT_H

#include "region.h"

typedef struct snapshot {
  uint32_t pid;
  int64_t time_ns; /* since 1970 */
  char name[256];  /* of the program */
  regions regions; /* by rising address, none overlaps another */
} snapshot;

void snapshot_free(snapshot *s); /* NULL is allowed */

#define SNAPSHOT_MOST_BYTES (64u << 20)
void snapshot_print(const snapshot *s, text *out);
/* NULL: *e tells the line. */
snapshot *snapshot_parse(const char *bytes, size_t len, error *e);

/* A region that is new, gone or changed. Figures are what it gained; negative: lost. */
typedef struct change {
  const region *before, *after; /* one may be NULL */
  int64_t bytes;
  amount figure[F_COUNT];
} change;

typedef struct comparison {
  change *list; /* the largest first */
  size_t n;
} comparison;

/* Regions belong together when they overlap and have one name; what is left, when they have one name, kind
 * and protection: so two runs of a program can be compared too. */
void snapshot_compare(const snapshot *before, const snapshot *after, comparison *out);
void comparison_free(comparison *c);

#endif
