/* Lint: each mistake with file:line, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "judge/lint.h"
#include "toy.h"

typedef struct log {
  char lines[20][400];
  size_t n;
} log;

static void keep(void *self, const lint_note *n) {
  log *l = self;
  const char *name = strrchr(n->file, '/');
  assert_true(l->n < 20);
  snprintf(l->lines[l->n++], sizeof l->lines[0], "%s:%u: %s%s", name ? name + 1 : n->file, n->line,
      n->error ? "" : "(note) ", n->text);
}

static script *load(host *h, const char *path) {
  script_services services = {.host = h};
  trouble t = {0};
  script *s = script_load(&services, path, NULL, &t);
  if (!s) fail_msg("%s", t.text);
  return s;
}

static void expect_notes(const char *path, const char *const *want, size_t n, uint32_t errors) {
  host *h = toy_host();
  script *s = load(h, path);
  log l = {.n = 0};
  uint32_t got = lint_script(h, s, keep, &l);
  for (size_t i = 0; i < n || i < l.n; i++) {
    const char *line = i < l.n ? l.lines[i] : "nothing", *wanted = i < n ? want[i] : "nothing";
    if (strcmp(line, wanted) != 0) fail_msg("got '%s', not '%s'", line, wanted);
  }
  assert_int_equal(got, errors);
  script_free(s);
  host_free(h);
}

static void good_scripts_have_none(void **state) {
  (void)state;
  static const char *const good[] = {"busy.lua", "growth.lua", "look.lua", "kinds.lua", "mend.lua"};
  for (size_t i = 0; i < COUNT(good); i++) {
    char path[120];
    snprintf(path, sizeof path, TOY_SCRIPTS "%s", good[i]);
    expect_notes(path, NULL, 0, 0);
  }
}

static void a_crooked_rule(void **state) {
  (void)state;
  static const char *const want[] = {
      "crooked.lua:12: params.unused: is never used",
      "crooked.lua:24: tests[1].fake: toy has no 'sizes', did you mean 'size'?",
      "crooked.lua:16: collect.a.get: get.total: no column 'tok', did you mean 'took'?",
  };
  expect_notes(TOY_SCRIPTS "crooked.lua", want, COUNT(want), 3);
}

static void misspelt_rows(void **state) {
  (void)state;
  static const char *const want[] = {
      "misspelt.lua:2: (note) has no tests",
      "misspelt.lua:6: toy has no 'sizzle', did you mean 'size'?",
      "misspelt.lua:7: no plugin 'toyy', did you mean 'toy'?",
      "misspelt.lua:7: (note) no plugin 'vendor'; `sonde list` shows those that are there",
  };
  expect_notes(TOY_SCRIPTS "misspelt.lua", want, COUNT(want), 2);
}

static void equal_rows(void **state) {
  (void)state;
  static const char *const want[] = {
      "twice.lua:10: rows[3].on: equals rows[1].on (class 'permission.a'): class 'busy.c' is never given",
      "twice.lua:1: (note) has no tests",
  };
  expect_notes(TOY_SCRIPTS "twice.lua", want, COUNT(want), 1);
}

static void wrong_and_repeated_codes(void **state) {
  (void)state;
  static const char *const want[] = {
      "codes.lua:10: rows[2].on: code 'errno:EACCESS': character 7: no number and no name of an errno, did "
      "you mean "
      "'errno:EACCES'?",
      "codes.lua:11: rows[3].on: code 'errno:13' is in rows[1].on already (class 'permission.a')",
      "codes.lua:12: rows[4].on: code 'hresult:0x80070005' is in rows[1].on already (class 'permission.a')",
  };
  expect_notes(TOY_SCRIPTS "codes.lua", want, COUNT(want), 3);
}

static void together(void **state) {
  (void)state;
  host *h = toy_host();
  script *a = load(h, TOY_SCRIPTS "mend.lua"), *b = load(h, TOY_SCRIPTS "mend.lua");
  const script *both[] = {a, b};
  log l = {.n = 0};
  assert_int_equal(lint_together(both, 2, keep, &l), 1);
  assert_string_equal(l.lines[0], "mend.lua:9: (note) handles: no script here finds 'toy.broken'");
  assert_non_null(strstr(l.lines[1], "mend.lua:5: id: 'toy.mend' is also the id of "));
  script_free(a);
  script_free(b);
  host_free(h);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(good_scripts_have_none),
      cmocka_unit_test(a_crooked_rule),
      cmocka_unit_test(misspelt_rows),
      cmocka_unit_test(equal_rows),
      cmocka_unit_test(wrong_and_repeated_codes),
      cmocka_unit_test(together),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
