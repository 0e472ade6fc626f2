/* The exit code: the first rule that applies. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/memory.h"
#include "judge/judge.h"

/* checks: a letter each: c clean, f findings, u unknown, n not run, o not run since it is for others, x
 * failed; a capital: named by the user.
 */
static const struct sample {
  const char *checks;
  int worst; /* severity of one finding; 0: none */
  int fail_on;
  exit_facts facts;
  int want;
} samples[] = {
    {"c", 0, SEVERITY_ERROR, {0}, 0},
    {"cf", SEVERITY_WARNING, SEVERITY_ERROR, {0}, 0},
    {"cf", SEVERITY_ERROR, SEVERITY_ERROR, {0}, 1},
    {"cf", SEVERITY_CRITICAL, SEVERITY_ERROR, {0}, 1},
    {"cf", SEVERITY_WARNING, SEVERITY_WARNING, {0}, 1},
    {"cf", SEVERITY_ERROR, SEVERITY_CRITICAL, {0}, 0},
    {"cn", 0, SEVERITY_ERROR, {0}, 6},
    {"co", 0, SEVERITY_ERROR, {0}, 0},
    {"con", 0, SEVERITY_ERROR, {0}, 6},
    {"cO", 0, SEVERITY_ERROR, {0}, 3},
    {"o", 0, SEVERITY_ERROR, {0}, 3},
    {"cx", 0, SEVERITY_ERROR, {0}, 6},
    {"cu", 0, SEVERITY_ERROR, {0}, 6},
    {"u", 0, SEVERITY_ERROR, {0}, 6},
    {"U", 0, SEVERITY_ERROR, {0}, 6},
    {"fn", SEVERITY_ERROR, SEVERITY_ERROR, {0}, 1},
    {"", 0, SEVERITY_ERROR, {0}, 3},
    {"n", 0, SEVERITY_ERROR, {0}, 3},
    {"nx", 0, SEVERITY_ERROR, {0}, 3},
    {"cN", 0, SEVERITY_ERROR, {0}, 3},
    {"fX", SEVERITY_CRITICAL, SEVERITY_ERROR, {0}, 3},
    {"fn", SEVERITY_ERROR, SEVERITY_ERROR, {.limit = true}, 5},
    {"N", 0, SEVERITY_ERROR, {.limit = true}, 5},
    {"N", 0, SEVERITY_ERROR, {.denied = true, .limit = true}, 4},
    {"c", 0, SEVERITY_ERROR, {.usage = true, .denied = true}, 2},
    {"f", SEVERITY_CRITICAL, SEVERITY_ERROR, {true, true, true, true}, 130},
};

static outcome outcome_of(char letter) {
  switch (letter | 0x20) {
  case 'c': return OUTCOME_CLEAN;
  case 'f': return OUTCOME_FINDINGS;
  case 'u': return OUTCOME_UNKNOWN;
  case 'n':
  case 'o': return OUTCOME_NOT_RUN;
  default: return OUTCOME_FAILED;
  }
}

static void table(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(samples); i++) {
    const struct sample *at = &samples[i];
    session *s = session_new();
    s->fail_on = (severity)at->fail_on;
    for (const char *c = at->checks; *c; c++) {
      session_add_check(
          s, &(check_result){
                 .id = "x", .outcome = outcome_of(*c), .named = !(*c & 0x20), .unfit = (*c | 0x20) == 'o'});
    }
    if (at->worst) session_add_finding(s, &(finding){.kind = "k", .severity = (severity)at->worst});
    int got = exit_code_of(s, &at->facts);
    if (got != at->want) fail_msg("row %d (%s): %d, not %d", (int)i, at->checks, got, at->want);
    session_free(s);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(table)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
