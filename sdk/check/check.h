/* sonde-check: named tests of one plugin's table and behaviour; the contract is sdk/CONTRACT.md. The command
 * is `sonde check-plugin`. */
#ifndef SONDE_CHECK_CHECK_H
#define SONDE_CHECK_CHECK_H

#include "base/status.h"
#include "base/text.h"

typedef enum check_outcome { CHECK_PASSED = 1, CHECK_FAILED, CHECK_NOT_RUN } check_outcome;

/* What one test found. All zero before; check_verdict_free afterwards. */
typedef struct check_verdict {
  check_outcome outcome;
  text sentence; /* failed: what is wrong and what to do; not run: why */
  text untried;  /* names of rows whose arguments cannot be guessed, separated by blanks */
  int64_t duration_ns;
} check_verdict;

typedef struct check_options {
  const char *file;    /* the library, absolute */
  const char *program; /* the running program, for tests in processes of their own */
  uint64_t seed;       /* of the fuzzing ones */
} check_options;

size_t check_count(void);
const char *check_name(size_t i);    /* "table.head" */
const char *check_summary(size_t i); /* what it tests, one line */

/* Runs test i in this process: for a debugger. A plugin that crashes ends the program. */
void check_run_here(const check_options *options, size_t i, check_verdict *out);
/* Runs `PROGRAM check-plugin FILE --only NAME --in-process --seed N --result TEMPORARY`: a crash or a hang is
 * a failure. */
void check_run_apart(const check_options *options, size_t i, check_verdict *out);

/* How a verdict comes back from a process of its own. */
sonde_status check_write_verdict(const char *path, const check_verdict *verdict, error *e);
sonde_status check_read_verdict(const char *path, check_verdict *verdict, error *e);
void check_verdict_free(check_verdict *verdict);

#endif
