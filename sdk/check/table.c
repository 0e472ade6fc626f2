/* Tests of the table itself: nothing of the plugin runs but the entry. Each later one is run only when those
 * before it pass. */
#include <string.h>

#include "base/schema.h"
#include "check/internal.h"
#include "os/dl.h"

/* False: the head is wrong, and the test is skipped. */
static bool open_table(check *c) {
  error e = {0};
  if (raw_open(c, &e) == SONDE_OK) return true;
  check_skip(c, "the table cannot be read; see table.head");
  return false;
}

void table_head(check *c) {
  error e = {0};
  if (raw_open(c, &e)) check_fail(c, "%s", e.text);
}

/* ------------------------------------------------------------------------------------------------- entry --
 */

static void print_fields(text *out, const sonde_field *f, uint32_t n, int depth) {
  for (uint32_t i = 0; f && i < n && depth < 8; i++) {
    const char *texts[] = {f[i].name, f[i].unit, f[i].doc, f[i].initial, f[i].least, f[i].most, f[i].choices};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
      text_printf(out, "%s|", texts[k] ? texts[k] : "");
    text_printf(out, "%u %u %u %u %u %u %u\n", f[i].kind, f[i].item_kind, f[i].offset, f[i].flags, f[i].since,
        f[i].shift, f[i].width);
    print_fields(out, f[i].members, f[i].nmembers, depth + 1);
  }
}

static void print_table(check *c, text *out) {
  const sonde_plugin *t = &c->table;
  const char *texts[] = {t->name, t->version, t->summary, t->vendor};
  for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
    text_printf(out, "%s|", texts[k] ? texts[k] : "");
  print_fields(out, raw_settings(c), t->nsettings, 0);
  for (size_t i = 0; i < raw_row_count(c); i++) {
    raw_row r;
    raw_row_at(c, i, &r);
    if (r.since > SONDE_ABI_MINOR) continue;
    text_printf(out, "%s|%s|%s %u %u\n", r.name ? r.name : "", r.doc ? r.doc : "", r.needs ? r.needs : "",
        r.record_size, r.flags);
    print_fields(out, r.params, r.nparams, 0);
    print_fields(out, r.fields, r.nfields, 0);
  }
}

void table_entry_pure(check *c) {
  if (!open_table(c)) return;
  text before, after;
  text_init(&before, 0);
  text_init(&after, 0);
  print_table(c, &before);
  const sonde_plugin *again = c->entry();
  bool same = again == c->given;
  if (same) {
    memcpy(&c->table, again, sizeof c->table);
    print_table(c, &after);
    same = before.len == after.len && memcmp(text_chars(&before), text_chars(&after), before.len) == 0;
  }
  if (!same)
    check_fail(
        c, SONDE_ENTRY " gives another table at the second call; return the address of one constant table");
  text_free(&before);
  text_free(&after);
}

/* ------------------------------------------------------------------------------------------------- names --
 */

static bool is_name(const char *s) {
  size_t n = s ? strlen(s) : 0;
  return n > 0 && n < 64 && s[0] >= 'a' && s[0] <= 'z' &&
         strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

static bool is_file_of(const char *file, const char *name) {
  const char *base = strrchr(file, '/');
  base = base ? base + 1 : file;
  size_t len = strlen(name);
  return strncmp(base, name, len) == 0 && strcmp(base + len, dl_suffix) == 0;
}

/* The sentence of the first wrong name; "": all are right. */
static const char *wrong_name(check *c) {
  const sonde_plugin *t = &c->table;
  if (!is_name(t->name)) return "the plugin's name is not [a-z][a-z0-9_]*";
  if (!is_file_of(c->file, t->name))
    return arena_format(
        &c->memory, "the plugin is called '%s'; call its file %s%s", t->name, t->name, dl_suffix);
  if (!t->version || !*t->version || !t->summary || !*t->summary || !t->vendor || !*t->vendor)
    return "version, summary and vendor are wanted; fill them in";
  size_t n = raw_row_count(c);
  const char **names = arena_alloc(&c->memory, (n + 1) * sizeof *names);
  for (size_t i = 0; i < n; i++) {
    raw_row r;
    raw_row_at(c, i, &r);
    names[i] = r.name;
    if (!is_name(r.name))
      return arena_format(&c->memory, "row %u: its name '%s' is not [a-z][a-z0-9_]*", (unsigned)i + 1,
          r.name ? r.name : "NULL");
    for (size_t k = 0; k < i; k++)
      if (strcmp(names[k], r.name) == 0)
        return arena_format(
            &c->memory, "two rows are called '%s'; functions, queries and events share their names", r.name);
  }
  return "";
}

void table_names(check *c) {
  if (!open_table(c)) return;
  const char *wrong = wrong_name(c);
  if (*wrong) check_fail(c, "%s", wrong);
}

/* -------------------------------------------------------------------------------------------------- docs --
 */

static bool is_sentence(const char *doc) {
  size_t len = doc ? strlen(doc) : 0;
  return len > 1 && doc[0] != ' ' && strchr(".!?)", doc[len - 1]);
}

static const char *wrong_doc_in(check *c, const char *where, const sonde_field *f, uint32_t n, int depth) {
  for (uint32_t i = 0; f && i < n && n <= 64 && depth < 8; i++) {
    if (!is_sentence(f[i].doc))
      return arena_format(&c->memory, "%s, field %s: its doc \"%s\" is no sentence with a full stop", where,
          f[i].name ? f[i].name : "without a name", f[i].doc ? f[i].doc : "");
    const char *inner = wrong_doc_in(c, where, f[i].members, f[i].nmembers, depth + 1);
    if (*inner) return inner;
  }
  return "";
}

static const char *wrong_doc(check *c) {
  const char *wrong = wrong_doc_in(c, "settings", raw_settings(c), c->table.nsettings, 0);
  for (size_t i = 0; !*wrong && i < raw_row_count(c); i++) {
    raw_row r;
    raw_row_at(c, i, &r);
    if (r.since > SONDE_ABI_MINOR) continue;
    if (!is_sentence(r.doc))
      return arena_format(
          &c->memory, "row %s: its doc \"%s\" is no sentence with a full stop", r.name, r.doc ? r.doc : "");
    wrong = wrong_doc_in(c, r.name, r.params, r.nparams, 0);
    if (!*wrong) wrong = wrong_doc_in(c, r.name, r.fields, r.nfields, 0);
  }
  return wrong;
}

/* False: an earlier test fails, and this one is skipped. */
static bool open_named(check *c) {
  if (!open_table(c)) return false;
  if (!*wrong_name(c)) return true;
  check_skip(c, "a name is wrong; see table.names");
  return false;
}

void table_docs(check *c) {
  if (!open_named(c)) return;
  const char *wrong = wrong_doc(c);
  if (*wrong) check_fail(c, "%s", wrong);
}

/* ------------------------------------------------------------------------------------------------ fields --
 */

static bool open_documented(check *c) {
  if (!open_named(c)) return false;
  if (!*wrong_doc(c)) return true;
  check_skip(c, "a description is missing; see table.docs");
  return false;
}

static sonde_status verify_all(check *c, error *e) {
  sonde_status s = schema_verify("settings", raw_settings(c), c->table.nsettings, 0, e);
  for (size_t i = 0; !s && i < raw_row_count(c); i++) {
    raw_row r;
    raw_row_at(c, i, &r);
    if (r.since > SONDE_ABI_MINOR) continue;
    s = schema_verify(r.name, r.params, r.nparams, 0, e);
    if (!s) s = schema_verify(r.name, r.fields, r.nfields, r.record_size, e);
  }
  return s;
}

void table_fields(check *c) {
  error e = {0};
  if (open_documented(c) && verify_all(c, &e)) check_fail(c, "%s", e.text);
}

/* ------------------------------------------------------------------------------------------------- needs --
 */

static const char closed_list[] = " process.read process.launch process.control memory.read memory.agent "
                                  "tracer.attach eventlog.read eventlog.write "
                                  "service.read service.control com.create file.read file.write network ";
static const char heads[] = " process memory tracer eventlog service com file network sonde ";

static bool is_in(const char *list, const char *word, size_t len) {
  for (const char *at = list; (at = strstr(at, " ")) && at[1]; at++)
    if (strncmp(at + 1, word, len) == 0 && at[1 + len] == ' ') return true;
  return false;
}

/* A word of the list, or VENDOR.WORD of a vendor that is none of ours. */
static bool is_capability(const char *word, size_t len) {
  if (is_in(closed_list, word, len)) return true;
  const char *dot = memchr(word, '.', len);
  size_t head = dot ? (size_t)(dot - word) : 0;
  return head > 0 && head + 1 < len && !is_in(heads, word, head);
}

void table_needs(check *c) {
  if (!open_named(c)) return;
  for (size_t i = 0; i < raw_row_count(c); i++) {
    raw_row r;
    raw_row_at(c, i, &r);
    if (r.since > SONDE_ABI_MINOR) continue;
    if (!r.needs) check_fail(c, "row %s: needs is NULL; none is \"\"", r.name);
    for (const char *at = r.needs; at && *at; at += strspn(at, " ")) {
      size_t len = strcspn(at, " ");
      if (!is_capability(at, len))
        check_fail(c, "row %s: there is no capability '%.*s'; sonde.h lists them, your own are VENDOR.WORD",
            r.name, (int)len, at);
      at += len;
    }
  }
}

/* -------------------------------------------------------------------------------------------------- rows --
 */

/* The host's own judgement of all that the tests before did not look at: functions that are missing, flags,
 * sizes; and who may write the file. */
static void load_by_host(check *c) {
  const char *end = strrchr(c->file, '/');
  const char *folders[] = {arena_text(&c->memory, c->file, end ? (size_t)(end - c->file) : 0), NULL};
  host_options options = {.plugin_folders = folders};
  error e = {0};
  host *h = host_new(&options, &e);
  plugin *p = h ? host_find_plugin(h, c->table.name) : NULL;
  if (h && !p) error_set(&e, SONDE_MISSING, "the host does not find it in %s", folders[0]);
  if (!p || host_load(h, p, &e)) check_fail(c, "the host refuses it: %s", e.text);
  host_free(h);
}

void table_rows(check *c) {
  error e = {0};
  if (!open_documented(c)) return;
  if (verify_all(c, &e))
    check_skip(c, "a field is wrong; see table.fields");
  else
    load_by_host(c);
}
