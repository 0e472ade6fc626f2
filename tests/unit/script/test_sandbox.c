/* What scripts see of Lua: fixed order, no way out, limits that hold. */
#include "../check.h"

#include "lab.h"
#include "os/clock.h"

static void expect(const char *body, const char *result) {
  lab l;
  lab_open(&l, false, NULL);
  if (lab_run(&l, body)) print_error("%s\n", l.trouble.text);
  assert_string_equal(lab_result(&l), result);
  lab_close(&l);
}

static void test_hidden(void **state) {
  (void)state;
  expect("local hidden = {} for _, name in ipairs { 'os', 'io', 'debug', 'package', 'coroutine', 'load', "
         "'loadstring', 'loadfile', 'dofile', "
         "'collectgarbage' } do if not pcall(function() return _G[name] end) then hidden[#hidden + 1] = name "
         "end end return #hidden",
      "10");
  expect("return { rawget(_G, 'os') == nil, string.dump == nil, math.random == nil, math.randomseed == nil }",
      "{true, true, true, true}");
  /* the metatables of strings, answers, handles and globals cannot be replaced */
  expect("return { pcall(setmetatable, _G, {}), getmetatable(_G), getmetatable(host.plain.maybe()), "
         "getmetatable(host.plain.counter()) }",
      "{false, globals, answer, handle}");
}

static void test_order(void **state) {
  (void)state;
  expect("local t, got = { zebra = 1, 10, apple = 2, 20, [2.5] = 3, [-1] = 4, mouse = 5 }, {} for k in "
         "pairs(t) do got[#got + 1] = k end return got",
      "{-1, 1, 2, 2.5, apple, mouse, zebra}");
  expect("local t, n = {}, 0 for i = 1, 1000 do t['k' .. i] = i end for k in pairs(t) do t[k] = nil n = n + "
         "1 end return { n, next(t) == nil }",
      "{1000, true}");
  expect("local t, got = { a = 1, b = 2, c = 3 }, {} for k, v in pairs(t) do t.b = nil got[#got + 1] = k .. "
         "v end return got",
      "{a1, c3}");
  expect("local p = setmetatable({}, { __pairs = function() return function(_, k) if not k then return 1, 2 "
         "end end, nil, nil end }) "
         "for k, v in pairs(p) do return { k, v } end",
      "{1, 2}");
}

static void test_libraries(void **state) {
  (void)state;
  expect("return { ('a,b'):find(',', 1, true), ('k = v'):match('^(%w+)%s*=%s*(%w+)$'), ('x'):rep(3, '-'), "
         "('%5.1f'):format(2.25) }",
      "{2, k, x-x-x,   2.2}");
  expect("local n = 0 for w in ('one two three'):gmatch '%a+' do n = n + #w end return { n, "
         "(('aXbX'):gsub('X', '.')) }",
      "{11, a.b.}");
  expect("return { pcall(error, 'x'), select('#', pcall(function() return 1, 2, 3 end)), xpcall(error, "
         "function(m) return m .. '!' end, 'y') }",
      "{false, 4, false, y!}");
}

static void test_random(void **state) {
  (void)state;
  expect("for i = 1, 1000 do local r, d = host.random(), host.random(6) if r < 0 or r >= 1 or d < 1 or d > 6 "
         "then return 'out of range' end end "
         "return host.random(5, 5)",
      "5");
}

/* A loop that pcall cannot keep alive ends near the limit, and the script can be called again. */
static void test_time_limit(void **state) {
  (void)state;
  lab l;
  lab_open(&l, false, NULL);
  l.limits.soft_time_ns = 100 * INT64_C(1000000);
  int64_t from = clock_thread_cpu_ns();
  assert_int_equal(lab_run(&l, "while true do pcall(function() while true do end end) end"), TROUBLE_LIMIT);
  assert_int_equal(l.trouble.status, SONDE_TIMEOUT);
  assert_true(clock_thread_cpu_ns() - from < 5 * INT64_C(1000000000));
  for (int i = 0; i < 3; i++)
    assert_int_not_equal(
        script_call(l.script, "run", false, NULL, 0, &l.arena, &l.result, &l.trouble), SONDE_OK);
  assert_int_equal(l.trouble.kind, TROUBLE_LIMIT);
  lab_close(&l);
}

/* Many short calls: the watcher must not end one for the time of the others. */
static void test_time_is_per_call(void **state) {
  (void)state;
  lab l;
  lab_open(&l, false, NULL);
  l.limits.soft_time_ns = 400 * INT64_C(1000000);
  assert_int_equal(lab_run(&l, "local n = 0 for i = 1, 100000 do n = n + i end return n"), TROUBLE_NONE);
  int64_t from = clock_mono_ns();
  while (clock_mono_ns() - from < 900 * INT64_C(1000000)) {
    script_call(l.script, "run", false, NULL, 0, &l.arena, &l.result, &l.trouble);
    if (l.trouble.kind != TROUBLE_NONE) fail_msg("%s", l.trouble.text);
    arena_reset(&l.arena);
  }
  lab_close(&l);
}

static void test_memory_limit(void **state) {
  (void)state;
  lab l;
  lab_open(&l, false, NULL);
  l.limits.memory_bytes = 2u << 20;
  l.limits.soft_time_ns = 0; /* the default: sanitizers are slow */
  assert_int_equal(lab_run(&l, "local t = {} while true do t[#t + 1] = {} end"), TROUBLE_LIMIT);
  assert_int_equal(l.trouble.status, SONDE_MEMORY);
  assert_non_null(strstr(l.trouble.text, "lab.lua:2: uses more than 2 MiB of memory"));
  /* what the script let go is free again */
  assert_int_equal(
      lab_run(&l, "local s for i = 1, 200 do s = ('x'):rep(100000) .. i end return #s"), TROUBLE_NONE);
  assert_string_equal(lab_result(&l), "100003");
  l.limits.memory_bytes = 2000;
  assert_int_equal(lab_run(&l, "return 1"), TROUBLE_ERROR);
  assert_int_equal(l.trouble.status, SONDE_MEMORY);
  lab_close(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_hidden), cmocka_unit_test(test_order),
      cmocka_unit_test(test_libraries), cmocka_unit_test(test_random), cmocka_unit_test(test_time_limit),
      cmocka_unit_test(test_time_is_per_call), cmocka_unit_test(test_memory_limit)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
