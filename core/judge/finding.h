/* What was found, and everything a report tells about one run. */
#ifndef SONDE_JUDGE_FINDING_H
#define SONDE_JUDGE_FINDING_H

#include "base/map.h"
#include "base/value.h"

typedef enum severity { SEVERITY_INFO = 1, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_CRITICAL } severity;
const char *severity_word(severity s);
bool severity_parse(const char *word, severity *out);

/* The identity is a hash of kind, subject and target: the same trouble seen again is the same finding with a
 * higher count. Its severity never falls; text, advice, class, evidence and confidence are those of the
 * latest sighting that was at least as severe. */
typedef struct finding {
  char id[20];            /* "f-" and 16 hex digits */
  const char *kind;       /* default: the script's id */
  const char *subject;    /* what it is about: a function, a file, a process */
  const char *text;       /* one sentence, with the figure */
  const char *advice;     /* "": none */
  const char *class_name; /* "": none */
  severity severity;
  double confidence;    /* 0 to 1; -1: not said */
  sonde_value evidence; /* a map, or nil */
  uint32_t pid;         /* of the target; 0: the machine */
  uint64_t start_id;    /* with pid: identity of the target */
  const char *script_id, *script_file;
  uint32_t script_line;
  int64_t first_wall_ns, last_wall_ns;
  uint64_t count;
  bool open; /* not over: only rules clear theirs */
  arena
      own; /* the session's: holds the texts, so that a finding seen for days does not grow; leave it zero */
} finding;

/* Fills in f->id from kind, subject, pid and start_id. */
void finding_identify(finding *f);

typedef enum outcome {
  OUTCOME_CLEAN = 1,
  OUTCOME_FINDINGS,
  OUTCOME_UNKNOWN,
  OUTCOME_NOT_RUN,
  OUTCOME_FAILED
} outcome;
const char *outcome_word(outcome o); /* "clean", "findings", "unknown", "not run", "failed" */

/* One check or rule of the run. */
typedef struct check_result {
  const char *id, *title, *file;
  uint32_t line;
  outcome outcome;
  const char *reason; /* of unknown, not run, failed; else "" */
  int64_t duration_ns;
  uint32_t nfindings;
  bool named; /* the user named it, so that it must run (exit code 3) */
  bool unfit; /* not run, and nothing is missing: it is for another system, or for a program that Sonde starts
               */
} check_result;

/* What Sonde did not see, and what it cost. */
typedef struct data_quality {
  uint64_t records, lost, redactions;
  const char *const *unknown; /* sentences: "handles of pid 12 (denied)"; n = nunknown */
  uint32_t nunknown;
  int64_t own_cpu_ns, elapsed_ns;
  int64_t own_peak_resident_bytes; /* -1: unknown */
} data_quality;

/* A descendant of the target that outlives the run. */
typedef struct left_process {
  uint32_t pid;
  const char *name; /* "": unknown */
} left_process;

/* Everything a report needs. All texts live as long as the session; whoever fills in the members puts them
 * into its arena. */
typedef struct session {
  arena arena;
  char run_id[20]; /* "r-" and hex */
  const char *sonde_version, *system, *machine, *boot_id, *platform, *user;
  bool elevated;
  const char *command;      /* the target's command line; "": none */
  uint32_t target_pid;      /* 0: the machine */
  uint64_t target_start_id; /* with the pid, a unique identity */
  const char *target_end; /* "exited with status 3 after 6.1 s", "ended by signal 9 (KILL)", "still running";
                             "": no target */
  const left_process *left; /* still alive when the target had ended */
  uint32_t nleft;
  int target_status; /* as a shell would give it: 128 + signal; -1: none */
  int64_t start_wall_ns;
  severity
      fail_on; /* findings at or above it make the exit code 1; default error; SEVERITY_CRITICAL + 1: never */
  finding *findings;
  size_t nfindings, findings_capacity;
  map by_id; /* finding's id to index + 1 */
  check_result *checks;
  size_t nchecks, checks_capacity;
  data_quality quality;
  int exit_code;
  const char *replayed_from; /* tape file; "": live */
} session;

session *session_new(void);
void session_free(session *s);
/* Adds or joins by id (computed here); texts are copied, NULL becomes "". count 0 counts as 1;
 * f->last_wall_ns is the time of the sighting. Returns the session's own, valid until the next add. */
finding *session_add_finding(session *s, const finding *f);
finding *session_find(session *s, const char *id); /* NULL: none */
check_result *session_add_check(session *s, const check_result *c);
size_t session_count_severity(const session *s, severity v); /* findings of exactly this severity */
size_t session_count_outcome(const session *s, outcome o);   /* checks that ended so */

#endif
