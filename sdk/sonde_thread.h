/*
 * sonde_thread.h - threads for plugins: interface "sonde.thread/1".
 *
 * A plugin gets its threads from the host, so that the host can name, count and join them. No thread of a plugin ever
 * enters Lua. Obtain the table in create(): host->get_interface(host, SONDE_THREAD_1).
 */
#ifndef SONDE_THREAD_H
#define SONDE_THREAD_H

#include "sonde.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SONDE_THREAD_1 "sonde.thread/1"

typedef struct sonde_thread sonde_thread;

/* The body of a thread. It returns soon (within 100 ms) after stopping() has become true. argument: as given to start. */
typedef void(SONDE_CALL *sonde_thread_body)(sonde_thread *thread, void *argument);

typedef struct sonde_thread_api {
  sonde_head head;

  /* [any] Starts a thread. name: at most 15 bytes are shown by system tools. *out is yours until join(). SONDE_STATE after
   * stop() has returned; SONDE_OS when the system has no more threads. */
  sonde_status(SONDE_CALL *start)(const sonde_host *host, const char *name, sonde_thread_body body, void *argument,
    sonde_thread **out);

  /* [any] Asks the thread to stop, wakes it from sleep_until(), waits for its end and frees it. Not from the thread itself. */
  void(SONDE_CALL *join)(sonde_thread *thread);

  /* [any] Not 0 once join() was called or the host asks the plugin to stop. */
  int32_t(SONDE_CALL *stopping)(sonde_thread *thread);

  /* Only from the body: sleeps until the monotonic time (nanoseconds, the host's clock, see now_ns). Returns 0 when it has come, 1 when
   * the thread should stop. */
  int32_t(SONDE_CALL *sleep_until)(sonde_thread *thread, int64_t mono_ns);

  /* [any] The host's monotonic clock. */
  int64_t(SONDE_CALL *now_ns)(const sonde_host *host);
} sonde_thread_api;

SONDE_SIZE(sonde_thread_api, 56);

#ifdef __cplusplus
}
#endif
#endif
