/* sonde describe: what a plugin or one of its rows offers, and what a script asks for. */
#include <string.h>

#include "base/json.h"
#include "base/schema.h"
#include "cli/cli.h"
#include "host/describe.h"
#include "os/file.h"
#include "script/script.h"

static const option own[] = {
    {"json", 0, NULL, "as JSON"},
    {0},
};
static const option *const options[] = {own, NULL};

static int print_json(const sonde_value *v) {
  text out = {0};
  json_write(&out, v, NULL, 0);
  text_putc(&out, '\n');
  return cli_print(&out);
}

static int describe_row(cli *c, const char *name) {
  row r;
  error e = {0};
  text out = {0};
  if (host_find_row(c->host, name, &r, &e)) return cli_fail(c, &e);
  sonde_value v = describe_row_value(&c->arena, &r);
  if (options_has(&c->args, "json")) return print_json(&v);
  describe_row_text(&out, &r);
  return cli_print(&out);
}

static int describe_plugin(cli *c, const char *name) {
  error e = {0};
  text out = {0};
  sonde_value v;
  plugin *p = host_find_plugin(c->host, name);
  if (cli_load(c, p, &e) || describe_plugin_value(&c->arena, p, &v, &e)) return cli_fail(c, &e);
  if (options_has(&c->args, "json")) return print_json(&v);
  describe_plugin_text(&out, p);
  return cli_print(&out);
}

/* Words of the declaration, as " process.read, tracer.attach"; nothing when there are none. */
static void print_words(text *out, const script *s, const char *key) {
  const sonde_value *words = value_get(script_declaration(s), key);
  if (!words || words->kind != SONDE_LIST || !words->len) return;
  text_printf(out, "  %s", key);
  for (uint32_t i = 0; i < words->len; i++)
    text_printf(
        out, "%s%s", i ? ", " : " ", words->u.list[i].kind == SONDE_TEXT ? words->u.list[i].u.s : "?");
  text_putc(out, '\n');
}

static int print_script(cli *c, script *s) {
  static const char *const keys[] = {"needs", "requires", "platforms", "handles"};
  const char *kind = script_kind_word(script_get_kind(s)), *id = script_id(s);
  const char *obstacle = script_obstacle(s, &c->arena);
  uint32_t n;
  const sonde_field *params = script_params(s, &n);
  text out = {0};
  text_printf(&out, "%s %s: %s\n  %s\n", kind, id, script_title(s), script_file(s));
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    print_words(&out, s, keys[i]);
  if (obstacle) text_printf(&out, "  %s\n", obstacle);
  describe_fields_text(&out,
      arena_format(&c->arena, "parameters: -p NAME=VALUE, or in [%s.%s] of sonde.ini", kind, id), params, n);
  return cli_print(&out);
}

static int print_script_json(cli *c, script *s) {
  const char *obstacle = script_obstacle(s, &c->arena);
  uint32_t n;
  const sonde_field *params = script_params(s, &n);
  const sonde_value *needs = value_get(script_declaration(s), "needs");
  sonde_pair pairs[] = {{"kind", value_text(script_kind_word(script_get_kind(s)))},
      {"id", value_text(script_id(s))}, {"title", value_text(script_title(s))},
      {"file", value_text(script_file(s))}, {"needs", needs ? *needs : value_list(NULL, 0)},
      {"params", describe_fields_value(&c->arena, params, n)},
      {"obstacle", obstacle ? value_text(obstacle) : value_nil()}};
  sonde_value v = value_map(pairs, sizeof pairs / sizeof *pairs - (obstacle ? 0 : 1));
  return print_json(&v);
}

static int describe_script(cli *c, const char *path) {
  script_services services = {.host = c->host, .only_lists = true};
  trouble t = {0};
  script *s = script_load(&services, path, NULL, &t);
  if (!s) {
    cli_note(t.text);
    return EXIT_NOT_RUN;
  }
  int code = options_has(&c->args, "json") ? print_script_json(c, s) : print_script(c, s);
  script_free(s);
  return code;
}

/* Neither a plugin nor a script: which is near. */
static int nothing_of(cli *c, const char *name, error *e) {
  size_t n = host_plugin_count(c->host);
  const char **names = arena_alloc(&c->arena, (n + 1) * sizeof *names);
  for (size_t i = 0; i < n; i++)
    names[i] = plugin_name(host_plugin_at(c->host, i));
  const char *near = schema_suggest(names, n, name);
  if (near)
    error_set(e, SONDE_MISSING, "no plugin '%s', did you mean '%s'?", name, near);
  else
    error_set(e, SONDE_MISSING, "no plugin and %s", arena_text(&c->arena, e->text, strlen(e->text)));
  return cli_fail(c, e);
}

static int run(cli *c) {
  if (c->args.nwords != 1) return cli_usage(c, "name a plugin, one of its rows, or a script");
  const char *name = c->args.words[0];
  error e = {0};
  if (cli_open_host(c, NULL, &e)) return cli_fail(c, &e);
  const char *owner = arena_text(&c->arena, name, strcspn(name, "."));
  if (host_find_plugin(c->host, owner))
    return strchr(name, '.') ? describe_row(c, name) : describe_plugin(c, name);
  const char *path = places_find_script(c, name, &e);
  if (!path) return nothing_of(c, owner, &e);
  if (file_probe(path) == FILE_REGULAR) return describe_script(c, path);
  return cli_usage(c, "'%s' is a folder: name one script", name);
}

const command command_describe = {"describe",
    "show what a plugin offers and its columns, or a script and its parameters",
    "describe PLUGIN[.ROW]|SCRIPT [--json]",
    "  sonde describe perfcounters\n  sonde describe perfcounters.process\n  sonde describe first-look",
    options, run, TAKES_WORDS};
