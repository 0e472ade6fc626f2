/* A launched program is held at its entry point, a library of ours is called there, and the program then does
 * what it would have done without. */
#include <stdio.h>

#include "../child.h"
#include "injected.h"
#include "os/dl.h"
#include "os/inject.h"

static const char *library(void) {
  static char path[2048];
  const char *program = file_program(&a);
  snprintf(path, sizeof path, "%.*s/injected%s", (int)(strrchr(program, '/') - program), program, dl_suffix);
  return path;
}

static void answers_and_goes_on(void **state) {
  (void)state;
  error e = {0};
  process *p = LAUNCH("exit", "23");
  injected_argument argument = {.a = 1000, .b = 7};
  uint64_t answer = 0;
  assert_int_equal(inject_hold(p, &e), SONDE_OK);
  assert_int_equal(inject_hold(p, &e), SONDE_OK);
  assert_false(wait_ms(p, 50));
  assert_int_equal(inject_call(p, library(), &argument, sizeof argument, &answer, &e), SONDE_OK);
  assert_int_equal(answer, 3008);
  argument.b = 9; /* the library is the same one: it counts on */
  assert_int_equal(inject_call(p, library(), &argument, sizeof argument, &answer, &e), SONDE_OK);
  assert_int_equal(answer, 3011);
  assert_false(wait_ms(p, 50));
  process_end end = run(p);
  assert_true(end.known && !end.signalled);
  assert_int_equal(end.code, 23);
}

static void held_and_freed_it_is_ended(void **state) {
  (void)state;
  process *p = LAUNCH("sleep", "60000");
  uint32_t pid = process_pid(p);
  assert_int_equal(inject_hold(p, NULL), SONDE_OK);
  process_free(p);
  process *again = NULL;
  for (int i = 0; i < 100 && (again = process_attach(pid, NULL)) != NULL; i++) {
    process_free(again);
    clock_sleep_ns(10 * MS);
  }
  assert_null(again);
}

static void held_without_a_call_it_runs(void **state) {
  (void)state;
  process *p = LAUNCH("exit", "5");
  assert_int_equal(inject_hold(p, NULL), SONDE_OK);
  assert_int_equal(run(p).code, 5);
}

static void too_late(void **state) {
  (void)state;
  error e = {0};
  process *p = LAUNCH("sleep", "300");
  assert_int_equal(process_go(p, &e), SONDE_OK);
  assert_int_equal(inject_hold(p, &e), SONDE_STATE);
  assert_non_null(strstr(e.text, "already runs"));
  assert_int_equal(run(p).code, 0);
}

static void a_missing_library_is_told(void **state) {
  (void)state;
  error e = {0};
  uint64_t answer;
  process *p = LAUNCH("exit", "6");
  assert_int_equal(inject_hold(p, &e), SONDE_OK);
  assert_int_not_equal(inject_call(p, "/nowhere/agent.so", "", 1, &answer, &e), SONDE_OK);
  assert_non_null(strstr(e.text, "agent.so"));
  assert_int_equal(run(p).code, 6);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(answers_and_goes_on),
      cmocka_unit_test(held_and_freed_it_is_ended), cmocka_unit_test(held_without_a_call_it_runs),
      cmocka_unit_test(too_late), cmocka_unit_test(a_missing_library_is_told)};
  return cmocka_run_group_tests(tests, find_child, free_arena);
}
