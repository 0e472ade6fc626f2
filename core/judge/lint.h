/* What is wrong with a script though it loads. */
#ifndef SONDE_JUDGE_LINT_H
#define SONDE_JUDGE_LINT_H

#include "script/script.h"

typedef struct lint_note {
  const char *file;
  uint32_t line;
  bool error; /* false: only worth knowing, a row that no plugin gives yet, a script without tests */
  const char *text; /* "collect.waits.get: no column 'duraton', did you mean 'duration'?" */
} lint_note;

typedef void (*lint_sink)(void *self, const lint_note *note);

/*
 * Checks one script; the number of errors. Runs nothing of it, asks plugins only for their tables. Errors: two rows of a classes file with equal `on`; a
 * collected or faked row that its plugin does not have; columns, units and words in collect and conditions that do not fit; parameters that are never used;
 * kinds in `handles` that are none or come twice. host may be NULL: then rows are not looked at.
 */
uint32_t lint_script(host *h, const script *s, lint_sink sink, void *self);

/* Across several scripts: equal ids (error), kinds that an action handles and no script finds (note). */
uint32_t lint_together(const script *const *scripts, size_t n, lint_sink sink, void *self);

#endif
