/* sonde trust: writes a plugin into the plugins.lock of its folder. */
#include <string.h>

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
  if (cli_load(c, p, e) || plugin_trust_entry(p, &c->arena, &entry, e)) return e->status;
  status = trust_write(folder, &entry, e);
  if (!status)
    text_printf(out, "%s %s trusted: may use %s\n", entry.name, entry.version,
        *entry.capabilities ? entry.capabilities : "nothing");
  return status;
}

static int run(cli *c) {
  if (!c->args.nwords) return cli_usage(c, "name the plugin files to trust");
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
    "trust FILE...", "  sonde trust /opt/vendor/plugins/printers.so", NULL, run, false};
