/* sonde list: plugins, scripts, and what is not available with the reason. Reads lock files and scripts;
 * loads no plugin. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/cli.h"
#include "os/file.h"
#include "script/script.h"

static const option own[] = {
    {"json", 0, NULL, "as JSON"},
    {0},
};
static const option *const options[] = {own, NULL};

typedef struct listed {
  const char *kind, *id, *title, *file, *obstacle; /* obstacle "": it can run */
} listed;

typedef struct listing {
  cli *c;
  listed *rows;
  size_t n;
} listing;

static void add(listing *l, listed one) {
  listed *rows = arena_alloc(&l->c->arena, (l->n + 1) * sizeof *rows);
  if (l->n) memcpy(rows, l->rows, l->n * sizeof *rows);
  rows[l->n] = one;
  l->rows = rows;
  l->n++;
}

static void add_plugins(listing *l) {
  for (size_t i = 0; i < host_plugin_count(l->c->host); i++) {
    plugin *p = host_plugin_at(l->c->host, i);
    const char *refusal = plugin_refusal(p);
    const char *version = plugin_version(p);
    const char *name =
        *version ? arena_format(&l->c->arena, "%s %s", plugin_name(p), version) : plugin_name(p);
    add(l, (listed){"plugin", name, plugin_summary(p), plugin_file(p) ? plugin_file(p) : "",
               refusal ? refusal : ""});
  }
}

static const char *copy_of(cli *c, const char *s) {
  return arena_text(&c->arena, s, strlen(s));
}

static void add_script(listing *l, const char *path) {
  cli *c = l->c;
  script_services services = {.host = c->host, .only_lists = true};
  trouble t = {0};
  script *s = script_load(&services, path, NULL, &t);
  if (!s) {
    size_t first_line = strcspn(t.text, "\n");
    add(l, (listed){"script", copy_of(c, path), "", path, arena_text(&c->arena, t.text, first_line)});
    return;
  }
  const char *obstacle = script_obstacle(s, &c->arena);
  add(l, (listed){script_kind_word(script_get_kind(s)), copy_of(c, script_id(s)), copy_of(c, script_title(s)),
             path, obstacle ? obstacle : ""});
  script_free(s);
}

static sonde_status add_scripts(listing *l, error *e) {
  for (const char *const *folder = places_scripts(l->c); *folder; folder++) {
    const char **paths = places_all_scripts(l->c, *folder, e);
    if (!paths) return e->status;
    for (; *paths; paths++)
      add_script(l, *paths);
  }
  return SONDE_OK;
}

static int by_kind_and_id(const void *a, const void *b) {
  const listed *one = a, *other = b;
  int kinds = strcmp(one->kind, other->kind);
  return kinds ? kinds : strcmp(one->id, other->id);
}

static void print_text(const listing *l, text *out) {
  const char *kind = "";
  for (size_t i = 0; i < l->n; i++) {
    const listed *r = &l->rows[i];
    if (strcmp(kind, r->kind) != 0) text_printf(out, "%s%s\n", i ? "\n" : "", kind = r->kind);
    text_printf(out, "  %-22s %s\n", r->id, r->title);
    if (*r->obstacle) text_printf(out, "  %-22s   %s\n", "", r->obstacle);
  }
}

static void print_json(const listing *l, text *out) {
  sonde_value *rows = arena_alloc(&l->c->arena, (l->n + 1) * sizeof *rows);
  for (size_t i = 0; i < l->n; i++) {
    const listed *r = &l->rows[i];
    sonde_pair *pairs = arena_alloc(&l->c->arena, 5 * sizeof *pairs);
    pairs[0] = (sonde_pair){"kind", value_text(r->kind)};
    pairs[1] = (sonde_pair){"id", value_text(r->id)};
    pairs[2] = (sonde_pair){"title", value_text(r->title)};
    pairs[3] = (sonde_pair){"file", value_text(r->file)};
    pairs[4] = (sonde_pair){"obstacle", value_text(r->obstacle)};
    rows[i] = value_map(pairs, *r->obstacle ? 5 : 4);
  }
  sonde_value all = value_list(rows, l->n);
  json_write(out, &all, NULL, 0);
  text_putc(out, '\n');
}

static int run(cli *c) {
  listing l = {.c = c};
  error e = {0};
  if (cli_open_host(c, NULL, &e)) return cli_fail(c, &e);
  add_plugins(&l);
  size_t nplugins = l.n; /* in the order in which they are found */
  if (add_scripts(&l, &e)) return cli_fail(c, &e);
  if (l.n > nplugins) qsort(l.rows + nplugins, l.n - nplugins, sizeof *l.rows, by_kind_and_id);
  text out = {0};
  if (options_has(&c->args, "json"))
    print_json(&l, &out);
  else
    print_text(&l, &out);
  return cli_print(&out);
}

const command command_list = {"list", "list plugins and scripts, and what is not available with the reason",
    "list [--json]", "  sonde list\n  sonde list --json", options, run, TAKES_OPTIONS};
