/* Findings in the order in which a limited report takes them. */
#include "report/worst.h"

const finding **worst_first(const session *s, arena *a) {
  const finding **all = arena_alloc(a, (s->nfindings + 1) * sizeof *all);
  size_t n = 0;
  for (severity v = SEVERITY_CRITICAL; v >= SEVERITY_INFO; v--)
    for (size_t i = 0; i < s->nfindings; i++)
      if (s->findings[i].severity == v) all[n++] = &s->findings[i];
  return all;
}
