/* Carrying a plan out. What was done is read from the journal only, so that a crash at any moment changes
 * nothing in what is done next. */
#include "judge/action.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/units.h"
#include "judge/state.h"

typedef enum step { RUN, VERIFY, UNDO, STEPS } step;
static const char *const step_names[STEPS] = {"run", "verify", "undo"};

/* What the journal says of one step of a plan. */
typedef struct step_record {
  bool begun, ended, done;
  const char *text;
} step_record;

typedef struct application {
  judge *judge;
  const action_plan *plan;
  const action_order *order;
  bool asked, forbidden;
  arena arena;
  step_record steps[STEPS];
  error *e;
} application;

const char *action_end_words(action_end end) {
  static const char *const words[] = {"", "done and verified", "it did not help, and it cannot be undone",
      "it did not help and was undone", "it did not help, and undoing it failed",
      "nothing was done: too often", "unknown", "undone", "undoing it failed",
      "nothing was done: not allowed"};
  return words[end];
}

static void recall(application *x) {
  for (size_t i = 0; i < journal_count(x->order->log); i++) {
    const journal_entry *entry = journal_at(x->order->log, i);
    if (strcmp(entry->plan, x->plan->id) != 0) continue;
    for (step s = RUN; s < STEPS; s++) {
      if (strcmp(entry->step, step_names[s]) != 0) continue;
      if (entry->intent)
        x->steps[s].begun = true;
      else
        x->steps[s] = (step_record){true, true, strcmp(entry->outcome, "done") == 0, entry->text};
    }
  }
}

static sonde_status note(application *x, const char *name, bool intent, const char *how, const char *said) {
  journal_entry entry = {.wall_ns = host_wall_ns(x->judge->host),
      .intent = intent,
      .step = name,
      .plan = x->plan->id,
      .action = script_id(x->plan->action),
      .finding = x->plan->finding_id,
      .subject = x->plan->subject,
      .user = x->order->user,
      .outcome = how,
      .text = said};
  return journal_add(x->order->log, &entry, x->e);
}

/* Once, before the first step. */
static sonde_status ask(application *x) {
  const action_permission *permission = x->order->permission;
  const char *how = "";
  if (x->asked || !permission) return SONDE_OK;
  x->asked = true;
  action_answer answer = permission->ask(permission->self, x->plan, &how);
  x->forbidden = answer != ACTION_ALLOWED;
  if (answer == ACTION_UNANSWERED) return SONDE_OK;
  return note(x, "permit", false, x->forbidden ? "refused" : "given", how);
}

/* What a step returned, in words. */
static const char *say(application *x, const sonde_value *result) {
  text out = {0};
  value_print(&out, result, NULL);
  const char *said = result->kind == SONDE_NIL ? "" : arena_text(&x->arena, text_chars(&out), out.len);
  text_free(&out);
  return said;
}

/* The intent is on the disk before the script runs, its result after it. SONDE_DENIED: it is not allowed, and
 * nothing was done. */
static sonde_status do_step(application *x, step s) {
  trouble t = {0};
  sonde_value result = value_nil();
  sonde_status status = ask(x);
  if (!status && x->forbidden) status = SONDE_DENIED;
  if (!status) status = note(x, step_names[s], true, "", "");
  if (status) return status;
  x->steps[s].begun = true;
  bool ran =
      !script_call(x->plan->action, step_names[s], false, &x->plan->finding, 1, &x->arena, &result, &t);
  bool helped = s != VERIFY || (result.kind == SONDE_BOOL && result.u.u);
  const char *said = ran ? say(x, &result) : arena_text(&x->arena, t.text, strcspn(t.text, "\n"));
  if (ran && !helped) said = "verify did not answer true";
  x->steps[s] = (step_record){true, true, ran && helped, said};
  return note(x, step_names[s], false, ran && helped ? "done" : "failed", said);
}

/* ------------------------------------------------------------------------------------------------- how often
 * --
 */

static const char *text_of(const sonde_value *v, const char *key) {
  const sonde_value *t = value_get(v, key);
  return t && t->kind == SONDE_TEXT ? t->u.s : "";
}

static int64_t duration_of(const sonde_value *v) {
  int64_t ns = 0;
  if (v && v->kind == SONDE_TEXT) units_parse_duration(v->u.s, v->len, &ns, NULL);
  if (v && v->kind == SONDE_I64) ns = v->u.i;
  return ns;
}

/* Runs of this action on this subject that were begun since then. */
static int64_t count_since(const application *x, int64_t wall_ns) {
  int64_t n = 0;
  for (size_t i = 0; i < journal_count(x->order->log); i++) {
    const journal_entry *entry = journal_at(x->order->log, i);
    n += entry->intent && entry->wall_ns > wall_ns && strcmp(entry->step, "run") == 0 &&
         strcmp(entry->action, script_id(x->plan->action)) == 0 &&
         strcmp(entry->subject, x->plan->subject) == 0;
  }
  return n;
}

/* True: it may not run now; the text says why. */
static bool is_too_often(const application *x, action_result *out) {
  const sonde_value *d = script_declaration(x->plan->action), *limit = value_get(d, "limit");
  int64_t now = host_wall_ns(x->judge->host), cooldown = duration_of(value_get(d, "cooldown"));
  const sonde_value *most = value_get(limit, "1");
  int64_t per = duration_of(value_get(limit, "per"));
  text words = {0};
  bool hot = cooldown > 0 && count_since(x, now - cooldown) > 0;
  bool full = most && most->kind == SONDE_I64 && count_since(x, now - per) >= most->u.i;
  units_print_duration(&words, hot ? cooldown : per);
  if (hot)
    snprintf(out->text, sizeof out->text, "%s ran on '%s' within its cooldown of %s",
        script_id(x->plan->action), x->plan->subject, text_chars(&words));
  else if (full)
    snprintf(out->text, sizeof out->text, "%s ran on '%s' %lld times within %s, its limit",
        script_id(x->plan->action), x->plan->subject, (long long)most->u.i, text_chars(&words));
  text_free(&words);
  return hot || full;
}

/* ------------------------------------------------------------------------------------------------ the course
 * --
 */

static sonde_status finish(action_result *out, action_end end, const char *said) {
  out->end = end;
  snprintf(out->text, sizeof out->text, "%s", said ? said : "");
  return SONDE_OK;
}

/* Begun, but nobody knows whether it was done: only a look can tell. */
static sonde_status look_at_unknown(application *x, action_result *out) {
  if (!script_has(x->plan->action, "verify"))
    return finish(out, ACTION_UNKNOWN, "'run' was begun and its end was never recorded; it is not repeated");
  sonde_status status = do_step(x, VERIFY);
  if (status) return status;
  if (x->steps[VERIFY].done)
    return finish(out, ACTION_VERIFIED, "the end of 'run' was never recorded, but it helped");
  return finish(out, ACTION_UNKNOWN,
      "'run' was begun and its end was never recorded; it is not repeated, and it did not help: look "
      "yourself");
}

static sonde_status take_back(application *x, const char *why, action_result *out) {
  const step_record *undo = &x->steps[UNDO];
  if (!script_has(x->plan->action, "undo")) return finish(out, ACTION_NOT_VERIFIED, why);
  if (undo->begun && !undo->ended)
    return finish(out, ACTION_UNKNOWN, "'undo' was begun and its end was never recorded; it is not repeated");
  sonde_status status = undo->ended ? SONDE_OK : do_step(x, UNDO);
  if (status) return status;
  return undo->done ? finish(out, ACTION_UNDONE, why) : finish(out, ACTION_UNDO_FAILED, undo->text);
}

/* How a plan ended that had been done, and then was undone because somebody asked for it. */
static sonde_status finish_undo(application *x, action_result *out) {
  const step_record *undo = &x->steps[UNDO];
  if (!undo->ended)
    return finish(out, ACTION_UNKNOWN, "'undo' was begun and its end was never recorded; it is not repeated");
  return undo->done ? finish(out, ACTION_TAKEN_BACK, "") : finish(out, ACTION_STANDS, undo->text);
}

static sonde_status go_on(application *x, action_result *out) {
  step_record *run = &x->steps[RUN], *verify = &x->steps[VERIFY];
  bool undone = x->steps[UNDO].begun;
  sonde_status status = SONDE_OK;
  if (!run->begun) {
    if (is_too_often(x, out)) {
      out->end = ACTION_TOO_OFTEN;
      return SONDE_OK;
    }
    status = do_step(x, RUN);
  }
  if (status) return status;
  if (!run->ended) return undone ? finish_undo(x, out) : look_at_unknown(x, out);
  if (!run->done) return take_back(x, run->text, out);
  bool verifies = script_has(x->plan->action, "verify");
  if (verifies && !verify->ended && !undone) status = do_step(x, VERIFY);
  if (status) return status;
  if (verify->ended && !verify->done) return take_back(x, verify->text, out);
  if (undone) return finish_undo(x, out);
  if (verifies) return finish(out, ACTION_VERIFIED, "");
  return finish(out, ACTION_NOT_VERIFIED, "the action has no 'verify': nobody knows whether it helped");
}

static sonde_status undo_on_request(application *x, action_result *out) {
  const step_record *undo = &x->steps[UNDO];
  const char *cannot = text_of(script_declaration(x->plan->action), "cannot_undo");
  if (!x->steps[RUN].begun)
    return error_set(x->e, SONDE_STATE, "%s was not carried out: there is nothing to undo", x->plan->id);
  bool unknown = undo->begun && !undo->ended;
  if (!unknown && !undo->done) {
    if (!script_has(x->plan->action, "undo"))
      return error_set(x->e, SONDE_UNSUPPORTED, "%s cannot be undone: %s", x->plan->id, cannot);
    sonde_status status = do_step(x, UNDO);
    if (status) return status;
  }
  return finish_undo(x, out);
}

static sonde_status course(
    application *x, sonde_status (*steps)(application *x, action_result *out), action_result *out) {
  recall(x);
  size_t before = journal_count(x->order->log);
  sonde_status status = steps(x, out);
  if (x->forbidden && status == SONDE_DENIED) status = finish(out, ACTION_NOT_ALLOWED, "");
  bool nothing = out->end == ACTION_TOO_OFTEN || out->end == ACTION_NOT_ALLOWED;
  out->before = !status && !nothing && journal_count(x->order->log) == before;
  arena_free(&x->arena);
  return status;
}

sonde_status action_apply(
    judge *j, const action_plan *p, const action_order *order, action_result *out, error *e) {
  *out = (action_result){0};
  if (*p->refusal) return error_set(e, SONDE_STATE, "%s cannot be carried out: %s", p->id, p->refusal);
  application x = {.judge = j, .plan = p, .order = order, .e = e};
  return course(&x, go_on, out);
}

sonde_status action_undo(
    judge *j, const action_plan *p, const action_order *order, action_result *out, error *e) {
  *out = (action_result){0};
  application x = {.judge = j, .plan = p, .order = order, .e = e};
  const char *obstacle = script_obstacle(p->action, &x.arena);
  if (!obstacle) return course(&x, undo_on_request, out);
  sonde_status status = error_set(e, SONDE_STATE, "%s cannot be undone: %s", p->id, obstacle);
  arena_free(&x.arena);
  return status;
}
