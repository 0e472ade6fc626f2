/* Runs the checks: obstacle, run, outcome. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "judge/state.h"
#include "os/clock.h"

/* How it ended, from what the script did. */
static void conclude(judge *j, judge_script *js, const trouble *t, check_result *r) {
  switch (t->kind) {
  case TROUBLE_NONE: r->outcome = js->nfindings > 0 ? OUTCOME_FINDINGS : OUTCOME_CLEAN; return;
  case TROUBLE_UNKNOWN: r->outcome = OUTCOME_UNKNOWN; break;
  case TROUBLE_STOPPED:
    j->facts.interrupted = true;
    r->outcome = OUTCOME_UNKNOWN;
    r->reason = "stopped before it was done";
    return;
  case TROUBLE_LIMIT:
    j->facts.limit = true;
    r->outcome = OUTCOME_FAILED;
    break;
  default: r->outcome = OUTCOME_FAILED;
  }
  if (t->kind == TROUBLE_ERROR && t->status == SONDE_DENIED) j->facts.denied = true;
  r->reason = t->text;
}

void check_refuse_result(const script *s, const sonde_value *result, trouble *t) {
  if (t->kind != TROUBLE_NONE || result->kind == SONDE_NIL) return;
  t->kind = TROUBLE_ERROR;
  t->status = SONDE_STATE;
  snprintf(t->text, sizeof t->text,
      "%s:%u: run returned a %s, which nobody reads: a check tells its findings with host.finding { ... }",
      script_file(s), script_line(s, "run"), kind_word(result->kind));
}

/* One check under way. */
typedef struct check_run {
  judge_script *js;
  arena arena;
  trouble trouble;
  sonde_value result;
  check_result told;
  int64_t start_ns, wake_ns;
  bool running;
} check_run;

static void begin(check_run *run, judge_script *js) {
  script *s = js->script;
  run->js = js;
  run->told = (check_result){
      .id = script_id(s), .title = script_title(s), .file = script_file(s), .line = 1, .named = js->named};
  run->told.reason = script_obstacle(s, &run->arena);
  run->told.outcome = OUTCOME_NOT_RUN;
  run->told.unfit = !script_is_for_here(s);
  if (run->told.reason) return;
  run->start_ns = clock_mono_ns();
  js->nfindings = 0;
  run->running = script_begin(s, "run", NULL, 0, &run->arena, &run->result, &run->trouble) == SONDE_OK;
}

static void go_on(check_run *run, bool stopped) {
  run->running = script_continue(run->js->script, stopped, &run->wake_ns, &run->trouble) == SCRIPT_WAITING;
}

static void end(judge *j, check_run *run) {
  if (!run->told.reason) {
    check_refuse_result(run->js->script, &run->result, &run->trouble);
    run->told.duration_ns = clock_mono_ns() - run->start_ns;
    run->told.nfindings = run->js->nfindings;
    conclude(j, run->js, &run->trouble, &run->told);
  }
  session_add_check(j->session, &run->told);
  judge_note_unknown_of(j, run->js->script);
  arena_free(&run->arena);
}

static int64_t next_wake(const check_run *runs, size_t n) {
  int64_t wake_ns = INT64_MAX;
  for (size_t i = 0; i < n; i++)
    if (runs[i].running && runs[i].wake_ns < wake_ns) wake_ns = runs[i].wake_ns;
  return wake_ns;
}

static bool any_running(const check_run *runs, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (runs[i].running) return true;
  return false;
}

/* All checks wait side by side, so that each sees the target's whole life; only one runs at a time. */
static void run_side_by_side(judge *j, check_run *runs, size_t n) {
  bool stopped = false;
  for (size_t i = 0; i < n; i++)
    if (runs[i].running) go_on(&runs[i], false);
  while (any_running(runs, n)) {
    int64_t wake_ns = next_wake(runs, n);
    if (!stopped) stopped = !host_wait_until(j->host, wake_ns, NULL, NULL);
    for (size_t i = 0; i < n; i++)
      if (runs[i].running && (stopped || runs[i].wake_ns <= wake_ns)) go_on(&runs[i], stopped);
  }
}

void judge_run_checks(judge *j) {
  check_run *runs = memory_new((j->count + 1) * sizeof *runs);
  size_t n = 0;
  for (size_t i = 0; i < j->count; i++)
    if (script_get_kind(j->scripts[i].script) == SCRIPT_CHECK) begin(&runs[n++], &j->scripts[i]);
  run_side_by_side(j, runs, n);
  for (size_t i = 0; i < n; i++)
    end(j, &runs[i]);
  memory_free(runs);
}
