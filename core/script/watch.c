/* The soft time limit: one thread for all scripts of the process. */
#include "script/watch.h"

#include <stddef.h>

#include "base/memory.h"
#include "os/clock.h"
#include "os/thread.h"

enum { HOOK_COUNT = 1000 }; /* instructions between two calls of the hook, once it is armed */

/* Set up by the first watch_open, on the host thread; entries, next_wake and ending are guarded by the lock.
 */
static struct {
  uint32_t users;
  mutex *lock;
  condition *changed;
  thread *thread;
  watch_entry *entries;
  int64_t next_wake_ns;
  bool ending;
} watcher;

/* lua_sethook walks the stack's frames, so these must not be freed under it: the allocator waits for
 * `firing`. */
static void fire(watch_entry *w) {
  atomic_store(&w->firing, true);
  lua_sethook(w->lua, w->hook, LUA_MASKCOUNT, HOOK_COUNT);
  atomic_store(&w->firing, false);
  w->fired = true;
}

static int64_t fire_all_due(int64_t now) {
  int64_t next = INT64_MAX;
  for (watch_entry *w = watcher.entries; w; w = w->next) {
    if (w->fired) continue;
    if (w->deadline_ns <= now)
      fire(w);
    else if (w->deadline_ns < next)
      next = w->deadline_ns;
  }
  return next;
}

static void watch_thread(void *unused) {
  (void)unused;
  mutex_lock(watcher.lock);
  while (!watcher.ending) {
    watcher.next_wake_ns = fire_all_due(clock_mono_ns());
    condition_wait_until(watcher.changed, watcher.lock, watcher.next_wake_ns);
  }
  mutex_unlock(watcher.lock);
}

void watch_open(void) {
  if (watcher.users++) return;
  watcher.lock = mutex_new();
  watcher.changed = condition_new();
  watcher.next_wake_ns = INT64_MAX;
  watcher.ending = false;
  watcher.thread = thread_start("sonde-watch", watch_thread, NULL, NULL);
}

void watch_close(void) {
  if (--watcher.users) return;
  mutex_lock(watcher.lock);
  watcher.ending = true;
  condition_wake_all(watcher.changed);
  mutex_unlock(watcher.lock);
  if (watcher.thread) thread_join(watcher.thread);
  condition_free(watcher.changed);
  mutex_free(watcher.lock);
}

static void link_entry(watch_entry *w, int64_t left_ns) {
  mutex_lock(watcher.lock);
  int64_t now = clock_mono_ns();
  w->deadline_ns = left_ns < INT64_MAX - now ? now + left_ns : INT64_MAX;
  w->running = true;
  w->next = watcher.entries;
  watcher.entries = w;
  /* Later deadlines need no wake: the thread looks again when it wakes for the earlier one. */
  if (w->deadline_ns < watcher.next_wake_ns) condition_wake_all(watcher.changed);
  mutex_unlock(watcher.lock);
}

static void unlink_entry(watch_entry *w) {
  mutex_lock(watcher.lock);
  watch_entry **at = &watcher.entries;
  while (*at && *at != w)
    at = &(*at)->next;
  if (*at) *at = w->next;
  w->running = false;
  mutex_unlock(watcher.lock);
}

void watch_start(watch_entry *w, lua_State *L, lua_Hook hook, int64_t limit_ns) {
  w->lua = L;
  w->hook = hook;
  w->fired = false;
  link_entry(w, limit_ns);
}

void watch_stop(watch_entry *w) {
  if (w->running) unlink_entry(w);
  if (w->fired) lua_sethook(w->lua, NULL, 0, 0);
  w->fired = false;
}

void watch_pause(watch_entry *w) {
  if (!w->running) return;
  unlink_entry(w);
  w->left_ns = w->deadline_ns - clock_mono_ns();
}

void watch_resume(watch_entry *w) {
  if (w->running) return;
  link_entry(w, w->left_ns);
}
