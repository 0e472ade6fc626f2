/* The address ranges that are mapped now, each piece with its origin. A range may be unmapped in any parts.
 * Pure. */
#ifndef MEMORY_MAPPINGS_H
#define MEMORY_MAPPINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mapping {
  uint64_t begin, end; /* end: behind the last byte */
  uint64_t time;
  uint32_t stack, family;
} mapping;

#define MAPPINGS_MOST (1u << 18)

/* By rising address, none overlaps another. All zero is empty. */
typedef struct mappings {
  mapping *list;
  size_t n, capacity;
} mappings;

/* Told of what a change does to a piece: bytes and pieces gained by its stack; negative: lost. */
typedef void (*mappings_sink)(void *self, const mapping *of, int64_t bytes, int64_t pieces);

/* Takes the range out of what is mapped, except where it was mapped after `time`. How many pieces it met. */
size_t mappings_remove(
    mappings *m, uint64_t begin, uint64_t end, uint64_t time, mappings_sink sink, void *self);
/* The new one takes the place of what it covers. False: MAPPINGS_MOST. */
bool mappings_add(mappings *m, const mapping *one, mappings_sink sink, void *self);
void mappings_free(mappings *m);

#endif
