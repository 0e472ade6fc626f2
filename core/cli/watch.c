/* sonde watch: rules, until stopped. */
#include <string.h>

#include "base/memory.h"
#include "base/units.h"
#include "cli/cli.h"
#include "cli/diagnosis.h"
#include "cli/facts.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/recording.h"
#include "os/console.h"
#include "report/clean.h"
#include "report/report.h"

static const option own[] = {
    {"for", 0, "TIME", "stop after this time; default: when stopped, or when the target ends"},
    {"jsonl", 0, NULL,
        "each finding when it comes and when it is over as a line of JSON, instead of the report"},
    {0},
};
static const option *const options[] = {
    diagnosis_options, examined_options, output_options, recording_options, own, NULL};

enum { TOLD_NOTHING, TOLD_OPEN, TOLD_OVER };

/* What was told of the session's findings so far, in its order. */
typedef struct watching {
  diagnosis *d;
  uint8_t *told;
  size_t ntold;
} watching;

/* For people a note, for machines a line of data. */
static void tell(cli *c, const finding *f) {
  text line = {0};
  if (options_has(&c->args, "jsonl")) {
    report_finding_json(&line, f);
    cli_print(&line);
    return;
  }
  text_printf(&line, "%s: %s: ", f->open ? severity_word(f->severity) : "over", f->kind);
  clean_terminal(&line, f->text, strlen(f->text), console_speaks_utf8(2));
  if (!c->quiet) cli_note(text_chars(&line));
  text_free(&line);
}

static void tell_changes(void *self) {
  watching *w = self;
  const session *s = w->d->session;
  w->told = memory_resize(w->told, (s->nfindings + 1) * sizeof *w->told);
  while (w->ntold < s->nfindings)
    w->told[w->ntold++] = TOLD_NOTHING;
  for (size_t i = 0; i < s->nfindings; i++) {
    uint8_t now = s->findings[i].open ? TOLD_OPEN : TOLD_OVER;
    if (w->told[i] != now) tell(w->d->cli, &s->findings[i]);
    w->told[i] = now;
  }
}

/* The rules end with the target, so that --for may be left out. */
static bool target_ended(void *self) {
  const diagnosis *d = ((watching *)self)->d;
  return d->examined.process && !process_alive(d->examined.process);
}

static void work(diagnosis *d) {
  int64_t now_ns = host_mono_ns(d->cli->host);
  int64_t until_ns = d->until_ns < INT64_MAX - now_ns ? now_ns + d->until_ns : INT64_MAX;
  progress_start(d->cli, "watching", d->until_ns < INT64_MAX ? d->until_ns : 0);
  watching w = {.d = d};
  judge_watch(d->judge, until_ns, target_ended, tell_changes, &w);
  memory_free(w.told);
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
  if (d.until_ns <= 0) return cli_usage(c, "--for %s: must be more than 0", span);
  d.session = facts_new_session();
  return diagnosis_run(&d);
}

const command command_watch = {"watch",
    "run rules on a program, a running process or this machine until stopped",
    "watch [NAME|FILE|FOLDER...] [--for TIME] [--pid PID | -- COMMAND ARGUMENTS]",
    "  sonde watch --for 10m\n  sonde watch cpu.busy memory.growth --pid 1234\n  sonde watch -p "
    "cores=0.5 -- ./app",
    options, run, TAKES_COMMAND};
