/* The sonde_host table that each plugin is given: log, fail, alloc, handle, cancelled, time_left_ns,
 * progress, get_interface. */
#include <string.h>

#include "base/log.h"
#include "base/utf8.h"
#include "host/internal.h"
#include "os/clock.h"
#include "sonde_lane.h"
#include "sonde_target.h"
#include "sonde_thread.h"

static void SONDE_CALL service_log(const sonde_host *services, int32_t level, const char *line) {
  const plugin *p = services->self;
  if (level < SONDE_LOG_ERROR || level > SONDE_LOG_DEBUG) level = SONDE_LOG_INFO;
  if (line) log_write(level, p->name, "%s", line);
}

static sonde_status SONDE_CALL service_fail(
    sonde_call *c, sonde_status status, uint32_t os_error, const char *sentence) {
  if (!sentence) sentence = "";
  size_t len = strlen(sentence), good = utf8_valid_prefix(sentence, len);
  error_set(
      &c->error, status, "%.*s", (int)(good < sizeof c->error.text ? good : sizeof c->error.text), sentence);
  c->error.os_code = os_error;
  return status;
}

static void *SONDE_CALL service_alloc(sonde_call *c, uint64_t bytes) {
  return arena_alloc(&c->memory, bytes);
}

/* A job that was abandoned gets no handle: nobody would ever let it go. The host thread waits while a job
 * holds its lock here. */
static uint64_t SONDE_CALL service_handle(sonde_call *c, const char *type, uint64_t cookie) {
  uint64_t number = 0;
  if (c->job) mutex_lock(c->job->lock);
  if (!c->job || !c->job->abandoned) number = handle_mint(c->host, c->plugin, type, cookie, c->owner, false);
  if (c->job) mutex_unlock(c->job->lock);
  return number;
}

static int32_t SONDE_CALL service_cancelled(sonde_call *c) {
  return atomic_load_explicit(&c->cancelled, memory_order_relaxed);
}

static int64_t SONDE_CALL service_time_left_ns(sonde_call *c) {
  if (c->deadline_ns == INT64_MAX) return INT64_MAX;
  int64_t left = c->deadline_ns - clock_mono_ns();
  return left > 0 ? left : 0;
}

/* The sink belongs to the host thread; a job leaves a note that the waiting host thread passes on. */
static void SONDE_CALL service_progress(sonde_call *c, double done, const char *words) {
  if (!words) words = "";
  if (!c->job) {
    if (c->host->progress) c->host->progress(c->host->progress_self, c->row, done, words);
    return;
  }
  job *j = c->job;
  size_t len = utf8_cut(words, utf8_valid_prefix(words, strlen(words)), sizeof j->progress_text - 1);
  mutex_lock(j->lock);
  j->progress = done;
  j->progress_new = true;
  memcpy(j->progress_text, words, len);
  j->progress_text[len] = 0;
  mutex_unlock(j->lock);
}

static const void *SONDE_CALL service_interface(const sonde_host *services, const char *id) {
  (void)services;
  if (!id) return NULL;
  if (strcmp(id, SONDE_THREAD_1) == 0) return &threads_api;
  if (strcmp(id, SONDE_LANE_1) == 0) return &lanes_api;
  if (strcmp(id, SONDE_TARGET_1) == 0) return &targets_api;
  return NULL;
}

void services_fill(plugin *p) {
  p->services = (sonde_host){
      .head = SONDE_HEAD(sonde_host),
      .self = p,
      .log = service_log,
      .fail = service_fail,
      .alloc = service_alloc,
      .handle = service_handle,
      .cancelled = service_cancelled,
      .time_left_ns = service_time_left_ns,
      .progress = service_progress,
      .get_interface = service_interface,
  };
}

void host_set_progress(
    host *h, void (*sink)(void *self, const char *row, double done, const char *words), void *self) {
  h->progress = sink;
  h->progress_self = self;
}
