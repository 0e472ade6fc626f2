/* A hash map from texts or integers to pointers or numbers. Keys are copied. Not for threads. */
#ifndef SONDE_BASE_MAP_H
#define SONDE_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

/* {0} is a valid empty map. Iteration goes in the order in which keys were put. */
typedef struct map {
  struct map_entry *entries; /* dense */
  uint32_t *index;           /* hash table: 1 + place in entries, 0 empty */
  size_t count, capacity;    /* capacity: slots of index, a power of two */
} map;

void map_free(map *m); /* leaves it empty and usable */
/* The place of the key's value, or NULL. Valid until the next map_put. */
uint64_t *map_find(const map *m, const void *key, size_t len);
/* The place of the key's value, made with 0 when it was missing. Valid until the next map_put. */
uint64_t *map_put(map *m, const void *key, size_t len);
/* Iterates: *at starts at 0. NULL at the end. */
const void *map_next(const map *m, size_t *at, size_t *len, uint64_t **value);

#endif
