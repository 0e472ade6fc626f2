/* Memory that is given back all at once. One owner, one thread. */
#ifndef SONDE_BASE_ARENA_H
#define SONDE_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "base/format.h"

typedef struct arena {
  struct arena_block *blocks;
  uint64_t used, budget; /* bytes; budget 0: none */
} arena;

/* Starts empty; budget: most bytes it may hold, 0: no limit. {0} is a valid arena without limit. */
void arena_init(arena *a, uint64_t budget);

/* Zeroed, 16-aligned; NULL only when the budget would be exceeded or bytes is 2^40 or more. */
void *arena_alloc(arena *a, uint64_t bytes);

/* A copy with a zero byte behind it; NULL only when over the budget. */
char *arena_text(arena *a, const char *text, size_t len);

/* Formatted, with a zero byte behind it; NULL only when over the budget. */
char *arena_format(arena *a, const char *format, ...) FORMAT_PRINTF(2, 3);

/* Forgets everything but keeps one small block for reuse. */
void arena_reset(arena *a);
void arena_free(arena *a);

#endif
