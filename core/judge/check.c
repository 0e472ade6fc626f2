/* Runs one check: obstacle, run, outcome. */
#include <stdio.h>
#include <string.h>

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
    break;
  case TROUBLE_LIMIT:
    j->facts.limit = true;
    r->outcome = OUTCOME_FAILED;
    break;
  default: r->outcome = OUTCOME_FAILED;
  }
  if (t->kind == TROUBLE_ERROR && t->status == SONDE_DENIED) j->facts.denied = true;
  r->reason = t->text;
}

void judge_run_check(judge *j, judge_script *js) {
  script *s = js->script;
  arena a = {0};
  trouble t = {0};
  sonde_value result = {0};
  check_result r = {
      .id = script_id(s), .title = script_title(s), .file = script_file(s), .line = 1, .named = js->named};
  r.reason = script_obstacle(s, &a);
  if (r.reason) {
    r.outcome = OUTCOME_NOT_RUN;
  } else {
    int64_t start = clock_mono_ns();
    js->nfindings = 0;
    script_call(s, "run", false, NULL, 0, &a, &result, &t);
    r.duration_ns = clock_mono_ns() - start;
    r.nfindings = js->nfindings;
    conclude(j, js, &t, &r);
  }
  session_add_check(j->session, &r);
  judge_note_unknown_of(j, s);
  arena_free(&a);
}
