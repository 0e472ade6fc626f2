/* A hash map with open addressing; entries lie dense in the order in which they came. */
#include "base/map.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"

struct map_entry {
  uint64_t hash, value;
  void *key;
  size_t len;
};

/* Multiply and fold, eight bytes a step. */
static uint64_t hash_of(const void *key, size_t len) {
  const unsigned char *p = key;
  uint64_t h = UINT64_C(0x9E3779B97F4A7C15) ^ len;
  for (; len >= 8; p += 8, len -= 8) {
    uint64_t word;
    memcpy(&word, p, 8);
    h = (h ^ word) * UINT64_C(0xD6E8FEB86659FD93);
    h ^= h >> 32;
  }
  uint64_t rest = 0;
  if (len) memcpy(&rest, p, len);
  h = (h ^ rest) * UINT64_C(0xD6E8FEB86659FD93);
  h ^= h >> 32;
  h *= UINT64_C(0xD6E8FEB86659FD93);
  return h ^ h >> 32;
}

static bool is_entry(const struct map_entry *entry, uint64_t hash, const void *key, size_t len) {
  return entry->hash == hash && entry->len == len && (!len || memcmp(entry->key, key, len) == 0);
}

/* The slot that holds the key, or the empty one where it would go. There is always an empty one. */
static size_t slot_of(const map *m, uint64_t hash, const void *key, size_t len) {
  size_t at = (size_t)hash & (m->capacity - 1);
  while (m->index[at] && !is_entry(&m->entries[m->index[at] - 1], hash, key, len))
    at = (at + 1) & (m->capacity - 1);
  return at;
}

/* At most three quarters of the slots are in use. */
static void grow(map *m) {
  size_t capacity = m->capacity ? m->capacity * 2 : 16;
  memory_free(m->index);
  m->index = memory_new(capacity * sizeof *m->index);
  m->entries = memory_resize(m->entries, capacity / 4 * 3 * sizeof *m->entries);
  m->capacity = capacity;
  for (size_t i = 0; i < m->count; i++) {
    size_t at = (size_t)m->entries[i].hash & (capacity - 1);
    while (m->index[at])
      at = (at + 1) & (capacity - 1);
    m->index[at] = (uint32_t)i + 1;
  }
}

void map_free(map *m) {
  for (size_t i = 0; i < m->count; i++)
    memory_free(m->entries[i].key);
  memory_free(m->entries);
  memory_free(m->index);
  *m = (map){0};
}

uint64_t *map_find(const map *m, const void *key, size_t len) {
  if (!m->count) return NULL;
  size_t at = slot_of(m, hash_of(key, len), key, len);
  return m->index[at] ? &m->entries[m->index[at] - 1].value : NULL;
}

uint64_t *map_put(map *m, const void *key, size_t len) {
  uint64_t hash = hash_of(key, len);
  if (m->capacity) {
    size_t at = slot_of(m, hash, key, len);
    if (m->index[at]) return &m->entries[m->index[at] - 1].value;
  }
  if (m->count >= m->capacity / 4 * 3) grow(m);
  struct map_entry *entry = &m->entries[m->count];
  *entry = (struct map_entry){.hash = hash, .key = memory_text(key, len), .len = len};
  m->index[slot_of(m, hash, key, len)] = (uint32_t)++m->count;
  return &entry->value;
}

const void *map_next(const map *m, size_t *at, size_t *len, uint64_t **value) {
  if (*at >= m->count) return NULL;
  const struct map_entry *entry = &m->entries[(*at)++];
  if (len) *len = entry->len;
  if (value) *value = (uint64_t *)&entry->value;
  return entry->key;
}
