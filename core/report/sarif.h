/* The rules of a SARIF log, and what its results need of them. */
#ifndef SONDE_REPORT_SARIF_H
#define SONDE_REPORT_SARIF_H

#include "base/map.h"
#include "report/report.h"

typedef struct sarif_rule {
  const char *id;
  const check_result *check; /* its script; NULL: found by Sonde itself */
  const char *advice;        /* "": none */
  severity severity;         /* the worst of its findings; 0: none */
} sarif_rule;

typedef struct sarif_rules {
  sarif_rule *all;
  size_t n;
  map by_id; /* to index + 1 */
} sarif_rules;

/* A rule each kind of `n` findings, then each script that has none under its own id. Arrays in the arena. */
void sarif_rules_collect(sarif_rules *r, const session *s, const finding *const *findings, size_t n, arena *a);
uint64_t sarif_rules_index(const sarif_rules *r, const char *id);
sonde_value sarif_rules_value(const sarif_rules *r, arena *a); /* tool.driver.rules */
void sarif_rules_free(sarif_rules *r);

const char *sarif_level(severity v);              /* "note", "warning", "error" */
sonde_value sarif_message(arena *a, const char *s); /* {"text": s} */

#endif
