/* A run that was recorded gives the same results when it is replayed: time, chance, answers and records come
 * from the tape. */
#include "../check.h"

#include <stdio.h>

#include "lab.h"
#include "os/file.h"

static const char body[] =
    "local s = host.plain.ticks { interval = '1 ms', limit = 30 } local c = s:get { n = 'count', late = 'sum "
    "late' }\n"
    "local began, dice = host.now(), host.random(1000000)\n"
    "local polls = 0 host.wait_until('20s', function() polls = polls + 1 return c:rows()[1].n == 30 end)\n"
    "host.wait '30 ms'\n"
    "local names = {} for row in host.plain.numbers(3) do names[#names + 1] = row.name .. ' ' .. row.parity "
    "end\n"
    "local word = host.plain.maybe():why 'unknown'\n"
    "return { began, host.now() - began, host.elapsed(), dice, polls, c:rows()[1], names, host.plain.add { a "
    "= 2 }, word, host.platform }";

/* Runs the body with the tape and copies its result. */
static void run(tape *t, char *result, size_t size) {
  lab l;
  lab_open(&l, false, t);
  if (lab_run(&l, body)) fail_msg("%s", l.trouble.text);
  snprintf(result, size, "%s", lab_result(&l));
  lab_close(&l);
}

static void test_replay(void **state) {
  (void)state;
  static char first[4000], again[4000], live[4000];
  arena a = {0};
  error e = {0};
  const char *path =
      file_join(&a, file_temporary_folder(&a), arena_format(&a, "sonde-script-%p.tape", (void *)&a));
  tape *t = tape_create(path, &e);
  if (!t) fail_msg("%s", e.text);
  run(t, first, sizeof first);
  assert_int_equal(tape_close(t, &e), SONDE_OK);
  for (int i = 0; i < 2; i++) {
    t = tape_open(path, &e);
    if (!t) fail_msg("%s", e.text);
    run(t, again, sizeof again);
    tape_close(t, &e);
    assert_string_equal(again, first);
  }
  run(NULL, live, sizeof live);
  assert_string_not_equal(live, first);
  assert_non_null(strstr(first, "{number 1 odd, number 2 even, number 3 odd}, 3, denied, "));
  file_remove(path, &e);
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_replay)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
