/* How the agent reaches the loader's own index of objects (glibc 2.35 and later): it takes no lock and may be
 * called anywhere. */
#ifndef SONDE_AGENT_LINUX_TABLES_H
#define SONDE_AGENT_LINUX_TABLES_H

#include "agent/unwind.h"

/* struct dl_find_object of <dlfcn.h>, which older systems lack. */
typedef struct unwind_object {
  unsigned long long flags;
  void *start, *end;
  const uint64_t *link_map; /* its first word: what is added to the file's addresses */
  void *eh_frame_hdr;
  unsigned long long reserved[7];
} unwind_object;

typedef int unwind_find_object(void *pc, unwind_object *object);

extern unwind_find_object *unwind_loader; /* _dl_find_object; NULL: stacks end at once */

#endif
