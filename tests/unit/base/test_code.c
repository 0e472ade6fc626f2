/* The notation of codes, the order of their tables, conversions. */
#include "check.h"

#include "base/code.h"
#include "base/code_tables.h"
#include "base/memory.h"

static code_id read(const char *s) {
  code_id c = {CODE_SPACES, 0};
  error e = {0};
  if (code_guess(s, strlen(s), &c, NULL, &e)) fail_msg("%s: %s", s, e.text);
  return c;
}

static void assert_code(const char *s, code_space space, uint32_t number) {
  code_id c = read(s);
  if (c.space != space || c.number != number)
    fail_msg("'%s' was read as %s:%u", s, code_table_of(c.space)->word, c.number);
}

static void assert_wrong(const char *s, const char *sentence) {
  code_id c;
  error e = {0};
  assert_int_equal(code_guess(s, strlen(s), &c, NULL, &e), SONDE_ARG);
  assert_string_equal(e.text, sentence);
}

static void assert_printed(code_id c, const char *expected) {
  text t = {0};
  code_print(&t, c);
  assert_string_equal(text_chars(&t), expected);
  text_free(&t);
}

static void test_with_a_space(void **state) {
  (void)state;
  assert_code("win32:5", CODE_WIN32, 5);
  assert_code("WIN32:0x5", CODE_WIN32, 5);
  assert_code("win32:ERROR_ACCESS_DENIED", CODE_WIN32, 5);
  assert_code("hresult:0x80070005", CODE_HRESULT, 0x80070005);
  assert_code("hresult:-2147024891", CODE_HRESULT, 0x80070005);
  assert_code("hresult:E_ACCESSDENIED", CODE_HRESULT, 0x80070005);
  assert_code("ntstatus:0xc0000005", CODE_NTSTATUS, 0xC0000005);
  assert_code("errno:EACCES", CODE_ERRNO, 13);
  assert_code("errno:eacces", CODE_ERRNO, 13);
  assert_code("errno:13", CODE_ERRNO, 13);
  assert_code("errno:-13", CODE_ERRNO, 13);
  assert_code("errno:EWOULDBLOCK", CODE_ERRNO, 11);
  assert_code("signal:SEGV", CODE_SIGNAL, 11);
  assert_code("signal:SIGSEGV", CODE_SIGNAL, 11);
  assert_code("signal:11", CODE_SIGNAL, 11);
  assert_code("win32:4294967295", CODE_WIN32, 0xFFFFFFFF);
}

static void test_without_a_space(void **state) {
  (void)state;
  assert_code("0x80070005", CODE_HRESULT, 0x80070005);
  assert_code("-2147024891", CODE_HRESULT, 0x80070005);
  assert_code("0x80040201", CODE_HRESULT, 0x80040201);
  assert_code("3221225477", CODE_NTSTATUS, 0xC0000005);
  assert_code("0x80000003", CODE_NTSTATUS, 0x80000003);
  assert_code("0xD0000022", CODE_HRESULT, 0xD0000022);
  assert_code("0xE06D7363", CODE_NTSTATUS, 0xE06D7363);
  assert_code("EACCES", CODE_ERRNO, 13);
  assert_code("SIGSEGV", CODE_SIGNAL, 11);
  assert_code("REGDB_E_CLASSNOTREG", CODE_HRESULT, 0x80040154);
  assert_code("status_access_violation", CODE_NTSTATUS, 0xC0000005);
  assert_code("5", CODE_WIN32, 5);
}

static void assert_said(const char *s, const char *expected) {
  code_id c;
  text said = {0};
  assert_int_equal(code_guess(s, strlen(s), &c, &said, NULL), SONDE_OK);
  assert_string_equal(text_chars(&said), expected);
  text_free(&said);
}

static void test_guesses_are_said(void **state) {
  (void)state;
  assert_said("5", "taken as win32:5; from Linux it would be errno:EIO");
  assert_said("139", "taken as win32:139; as the exit status of a shell signal:SEGV");
  assert_said("3221225477", "taken as ntstatus:0xC0000005");
  assert_said("win32:5", "");
  assert_said("EACCES", "");
}

static void test_what_is_wrong(void **state) {
  (void)state;
  assert_wrong("win32:5x", "code 'win32:5x': character 8: no digit; hexadecimal numbers begin with 0x");
  assert_wrong("hresult:0x8007000g", "code 'hresult:0x8007000g': character 18: no hexadecimal digit");
  assert_wrong("win32:", "code 'win32:': character 7: a number or name is missing");
  assert_wrong(
      "hresult:0x180070005", "code 'hresult:0x180070005': character 9: the number does not fit into 32 bits");
  assert_wrong("errno:EACCESS",
      "code 'errno:EACCESS': character 7: no number and no name of an errno, did you mean 'errno:EACCES'?");
  assert_wrong("signal:SEGF",
      "code 'signal:SEGF': character 8: no number and no name of a signal, did you mean 'signal:SEGV'?");
  assert_wrong("signal:65", "code 'signal:65': character 8: signals are numbered 1 to 64");
  assert_wrong("wni32:5", "code 'wni32:5': character 1: no kind of code, did you mean 'win32'?");
  assert_wrong("printer:5",
      "code 'printer:5': character 1: before the colon stands win32, hresult, ntstatus, errno or signal");
  assert_wrong("EACESS",
      "code 'EACESS': character 1: no number and no name of an error that is known, did you mean 'EACCES'?");
  assert_wrong("", "a code is missing: write win32:5, errno:EACCES or 0x80070005");
  assert_int_equal(code_parse("5", 1, &(code_id){CODE_WIN32, 0}, NULL), SONDE_ARG);
  /* A zero byte ends no comparison with a name. */
  assert_int_equal(code_parse("errno:EACCES\0x", 14, &(code_id){CODE_WIN32, 0}, NULL), SONDE_ARG);
}

static void test_printed(void **state) {
  (void)state;
  assert_printed((code_id){CODE_WIN32, 5}, "win32:5");
  assert_printed((code_id){CODE_HRESULT, 0x80070005}, "hresult:0x80070005");
  assert_printed((code_id){CODE_ERRNO, 13}, "errno:EACCES");
  assert_printed((code_id){CODE_ERRNO, 999}, "errno:999");
  assert_printed((code_id){CODE_SIGNAL, 11}, "signal:SEGV");
  assert_printed((code_id){CODE_SIGNAL, 64}, "signal:64");
}

static void test_conversions(void **state) {
  (void)state;
  uint32_t n = 0;
  assert_true(code_to_hresult((code_id){CODE_WIN32, 5}, &n));
  assert_int_equal(n, 0x80070005);
  assert_true(code_to_hresult((code_id){CODE_WIN32, 0}, &n));
  assert_int_equal(n, 0);
  assert_true(code_to_hresult((code_id){CODE_NTSTATUS, 0xC0000022}, &n));
  assert_int_equal(n, 0xD0000022);
  assert_false(code_to_hresult((code_id){CODE_ERRNO, 13}, &n));
  assert_true(code_to_win32((code_id){CODE_HRESULT, 0x800706BA}, &n));
  assert_int_equal(n, 1722);
  assert_true(code_to_win32((code_id){CODE_HRESULT, 0xD0000022}, &n));
  assert_int_equal(n, 5);
  assert_true(code_to_win32((code_id){CODE_NTSTATUS, 0xC000003A}, &n));
  assert_int_equal(n, 3);
  assert_false(code_to_win32((code_id){CODE_HRESULT, 0x80040154}, &n));
  assert_false(code_to_win32((code_id){CODE_HRESULT, 0x00070005}, &n));
  assert_false(code_to_win32((code_id){CODE_NTSTATUS, 0xE06D7363}, &n));
}

static bool is_related(const char *to, const char *related) {
  code_id all[8], wanted = read(related);
  size_t n = code_related(read(to), all, COUNT(all));
  for (size_t i = 0; i < n; i++)
    if (all[i].space == wanted.space && all[i].number == wanted.number) return true;
  return false;
}

static void test_related(void **state) {
  (void)state;
  assert_true(is_related("hresult:0x80070005", "win32:5"));
  assert_true(is_related("win32:5", "hresult:0x80070005"));
  assert_true(is_related("win32:5", "ntstatus:0xC0000022"));
  assert_true(is_related("win32:5", "errno:EACCES"));
  assert_true(is_related("signal:SEGV", "ntstatus:0xC0000005"));
  assert_false(is_related("win32:5", "win32:5"));
  code_id one[1];
  assert_int_equal(code_related(read("win32:5"), one, 1), 1);
}

static void test_decoded(void **state) {
  (void)state;
  code_parts p;
  assert_true(code_decode(read("hresult:0x80040201"), &p));
  assert_string_equal(p.severity, "error");
  assert_false(p.customer);
  assert_int_equal(p.facility, 4);
  assert_int_equal(p.number, 0x201);
  assert_string_equal(p.facility_name, "ITF: defined by the interface that was called");
  assert_true(code_decode(read("ntstatus:0xE06D7363"), &p));
  assert_true(p.customer);
  assert_null(p.facility_name);
  assert_true(code_decode(read("ntstatus:0x80000003"), &p));
  assert_string_equal(p.severity, "warning");
  assert_false(code_decode(read("win32:5"), &p));
}

static void check_texts(const code_row *row) {
  const char *const texts[] = {row->meaning, row->cause, row->recovery};
  for (size_t i = 0; i < COUNT(texts); i++) {
    size_t len = strlen(texts[i]);
    if (len < 3 || texts[i][len - 1] != '.') fail_msg("%s: '%s' is no sentence", row->name, texts[i]);
  }
  assert_non_null(strchr(row->class, '.'));
}

static void check_table(code_space space) {
  const code_table *t = code_table_of(space);
  for (size_t i = 0; i < t->nrows; i++) {
    const code_row *row = &t->rows[i];
    check_texts(row);
    assert_ptr_equal(code_find((code_id){space, row->number}), row);
    assert_true(read(row->name).number == row->number && read(row->name).space == space);
    if (i && !(t->by_name ? strcmp(row[-1].name, row->name) < 0 : row[-1].number < row->number))
      fail_msg("%s is out of order", row->name);
    for (size_t k = 0; k < i; k++)
      if (strcmp(row->meaning, t->rows[k].meaning) == 0 && strcmp(row->cause, t->rows[k].cause) == 0)
        fail_msg("%s and %s say the same", row->name, t->rows[k].name);
  }
}

static void test_tables(void **state) {
  (void)state;
  size_t rows = 0;
  for (unsigned space = 0; space < CODE_SPACES; space++) {
    check_table((code_space)space);
    rows += code_table_of((code_space)space)->nrows;
  }
  assert_true(rows >= 150);
  const code_table *hresult = code_table_of(CODE_HRESULT);
  for (size_t i = 0; i < hresult->nrows; i++)
    assert_int_equal(code_plain((code_id){CODE_HRESULT, hresult->rows[i].number}).space, CODE_HRESULT);
}

/* A pair's NTSTATUS has one Win32 error. */
static void test_pairs(void **state) {
  (void)state;
  for (size_t i = 0; i < code_pair_count; i++) {
    if (code_pairs[i].a.space != CODE_SIGNAL) assert_int_equal(code_pairs[i].b.space, CODE_WIN32);
    assert_non_null(code_find(code_pairs[i].a));
    for (size_t k = 0; k < i; k++)
      assert_false(
          code_pairs[k].a.space == code_pairs[i].a.space && code_pairs[k].a.number == code_pairs[i].a.number);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_with_a_space),
      cmocka_unit_test(test_without_a_space),
      cmocka_unit_test(test_guesses_are_said),
      cmocka_unit_test(test_what_is_wrong),
      cmocka_unit_test(test_printed),
      cmocka_unit_test(test_conversions),
      cmocka_unit_test(test_related),
      cmocka_unit_test(test_decoded),
      cmocka_unit_test(test_tables),
      cmocka_unit_test(test_pairs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
