/* Which plugins there are: names of files and plugins.lock, nothing is loaded. */
#include <string.h>

#include "base/schema.h"
#include "host/internal.h"
#include "os/dl.h"
#include "os/file.h"

void find_add(host *h, plugin *p, size_t at) {
  h->plugins = memory_resize(h->plugins, (h->nplugins + 1) * sizeof *h->plugins);
  memmove(h->plugins + at + 1, h->plugins + at, (h->nplugins - at) * sizeof *h->plugins);
  h->plugins[at] = p;
  h->nplugins++;
}

/* Behind the builtin ones, by name. */
static size_t place_of(const host *h, const char *name) {
  size_t at = h->nbuiltin;
  while (at < h->nplugins && strcmp(h->plugins[at]->name, name) < 0)
    at++;
  return at;
}

static char *copy(const char *s) {
  return s ? memory_text(s, strlen(s)) : NULL;
}

static void take_lock_entry(plugin *p, const trust_entry *t) {
  p->version = copy(t->version);
  p->summary = copy(t->summary);
  p->sha256 = copy(t->sha256);
  p->granted = copy(t->capabilities);
  p->asked = copy(t->asked);
  p->rows = copy(t->rows);
}

static void add_file(
    host *h, arena *a, const char *folder, const char *file, const trust_entry *entries, size_t n) {
  size_t len = strlen(file) - strlen(dl_suffix);
  const char *name = arena_text(a, file, len);
  if (host_find_plugin(h, name)) return; /* an earlier folder has it */
  plugin *p = plugin_new(h, name, file_join(a, folder, file));
  for (size_t i = 0; i < n; i++)
    if (strcmp(entries[i].file, file) == 0) take_lock_entry(p, &entries[i]);
  find_add(h, p, place_of(h, name));
}

static bool has_suffix(const char *name) {
  size_t len = strlen(name), suffix = strlen(dl_suffix);
  return len > suffix && strcmp(name + len - suffix, dl_suffix) == 0;
}

static sonde_status find_in_folder(host *h, arena *a, const char *folder, error *e) {
  if (!file_is_absolute(folder))
    return error_set(e, SONDE_ARG, "%s: a plugin folder must be an absolute path", folder);
  if (file_probe(folder) == FILE_MISSING) return SONDE_OK;
  const trust_entry *entries = NULL;
  size_t n = 0;
  sonde_status s = trust_read(a, folder, &entries, &n, e);
  if (s) return s;
  const char **files = file_list(a, folder, e);
  if (!files) return SONDE_OS;
  for (; *files; files++)
    if (has_suffix(*files)) add_file(h, a, folder, *files, entries, n);
  return SONDE_OK;
}

sonde_status find_plugins(host *h, error *e) {
  const char *const *folder = h->options.plugin_folders;
  arena a = {0};
  sonde_status s = SONDE_OK;
  for (; !s && folder && *folder; folder++)
    s = find_in_folder(h, &a, *folder, e);
  arena_free(&a);
  return s;
}

size_t host_plugin_count(const host *h) {
  return h->nplugins;
}

plugin *host_plugin_at(host *h, size_t i) {
  return i < h->nplugins ? h->plugins[i] : NULL;
}

plugin *host_find_plugin(host *h, const char *name) {
  for (size_t i = 0; i < h->nplugins; i++)
    if (strcmp(h->plugins[i]->name, name) == 0) return h->plugins[i];
  return NULL;
}

static sonde_status no_plugin(host *h, const char *name, error *e) {
  const char **names = memory_new((h->nplugins + 1) * sizeof *names);
  for (size_t i = 0; i < h->nplugins; i++)
    names[i] = h->plugins[i]->name;
  const char *near = schema_suggest(names, h->nplugins, name);
  if (near)
    error_set(e, SONDE_MISSING, "no plugin '%s', did you mean '%s'?", name, near);
  else
    error_set(e, SONDE_MISSING, "no plugin '%s'; `sonde list` shows those that are there", name);
  memory_free(names);
  return SONDE_MISSING;
}

static sonde_status no_row(plugin *p, const char *name, error *e) {
  size_t n = plugin_row_count(p);
  const char **names = memory_new((n + 1) * sizeof *names);
  row r;
  for (size_t i = 0; i < n; i++) {
    plugin_row_at(p, i, &r);
    names[i] = r.name;
  }
  const char *near = schema_suggest(names, n, name);
  if (near)
    error_set(e, SONDE_MISSING, "%s has no '%s', did you mean '%s'?", p->name, name, near);
  else
    error_set(
        e, SONDE_MISSING, "%s has no '%s'; `sonde describe %s` shows what it has", p->name, name, p->name);
  for (size_t i = 0; i < p->nleft_out; i++)
    if (strcmp(p->left_out[i], name) == 0)
      error_set(e, SONDE_MISSING, "%s.%s needs a newer Sonde than this one", p->name, name);
  memory_free(names);
  return SONDE_MISSING;
}

sonde_status host_find_row(host *h, const char *name, row *out, error *e) {
  const char *dot = strchr(name, '.');
  if (!dot || !dot[1]) return error_set(e, SONDE_ARG, "'%s' is not PLUGIN.NAME", name);
  char *plugin_part = memory_text(name, (size_t)(dot - name));
  plugin *p = host_find_plugin(h, plugin_part);
  sonde_status s = p ? host_load(h, p, e) : no_plugin(h, plugin_part, e);
  memory_free(plugin_part);
  if (s) return s;
  for (size_t i = 0; i < plugin_row_count(p); i++) {
    plugin_row_at(p, i, out);
    if (strcmp(out->name, dot + 1) == 0) return SONDE_OK;
  }
  return no_row(p, dot + 1, e);
}
