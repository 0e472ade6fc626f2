/* Where settings, plugins and scripts lie. The build tree has the shape of the installed one: bin/,
 * lib/sonde/plugins, share/sonde/scripts. */
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "os/file.h"
#include "os/system.h"

#define MOST_PLACES 16
#define MOST_CONFIG_BYTES (1u << 20)
#define MOST_DEPTH 8

/* PREFIX/what, for the program in PREFIX/bin. */
static const char *beside_program(cli *c, const char *what) {
  const char *program = file_program(&c->arena);
  const char *end = program ? strrchr(program, '/') : NULL;
  if (!end) return NULL;
  const char *bin = arena_text(&c->arena, program, (size_t)(end - program));
  end = strrchr(bin, '/');
  return end ? file_join(&c->arena, arena_text(&c->arena, bin, (size_t)(end - bin)), what) : NULL;
}

static const char *user_config(cli *c) {
  const char *folder = system_environment(&c->arena, "APPDATA");
  if (!folder) folder = system_environment(&c->arena, "XDG_CONFIG_HOME");
  if (folder) return file_join(&c->arena, folder, "sonde/sonde.ini");
  folder = system_environment(&c->arena, "HOME");
  return folder ? file_join(&c->arena, folder, ".config/sonde/sonde.ini") : NULL;
}

const char *places_settings(cli *c) {
  const char *named = options_value(&c->args, "config");
  if (named) return named;
  if (file_probe("sonde.ini") == FILE_REGULAR) return "sonde.ini";
  const char *own = user_config(c);
  return own && file_probe(own) == FILE_REGULAR ? own : NULL;
}

/* [sonde]; read where they are used. */
static const sonde_field own_settings[] = {
    {.name = "plugins", .unit = "", .doc = "", .least = "1", .kind = SONDE_TEXT},
    {.name = "scripts", .unit = "", .doc = "", .least = "1", .kind = SONDE_TEXT},
    {.name = "state", .unit = "", .doc = "", .least = "1", .kind = SONDE_TEXT},
    {.name = "allow", .unit = "", .doc = "", .kind = SONDE_TEXT},
};

static sonde_status check_settings(cli *c, error *e) {
  static const char *const known[] = {
      "sonde", "plugin.*", "check.*", "rule.*", "classes.*", "action.*", "service.*"};
  sonde_value values[COUNT(own_settings)];
  sonde_status status = config_check_sections(c->config, known, COUNT(known), e);
  return status ? status
                : config_section(c->config, "sonde", own_settings, COUNT(own_settings), &c->arena, values, e);
}

static void warn_of_folder(const cli *c, const char *what, const char *path) {
  if (!path || c->quiet || file_probe(path) == FILE_FOLDER) return;
  text line = {0};
  text_printf(&line, "warning: %s: there is no folder '%s'", what, path);
  cli_note(text_chars(&line));
  text_free(&line);
}

/* They are looked at if they are there; who named one meant it. */
static void warn_of_folders(const cli *c) {
  const char *named;
  for (size_t i = 0; (named = options_value_at(&c->args, "plugins", i)); i++)
    warn_of_folder(c, "--plugins", named);
  warn_of_folder(c, "plugins in sonde.ini", config_get(c->config, "sonde", "plugins"));
  warn_of_folder(c, "scripts in sonde.ini", config_get(c->config, "sonde", "scripts"));
}

sonde_status cli_read_config(cli *c, error *e) {
  const char *path = places_settings(c);
  if (!path) {
    c->config = config_empty();
    warn_of_folders(c);
    return SONDE_OK;
  }
  size_t len;
  char *bytes = file_read(path, MOST_CONFIG_BYTES, &len, e);
  if (!bytes) return e->status;
  c->config = config_read(path, bytes, len, e);
  memory_free(bytes);
  if (!c->config || check_settings(c, e)) return e->status;
  warn_of_folders(c);
  return SONDE_OK;
}

static void add_place(cli *c, const char **places, size_t *n, const char *path) {
  if (!path || *n + 1 >= MOST_PLACES) return;
  const char *absolute = file_absolute(&c->arena, path);
  if (absolute) places[(*n)++] = absolute;
}

static const char *const *find_places(
    cli *c, const char *option_name, const char *setting, const char *shipped) {
  const char **places = arena_alloc(&c->arena, MOST_PLACES * sizeof *places);
  size_t n = 0;
  const char *named;
  for (size_t i = 0; option_name && (named = options_value_at(&c->args, option_name, i)); i++)
    add_place(c, places, &n, named);
  add_place(c, places, &n, config_get(c->config, "sonde", setting));
  add_place(c, places, &n, beside_program(c, shipped));
  return places;
}

const char *const *places_plugins(cli *c) {
  return find_places(c, "plugins", "plugins", "lib/sonde/plugins");
}

const char *const *places_scripts(cli *c) {
  return find_places(c, NULL, "scripts", "share/sonde/scripts");
}

const char *places_shared(cli *c, const char *what) {
  const char *path = beside_program(c, arena_format(&c->arena, "share/sonde/%s", what));
  return path ? file_absolute(&c->arena, path) : NULL;
}

const char *places_state(cli *c) {
  const char *named = config_get(c->config, "sonde", "state");
  if (named) return named;
  const char *folder = system_environment(&c->arena, "LOCALAPPDATA");
  if (!folder) folder = system_environment(&c->arena, "XDG_STATE_HOME");
  if (folder) return file_join(&c->arena, folder, "sonde");
  folder = system_environment(&c->arena, "HOME");
  return folder ? file_join(&c->arena, folder, ".local/state/sonde") : NULL;
}

sonde_status cli_open_host(cli *c, tape *t, error *e) {
  host_options options = {.plugin_folders = places_plugins(c),
      .config = c->config,
      .by_wire = options_has(&c->args, "by-wire"),
      .tape = t};
  c->host = host_new(&options, e);
  if (c->host) host_set_progress(c->host, progress_call, NULL);
  if (!c->host) return e->status;
  c->services = (service_context){c->config, places_state(c)};
  sonde_status status = host_add_builtin(c->host, target_plugin(), &c->target, e);
  return status ? status : host_add_builtin(c->host, service_plugin(), &c->services, e);
}

sonde_status cli_load(cli *c, plugin *p, error *e) {
  if (!host_load(c->host, p, e)) return SONDE_OK;
  if (e->status == SONDE_ARG) e->status = SONDE_STATE;
  return e->status;
}

typedef struct script_list {
  const char **paths;
  size_t n;
} script_list;

static bool ends_with_lua(const char *name) {
  size_t len = strlen(name);
  return len > 4 && strcmp(name + len - 4, ".lua") == 0;
}

/* scripts/lib holds modules, not scripts. */
static sonde_status collect(cli *c, const char *folder, int depth, script_list *list, error *e) {
  const char **names = file_list(&c->arena, folder, e);
  if (!names) return e->status;
  for (; *names; names++) {
    const char *path = file_join(&c->arena, folder, *names);
    file_kind kind = file_probe(path);
    if (kind == FILE_REGULAR && ends_with_lua(*names)) {
      list->paths = memory_resize(list->paths, (list->n + 1) * sizeof *list->paths);
      list->paths[list->n++] = path;
    } else if (kind == FILE_FOLDER && depth < MOST_DEPTH && strcmp(*names, "lib") != 0) {
      sonde_status status = collect(c, path, depth + 1, list, e);
      if (status) return status;
    }
  }
  return SONDE_OK;
}

const char **places_all_scripts(cli *c, const char *folder, error *e) {
  script_list list = {0};
  sonde_status status = collect(c, folder, 0, &list, e);
  const char **out = NULL;
  if (!status) {
    out = arena_alloc(&c->arena, (list.n + 1) * sizeof *out);
    if (list.n) memcpy(out, list.paths, list.n * sizeof *out);
  }
  memory_free(list.paths);
  return out;
}

static size_t count(const char **paths) {
  size_t n = 0;
  while (paths && paths[n])
    n++;
  return n;
}

const char **places_classes(void *self) {
  cli *c = self;
  const char **out = arena_alloc(&c->arena, sizeof *out);
  for (const char *const *folder = places_scripts(c); *folder; folder++) {
    const char *inner = file_join(&c->arena, *folder, "classes");
    const char **more = file_probe(inner) == FILE_FOLDER ? places_all_scripts(c, inner, &(error){0}) : NULL;
    size_t n = count(out), nmore = count(more);
    const char **both = arena_alloc(&c->arena, (n + nmore + 1) * sizeof *both);
    memcpy(both, out, n * sizeof *both);
    if (more) memcpy(both + n, more, nmore * sizeof *both);
    out = both;
  }
  return out;
}

/* "cpu.busy" lies in cpu-busy.lua: the file is the id with dashes. */
static bool is_named(const char *path, const char *name) {
  const char *base = strrchr(path, '/');
  base = base ? base + 1 : path;
  size_t len = strlen(name);
  if (strlen(base) != len + 4) return false;
  for (size_t i = 0; i < len; i++)
    if (base[i] != name[i] && !(name[i] == '.' && base[i] == '-')) return false;
  return true;
}

static const char *stem(cli *c, const char *path) {
  const char *base = strrchr(path, '/');
  base = base ? base + 1 : path;
  return arena_text(&c->arena, base, strlen(base) - 4);
}

static const char *not_found(cli *c, const char *name, const script_list *all, error *e) {
  const char **stems = arena_alloc(&c->arena, (all->n + 1) * sizeof *stems);
  for (size_t i = 0; i < all->n; i++)
    stems[i] = stem(c, all->paths[i]);
  const char *near = schema_suggest(stems, all->n, name);
  if (near)
    error_set(e, SONDE_MISSING, "no script '%s', did you mean '%s'?", name, near);
  else
    error_set(e, SONDE_MISSING, "no script '%s'; 'sonde list' shows what there is", name);
  return NULL;
}

const char *places_find_script(cli *c, const char *name, error *e) {
  file_kind kind = file_probe(name);
  if (kind == FILE_FOLDER || (kind == FILE_REGULAR && ends_with_lua(name))) return name;
  if (strchr(name, '/') || ends_with_lua(name)) {
    error_set(e, SONDE_MISSING, "no script file '%s'", name);
    return NULL;
  }
  script_list all = {0};
  const char *found = NULL;
  for (const char *const *folder = places_scripts(c); *folder && !found; folder++) {
    const char *inner = file_join(&c->arena, *folder, name);
    if (file_probe(inner) == FILE_FOLDER) found = inner;
    size_t before = all.n;
    if (collect(c, *folder, 0, &all, e)) break;
    for (size_t i = before; i < all.n && !found; i++)
      if (is_named(all.paths[i], name)) found = all.paths[i];
  }
  if (!found) not_found(c, name, &all, e);
  memory_free(all.paths);
  return found;
}
