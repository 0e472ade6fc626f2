/* sonde.ini: what is read, what is refused with which sentence and line, and precedence. */
#include "check.h"

#include "base/memory.h"
#include "config/config.h"

static config *read_text(const char *chars, error *e) {
  return config_read("sonde.ini", chars, strlen(chars), e);
}

static void reads_sections_names_and_values(void **state) {
  (void)state;
  error e = {0};
  config *c = read_text("\xEF\xBB\xBF; comment\r\n[plugin.tracer]\r\n depth = 5 ; deep\r\n\r\n  mode=fast\n"
                        "[rule.cpu.busy] # again\nshare = 0.9\nurl = http://a/b;c:d=e\nempty =\nno-end = x",
      &e);
  assert_non_null(c);
  assert_int_equal(config_count(c), 6);
  assert_string_equal(config_get(c, "plugin.tracer", "depth"), "5");
  assert_string_equal(config_get(c, "plugin.tracer", "mode"), "fast");
  assert_string_equal(config_get(c, "rule.cpu.busy", "share"), "0.9");
  assert_string_equal(config_get(c, "rule.cpu.busy", "url"), "http://a/b;c:d=e");
  assert_string_equal(config_get(c, "rule.cpu.busy", "empty"), "");
  assert_null(config_get(c, "rule.cpu.busy", "depth"));
  assert_null(config_get(c, "nowhere", "depth"));
  assert_int_equal(config_at(c, 1)->line, 5);
  assert_int_equal(config_at(c, 1)->section_line, 2);
  assert_int_equal(config_at(c, 5)->line, 10);
  assert_null(config_at(c, 6));
  config_free(c);
}

static void an_empty_file_is_fine(void **state) {
  (void)state;
  error e = {0};
  static const char *const texts[] = {"", "\n\n", "# only\n;comments", "[section]\n"};
  for (size_t i = 0; i < COUNT(texts); i++) {
    config *c = read_text(texts[i], &e);
    assert_non_null(c);
    assert_int_equal(config_count(c), 0);
    config_free(c);
  }
}

/* inih takes 199 bytes; a value of any length must come out as a short one of the same form does. */
static void long_lines_keep_their_values(void **state) {
  (void)state;
  for (size_t n = 150; n <= 3990; n += n < 250 ? 1 : 935) {
    text t = {0};
    text_puts(&t, "[a]\n b = ");
    for (size_t i = 0; i < n; i++)
      text_putc(&t, "x=y;"[i % 4]);
    text_puts(&t, " ;c\nd=1\n");
    error e = {0};
    config *c = read_text(text_chars(&t), &e);
    assert_non_null(c);
    assert_int_equal(config_count(c), 2);
    assert_int_equal(strlen(config_get(c, "a", "b")), n);
    assert_int_equal(config_at(c, 0)->line, 2);
    assert_int_equal(config_at(c, 1)->line, 3);
    config_free(c);
    text_free(&t);
  }
}

static void refuses_with_file_line_and_sentence(void **state) {
  (void)state;
  static const struct {
    const char *text, *sentence;
  } rows[] = {
      {"a = 1\n", "sonde.ini:1: 'a' stands outside a section: write [section] above it"},
      {"[s]\na = 1\n\nb = 2\na = 3\n", "sonde.ini:5: 'a' is given twice in [s], first in line 2"},
      {"[s]\na = 1\n[t]\n[s]\na = 3\n", "sonde.ini:5: 'a' is given twice in [s], first in line 2"},
      {"[s]\na = 1\n  and more\n", "sonde.ini:3: neither [section] nor name = value nor a comment; a value "
                                   "cannot go on in a further line"},
      {"[s]\na\n", "sonde.ini:2: neither [section] nor name = value nor a comment; a value cannot go on in a "
                   "further line"},
      {"[s\n", "sonde.ini:1: ']' is missing behind the section's name"},
      {"[s] a = 1\n", "sonde.ini:1: the section's name has to stand alone in its line"},
      {"[]\n", "sonde.ini:1: '' is no name for a section: write 1 to 49 of A-Z a-z 0-9 _ . -"},
      {"[a b]\n", "sonde.ini:1: 'a b' is no name for a section: write 1 to 49 of A-Z a-z 0-9 _ . -"},
      {"[12345678901234567890123456789012345678901234567890]\n",
          "sonde.ini:1: '12345678901234567890123456789012345678901234567890' is no name for a section: write "
          "1 to 49 of A-Z "
          "a-z 0-9 _ . -"},
      {"[s]\n= 1\n", "sonde.ini:2: '' is no name: write 1 to 49 of A-Z a-z 0-9 _ . -"},
      {"[s]\na b = 1\n", "sonde.ini:2: 'a b' is no name: write 1 to 49 of A-Z a-z 0-9 _ . -"},
      {"[s]\na:b = 1\n", "sonde.ini:2: 'a:b' is no name: write 1 to 49 of A-Z a-z 0-9 _ . -"},
      {"[s]\na = \xC3\n", "sonde.ini:2: invalid UTF-8 at byte 5 of the line"},
      {"[s]\na = \x1b[1m\n", "sonde.ini:2: control character at byte 5 of the line"},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    error e = {0};
    assert_null(read_text(rows[i].text, &e));
    assert_int_equal(e.status, SONDE_ARG);
    assert_string_equal(e.text, rows[i].sentence);
  }
}

static void refuses_what_is_too_large(void **state) {
  (void)state;
  error e = {0};
  size_t size = (size_t)1 << 20;
  char *big = memory_new(size + 1);
  memset(big, '\n', size + 1);
  config *c = config_read("f", big, size, &e);
  assert_non_null(c);
  config_free(c);
  assert_null(config_read("f", big, size + 1, &e));
  assert_string_equal(e.text, "f: the file has 1048577 bytes, at most 1048576 are allowed");
  memset(big, 'x', 4001);
  assert_null(config_read("f", big, 5000, &e));
  assert_string_equal(e.text, "f:1: the line has 4001 bytes, at most 4000 are allowed");
  assert_null(config_read("f", "[a]\nb = x\0y\n", 12, &e));
  assert_string_equal(e.text, "f:2: control character at byte 6 of the line");
  memory_free(big);
}

static void the_command_line_wins(void **state) {
  (void)state;
  error e = {0};
  config *c = read_text("[s]\na = 1\n", &e);
  assert_int_equal(config_set(c, "s", "a", "2", &e), SONDE_OK);
  assert_int_equal(config_set(c, "s", "a", "3", &e), SONDE_OK);
  assert_int_equal(config_set(c, "t.u", "b", "x ; y", &e), SONDE_OK);
  assert_string_equal(config_get(c, "s", "a"), "3");
  assert_string_equal(config_get(c, "t.u", "b"), "x ; y");
  assert_int_equal(config_count(c), 2);
  text where = {0};
  config_where(c, config_at(c, 0), &where);
  assert_string_equal(text_chars(&where), "command line");
  text_free(&where);
  assert_int_equal(config_set(c, "s", "a b", "3", &e), SONDE_ARG);
  assert_string_equal(e.text, "command line: 'a b' is no name for a setting of [s]");
  assert_int_equal(config_set(c, "", "a", "3", &e), SONDE_ARG);
  config_free(c);
}

static const sonde_field fields[] = {
    {.name = "interval", .unit = "ns", .doc = "d", .initial = "5s", .least = "10 ms", .kind = SONDE_I64},
    {.name = "limit", .unit = "bytes", .doc = "d", .kind = SONDE_U64},
    {.name = "mode", .unit = "", .doc = "d", .choices = "fast slow", .initial = "slow", .kind = SONDE_TEXT},
};

static void a_section_is_checked_against_its_fields(void **state) {
  (void)state;
  error e = {0};
  arena a = {0};
  sonde_value out[3];
  config *c = read_text("[rule.x]\nlimit = 64 MiB\n[other]\nwhat = ever\n", &e);
  assert_int_equal(config_section(c, "rule.x", fields, 3, &a, out, &e), SONDE_OK);
  assert_int_equal(out[0].u.i, 5000000000);
  assert_int_equal(out[1].u.u, 67108864);
  assert_memory_equal(out[2].u.s, "slow", 4);
  assert_int_equal(config_set(c, "rule.x", "mode", "fsat", &e), SONDE_OK);
  assert_int_equal(config_section(c, "rule.x", fields, 3, &a, out, &e), SONDE_ARG);
  assert_string_equal(
      e.text, "command line: [rule.x]: mode: must be one of: fast, slow; is 'fsat', did you mean 'fast'?");
  config_free(c);
  arena_free(&a);
}

static void section_errors_have_file_and_line(void **state) {
  (void)state;
  static const struct {
    const char *text, *sentence;
  } rows[] = {
      {"[rule.x]\n\nintervall = 5s\n",
          "sonde.ini:3: [rule.x]: unknown name 'intervall', did you mean 'interval'?"},
      {"[rule.x]\ncolour = 5s\n", "sonde.ini:2: [rule.x]: unknown name 'colour'"},
      {"[rule.x]\ninterval = 1ms\n", "sonde.ini:2: [rule.x]: interval: must be at least 10 ms, is 1 ms"},
      {"[rule.x]\ninterval = 5\n", "sonde.ini:2: [rule.x]: interval: '5' is not a duration: write a number "
                                   "and ns, us, ms, s, m, h or d, as in "
                                   "\"250 ms\" or \"1h30m\""},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    error e = {0};
    arena a = {0};
    sonde_value out[3];
    config *c = read_text(rows[i].text, &e);
    assert_int_equal(config_section(c, "rule.x", fields, 3, &a, out, &e), SONDE_ARG);
    assert_string_equal(e.text, rows[i].sentence);
    config_free(c);
    arena_free(&a);
  }
}

static void a_required_setting_must_be_there(void **state) {
  (void)state;
  static const sonde_field required = {
      .name = "path", .unit = "", .doc = "d", .kind = SONDE_TEXT, .flags = SONDE_FIELD_REQUIRED};
  error e = {0};
  arena a = {0};
  sonde_value out;
  config *c = read_text("[s]\n", &e);
  assert_int_equal(config_section(c, "s", &required, 1, &a, &out, &e), SONDE_ARG);
  assert_string_equal(e.text, "sonde.ini: [s]: path: must be given");
  config_free(c);
  arena_free(&a);
}

static void unknown_sections_are_named(void **state) {
  (void)state;
  static const char *const known[] = {"sonde", "plugin.*", "rule.*"};
  static const struct {
    const char *text, *sentence;
  } rows[] = {
      {"[sonde]\na=1\n[plugin.tracer]\nb=1\n", ""},
      {"[sonde]\na=1\n\n[plugn.tracer]\nb=1\n",
          "sonde.ini:4: unknown section [plugn.tracer], did you mean [plugin.tracer]?"},
      {"[snode]\na=1\n", "sonde.ini:1: unknown section [snode], did you mean [sonde]?"},
      {"[plugin.]\na=1\n", "sonde.ini:1: unknown section [plugin.]"},
      {"[weather]\na=1\n", "sonde.ini:1: unknown section [weather]"},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    error e = {0};
    config *c = read_text(rows[i].text, &e);
    assert_non_null(c);
    assert_int_equal(config_check_sections(c, known, 3, &e), i ? SONDE_ARG : SONDE_OK);
    assert_string_equal(e.text, rows[i].sentence);
    config_free(c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_sections_names_and_values),
      cmocka_unit_test(an_empty_file_is_fine),
      cmocka_unit_test(long_lines_keep_their_values),
      cmocka_unit_test(refuses_with_file_line_and_sentence),
      cmocka_unit_test(refuses_what_is_too_large),
      cmocka_unit_test(the_command_line_wins),
      cmocka_unit_test(a_section_is_checked_against_its_fields),
      cmocka_unit_test(section_errors_have_file_and_line),
      cmocka_unit_test(a_required_setting_must_be_there),
      cmocka_unit_test(unknown_sections_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
