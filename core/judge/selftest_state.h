/* The inside of a running test: what its files share. */
#ifndef SONDE_JUDGE_SELFTEST_STATE_H
#define SONDE_JUDGE_SELFTEST_STATE_H

#include "judge/fake.h"
#include "judge/selftest.h"
#include "judge/state.h"

typedef struct test_run {
  host *host;
  judge *judge;
  session *session;
  script *script; /* loaded for this test alone */
  fake *fake;
  const sonde_value *test;
  arena arena;
  trouble trouble;    /* how the script ended */
  sonde_value result; /* of classes and actions, for `expect` */
  text why;           /* what is wrong */
} test_run;

/* Each runs the script as the test says; false: `why` tells what is wrong with the test itself. */
bool test_run_check(test_run *t);
bool test_run_rule(test_run *t);
bool test_run_classes(test_run *t);
bool test_run_action(test_run *t);

/* "watched for": the first row that the rule collects and no plugin gives, or NULL. */
const char *test_missing_collect(host *h, const script *s);

#endif
