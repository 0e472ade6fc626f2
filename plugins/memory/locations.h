/* Where the frames of stacks lie: module, function, file and line; looked up once for each address, and only
 * when asked. */
#ifndef MEMORY_LOCATIONS_H
#define MEMORY_LOCATIONS_H

#include "agent_view.h"
#include "base/arena.h"
#include "base/map.h"
#include "symbols.h"

/* Texts live as long as the locations. */
typedef struct location {
  const char *library;  /* file name of the module; NULL: in none */
  const char *function; /* NULL: not known */
  const char *file;     /* NULL: no debug information */
  uint64_t offset;      /* from the function's start; without one, from the module's */
  uint32_t line;
  bool runtime; /* of the C or C++ runtime: not where an allocation was decided */
} location;

typedef struct module {
  module_place place;
  const char *name; /* the path's last part */
  uint64_t name_hash;
  bool runtime;
} module;

typedef struct locations {
  const agent_view *view;
  module *modules;
  uint32_t nmodules;
  symbols *symbols;
  arena texts;
  map by_frame; /* a location's place in the texts' memory */
} locations;

/* The view outlives it. */
void locations_init(locations *l, const agent_view *view);
void locations_free(locations *l);

/* frame: as in a stack. */
const location *locations_find(locations *l, uint64_t frame);
/* A number of the stack that is the same in each run of the same files. 0: no frames. */
uint64_t locations_identify(locations *l, const uint64_t *frames, uint32_t n);

#endif
