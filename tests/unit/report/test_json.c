/* The JSON report: exact figures, and every key that docs/report.schema.json requires. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/memory.h"
#include "report/report.h"
#include "sample.h"

static sonde_value parse(arena *a, const char *s, size_t len) {
  sonde_value v;
  error e = {0};
  if (json_read(a, s, len, &v, &e) != SONDE_OK) fail_msg("%s", e.text);
  return v;
}

static sonde_value sample_document(arena *a) {
  session *s = sample_session();
  text out = {0};
  report_json(&out, s);
  sonde_value v = parse(a, arena_text(a, text_chars(&out), out.len), out.len);
  text_free(&out);
  session_free(s);
  return v;
}

static const sonde_value *at(const sonde_value *v, const char *path) {
  for (char key[64]; *path; path += strlen(key) + (path[strlen(key)] == '.')) {
    snprintf(key, sizeof key, "%.*s", (int)strcspn(path, "."), path);
    const sonde_value *next = v->kind == SONDE_LIST ? &v->u.list[key[0] - '0'] : value_get(v, key);
    if (!next) fail_msg("no %s", path);
    v = next;
  }
  return v;
}

static void expect_text(const sonde_value *document, const char *path, const char *want) {
  const sonde_value *v = at(document, path);
  assert_int_equal(v->kind, SONDE_TEXT);
  assert_string_equal(v->u.s, want);
}

static void figures_are_exact(void **state) {
  (void)state;
  arena a = {0};
  sonde_value d = sample_document(&a);
  expect_text(&d, "format", "sonde-report/1");
  expect_text(&d, "run.started", "2026-11-25T01:02:03.456Z");
  expect_text(&d, "findings.0.target.start_id", "0xfedcba9876543210");
  expect_text(&d, "findings.0.evidence.handles.unknown", "denied");
  assert_true(at(&d, "findings.0.evidence.address")->u.u == UINT64_MAX);
  assert_int_equal(at(&d, "findings.0.evidence.resident_bytes")->u.i, 94371840);
  assert_int_equal(at(&d, "findings.2.count")->u.i, 3);
  expect_text(&d, "findings.2.last_seen", "2026-11-25T01:04:03.456Z");
  assert_int_equal(at(&d, "findings.1.target")->kind, SONDE_NIL);
  assert_int_equal(at(&d, "findings.1.confidence")->kind, SONDE_NIL);
  assert_int_equal(at(&d, "target.status")->u.i, 3);
  expect_text(&d, "target.left.0.name", "logger");
  assert_int_equal(at(&d, "target.left.1.pid")->u.i, 4251);
  assert_int_equal(at(&d, "target.left.1.name")->kind, SONDE_NIL);
  expect_text(&d, "checks.2.outcome", "not run");
  assert_int_equal(at(&d, "counts.warning")->u.i, 1);
  expect_text(&d, "quality.unknown.0", "handles of pid 12 (denied)");
  assert_int_equal(at(&d, "exit_code")->u.i, 1);
  arena_free(&a);
}

/* Walks schema and document together: required keys are there, declared types fit, no key is undeclared. */
static int walk(const sonde_value *root, const sonde_value *schema, const sonde_value *v, const char *where);

static bool type_fits(const char *type, const sonde_value *v) {
  switch (v->kind) {
  case SONDE_NIL: return strcmp(type, "null") == 0;
  case SONDE_BOOL: return strcmp(type, "boolean") == 0;
  case SONDE_I64:
  case SONDE_U64: return strcmp(type, "integer") == 0 || strcmp(type, "number") == 0;
  case SONDE_F64: return strcmp(type, "number") == 0;
  case SONDE_TEXT: return strcmp(type, "string") == 0;
  case SONDE_LIST: return strcmp(type, "array") == 0;
  default: return strcmp(type, "object") == 0;
  }
}

static bool any_type_fits(const sonde_value *type, const sonde_value *v) {
  if (!type) return true;
  if (type->kind == SONDE_TEXT) return type_fits(type->u.s, v);
  for (uint32_t i = 0; i < type->len; i++) {
    if (type_fits(type->u.list[i].u.s, v)) return true;
  }
  return false;
}

static int walk_object(const sonde_value *root, const sonde_value *schema, const sonde_value *v) {
  int keys = 0;
  const sonde_value *required = value_get(schema, "required"), *properties = value_get(schema, "properties");
  for (uint32_t i = 0; required && i < required->len; i++) {
    if (!value_get(v, required->u.list[i].u.s)) fail_msg("missing: %s", required->u.list[i].u.s);
    keys++;
  }
  for (uint32_t i = 0; properties && i < v->len; i++) {
    const sonde_value *of = value_get(properties, v->u.map[i].key);
    if (!of) fail_msg("not in the schema: %s", v->u.map[i].key);
    keys += walk(root, of, &v->u.map[i].value, v->u.map[i].key);
  }
  return keys;
}

static int walk(const sonde_value *root, const sonde_value *schema, const sonde_value *v, const char *where) {
  const sonde_value *ref = value_get(schema, "$ref");
  if (ref) schema = value_get(value_get(root, "definitions"), strrchr(ref->u.s, '/') + 1);
  if (!any_type_fits(value_get(schema, "type"), v)) fail_msg("%s has another type than declared", where);
  int keys = 0;
  if (v->kind == SONDE_MAP) keys += walk_object(root, schema, v);
  const sonde_value *items = value_get(schema, "items");
  for (uint32_t i = 0; items && v->kind == SONDE_LIST && i < v->len; i++) {
    keys += walk(root, items, &v->u.list[i], where);
  }
  return keys;
}

static void schema_is_kept(void **state) {
  (void)state;
  arena a = {0};
  static char schema_text[32768];
  FILE *f = fopen("docs/report.schema.json", "rb"); /* tests run in the tree's root */
  if (!f) fail_msg("docs/report.schema.json cannot be opened");
  size_t len = fread(schema_text, 1, sizeof schema_text, f);
  fclose(f);
  sonde_value schema = parse(&a, schema_text, len), d = sample_document(&a);
  /* top, run, target with two descendants, three findings with their script, one target, five checks,
   * quality, counts */
  assert_int_equal(walk(&schema, &schema, &d, "the report"), 10 + 9 + 5 + 2 * 2 + 3 * 18 + 2 + 5 * 9 + 7 + 4);
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_are_exact),
      cmocka_unit_test(schema_is_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
