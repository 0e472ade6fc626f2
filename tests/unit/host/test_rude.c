/* Plugins that break the rules in their answers: an error for the caller, a trouble for the report, and the
 * host goes on. */
#include "host/fixture.h"

static void is_refused(fixture *f, const char *row_name, sonde_status status, const char *part) {
  sonde_value v;
  assert_int_equal(call_with(f, row_name, &v, NO_ARGS), status);
  if (!strstr(f->error.text, part)) fail_msg("%s: '%s' is not in it", f->error.text, part);
}

BOTH(answers_are_checked) {
  is_refused(f, "rude.wrong_kind", SONDE_STATE, "result value is text instead of integer");
  assert_non_null(
      find_trouble(f->host, "plugin.misbehaves", "rude.wrong_kind: result value is text instead of integer"));
  is_refused(f, "rude.no_kind", SONDE_STATE, "has a kind that does not exist");
  is_refused(f, "rude.null_text", SONDE_STATE, "a length of 5, but its pointer is NULL");
  is_refused(f, "rude.nothing", SONDE_STATE, "is promised but was not given");
  is_refused(f, "rude.false_handle", SONDE_STATE, "is a handle that the host did not give out");
  is_refused(f, "rude.odd_status", SONDE_STATE, "status 77");
  is_refused(f, "rude.silent", SONDE_OS, "rude.silent failed (os) and did not say why");
}

BOTH(texts_are_repaired) {
  sonde_value v = call_ok(f, "rude.not_utf8", NO_ARGS);
  assert_string_equal(v.u.s, "caf\xEF\xBF\xBD!");
  assert_non_null(
      find_trouble(f->host, "plugin.misbehaves", "rude.not_utf8: a text of its answer is not UTF-8"));
}

BOTH(infinite_is_implausible) {
  sonde_value v = call_ok(f, "rude.not_a_number", NO_ARGS);
  assert_int_equal(v.kind, SONDE_UNKNOWN);
  assert_int_equal(v.len, SONDE_WHY_IMPLAUSIBLE);
}

BOTH(a_trouble_is_told_once) {
  for (int i = 0; i < 5; i++)
    call_ok(f, "rude.not_utf8", NO_ARGS);
  size_t n = 0;
  for (size_t i = 0; i < host_trouble_count(f->host); i++)
    n += strcmp(host_trouble_at(f->host, i)->kind, "plugin.misbehaves") == 0;
  assert_int_equal(n, 1);
}

BOTH(spans_are_checked) {
  static const char *const ways[] = {"size", "count", "beyond", "fails"};
  row r = find_row(f, "rude.broken");
  for (size_t i = 0; i < COUNT(ways); i++) {
    sonde_pair how[] = {{"how", value_text(ways[i])}};
    sonde_value args = value_map(how, 1);
    record_source source;
    sonde_span span;
    cursor *c = host_open(f->host, &r, &args, 0, 0, NULL, &f->error);
    assert_non_null(c);
    assert_int_equal(cursor_next(c, &source, &span, &f->error), -1);
    assert_int_equal(f->error.status, i == 3 ? SONDE_OS : SONDE_STATE);
    assert_int_equal(cursor_next(c, &source, &span, &f->error), 0);
    cursor_close(c);
  }
  assert_non_null(find_trouble(f->host, "plugin.misbehaves", "rude.broken"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      BOTH_ENTRIES(answers_are_checked),
      BOTH_ENTRIES(texts_are_repaired),
      BOTH_ENTRIES(infinite_is_implausible),
      BOTH_ENTRIES(a_trouble_is_told_once),
      BOTH_ENTRIES(spans_are_checked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
