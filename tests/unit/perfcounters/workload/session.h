/* The plugin as a test reaches it: through its table, by a small fake host with real threads and lanes. The
 * fake checks no arguments. */
#ifndef TEST_SESSION_H
#define TEST_SESSION_H

#include "base/arena.h"
#include "event/lane.h"

typedef struct session session;

session *session_open(void);
void session_close(session *s);

uint32_t session_self(void); /* pid of this process */

/* Arguments and answers by name. */
void session_begin(session *s, const char *row); /* forgets the arguments */
void session_set(session *s, const char *param, sonde_value v);
void session_set_list(session *s, const char *param, const char *words); /* separated by spaces */
/* Calls the function; afterwards session_error and session_get. */
sonde_status session_call(session *s);
const char *session_error(const session *s);
sonde_value session_get(const session *s, const char *result);
/* The whole number of a result; fails the test when it is unknown. */
int64_t session_int(const session *s, const char *result);
/* SONDE_WHY_KNOWN, or why it is unknown. */
uint32_t session_why(const session *s, const char *result);

/* Runs the query; each record goes to sink. wanted: 0 or a mask of columns. */
typedef void (*session_sink)(void *self, const record_source *source, const sonde_record *record);
sonde_status session_query(session *s, uint64_t wanted, session_sink sink, void *self);
int64_t session_column(
    const record_source *source, const sonde_record *record, const char *name, uint32_t *why);

/* A subscription. poll hands over what came; false: the lane is closed and read to the end. */
sonde_status session_subscribe(session *s);
bool session_poll(session *s, session_sink sink, void *self);
void session_unsubscribe(session *s);
void session_stop(session *s); /* the plugin's stop() */

#endif
