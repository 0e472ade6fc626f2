/* Threads, locks and conditions by pthreads; conditions use the monotonic clock. */
#include "os/thread.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "os/clock.h"
#include "os/internal.h"

struct mutex {
  pthread_mutex_t lock;
};

struct condition {
  pthread_cond_t condition;
};

struct thread {
  pthread_t id;
  void (*body)(void *argument);
  void *argument;
  mutex *lock;
  condition *changed;
  bool ended; /* under lock */
  char name[16];
};

static void *thread_main(void *self) {
  thread *t = self;
  pthread_setname_np(pthread_self(), t->name);
  t->body(t->argument);
  mutex_lock(t->lock);
  t->ended = true;
  condition_wake_all(t->changed);
  mutex_unlock(t->lock);
  return NULL;
}

static void thread_free(thread *t) {
  condition_free(t->changed);
  mutex_free(t->lock);
  memory_free(t);
}

thread *thread_start(const char *name, void (*body)(void *argument), void *argument, error *e) {
  thread *t = NEW(thread);
  t->body = body;
  t->argument = argument;
  t->lock = mutex_new();
  t->changed = condition_new();
  snprintf(t->name, sizeof t->name, "%s", name);
  int rc = pthread_create(&t->id, NULL, thread_main, t);
  if (!rc) return t;
  os_fail(e, (uint32_t)rc, "cannot start thread '%s'", name);
  thread_free(t);
  return NULL;
}

void thread_join(thread *t) {
  pthread_join(t->id, NULL);
  thread_free(t);
}

bool thread_join_within(thread *t, int64_t ns) {
  int64_t limit = clock_mono_ns() + ns;
  mutex_lock(t->lock);
  while (!t->ended && condition_wait_until(t->changed, t->lock, limit))
    ;
  bool ended = t->ended;
  mutex_unlock(t->lock);
  if (ended) thread_join(t);
  return ended;
}

uint32_t thread_id(void) {
  return (uint32_t)gettid();
}

mutex *mutex_new(void) {
  mutex *m = NEW(mutex);
  pthread_mutex_init(&m->lock, NULL);
  return m;
}

void mutex_free(mutex *m) {
  if (!m) return;
  pthread_mutex_destroy(&m->lock);
  memory_free(m);
}

void mutex_lock(mutex *m) {
  pthread_mutex_lock(&m->lock);
}

void mutex_unlock(mutex *m) {
  pthread_mutex_unlock(&m->lock);
}

condition *condition_new(void) {
  condition *c = NEW(condition);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&c->condition, &attributes);
  pthread_condattr_destroy(&attributes);
  return c;
}

void condition_free(condition *c) {
  if (!c) return;
  pthread_cond_destroy(&c->condition);
  memory_free(c);
}

void condition_wake_all(condition *c) {
  pthread_cond_broadcast(&c->condition);
}

bool condition_wait_until(condition *c, mutex *m, int64_t mono_ns) {
  if (mono_ns < 0) mono_ns = 0;
  struct timespec limit = {.tv_sec = (time_t)(mono_ns / 1000000000), .tv_nsec = (long)(mono_ns % 1000000000)};
  return pthread_cond_timedwait(&c->condition, &m->lock, &limit) == 0;
}
