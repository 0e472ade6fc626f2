/* sonde trust: writes a plugin into the plugins.lock of its folder. */
#include <string.h>

#include "base/log.h"
#include "cli/cli.h"
#include "host/trust.h"
#include "os/file.h"

static const char *folder_of(cli *c, const char *path) {
  const char *end = strrchr(path, '/');
  return arena_text(&c->arena, path, (size_t)(end - path));
}

static plugin *find_by_file(cli *c, const char *path) {
  for (size_t i = 0; i < host_plugin_count(c->host); i++) {
    plugin *p = host_plugin_at(c->host, i);
    if (plugin_file(p) && strcmp(plugin_file(p), path) == 0) return p;
  }
  return NULL;
}

/* Opens a host that looks only into the file's folder. */
static sonde_status open_folder(cli *c, const char *folder, error *e) {
  const char **folders = arena_alloc(&c->arena, 2 * sizeof *folders);
  folders[0] = folder;
  host_options options = {.plugin_folders = folders, .config = c->config};
  c->host = host_new(&options, e);
  return c->host ? SONDE_OK : e->status;
}

static const option own[] = {
    {"without", 0, "CAPABILITY", "do not grant this one: rows that need it are refused; may be repeated"},
    {0},
};
static const option *const options[] = {own, NULL};

static const char *const *words_without(cli *c) {
  size_t n = 0;
  while (options_value_at(&c->args, "without", n))
    n++;
  const char **words = arena_alloc(&c->arena, (n + 1) * sizeof *words);
  for (size_t i = 0; i < n; i++)
    words[i] = options_value_at(&c->args, "without", i);
  return words;
}

static sonde_status trust_file(cli *c, const char *word, text *out, error *e) {
  const char *path = file_absolute(&c->arena, word);
  if (!path) return error_set(e, SONDE_MISSING, "no file '%s'", word);
  const char *folder = folder_of(c, path);
  host_free(c->host);
  sonde_status status = open_folder(c, folder, e);
  if (status) return status;
  plugin *p = find_by_file(c, path);
  if (!p) return error_set(e, SONDE_ARG, "'%s' does not have the name of a plugin library", word);
  trust_entry entry;
  if (cli_load(c, p, e) || plugin_trust_entry(p, words_without(c), &c->arena, &entry, e)) return e->status;
  status = trust_write(folder, &entry, e);
  if (status) return status;
  text_printf(out, "%s %s trusted: may use %s", entry.name, entry.version,
      *entry.capabilities ? entry.capabilities : "nothing");
  for (const char *const *w = words_without(c); *w; w++)
    text_printf(out, ", not %s", *w);
  text_putc(out, '\n');
  return status;
}

static int run(cli *c) {
  if (!c->args.nwords) return cli_usage(c, "name the plugin files to trust");
  if (!c->verbose) log_set_level(SONDE_LOG_ERROR); /* that the file was changed is why the user is here */
  text out = {0};
  error e = {0};
  for (size_t i = 0; i < c->args.nwords; i++)
    if (trust_file(c, c->args.words[i], &out, &e)) {
      cli_print(&out);
      return cli_fail(c, &e);
    }
  if (c->quiet) text_clear(&out);
  return cli_print(&out);
}

const command command_trust = {"trust", "accept a plugin: its name, hash and capabilities go to plugins.lock",
    "trust FILE... [--without CAPABILITY]",
    "  sonde trust /opt/vendor/plugins/printers.so\n"
    "  sonde trust /opt/vendor/plugins/printers.so --without network",
    options, run, TAKES_WORDS};
