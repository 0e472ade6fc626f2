/* Runs rules: sleeps until the next window ends or an event comes, and evaluates what is due. */
#include <string.h>

#include "base/memory.h"
#include "judge/state.h"

/* Opens the rules that can run here; the others become results that say why not. */
static void open_rule(judge *j, judge_script *js) {
  script *s = js->script;
  arena a = {0};
  error e = {0};
  check_result r = {.id = script_id(s),
      .title = script_title(s),
      .file = script_file(s),
      .line = 1,
      .named = js->named,
      .outcome = OUTCOME_NOT_RUN,
      .unfit = !script_is_for_here(s)};
  r.reason = script_obstacle(s, &a);
  if (!r.reason) {
    rule_setting set = {j->host, j->session, js->params};
    js->rule = rule_open(&set, s, &e);
    if (e.status == SONDE_DENIED) j->facts.denied = true;
    if (e.status == SONDE_MISSING || e.status == SONDE_UNSUPPORTED) r.unfit = true; /* no such target */
    if (e.status == SONDE_ARG) r.outcome = OUTCOME_FAILED; /* the script is wrong, not the place */
    r.reason = e.text;
  }
  if (js->rule) {
    js->due_ns = host_mono_ns(j->host) + rule_every_ns(js->rule);
  } else {
    session_add_check(j->session, &r);
  }
  arena_free(&a);
}

static bool is_off(const judge_script *js) {
  rule_info info;
  rule_get_info(js->rule, &info);
  return info.off;
}

/* When the next window ends; until: when none does. */
static int64_t next_due(const judge *j, int64_t until) {
  for (size_t i = 0; i < j->count; i++) {
    const judge_script *js = &j->scripts[i];
    if (js->rule && rule_every_ns(js->rule) > 0 && !is_off(js) && js->due_ns < until) until = js->due_ns;
  }
  return until;
}

typedef struct wait {
  judge *judge;
  bool (*done)(void *self);
  void *self;
  bool over, has_events;
} wait;

/* Ends the wait: the caller is done, or an event came that a rule waits for. */
static bool wakes(void *self) {
  wait *w = self;
  if (w->done && w->done(w->self)) w->over = true;
  for (size_t i = 0; i < w->judge->count && !w->over; i++) {
    const rule *r = w->judge->scripts[i].rule;
    if (r && rule_has_news(r)) return true;
  }
  return w->over;
}

/* A late window is longer than the others, its span says so; those that were missed are not made up for. */
static bool turn_due(judge *j) {
  bool any = false;
  int64_t now = host_mono_ns(j->host);
  for (size_t i = 0; i < j->count; i++) {
    judge_script *js = &j->scripts[i];
    if (!js->rule || is_off(js)) continue;
    bool timed = rule_every_ns(js->rule) > 0;
    if (timed ? now < js->due_ns : !rule_has_news(js->rule)) continue;
    rule_turn(js->rule);
    js->due_ns += rule_every_ns(js->rule);
    if (js->due_ns <= now) js->due_ns = now + rule_every_ns(js->rule);
    any = true;
  }
  return any;
}

static void conclude(judge *j, judge_script *js, int64_t duration_ns) {
  script *s = js->script;
  rule_info info;
  check_result r = {.id = script_id(s),
      .title = script_title(s),
      .file = script_file(s),
      .line = 1,
      .named = js->named,
      .duration_ns = duration_ns};
  rule_get_info(js->rule, &info);
  rule_conclude(js->rule, &r);
  text reason = {0};
  if (info.off) text_printf(&reason, "switched off after %u errors: ", info.errors);
  text_puts(&reason, r.reason);
  r.reason = text_chars(&reason);
  session_add_check(j->session, &r);
  text_free(&reason);
  judge_note_unknown_of(j, s);
  rule_close(js->rule);
  js->rule = NULL;
}

void judge_watch(
    judge *j, int64_t until_mono_ns, bool (*done)(void *self), void (*changed)(void *self), void *self) {
  wait w = {.judge = j, .done = done, .self = self};
  int64_t start = host_mono_ns(j->host);
  for (size_t i = 0; i < j->count; i++) {
    if (script_get_kind(j->scripts[i].script) != SCRIPT_RULE) continue;
    open_rule(j, &j->scripts[i]);
    w.has_events |= j->scripts[i].rule && rule_every_ns(j->scripts[i].rule) == 0;
  }
  while (!w.over && host_mono_ns(j->host) < until_mono_ns) {
    bool asks = w.has_events || done;
    if (!host_wait_until(j->host, next_due(j, until_mono_ns), asks ? wakes : NULL, &w)) {
      j->facts.interrupted = true;
      break;
    }
    if (turn_due(j) && changed) changed(self);
  }
  for (size_t i = 0; i < j->count; i++) {
    if (j->scripts[i].rule) conclude(j, &j->scripts[i], host_mono_ns(j->host) - start);
  }
}
