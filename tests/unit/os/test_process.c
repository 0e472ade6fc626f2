/* Launching and watching: every figure against a child that does a known amount of one thing. */
#include "child.h"

static void exit_codes(void **state) {
  (void)state;
  process_end end = run(LAUNCH("exit", "0"));
  assert_true(end.known && !end.signalled);
  assert_int_equal(end.code, 0);
  assert_true(end.start_mono_ns > 0 && end.end_mono_ns > end.start_mono_ns);
  end = run(LAUNCH("exit", "77"));
  assert_true(end.known && !end.signalled);
  assert_int_equal(end.code, 77);
  if (on_windows()) { /* all 32 bits */
    end = run(LAUNCH("exit", "0x12345678"));
    assert_int_equal(end.code, 0x12345678);
    assert_false(end.signalled);
  }
}

static void ends_by_signal_or_exception(void **state) {
  (void)state;
  process_end end = run(LAUNCH("crash", "kill"));
  assert_true(end.known && end.signalled);
  assert_int_equal(end.code, on_windows() ? 0xC0000409 : 9);
  end = run(LAUNCH("crash", "segv"));
  assert_true(end.known && end.signalled);
  assert_int_equal(end.code, on_windows() ? 0xC0000005 : 11);
}

static void stands_still_until_let_go(void **state) {
  (void)state;
  process *p = LAUNCH("exit", "5");
  assert_true(process_is_launched(p));
  assert_false(wait_ms(p, 100));
  assert_true(process_alive(p));
  process_end end;
  process_get_end(p, &end);
  assert_false(end.known);
  assert_int_equal(end.cpu_user_ns, -1);
  end = run(p);
  assert_int_equal(end.code, 5);
}

static void freed_before_it_began_it_is_ended(void **state) {
  (void)state;
  process *p = LAUNCH("sleep", "60000");
  uint32_t pid = process_pid(p);
  process_free(p);
  process *again = NULL;
  for (int i = 0; i < 100 && (again = process_attach(pid, NULL)) != NULL; i++) {
    process_free(again);
    clock_sleep_ns(10 * MS);
  }
  assert_null(again);
}

static void cpu_time_is_counted(void **state) {
  (void)state;
  process_end end = run(LAUNCH("burn", "300"));
  int64_t cpu = end.cpu_user_ns + end.cpu_kernel_ns;
  if (under_wine()) {
    assert_int_equal(end.cpu_user_ns, -1); /* unknown, never a wrong figure */
    print_message("skipped: Wine gives the caller's CPU time for another process\n");
    skip();
  }
  assert_in_range(cpu, 300 * (int64_t)MS, 450 * (int64_t)MS);
  end = run(LAUNCH("run", "burn", "200", "exit", "4")); /* of a descendant that was waited for */
  assert_int_equal(end.code, 4);
  assert_in_range(end.cpu_user_ns + end.cpu_kernel_ns, 200 * (int64_t)MS, 350 * (int64_t)MS);
  end = run(LAUNCH("sleep", "300"));
  assert_in_range(end.cpu_user_ns + end.cpu_kernel_ns, 0, 100 * (int64_t)MS);
  assert_true(end.end_mono_ns - end.start_mono_ns >= 290 * (int64_t)MS);
}

static void peak_resident_is_its_own(void **state) {
  (void)state;
  /* What this process holds must not be taken for the child's. */
  size_t mine = 64u << 20;
  char *block = memory_new(mine);
  for (size_t i = 0; i < mine; i += 4096)
    block[i] = 1;
  process_end small = run(LAUNCH("exit", "0")), large = run(LAUNCH("allocate", "150"));
  assert_int_equal(block[4096], 1);
  memory_free(block);
  if (large.peak_resident_bytes < 0 && under_wine()) {
    print_message("skipped: Wine knows no memory counters of an ended process\n");
    skip();
  }
  assert_in_range(large.peak_resident_bytes, 150 << 20, 165 << 20);
  assert_true(small.peak_resident_bytes < (20 << 20)); /* unknown or small, never ours */
}

static void refuses_what_cannot_run(void **state) {
  (void)state;
  error e = {0};
  assert_null(process_launch((const char *const[]){"sonde-no-such-command", NULL}, &e));
  assert_int_equal(e.status, SONDE_MISSING);
  assert_string_equal(e.text, "command not found: sonde-no-such-command");
  assert_null(process_launch((const char *const[]){"./no/such/file", NULL}, &e));
  assert_int_equal(e.status, SONDE_MISSING);
  assert_null(process_launch((const char *const[]){"", NULL}, &e));
  assert_int_equal(e.status, SONDE_MISSING);
  const char *folder = file_temporary_folder(&a);
  assert_null(process_launch((const char *const[]){folder, NULL}, &e));
  assert_int_equal(e.status, SONDE_DENIED);
  assert_non_null(strstr(e.text, "is a folder"));
  const char *plain =
      file_join(&a, folder, arena_format(&a, "sonde-test-plain-%u", (unsigned)process_self()));
  file_write(plain, "text", 4, NULL);
  assert_null(process_launch((const char *const[]){plain, NULL}, &e));
  assert_int_equal(e.status, SONDE_DENIED);
  assert_int_equal(strncmp(e.text, "not executable: '", 17), 0);
  file_remove(plain, NULL);
}

static void attaches_by_pid_and_start(void **state) {
  (void)state;
  process *p = LAUNCH("sleep", "60000");
  assert_int_equal(process_go(p, NULL), SONDE_OK);
  error e = {0};
  process *other = process_attach(process_pid(p), &e);
  assert_non_null(other);
  assert_false(process_is_launched(other));
  assert_true(process_alive(other));
  assert_true(process_start_id(p) != 0);
  assert_true(process_start_id(p) == process_start_id(other));
  assert_int_equal(process_end_now(p, true, NULL), SONDE_OK);
  assert_true(wait_ms(other, PATIENCE_MS));
  assert_true(wait_ms(p, PATIENCE_MS));
  assert_int_equal(process_end_now(p, true, &e), SONDE_STATE);
  assert_null(process_attach(process_pid(p), &e));
  assert_int_equal(e.status, SONDE_MISSING);
  assert_null(process_attach(0, &e));
  assert_null(process_attach(0xFFFFFFF0u, &e));
  process_free(other);
  process_free(p);
}

static size_t wait_for_tree(process *p, size_t want, uint32_t *pids, size_t most) {
  size_t n = 0;
  for (int i = 0; i < 500 && (n = process_tree(p, pids, most)) != want; i++)
    clock_sleep_ns(20 * MS);
  return n;
}

static void descendants_are_seen(void **state) {
  (void)state;
  uint32_t pids[8];
  process *p = LAUNCH("run", "run", "sleep", "60000");
  assert_int_equal(process_go(p, NULL), SONDE_OK);
  assert_int_equal(wait_for_tree(p, 3, pids, COUNT(pids)), 3);
  assert_int_equal(pids[0], process_pid(p));
  assert_int_equal(process_tree(p, pids, 2), 2); /* no more than wanted */
  process_tree(p, pids, COUNT(pids));
  for (int i = 2; i >= 0; i--) {
    process *one = process_attach(pids[i], NULL);
    if (one) process_end_now(one, true, NULL);
    process_free(one);
  }
  assert_true(wait_ms(p, PATIENCE_MS));
  assert_int_equal(wait_for_tree(p, 0, pids, COUNT(pids)), 0);
  process_free(p);
}

static void daemons_that_left_are_followed(void **state) {
  (void)state;
  uint32_t pids[8];
  process *p = LAUNCH("spawn", "60000");
  assert_int_equal(process_go(p, NULL), SONDE_OK);
  assert_true(wait_ms(p, PATIENCE_MS));
  assert_int_equal(process_tree(p, pids, COUNT(pids)), 1); /* the root is gone, its child is not */
  assert_true(pids[0] != process_pid(p));
  assert_string_equal(process_name(&a, pids[0]), on_windows() ? "child.exe" : "child");
  assert_string_equal(process_name(&a, 4000000000u), "");
  process *daemon = process_attach(pids[0], NULL);
  assert_non_null(daemon);
  assert_int_equal(process_end_now(daemon, true, NULL), SONDE_OK);
  assert_true(wait_ms(daemon, PATIENCE_MS));
  assert_int_equal(wait_for_tree(p, 0, pids, COUNT(pids)), 0);
  process_free(daemon);
  process_free(p);
}

/* Ten rounds, the best counts: the machine may be busy. */
static void waking_is_quick(void **state) {
  (void)state;
  int64_t best = INT64_MAX, cpu = clock_thread_cpu_ns();
  for (int i = 0; i < 10; i++) {
    process *p = LAUNCH("sleep", "60000");
    process_go(p, NULL);
    clock_sleep_ns(5 * MS);
    int64_t before = clock_mono_ns();
    process_end_now(p, true, NULL);
    assert_true(wait_ms(p, PATIENCE_MS));
    int64_t took = clock_mono_ns() - before;
    if (took < best) best = took;
    process_free(p);
  }
  print_message("from the kill to the return of the wait: best of 10 %.3f ms\n", (double)best / MS);
  assert_true(best < (under_wine() ? 50 : 5) * (int64_t)MS);
  assert_true(clock_thread_cpu_ns() - cpu < 1000 * (int64_t)MS);
}

static void waiting_costs_nothing(void **state) {
  (void)state;
  process *p = LAUNCH("sleep", "60000");
  process_go(p, NULL);
  int64_t cpu = clock_thread_cpu_ns(), before = clock_mono_ns();
  assert_false(wait_ms(p, 300));
  assert_true(clock_mono_ns() - before >= 299 * (int64_t)MS);
  assert_true(clock_thread_cpu_ns() - cpu < 50 * (int64_t)MS);
  process_end_now(p, true, NULL);
  assert_true(wait_ms(p, PATIENCE_MS));
  process_free(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(exit_codes),
      cmocka_unit_test(ends_by_signal_or_exception), cmocka_unit_test(stands_still_until_let_go),
      cmocka_unit_test(freed_before_it_began_it_is_ended), cmocka_unit_test(cpu_time_is_counted),
      cmocka_unit_test(peak_resident_is_its_own), cmocka_unit_test(refuses_what_cannot_run),
      cmocka_unit_test(attaches_by_pid_and_start), cmocka_unit_test(descendants_are_seen),
      cmocka_unit_test(daemons_that_left_are_followed), cmocka_unit_test(waking_is_quick),
      cmocka_unit_test(waiting_costs_nothing)};
  return cmocka_run_group_tests(tests, find_child, free_arena);
}
