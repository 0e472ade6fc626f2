/* journald through libsystemd: the calls that are used, as a table, so that the library is loaded at run time
 * or faked by tests. */
#ifndef EVENTLOG_JOURNAL_H
#define EVENTLOG_JOURNAL_H

#include "source.h"

typedef struct journal_api {
  int (*open)(void **journal, int flags);
  int (*open_directory)(void **journal, const char *path, int flags);
  void (*close)(void *journal);
  int (*seek_head)(void *journal);
  int (*seek_realtime_usec)(void *journal, uint64_t usec);
  int (*next)(void *journal); /* 1: there is one, 0: end, negative: -errno */
  int (*get_realtime_usec)(void *journal, uint64_t *usec);
  int (*get_data)(void *journal, const char *field, const void **data, size_t *len); /* "FIELD=value" */
} journal_api;

/* folder NULL: the machine's journal. */
source *journal_source(const journal_api *api, const char *folder, int64_t from_ns, error *e);

#endif
