/* The live log of Windows through the Evt API: its calls as a table, so that wevtapi.dll is loaded at run
 * time and the logic is tested with a fake. */
#ifndef EVENTLOG_WINLOG_H
#define EVENTLOG_WINLOG_H

#include "source.h"

/* Codes of Windows that the logic knows. */
#define WINLOG_NO_MORE 259u        /* ERROR_NO_MORE_ITEMS */
#define WINLOG_SMALL_BUFFER 122u   /* ERROR_INSUFFICIENT_BUFFER */
#define WINLOG_INVALID_BOUND 1734u /* RPC_S_INVALID_BOUND: ask for fewer at a time */
#define WINLOG_STALE 15011u        /* ERROR_EVT_QUERY_RESULT_STALE: ask again */
#define WINLOG_DENIED 5u           /* ERROR_ACCESS_DENIED */
#define WINLOG_NO_CHANNEL 15007u   /* ERROR_EVT_CHANNEL_NOT_FOUND */

/* EVT_VARIANT. */
typedef struct winlog_variant {
  union {
    uint64_t u;
    const void *p;
  } value;
  uint32_t count;
  uint32_t type; /* the value types of binary XML, see slot.h */
} winlog_variant;

/* Each call gives 0 or the code of Windows; UINT32_MAX: failed without a code. */
typedef struct winlog_api {
  void *self;
  uint32_t (*query)(void *self, const char *channel, const char *xpath, void **results);
  uint32_t (*next)(void *self, void *results, uint32_t most, void **events, uint32_t *got);
  /* The variants of System (user false) or of the event's own values, in `buffer`; *used: bytes, also when
   * too small. */
  uint32_t (*render)(
      void *self, void *event, bool user, void *buffer, uint32_t size, uint32_t *used, uint32_t *count);
  void (*close)(void *self, void *handle);
} winlog_api;

/* Places of the System variants (EVT_SYSTEM_PROPERTY_ID). */
enum {
  WINLOG_PROVIDER,
  WINLOG_GUID,
  WINLOG_EVENT,
  WINLOG_QUALIFIERS,
  WINLOG_LEVEL,
  WINLOG_TASK,
  WINLOG_OPCODE,
  WINLOG_KEYWORDS,
  WINLOG_TIME,
  WINLOG_RECORD,
  WINLOG_ACTIVITY,
  WINLOG_RELATED,
  WINLOG_PROCESS,
  WINLOG_THREAD,
  WINLOG_CHANNEL,
  WINLOG_COMPUTER,
  WINLOG_USER,
  WINLOG_VERSION,
  WINLOG_COUNT
};

source *winlog_source(const winlog_api *api, const char *channel, int64_t from_ns, error *e);

#endif
