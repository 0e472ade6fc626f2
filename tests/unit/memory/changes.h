/* Makes the records that the agent writes. */
#ifndef TESTS_UNIT_MEMORY_CHANGES_H
#define TESTS_UNIT_MEMORY_CHANGES_H

#include <string.h>

#include "agent/memory.h"
#include "base/memory.h"

typedef struct changes {
  uint64_t *words;
  size_t used, capacity; /* words */
  uint32_t n;
} changes;

static inline void changes_put(
    changes *c, uint64_t time, uint32_t stack, uint64_t about, uint64_t bytes, uint64_t heap, uint16_t size) {
  memory_change one = {{size, 0, stack, time}, about, bytes, heap};
  if (c->used + sizeof one / 8 > c->capacity) {
    c->capacity = c->capacity ? c->capacity * 2 : 1024;
    c->words = memory_resize(c->words, c->capacity * 8);
  }
  memcpy(c->words + c->used, &one, size);
  c->used += size / 8;
  c->n++;
}

static inline uint64_t change_about(uint64_t address, uint64_t kind, uint64_t family) {
  return address | kind << MEMORY_KIND_SHIFT | family << MEMORY_FAMILY_SHIFT;
}

static inline void put_alloc(changes *c, uint64_t time, uint64_t address, uint64_t bytes, uint32_t stack) {
  uint64_t about = change_about(address, MEMORY_ALLOC, MEMORY_FAMILY_MALLOC);
  changes_put(c, time, stack, about, bytes, 0, MEMORY_ALLOC_SIZE);
}

static inline void put_alloc_in(
    changes *c, uint64_t time, uint64_t address, uint64_t bytes, uint32_t stack, uint64_t heap) {
  uint64_t about = change_about(address, MEMORY_ALLOC, MEMORY_FAMILY_HEAP);
  changes_put(c, time, stack, about, bytes, heap, MEMORY_HEAP_SIZE);
}

static inline void put_free(changes *c, uint64_t time, uint64_t address) {
  changes_put(c, time, 0, change_about(address, MEMORY_FREE, MEMORY_FAMILY_FREE), 0, 0, MEMORY_FREE_SIZE);
}

static inline void put_map(changes *c, uint64_t time, uint64_t address, uint64_t bytes, uint32_t stack) {
  uint64_t about = change_about(address, MEMORY_MAP, MEMORY_FAMILY_ANONYMOUS);
  changes_put(c, time, stack, about, bytes, 0, MEMORY_ALLOC_SIZE);
}

static inline void put_unmap(changes *c, uint64_t time, uint64_t address, uint64_t bytes) {
  uint64_t about = change_about(address, MEMORY_UNMAP, MEMORY_FAMILY_MUNMAP);
  changes_put(c, time, 0, about, bytes, 0, MEMORY_ALLOC_SIZE);
}

static inline void put_destroy(changes *c, uint64_t time, uint64_t heap) {
  changes_put(c, time, 0, change_about(heap, MEMORY_DESTROY, MEMORY_FAMILY_HEAP), 0, 0, MEMORY_FREE_SIZE);
}

static inline void put_exec(changes *c, uint64_t time, uint64_t has_failed) {
  changes_put(
      c, time, 0, change_about(0, MEMORY_EXEC, MEMORY_FAMILY_OTHER), has_failed, 0, MEMORY_ALLOC_SIZE);
}

static inline sonde_span changes_span(const changes *c) {
  return (sonde_span){
      .size = sizeof(sonde_span), .records = c->words, .nbytes = c->used * 8, .nrecords = c->n};
}

static inline void changes_free(changes *c) {
  memory_free(c->words);
  *c = (changes){0};
}

#endif
