/* What a platform must provide: the regions of a process, its totals, and what it has open. */
#ifndef MEMORY_PLATFORM_H
#define MEMORY_PLATFORM_H

#include <stdio.h>

#include "objects.h"
#include "region.h"

/* Whether to stop; asked often. */
typedef struct stopper {
  bool (*stop)(void *self);
  void *self;
} stopper;

static inline bool stopped(const stopper *s) {
  return s->stop && s->stop(s->self);
}

typedef struct usage {
  amount resident, virtual, swap, peak, commit; /* not_asked: the regions tell */
  char name[256];                               /* of the program; may be empty */
} usage;

/* SONDE_MISSING: no such process. SONDE_DENIED: not for us. SONDE_CANCELLED. */
sonde_status platform_regions(uint32_t pid, const stopper *stop, regions *out, error *e);
sonde_status platform_usage(uint32_t pid, usage *out, error *e);
sonde_status platform_objects(uint32_t pid, const stopper *stop, objects *out, error *e);

int64_t platform_wall_ns(void); /* since 1970 */
/* The path is UTF-8. NULL: errno tells. */
FILE *platform_file(const char *path, bool write);

#endif
