/* What a platform must provide, and what it fills: a reading of one process or of the machine. Not for
 * threads: each opens its own platform. */
#ifndef PERFCOUNTERS_H
#define PERFCOUNTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "measures.h"

enum { TEXT_NAME, TEXT_COMMAND, TEXT_USER, TEXT_STATE, TEXT_COUNT };

typedef struct reading_text {
  const char *s; /* the platform's memory, until its next call */
  uint32_t len, why;
} reading_text;

typedef struct reading {
  uint64_t start_id; /* the system's own mark of the start: pid and start_id are the identity */
  int64_t age_ns;    /* since its start, or since boot */
  int64_t children_user_ns, children_kernel_ns; /* parts of cpu_children; 0 when unknown */
  bool ended;                                   /* a zombie: only its accounts are left */
  union {
    int64_t i;
    double n;
  } value[M_COUNT];
  uint8_t why[M_COUNT]; /* SONDE_WHY_*; a reading starts as all not_asked */
  reading_text text[TEXT_COUNT];
} reading;

void reading_clear(reading *r);
static inline void reading_set(reading *r, int m, int64_t value) {
  r->value[m].i = value;
  r->why[m] = SONDE_WHY_KNOWN;
}
static inline void reading_set_real(reading *r, int m, double value) {
  r->value[m].n = value;
  r->why[m] = SONDE_WHY_KNOWN;
}
void reading_set_text(reading *r, int t, const char *s, size_t len);
/* Gives all measures of the set that still are not_asked this reason. */
void reading_lack(reading *r, uint64_t measures, uint32_t why);
/* The numbers behind the name of a measure or text, or 0. */
uint64_t measure_named(const char *name, size_t len);

/* One process in a census. */
typedef struct kin {
  uint32_t pid, parent; /* parent: as it was at first sight; 0: none */
  uint64_t key;         /* with the pid, an identity */
  uint64_t seen;        /* number of the census that saw it first */
} kin;

typedef struct disk {
  char path[256];
  char type[32];
  int64_t total_bytes, free_bytes; /* free to ordinary users; -1: unknown */
} disk;

typedef struct platform platform;

platform *platform_open(error *e);
void platform_close(platform *p);
uint32_t platform_self(void); /* our own pid */
int64_t platform_mono_ns(void);
int64_t platform_wall_ns(void); /* since 1970 */

/* Reads what is wanted of one process; M_IDENTITY always. SONDE_MISSING: no such process. SONDE_DENIED: it is
 * hidden from us. */
sonde_status platform_process(platform *p, uint32_t pid, uint64_t wanted, reading *out, error *e);

/* All processes, one after the other; those that end meanwhile are left out. scan, then next until it gives
 * false. */
sonde_status platform_scan(platform *p, error *e);
bool platform_next(platform *p, uint64_t wanted, reading *out);

/* All processes with their parents, by rising pid; cheap when little changed. anew: ask for all parents
 * again. *number: of this census, rising. Valid until the next call. NULL: failed. */
const kin *platform_census(platform *p, bool anew, size_t *n, uint64_t *number, error *e);

/* While held, platform_process may answer from the last census: one moment for all members of a tree, and one
 * question to the system. */
void platform_hold(platform *p, bool hold);

sonde_status platform_system(platform *p, uint64_t wanted, reading *out, error *e);
/* Mounted real file systems, at most `most`; the number found. */
size_t platform_disks(platform *p, disk *out, size_t most);

#endif
