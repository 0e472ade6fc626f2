/* One reading of the objects that counters are about: all instances at about one time. */
#ifndef PERFCOUNTERS_SHOT_H
#define PERFCOUNTERS_SHOT_H

#include "base/arena.h"
#include "base/map.h"
#include "catalogue.h"

typedef struct instance {
  instance_name name; /* len 0: it has no name of its own; what it knows stands in _Total */
  uint64_t start_id;  /* of a process: with the pid its identity */
  int64_t at_ns;      /* monotonic, when it was read */
  raw raw;
} instance;

typedef struct shot {
  arena names;
  instance *list; /* those of one object lie together */
  size_t n, capacity;
  size_t first[OBJECT_COUNT + 1]; /* of object i: from first[i] to before first[i + 1] */
  map processes;                  /* identity to 1 + place in list */
  int64_t at_ns;
} shot;

/* What is worth reading. */
typedef struct shot_wanted {
  uint32_t objects;  /* bits of object_id */
  uint64_t measures; /* of processes */
  bool (*process)(const void *self, const instance_name *name);
  const void *self;
} shot_wanted;

/* {0} is a valid shot. What it held is forgotten. */
sonde_status shot_take(shot *s, platform *p, const shot_wanted *wanted, error *e);
void shot_free(shot *s);
/* The same instance in an earlier shot, or NULL. */
const instance *shot_find(const shot *s, int object, const instance *one);

/* What a platform gives beside processes: each instance of an object, in their order. */
typedef void (*device_sink)(void *self, const char *name, size_t len, const raw *r);
sonde_status platform_devices(platform *p, int object, device_sink tell, void *self, error *e);
/* Name of this machine; bytes written. */
size_t platform_machine_name(char *out, size_t size);

/* A measure of the machine as a slot. */
static inline void raw_take(raw *r, int slot, const reading *from, int measure) {
  r->value[slot] = from->value[measure].i;
  r->why[slot] = from->why[measure];
}

#endif
