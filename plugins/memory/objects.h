/* What a process has open: descriptors or handles. */
#ifndef MEMORY_OBJECTS_H
#define MEMORY_OBJECTS_H

#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

typedef struct object {
  uint64_t number, flags, id;
  int64_t offset;
  uint32_t why_flags, why_id, why_offset, why_name, why_type; /* SONDE_WHY_* */
  uint32_t type, type_len, name, name_len;                    /* in the texts */
} object;

typedef struct objects {
  object *list;
  size_t n, capacity;
  text texts;
} objects;

/* A zeroed one at the end, everything about it unknown; valid until the next. */
object *objects_add(objects *o, uint64_t number);
void objects_type(objects *o, object *one, const char *s, size_t len);
void objects_name(objects *o, object *one, const char *s, size_t len);
void objects_free(objects *o);

#endif
