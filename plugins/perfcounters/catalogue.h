/* Which objects and counters there are, by their Windows names, and how a counter's value comes from what is measured.
 * Pure. */
#ifndef PERFCOUNTERS_CATALOGUE_H
#define PERFCOUNTERS_CATALOGUE_H

#include "path.h"
#include "perfcounters.h"

/* What is read of one instance at one time: whole numbers, and for each that is missing the reason. */
#define RAW_SLOTS 32
typedef struct raw {
  int64_t value[RAW_SLOTS];
  uint8_t why[RAW_SLOTS];
} raw;

enum object_id {
  OBJECT_PROCESS,
  OBJECT_PROCESSOR,
  OBJECT_MEMORY,
  OBJECT_SYSTEM,
  OBJECT_PAGING_FILE,
  OBJECT_LOGICAL_DISK,
  OBJECT_PHYSICAL_DISK,
  OBJECT_NETWORK,
  OBJECT_COUNT
};

/* Slots of a process: its measures in their own numbering, and its age. */
enum { R_AGE_NS = P_COUNT };
/* Of a processor: times in ns since boot; kernel includes interrupt and deferred work. busy and idle are all of it. */
enum { R_CPU_BUSY, R_CPU_IDLE, R_CPU_USER, R_CPU_KERNEL, R_CPU_INTERRUPT, R_CPU_DEFERRED, R_CPU_ALL, R_CPU_INTERRUPTS };
/* Of memory, in bytes and counts since boot. */
enum { R_MEMORY_AVAILABLE, R_MEMORY_COMMITTED, R_MEMORY_LIMIT, R_MEMORY_CACHE, R_MEMORY_FAULTS, R_MEMORY_HARD_FAULTS };
enum { R_SYSTEM_PROCESSES, R_SYSTEM_THREADS, R_SYSTEM_UPTIME_NS, R_SYSTEM_SWITCHES, R_SYSTEM_QUEUE };
enum { R_PAGING_USED, R_PAGING_SIZE };
enum { R_VOLUME_FREE, R_VOLUME_SIZE };
/* Of a disk, since boot; R_DISK_PENDING_NS counts each waiting operation's time, R_DISK_CLOCK_NS is the time of the reading. */
enum {
  R_DISK_READS,
  R_DISK_WRITES,
  R_DISK_READ_BYTES,
  R_DISK_WRITTEN_BYTES,
  R_DISK_READ_NS,
  R_DISK_WRITE_NS,
  R_DISK_PENDING_NS,
  R_DISK_BUSY_NS,
  R_DISK_CLOCK_NS,
  R_DISK_QUEUE
};
enum {
  R_NET_RECEIVED,
  R_NET_SENT,
  R_NET_PACKETS_IN,
  R_NET_PACKETS_OUT,
  R_NET_ERRORS_IN,
  R_NET_ERRORS_OUT,
  R_NET_DISCARDS_IN,
  R_NET_DISCARDS_OUT,
  R_NET_BITS_PER_S
};

enum counter_kind {
  COUNTER_GAUGE, /* sum of `slots` now, times scale */
  COUNTER_PART,  /* sum of `slots` by sum of `by`, both now, times scale */
  COUNTER_RATE,  /* what `slots` grew by in a second, times scale */
  COUNTER_SHARE  /* what `slots` grew by, by what `by` grew by, times scale; unknown when `by` stood still */
};

typedef struct counter_info {
  const char *name, *unit;
  uint8_t kind;
  bool no_total; /* the sum over instances means nothing */
  bool rest;     /* scale less the value */
  uint64_t slots, by;
  double scale;
  const char *doc;
} counter_info;

typedef struct object_info {
  const char *name;
  const char *instances; /* what they are; NULL: the object has none */
  bool has_total;        /* "_Total" is the sum of all */
  uint8_t ncounters;
  const counter_info *counters;
} object_info;

extern const object_info catalogue[OBJECT_COUNT];

/* -1: none. */
int catalogue_object(path_part name);
/* Bits of the object's counters that the name or pattern means. */
uint64_t catalogue_counters(const object_info *o, path_part name);
/* The nearest name for "did you mean", or NULL. */
const char *catalogue_near_object(path_part name);
const char *catalogue_near_counter(const object_info *o, path_part name);
/* "gauge" or "rate": whether two readings are needed. */
const char *counter_kind_word(const counter_info *c);
static inline bool counter_needs_two(const counter_info *c) {
  return c->kind == COUNTER_RATE || c->kind == COUNTER_SHARE;
}

/* How an instance changed from `before` to `now`; a number that shrank is implausible. */
void raw_clear(raw *r, uint32_t why);
void raw_change(const raw *before, const raw *now, raw *change);
/* Adds an instance to a total, which started as all zero. A slot that one of them lacks is lacking. */
void raw_add(raw *total, const raw *one);
static inline void raw_set(raw *r, int slot, int64_t value) {
  r->value[slot] = value;
  r->why[slot] = SONDE_WHY_KNOWN;
}

/* SONDE_WHY_KNOWN, or why there is none. change: NULL before the second reading. */
uint32_t counter_value(const counter_info *c, const raw *now, const raw *change, int64_t elapsed_ns, double *value);

#endif
