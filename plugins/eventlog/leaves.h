/* What an event says beside its System part: the elements without children, and the attributes, of EventData,
 * UserData and so on. */
#ifndef EVENTLOG_LEAVES_H
#define EVENTLOG_LEAVES_H

#include "event.h"

typedef struct leaf {
  const char *path; /* "EventData/Data", "UserData/Event/@id": without Event and prefixes of the root */
  size_t path_len;
  const char *name; /* of <Data Name="...">, else the element or attribute itself */
  size_t name_len;
  const char *value;
  size_t value_len;
  bool named; /* it has a Name attribute */
} leaf;

void leaves_walk(decoder *d, const instance *i, void (*each)(void *self, const leaf *l), void *self);

#endif
