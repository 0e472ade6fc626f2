/* plugins.lock: one JSON document a line, so that a version control system merges it and a damaged line
 * spoils only itself. */
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "host/trust.h"
#include "os/file.h"

#define LOCK_NAME "plugins.lock"
#define LOCK_BYTES_MOST (8u << 20)

static const char *text_of(const sonde_value *map, const char *key) {
  const sonde_value *v = value_get(map, key);
  return v && v->kind == SONDE_TEXT ? v->u.s : NULL;
}

static bool is_sha256(const char *s) {
  return s && strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64;
}

/* A file name without a folder. */
static bool is_plain_name(const char *s) {
  return s && s[0] && s[0] != '.' && !strpbrk(s, "/\\:");
}

static sonde_status take_entry(const sonde_value *map, trust_entry *t, error *e) {
  *t = (trust_entry){
      .file = text_of(map, "file"),
      .name = text_of(map, "name"),
      .version = text_of(map, "version"),
      .summary = text_of(map, "summary"),
      .sha256 = text_of(map, "sha256"),
      .capabilities = text_of(map, "capabilities"),
      .rows = text_of(map, "rows"),
      .asked = text_of(map, "asked"),
  };
  if (!is_plain_name(t->file))
    return error_set(e, SONDE_ARG, "`file` must be the name of a file in this folder");
  if (!is_sha256(t->sha256)) return error_set(e, SONDE_ARG, "`sha256` must be 64 hex digits");
  if (!t->name || !t->version || !t->summary || !t->capabilities || !t->rows)
    return error_set(e, SONDE_ARG, "one of name, version, summary, capabilities, rows is missing");
  return SONDE_OK;
}

static size_t count_lines(const char *s) {
  size_t n = 1;
  for (; *s; s++)
    n += *s == '\n';
  return n;
}

static sonde_status read_line(arena *a, const char *line, size_t len, trust_entry *t, error *e) {
  sonde_value map;
  sonde_status s = json_read(a, line, len, &map, e);
  return s ? s : take_entry(&map, t, e);
}

sonde_status trust_parse(
    arena *a, const char *path, const char *bytes, const trust_entry **entries, size_t *n, error *e) {
  size_t most = count_lines(bytes);
  trust_entry *list = arena_alloc(a, most * sizeof *list);
  *n = 0;
  *entries = list;
  if (!list) return error_set(e, SONDE_MEMORY, "%s: too many lines", path);
  size_t number = 0;
  for (const char *line = bytes; *line;) {
    size_t len = strcspn(line, "\n");
    number++;
    if (strspn(line, " \t\r") < len) {
      error detail = {0};
      sonde_status s = read_line(a, line, len, &list[*n], &detail);
      if (s)
        return error_set(e, s, "%s:%zu: %s; remove the line and accept the file again with: sonde trust FILE",
            path, number, detail.text);
      ++*n;
    }
    line += len + (line[len] == '\n');
  }
  return SONDE_OK;
}

sonde_status trust_read(arena *a, const char *folder, const trust_entry **entries, size_t *n, error *e) {
  const char *path = file_join(a, folder, LOCK_NAME);
  *entries = NULL;
  *n = 0;
  if (file_probe(path) == FILE_MISSING) return SONDE_OK;
  size_t len;
  char *bytes = file_read(path, LOCK_BYTES_MOST, &len, e);
  if (!bytes) return e ? e->status : SONDE_OS;
  sonde_status s = trust_parse(a, path, bytes, entries, n, e);
  memory_free(bytes);
  return s;
}

static void put_entry(text *out, const trust_entry *t) {
  sonde_pair pairs[] = {
      {"file", value_text(t->file)},
      {"name", value_text(t->name)},
      {"version", value_text(t->version)},
      {"sha256", value_text(t->sha256)},
      {"capabilities", value_text(t->capabilities)},
      {"rows", value_text(t->rows)},
      {"summary", value_text(t->summary)},
      {"asked", value_text(t->asked)},
  };
  bool all = !t->asked || strcmp(t->asked, t->capabilities) == 0;
  sonde_value map = value_map(pairs, COUNT(pairs) - all);
  json_write(out, &map, NULL, -1);
  text_putc(out, '\n');
}

/* The entries by file name, `entry` in its place. */
static void put_all(text *out, const trust_entry *old, size_t n, const trust_entry *entry) {
  bool put = false;
  for (size_t i = 0; i < n; i++) {
    int order = strcmp(old[i].file, entry->file);
    if (order >= 0 && !put) {
      put_entry(out, entry);
      put = true;
    }
    if (order != 0) put_entry(out, &old[i]);
  }
  if (!put) put_entry(out, entry);
}

sonde_status trust_write(const char *folder, const trust_entry *entry, error *e) {
  arena a = {0};
  const trust_entry *old;
  size_t n;
  error own = {0};
  sonde_status s = trust_read(&a, folder, &old, &n, &own);
  if (!s) {
    text out;
    text_init(&out, LOCK_BYTES_MOST);
    put_all(&out, old, n, entry);
    s = out.cut ? error_set(&own, SONDE_MEMORY, "%s/" LOCK_NAME ": would be larger than 8 MiB", folder)
                : file_write(file_join(&a, folder, LOCK_NAME), text_chars(&out), out.len, &own);
    text_free(&out);
  }
  if (s && e) *e = own;
  arena_free(&a);
  return s;
}
