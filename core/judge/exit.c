/* The exit code of a run: the first rule that applies. */
#include "judge/judge.h"

static bool found_enough(const session *s) {
  for (size_t i = 0; i < s->nfindings; i++) {
    if (s->findings[i].severity >= s->fail_on) return true;
  }
  return false;
}

static bool ran(const check_result *c) {
  return c->outcome != OUTCOME_NOT_RUN && c->outcome != OUTCOME_FAILED;
}

int exit_code_of(const session *s, const exit_facts *facts) {
  size_t nran = 0, npartial = 0, nmissed = 0;
  for (size_t i = 0; i < s->nchecks; i++) {
    const check_result *c = &s->checks[i];
    nran += ran(c);
    npartial += (!ran(c) && !c->unfit) || c->outcome == OUTCOME_UNKNOWN;
    nmissed += c->named && !ran(c);
  }
  if (facts->interrupted) return 130;
  if (facts->usage) return 2;
  if (facts->denied) return 4;
  if (facts->limit) return 5;
  if (nran == 0 || nmissed > 0) return 3;
  if (found_enough(s)) return 1;
  return npartial > 0 ? 6 : 0;
}
