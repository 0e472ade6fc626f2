/* sonde describe: what a plugin or one of its rows offers. */
#include <string.h>

#include "base/json.h"
#include "cli/cli.h"
#include "host/describe.h"

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
  if (!p) error_set(&e, SONDE_MISSING, "no plugin '%s'; 'sonde list' shows what there is", name);
  if (!p || cli_load(c, p, &e) || describe_plugin_value(&c->arena, p, &v, &e)) return cli_fail(c, &e);
  if (options_has(&c->args, "json")) return print_json(&v);
  describe_plugin_text(&out, p);
  return cli_print(&out);
}

static int run(cli *c) {
  if (c->args.nwords != 1) return cli_usage(c, "name one plugin or one of its rows");
  const char *name = c->args.words[0];
  error e = {0};
  if (cli_open_host(c, NULL, &e)) return cli_fail(c, &e);
  return strchr(name, '.') ? describe_row(c, name) : describe_plugin(c, name);
}

const command command_describe = {"describe",
    "show what a plugin offers: functions, queries, events, their columns", "describe PLUGIN[.ROW] [--json]",
    "  sonde describe perfcounters\n  sonde describe perfcounters.process", options, run, false};
