/* What `run`, `watch` and `replay` have in common: a session with a host, a target, a judge and a report at
 * the end. */
#ifndef SONDE_CLI_DIAGNOSIS_H
#define SONDE_CLI_DIAGNOSIS_H

#include "cli/cli.h"
#include "cli/examined.h"
#include "judge/judge.h"

/* The option that is read here: param. */
extern const option diagnosis_options[];

typedef struct diagnosis {
  cli *cli;
  session *session;
  tape *tape; /* to be replayed; NULL: --tape says whether one is recorded */
  examined examined;
  judge *judge;
  const char *const *scripts; /* names, files or folders; NULL at the end */
  script_kind kind;           /* that the command runs */
  /* Does the work; the scripts are loaded, the target stands still. */
  void (*work)(struct diagnosis *d);
  int64_t start_mono_ns, start_cpu_ns; /* of the run */
  int64_t until_ns;                    /* for `work` only */
  bool until_stopped;                  /* a signal is the normal end */
  int target_status;                   /* out: as a shell would give it; -1: none */
} diagnosis;

/* The whole course; gives the exit code. The session and the tape are let go here. */
int diagnosis_run(diagnosis *d);

#endif
