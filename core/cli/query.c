/* sonde query: the records of a query or an event, reduced on the way. */
#include <string.h>

#include "base/units.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/specification.h"
#include "event/reduce.h"
#include "os/process.h"
#include "report/report.h"

static const option own[] = {
    {"where", 0, "CONDITION",
        "keep records: 'duration > 5ms', 'name like Nt*', 'pid in 1,2'; may be repeated"},
    {"group", 0, "COLUMNS", "one row for each value: name,error"},
    {"get", 0, "FIGURES", "n=count,total=sum duration,p99=p99 duration"},
    {"top", 0, "N[:FIGURE]", "only the N largest, by this figure"},
    {"format", 0, "FORMAT", "table (default), json, jsonl or csv"},
    {"json", 0, NULL, "the same as --format json: one document"},
    {"jsonl", 0, NULL, "the same as --format jsonl: a document a line"},
    {"for", 0, "TIME", "how long to listen to an event; default 5s"},
    {0},
};
static const option *const options[] = {own, NULL};

/* *records: to be closed after *out is gone, since the type of the records is its own. */
static sonde_status run_query(cli *c, const row *r, const sonde_value *args, const sonde_value *spec,
    cursor **records, reduce **out, error *e) {
  *records = host_open(c->host, r, args, UINT64_MAX, 0, NULL, e);
  if (!*records) return e->status;
  *out = reduce_new(cursor_type(*records), spec, e);
  record_source source;
  sonde_span span;
  int more = *out ? 1 : -1;
  while (more > 0 && (more = cursor_next(*records, &source, &span, e)) > 0)
    reduce_add(*out, &source, &span);
  return more < 0 ? e->status : SONDE_OK;
}

static void add_span(void *self, const record_source *source, const sonde_span *span) {
  reduce_add(self, source, span);
}

static bool turn(void *self) {
  (void)self;
  progress_turn();
  return process_signal_seen() != 0;
}

static sonde_status listen(
    cli *c, const row *r, const sonde_value *args, const sonde_value *spec, reduce **out, error *e) {
  const char *span = options_value(&c->args, "for");
  int64_t for_ns = 5000000000;
  if (span && units_parse_duration(span, strlen(span), &for_ns, e)) return e->status;
  subscription *s = host_subscribe(c->host, r, args, e);
  if (!s) return e->status;
  *out = reduce_new(subscription_type(s), spec, e);
  if (*out) {
    uint32_t sink = subscription_add_sink(s, true, add_span, *out);
    progress_start(c, "listening", for_ns);
    process_signals_start(NULL);
    host_set_turn(c->host, turn, NULL);
    host_wait_until(c->host, host_mono_ns(c->host) + for_ns, NULL, NULL);
    host_pump(c->host, true);
    subscription_remove_sink(s, sink);
  }
  host_unsubscribe(c->host, s);
  return *out ? SONDE_OK : e->status;
}

/* Rows beyond those that the reducer keeps are not shown: that is said, unless --top asked for it. */
static void warn_of_cut(const cli *c, uint64_t matched, uint32_t shown) {
  bool reduced =
      options_has(&c->args, "get") || options_has(&c->args, "group") || options_has(&c->args, "top");
  if (reduced || matched <= shown) return;
  error note;
  error_set(&note, SONDE_OK,
      "%llu records match, the first %u are shown: --top N shows more, --where and --get choose",
      (unsigned long long)matched, shown);
  cli_note(note.text);
}

static void warn_of_loss(const cli *c, const reduce *r, uint32_t shown) {
  reduce_loss loss;
  reduce_get_loss(r, &loss);
  error note;
  warn_of_cut(c, loss.matched, shown);
  if (loss.lost) {
    error_set(&note, SONDE_OK, "%llu records were lost before they could be counted",
        (unsigned long long)loss.lost);
    cli_note(note.text);
  }
  if (loss.groups_dropped) {
    error_set(&note, SONDE_OK, "%llu records are counted under 'other': too many groups",
        (unsigned long long)loss.groups_dropped);
    cli_note(note.text);
  }
}

static const char *format_of(const cli *c) {
  const char *format = options_value(&c->args, "format");
  if (format) return format;
  return options_has(&c->args, "json") ? "json" : options_has(&c->args, "jsonl") ? "jsonl" : "table";
}

static sonde_status print_rows(cli *c, const reduce *r, text *out, uint32_t *shown, error *e) {
  sonde_value rows;
  sonde_status status = reduce_rows((reduce *)r, &c->arena, &rows, e);
  if (status) return status;
  *shown = rows.len;
  uint32_t n = reduce_columns(r);
  const char **names = arena_alloc(&c->arena, (n + 1) * sizeof *names),
             **units = arena_alloc(&c->arena, (n + 1) * sizeof *units);
  for (uint32_t i = 0; i < n; i++) {
    names[i] = reduce_column_name(r, i);
    units[i] = reduce_column_unit(r, i);
  }
  return report_rows(out, format_of(c), &rows, names, units, n, e);
}

static int run(cli *c) {
  if (!c->args.nwords)
    return cli_usage(c, "which query or event? For example: sonde query perfcounters.processes");
  error e = {0};
  row r;
  sonde_value args, spec;
  if (cli_open_host(c, NULL, &e) || host_find_row(c->host, c->args.words[0], &r, &e)) return cli_fail(c, &e);
  if (r.kind == ROW_FUNCTION)
    return cli_usage(c, "%s is a function: use 'sonde call %s'", r.full_name, r.full_name);
  if (words_to_arguments(c, &r, c->args.words + 1, c->args.nwords - 1, &args, &e) ||
      specification_read(c, &spec, &e))
    return cli_fail(c, &e);
  reduce *reduced = NULL;
  cursor *records = NULL;
  text out = {0};
  sonde_status status = r.kind == ROW_QUERY ? run_query(c, &r, &args, &spec, &records, &reduced, &e)
                                            : listen(c, &r, &args, &spec, &reduced, &e);
  uint32_t shown = 0;
  if (!status) status = print_rows(c, reduced, &out, &shown, &e);
  if (!status) warn_of_loss(c, reduced, shown);
  reduce_free(reduced);
  cursor_close(records);
  if (status) return cli_fail(c, &e);
  int code = cli_print(&out);
  return process_signal_seen() ? EXIT_INTERRUPTED : code;
}

const command command_query = {"query", "run a query or listen to an event, and print rows",
    "query PLUGIN.QUERY|EVENT [NAME=VALUE ...] [--where C] [--group G] [--get F] [--top N]",
    "  sonde query perfcounters.processes --where 'name like py*'\n"
    "  sonde query perfcounters.processes --group name --get n=count --top 5:n\n"
    "  sonde query perfcounters.sample pid=1234 interval=100ms --for 3s --format jsonl",
    options, run, false};
