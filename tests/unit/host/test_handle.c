/* Handles: minted by the host, checked in calls, released by hand, with their owner and at the stop. */
#include "host/fixture.h"

static int64_t alive(fixture *f) {
  return call_ok(f, "plain.counters", NO_ARGS).u.i;
}

BOTH(counts_by_handle) {
  sonde_value h = call_ok(f, "plain.counter", ARGS({"start", value_i64(10)}));
  assert_int_equal(h.kind, SONDE_HANDLE);
  assert_int_equal(call_ok(f, "plain.advance", ARGS({"counter", h})).u.i, 11);
  assert_int_equal(call_ok(f, "plain.advance", ARGS({"counter", h}, {"by", value_i64(-5)})).u.i, 6);
  assert_int_equal(alive(f), 1);
  host_release(f->host, h.u.u);
  assert_int_equal(alive(f), 0);
}

BOTH(stale_handles_are_told) {
  sonde_value h = call_ok(f, "plain.counter", NO_ARGS), v;
  host_release(f->host, h.u.u);
  host_release(f->host, h.u.u);
  assert_int_equal(call_with(f, "plain.advance", &v, ARGS({"counter", h})), SONDE_STATE);
  assert_string_equal(f->error.text, "this counter has ended or never was; get a new one from the plugin");
  /* its place is used again, its number is not */
  sonde_value other = call_ok(f, "plain.counter", NO_ARGS);
  assert_true(other.u.u != h.u.u);
  assert_int_equal(call_with(f, "plain.advance", &v, ARGS({"counter", h})), SONDE_STATE);
  assert_int_equal(host_check_handle(f->host, other.u.u, "counter", &f->error), SONDE_OK);
  assert_int_equal(host_check_handle(f->host, other.u.u, "file", &f->error), SONDE_STATE);
  assert_string_equal(f->error.text, "a plain.counter was given where a file is wanted");
  assert_int_equal(host_check_handle(f->host, 0, NULL, &f->error), SONDE_STATE);
  assert_int_equal(host_check_handle(f->host, UINT64_MAX, NULL, &f->error), SONDE_STATE);
}

BOTH(an_owner_takes_its_handles_along) {
  static int one, two;
  host_set_owner(f->host, &one);
  sonde_value a = call_ok(f, "plain.counter", NO_ARGS), b = call_ok(f, "plain.counter", NO_ARGS);
  host_set_owner(f->host, &two);
  sonde_value c = call_ok(f, "plain.counter", NO_ARGS);
  assert_int_equal(alive(f), 3);
  host_release_owner(f->host, &one);
  assert_int_equal(alive(f), 1);
  assert_int_equal(host_check_handle(f->host, a.u.u, "counter", NULL), SONDE_STATE);
  assert_int_equal(host_check_handle(f->host, b.u.u, "counter", NULL), SONDE_STATE);
  assert_int_equal(host_check_handle(f->host, c.u.u, "counter", NULL), SONDE_OK);
} /* c is released at the stop: the leak checker would tell */

BOTH(ordered_calls_check_handles_too) {
  row r = find_row(f, "plain.advance");
  sonde_value args[2] = {call_ok(f, "plain.counter", NO_ARGS), value_i64(2)}, result;
  assert_int_equal(host_call_ordered(f->host, &r, args, &f->memory, &result, &f->error), SONDE_OK);
  assert_int_equal(result.u.i, 2);
  args[0].u.u ^= 1ull << 40;
  assert_int_equal(host_call_ordered(f->host, &r, args, &f->memory, &result, &f->error), SONDE_STATE);
}

BOTH(lists_of_handles_are_handles) {
  sonde_value two = call_ok(f, "plain.pair", NO_ARGS);
  assert_int_equal(two.len, 2);
  call_ok(f, "plain.advance", ARGS({"counter", two.u.list[1]}));
  assert_int_equal(call_ok(f, "plain.total", ARGS({"of", two})).u.i, 7);
  assert_int_equal(two.u.list[0].kind, SONDE_HANDLE); /* what the script holds is as it was */
  assert_int_equal(call_ok(f, "plain.total", ARGS({"of", two})).u.i, 7);
  host_release(f->host, two.u.list[0].u.u);
  sonde_value v;
  assert_int_equal(call_with(f, "plain.total", &v, ARGS({"of", two})), SONDE_STATE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      BOTH_ENTRIES(counts_by_handle),
      BOTH_ENTRIES(stale_handles_are_told),
      BOTH_ENTRIES(an_owner_takes_its_handles_along),
      BOTH_ENTRIES(ordered_calls_check_handles_too),
      BOTH_ENTRIES(lists_of_handles_are_handles),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
