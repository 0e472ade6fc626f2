/* All processes in one pass, and the census, both from one snapshot. */
#include <stdlib.h>

#include "base/memory.h"
#include "win32/provider.h"

sonde_status platform_scan(platform *p, error *e) {
  p->at = 0;
  return nt_take_processes(p, e);
}

static bool next_in_snapshot(const platform *p, size_t *at, nt_process *out) {
  return nt_next_process(
      p->processes.bytes, p->processes.len, (uint64_t)(uintptr_t)p->processes.bytes, at, out);
}

bool platform_next(platform *p, uint64_t wanted, reading *out) {
  nt_process n;
  if (!next_in_snapshot(p, &p->at, &n)) return false;
  nt_read(p, &n, wanted, out);
  return true;
}

static int by_pid(const void *a, const void *b) {
  const kin *x = a, *y = b;
  return (x->pid > y->pid) - (x->pid < y->pid);
}

static void add_kin(platform *p, const nt_process *n) {
  if (p->census_n == p->census_capacity) {
    p->census_capacity = p->census_capacity ? p->census_capacity * 2 : 256;
    p->census = memory_resize(p->census, p->census_capacity * sizeof(kin));
  }
  p->census[p->census_n++] = (kin){n->pid, n->parent, (uint64_t)n->created, p->census_number};
}

/* A parent is told by number only. One that was started after its child is another process with the number of
 * the real one. */
static void drop_false_parents(kin *list, size_t n) {
  for (size_t i = 0; i < n; i++) {
    kin key = {.pid = list[i].parent};
    const kin *parent = bsearch(&key, list, n, sizeof *list, by_pid);
    if (!parent || parent->key > list[i].key) list[i].parent = 0;
  }
}

const kin *platform_census(platform *p, bool anew, size_t *n, uint64_t *number, error *e) {
  (void)anew; /* the snapshot tells all parents every time */
  if (nt_take_processes(p, e)) return NULL;
  *number = ++p->census_number;
  p->census_n = 0;
  nt_process one;
  for (size_t at = 0; next_in_snapshot(p, &at, &one);)
    add_kin(p, &one);
  if (!p->census) p->census = memory_new(sizeof(kin));
  qsort(p->census, p->census_n, sizeof(kin), by_pid);
  drop_false_parents(p->census, p->census_n);
  *n = p->census_n;
  return p->census;
}

void platform_hold(platform *p, bool hold) {
  p->held = hold;
}
