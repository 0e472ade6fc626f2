/* Does what came out hold what a test expects? */
#ifndef SONDE_JUDGE_EXPECT_H
#define SONDE_JUDGE_EXPECT_H

#include <stdbool.h>

#include "base/value.h"
#include "judge/finding.h"

/* Every key of an expected map must be there and fit; lists must have equal length; texts may be patterns with * and ?; false also fits what is missing. The
 * first difference is written to `why`: "severity is 'warning', expected 'error'". */
bool expect_fits(const sonde_value *got, const sonde_value *want, text *why);

/* Findings in the order they were found against a list of partial ones; false: there must be none. */
bool expect_findings(const session *s, const sonde_value *want, text *why);

#endif
