/* Label: pure. Counter paths: their parts, what is refused and where, and what matches. */
#include "check.h"

#include <stdio.h>

#include "path.h"

static counter_path parsed(const char *s) {
  counter_path p;
  error e = {0};
  if (path_parse(s, strlen(s), &p, &e)) fail_msg("%s: %s", s, e.text);
  return p;
}

static void is(path_part p, const char *s) {
  if (p.len != strlen(s) || memcmp(p.s, s, p.len) != 0) fail_msg("'%.*s' is not '%s'", (int)p.len, p.s, s);
}

static void parts(void **state) {
  (void)state;
  counter_path p = parsed("\\Memory\\Available Bytes");
  is(p.object, "Memory");
  is(p.counter, "Available Bytes");
  assert_false(p.has_instance);
  assert_int_equal(p.machine.len, 0);
  p = parsed("\\\\HOST-1\\Process(python#12)\\% Processor Time");
  is(p.machine, "HOST-1");
  is(p.object, "Process");
  is(p.instance, "python");
  is(p.counter, "% Processor Time");
  assert_true(p.has_instance);
  assert_int_equal(p.index, 12);
}

static void parent_and_child(void **state) {
  (void)state;
  counter_path p = parsed("\\Thread(svchost/3#2)\\ID Thread");
  is(p.parent, "svchost");
  is(p.child, "3");
  is(p.instance, "svchost/3");
  assert_int_equal(p.index, 2);
  p = parsed("\\Process(bash)\\Working Set");
  assert_int_equal(p.parent.len, 0);
  is(p.child, "bash");
  assert_int_equal(p.index, -1);
}

/* Windows itself has such instances and counters. */
static void awkward(void **state) {
  (void)state;
  counter_path p = parsed("\\Paging File(\\??\\C:\\pagefile.sys)\\% Usage");
  is(p.object, "Paging File");
  is(p.instance, "\\??\\C:\\pagefile.sys");
  p = parsed("\\SQLServer:Locks(_Total)\\Average Wait Time (ms)");
  is(p.instance, "_Total");
  is(p.counter, "Average Wait Time (ms)");
  p = parsed("\\Network Interface(Card (2))\\Bytes Total/sec");
  is(p.instance, "Card (2)");
  is(p.counter, "Bytes Total/sec");
  p = parsed("\\LogicalDisk(/home)\\Free Megabytes");
  is(p.instance, "/home");
  p = parsed("\\Process(c#)\\Working Set");
  is(p.instance, "c#");
  assert_int_equal(p.index, -1);
  p = parsed("\\Process(x#12345678901)\\Working Set");
  is(p.instance, "x#12345678901");
}

static void by_pid(void **state) {
  (void)state;
  assert_int_equal(parsed("\\Process(pid:123)\\Working Set").pid, 123);
  assert_int_equal(parsed("\\Process(PID:7)\\Working Set").pid, 7);
  assert_int_equal(parsed("\\Process(pid:)\\Working Set").pid, 0);
  assert_int_equal(parsed("\\Process(pid:12x)\\Working Set").pid, 0);
  assert_int_equal(parsed("\\Process(pid:*)\\Working Set").pid, 0);
}

static void refused(const char *s, size_t len, const char *where) {
  counter_path p;
  error e = {0};
  if (path_parse(s, len, &p, &e) != SONDE_ARG) fail_msg("'%s' is taken", s);
  if (!strstr(e.text, where)) fail_msg("'%s' is refused for '%s', not for '%s'", s, e.text, where);
}

static void wrong(void **state) {
  (void)state;
  static const struct {
    const char *path, *where;
  } cases[] = {
      {"", "at character 1: it is empty"},
      {"Memory\\Available Bytes", "at character 1: it does not begin"},
      {"\\Memory", "the counter is missing"},
      {"\\Memory\\", "at character 9: the counter is missing"},
      {"\\\\Counter", "nothing follows the machine"},
      {"\\\\host\\Memory", "the counter is missing"},
      {"\\\\\\Memory\\X", "the machine's name is missing"},
      {"\\(x)\\Counter", "the object is missing"},
      {"\\Process(bash\\Working Set", "a ')' is missing"},
      {"\\Process(bash)x\\Working Set", "a ')' is missing"},
      {"\\Process()\\Working Set", "the instance is empty"},
      {"\\Process(#1)\\Working Set", "the instance has no name"},
      {"\\Pro*(x)\\Working Set", "must be named"},
      {"\\Process\\Thread\\Working Set", "a '\\' in the object's name"},
      {"\\Memory\\Avail\nable", "at character 14: a control character"},
      {"\\Memory\\Avail\xff", "at character 14: it is not UTF-8"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    refused(cases[i].path, strlen(cases[i].path), cases[i].where);
  char longest[PATH_LONGEST + 2];
  memset(longest, 'x', sizeof longest);
  memcpy(longest, "\\a\\", 3);
  refused(longest, PATH_LONGEST + 1, "has at most 1024 bytes");
  counter_path p;
  assert_int_equal(path_parse(longest, PATH_LONGEST, &p, NULL), SONDE_OK);
}

static bool has(const char *path, const char *name, uint32_t index, uint32_t pid) {
  counter_path p = parsed(path);
  instance_name n = {name, strlen(name), index, pid};
  return path_has_instance(&p, &n);
}

static void instances(void **state) {
  (void)state;
  assert_true(has("\\Process(bash)\\X", "bash", 0, 1));
  assert_true(has("\\Process(BASH)\\X", "bash", 0, 1));
  assert_false(has("\\Process(bash)\\X", "bash", 1, 1)); /* the first of them is meant */
  assert_true(has("\\Process(bash#1)\\X", "bash", 1, 1));
  assert_false(has("\\Process(bash#1)\\X", "bash", 2, 1));
  assert_true(has("\\Process(bash#0)\\X", "bash", 0, 1));
  assert_true(has("\\Process(*)\\X", "bash", 7, 1));
  assert_true(has("\\Process(BA*)\\X", "bash", 7, 1));
  assert_true(has("\\Process(ba?h)\\X", "bash", 0, 1));
  assert_false(has("\\Process(ba?)\\X", "bash", 0, 1));
  assert_true(has("\\Process(*#2)\\X", "bash", 2, 1));
  assert_false(has("\\Process(*#2)\\X", "bash", 1, 1));
  assert_true(has("\\Process(bash#*)\\X", "bash", 3, 1));
  assert_false(has("\\Process(bash#*)\\X", "bash", 0, 1));
  assert_true(has("\\Process(pid:9)\\X", "bash", 3, 9));
  assert_false(has("\\Process(pid:9)\\X", "bash", 3, 8));
  assert_true(has("\\Thread(py*/0)\\X", "python/0", 0, 1));
}

static void written(void **state) {
  (void)state;
  char out[64];
  instance_name n = {"bash", 4, 0, 1};
  assert_int_equal(path_instance_text(&n, out, sizeof out), 4);
  n.index = 12;
  assert_int_equal(path_instance_text(&n, out, sizeof out), 7);
  assert_memory_equal(out, "bash#12", 7);
  assert_int_equal(path_instance_text(&n, out, 3), 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(parts), cmocka_unit_test(parent_and_child),
      cmocka_unit_test(awkward), cmocka_unit_test(by_pid), cmocka_unit_test(wrong),
      cmocka_unit_test(instances), cmocka_unit_test(written)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
