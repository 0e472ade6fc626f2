/* Bytes of a file that nobody has checked: every number is read through a test against the end. */
#ifndef COMINTROSPECT_EXTENT_H
#define COMINTROSPECT_EXTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct extent {
  const uint8_t *data;
  uint64_t len;
} extent;

static inline bool extent_has(extent e, uint64_t at, uint64_t len) {
  return at <= e.len && len <= e.len - at;
}

/* Little-endian numbers; 0 and *ok = false behind the end. *ok is never set to true. */
static inline uint16_t extent_u16(extent e, uint64_t at, bool *ok) {
  if (!extent_has(e, at, 2)) {
    *ok = false;
    return 0;
  }
  return (uint16_t)(e.data[at] | e.data[at + 1] << 8);
}

static inline uint32_t extent_u32(extent e, uint64_t at, bool *ok) {
  if (!extent_has(e, at, 4)) {
    *ok = false;
    return 0;
  }
  return (uint32_t)e.data[at] | (uint32_t)e.data[at + 1] << 8 | (uint32_t)e.data[at + 2] << 16 |
         (uint32_t)e.data[at + 3] << 24;
}

#endif
