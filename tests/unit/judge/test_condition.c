/* Conditions: thresholds that hold for a while, with hysteresis. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "judge/condition.h"

#define SECOND INT64_C(1000000000)

static sonde_value operator_of(arena *a, const char *op, sonde_value operand) {
  sonde_value *items = arena_alloc(a, 2 * sizeof *items);
  items[0] = value_text(op);
  items[1] = operand;
  return value_list(items, 2);
}

static void read_threshold(threshold *t, arena *a, const char *op, sonde_value operand, const char *unit) {
  error e = {0};
  sonde_value spec = operator_of(a, op, operand);
  if (threshold_read(t, &spec, unit, a, &e) != SONDE_OK) fail_msg("%s", e.text);
}

static bool holds(const threshold *t, sonde_value v) {
  return threshold_test(t, &v) == 1;
}

static void operators(void **state) {
  (void)state;
  arena a = {0};
  threshold t;
  read_threshold(&t, &a, ">", value_text("5ms"), "ns");
  assert_true(holds(&t, value_u64(5000001)));
  assert_false(holds(&t, value_i64(5000000)));
  read_threshold(&t, &a, ">=", value_text("64 MiB"), "bytes");
  assert_true(holds(&t, value_u64(64 << 20)));
  assert_false(holds(&t, value_u64((64 << 20) - 1)));
  read_threshold(&t, &a, "<=", value_f64(0.5), "ratio");
  assert_true(holds(&t, value_f64(0.5)));
  read_threshold(&t, &a, "~=", value_i64(0), "count");
  assert_true(holds(&t, value_i64(1)));
  assert_false(holds(&t, value_i64(0)));
  sonde_value unknown = value_unknown(SONDE_WHY_DENIED, NULL), word = value_text("x");
  assert_int_equal(threshold_test(&t, &unknown), -1);
  assert_int_equal(threshold_test(&t, &word), -1);
  arena_free(&a);
}

static void mistakes_are_told(void **state) {
  (void)state;
  arena a = {0};
  threshold t;
  error e = {0};
  sonde_value spec = operator_of(&a, "=>", value_i64(1));
  assert_int_equal(threshold_read(&t, &spec, "", &a, &e), SONDE_ARG);
  assert_string_equal(e.text, "no operator '=>': use == ~= < <= > >=");
  spec = value_f64(0.9);
  assert_int_equal(threshold_read(&t, &spec, "", &a, &e), SONDE_ARG);
  assert_string_equal(e.text, "must be { operator, figure }, for example { \">\", 0.9 }");
  spec = operator_of(&a, ">", value_text("5"));
  assert_int_equal(threshold_read(&t, &spec, "ns", &a, &e), SONDE_ARG); /* a duration needs a unit */
  arena_free(&a);
}

/* Above 0.9 for 20 s, cleared below 0.75, in windows of 5 s. */
static condition busy(arena *a) {
  condition c = {.name = "busy", .during_ns = 20 * SECOND, .has_clear = true};
  read_threshold(&c.raise, a, ">", value_f64(0.9), "ratio");
  read_threshold(&c.clear, a, "<", value_f64(0.75), "ratio");
  return c;
}

/* One window a figure; a letter each: R raised, . not; negative: unknown. */
static void expect_windows(condition *c, const double *values, const char *want) {
  for (size_t i = 0; want[i]; i++) {
    sonde_value v = values[i] < 0 ? value_unknown(SONDE_WHY_GONE, NULL) : value_f64(values[i]);
    int64_t start = (int64_t)i * 5 * SECOND;
    bool raised = condition_step(c, "cpu", &v, start, start + 5 * SECOND)->raised;
    condition_end_window(c);
    if (raised != (want[i] == 'R')) fail_msg("window %d: %s", (int)i, raised ? "raised" : "not raised");
  }
}

static void raised_after_a_while_and_cleared_lower(void **state) {
  (void)state;
  arena a = {0};
  condition c = busy(&a);
  expect_windows(
      &c, (double[]){0.95, 0.95, 0.95, 0.95, 0.8, 0.76, 0.7, 0.95, 0.95, 0.95, 0.95}, "...RRR....R");
  condition_forget(&c);
  arena_free(&a);
}

static void a_gap_starts_again(void **state) {
  (void)state;
  arena a = {0};
  condition c = busy(&a);
  expect_windows(&c, (double[]){0.95, 0.95, 0.95, 0.9, 0.95, 0.95, 0.95, 0.95}, ".......R");
  condition_forget(&c);
  arena_free(&a);
}

static void unknown_breaks_a_stretch_but_clears_nothing(void **state) {
  (void)state;
  arena a = {0};
  condition c = busy(&a);
  expect_windows(&c, (double[]){0.95, 0.95, 0.95, -1, 0.95, 0.95, 0.95, 0.95, -1, 0.8}, ".......RRR");
  condition_forget(&c);
  arena_free(&a);
}

static void subjects_are_apart_and_forgotten(void **state) {
  (void)state;
  arena a = {0};
  condition c = busy(&a);
  c.during_ns = 10 * SECOND;
  sonde_value high = value_f64(1), low = value_f64(0);
  assert_false(condition_step(&c, "a", &high, 0, 5 * SECOND)->raised);
  assert_false(condition_step(&c, "b", &low, 0, 5 * SECOND)->raised);
  condition_end_window(&c);
  assert_int_equal(c.count, 1); /* nothing is kept about b */
  assert_true(condition_step(&c, "a", &high, 5 * SECOND, 10 * SECOND)->raised);
  assert_false(condition_step(&c, "b", &high, 5 * SECOND, 10 * SECOND)->raised);
  condition_end_window(&c);
  assert_int_equal(c.count, 2);
  condition_step(&c, "b", &high, 10 * SECOND, 15 * SECOND); /* a is gone */
  condition_end_window(&c);
  assert_int_equal(c.count, 1);
  assert_false(condition_step(&c, "a", &high, 15 * SECOND, 20 * SECOND)->raised);
  condition_forget(&c);
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(operators),
      cmocka_unit_test(mistakes_are_told),
      cmocka_unit_test(raised_after_a_while_and_cleared_lower),
      cmocka_unit_test(a_gap_starts_again),
      cmocka_unit_test(unknown_breaks_a_stretch_but_clears_nothing),
      cmocka_unit_test(subjects_are_apart_and_forgotten),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
