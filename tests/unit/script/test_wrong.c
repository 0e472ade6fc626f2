/* Scripts that are wrong: each file of tests/scripts is loaded and run, and its message compared with the one
 * beside it. */
#include "../check.h"

#include <stdio.h>

#include "base/memory.h"
#include "os/file.h"
#include "lab.h"

static const char folder[] = "tests/scripts";

/* How the file's script ends, as one text with a line end. Only one that shall meet the lab's time limit has
 * it: a loaded machine is slow. */
static void run_script(lab *l, const char *path, const char *wanted, text *out) {
  script_limits limits = l->limits;
  if (wanted && !strstr(wanted, "without waiting")) limits.soft_time_ns *= 60;
  sonde_value window = value_map(NULL, 0);
  script *s = script_load(&l->services, path, &limits, &l->trouble);
  if (s) {
    bool rule = script_get_kind(s) == SCRIPT_RULE;
    script_call(s, rule ? "check" : "run", rule, &window, rule ? 1 : 0, &l->arena, &l->result, &l->trouble);
  }
  static const char *const words[] = {"nothing is wrong", "", "unknown: ", "limit: ", "stopped: "};
  text_printf(out, "%s%s\n", words[l->trouble.kind], l->trouble.text);
  script_free(s);
}

static bool ends_with(const char *name, const char *suffix) {
  size_t n = strlen(name), m = strlen(suffix);
  return n > m && strcmp(name + n - m, suffix) == 0;
}

/* True: as expected. */
static bool check_script(lab *l, const char *name) {
  char path[200];
  size_t len = 0;
  text got = {0};
  snprintf(path, sizeof path, "%s/%.*s.expected", folder, (int)(strlen(name) - 4), name);
  char *wanted = file_read(path, 10000, &len, NULL);
  snprintf(path, sizeof path, "%s/%s", folder, name);
  run_script(l, path, wanted, &got);
  bool same = wanted && strcmp(wanted, text_chars(&got)) == 0;
  if (!same)
    print_error("%s/%s ends with\n%s--- expected\n%s---\n", folder, name, text_chars(&got),
        wanted ? wanted : "no such file");
  memory_free(wanted);
  text_free(&got);
  return same;
}

static void test_wrong_scripts(void **state) {
  (void)state;
  lab l;
  arena a = {0};
  error e = {0};
  unsigned n = 0, wrong = 0;
  lab_open(&l, false, NULL);
  const char **names = file_list(&a, folder, &e);
  assert_non_null(names);
  for (; *names; names++) {
    if (!ends_with(*names, ".lua")) continue;
    n++;
    wrong += !check_script(&l, *names);
  }
  assert_true(n >= 50);
  assert_int_equal(wrong, 0);
  arena_free(&a);
  lab_close(&l);
}

/* Every message has the file and a line. */
static void test_messages_have_lines(void **state) {
  (void)state;
  arena a = {0};
  error e = {0};
  const char **names = file_list(&a, folder, &e);
  assert_non_null(names);
  for (; *names; names++) {
    if (!ends_with(*names, ".expected")) continue;
    char path[200], place[200];
    size_t len = 0;
    snprintf(path, sizeof path, "%s/%s", folder, *names);
    char *wanted = file_read(path, 10000, &len, &e);
    assert_non_null(wanted);
    bool unknown = strncmp(wanted, "unknown: ", 9) == 0; /* a reason, not a mistake */
    if (!unknown && sscanf(wanted, "%*[^:]: tests/%199[^:]:%*u: ", place) != 1 &&
        sscanf(wanted, "tests/%199[^:]:%*u: ", place) != 1)
      fail_msg("%s: no file and line", path);
    memory_free(wanted);
  }
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_wrong_scripts), cmocka_unit_test(test_messages_have_lines)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
