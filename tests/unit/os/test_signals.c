/* Signals to Sonde: noted, passed on to the target, and a second one ends Sonde. The program launches itself
 * to be ended. */
#include "child.h"

#include <signal.h>

static bool no_signals(void) {
  if (on_windows()) print_message("skipped: Windows has no signal that is sent to one program alone\n");
  return on_windows();
}

static void term_is_noted_and_passed_on(void **state) {
  (void)state;
  if (no_signals()) skip();
  process *p = LAUNCH("sleep", "60000");
  process_signals_start(p);
  assert_int_equal(process_go(p, NULL), SONDE_OK);
  clock_sleep_ns(100 * MS); /* so that the child is no longer in exec */
  raise(SIGTERM);
  assert_int_equal(process_signal_seen(), SIGTERM);
  int64_t limit = clock_mono_ns() + PATIENCE_MS * (int64_t)MS;
  while (!process_wait_until(p, limit) && clock_mono_ns() < limit)
    ; /* the first return may be the signal's */
  process_end end;
  process_get_end(p, &end);
  assert_true(end.known && end.signalled);
  assert_int_equal(end.code, SIGTERM);
  process_free(p);
}

static void interrupt_is_only_noted_and_wakes_once(void **state) {
  (void)state;
  if (no_signals()) skip();
  assert_int_equal(process_signal_seen(), 0);
  process *p = LAUNCH("sleep", "60000");
  process_signals_start(p);
  assert_int_equal(process_go(p, NULL), SONDE_OK);
  raise(SIGINT);
  assert_int_equal(process_signal_seen(), SIGINT);
  int64_t before = clock_mono_ns();
  assert_false(wait_ms(p, 20000));
  assert_true(clock_mono_ns() - before < 10000 * (int64_t)MS); /* woken by the signal */
  before = clock_mono_ns();
  assert_false(wait_ms(p, 200));
  assert_true(clock_mono_ns() - before >= 199 * (int64_t)MS); /* but only once */
  assert_true(process_alive(p));
  process_end_now(p, true, NULL);
  assert_true(wait_ms(p, PATIENCE_MS));
  process_free(p);
}

static process_end run_myself(const char *word) {
  const char *argv[] = {file_program(&a), word, NULL};
  process *p = process_launch(argv, NULL);
  assert_non_null(p);
  return run(p);
}

static void a_second_one_ends_sonde(void **state) {
  (void)state;
  if (no_signals()) skip();
  process_end end = run_myself("once");
  assert_false(end.signalled);
  assert_int_equal(end.code, 7);
  end = run_myself("twice");
  assert_true(end.signalled);
  assert_int_equal(end.code, SIGTERM);
}

/* The launched half of the last test. */
static int be_signalled(bool twice) {
  process_signals_start(NULL);
  raise(SIGTERM);
  if (twice) raise(SIGTERM);
  return 7;
}

int main(int argc, char **argv) {
  if (argc > 1) return be_signalled(strcmp(argv[1], "twice") == 0);
  const struct CMUnitTest tests[] = {cmocka_unit_test(interrupt_is_only_noted_and_wakes_once),
      cmocka_unit_test(a_second_one_ends_sonde), cmocka_unit_test(term_is_noted_and_passed_on)};
  return cmocka_run_group_tests(tests, find_child, free_arena);
}
