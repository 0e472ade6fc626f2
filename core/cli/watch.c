/* sonde watch: rules, until stopped. */
#include <string.h>

#include "base/units.h"
#include "cli/cli.h"
#include "cli/diagnosis.h"
#include "cli/facts.h"
#include "cli/output.h"
#include "os/console.h"
#include "report/report.h"

static const option options[] = {
    {"param", 'p', "NAME=VALUE", "a parameter of the rule; ID.NAME=VALUE with several rules"},
    {"pid", 0, "PID", "watch this running process"},
    {"for", 0, "TIME", "stop after this time; default: when stopped, or when the target ends"},
    {"output", 'o', "FILE", "write the report there at the end"},
    {"json", 0, NULL, "the report as JSON"},
    {"junit", 0, "FILE", "also a JUnit report"},
    {"fail-on", 0, "SEVERITY",
        "status 1 from this severity on: info, warning, error (default), critical, never"},
    {"tape", 0, "FILE", "record the run, to be replayed"},
    {0},
};

/* The rules end with the target, so that --for may be left out. */
static bool target_ended(void *self) {
  diagnosis *d = self;
  return d->examined.process && !process_alive(d->examined.process);
}

static void work(diagnosis *d) {
  const char *span = options_value(&d->cli->args, "for");
  int64_t for_ns = 0;
  if (span) units_parse_duration(span, strlen(span), &for_ns, NULL);
  int64_t until_ns = span ? host_mono_ns(d->cli->host) + for_ns : INT64_MAX;
  judge_watch(d->judge, until_ns, target_ended, NULL, d);
  if (span && process_signal_seen() == 0) return;
  judge_facts(d->judge)->interrupted = false; /* a watch without an end is ended by a signal */
}

static int run(cli *c) {
  static const char *const all[] = {"rules", NULL};
  error e = {0};
  const char *span = options_value(&c->args, "for");
  int64_t ns;
  if (span && units_parse_duration(span, strlen(span), &ns, &e)) return cli_usage(c, "--for: %s", e.text);
  if (output_check(c, &e)) return cli_usage(c, "%s", e.text);
  diagnosis d = {.cli = c,
      .session = facts_new_session(),
      .scripts = c->args.nwords ? (const char *const *)c->args.words : all,
      .kind = SCRIPT_RULE,
      .work = work};
  return diagnosis_run(&d);
}

const command command_watch = {"watch",
    "run rules on a program, a running process or this machine until stopped",
    "watch [NAME|FILE|FOLDER...] [--for TIME] [--pid PID | -- COMMAND ARGUMENTS]",
    "  sonde watch --for 10m\n  sonde watch cpu.busy memory.growth --pid 1234\n  sonde watch -p "
    "cpu.busy.share=0.5 -- ./app",
    options, run};
