/* Queries and live events as streams, and chains on them. */
#include "../check.h"

#include "lab.h"

static void expect(const char *body, const char *result) {
  for (int wire = 0; wire < 2; wire++) {
    lab l;
    lab_open(&l, wire, NULL);
    if (lab_run(&l, body)) print_error("%s\n", l.trouble.text);
    assert_string_equal(lab_result(&l), result);
    lab_close(&l);
  }
}

static void expect_trouble(const char *body, const char *part) {
  lab l;
  lab_open(&l, false, NULL);
  int got = lab_run(&l, body);
  if (got != TROUBLE_ERROR || !strstr(l.trouble.text, part))
    print_error("kind %d, %s\n", got, l.trouble.text);
  assert_int_equal(got, TROUBLE_ERROR);
  assert_non_null(strstr(l.trouble.text, part));
  lab_close(&l);
}

static void test_iteration(void **state) {
  (void)state;
  expect("local sum, n = 0, 0 for row in host.plain.numbers(5000) do sum = sum + row.number n = n + 1 end "
         "return { n, sum }",
      "{5000, 12502500}");
  expect("for row in host.plain.numbers(3) do if row.number == 2 then return row end end",
      "{half = 1, name = number 2, number = 2, parity = even, time = 1000}");
  /* a row that is kept stays as it was, whatever comes after it */
  expect("local kept for row in host.plain.numbers(4000) do kept = kept or row end return { kept.name, "
         "kept.number, kept.parity }",
      "{number 1, 1, odd}");
  expect("local s, n = host.plain.numbers(3), 0 for row in s do n = n + 1 end for row in s do n = n + 1 end "
         "return n",
      "6");
  expect("local rows = host.plain.numbers(3):rows() return { #rows, rows[3].name }", "{3, number 3}");
  expect("return #host.plain.numbers(0):rows()", "0");
}

static void test_unknown_columns(void **state) {
  (void)state;
  expect("local unknown = 0 for row in host.plain.numbers(20) do if row:why 'half' == 'denied' then unknown "
         "= unknown + 1 end end return unknown",
      "2");
  lab l;
  lab_open(&l, false, NULL);
  assert_int_equal(
      lab_run(&l, "for row in host.plain.numbers(10) do\nlocal twice = row.half * 2 end"), TROUBLE_UNKNOWN);
  assert_string_equal(l.trouble.text, "half of number 10 (denied)");
  assert_int_equal(l.trouble.line, 3);
  lab_close(&l);
}

static void test_chains(void **state) {
  (void)state;
  expect(
      "return host.plain.numbers(100):get { n = 'count', total = 'sum number', most = 'max number' }:rows()",
      "{{most = 100, n = 100, total = 5050}}");
  expect("local by = {} for row in host.plain.numbers(100):where { number = { '<=', 10 } }:group "
         "'parity':get { total = 'sum number' } do "
         "by[row.parity] = row.total end return by",
      "{even = 30, odd = 25}");
  expect("local top = host.plain.numbers(100):group 'parity':get { total = 'sum number' }:top(1, "
         "'total'):rows() "
         "return { #top, top[1].parity }",
      "{1, even}");
  expect("local c = host.plain.numbers(100):group 'parity':get { n = 'count' } return { #c:rows(), "
         "#c:rows(), c:rows()[1].n }",
      "{2, 2, 50}");
  /* two reducers of one query: one run */
  expect("local s = host.plain.numbers(10) local a = s:where { parity = 'even' }:get { n = 'count' } local b "
         "= s:get { n = 'count' } "
         "return { a:rows()[1].n, b:rows()[1].n }",
      "{5, 10}");
  expect("return #host.plain.numbers(100):where { number = { '>', 90 } }:rows()", "10");
  expect("return host.plain.numbers(100):where { number = { '>', 90 } }:where { parity = 'odd' "
         "}:rows()[1].number",
      "91");
}

static void test_wrong_chains(void **state) {
  (void)state;
  expect_trouble("host.plain.numbers():get { n = 'sum nmber' }", "did you mean 'number'?");
  expect_trouble("host.plain.numbers():get { n = 'summ number' }", "get.n: ");
  expect_trouble("host.plain.numbers():where { nmber = 1 }:get { n = 'count' }", "did you mean 'number'?");
  expect_trouble(
      "host.plain.numbers():group 'parity':get { n = 'count' }:top(1, 'm')", "top: the rows have no 'm'");
  expect_trouble("host.plain.numbers():get { n = 'count' }:where { number = 1 }", "where: comes before get");
  expect_trouble("host.plain.numbers():gett { n = 'count' }", "a stream has no 'gett'");
  expect_trouble("local s = host.plain.numbers() s:close() for row in s do end", "the stream is closed");
  expect_trouble("for row in host.plain.ticks() do end", "rows of a live stream are only kept after :keep");
  expect_trouble("host.plain.ticks():where { count = 1 }:rows()",
      "a chain on a live stream counts from its :get on, so it needs one");
  expect_trouble("host.plain.numbers(3, 4)",
      "plain.numbers takes one table of named arguments: plain.numbers { count = ... }");
}

static void test_live(void **state) {
  (void)state;
  expect("local s = host.plain.ticks { interval = '1 ms', limit = 20 } local c = s:get { n = 'count', last = "
         "'last count', sum = 'sum count' } "
         "host.wait_until('20s', function() return c:rows()[1].n == 20 end) return { c:rows()[1].last, "
         "c:rows()[1].sum, s:lost() }",
      "{20, 210, 0}");
  /* a chain sees records from its get on, and keeps its figures when the stream is closed */
  expect("local s = host.plain.ticks { interval = '1 ms', limit = 10 } local c = s:get { n = 'count' } "
         "host.wait_until('20s', function() return c:rows()[1].n == 10 end) local late = s:get { n = 'count' "
         "} s:close() "
         "return { c:rows()[1].n, late:rows()[1].n }",
      "{10, 0}");
}

static void test_keep(void **state) {
  (void)state;
  expect("local s = host.plain.ticks { interval = '1 ms', limit = 10 }:keep '1 MiB' local c = s:get { n = "
         "'count' } "
         "host.wait_until('20s', function() return c:rows()[1].n == 10 end) local got = {} for row in s do "
         "got[#got + 1] = row.note end "
         "local again = 0 for row in s do again = again + 1 end return { #got, got[1], got[10], again, "
         "s:lost() }",
      "{10, tick 1, tick 10, 0, 0}");
  /* bounded: the oldest go, and are counted */
  expect("local s = host.plain.ticks { interval = '1 ms', limit = 100 }:keep(1024) local c = s:get { n = "
         "'count' } "
         "host.wait_until('20s', function() return c:rows()[1].n == 100 end) local got = {} for row in s do "
         "got[#got + 1] = row.count end "
         "return { got[#got], #got < 20, #got + s:lost() }",
      "{100, true, 100}");
}

/* Ticks go on after the script has ended; its memory must not be written to. */
static void test_ends_with_the_script(void **state) {
  (void)state;
  lab l;
  lab_open(&l, false, NULL);
  assert_int_equal(lab_run(&l, "host.plain.ticks '1 ms':keep '1 MiB':get { n = 'count' } host.wait '20 ms'"),
      TROUBLE_NONE);
  script_free(l.script);
  l.script = NULL;
  host_wait_until(l.host, host_mono_ns(l.host) + 20 * INT64_C(1000000), NULL, NULL);
  lab_close(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_iteration),
      cmocka_unit_test(test_unknown_columns),
      cmocka_unit_test(test_chains),
      cmocka_unit_test(test_wrong_chains),
      cmocka_unit_test(test_live),
      cmocka_unit_test(test_keep),
      cmocka_unit_test(test_ends_with_the_script),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
