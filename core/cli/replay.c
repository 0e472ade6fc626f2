/* sonde replay: the same scripts on a recorded run, also with other parameters, on any platform. */
#include "cli/cli.h"
#include "cli/diagnosis.h"
#include "cli/facts.h"
#include "cli/output.h"
#include "cli/recording.h"

static const option *const options[] = {diagnosis_options, output_options, NULL};

static void work(diagnosis *d) {
  if (d->kind == SCRIPT_RULE)
    judge_watch(d->judge, d->until_ns, NULL, NULL, NULL);
  else
    judge_run_checks(d->judge);
}

static int run(cli *c) {
  if (!c->args.nwords) return cli_usage(c, "which tape? 'sonde run --tape FILE ...' makes one");
  error e = {0};
  const char *path = c->args.words[0];
  tape *t = tape_open(path, &e);
  if (!t) return cli_fail(c, &e);
  diagnosis d = {.cli = c,
      .session = facts_new_session(),
      .tape = t,
      .scripts = c->args.nwords > 1 ? c->args.words + 1 : recording_scripts(c, t),
      .kind = recording_kind(t),
      .work = work};
  d.until_ns = recording_describe(t, d.session, path);
  return diagnosis_run(&d);
}

const command command_replay = {"replay", "run the scripts of a recorded run again, without its program",
    "replay TAPE [NAME|FILE...] [-p NAME=VALUE]",
    "  sonde run first-look --tape run.tape -- ./app\n  sonde replay run.tape -p memory_least=1MiB", options,
    run, TAKES_WORDS};
