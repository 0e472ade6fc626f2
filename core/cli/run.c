/* sonde run: checks, on a program, a running process or the machine. */
#include <string.h>

#include "cli/cli.h"
#include "cli/examined.h"
#include "cli/facts.h"
#include "cli/output.h"
#include "judge/judge.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/system.h"

static const option options[] = {
    {"param", 'p', "NAME=VALUE", "a parameter of the check; ID.NAME=VALUE with several checks"},
    {"pid", 0, "PID", "examine this running process"},
    {"output", 'o', "FILE", "write the report there"},
    {"json", 0, NULL, "the report as JSON (docs/report.schema.json)"},
    {"junit", 0, "FILE", "also a JUnit report"},
    {"fail-on", 0, "SEVERITY", "status 1 from this severity on: info, warning, error (default), critical, never"},
    {"exit", 0, "WHOSE", "target: the target's own status, and 1 for findings only where it is 0"},
    {"tape", 0, "FILE", "record the run, to be replayed"},
    {0},
};

static void add_one(cli *c, judge *j, const char *path, bool named) {
  trouble t = {0};
  script *s = judge_add_script(j, path, named, &t);
  if (s && named && script_get_kind(s) != SCRIPT_CHECK)
    cli_note(arena_format(&c->arena, "%s is no check but a %s: 'sonde watch' runs rules", script_id(s),
        script_kind_word(script_get_kind(s))));
}

static sonde_status add_named(cli *c, judge *j, const char *word, error *e) {
  const char *path = places_find_script(c, word, e);
  if (!path) return e->status;
  if (file_probe(path) != FILE_FOLDER) {
    add_one(c, j, path, true);
    return SONDE_OK;
  }
  const char **all = places_all_scripts(c, path, e);
  if (!all) return e->status;
  for (; *all; all++)
    add_one(c, j, *all, false);
  return SONDE_OK;
}

/* What ships with Sonde and the user's own classes answer host.classify of every check. */
static void add_classes(cli *c, judge *j) {
  error e = {0};
  for (const char *const *folder = places_scripts(c); *folder; folder++) {
    const char *classes = file_join(&c->arena, *folder, "classes");
    const char **all = file_probe(classes) == FILE_FOLDER ? places_all_scripts(c, classes, &e) : NULL;
    for (; all && *all; all++)
      add_one(c, j, *all, false);
    if (!folder[1]) judge_set_shipped_folder(j, *folder);
  }
}

static sonde_status load_all(cli *c, judge *j, error *e) {
  for (size_t i = 0; i < c->args.nwords; i++) {
    sonde_status status = add_named(c, j, c->args.words[i], e);
    if (status) return status;
  }
  add_classes(c, j);
  size_t n = 0;
  while (options_value_at(&c->args, "param", n))
    n++;
  const char **params = arena_alloc(&c->arena, (n + 1) * sizeof *params);
  for (size_t i = 0; i < n; i++)
    params[i] = options_value_at(&c->args, "param", i);
  return judge_set_params(j, params, n, e);
}

static sonde_value tape_facts(cli *c, const session *s) {
  sonde_pair *pairs = arena_alloc(&c->arena, 6 * sizeof *pairs);
  sonde_value *names = arena_alloc(&c->arena, (c->args.nwords + 1) * sizeof *names);
  for (size_t i = 0; i < c->args.nwords; i++)
    names[i] = value_text(c->args.words[i]);
  pairs[0] = (sonde_pair){"sonde", value_text(SONDE_VERSION)};
  pairs[1] = (sonde_pair){"platform", value_text(s->platform)};
  pairs[2] = (sonde_pair){"system", value_text(s->system)};
  pairs[3] = (sonde_pair){"checks", value_list(names, c->args.nwords)};
  pairs[4] = (sonde_pair){"target", value_bool(c->args.target || options_has(&c->args, "pid"))};
  pairs[5] = (sonde_pair){"start", value_i64(s->start_wall_ns)};
  return value_map(pairs, 6);
}

static sonde_status open_tape(cli *c, const session *s, tape **out, error *e) {
  const char *path = options_value(&c->args, "tape");
  *out = NULL;
  if (!path) return SONDE_OK;
  *out = tape_create(path, e);
  if (!*out) return e->status;
  sonde_value head = tape_facts(c, s);
  tape_put_head(*out, &head);
  return SONDE_OK;
}

/* --exit=target: the target's status, unless it is 0 and there are findings. */
static int final_code(const cli *c, const session *s) {
  const char *whose = options_value(&c->args, "exit");
  if (!whose || s->target_status < 0) return s->exit_code;
  if (s->target_status > 0) return s->target_status;
  return s->exit_code == EXIT_FINDINGS ? EXIT_FINDINGS : s->target_status;
}

static int judge_and_report(cli *c, session *s, examined *x, judge *j) {
  error e = {0};
  int64_t start_ns = clock_mono_ns();
  if (load_all(c, j, &e)) return cli_fail(c, &e);
  judge_run_checks(j);
  examined_await(c, x);
  examined_tell(c, x, s);
  facts_cost(s, start_ns);
  judge_facts(j)->interrupted |= process_signal_seen() != 0;
  judge_finish(j);
  if (output_write(c, s, &e)) return cli_fail(c, &e);
  return final_code(c, s);
}

static int run_session(cli *c, session *s) {
  error e = {0};
  examined x = {0};
  tape *tape = NULL;
  if (output_fail_on(c, s, &e) || open_tape(c, s, &tape, &e) || cli_open_host(c, tape, &e)) return cli_fail(c, &e);
  int code;
  if (examined_open(c, &x, &e)) {
    code = cli_fail(c, &e);
  } else {
    judge *j = judge_new(c->host, c->config, s);
    code = judge_and_report(c, s, &x, j);
    judge_free(j);
  }
  host_free(c->host);
  c->host = NULL;
  if (tape && tape_close(tape, &e)) code = cli_fail(c, &e);
  examined_close(&x);
  return code;
}

static int run(cli *c) {
  if (!c->args.nwords) return cli_usage(c, "which check? For example: sonde run first-look -- COMMAND");
  const char *whose = options_value(&c->args, "exit");
  if (whose && strcmp(whose, "target") != 0) return cli_usage(c, "--exit '%s': only 'target' is known", whose);
  error e = {0};
  if (output_check(c, &e)) return cli_usage(c, "%s", e.text);
  session *s = facts_new_session();
  int code = run_session(c, s);
  session_free(s);
  return code;
}

const command command_run = {"run", "run checks on a program, a running process or this machine",
    "run NAME|FILE|FOLDER... [-p NAME=VALUE] [--pid PID | -- COMMAND ARGUMENTS]",
    "  sonde run first-look -- ./app --flag\n  sonde run first-look --pid 1234\n  sonde run health --json\n"
    "  sonde run checks/ --junit report.xml -- ./tests",
    options, run};
