/* Threads and locks. */
#ifndef SONDE_OS_THREAD_H
#define SONDE_OS_THREAD_H

#include <stdbool.h>

#include "base/status.h"

typedef struct thread thread;
/* name: shown by system tools, cut at 15 bytes. NULL: *e tells. */
thread *thread_start(const char *name, void (*body)(void *argument), void *argument, error *e);
void thread_join(thread *t); /* waits and frees */
/* Waits at most ns; true: ended (and freed). false: it still runs and stays yours. */
bool thread_join_within(thread *t, int64_t ns);
uint32_t thread_id(void); /* of the calling thread, as the system counts */

typedef struct mutex mutex;
mutex *mutex_new(void);
void mutex_free(mutex *m);
void mutex_lock(mutex *m);
void mutex_unlock(mutex *m);

/* A condition bound to a mutex that the caller holds. */
typedef struct condition condition;
condition *condition_new(void);
void condition_free(condition *c);
void condition_wake_all(condition *c);
/* Waits until woken or the monotonic time is reached; false: the time was reached. Wakes without cause
 * happen. */
bool condition_wait_until(condition *c, mutex *m, int64_t mono_ns);

#endif
