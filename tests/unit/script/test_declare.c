/* Declarations as data, and the lines of their keys. */
#include "../check.h"

#include "lab.h"

static const char rule[] =
    "-- a rule\n"
    "local unused = { kind = 'no' } -- { not the declaration }\n"
    "local function helper() return { id = 'no' } end\n"
    "return {\n"
    "  kind = 'rule', api = 1, id = 'cpu.test', title = 'Test', --[[ needs = no ]]\n"
    "  needs = { 'process.read' },\n"
    "  every = '5s',\n"
    "  params = {\n"
    "    share = { 'number', default = 0.25, min = 0, max = 1, doc = 'a share' },\n"
    "    wait  = { 'duration', default = '2s', min = '1s' },\n"
    "    size  = { 'bytes', default = '64 MiB' },\n"
    "    color = { 'text', default = 'red', choices = { 'red', 'green' } },\n"
    "    on    = { 'boolean', default = true },\n"
    "    free  = { 'integer' },\n"
    "  },\n"
    "  collect = {\n"
    "    waits = {\n"
    "      from = 'plain.ticks', where = { late = { '>', '1us' } },\n"
    "      group = 'what', get = { n = 'count' },\n"
    "      top = { 5, by = 'n' },\n"
    "    },\n"
    "  },\n"
    "  conditions = { busy = { raise = { '>', 0.9 }, during = '2m', clear = { '<', 0.75 } } },\n"
    "  check = function(host, param, window) local t = { x = 1 } if t.x then return { t } end end,\n"
    "  tests = { { given = { waits = {} }, expect = false },\n"
    "            { name = 'two', expect = { { severity = 'error' } } } },\n"
    "}\n";

static const sonde_value *at(const script *s, const char *a, const char *b, const char *c) {
  const sonde_value *v = value_get(script_declaration(s), a);
  if (b) v = value_get(v, b);
  if (c) v = value_get(v, c);
  assert_non_null(v);
  return v;
}

static void test_declaration(void **state) {
  (void)state;
  lab l;
  lab_open(&l, false, NULL);
  if (!lab_load(&l, rule)) fail_msg("%s", l.trouble.text);
  const script *s = l.script;
  assert_int_equal(script_get_kind(s), SCRIPT_RULE);
  assert_string_equal(script_kind_word(SCRIPT_RULE), "rule");
  assert_string_equal(script_id(s), "cpu.test");
  assert_string_equal(script_title(s), "Test");
  assert_string_equal(script_file(s), "lab.lua");
  assert_true(script_has(s, "check"));
  assert_false(script_has(s, "run"));
  assert_false(script_has(s, "title"));
  assert_string_equal(at(s, "check", NULL, NULL)->u.s, "function");
  const sonde_value *top = at(s, "collect", "waits", "top");
  assert_int_equal(top->kind, SONDE_MAP);
  assert_int_equal(value_get(top, "n")->u.i, 5);
  assert_string_equal(value_get(top, "by")->u.s, "n");
  assert_int_equal(at(s, "conditions", "busy", "raise")->kind, SONDE_LIST);
  assert_true(at(s, "conditions", "busy", "raise")->u.list[1].u.n == 0.9);
  assert_int_equal(at(s, "tests", NULL, NULL)->len, 2);
  assert_int_equal(value_get(&at(s, "tests", NULL, NULL)->u.list[0], "expect")->kind, SONDE_BOOL);
  lab_close(&l);
}

static void test_lines(void **state) {
  (void)state;
  static const struct expected {
    const char *path;
    uint32_t line;
  } keys[] = {{"", 4}, {"kind", 5}, {"needs", 6}, {"needs[1]", 6}, {"params", 8}, {"params.share", 9},
      {"params.share.max", 9}, {"params.size.default", 11}, {"collect.waits", 17}, {"collect.waits.top", 20},
      {"collect.waits.top.by", 20}, {"conditions.busy.clear", 23}, {"check", 24}, {"tests[1]", 25},
      {"tests[2]", 26}, {"tests[2].expect", 26},
      /* of what is not there: the table that it would stand in */
      {"collect.waits.with", 17}, {"tests[3]", 25}, {"nothing", 4}};
  lab l;
  lab_open(&l, false, NULL);
  assert_true(lab_load(&l, rule));
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    if (script_line(l.script, keys[i].path) != keys[i].line)
      fail_msg("%s: line %u instead of %u", keys[i].path, script_line(l.script, keys[i].path), keys[i].line);
  lab_close(&l);
}

static void test_params(void **state) {
  (void)state;
  lab l;
  uint32_t n = 0;
  lab_open(&l, false, NULL);
  assert_true(lab_load(&l, rule));
  const sonde_field *f = script_params(l.script, &n);
  static const char *const names[] = {"share", "wait", "size", "color", "on", "free"};
  assert_int_equal(n, 6);
  for (uint32_t i = 0; i < n; i++)
    assert_string_equal(f[i].name, names[i]);
  assert_int_equal(f[0].kind, SONDE_F64);
  assert_string_equal(f[0].initial, "0.25");
  assert_string_equal(f[0].most, "1");
  assert_string_equal(f[0].doc, "a share");
  assert_string_equal(f[1].unit, "ns");
  assert_string_equal(f[1].least, "1s");
  assert_string_equal(f[2].unit, "bytes");
  assert_string_equal(f[3].choices, "red green");
  assert_string_equal(f[4].initial, "true");
  assert_null(f[5].initial);
  lab_close(&l);
}

static void test_wrong_values(void **state) {
  (void)state;
  static const struct wrong {
    const char *name, *value, *part;
  } wrongs[] = {{"share", "2", "share: "}, {"wait", "1ms", "wait: "}, {"wait", "soon", "wait: "},
      {"color", "blue", "color: "}, {"shar", "1", "did you mean 'share'?"}};
  lab l;
  lab_open(&l, false, NULL);
  assert_true(lab_load(&l, rule));
  for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
    error e = {0};
    sonde_pair pair = {wrongs[i].name, value_text(wrongs[i].value)};
    sonde_value named = value_map(&pair, 1);
    assert_int_equal(script_set_params(l.script, &named, &e), SONDE_ARG);
    if (!strstr(e.text, wrongs[i].part)) fail_msg("%s = %s: %s", wrongs[i].name, wrongs[i].value, e.text);
  }
  lab_close(&l);
}

static void expect_obstacle(lab *l, const char *source, const char *obstacle) {
  arena a = {0};
  if (!lab_load(l, source)) fail_msg("%s", l->trouble.text);
  const char *found = script_obstacle(l->script, &a);
  if (obstacle)
    assert_string_equal(found ? found : "none", obstacle);
  else
    assert_null(found);
  arena_free(&a);
}

#define CHECK_HEAD "return { kind = 'check', api = 1, id = 'c', title = 'C', "

static void test_obstacles(void **state) {
  (void)state;
  lab l;
  lab_open(&l, false, NULL);
  expect_obstacle(&l, rule, NULL);
  expect_obstacle(&l,
      CHECK_HEAD
      "needs = {}, platforms = { 'linux', 'windows' }, run = function(host) return host.plain.greet() end }",
      NULL);
  expect_obstacle(&l, CHECK_HEAD "needs = {}, requires = { 'tracer.call' }, run = function() end }",
      "not run: no plugin gives tracer.call");
  expect_obstacle(&l, CHECK_HEAD "needs = {}, run = function(host) return host.tracer.call() end }",
      "not run: no plugin gives tracer.call");
  expect_obstacle(&l,
      CHECK_HEAD "needs = {}, -- host.tracer.call\nrun = function(host) return host.text.bytes(1) end }",
      NULL);
  lab_close(&l);
}

static void test_types(void **state) {
  (void)state;
  text out = {0};
  script_types(&out);
  assert_memory_equal(text_chars(&out), "---@meta\n", 9);
  assert_non_null(strstr(text_chars(&out), "function host.wait_until(limit, done) end\n"));
  assert_false(out.cut);
  text_free(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_declaration), cmocka_unit_test(test_lines),
      cmocka_unit_test(test_params), cmocka_unit_test(test_wrong_values), cmocka_unit_test(test_obstacles),
      cmocka_unit_test(test_types)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
