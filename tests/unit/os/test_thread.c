/* Threads, locks, conditions and clocks. */
#include "check.h"

#include "base/memory.h"
#include "os/clock.h"
#include "os/thread.h"

enum { MS = 1000000, THREADS = 4, ROUNDS = 20000 };

typedef struct shared {
  mutex *lock;
  condition *changed;
  int count;
  bool go;
} shared;

static void add(void *argument) {
  shared *s = argument;
  for (int i = 0; i < ROUNDS; i++) {
    mutex_lock(s->lock);
    s->count++;
    mutex_unlock(s->lock);
  }
}

static void wait_for_go(void *argument) {
  shared *s = argument;
  mutex_lock(s->lock);
  while (!s->go)
    condition_wait_until(s->changed, s->lock, clock_mono_ns() + 60000 * (int64_t)MS);
  s->count = 7;
  mutex_unlock(s->lock);
}

static void mutex_counts_exactly(void **state) {
  (void)state;
  shared s = {.lock = mutex_new()};
  thread *threads[THREADS];
  for (int i = 0; i < THREADS; i++)
    assert_non_null(threads[i] = thread_start("a-rather-long-thread-name", add, &s, NULL));
  for (int i = 0; i < THREADS; i++)
    thread_join(threads[i]);
  assert_int_equal(s.count, THREADS * ROUNDS);
  mutex_free(s.lock);
}

static void join_within_waits_and_gives_up(void **state) {
  (void)state;
  shared s = {.lock = mutex_new(), .changed = condition_new()};
  thread *t = thread_start("waiter", wait_for_go, &s, NULL);
  int64_t before = clock_mono_ns();
  assert_false(thread_join_within(t, 30 * (int64_t)MS));
  assert_true(clock_mono_ns() - before >= 29 * (int64_t)MS);
  mutex_lock(s.lock);
  s.go = true;
  condition_wake_all(s.changed);
  mutex_unlock(s.lock);
  assert_true(thread_join_within(t, 60000 * (int64_t)MS));
  assert_int_equal(s.count, 7);
  condition_free(s.changed);
  mutex_free(s.lock);
}

static void condition_times_out(void **state) {
  (void)state;
  mutex *m = mutex_new();
  condition *c = condition_new();
  mutex_lock(m);
  int64_t limit = clock_mono_ns() + 20 * (int64_t)MS;
  while (condition_wait_until(c, m, limit))
    ;
  assert_true(clock_mono_ns() >= limit);
  assert_false(condition_wait_until(c, m, 0));
  mutex_unlock(m);
  condition_free(c);
  mutex_free(m);
}

static void clocks_agree(void **state) {
  (void)state;
  int64_t mono = clock_mono_ns(), wall = clock_wall_ns();
  clock_sleep_ns(50 * (int64_t)MS);
  int64_t mono_passed = clock_mono_ns() - mono, wall_passed = clock_wall_ns() - wall;
  assert_true(mono_passed >= 49 * (int64_t)MS);
  assert_true(wall_passed - mono_passed < 40 * (int64_t)MS && mono_passed - wall_passed < 40 * (int64_t)MS);
  assert_true(wall > 1700000000LL * 1000 * MS); /* after 2023 */
}

static void cpu_clocks_count_work(void **state) {
  (void)state;
  int64_t thread_cpu = clock_thread_cpu_ns(), process_cpu = clock_process_cpu_ns();
  clock_sleep_ns(60 * (int64_t)MS);
  assert_true(clock_thread_cpu_ns() - thread_cpu < 40 * (int64_t)MS); /* asleep: no work */
  while (clock_thread_cpu_ns() - thread_cpu < 100 * (int64_t)MS)
    ;
  assert_true(clock_process_cpu_ns() - process_cpu >= 70 * (int64_t)MS);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(mutex_counts_exactly),
      cmocka_unit_test(join_within_waits_and_gives_up), cmocka_unit_test(condition_times_out),
      cmocka_unit_test(clocks_agree), cmocka_unit_test(cpu_clocks_count_work)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
