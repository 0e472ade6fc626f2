/* Calls of plugins from scripts, and what comes back. */
#include "../check.h"

#include "lab.h"

/* Runs the body both ways, directly and by wire, and compares the result's text. */
static void expect(const char *body, const char *result) {
  for (int wire = 0; wire < 2; wire++) {
    lab l;
    lab_open(&l, wire, NULL);
    if (lab_run(&l, body)) print_error("%s\n", l.trouble.text);
    assert_string_equal(lab_result(&l), result);
    lab_close(&l);
  }
}

static void expect_trouble(const char *body, int kind, const char *part) {
  lab l;
  lab_open(&l, false, NULL);
  int got = lab_run(&l, body);
  if (got != kind || !strstr(l.trouble.text, part)) print_error("kind %d, %s\n", got, l.trouble.text);
  assert_int_equal(got, kind);
  assert_non_null(strstr(l.trouble.text, part));
  lab_close(&l);
}

static void test_functions(void **state) {
  (void)state;
  expect("return host.plain.add { a = 2, b = 40 }", "42");
  expect("return host.plain.add { a = 2 }", "3");
  expect("return host.plain.add(7)", "8");
  expect("return host.plain.greet()", "hello");
  expect("local r = host.plain.echo { flag = true, signed = -5, real = 1.5, text = 'a', list = { 1, 2 }, "
         "point = { x = 1 } } "
         "return { r.flag, r.signed, r.real, r.text, r.list[2], r.point.x, r.point.y == nil }",
      "{true, -5, 1.5, a, 2, 1, true}");
  expect("return host.plain.echo { time = '2s', size = '1 MiB', color = 'red' }",
      "{color = red, size = 1048576, time = 2000000000}");
}

static void test_exact_integers(void **state) {
  (void)state;
  expect("return host.plain.echo { signed = math.mininteger }.signed == math.mininteger", "true");
  expect("return host.plain.echo { signed = math.maxinteger }.signed == math.maxinteger", "true");
  /* the unit `address`: the same bits */
  expect("return host.plain.echo { unsigned = -1 }.unsigned == -1", "true");
  expect("return host.plain.echo { bytes = '\\xff\\0a' }.bytes == '\\xff\\0a'", "true");
}

static void test_errors_are_objects(void **state) {
  (void)state;
  expect("local good, e = pcall(host.plain.refuse, 4) return { good, e.plugin, e.call, e.code, e.os, "
         "e.message, tostring(e), e.position }",
      "{false, plain, refuse, missing, 7, plain.refuse: refused with 4, as asked, plain.refuse: refused with "
      "4, as asked, lab.lua:2}");
  expect_trouble("\nhost.plain.refuse(3)", TROUBLE_ERROR,
      "lab.lua:3: plain.refuse: refused with 3, as asked\n     2 | \n>    3 | ");
  expect_trouble("host.plain.add { a = 1, b = 2000000 }", TROUBLE_ERROR, "plain.add: b: must be at most");
  expect_trouble("host.plain.add { a = 1, c = 2 }", TROUBLE_ERROR, "plain.add: no parameter 'c'");
  expect_trouble("host.plain.add()", TROUBLE_ERROR, "plain.add: a: is missing");
  expect_trouble(
      "host.plain.slow { time = 5 }", TROUBLE_ERROR, "plain.slow: time: 5 is under 1 us: write \"5s\"");
  expect_trouble("host.plain.ad()", TROUBLE_ERROR, "plain gives no 'ad', did you mean 'add'?");
  expect_trouble("host.plian.add()", TROUBLE_ERROR, "no host.plian, did you mean 'plain'?");
}

static void test_unknown(void **state) {
  (void)state;
  expect("local r = host.plain.maybe() return { r.known, r.unknown == nil, r:why 'unknown', r:why 'known' == "
         "nil }",
      "{5, true, denied, true}");
  expect("local word, sentence = host.plain.maybe { reason = 5 }:why 'unknown' return { word, sentence }",
      "{gone, the test wants it so}");
  /* an answer that goes on as data keeps what is unknown */
  expect("return host.plain.maybe()", "{known = 5, unknown = unknown (denied)}");
  expect_trouble("local r = host.plain.maybe()\nreturn r.unknown + 1", TROUBLE_UNKNOWN,
      "unknown of plain.maybe (denied: the test wants it so)");
  expect_trouble("local r = host.plain.maybe()\nlocal u = r.unknown\nif u > 1 then return 1 end",
      TROUBLE_UNKNOWN, "unknown of plain.maybe (denied");
  expect_trouble("local r, t = host.plain.maybe(), {}\nlocal u = r.unknown\nreturn t.other + 1",
      TROUBLE_ERROR, "(field 'other')");
  expect_trouble("host.unknown 'nothing to compare with'", TROUBLE_UNKNOWN, "nothing to compare with");
  expect_trouble("pcall(host.unknown, 'not caught')", TROUBLE_UNKNOWN, "not caught");
}

static void test_unknown_is_listed(void **state) {
  (void)state;
  lab l;
  lab_open(&l, false, NULL);
  assert_int_equal(lab_run(&l, "for i = 1, 3 do local u = host.plain.maybe().unknown end"), TROUBLE_NONE);
  assert_int_equal(script_unknown_count(l.script), 1);
  assert_string_equal(
      script_unknown_at(l.script, 0), "unknown of plain.maybe (denied: the test wants it so)");
  assert_null(script_unknown_at(l.script, 1));
  lab_close(&l);
}

static void test_handles(void **state) {
  (void)state;
  expect("local c = host.plain.counter(5) return { c:advance(), c:advance { by = 10 }, host.plain.advance { "
         "counter = c } }",
      "{6, 16, 17}");
  expect("local c = host.plain.counter() local one = host.plain.counters() c:close() return { one, "
         "host.plain.counters() }",
      "{1, 0}");
  expect("do local c <close> = host.plain.counter() end return host.plain.counters()", "0");
  expect_trouble(
      "local c = host.plain.counter() c:close() c:advance()", TROUBLE_ERROR, "the counter handle is closed");
  expect_trouble("host.plain.counter():advnce()", TROUBLE_ERROR, "a counter handle has no method 'advnce'");
}

static void test_handles_end_with_the_script(void **state) {
  (void)state;
  lab l;
  lab_open(&l, false, NULL);
  assert_int_equal(lab_run(&l, "local c = host.plain.counter() return host.plain.counters()"), TROUBLE_NONE);
  assert_string_equal(lab_result(&l), "1");
  assert_int_equal(lab_run(&l, "return host.plain.counters()"), TROUBLE_NONE);
  assert_string_equal(lab_result(&l), "0");
  lab_close(&l);
}

static void test_needs(void **state) {
  (void)state;
  lab l;
  lab_open(&l, false, NULL);
  static const char source[] =
      "return { kind = 'check', api = 1, id = 'few', title = 'Few',\n  needs = {},\n"
      "  run = function(host) host.plain.greet()\n    return host.plain.maybe() end }";
  assert_true(lab_load(&l, source));
  script_call(l.script, "run", false, NULL, 0, &l.arena, &l.result, &l.trouble);
  assert_int_equal(l.trouble.kind, TROUBLE_ERROR);
  assert_non_null(
      strstr(l.trouble.text, "lab.lua:4: plain.maybe needs 'process.read': add it to needs (lab.lua:2)"));
  lab_close(&l);
}

static void test_findings(void **state) {
  (void)state;
  lab l;
  lab_open(&l, false, NULL);
  assert_int_equal(lab_run(&l, "host.finding { text = 'slow', severity = 'error', evidence = "
                               "host.plain.maybe(), confidence = 0.5 }"),
      TROUBLE_NONE);
  assert_int_equal(l.findings, 1);
  assert_string_equal(value_get(&l.finding, "text")->u.s, "slow");
  assert_int_equal(value_get(value_get(&l.finding, "evidence"), "unknown")->kind, SONDE_UNKNOWN);
  assert_int_equal(value_get(value_get(&l.finding, "evidence"), "known")->u.i, 5);
  lab_close(&l);
  expect_trouble("host.finding { text = 'refuse me' }", TROUBLE_ERROR, "host.finding: refused as asked");
  expect("return host.classify { code = 'errno:EBUSY' }.class", "busy.file");
  expect("return host.classify { code = 'errno:EACCES' } == nil", "true");
}

static void test_text(void **state) {
  (void)state;
  expect("local t = host.text return { t.duration(3200000), t.bytes(1048576), t.percent(12.34), "
         "t.number(1234567), t.number(-1234.5, 1), "
         "t.plural(1, 'thread'), t.plural(2, 'thread'), t.plural(2, 'process', 'processes'), t.bytes(nil) }",
      "{3.2 ms, 1 MiB, 12.3 %, 1,234,567, -1,234.5, 1 thread, 2 threads, 2 processes, unknown}");
  expect("local t = host.text.error return { t('win32:38'), t('hresult:0x80070026'), t('errno:999'), t('no "
         "code: at all') }",
      "{The file ends here (win32:38), The file ends here (hresult:0x80070026), errno:999, no code: at all}");
  expect_trouble("host.fail('%s is %d', 'x', 3)", TROUBLE_ERROR, "lab.lua:2: x is 3");
}

static void test_waiting(void **state) {
  (void)state;
  /* waiting does not count for the time limit of 1 s */
  expect("local from = host.elapsed() host.wait '1200 ms' for i = 1, 100000 do end return host.elapsed() - "
         "from >= 1200000000",
      "true");
  expect("local n = 0 return { host.wait_until('10s', function() n = n + 1 return n == 3 end), n }",
      "{true, 3}");
  expect("return host.wait_until('30 ms', function() return false end)", "false");
  expect_trouble("host.wait(5)", TROUBLE_ERROR, "host.wait: 5 is under 1 us: write \"5s\"");
  expect_trouble("host.wait_until('1s', function() error 'inside' end)", TROUBLE_ERROR, "lab.lua:2: inside");
}

static void test_reduced_host(void **state) {
  (void)state;
  lab l;
  lab_open(&l, false, NULL);
  static const char source[] =
      "return { kind = 'rule', api = 1, id = 'r', title = 'R', needs = {}, every = '5s',\n"
      "params = { share = { 'number', default = 0.25, max = 1 }, time = { 'duration', default = '2s' } },\n"
      "check = function(host, param, window) if window.bad then return host.plain end\n"
      "return { window.rows[1].n * param.share, param.time, host.text.bytes(window.rows[2].n) } end }";
  assert_true(lab_load(&l, source));
  sonde_pair first = {"n", value_i64(8)}, second = {"n", value_i64(2048)};
  sonde_value rows[] = {value_map(&first, 1), value_map(&second, 1)};
  sonde_pair pairs[] = {{"rows", value_list(rows, 2)}, {"bad", value_bool(true)}};
  sonde_value window = value_map(pairs, 1);
  assert_int_equal(
      script_call(l.script, "check", true, &window, 1, &l.arena, &l.result, &l.trouble), SONDE_OK);
  assert_string_equal(lab_result(&l), "{2, 2000000000, 2 KiB}");
  sonde_pair set[] = {{"share", value_text("0.5")}, {"time", value_text("3s")}};
  sonde_value named = value_map(set, 2);
  error e = {0};
  assert_int_equal(script_set_params(l.script, &named, &e), SONDE_OK);
  assert_int_equal(
      script_call(l.script, "check", true, &window, 1, &l.arena, &l.result, &l.trouble), SONDE_OK);
  assert_string_equal(lab_result(&l), "{4, 3000000000, 2 KiB}");
  set[0].value = value_text("7");
  assert_int_equal(script_set_params(l.script, &named, &e), SONDE_ARG);
  window = value_map(pairs, 2);
  assert_int_not_equal(
      script_call(l.script, "check", true, &window, 1, &l.arena, &l.result, &l.trouble), SONDE_OK);
  assert_non_null(strstr(
      l.trouble.text, "no host.plain in 'check': there host has only text, log, classify, now and unknown"));
  lab_close(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_functions),
      cmocka_unit_test(test_exact_integers),
      cmocka_unit_test(test_errors_are_objects),
      cmocka_unit_test(test_unknown),
      cmocka_unit_test(test_unknown_is_listed),
      cmocka_unit_test(test_handles),
      cmocka_unit_test(test_handles_end_with_the_script),
      cmocka_unit_test(test_needs),
      cmocka_unit_test(test_findings),
      cmocka_unit_test(test_text),
      cmocka_unit_test(test_waiting),
      cmocka_unit_test(test_reduced_host),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
