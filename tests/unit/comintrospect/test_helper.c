/* What the plugin and its helper process say to each other: whole, torn, and hostile; and what the live rows
 * say where there is no COM. */
#include "check.h"

#include "base/memory.h"
#include "base/value.h"
#include "base/wire.h"
#include "helper.h"
#include "host/host.h"
#include "os/system.h"

static uint8_t *memory;

static int new_memory(void **state) {
  (void)state;
  memory = memory_new(HELPER_BYTES);
  const helper_request request = {"create", "Shop.Shop", "any", "known"};
  assert_true(helper_put_request(memory, &request));
  return 0;
}

static int free_memory(void **state) {
  (void)state;
  memory_free(memory);
  return 0;
}

static helper_head *head(void) {
  return (helper_head *)(void *)memory;
}

static void add(const char *name, sonde_value v) {
  sonde_pair pair = {name, v};
  sonde_value map = value_map(&pair, 1);
  text bytes = {0};
  wire_put_value(&bytes, &map);
  memcpy(memory + HELPER_ANSWER_AT + head()->answer_bytes, text_chars(&bytes), bytes.len);
  head()->answer_bytes += (uint32_t)bytes.len;
  text_free(&bytes);
}

static void request(void **state) {
  (void)state;
  arena a = {0};
  error e = {0};
  helper_request r;
  if (helper_get_request(memory, HELPER_BYTES, &a, &r, &e)) fail_msg("%s", e.text);
  assert_string_equal(r.verb, "create");
  assert_string_equal(r.class, "Shop.Shop");
  assert_string_equal(r.context, "any");
  head()->request_bytes--;
  assert_int_equal(helper_get_request(memory, HELPER_BYTES, &a, &r, &e), SONDE_ARG);
  head()->request_bytes = UINT32_MAX;
  assert_int_equal(helper_get_request(memory, HELPER_BYTES, &a, &r, &e), SONDE_ARG);
  assert_non_null(strstr(e.text, "too long"));
  head()->magic++;
  assert_int_equal(helper_get_request(memory, HELPER_BYTES, &a, &r, &e), SONDE_ARG);
  assert_non_null(strstr(e.text, "another build"));
  arena_free(&a);
  char *name = memory_new(HELPER_ANSWER_AT + 1);
  memset(name, 'x', HELPER_ANSWER_AT);
  assert_false(helper_put_request(memory, &(helper_request){"create", name, "any", "known"}));
  memory_free(name);
}

static void answer(void **state) {
  (void)state;
  helper_answer a;
  error e = {0};
  uint32_t at = 0;
  add("step", value_text("one"));
  add("interface", value_text("IUnknown"));
  add("step", value_text("two"));
  add("interface", value_i64(3));
  add("interface", value_text("IDispatch"));
  if (helper_get_answer(memory, HELPER_BYTES, &a, &e)) fail_msg("%s", e.text);
  assert_int_equal(a.n, 5);
  assert_string_equal(helper_text(&a, "step"), "two");
  assert_null(helper_text(&a, "clsid"));
  assert_string_equal(helper_next(&a, "interface", SONDE_TEXT, &at)->u.s, "IUnknown");
  assert_string_equal(helper_next(&a, "interface", SONDE_TEXT, &at)->u.s, "IDispatch");
  assert_null(helper_next(&a, "interface", SONDE_TEXT, &at));
  helper_free(&a);
}

static void is_outcome(const char *expected, bool killed, uint32_t code) {
  helper_answer a;
  error e = {0};
  if (helper_get_answer(memory, HELPER_BYTES, &a, &e)) fail_msg("%s", e.text);
  a.end = (helper_end){killed, code, 1};
  assert_string_equal(helper_outcome(&a), expected);
  helper_free(&a);
}

static void outcomes(void **state) {
  (void)state;
  add("step", value_text("one"));
  is_outcome("hung", true, 0);
  is_outcome("ended", false, 7);
  is_outcome("ended", false, UINT32_MAX);
  is_outcome("crashed", false, 0xC0000005);
  is_outcome("crashed", false, 0x80000100);
  head()->exception = 0xE0001234;
  is_outcome("crashed", true, 0); /* it could not even end */
  head()->exception = 0;
  add("hresult", value_i64(0));
  is_outcome("hung", true, 0);
  add("done", value_bool(true));
  is_outcome("created", false, 0);
  is_outcome("created", true, 0); /* all was done when it was ended */
  add("hresult", value_i64(0x80004005));
  is_outcome("failed", false, 0);
}

static void damaged(void **state) {
  (void)state;
  helper_answer a;
  error e = {0};
  add("step", value_text("one"));
  head()->answer_bytes += 3;
  assert_int_equal(helper_get_answer(memory, HELPER_BYTES, &a, &e), SONDE_OS);
  assert_non_null(strstr(e.text, "damaged"));
  assert_string_equal(helper_text(&a, "step"), "one");
  helper_free(&a);
  head()->answer_bytes = HELPER_BYTES;
  assert_int_equal(helper_get_answer(memory, HELPER_BYTES, &a, &e), SONDE_OS);
  helper_free(&a);
  assert_int_equal(helper_get_answer(memory, 8, &a, &e), SONDE_OS);
  helper_free(&a);
  text bytes = {0};
  sonde_value list = value_list(NULL, 0); /* an item that is no map */
  wire_put_value(&bytes, &list);
  memcpy(memory + HELPER_ANSWER_AT, text_chars(&bytes), bytes.len);
  head()->answer_bytes = (uint32_t)bytes.len;
  assert_int_equal(helper_get_answer(memory, HELPER_BYTES, &a, &e), SONDE_OS);
  helper_free(&a);
  text_free(&bytes);
}

static void needs_windows(bool by_wire) {
  static const char *const folders[] = {NULL}, *const rows[] = {
                                                   "comintrospect.create", "comintrospect.inspect_live"};
  if (strncmp(system_platform(), "windows", 7) == 0) {
    print_message("skipped: tests/comintrospect/test_live.c tests the live rows here\n");
    skip();
  }
  error e = {0};
  row r;
  arena a = {0};
  sonde_value class = value_text("Shop.Shop"), none = value_nil(), out;
  host_options options = {.plugin_folders = folders, .by_wire = by_wire};
  host *h = host_new(&options, &e);
  if (!h || host_add_builtin(h, sonde_plugin_v0(), NULL, &e)) fail_msg("%s", e.text);
  for (size_t i = 0; i < COUNT(rows); i++) {
    if (host_find_row(h, rows[i], &r, &e)) fail_msg("%s", e.text);
    assert_int_equal(host_call(h, &r, &class, &a, &out, &e), SONDE_UNSUPPORTED);
    assert_non_null(strstr(e.text, "needs Windows"));
  }
  if (host_find_row(h, "comintrospect.running", &r, &e)) fail_msg("%s", e.text);
  assert_null(host_open(h, &r, &none, 0, 0, NULL, &e));
  assert_int_equal(e.status, SONDE_UNSUPPORTED);
  assert_non_null(strstr(e.text, "needs Windows"));
  arena_free(&a);
  host_free(h);
}

static void direct(void **state) {
  (void)state;
  needs_windows(false);
}

static void by_wire(void **state) {
  (void)state;
  needs_windows(true);
}

#define WITH_MEMORY(f) cmocka_unit_test_setup_teardown(f, new_memory, free_memory)

int main(void) {
  const struct CMUnitTest tests[] = {WITH_MEMORY(request), WITH_MEMORY(answer), WITH_MEMORY(outcomes),
      WITH_MEMORY(damaged), cmocka_unit_test(direct), cmocka_unit_test(by_wire)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
