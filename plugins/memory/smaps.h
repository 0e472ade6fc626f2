/* /proc/PID/smaps and /proc/PID/maps (proc(5)) become regions; then each gets its kind. Pure. */
#ifndef MEMORY_SMAPS_H
#define MEMORY_SMAPS_H

#include "lines.h"
#include "region.h"

typedef struct smaps {
  regions *out;
  bool figures; /* the text is smaps: what a region does not tell is unknown, not unsupported */
  bool inside;  /* a region has begun */
  bool bad;     /* a line was neither a region nor a figure of one */
  lines lines;
} smaps;

/* figures: smaps rather than maps. */
void smaps_begin(smaps *s, regions *out, bool figures);
static inline void smaps_feed(smaps *s, const char *bytes, size_t n) {
  lines_feed(&s->lines, bytes, n);
}
void smaps_end(smaps *s);

/* Gives all regions their kinds. stacks: the stack pointers of threads, of all or (all = false) of those that
 * tell; then also a region with a guard below it counts as a stack. */
void regions_classify(regions *r, const uint64_t *stacks, size_t n, bool all);

#endif
