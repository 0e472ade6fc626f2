/* sonde fix: what can be done about the findings of a report, and doing it. */
#include <string.h>

#include "base/memory.h"
#include "base/units.h"
#include "cli/cli.h"
#include "cli/facts.h"
#include "cli/permission.h"
#include "judge/action.h"
#include "os/console.h"
#include "os/file.h"
#include "report/clean.h"

#define MOST_REPORT_BYTES (64u << 20)

static const option own[] = {
    {"plan", 0, NULL, "tell what could be done about the report's findings; changes nothing"},
    {"apply", 0, "ID", "carry out the plan of this id, or go on with it"},
    {"undo", 0, "ID", "take back what the plan of this id has done"},
    {"yes", 0, NULL,
        "it is allowed: do not ask; or name the action in sonde.ini: [sonde] allow = ACTION ..."},
    {"param", 'p', "NAME=VALUE", "a parameter of an action; ID.NAME=VALUE with several"},
    {0},
};
static const option *const options[] = {own, NULL};

typedef struct fix {
  cli *cli;
  session *session;
  judge *judge;
  const char *report; /* file */
  action_plan *plans;
  size_t nplans;
  journal *log;
  bool undo;
  bool refused; /* somebody was asked, and did not want it */
} fix;

/* Scripts of all kinds may lie in a folder: the judge uses those it needs. */
static void add_scripts(fix *f, const char *what) {
  arena *a = &f->cli->arena;
  for (const char *const *folder = places_scripts(f->cli); *folder; folder++) {
    const char *inner = file_join(a, *folder, what);
    const char **all =
        file_probe(inner) == FILE_FOLDER ? places_all_scripts(f->cli, inner, &(error){0}) : NULL;
    if (!folder[1]) judge_set_shipped_folder(f->judge, *folder);
    for (; all && *all; all++) {
      trouble t = {0};
      if (!judge_add_script(f->judge, *all, false, &t)) cli_note(t.text);
    }
  }
}

static sonde_status set_params(fix *f, error *e) {
  const arguments *args = &f->cli->args;
  size_t n = 0;
  while (options_value_at(args, "param", n))
    n++;
  const char **params = arena_alloc(&f->cli->arena, (n + 1) * sizeof *params);
  for (size_t i = 0; i < n; i++)
    params[i] = options_value_at(args, "param", i);
  return judge_set_params(f->judge, params, n, e);
}

static sonde_status make_plans(fix *f, error *e) {
  size_t len;
  char *bytes = file_read(f->report, MOST_REPORT_BYTES, &len, e);
  if (!bytes) return e->status;
  sonde_status status = action_plan_report(f->judge, bytes, len, &f->cli->arena, &f->plans, &f->nplans, e);
  memory_free(bytes);
  if (status) error_prefix(e, f->report);
  return status;
}

static const char *word_of(const script *s, const char *key) {
  const sonde_value *v = value_get(script_declaration(s), key);
  return v && v->kind == SONDE_TEXT ? v->u.s : "";
}

/* A line with a text of a script or a report, made fit for a terminal. */
static void put_line(text *out, const char *left, const char *s) {
  text_puts(out, left);
  clean_terminal(out, s, strlen(s), true);
  text_putc(out, '\n');
}

static void print_plan(text *out, const action_plan *p) {
  const char *risk = word_of(p->action, "risk"), *cannot = word_of(p->action, "cannot_undo");
  text_printf(out, "%s  %s%s%s%s\n", p->id, script_id(p->action), *risk ? ", risk " : "", risk,
      *p->refusal ? ", cannot be done here" : "");
  put_line(out, "  about  ", p->text);
  for (size_t i = 0; i < p->nwords; i++)
    put_line(out, i ? "         " : "  would  ", p->words[i]);
  if (*p->refusal) put_line(out, "  but    ", p->refusal);
  put_line(out, *cannot ? "  undo   no: " : "  undo   if it does not help", cannot);
}

static int print_plans(fix *f) {
  text out = {0};
  for (size_t i = 0; i < f->nplans; i++)
    print_plan(&out, &f->plans[i]);
  if (f->nplans)
    text_printf(&out, "\nNothing was changed. To do it: sonde fix --apply ID %s\n", f->report);
  else
    text_puts(&out, "No action handles any finding of this report.\n");
  return cli_print(&out);
}

static int code_of(action_end end) {
  switch (end) {
  case ACTION_VERIFIED:
  case ACTION_TAKEN_BACK: return EXIT_CLEAN;
  case ACTION_NOT_ALLOWED: return EXIT_DENIED;
  case ACTION_TOO_OFTEN: return EXIT_LIMIT;
  case ACTION_UNKNOWN: return EXIT_PARTIAL;
  default: return EXIT_FINDINGS;
  }
}

static int tell(const action_plan *p, const action_result *r) {
  text out = {0};
  text_printf(&out, "%s  %s  %s%s%s", p->id, script_id(p->action),
      r->before ? "nothing done now; before: " : "", action_end_words(r->end), *r->text ? ": " : "");
  put_line(&out, "", r->text);
  cli_print(&out);
  return code_of(r->end);
}

static journal *open_journal(cli *c, error *e) {
  const char *folder = places_state(c);
  if (!folder) {
    error_set(e, SONDE_STATE, "no folder for the journal: set state in [sonde] of sonde.ini");
    return NULL;
  }
  return file_make_folder(folder, e) ? NULL : journal_open(file_join(&c->arena, folder, "journal.jsonl"), e);
}

/* What the run of a plan said, and when. */
static const journal_entry *find_run(const journal *log, const action_plan *p) {
  for (size_t i = journal_count(log); i > 0; i--) {
    const journal_entry *x = journal_at(log, i - 1);
    if (strcmp(x->plan, p->id) == 0 && strcmp(x->step, "run") == 0) return x;
  }
  return NULL;
}

static void print_undoing(text *out, const fix *f, const action_plan *p) {
  const journal_entry *done = find_run(f->log, p);
  text what = {0};
  text_printf(out, "%s  %s\n", p->id, script_id(p->action));
  put_line(out, "  about  ", p->text);
  text_puts(&what, "undo what was done at ");
  if (done) units_print_time(&what, done->wall_ns);
  if (done && *done->text) text_printf(&what, ": %s", done->text);
  put_line(out, "  would  ", text_chars(&what));
  text_free(&what);
}

/* What would be done is shown to whoever is to allow it, or else to whoever reads why it was not. */
static action_answer ask(void *self, const action_plan *p, const char **how) {
  fix *f = self;
  if (permission_is_given(f->cli, script_id(p->action), how)) return ACTION_ALLOWED;
  text out = {0};
  if (f->undo)
    print_undoing(&out, f, p);
  else
    print_plan(&out, p);
  if (!permission_can_ask()) {
    cli_print(&out);
    return ACTION_UNANSWERED;
  }
  console_write(2, text_chars(&out), out.len);
  text_free(&out);
  action_answer answer = permission_question(f->undo ? "Undo it? [y/N] " : "Do it? [y/N] ", how);
  f->refused = answer != ACTION_ALLOWED;
  return answer;
}

static int refuse(const fix *f, const action_plan *p) {
  text line = {0};
  const char *action = script_id(p->action);
  text_puts(&line, "nothing was changed");
  if (!f->refused)
    text_printf(&line, ": %s is not allowed; give --yes, or name it in sonde.ini: [sonde] allow = %s", action,
        action);
  cli_note(text_chars(&line));
  text_free(&line);
  return EXIT_DENIED;
}

static int carry_out(fix *f, const action_plan *p) {
  error e = {0};
  action_result r = {0};
  f->log = open_journal(f->cli, &e);
  if (!f->log) return cli_fail(f->cli, &e);
  action_permission permission = {ask, f};
  action_order order = {f->log, f->session->user, &permission};
  sonde_status status = (f->undo ? action_undo : action_apply)(f->judge, p, &order, &r, &e);
  int code = status ? cli_fail(f->cli, &e) : r.end == ACTION_NOT_ALLOWED ? refuse(f, p) : tell(p, &r);
  journal_close(f->log);
  return code;
}

static int apply(fix *f, const char *id) {
  error e = {0};
  for (size_t i = 0; i < f->nplans; i++) {
    const action_plan *p = &f->plans[i];
    if (strcmp(p->id, id) == 0) return carry_out(f, p);
  }
  error_set(
      &e, SONDE_MISSING, "no plan '%s' for this report: 'sonde fix --plan %s' lists them", id, f->report);
  return cli_fail(f->cli, &e);
}

static int planned(fix *f) {
  error e = {0};
  cli *c = f->cli;
  if (cli_open_host(c, NULL, &e)) return cli_fail(c, &e);
  f->judge = judge_new(c->host, c->config, f->session);
  add_scripts(f, "actions");
  add_scripts(f, "classes");
  const char *id = options_value(&c->args, f->undo ? "undo" : "apply");
  int code = set_params(f, &e) || make_plans(f, &e) ? cli_fail(c, &e) : id ? apply(f, id) : print_plans(f);
  judge_free(f->judge);
  return code;
}

static int run(cli *c) {
  bool plan = options_has(&c->args, "plan"), doing = options_has(&c->args, "apply"),
       undo = options_has(&c->args, "undo");
  if (plan + doing + undo != 1)
    return cli_usage(c, "either --plan, or --apply or --undo and the id of a plan");
  if (c->args.nwords != 1) return cli_usage(c, "which report? 'sonde run NAME --json -o FILE' writes one");
  fix f = {.cli = c, .session = facts_new_session(), .report = c->args.words[0], .undo = undo};
  int code = planned(&f);
  session_free(f.session);
  return code;
}

const command command_fix = {"fix", "plan and carry out what helps against the findings of a report",
    "fix --plan REPORT | --apply ID [--yes] REPORT | --undo ID [--yes] REPORT",
    "  sonde run services --json -o report.json\n  sonde fix --plan report.json\n"
    "  sonde fix --apply p-0123456789abcdef --yes report.json",
    options, run, TAKES_WORDS};
