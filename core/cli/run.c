/* sonde run: checks, on a program, a running process or the machine. */
#include <string.h>

#include "cli/cli.h"
#include "cli/diagnosis.h"
#include "cli/facts.h"
#include "cli/output.h"

static const option options[] = {
    {"param", 'p', "NAME=VALUE", "a parameter of the check; ID.NAME=VALUE with several checks"},
    {"pid", 0, "PID", "examine this running process"},
    {"output", 'o', "FILE", "write the report there"},
    {"json", 0, NULL, "the report as JSON (docs/report.schema.json)"},
    {"junit", 0, "FILE", "also a JUnit report"},
    {"fail-on", 0, "SEVERITY",
        "status 1 from this severity on: info, warning, error (default), critical, never"},
    {"exit", 0, "WHOSE", "target: the target's own status, and 1 for findings only where it is 0"},
    {"tape", 0, "FILE", "record the run, to be replayed"},
    {0},
};

static void work(diagnosis *d) {
  judge_run_checks(d->judge);
  examined_await(d->cli, &d->examined);
}

/* What a replay has to know to run the same checks in the same circumstances. */
static sonde_value tape_facts(cli *c, const session *s) {
  sonde_pair *pairs = arena_alloc(&c->arena, 6 * sizeof *pairs);
  sonde_value *names = arena_alloc(&c->arena, (c->args.nwords + 1) * sizeof *names);
  for (size_t i = 0; i < c->args.nwords; i++)
    names[i] = value_text(c->args.words[i]);
  pairs[0] = (sonde_pair){"sonde", value_text(SONDE_VERSION)};
  pairs[1] = (sonde_pair){"platform", value_text(s->platform)};
  pairs[2] = (sonde_pair){"system", value_text(s->system)};
  pairs[3] = (sonde_pair){"checks", value_list(names, c->args.nwords)};
  pairs[4] = (sonde_pair){"command", value_text(examined_command_line(c))};
  pairs[5] = (sonde_pair){"start", value_i64(s->start_wall_ns)};
  return value_map(pairs, 6);
}

static sonde_status open_tape(cli *c, const session *s, tape **out, error *e) {
  const char *path = options_value(&c->args, "tape");
  if (!path) return SONDE_OK;
  *out = tape_create(path, e);
  if (!*out) return e->status;
  sonde_value head = tape_facts(c, s);
  tape_put_head(*out, &head);
  return SONDE_OK;
}

/* --exit=target: the target's status, unless it is 0 and there are findings. */
static int target_code(int code, int target_status) {
  if (target_status < 0 || (target_status == 0 && code == EXIT_FINDINGS)) return code;
  return target_status;
}

static int run(cli *c) {
  if (!c->args.nwords) return cli_usage(c, "which check? For example: sonde run first-look -- COMMAND");
  const char *whose = options_value(&c->args, "exit");
  if (whose && strcmp(whose, "target") != 0)
    return cli_usage(c, "--exit '%s': only 'target' is known", whose);
  error e = {0};
  if (output_check(c, &e)) return cli_usage(c, "%s", e.text);
  diagnosis d = {
      .cli = c, .session = facts_new_session(), .scripts = c->args.words, .kind = SCRIPT_CHECK, .work = work};
  if (open_tape(c, d.session, &d.tape, &e)) {
    session_free(d.session);
    return cli_fail(c, &e);
  }
  int code = diagnosis_run(&d);
  return whose ? target_code(code, d.target_status) : code;
}

const command command_run = {"run", "run checks on a program, a running process or this machine",
    "run NAME|FILE|FOLDER... [-p NAME=VALUE] [--pid PID | -- COMMAND ARGUMENTS]",
    "  sonde run first-look -- ./app --flag\n  sonde run first-look --pid 1234\n  sonde run health --json\n"
    "  sonde run checks/ --junit report.xml -- ./tests",
    options, run};
