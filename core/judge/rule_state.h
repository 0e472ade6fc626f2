/* The inside of a rule: what its files share. */
#ifndef SONDE_JUDGE_RULE_STATE_H
#define SONDE_JUDGE_RULE_STATE_H

#include "judge/rule.h"

enum { RULE_ERRORS_MOST = 3 };

/* A finding of this rule that is not cleared. */
typedef struct open_finding {
  char id[20];
  bool seen; /* in the evaluation that runs */
} open_finding;

struct rule {
  rule_setting set;
  script *script;
  int64_t every_ns;
  arena arena; /* lives as long as the rule */
  arena turn;  /* of one evaluation */
  collect **tables;
  size_t ntables;
  collect *on; /* its records are window.events; NULL: `every` */
  condition *conditions;
  size_t nconditions;
  int64_t start_mono_ns, start_wall_ns; /* of the window that is being filled */
  open_finding *open;
  size_t nopen, open_capacity;
  rule_info info;
  bool last_unknown;
  char trouble[1700];
};

/* rule_find.c: from what was seen to findings of the session */

/* Compiles conditions.NAME against the tables. */
sonde_status rule_add_condition(rule *r, const char *name, const sonde_value *spec, error *e);
/* Steps all conditions. *raised: { NAME = rows for which it is raised, each with raised_for }. Without a check they are findings. */
void rule_step_conditions(rule *r, const sonde_value *window, int64_t start_ns, int64_t end_ns, sonde_value *raised);
/* What check returned: nothing, one finding, or a list. */
sonde_status rule_add_findings(rule *r, const sonde_value *returned, error *e);
/* Findings that were not seen in this evaluation are cleared. */
void rule_clear_unseen(rule *r);

#endif
