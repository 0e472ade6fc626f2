/* sonde run: checks, on a program, a running process or the machine. */
#include <string.h>

#include "cli/cli.h"
#include "cli/diagnosis.h"
#include "cli/facts.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/recording.h"

static const option own[] = {
    {"exit", 0, "WHOSE", "target: the target's own status, and 1 for findings only where it is 0"},
    {0},
};
static const option *const options[] = {
    diagnosis_options, examined_options, output_options, recording_options, own, NULL};

static bool are_several(const judge *j) {
  size_t n = 0;
  for (size_t i = 0; i < judge_count(j); i++)
    n += script_get_kind(judge_at(j, i)) == SCRIPT_CHECK;
  return n > 1;
}

static void work(diagnosis *d) {
  d->cli->target.shared = are_several(d->judge);
  progress_start(d->cli, "looking", 0);
  judge_run_checks(d->judge);
  examined_await(d->cli, &d->examined);
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
  diagnosis d = {
      .cli = c, .session = facts_new_session(), .scripts = c->args.words, .kind = SCRIPT_CHECK, .work = work};
  int code = diagnosis_run(&d);
  return whose ? target_code(code, d.target_status) : code;
}

const command command_run = {"run", "run checks on a program, a running process or this machine",
    "run NAME|FILE|FOLDER... [-p NAME=VALUE] [--pid PID | -- COMMAND ARGUMENTS]",
    "  sonde run first-look -- ./app --flag\n  sonde run first-look --pid 1234\n  sonde run health --json\n"
    "  sonde run checks/ --junit report.xml -- ./tests",
    options, run, TAKES_COMMAND};
