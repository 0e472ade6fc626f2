/* Counter paths resolved against what exists, read again and again. One owner, one thread. */
#ifndef PERFCOUNTERS_COUNTER_SET_H
#define PERFCOUNTERS_COUNTER_SET_H

#include "pdh_source.h"
#include "shot.h"

typedef struct counter_set counter_set;

/* Whom to ask: PDH for what it has but for processes, else the plugin's own measures; or one of them alone. */
enum { SOURCE_AUTO, SOURCE_OWN, SOURCE_PDH };

typedef struct counter_sources {
  int choice;
  const pdh_api *pdh;  /* NULL: not to be asked */
  const char *refusal; /* why not */
} counter_sources;

/* The value of one counter of one instance. Texts live until the next counter_set_read. */
typedef struct counter_row {
  const char *object, *unit, *source; /* unit may be empty: PDH does not tell it */
  path_part object_part, counter;     /* object_part: of a path whose object is not in the catalogue; else empty */
  instance_name instance;             /* len 0: the object has none */
  bool absent;                        /* an instance that was named and is not there */
  uint32_t why;
  double value;
} counter_row;

/* SONDE_ARG, SONDE_UNSUPPORTED (another machine, no PDH): the error tells which path. NULL then. */
counter_set *counter_set_new(
    const path_part *paths, size_t n, const counter_sources *sources, error *e);
void counter_set_free(counter_set *s);

/* Whether a value needs two readings. */
bool counter_set_needs_two(const counter_set *s);
sonde_status counter_set_read(counter_set *s, error *e);

typedef void (*counter_sink)(void *self, const counter_row *row);
/* The values by the last reading and the one before, path by path. */
void counter_set_rows(counter_set *s, counter_sink tell, void *self);

/* "\Object(instance)\Counter" of a row; the bytes written. */
size_t counter_row_path(const counter_row *row, char *out, size_t size);

#endif
