/* sonde types: annotations for editors with a Lua language server. */
#include "cli/cli.h"
#include "host/describe.h"
#include "script/script.h"

static const option own[] = {
    {"output", 'o', "FILE", "default: sonde.d.lua; - for stdout"},
    {0},
};
static const option *const options[] = {own, NULL};

static int run(cli *c) {
  error e = {0};
  if (cli_open_host(c, NULL, &e)) return cli_fail(c, &e);
  text out = {0};
  script_types(&out);
  for (size_t i = 0; i < host_plugin_count(c->host); i++) {
    plugin *p = host_plugin_at(c->host, i);
    error refused = {0};
    if (host_load(c->host, p, &refused))
      cli_note(refused.text);
    else
      describe_plugin_types(&out, p);
  }
  const char *path = options_value(&c->args, "output");
  return cli_write(path ? path : "sonde.d.lua", &out, &e) ? cli_fail(c, &e) : EXIT_CLEAN;
}

const command command_types = {"types", "write sonde.d.lua, so that an editor completes and checks scripts",
    "types [-o FILE]", "  sonde types\n  sonde types -o scripts/sonde.d.lua", options, run, TAKES_OPTIONS};
