/* sonde.thread/1: threads of plugins, named, counted and joined by the host. */
#include <string.h>

#include "host/internal.h"
#include "os/clock.h"
#include "sonde_thread.h"

struct sonde_thread {
  struct sonde_thread *next; /* of the plugin's list */
  plugin *plugin;
  thread *os;
  sonde_thread_body body;
  void *argument;
  mutex *lock;
  condition *woken;
  atomic_int stopping;
  char name[16];
};

static void run(void *argument) {
  sonde_thread *t = argument;
  t->body(t, t->argument);
}

static void thread_free(sonde_thread *t) {
  condition_free(t->woken);
  mutex_free(t->lock);
  memory_free(t);
}

static void list_add(sonde_thread *t) {
  t->next = t->plugin->threads;
  t->plugin->threads = t;
}

static void list_remove(sonde_thread *t) {
  sonde_thread **at = &t->plugin->threads;
  while (*at && *at != t)
    at = &(*at)->next;
  if (*at) *at = t->next;
}

static sonde_status SONDE_CALL api_start(const sonde_host *services, const char *name, sonde_thread_body body,
    void *argument, sonde_thread **out) {
  plugin *p = services->self;
  *out = NULL;
  mutex_lock(p->threads_lock);
  if (p->stopping) {
    mutex_unlock(p->threads_lock);
    return SONDE_STATE;
  }
  sonde_thread *t = NEW(sonde_thread);
  t->plugin = p;
  t->body = body;
  t->argument = argument;
  t->lock = mutex_new();
  t->woken = condition_new();
  strncpy(t->name, name ? name : p->name, sizeof t->name - 1);
  *out = t; /* before it runs: the body may be looked for through it */
  t->os = thread_start(t->name, run, t, NULL);
  if (t->os) list_add(t);
  mutex_unlock(p->threads_lock);
  if (t->os) return SONDE_OK;
  *out = NULL;
  thread_free(t);
  return SONDE_OS;
}

static void ask_to_stop(sonde_thread *t) {
  mutex_lock(t->lock);
  atomic_store(&t->stopping, 1);
  condition_wake_all(t->woken);
  mutex_unlock(t->lock);
}

/* False: it still runs and its memory stays. */
static bool end(sonde_thread *t) {
  ask_to_stop(t);
  if (!thread_join_within(t->os, STOP_LIMIT_NS)) return false;
  thread_free(t);
  return true;
}

static void SONDE_CALL api_join(sonde_thread *t) {
  if (!t) return;
  plugin *p = t->plugin;
  char name[sizeof t->name];
  memcpy(name, t->name, sizeof name);
  mutex_lock(p->threads_lock);
  list_remove(t);
  mutex_unlock(p->threads_lock);
  if (!end(t)) life_mark_stuck(p, name);
}

static int32_t SONDE_CALL api_stopping(sonde_thread *t) {
  return atomic_load(&t->stopping);
}

static int32_t SONDE_CALL api_sleep_until(sonde_thread *t, int64_t mono_ns) {
  mutex_lock(t->lock);
  while (!atomic_load(&t->stopping) && condition_wait_until(t->woken, t->lock, mono_ns))
    if (clock_mono_ns() >= mono_ns) break;
  int32_t stopping = atomic_load(&t->stopping);
  mutex_unlock(t->lock);
  return stopping;
}

static int64_t SONDE_CALL api_now_ns(const sonde_host *services) {
  (void)services;
  return clock_mono_ns();
}

const sonde_thread_api threads_api = {
    .head = SONDE_HEAD(sonde_thread_api),
    .start = api_start,
    .join = api_join,
    .stopping = api_stopping,
    .sleep_until = api_sleep_until,
    .now_ns = api_now_ns,
};

void threads_ask_to_stop(plugin *p) {
  mutex_lock(p->threads_lock);
  for (sonde_thread *t = p->threads; t; t = t->next)
    ask_to_stop(t);
  mutex_unlock(p->threads_lock);
}

bool threads_stop(plugin *p) {
  bool quiet = true;
  mutex_lock(p->threads_lock);
  p->stopping = true;
  sonde_thread *t = p->threads;
  p->threads = NULL;
  mutex_unlock(p->threads_lock);
  while (t) {
    sonde_thread *next = t->next;
    char name[sizeof t->name];
    memcpy(name, t->name, sizeof name);
    trouble_add(
        p->host, TROUBLE_MISBEHAVES, p->name, "%s: left its thread %s behind when it stopped", p->name, name);
    if (!end(t)) {
      life_mark_stuck(p, name);
      quiet = false;
    }
    t = next;
  }
  return quiet;
}
