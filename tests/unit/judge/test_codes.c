/* The shipped classes scripts cover the table of codes: each code has its class, and what is permanent is not
 * retried. */
#include "check.h"

#include <stdio.h>

#include "base/code.h"
#include "judge/judge.h"
#include "toy.h"

typedef struct bench {
  host *host;
  session *session;
  judge *judge;
  arena arena;
} bench;

static void open_bench(bench *b) {
  static const char *const files[] = {"com", "io-errors", "posix", "windows"};
  *b = (bench){.host = toy_host(), .session = session_new()};
  b->judge = judge_new(b->host, NULL, b->session);
  for (size_t i = 0; i < COUNT(files); i++) {
    char path[60];
    trouble t = {0};
    snprintf(path, sizeof path, "scripts/classes/%s.lua", files[i]);
    if (!judge_add_script(b->judge, path, true, &t)) fail_msg("%s", t.text);
  }
}

static void close_bench(bench *b) {
  judge_free(b->judge);
  session_free(b->session);
  host_free(b->host);
  arena_free(&b->arena);
}

static sonde_value classify(bench *b, const char *word) {
  sonde_value err = value_text(word), result;
  error e = {0};
  if (judge_classify(b->judge, &err, &b->arena, &result, &e)) fail_msg("%s: %s", word, e.text);
  if (result.kind != SONDE_MAP) fail_msg("%s has no class", word);
  return result;
}

static void check_row(bench *b, code_id id, const code_row *known) {
  text word = {0};
  code_print(&word, id);
  sonde_value result = classify(b, text_chars(&word));
  assert_string_equal(value_get(&result, "class")->u.s, known->class);
  if (known->lasting == CODE_PERMANENT) assert_false(value_get(&result, "retry")->u.u);
  text_free(&word);
}

static void every_code_has_its_class(void **state) {
  (void)state;
  bench b;
  unsigned checked = 0;
  open_bench(&b);
  for (unsigned space = 0; space < CODE_SPACES; space++) {
    const code_table *t = code_table_of((code_space)space);
    for (size_t i = 0; i < t->nrows; i++, checked++) {
      check_row(&b, (code_id){(code_space)space, t->rows[i].number}, &t->rows[i]);
      arena_reset(&b.arena);
    }
  }
  assert_true(checked >= 150);
  close_bench(&b);
}

/* The HRESULTs that a machine may try again, and those that look as if. */
static void hresults_to_retry(void **state) {
  (void)state;
  static const struct {
    const char *code;
    bool retry;
  } rows[] = {
      {"hresult:0x80010001", true},
      {"hresult:0x8001010A", true},
      {"hresult:0x80080008", true},
      {"hresult:0x800706BF", true},
      {"hresult:0x800401E3", true},
      {"hresult:0x80080005", false},
      {"hresult:0x800706BA", false},
      {"hresult:0x800706BE", false},
      {"hresult:0x80010108", false},
      {"hresult:0x800401FD", false},
      {"hresult:0x8001010B", false},
  };
  bench b;
  open_bench(&b);
  for (size_t i = 0; i < COUNT(rows); i++) {
    sonde_value result = classify(&b, rows[i].code);
    if (value_get(&result, "retry")->u.u != rows[i].retry) fail_msg("%s", rows[i].code);
  }
  close_bench(&b);
}

/* However it is written. */
static void one_code_in_several_forms(void **state) {
  (void)state;
  static const char *const forms[] = {"win32:5", "win32:0x5", "hresult:0x80070005", "E_ACCESSDENIED",
      "hresult:-2147024891", "0x80070005", "errno:13", "EACCES", "ntstatus:0xC0000022"};
  bench b;
  open_bench(&b);
  for (size_t i = 0; i < COUNT(forms); i++) {
    sonde_value result = classify(&b, forms[i]);
    assert_string_equal(value_get(&result, "class")->u.s, "permission.file");
  }
  close_bench(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_code_has_its_class),
      cmocka_unit_test(hresults_to_retry),
      cmocka_unit_test(one_code_in_several_forms),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
