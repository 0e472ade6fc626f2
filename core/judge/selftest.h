/* The tests that sit in scripts: run with fake answers and a fake clock. */
#ifndef SONDE_JUDGE_SELFTEST_H
#define SONDE_JUDGE_SELFTEST_H

#include "judge/judge.h"

typedef enum selftest_outcome { SELFTEST_PASSED = 1, SELFTEST_FAILED, SELFTEST_SKIPPED } selftest_outcome;

typedef struct selftest_result {
  const char *script, *file, *name; /* script: its id */
  uint32_t line;
  selftest_outcome outcome;
  const char *text; /* of failed and skipped: why; else "" */
} selftest_result;

typedef struct selftest_tally {
  uint32_t passed, failed, skipped;
} selftest_tally;

/*
 * Runs all tests of one file and adds to the tally. A script that does not load is one failure. The host's plugins are asked for their tables only; while a
 * test runs the host answers from the test's `fake` (host_set_source) and is put back afterwards. Keys of a test:
 *   name, params         figures as in sonde.ini
 *   fake                 answers of rows, see fake.h
 *   given                rule: a window, or a list of them (`times` repeats one); { span = "1m" } alone with `fake`: so long it is watched
 *                        classes: the error; action: { finding = { subject, pid ... } }
 *   expect               check, rule: list of partial findings, in order; classes: a partial row; action: partial result of run, with `verified`, `plan`;
 *                        false: nothing
 *   calls                rows that must be used, in this order
 *   fails, unknown       part of the message with which it must end
 */
void selftest_run(host *h, const char *path, void (*sink)(void *self, const selftest_result *result), void *self,
    selftest_tally *tally);

#endif
