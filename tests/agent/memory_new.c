/* The operators of C++: with the usual library they are seen where they call malloc; with another allocator's
 * at themselves. Exceptions pass. */
#include "memory_new.h"

#include <string.h>
#include <unistd.h>

#include "heap.h"

__attribute__((visibility("default"))) int main(void) {
  memory_plan plan = {.size = sizeof plan, .stacks = 1};
  lab *l = heap_start(&plan, 4, 4 << 20);
  site_new();
  site_vector();
  CHECK(site_throw());
  site_new();
  heap_stop(l);
  heap_totals t = heap_totals_of((unsigned)getpid());
  unsigned long ints = 0, at_site = 0;
  for (unsigned long i = 0; i < heap_nrecords; i++) {
    unsigned stack = heap_records[i].c.record.subject;
    if (heap_kind(&heap_records[i]) != MEMORY_ALLOC || heap_records[i].c.bytes != sizeof(int)) continue;
    CHECK(heap_family(&heap_records[i]) == FAMILY);
    for (unsigned f = 0; f < 2; f++)
      at_site += !strcmp(heap_function(l, stack, f), "site_new");
    ints++;
  }
  fprintf(stderr, "%lu allocs, %lu frees, %lu unknown, %lu ints\n", t.allocs, t.frees, t.unknown, ints);
  /* the exception's own block is given inside the operator that throws it, when that one is hooked */
  CHECK(t.unknown == (FAMILY == MEMORY_FAMILY_NEW));
  CHECK(ints == 2 * INTS && at_site == 2 * INTS && lab_lost(l) == 0);
  CHECK(t.allocs > 1000 + 2 * INTS);
  return 0;
}
