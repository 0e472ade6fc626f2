/* sonde call: one function, one answer. */
#include <string.h>

#include "base/json.h"
#include "cli/cli.h"

static const option own[] = {
    {"json", 0, NULL, "the answer as JSON"},
    {0},
};
static const option *const options[] = {own, NULL};

static const sonde_field *find_field(const sonde_field *fields, uint32_t n, const char *name) {
  for (uint32_t i = 0; i < n; i++)
    if (strcmp(fields[i].name, name) == 0) return &fields[i];
  return NULL;
}

/* One line a value; a map whose members are described becomes a line for each of them: "heap.size  632 KiB".
 */
static void print_map(
    text *out, const char *prefix, const sonde_field *fields, uint32_t n, const sonde_value *v) {
  for (uint32_t i = 0; i < v->len; i++) {
    const sonde_field *f = find_field(fields, n, v->u.map[i].key);
    const sonde_value *value = &v->u.map[i].value;
    text name = {0};
    text_printf(&name, "%s%s", prefix, v->u.map[i].key);
    if (value->kind == SONDE_MAP && f && f->members) {
      text_putc(&name, '.');
      print_map(out, text_chars(&name), f->members, f->nmembers, value);
    } else {
      text_printf(out, "%-24s ", text_chars(&name));
      value_print(out, value, f ? f->unit : NULL);
      text_putc(out, '\n');
    }
    text_free(&name);
  }
}

static void print_answer(cli *c, const row *r, const sonde_value *v, text *out) {
  const char *unit = r->nfields == 1 ? r->fields[0].unit : NULL;
  if (options_has(&c->args, "json"))
    json_write(out, v, unit, 0);
  else if (v->kind == SONDE_MAP)
    print_map(out, "", r->fields, r->nfields, v);
  else
    value_print(out, v, unit);
  if (out->len && text_chars(out)[out->len - 1] != '\n') text_putc(out, '\n');
}

static int run(cli *c) {
  if (!c->args.nwords) return cli_usage(c, "which function? For example: sonde call perfcounters.system");
  error e = {0};
  row r;
  sonde_value args, answer;
  if (cli_open_host(c, NULL, &e) || host_find_row(c->host, c->args.words[0], &r, &e)) return cli_fail(c, &e);
  if (r.kind != ROW_FUNCTION)
    return cli_usage(c, "%s is a %s: use 'sonde query %s'", r.full_name,
        r.kind == ROW_QUERY ? "query" : "event", r.full_name);
  if (words_to_arguments(c, &r, c->args.words + 1, c->args.nwords - 1, &args, &e) ||
      host_call(c->host, &r, &args, &c->arena, &answer, &e))
    return cli_fail(c, &e);
  text out = {0};
  print_answer(c, &r, &answer, &out);
  return cli_print(&out);
}

const command command_call = {"call", "call a plugin's function and print its answer",
    "call PLUGIN.FUNCTION [NAME=VALUE ...] [--json]",
    "  sonde call perfcounters.system\n  sonde call perfcounters.process pid=1234 --json", options, run,
    TAKES_WORDS};
