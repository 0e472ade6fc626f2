/* Recovery: a finding of a report -> plan (words; changes nothing) -> permission -> run -> verify -> undo when
 * it did not help, or when somebody asks for it. Permission and steps are in the journal. */
#ifndef SONDE_JUDGE_ACTION_H
#define SONDE_JUDGE_ACTION_H

#include "judge/journal.h"
#include "judge/judge.h"

/* What one action would do about one finding. Texts live in the arena that it was made in, and as long as the
 * judge. */
typedef struct action_plan {
  char id[20]; /* "p-" and 16 hex digits: of the action, the finding and the run that found it; the same
                  report gives the same id */
  script *action;
  sonde_value finding; /* given to the action: as in the report, with pid and start_id beside */
  const char *finding_id, *subject, *text;
  const char *const *words; /* what would be done; n = nwords */
  size_t nwords;
  const char *refusal; /* why it cannot be done here; "": it can */
} action_plan;

/* A plan for each finding of a report (a JSON document of `sonde run --json`) and each action of the judge
 * whose `handles` names the finding's kind, in the report's order. SONDE_ARG: no report; SONDE_STATE: of
 * another machine or an earlier boot, so that its processes are other ones now. */
sonde_status action_plan_report(
    judge *j, const char *json, size_t len, arena *a, action_plan **plans, size_t *n, error *e);

typedef enum action_end {
  ACTION_VERIFIED = 1, /* done, and it helped */
  ACTION_NOT_VERIFIED, /* failed or did not help, and there is no undo */
  ACTION_UNDONE,       /* failed or did not help, and was undone */
  ACTION_UNDO_FAILED,
  ACTION_TOO_OFTEN, /* cooldown or limit: nothing was done */
  ACTION_UNKNOWN,    /* a step was begun and its end was never recorded: it may have been done, and is not
                        repeated */
  ACTION_TAKEN_BACK, /* done, and undone because somebody asked for it */
  ACTION_STANDS,     /* done, and undoing it on request failed */
  ACTION_NOT_ALLOWED /* nothing was done */
} action_end;
const char *action_end_words(action_end end);

typedef struct action_result {
  action_end end;
  bool before;     /* this plan had ended so earlier: nothing was done now */
  char text[1000]; /* why; "": nothing to say */
} action_result;

typedef enum action_answer {
  ACTION_ALLOWED = 1,
  ACTION_FORBIDDEN,
  ACTION_UNANSWERED /* there was nobody to ask: not allowed, and no line of the journal */
} action_answer;

/* `ask` is called once, before the first step that would be done now; not at all when there is none. *how: by
 * whom or what it was answered, for the journal. */
typedef struct action_permission {
  action_answer (*ask)(void *self, const action_plan *p, const char **how);
  void *self;
} action_permission;

/* Who wants it, and where it is written down. */
typedef struct action_order {
  journal *log;
  const char *user;
  const action_permission *permission; /* NULL: the caller has made sure of it */
} action_order;

/* Carries a plan out, or goes on with one that was interrupted: what the journal shows as done is not done
 * again. *e: the journal cannot be written, or the plan is refused; nothing was done since then. */
sonde_status action_apply(
    judge *j, const action_plan *p, const action_order *order, action_result *out, error *e);

/* Takes back what the plan did, helpful or not. One that failed may be tried again. *e as above: also that the
 * plan was never carried out (SONDE_STATE), or that the action has no undo (SONDE_UNSUPPORTED). */
sonde_status action_undo(
    judge *j, const action_plan *p, const action_order *order, action_result *out, error *e);

#endif
