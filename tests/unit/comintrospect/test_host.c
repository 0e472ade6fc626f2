/* Through the real host, directly and by wire: the function, both queries, and what they say of files that
 * hold no library. */
#include "both_ways.h"

#include <stdio.h>

#include "base/memory.h"
#include "os/clock.h"
#include "os/file.h"
#include "typelib_fixture.h"

static const char *library_path, *program_path, *text_path;

/* A name of its own, since other builds may run the same test. */
static const char *keep_file(const char *ending, const uint8_t *data, size_t len) {
  error e = {0};
  const char *name = arena_format(&memory, "sonde-%lld%s", (long long)clock_wall_ns(), ending);
  const char *path = file_join(&memory, file_temporary_folder(&memory), name);
  if (file_write(path, data, len, &e)) fail_msg("%s", e.text);
  return path;
}

static void open_own(bool by_wire) {
  size_t len;
  uint8_t *data = fixture_library(&len);
  library_path = keep_file(".bin", data, len);
  memory_free(data);
  data = fixture_program(&len);
  program_path = keep_file(".dll", data, len);
  memory_free(data);
  text_path = keep_file(".txt", (uint8_t[]){'h', 'e', 'l', 'l', 'o'}, 5);
  open_host(by_wire, NULL, sonde_plugin_v0(), NULL);
}

static void close_own(void) {
  file_remove(library_path, NULL);
  file_remove(program_path, NULL);
  file_remove(text_path, NULL);
}

static sonde_status info(const char *path, int64_t resource, sonde_value *result, error *e) {
  row r = find("comintrospect.info");
  sonde_pair pairs[] = {{"path", value_text(path)}, {"resource", value_i64(resource)}};
  sonde_value args = value_map(pairs, resource ? 2 : 1);
  return host_call(h, &r, &args, &memory, result, e);
}

static const char *text_in(const sonde_value *map, const char *key) {
  return value_get(map, key)->u.s;
}

static void function(void **state) {
  (void)state;
  error e = {0};
  sonde_value result;
  if (info(library_path, 0, &result, &e)) fail_msg("%s", e.text);
  assert_string_equal(text_in(&result, "name"), "ShopLib");
  assert_string_equal(text_in(&result, "version"), "3.4");
  assert_string_equal(text_in(&result, "guid"), "{00000050-0000-0000-C000-000000000001}");
  assert_string_equal(text_in(&result, "system"), "win64");
  assert_string_equal(text_in(&result, "attributes"), "hidden");
  assert_string_equal(text_in(&result, "damage"), "");
  assert_int_equal(value_get(&result, "types")->u.i, FIXTURE_TYPES);
  assert_int_equal(value_get(&result, "dispatches")->u.i, 2);
  assert_int_equal(value_get(&result, "coclasses")->u.i, 1);
  assert_int_equal(value_get(&result, "functions")->u.i, 5);
  assert_int_equal(value_get(&result, "parameters")->u.i, 7);
  assert_int_equal(value_get(&result, "variables")->u.i, 4);
  assert_int_equal(value_get(&result, "resource")->kind, SONDE_UNKNOWN);
  const sonde_value *imports = value_get(&result, "imports");
  assert_int_equal(imports->len, 1);
  assert_string_equal(text_in(&imports->u.list[0], "file"), "stdole2.tlb");
}

static void resources(void **state) {
  (void)state;
  error e = {0};
  sonde_value result;
  if (info(program_path, 0, &result, &e)) fail_msg("%s", e.text);
  assert_int_equal(value_get(&result, "resource")->u.i, 1);
  assert_int_equal(value_get(&result, "resources")->len, 2);
  assert_int_equal(value_get(&value_get(&result, "resources")->u.list[1], "id")->u.i, 7);
  assert_int_equal(value_get(&value_get(&result, "resources")->u.list[1], "language")->u.i, 0x407);
  if (info(program_path, 7, &result, &e)) fail_msg("%s", e.text);
  assert_int_equal(value_get(&result, "resource")->u.i, 7);
  assert_int_equal(info(program_path, 2, &result, &e), SONDE_MISSING);
  assert_non_null(strstr(e.text, "no TYPELIB resource 2"));
}

static void no_library(void **state) {
  (void)state;
  error e = {0};
  sonde_value result;
  assert_int_equal(info(text_path, 0, &result, &e), SONDE_ARG);
  assert_non_null(strstr(e.text, "it is no type library"));
  assert_non_null(strstr(e.text, text_path));
  assert_int_equal(info("/no/such/file.tlb", 0, &result, &e), SONDE_MISSING);
  assert_non_null(strstr(e.text, "/no/such/file.tlb"));
  assert_int_equal(info(library_path, 3, &result, &e), SONDE_ARG);
}

typedef struct seen {
  uint32_t records;
  char names[512], texts[512]; /* of all records, each with a blank behind */
} seen;

/* Collects two columns. */
static sonde_status run(const char *query, const char *path, const char *type, const char *a, const char *b,
    seen *out, error *e) {
  row r = find(query);
  sonde_value line = value_text("line");
  sonde_pair pairs[] = {
      {"path", value_text(path)}, {"columns", value_list(&line, 1)}, {"type", value_text(type)}};
  sonde_value args = value_map(pairs, type ? 3 : 2);
  memset(out, 0, sizeof *out);
  cursor *c = host_open(h, &r, &args, 0, 0, NULL, e);
  if (!c) return e->status;
  record_source source;
  sonde_span span = {.size = sizeof span};
  text names = {.limit = sizeof out->names - 1}, texts = {.limit = sizeof out->texts - 1};
  while (cursor_next(c, &source, &span, e) > 0) {
    const sonde_record *record = span.records;
    for (uint32_t i = 0; i < span.nrecords; i++, record = record_next(record), out->records++) {
      sonde_value x = record_value(&source, record, (uint32_t)record_find_column(source.type, a));
      sonde_value y = record_value(&source, record, (uint32_t)record_find_column(source.type, b));
      value_print(&names, &x, NULL);
      value_print(&texts, &y, NULL);
      text_putc(&names, ' ');
      text_putc(&texts, ' ');
    }
  }
  cursor_close(c);
  snprintf(out->names, sizeof out->names, "%s", text_chars(&names));
  snprintf(out->texts, sizeof out->texts, "%s", text_chars(&texts));
  text_free(&names);
  text_free(&texts);
  return e->status;
}

static void library(void **state) {
  (void)state;
  error e = {0};
  seen all;
  if (run("comintrospect.library", library_path, NULL, "name", "kind", &all, &e)) fail_msg("%s", e.text);
  assert_int_equal(all.records, FIXTURE_TYPES);
  assert_string_equal(all.names, "Color Point IShop DShopEvents Shop Price Beeper ");
  assert_string_equal(all.texts, "enum record dispatch dispatch coclass alias module ");
  if (run("comintrospect.library", program_path, NULL, "implements", "alias_of", &all, &e))
    fail_msg("%s", e.text);
  assert_non_null(strstr(all.names, "IDispatch IDispatch [default] IShop, [default source] DShopEvents"));
  assert_non_null(strstr(all.texts, "CURRENCY"));
}

static void members(void **state) {
  (void)state;
  error e = {0};
  seen all;
  if (run("comintrospect.members", library_path, NULL, "name", "value", &all, &e)) fail_msg("%s", e.text);
  assert_int_equal(all.records, 9);
  assert_string_equal(all.names, "Red Blue label grid Title Title Order Sold Beep ");
  if (run("comintrospect.members", library_path, "Color", "name", "value", &all, &e)) fail_msg("%s", e.text);
  assert_string_equal(all.names, "Red Blue ");
  assert_string_equal(all.texts, "(long) 1 (long) -2 ");
  if (run("comintrospect.members", library_path, "*Shop*", "invoke", "parameters", &all, &e))
    fail_msg("%s", e.text);
  assert_string_equal(all.names, "propget propput method method ");
  assert_non_null(strstr(all.texts, "[in optional defaultvalue] long count = (long) 5, "));
  if (run("comintrospect.members", library_path, "IShop", "offset", "line", &all, &e)) fail_msg("%s", e.text);
  assert_string_equal(all.names, "56 64 72 ");
  assert_non_null(strstr(all.texts, "function 1 propput Title id 0x00000001"));
  assert_int_equal(
      run("comintrospect.members", library_path, "IShip", "name", "line", &all, &e), SONDE_MISSING);
  assert_non_null(strstr(e.text, "no type 'IShip'"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      BOTH(function), BOTH(resources), BOTH(no_library), BOTH(library), BOTH(members)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
