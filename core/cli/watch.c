/* sonde watch: rules, until stopped. */
#include <string.h>

#include "base/units.h"
#include "cli/cli.h"
#include "cli/diagnosis.h"
#include "cli/facts.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/recording.h"

static const option own[] = {
    {"for", 0, "TIME", "stop after this time; default: when stopped, or when the target ends"},
    {0},
};
static const option *const options[] = {
    diagnosis_options, examined_options, output_options, recording_options, own, NULL};

/* The rules end with the target, so that --for may be left out. */
static bool target_ended(void *self) {
  diagnosis *d = self;
  return d->examined.process && !process_alive(d->examined.process);
}

static void work(diagnosis *d) {
  int64_t now_ns = host_mono_ns(d->cli->host);
  int64_t until_ns = d->until_ns < INT64_MAX - now_ns ? now_ns + d->until_ns : INT64_MAX;
  progress_start(d->cli, "watching", d->until_ns < INT64_MAX ? d->until_ns : 0);
  judge_watch(d->judge, until_ns, target_ended, NULL, d);
}

static int run(cli *c) {
  static const char *const all[] = {"rules", NULL};
  error e = {0};
  const char *span = options_value(&c->args, "for");
  diagnosis d = {.cli = c,
      .scripts = c->args.nwords ? (const char *const *)c->args.words : all,
      .kind = SCRIPT_RULE,
      .work = work,
      .until_ns = INT64_MAX,
      .until_stopped = !span};
  if (span && units_parse_duration(span, strlen(span), &d.until_ns, &e))
    return cli_usage(c, "--for: %s", e.text);
  if (output_check(c, &e)) return cli_usage(c, "%s", e.text);
  d.session = facts_new_session();
  return diagnosis_run(&d);
}

const command command_watch = {"watch",
    "run rules on a program, a running process or this machine until stopped",
    "watch [NAME|FILE|FOLDER...] [--for TIME] [--pid PID | -- COMMAND ARGUMENTS]",
    "  sonde watch --for 10m\n  sonde watch cpu.busy memory.growth --pid 1234\n  sonde watch -p "
    "cpu.busy.share=0.5 -- ./app",
    options, run, true};
