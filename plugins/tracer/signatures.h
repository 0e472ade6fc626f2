/* All signatures in force: those that come with Sonde and the user's own, which win. */
#ifndef TRACER_SIGNATURES_H
#define TRACER_SIGNATURES_H

#include "base/map.h"
#include "signature.h"

#define SIGNATURES_MOST 65536u

/* {0}: none. */
typedef struct signatures {
  arena memory;
  signature *list; /* in order of the name after signatures_sort, until then in order of the files */
  uint32_t n, capacity;
  map by_name; /* index in list; until signatures_sort */
} signatures;

/* A whole file: one signature a line; # begins a comment. A name that an earlier file has is replaced; twice
 * in one file is an error. The error begins with "FILE:LINE: ". */
sonde_status signatures_add(
    signatures *all, const char *file, const char *bytes, size_t len, uint32_t long_bits, error *e);
/* After the last file. */
void signatures_sort(signatures *all);
/* NULL: none of this name. */
const signature *signatures_find(const signatures *all, const char *name, size_t len);
void signatures_free(signatures *all);

#endif
