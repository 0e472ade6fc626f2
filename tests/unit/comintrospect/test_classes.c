/* Classes and their names from a registry that is a table; and the queries by the host, where there is a
 * registry. */
#include "check.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/value.h"
#include "classes.h"
#include "host/host.h"
#include "os/system.h"

#define SHOP "{00000053-0000-0000-C000-000000000001}"
#define OTHER "{00000054-0000-0000-C000-000000000001}"

static const struct {
  const char *path, *name, *value;
} table[] = {{"CLSID\\" SHOP, "", "The shop"}, {"CLSID\\" SHOP, "AppID", "{A}"},
    {"CLSID\\" SHOP "\\InprocServer32", "", "%SystemRoot%\\shop.dll"},
    {"CLSID\\" SHOP "\\InprocServer32", "ThreadingModel", "Both"},
    {"CLSID\\" SHOP "\\ProgID", "", "Shop.Shop.1"}, {"CLSID\\" SHOP "\\TypeLib", "", "{T}"},
    {"CLSID\\" OTHER "\\LocalServer32", "", "shop.exe -Embedding"}, {"CLSID\\" OTHER "\\TreatAs", "", SHOP},
    {"Shop.Shop", "", "A shop"}, {"Shop.Shop\\CLSID", "", SHOP}, {"Shop.Shop\\CurVer", "", "Shop.Shop.1"},
    {"Shop.Lost\\CLSID", "", "{00000099-0000-0000-C000-000000000001}"}, {".txt", "", "txtfile"}};

static bool table_has(void *self, const char *path) {
  (void)self;
  for (size_t i = 0; i < COUNT(table); i++)
    if (strcmp(table[i].path, path) == 0) return true;
  return false;
}

static bool table_value(void *self, const char *path, const char *name, text *out) {
  (void)self;
  for (size_t i = 0; i < COUNT(table); i++)
    if (strcmp(table[i].path, path) == 0 && strcmp(table[i].name, name) == 0) {
      text_puts(out, table[i].value);
      return true;
    }
  return false;
}

static const registry fake = {.has = table_has, .value = table_value};

static void column(const batch *b, uint32_t at, uint32_t i, const char *expected) {
  const cell *c = (const cell *)(const void *)(b->records + (size_t)at * COLUMN(b->columns) + COLUMN(i));
  assert_int_equal(c->s.len, strlen(expected));
  assert_memory_equal(text_chars(&b->heap) + c->s.offset, expected, c->s.len);
}

static void classes(void **state) {
  (void)state;
  batch b;
  batch_init(&b, CLASSES_COUNT);
  classes_fill(&b, &fake, SHOP);
  classes_fill(&b, &fake, OTHER);
  classes_fill(&b, &fake, "{none}");
  assert_int_equal(b.count, 3);
  column(&b, 0, CLASSES_clsid, SHOP);
  column(&b, 0, CLASSES_name, "The shop");
  column(&b, 0, CLASSES_server, "inproc");
  column(&b, 0, CLASSES_path, "%SystemRoot%\\shop.dll");
  column(&b, 0, CLASSES_threading, "Both");
  column(&b, 0, CLASSES_progid, "Shop.Shop.1");
  column(&b, 0, CLASSES_typelib, "{T}");
  column(&b, 0, CLASSES_appid, "{A}");
  column(&b, 0, CLASSES_treat_as, "");
  column(&b, 1, CLASSES_server, "local");
  column(&b, 1, CLASSES_path, "shop.exe -Embedding");
  column(&b, 1, CLASSES_treat_as, SHOP);
  column(&b, 1, CLASSES_progid, "");
  column(&b, 2, CLASSES_server, "none");
  column(&b, 2, CLASSES_path, "");
  batch_free(&b);
}

static void progids(void **state) {
  (void)state;
  batch b;
  batch_init(&b, PROGIDS_COUNT);
  assert_true(progids_fill(&b, &fake, "Shop.Shop"));
  assert_true(progids_fill(&b, &fake, "Shop.Lost"));
  assert_false(progids_fill(&b, &fake, ".txt"));
  assert_int_equal(b.count, 2);
  column(&b, 0, PROGIDS_clsid, SHOP);
  column(&b, 0, PROGIDS_name, "A shop");
  column(&b, 0, PROGIDS_current, "Shop.Shop.1");
  const uint8_t *registered = b.records + COLUMN(PROGIDS_registered);
  assert_int_equal(registered[0], 1);
  assert_int_equal(registered[COLUMN(PROGIDS_COUNT)], 0);
  batch_free(&b);
}

/* Rows of the query, and one column of the last one. */
static sonde_status ask(
    host *h, const char *query, const char *asked, const char *name, uint32_t *rows, text *last, error *e) {
  row r;
  if (host_find_row(h, query, &r, e)) fail_msg("%s", e->text);
  sonde_value args = asked ? value_text(asked) : value_nil();
  cursor *c = host_open(h, &r, &args, 0, 0, NULL, e);
  *rows = 0;
  text_clear(last);
  if (!c) return e->status;
  record_source source;
  sonde_span span = {.size = sizeof span};
  int got;
  while ((got = cursor_next(c, &source, &span, e)) > 0) {
    const sonde_record *record = span.records;
    for (uint32_t i = 0; i < span.nrecords; i++, record = record_next(record), ++*rows) {
      sonde_value v = record_value(&source, record, (uint32_t)record_find_column(source.type, name));
      text_clear(last);
      value_print(last, &v, NULL);
    }
  }
  cursor_close(c);
  return got < 0 ? e->status : SONDE_OK;
}

/* What every Windows has, Wine too; elsewhere the queries say what they need. */
static void by_host(bool by_wire) {
  static const char *const folders[] = {NULL};
  error e = {0};
  host_options options = {.plugin_folders = folders, .by_wire = by_wire};
  host *h = host_new(&options, &e);
  if (!h || host_add_builtin(h, sonde_plugin_v0(), NULL, &e)) fail_msg("%s", e.text);
  uint32_t rows;
  text last = {0};
  sonde_status s = ask(h, "comintrospect.classes", NULL, "clsid", &rows, &last, &e);
  if (strncmp(system_platform(), "windows", 7) != 0) {
    assert_int_equal(s, SONDE_UNSUPPORTED);
    assert_non_null(strstr(e.text, "needs Windows"));
    assert_int_equal(ask(h, "comintrospect.progids", "a.b", "clsid", &rows, &last, &e), SONDE_UNSUPPORTED);
  } else {
    if (s) fail_msg("%s", e.text);
    assert_true(rows > 100);
    if (ask(h, "comintrospect.progids", "scripting.dictionary", "clsid", &rows, &last, &e))
      fail_msg("%s", e.text);
    assert_int_equal(rows, 1);
    assert_string_equal(text_chars(&last), "{EE09B103-97E0-11CF-978F-00A02463E06F}");
    if (ask(h, "comintrospect.progids", "Scripting.*", "registered", &rows, &last, &e))
      fail_msg("%s", e.text);
    assert_in_range(rows, 3, 20);
    assert_string_equal(text_chars(&last), "true");
    if (ask(h, "comintrospect.classes", "{EE09B103-97E0-11CF-978F-00A02463E06F}", "path", &rows, &last, &e))
      fail_msg("%s", e.text);
    assert_int_equal(rows, 1);
    assert_non_null(strstr(text_chars(&last), "scrrun.dll"));
    assert_int_equal(ask(h, "comintrospect.progids", "No.Such", "clsid", &rows, &last, &e), SONDE_MISSING);
    assert_non_null(strstr(e.text, "No.Such"));
  }
  text_free(&last);
  host_free(h);
}

static void direct(void **state) {
  (void)state;
  by_host(false);
}

static void wire(void **state) {
  (void)state;
  by_host(true);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(classes), cmocka_unit_test(progids), cmocka_unit_test(direct), cmocka_unit_test(wire)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
