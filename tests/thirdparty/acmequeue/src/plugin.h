/* What the plugin's files share: its state, and the functions that its table names. */
#ifndef ACME_PLUGIN_H
#define ACME_PLUGIN_H

#include "folder.h"
#include "message.h"
#include "sonde.h"
#include "sonde_help.h"
#include "sonde_lane.h"
#include "sonde_thread.h"

/* One for each run of Sonde, shared by all scripts. Constant after create(), so that threads may read it. */
struct sonde_self {
  const sonde_host *host;
  const sonde_lane_api *lanes;
  const sonde_thread_api *threads;
  char *spool;
  size_t head; /* bytes of a message that are read */
  int64_t poll_ns;
};

/* One message, read anew each time. `bytes` has room for self->head. */
typedef struct reading {
  char *bytes;
  size_t len;
  message message; /* error: also of the system */
} reading;

/* acmequeue.c: finds a queue by its name and lists it. *path: of malloc. When it fails, the call's error is set and nothing is left to be freed. */
sonde_status queue_find(sonde_self *self, sonde_call *call, const sonde_value *name, char **path, listing *out);
/* 0: no memory. */
int reading_init(reading *r, const sonde_self *self);
void reading_free(reading *r);
void reading_take(reading *r, const sonde_self *self, const char *queue, const char *name);

/* messages.c */
sonde_status SONDE_CALL messages_open(sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL messages_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL messages_close(sonde_self *self, void *cursor);
enum { MESSAGES_COLUMNS = 10, MESSAGES_BYTES = 96 }; /* of a record */
extern const sonde_field messages_columns[MESSAGES_COLUMNS];

/* arrival.c */
sonde_status SONDE_CALL arrival_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t subscription, void **cookie);
void SONDE_CALL arrival_unsubscribe(sonde_self *self, void *cookie);
enum { ARRIVAL_COLUMNS = 5, ARRIVAL_BYTES = 48 };
extern const sonde_field arrival_columns[ARRIVAL_COLUMNS];

/* queue.c: handles of type "queue" */
sonde_status SONDE_CALL queue_open(sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL queue_change(sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL queue_peek(sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
void SONDE_CALL queue_release(sonde_self *self, const char *type, uint64_t cookie);

#endif
