/* SLOW rows run here, on a thread of the host, with a deadline: then they are cancelled, and 5 s later
 * abandoned. */
#include <string.h>

#include "host/internal.h"
#include "os/clock.h"
#include "os/process.h"

/* One thread that takes one job after another. An abandoned one ends by itself when its call returns at last.
 */
typedef struct worker {
  struct worker *next_abandoned; /* of the host's list */
  thread *os;
  mutex *lock; /* of next and quit */
  condition *given, *finished;
  job *next;
  bool quit;
} worker;

job *job_new(host *h, const row *r, const sonde_value *args, uint32_t nargs, uint32_t nresults) {
  job *j = NEW(job);
  call_begin(&j->call, r->plugin, r->name);
  arena_init(&j->call.memory, CALL_BUDGET);
  j->call.job = j;
  j->call.deadline_ns =
      clock_mono_ns() + (h->options.call_limit_ns > 0 ? h->options.call_limit_ns : CALL_LIMIT_NS);
  j->lock = mutex_new();
  j->nargs = nargs;
  j->nresults = nresults;
  j->args = arena_alloc(&j->call.memory, (nargs + 1u) * sizeof *j->args);
  j->results = arena_alloc(&j->call.memory, (nresults + 1u) * sizeof *j->results);
  for (uint32_t i = 0; i < nargs; i++)
    value_copy(&j->call.memory, &args[i], &j->args[i], NULL);
  return j;
}

void job_free(job *j) {
  arena_free(&j->call.memory);
  mutex_free(j->lock);
  memory_free(j);
}

static void worker_free_memory(worker *w) {
  mutex_free(w->lock);
  condition_free(w->given);
  condition_free(w->finished);
  memory_free(w);
}

/* The next job; NULL: quit. */
static job *take(worker *w) {
  mutex_lock(w->lock);
  while (!w->next && !w->quit)
    condition_wait_until(w->given, w->lock, clock_mono_ns() + CALL_LIMIT_NS);
  job *j = w->next;
  w->next = NULL;
  mutex_unlock(w->lock);
  return j;
}

static bool finish(worker *w, job *j, sonde_status status) {
  mutex_lock(j->lock);
  j->status = status;
  bool abandoned = j->abandoned;
  j->done = true;
  mutex_unlock(j->lock);
  if (abandoned) {
    job_free(j);
    return false;
  }
  mutex_lock(w->lock);
  condition_wake_all(w->finished);
  mutex_unlock(w->lock);
  return true;
}

static void body(void *argument) {
  worker *w = argument;
  job *j;
  while ((j = take(w)) != NULL)
    if (!finish(w, j, j->run(j))) return; /* abandoned: nobody gives it work any more */
}

static worker *worker_new(error *e) {
  worker *w = NEW(worker);
  w->lock = mutex_new();
  w->given = condition_new();
  w->finished = condition_new();
  w->os = thread_start("sonde-calls", body, w, e);
  if (w->os) return w;
  worker_free_memory(w);
  return NULL;
}

static void pass_progress(host *h, job *j) {
  char words[sizeof j->progress_text];
  mutex_lock(j->lock);
  bool news = j->progress_new;
  double done = j->progress;
  memcpy(words, j->progress_text, sizeof words);
  j->progress_new = false;
  mutex_unlock(j->lock);
  if (news && h->progress) h->progress(h->progress_self, j->call.row, done, words);
}

static bool is_done(job *j) {
  mutex_lock(j->lock);
  bool done = j->done;
  mutex_unlock(j->lock);
  return done;
}

/* Waits for the job's end, at most until `limit`; false: it runs on. */
static bool wait_for(host *h, worker *w, job *j, int64_t limit, bool stop_on_signal) {
  while (!is_done(j)) {
    pass_progress(h, j);
    int64_t now = clock_mono_ns(), slice = now + POLL_NS;
    if (now >= limit || (stop_on_signal && process_signal_seen())) return false;
    mutex_lock(w->lock);
    if (!is_done(j)) condition_wait_until(w->finished, w->lock, slice < limit ? slice : limit);
    mutex_unlock(w->lock);
  }
  return true;
}

/* True: it ended after all, between the last look and now. */
static bool abandon(host *h, job *j) {
  mutex_lock(j->lock);
  bool done = j->done;
  j->abandoned = !done;
  mutex_unlock(j->lock);
  if (!done) {
    h->worker->next_abandoned = h->abandoned;
    h->abandoned = h->worker;
    h->worker = NULL;
  }
  return done;
}

static void give(worker *w, job *j) {
  mutex_lock(w->lock);
  w->next = j;
  condition_wake_all(w->given);
  mutex_unlock(w->lock);
}

sonde_status worker_run(host *h, job *j, error *e) {
  if (!h->worker) h->worker = worker_new(e);
  if (!h->worker) {
    j->status = SONDE_OS;
    error_set(&j->call.error, SONDE_OS, "no thread for a slow call could be started");
    return SONDE_OK;
  }
  plugin *p = j->call.plugin;
  const char *name = j->call.row;
  give(h->worker, j);
  if (wait_for(h, h->worker, j, j->call.deadline_ns, true)) return SONDE_OK;
  atomic_store(&j->call.cancelled, 1);
  if (wait_for(h, h->worker, j, clock_mono_ns() + STOP_LIMIT_NS, false) || abandon(h, j)) return SONDE_OK;
  life_mark_stuck(p, name);
  return error_set(e, SONDE_TIMEOUT,
      "did not answer in time and did not stop when it was asked to; %s is not called again", p->name);
}

/* Those whose call came back meanwhile are ended; the others stay with the host that is left behind. */
static void join_abandoned(host *h) {
  worker *w = h->abandoned;
  h->abandoned = NULL;
  while (w) {
    worker *next = w->next_abandoned;
    if (thread_join_within(w->os, POLL_NS)) {
      worker_free_memory(w);
    } else {
      w->next_abandoned = h->abandoned;
      h->abandoned = w;
    }
    w = next;
  }
}

void workers_free(host *h) {
  worker *w = h->worker;
  join_abandoned(h);
  if (!w) return;
  mutex_lock(w->lock);
  w->quit = true;
  condition_wake_all(w->given);
  mutex_unlock(w->lock);
  thread_join(w->os);
  worker_free_memory(w);
  h->worker = NULL;
}
