/* sonde describe: what a plugin or one of its rows offers. */
#include <string.h>

#include "base/json.h"
#include "cli/cli.h"
#include "host/describe.h"

static const option options[] = {
    {"json", 0, NULL, "as JSON"},
    {0},
};

static int print_json(cli *c, plugin *p, error *e) {
  sonde_value v;
  if (describe_plugin_value(&c->arena, p, &v, e)) return cli_fail(c, e);
  text out = {0};
  json_write(&out, &v, NULL, 0);
  text_putc(&out, '\n');
  return cli_print(&out);
}

static int run(cli *c) {
  if (c->args.nwords != 1) return cli_usage(c, "name one plugin or one of its rows");
  const char *name = c->args.words[0];
  error e = {0};
  if (cli_open_host(c, NULL, &e)) return cli_fail(c, &e);
  text out = {0};
  if (strchr(name, '.')) {
    row r;
    if (host_find_row(c->host, name, &r, &e)) return cli_fail(c, &e);
    describe_row_text(&out, &r);
    return cli_print(&out);
  }
  plugin *p = host_find_plugin(c->host, name);
  if (!p) {
    error_set(&e, SONDE_MISSING, "no plugin '%s'; 'sonde list' shows what there is", name);
    return cli_fail(c, &e);
  }
  if (host_load(c->host, p, &e)) return cli_fail(c, &e);
  if (options_has(&c->args, "json")) return print_json(c, p, &e);
  describe_plugin_text(&out, p);
  return cli_print(&out);
}

const command command_describe = {"describe",
    "show what a plugin offers: functions, queries, events, their columns", "describe PLUGIN[.ROW] [--json]",
    "  sonde describe perfcounters\n  sonde describe perfcounters.process", options, run};
