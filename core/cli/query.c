/* sonde query: the records of a query or an event, reduced on the way. */
#include <string.h>

#include "cli/cli.h"
#include "cli/examined.h"
#include "cli/listen.h"
#include "cli/specification.h"
#include "os/process.h"

static const option own[] = {
    {"where", 0, "CONDITION",
        "keep records: 'duration > 5ms', 'name like Nt*', 'pid in 1,2'; may be repeated"},
    {"group", 0, "COLUMNS", "one row for each value: name,error"},
    {"get", 0, "FIGURES", "n=count,total=sum duration,p99=p99 duration"},
    {"top", 0, "N[:FIGURE]", "only the N largest, by this figure"},
    {"format", 0, "FORMAT", "table (default), json, jsonl or csv"},
    {"json", 0, NULL, "the same as --format json: one document"},
    {"jsonl", 0, NULL, "the same as --format jsonl: a document a line"},
    {"output", 'o', "FILE", "write the rows there; - for stdout"},
    {"for", 0, "TIME", "how long to listen to an event; default 5s, or until the command behind -- ends"},
    {0},
};
static const option *const options[] = {own, NULL};

/* One run. */
typedef struct query {
  cli *cli;
  row row;
  sonde_value args, spec;
  query_output output;
  reduce *reduced;
  cursor *records; /* to be closed after `reduced`, since the type of the records is its own */
  uint32_t shown;
  reduce_loss loss;
} query;

/* Lines of JSON that nothing is to be made of need not wait for the end. */
static bool streams(const query *q) {
  const arguments *a = &q->cli->args;
  bool reduced = options_has(a, "get") || options_has(a, "group") || options_has(a, "top");
  return strcmp(q->output.format, "jsonl") == 0 && !reduced;
}

/* What was gathered is printed and forgotten: a span has 4,096 records at most, fewer than a reducer keeps.
 */
static sonde_status print_part(query *q, error *e) {
  reduce_loss loss;
  reduce_get_loss(q->reduced, &loss);
  q->loss.matched += loss.matched;
  q->loss.lost += loss.lost;
  sonde_status status = loss.matched ? query_output_part(&q->output, q->reduced, e) : SONDE_OK;
  reduce_reset(q->reduced);
  return status;
}

static sonde_status finish(query *q, sonde_status status, error *e) {
  q->shown = UINT32_MAX;
  error end = {0};
  if (query_output_end(&q->output, status ? &end : e) && !status) status = e->status;
  return status;
}

static sonde_status run_query(query *q, error *e) {
  q->records = host_open(q->cli->host, &q->row, &q->args, UINT64_MAX, 0, NULL, e);
  if (!q->records) return e->status;
  q->reduced = reduce_new(cursor_type(q->records), &q->spec, e);
  record_source source;
  sonde_span span;
  int more = q->reduced ? 1 : -1;
  bool parts = streams(q);
  while (more > 0 && (more = cursor_next(q->records, &source, &span, e)) > 0) {
    reduce_add(q->reduced, &source, &span);
    if (parts && print_part(q, e)) more = -1;
  }
  if (parts) return finish(q, more < 0 ? e->status : SONDE_OK, e);
  if (more < 0) return e->status;
  reduce_get_loss(q->reduced, &q->loss);
  return query_output_rows(&q->output, q->reduced, &q->shown, e);
}

static sonde_status listen(query *q, process *target, error *e) {
  listening l = {.row = &q->row,
      .args = &q->args,
      .spec = &q->spec,
      .target = target,
      .output = &q->output,
      .streams = streams(q)};
  sonde_status status = listen_to(q->cli, &l, &q->reduced, &q->loss, e);
  if (!l.streams) return status ? status : query_output_rows(&q->output, q->reduced, &q->shown, e);
  return finish(q, status, e);
}

/* Rows beyond those that the reducer keeps are not shown: that is said, unless --top asked for it. */
static void warn_of_cut(const cli *c, uint64_t matched, uint32_t shown) {
  bool reduced =
      options_has(&c->args, "get") || options_has(&c->args, "group") || options_has(&c->args, "top");
  if (reduced || matched <= shown) return;
  error note;
  error_set(&note, SONDE_OK,
      "%llu records match, the first %u are shown: --jsonl shows all, --where and --get choose",
      (unsigned long long)matched, shown);
  cli_note(note.text);
}

static void warn_of_loss(const query *q) {
  error note;
  warn_of_cut(q->cli, q->loss.matched, q->shown);
  if (q->loss.lost) {
    error_set(&note, SONDE_OK, "%llu records were lost before they could be counted",
        (unsigned long long)q->loss.lost);
    cli_note(note.text);
  }
  if (q->loss.groups_dropped) {
    error_set(&note, SONDE_OK, "%llu records are counted under 'other': too many groups",
        (unsigned long long)q->loss.groups_dropped);
    cli_note(note.text);
  }
}

static void close_query(query *q) {
  reduce_free(q->reduced);
  cursor_close(q->records);
}

/* The command behind -- runs to its end, whatever was asked of it. */
static sonde_status run_with(query *q, examined *x, error *e) {
  cli *c = q->cli;
  sonde_status status = c->args.target ? examined_open(c, x, e) : SONDE_OK;
  if (status) return status;
  status = q->row.kind == ROW_QUERY ? run_query(q, e) : listen(q, x->launched ? x->process : NULL, e);
  close_query(q);
  if (!status) warn_of_loss(q);
  if (!status) examined_await(c, x);
  if (!status && x->start.status) {
    *e = x->start;
    status = e->status;
  }
  return status;
}

static int run(cli *c) {
  if (!c->args.nwords)
    return cli_usage(c, "which query or event? For example: sonde query perfcounters.processes");
  error e = {0};
  query q = {.cli = c};
  if (cli_open_host(c, NULL, &e) || host_find_row(c->host, c->args.words[0], &q.row, &e))
    return cli_fail(c, &e);
  if (q.row.kind == ROW_FUNCTION)
    return cli_usage(c, "%s is a function: use 'sonde call %s'", q.row.full_name, q.row.full_name);
  if (words_to_arguments(c, &q.row, c->args.words + 1, c->args.nwords - 1, &q.args, &e) ||
      specification_read(c, &q.spec, &e))
    return cli_fail(c, &e);
  query_output_start(&q.output, c);
  examined x = {0};
  sonde_status status = run_with(&q, &x, &e);
  host_free(c->host); /* its plugins know the process */
  c->host = NULL;
  examined_close(&x);
  if (status) return cli_fail(c, &e);
  return process_signal_seen() ? EXIT_INTERRUPTED : EXIT_CLEAN;
}

const command command_query = {"query", "run a query or listen to an event, and print rows",
    "query PLUGIN.QUERY|EVENT [NAME=VALUE ...] [--where C] [--group G] [--get F] [--top N] [-- COMMAND "
    "ARGUMENTS]",
    "  sonde query perfcounters.processes --where 'name like py*'\n"
    "  sonde query perfcounters.processes --group name --get n=count --top 5:n\n"
    "  sonde query perfcounters.sample pid=1234 interval=100ms --for 3s --format jsonl\n"
    "  sonde query tracer.call 'open*' --format jsonl -- ls /",
    options, run, TAKES_COMMAND};
