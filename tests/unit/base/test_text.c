/* Texts and their limit, UTF-8, errors as sentences, wildcards. */
#include "check.h"

#include "base/like.h"
#include "base/memory.h"
#include "base/status.h"
#include "base/text.h"
#include "base/utf8.h"

static void a_text_grows_and_ends_with_zero(void **state) {
  (void)state;
  text t = {0};
  assert_string_equal(text_chars(&t), "");
  for (int i = 0; i < 1000; i++)
    text_printf(&t, "%d,", i % 10);
  assert_int_equal(t.len, 2000);
  assert_int_equal(strlen(text_chars(&t)), 2000);
  text_printf(&t, "%0500d", 7); /* longer than the buffer on the stack */
  assert_int_equal(t.len, 2500);
  assert_int_equal(t.data[2499], '7');
  char *taken = text_take(&t);
  assert_int_equal(t.len, 0);
  assert_string_equal(text_chars(&t), "");
  memory_free(taken);
}

static void a_text_is_cut_at_its_limit_between_characters(void **state) {
  (void)state;
  text t;
  text_init(&t, 4);
  text_puts(&t, "abc\xC3\xA9z");
  assert_string_equal(text_chars(&t), "abc");
  assert_true(t.cut);
  text_puts(&t, "x"); /* would fit, but would look as if nothing were missing */
  assert_string_equal(text_chars(&t), "abc");
  text_clear(&t);
  text_puts(&t, "abcd");
  assert_false(t.cut);
  assert_string_equal(text_chars(&t), "abcd");
  text_putc(&t, 'e');
  assert_true(t.cut);
  assert_int_equal(t.len, 4);
  text_free(&t);
  assert_int_equal(t.limit, 4);
}

static void utf8_is_what_the_standard_says(void **state) {
  (void)state;
  static const struct {
    const char *s;
    size_t len, good;
  } rows[] = {{"", 0, 0}, {"abcdefghij", 10, 10}, {"\xC3\xA9", 2, 2}, {"\xE2\x82\xAC", 3, 3},
      {"\xF0\x9F\x98\x80", 4, 4}, {"\xF4\x8F\xBF\xBF", 4, 4}, {"\xF4\x90\x80\x80", 4, 0}, {"\xC0\x80", 2, 0},
      {"\xC1\xBF", 2, 0}, {"\xE0\x80\x80", 3, 0}, {"\xE0\xA0\x80", 3, 3}, {"\xF0\x80\x80\x80", 4, 0},
      {"\xED\x9F\xBF", 3, 3}, {"\xED\xA0\x80", 3, 0}, {"\x80", 1, 0}, {"abcdefgh\xFFi", 10, 8},
      {"abcdefg\xC3", 8, 7}, {"a\0b", 3, 3}, {"\xE2\x82", 2, 0}, {"\xF8\x88\x80\x80\x80", 5, 0}};
  for (size_t i = 0; i < COUNT(rows); i++)
    assert_int_equal(utf8_valid_prefix(rows[i].s, rows[i].len), rows[i].good);
}

static void utf8_is_cut_and_measured_by_characters(void **state) {
  (void)state;
  const char *s = "a\xC3\xA9\xF0\x9F\x98\x80"; /* 1 + 2 + 4 bytes */
  static const size_t cuts[] = {0, 1, 1, 3, 3, 3, 3, 7, 7};
  for (size_t i = 0; i < COUNT(cuts); i++)
    assert_int_equal(utf8_cut(s, 7, i), cuts[i]);
  assert_int_equal(utf8_width(s, 7), 3);
  assert_int_equal(utf8_width("e\xCC\x81x", 4), 2);
  assert_int_equal(utf8_width("\xff\xff", 2), 2);
}

static void errors_are_one_clean_line(void **state) {
  (void)state;
  error e = {0};
  assert_int_equal(error_set(&e, SONDE_MISSING, "no %s\nat %d\xff", "file\x1b", 3), SONDE_MISSING);
  assert_string_equal(e.text, "no file  at 3?");
  error_prefix(&e, "a.lua:3");
  assert_string_equal(e.text, "a.lua:3: no file  at 3?");
  error_set(&e, SONDE_OS, "%s again", e.text);
  assert_string_equal(e.text, "a.lua:3: no file  at 3? again");
  assert_int_equal(error_set(NULL, SONDE_OS, "x"), SONDE_OS);
  error_prefix(NULL, "x");
}

static void errors_are_cut_between_characters(void **state) {
  (void)state;
  char s[1200];
  for (size_t shift = 0; shift < 2; shift++) {
    memset(s, 'a', shift);
    for (size_t i = shift; i + 2 < sizeof s; i += 2)
      memcpy(s + i, "\xC3\xA9", 3);
    error e = {0};
    error_set(&e, SONDE_ARG, "%s", s);
    assert_int_equal(strlen(e.text), shift ? 999 : 998);
    assert_int_equal(utf8_valid_prefix(e.text, strlen(e.text)), strlen(e.text));
  }
}

static void words_of_numbers(void **state) {
  (void)state;
  assert_string_equal(status_word(SONDE_DENIED), "denied");
  assert_string_equal(status_word(SONDE_CANCELLED), "cancelled");
  assert_string_equal(status_word(-1), "error");
  assert_string_equal(status_word(99), "error");
  assert_string_equal(why_word(SONDE_WHY_NOT_ASKED), "not_asked");
  assert_string_equal(why_word(12), "unknown");
}

static void wildcards_match(void **state) {
  (void)state;
  static const struct {
    const char *pattern, *s;
    bool matches;
  } rows[] = {{"", "", true}, {"", "a", false}, {"*", "", true}, {"*", "abc", true}, {"a*", "abc", true},
      {"*c", "abc", true}, {"a*c", "abc", true}, {"a*c", "abd", false}, {"?", "", false},
      {"?", "\xC3\xA9", true}, {"??", "\xC3\xA9", false}, {"a?c", "abc", true}, {"A*", "abc", false},
      {"*ab*ab*", "xabyabz", true}, {"*ab*ab*", "xabyaz", false}, {"**a**", "ba", true}, {"a", "ab", false},
      {"ab", "a", false}, {"*?", "", false}, {"*.lua", "x.lua.lua", true}};
  for (size_t i = 0; i < COUNT(rows); i++) {
    bool matches = like_match(rows[i].pattern, strlen(rows[i].pattern), rows[i].s, strlen(rows[i].s));
    if (matches != rows[i].matches) fail_msg("'%s' like '%s'", rows[i].s, rows[i].pattern);
  }
  assert_true(like_is_pattern("a*b", 3));
  assert_true(like_is_pattern("a?b", 3));
  assert_false(like_is_pattern("a.b", 3));
}

/* Recursive matchers need exponential time here: 2^20 steps for each further star. */
static void wildcards_do_not_explode(void **state) {
  (void)state;
  char s[2001], pattern[61];
  memset(s, 'a', 2000);
  for (int i = 0; i < 30; i++)
    memcpy(pattern + 2 * i, "*a", 2);
  pattern[59] = 'b';
  assert_false(like_match(pattern, 60, s, 2000));
  assert_true(like_match(pattern, 59, s, 2000));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_text_grows_and_ends_with_zero),
      cmocka_unit_test(a_text_is_cut_at_its_limit_between_characters),
      cmocka_unit_test(utf8_is_what_the_standard_says),
      cmocka_unit_test(utf8_is_cut_and_measured_by_characters),
      cmocka_unit_test(errors_are_one_clean_line),
      cmocka_unit_test(errors_are_cut_between_characters),
      cmocka_unit_test(words_of_numbers),
      cmocka_unit_test(wildcards_match),
      cmocka_unit_test(wildcards_do_not_explode),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
