/* Windows command lines: quoting and splitting are inverse, and both follow the documented rules. */
#include "check.h"

#include "base/memory.h"
#include "os/command_line.h"

static void expect_split(const char *line, const char *const *want, int n) {
  int argc;
  char **argv = command_line_split(line, &argc);
  assert_int_equal(argc, n);
  for (int i = 0; i < n; i++)
    assert_string_equal(argv[i], want[i]);
  assert_null(argv[n]);
  memory_free(argv);
}

/* The examples of the documentation of CommandLineToArgvW. */
static void documented_examples(void **state) {
  (void)state;
  expect_split("p \"abc\" d e", (const char *[]){"p", "abc", "d", "e"}, 4);
  expect_split("p a\\\\b d\"e f\"g h", (const char *[]){"p", "a\\\\b", "de fg", "h"}, 4);
  expect_split("p a\\\\\\\"b c d", (const char *[]){"p", "a\\\"b", "c", "d"}, 4);
  expect_split("p a\\\\\\\\\"b c\" d e", (const char *[]){"p", "a\\\\b c", "d", "e"}, 4);
  expect_split("\"C:\\a b\\p.exe\"  x\t\"\" ", (const char *[]){"C:\\a b\\p.exe", "x", ""}, 3);
}

static void quoting(void **state) {
  (void)state;
  static const struct {
    const char *argument, *line;
  } rows[] = {{"plain", "plain"}, {"", "\"\""}, {"a b", "\"a b\""}, {"a\"b", "\"a\\\"b\""},
      {"a b\\", "\"a b\\\\\""}, {"a\\b", "a\\b"}, {"a\\\" c", "\"a\\\\\\\" c\""}, {"tail\\", "tail\\"}};
  for (size_t i = 0; i < COUNT(rows); i++) {
    text t;
    text_init(&t, 0);
    command_line_add(&t, rows[i].argument);
    assert_string_equal(text_chars(&t), rows[i].line);
    text_free(&t);
  }
}

/* All texts of up to 5 characters over the ones that matter, as the middle of three arguments. */
static void round_trip(void **state) {
  (void)state;
  static const char letters[] = "\\\" a\t";
  for (unsigned n = 0; n < 6 * 6 * 6 * 6 * 6; n++) {
    char argument[6] = {0};
    size_t len = 0;
    for (unsigned rest = n; rest; rest /= 6)
      if (rest % 6) argument[len++] = letters[rest % 6 - 1];
    text t;
    text_init(&t, 0);
    command_line_add(&t, "p");
    command_line_add(&t, argument);
    command_line_add(&t, "end");
    expect_split(text_chars(&t), (const char *[]){"p", argument, "end"}, 3);
    text_free(&t);
  }
}

static void shown_as_in_a_shell(void **state) {
  (void)state;
  text t = {0};
  command_line_show(
      &t, (const char *[]){"sh", "-c", "kill -9 $$", "a b", "", "it's", "x;y", "C:\\a b\\c", NULL});
  assert_string_equal(text_chars(&t), "sh -c 'kill -9 $$' \"a b\" \"\" it's 'x;y' \"C:\\a b\\c\"");
  text_free(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(documented_examples), cmocka_unit_test(quoting),
      cmocka_unit_test(round_trip), cmocka_unit_test(shown_as_in_a_shell)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
