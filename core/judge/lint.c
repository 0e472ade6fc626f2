/* What is wrong with a script though it loads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "judge/classes.h"
#include "judge/fake.h"
#include "judge/lint.h"
#include "judge/rule.h"
#include "os/file.h"

enum { SOURCE_LIMIT = 1 << 20 };

typedef struct lint {
  host *host;
  const script *script;
  lint_sink sink;
  void *self;
  uint32_t errors;
} lint;

static void note(lint *l, bool is_error, const char *path, const char *format, ...) FORMAT_PRINTF(4, 5);

static void note(lint *l, bool is_error, const char *path, const char *format, ...) {
  text t = {0};
  va_list list;
  if (*path) text_printf(&t, "%s: ", path);
  va_start(list, format);
  text_vprintf(&t, format, list);
  va_end(list);
  lint_note n = {script_file(l->script), script_line(l->script, path), is_error, text_chars(&t)};
  l->sink(l->self, &n);
  l->errors += is_error;
  text_free(&t);
}

static const sonde_value *list_of(const script *s, const char *key, uint32_t *n) {
  const sonde_value *v = value_get(script_declaration(s), key);
  *n = v && v->kind == SONDE_LIST ? v->len : 0;
  return *n ? v->u.list : NULL;
}

static const char *word_at(const sonde_value *map_value, const char *key) {
  const sonde_value *v = value_get(map_value, key);
  return v && v->kind == SONDE_TEXT ? v->u.s : "";
}

/* -------------------------------------------------------------------------------------------------------------
 * classes -- */

/* Same keys with the same values, in whatever order; `code` may differ when `but_code`. */
static bool same_map(const sonde_value *a, const sonde_value *b, bool but_code) {
  if (!a || !b || a->kind != SONDE_MAP || b->kind != SONDE_MAP || a->len != b->len) return false;
  for (uint32_t i = 0; i < a->len; i++) {
    const char *key = a->u.map[i].key;
    const sonde_value *other = value_get(b, key);
    if (!other) return false;
    if (but_code && strcmp(key, "code") == 0) continue;
    if (!value_equal(&a->u.map[i].value, other)) return false;
  }
  return true;
}

/* The codes of a row: one, or a list. */
static const sonde_value *codes_of(const sonde_value *row_value, uint32_t *n) {
  const sonde_value *codes = value_get(value_get(row_value, "on"), "code");
  *n = !codes ? 0 : codes->kind == SONDE_LIST ? codes->len : 1;
  return codes && codes->kind == SONDE_LIST ? codes->u.list : codes;
}

/* The code that both rows have, however it is written; NULL: none. */
static const char *shared_code(const sonde_value *a, const sonde_value *b) {
  uint32_t na, nb;
  const sonde_value *of_a = codes_of(a, &na), *of_b = codes_of(b, &nb);
  for (uint32_t i = 0; i < na; i++) {
    class_error err;
    code_id id;
    if (of_a[i].kind != SONDE_TEXT || !class_code(of_a[i].u.s, &id)) continue;
    err = (class_error){.code = of_a[i].u.s, .has_id = true, .id = id};
    for (uint32_t k = 0; k < nb; k++) {
      sonde_pair on = {"code", of_b[k]};
      sonde_value on_one = value_map(&on, 1);
      if (class_match(&on_one, &err)) return of_a[i].u.s;
    }
  }
  return NULL;
}

/* A code of one of our kinds that cannot be read never matches. Codes of kinds that we do not know are the
 * user's. */
static void lint_codes(lint *l, const sonde_value *row_value, uint32_t row_number) {
  uint32_t n;
  const sonde_value *codes = codes_of(row_value, &n);
  char path[40];
  snprintf(path, sizeof path, "rows[%u].on", row_number);
  for (uint32_t i = 0; i < n; i++) {
    error e = {0};
    code_id id;
    const char *word = codes[i].kind == SONDE_TEXT ? codes[i].u.s : "";
    if (code_has_kind(word, strlen(word)) && code_parse(word, strlen(word), &id, &e))
      note(l, true, path, "%s", e.text);
  }
}

static void lint_row_pair(
    lint *l, const sonde_value *later, uint32_t at, const sonde_value *earlier, uint32_t k) {
  const sonde_value *a = value_get(later, "on"), *b = value_get(earlier, "on");
  char path[40];
  snprintf(path, sizeof path, "rows[%u].on", at + 1);
  if (same_map(a, b, false)) {
    note(l, true, path, "equals rows[%u].on (class '%s'): class '%s' is never given", k + 1,
        word_at(earlier, "class"), word_at(later, "class"));
    return;
  }
  const char *code = same_map(a, b, true) ? shared_code(later, earlier) : NULL;
  if (code)
    note(l, true, path, "code '%s' is in rows[%u].on already (class '%s')", code, k + 1,
        word_at(earlier, "class"));
}

static void lint_rows(lint *l) {
  uint32_t n;
  const sonde_value *rows = list_of(l->script, "rows", &n);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t before = l->errors;
    lint_codes(l, &rows[i], i + 1);
    for (uint32_t k = 0; k < i && l->errors == before; k++)
      lint_row_pair(l, &rows[i], i, &rows[k], k);
  }
}

/* ----------------------------------------------------------------------------------------------------------------
 * rows -- */

static bool has_plugin(lint *l, const char *row_name) {
  char name[64];
  snprintf(name, sizeof name, "%.*s", (int)strcspn(row_name, "."), row_name);
  return host_find_plugin(l->host, name) != NULL;
}

/* A row that its plugin does not have is a mistake; a plugin that is not there is none. */
static bool lint_row(lint *l, const char *path, const char *name) {
  row r;
  error e = {0};
  if (host_find_row(l->host, name, &r, &e) == SONDE_OK) return true;
  if (has_plugin(l, name)) {
    note(l, true, path, "%s", e.text);
  } else {
    note(l, false, path, "no plugin gives %s", name);
  }
  return false;
}

static bool lint_use(void *self, const char *name, uint32_t line) {
  lint *l = self;
  row r;
  error e = {0};
  if (host_find_row(l->host, name, &r, &e) == SONDE_OK) return true;
  bool misspelt = has_plugin(l, name) || strstr(e.text, "did you mean");
  lint_note n = {script_file(l->script), line, misspelt, e.text};
  l->sink(l->self, &n);
  l->errors += misspelt;
  return true;
}

static bool lint_collect(lint *l) {
  const sonde_value *d = script_declaration(l->script), *tables = value_get(d, "collect");
  bool good = true;
  if (value_get(d, "on")) good = lint_row(l, "on", word_at(d, "on"));
  for (uint32_t i = 0; tables && tables->kind == SONDE_MAP && i < tables->len; i++) {
    char path[120];
    snprintf(path, sizeof path, "collect.%s.from", tables->u.map[i].key);
    good = lint_row(l, path, word_at(&tables->u.map[i].value, "from")) && good;
  }
  return good;
}

static void lint_fakes(lint *l) {
  uint32_t n;
  const sonde_value *tests = list_of(l->script, "tests", &n);
  for (uint32_t i = 0; i < n; i++) {
    const sonde_value *fakes = value_get(&tests[i], "fake");
    char path[120];
    snprintf(path, sizeof path, "tests[%u].fake", i + 1);
    for (uint32_t k = 0; fakes && fakes->kind == SONDE_MAP && k < fakes->len; k++) {
      if (has_plugin(l, fakes->u.map[k].key))
        lint_row(l, path, fakes->u.map[k].key); /* the test itself says the rest */
    }
  }
}

/* A message that starts with file:line already. */
static void say_located(lint *l, const char *message) {
  size_t len = strlen(script_file(l->script));
  lint_note n = {script_file(l->script), 1, true, message};
  if (strncmp(message, n.file, len) == 0 && message[len] == ':') {
    char *rest;
    n.line = (uint32_t)strtoul(message + len + 1, &rest, 10);
    n.text = strncmp(rest, ": ", 2) == 0 ? rest + 2 : rest;
  }
  l->sink(l->self, &n);
  l->errors++;
}

/* Compiles collect and conditions as a run would, on empty streams: no plugin is started. */
static void lint_rule(lint *l) {
  arena a = {0};
  error e = {0};
  session *s = session_new();
  fake *f = fake_new(l->host, NULL, true);
  uint32_t n = 0;
  const sonde_field *fields = script_params(l->script, &n);
  sonde_value *values = arena_alloc(&a, (n + 1u) * sizeof *values), nil = {0};
  sonde_pair *pairs = arena_alloc(&a, (n + 1u) * sizeof *pairs);
  schema_check_all(&a, fields, n, &nil, values, NULL);
  for (uint32_t i = 0; i < n; i++) {
    pairs[i] = (sonde_pair){fields[i].name, values[i]};
  }
  rule_setting set = {l->host, s, value_map(pairs, n)};
  host_set_source(l->host, fake_source(f));
  rule *r = rule_open(&set, (script *)(uintptr_t)l->script, &e);
  if (!r) say_located(l, e.text);
  rule_close(r);
  host_set_source(l->host, NULL);
  fake_free(f);
  session_free(s);
  arena_free(&a);
}

/* ------------------------------------------------------------------------------------------------------
 * params, handles -- */

static bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Is the parameter read anywhere: as `.name`, or as a text "name"? Only a way to write it that hides the name
 * escapes. */
static bool is_used(const char *source, const char *name) {
  size_t len = strlen(name);
  for (const char *p = strstr(source, name); p; p = strstr(p + 1, name)) {
    char before = p > source ? p[-1] : ' ';
    if (!is_name(p[len]) && (before == '.' || before == '"' || before == '\'')) return true;
  }
  return false;
}

/* `param` itself handed on: nobody can tell what is read there. */
static bool hands_on(const char *source) {
  for (const char *p = strstr(source, "param"); p; p = strstr(p + 1, "param")) {
    const char *q = p;
    if ((p > source && is_name(p[-1])) || is_name(p[5]) || p[5] == '.' || p[5] == '[') continue;
    while (q > source && q[-1] != '\n' && strncmp(q, "function", 8) != 0)
      q--;
    if (strncmp(q, "function", 8) != 0) return true; /* not in the head of a function */
  }
  return false;
}

static void lint_params(lint *l) {
  uint32_t n;
  size_t len;
  const sonde_field *fields = script_params(l->script, &n);
  char *source = n > 0 ? file_read(script_file(l->script), SOURCE_LIMIT, &len, NULL) : NULL;
  for (uint32_t i = 0; source && i < n && !hands_on(source); i++) {
    char path[120];
    snprintf(path, sizeof path, "params.%s", fields[i].name);
    if (!is_used(source, fields[i].name)) note(l, true, path, "is never used");
  }
  memory_free(source);
}

static bool is_kind_word(const char *s) {
  bool good = *s >= 'a' && *s <= 'z';
  for (; *s; s++) {
    good =
        good && ((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '.' || *s == '-' || *s == '_');
  }
  return good;
}

static void lint_handles(lint *l) {
  uint32_t n;
  const sonde_value *kinds = list_of(l->script, "handles", &n);
  for (uint32_t i = 0; i < n; i++) {
    char path[40];
    snprintf(path, sizeof path, "handles[%u]", i + 1);
    if (kinds[i].kind != SONDE_TEXT) continue;
    if (!is_kind_word(kinds[i].u.s))
      note(l, true, path, "'%s' is no kind of finding: write a word like memory.leak", kinds[i].u.s);
    for (uint32_t k = 0; k < i; k++) {
      if (value_equal(&kinds[k], &kinds[i])) note(l, true, path, "'%s' is there twice", kinds[i].u.s);
    }
  }
}

uint32_t lint_script(host *h, const script *s, lint_sink sink, void *self) {
  lint l = {h, s, sink, self, 0};
  uint32_t n;
  lint_rows(&l);
  lint_params(&l);
  lint_handles(&l);
  if (!list_of(s, "tests", &n)) note(&l, false, "", "has no tests");
  if (!h) return l.errors;
  script_each_use(s, lint_use, &l);
  lint_fakes(&l);
  if (script_get_kind(s) == SCRIPT_RULE && lint_collect(&l)) lint_rule(&l);
  return l.errors;
}

/* ---------------------------------------------------------------------------------------------------------
 * together -- */

/* Some script's id, or written as a kind in one. */
static bool is_found(const script *const *scripts, size_t n, const char *kind) {
  bool found = false;
  char quoted[200];
  snprintf(quoted, sizeof quoted, "\"%s\"", kind);
  for (size_t i = 0; i < n && !found; i++) {
    script_kind k = script_get_kind(scripts[i]);
    if (k != SCRIPT_CHECK && k != SCRIPT_RULE) continue;
    size_t len;
    char *source = file_read(script_file(scripts[i]), SOURCE_LIMIT, &len, NULL);
    found = strcmp(script_id(scripts[i]), kind) == 0 || (source && strstr(source, quoted));
    memory_free(source);
  }
  return found;
}

uint32_t lint_together(const script *const *scripts, size_t n, lint_sink sink, void *self) {
  lint l = {NULL, NULL, sink, self, 0};
  for (size_t i = 0; i < n; i++) {
    uint32_t nkinds;
    l.script = scripts[i];
    for (size_t k = 0; k < i; k++) {
      if (strcmp(script_id(scripts[k]), script_id(scripts[i])) == 0)
        note(&l, true, "id", "'%s' is also the id of %s", script_id(scripts[i]), script_file(scripts[k]));
    }
    const sonde_value *kinds = list_of(scripts[i], "handles", &nkinds);
    for (uint32_t k = 0; k < nkinds; k++) {
      if (kinds[k].kind == SONDE_TEXT && !is_found(scripts, n, kinds[k].u.s))
        note(&l, false, "handles", "no script here finds '%s'", kinds[k].u.s);
    }
  }
  return l.errors;
}
