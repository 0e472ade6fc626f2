/* Parts of the table: how its fields and rows are written down. */
#ifndef MEMORY_FIELDS_H
#define MEMORY_FIELDS_H

#include "plugin.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): these expand to parts of initializers */
#define FIELD(NAME, KIND, UNIT, DOC)                                                                         \
  { .name = NAME, .unit = UNIT, .doc = DOC, .kind = SONDE_##KIND }
#define COLUMN_OF(NAME, KIND, UNIT, INDEX, DOC)                                                              \
  { .name = NAME, .unit = UNIT, .doc = DOC, .kind = SONDE_##KIND, .offset = COLUMN(INDEX) }
#define QUALITY(INDEX)                                                                                       \
  {                                                                                                          \
    .name = "quality", .unit = "flags", .doc = "Why columns are unknown.", .kind = SONDE_U64,                \
    .flags = SONDE_FIELD_QUALITY, .offset = COLUMN(INDEX)                                                    \
  }
/* NOLINTEND(bugprone-macro-parentheses) */

#endif
