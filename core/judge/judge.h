/* Runs scripts and keeps what they find: one object for a run of `sonde run`, `sonde watch` or `sonde replay`. */
#ifndef SONDE_JUDGE_JUDGE_H
#define SONDE_JUDGE_JUDGE_H

#include "config/config.h"
#include "judge/finding.h"
#include "script/script.h"

typedef struct judge judge;

/* host may be NULL (only to load and list); config may be NULL. All three must outlive the judge. */
judge *judge_new(host *h, const config *c, session *s);
void judge_free(judge *j);

/* Scripts below this folder are those that ship with Sonde: classes of the user go before theirs. The text must outlive the judge. */
void judge_set_shipped_folder(judge *j, const char *absolute_folder);

/* Loads a script; its kind decides what it is used for. named: the user named this very script, so that exit code 3 tells when it cannot run. NULL: it
 * did not load; the session then has a "failed" check with file:line and *t tells the same. */
script *judge_add_script(judge *j, const char *path, bool named, trouble *t);
/* Classes scripts that are loaded when the first error is to be classified, or when a parameter is set that no other script has. `list` gives their files, NULL
 * at the end. One that does not load, or whose settings are wrong, is a "failed" check then. */
void judge_set_late_classes(judge *j, const char **(*list)(void *self), void *self);
size_t judge_count(const judge *j); /* without those */
script *judge_at(const judge *j, size_t i);

/* Parameters of all added scripts: [KIND.ID] of the configuration, over it "name=value" or "id.name=value" (-p of the command line). The first mistake is
 * told with a suggestion; a name that no script has is one too. */
sonde_status judge_set_params(judge *j, const char *const *assignments, size_t n, error *e);

/* Runs the checks side by side: while one waits, the others run, so that each sees the whole life of the target. A signal for Sonde ends them where
 * they wait. */
void judge_run_checks(judge *j);

/* Runs the rules until the monotonic time of the host, until `done` says so (asked at least every 20 ms), or a signal for Sonde. `changed` is called
 * after each round of evaluations. Both may be NULL. Each rule then has a result in the session. */
void judge_watch(judge *j, int64_t until_mono_ns, bool (*done)(void *self), void (*changed)(void *self), void *self);

/* What classes of the added scripts say about an error {code, source, event, text}; nil when none matches. */
sonde_status judge_classify(judge *j, const sonde_value *err, arena *a, sonde_value *result, error *e);

/* The end of a run: troubles of plugins become findings, data quality is summed up, the exit code computed. */
void judge_finish(judge *j);

/* What decides about the exit code besides checks and findings. */
typedef struct exit_facts {
  bool interrupted; /* 130: a signal ended the run */
  bool usage;       /* 2 */
  bool denied;      /* 4: something failed for lack of permission */
  bool limit;       /* 5: a check ran into its time or memory limit */
} exit_facts;
exit_facts *judge_facts(judge *j); /* may be changed before judge_finish */

/* design: the first that applies: 130 2 4 5 3 1 6 0. */
int exit_code_of(const session *s, const exit_facts *facts);

#endif
