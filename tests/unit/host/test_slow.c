/* SLOW rows: a deadline, then cancelled, then abandoned; the plugin is stuck and not called again, the host
 * goes on. */
#include "host/fixture.h"
#include "os/clock.h"

static int told;
static char last_words[64];

static void on_progress(void *self, const char *row_name, double done, const char *words) {
  (void)self;
  assert_string_equal(row_name, "slow");
  assert_true(done >= 0 && done <= 1);
  snprintf(last_words, sizeof last_words, "%s", words);
  told++;
}

BOTH(has_time_left) {
  assert_int_equal(call_ok(f, "plain.slow", ARGS({"time", value_text("30 ms")})).u.i, 1);
}

BOTH(tells_how_far_it_is) {
  host_set_progress(f->host, on_progress, NULL);
  told = 0;
  call_ok(f, "plain.slow", ARGS({"time", value_text("300 ms")}));
  assert_true(told > 0);
  assert_string_equal(last_words, "sleeping");
}

static void is_cancelled_at_the_deadline(void **state) {
  fixture f;
  sonde_value v;
  (void)state;
  fixture_open(&f, (host_options){.call_limit_ns = 500000000});
  int64_t begin = clock_mono_ns();
  assert_int_equal(call_with(&f, "plain.slow", &v, ARGS({"time", value_text("1h")})), SONDE_CANCELLED);
  assert_string_equal(f.error.text, "stopped after being asked to");
  assert_true(clock_mono_ns() - begin >= 500000000);
  /* it is as good as before */
  assert_int_equal(call_ok(&f, "plain.slow", ARGS({"time", value_text("1 ms")})).u.i, 1);
  assert_int_equal(call_ok(&f, "plain.add", ARGS({"a", value_i64(1)})).u.i, 2);
  assert_null(find_trouble(f.host, "plugin.stuck", ""));
  fixture_close(&f);
}

static void is_abandoned_in_the_end(void **state) {
  fixture f;
  sonde_value v;
  (void)state;
  fixture_open(&f, (host_options){.call_limit_ns = 500000000});
  int64_t begin = clock_mono_ns();
  assert_int_equal(call_with(&f, "hang.forever", &v, ARGS({"time", value_text("7s")})), SONDE_TIMEOUT);
  int64_t took = clock_mono_ns() - begin;
  assert_true(took >= 5000000000);
  assert_non_null(find_trouble(f.host, "plugin.stuck", "hang: forever did not return within 5 s"));
  assert_int_equal(call_with(&f, "hang.leave", &v, NO_ARGS), SONDE_STATE);
  assert_string_equal(f.error.text, "hang: does not answer any more and is not called again");
  assert_int_equal(call_ok(&f, "plain.slow", ARGS({"time", value_text("1 ms")})).u.i, 1);
  clock_sleep_ns(begin + 8000000000 - clock_mono_ns()); /* it returns at last, to nobody */
  fixture_close(&f);
}

static void may_not_watch_a_target(void **state) {
  fixture f;
  sonde_value v;
  (void)state;
  fixture_open(&f, (host_options){0});
  assert_int_equal(call_with(&f, "hang.watch", &v, NO_ARGS), SONDE_STATE);
  assert_string_equal(f.error.text,
      "only the host thread may watch a target from inside: the row must not be SONDE_ROW_SLOW");
  fixture_close(&f);
}

static void threads_left_behind_are_ended_and_told(void **state) {
  fixture f;
  (void)state;
  fixture_open(&f, (host_options){0});
  assert_int_equal(call_ok(&f, "hang.leave", NO_ARGS).u.i, SONDE_OK);
  fixture_close(&f); /* joins it: the thread and leak checkers would tell */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      BOTH_ENTRIES(has_time_left),
      BOTH_ENTRIES(tells_how_far_it_is),
      cmocka_unit_test(is_cancelled_at_the_deadline),
      cmocka_unit_test(is_abandoned_in_the_end),
      cmocka_unit_test(may_not_watch_a_target),
      cmocka_unit_test(threads_left_behind_are_ended_and_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
