/* Sonde is killed, as by the task manager: the program that it held or watched goes on by itself and does
 * what it does without. */
#include "scene.h"

#include "os/clock.h"
#include "os/file.h"
#include <windows.h>

#define WORDS(...)                                                                                           \
  (const char *const[]) {                                                                                    \
    __VA_ARGS__, NULL                                                                                        \
  }

enum { PATIENCE_MS = 60000, MS = 1000000 };

static const scene_row rows[] = {{"hooked_three", 3, 3, AGENT_FORM_FRAMED, TRACER_NEVER, 1, 0, 0}};

/* The part of the one who is killed. Its exit code is the target's number. */
static int start_and_die(const char *when) {
  scene *s = scene_new(&(scene_setup){.rows = rows, .nrows = 1, .policy = SONDE_LANE_BLOCK},
      WORDS("threads", "20000000", "77"));
  if (strcmp(when, "held") != 0) {
    process_go(scene_process(s), NULL);
    clock_sleep_ns(20 * MS);
  }
  TerminateProcess(GetCurrentProcess(), process_pid(scene_process(s)));
  return 0;
}

static uint32_t code_of(process *p) {
  process_end end;
  assert_true(process_wait_until(p, clock_mono_ns() + PATIENCE_MS * (int64_t)MS));
  process_get_end(p, &end);
  process_free(p);
  assert_true(end.known);
  return end.code;
}

static void goes_on(const char *when) {
  arena a = {0};
  error e = {0};
  const char *argv[] = {file_program(&a), when, NULL};
  process *killed = process_launch(argv, &e);
  if (!killed) fail_msg("%s", e.text);
  assert_int_equal(process_go(killed, &e), SONDE_OK);
  uint32_t pid = code_of(killed);
  process *left = process_attach(pid, &e);
  if (!left) fail_msg("%s", e.text);
  assert_int_equal(code_of(left), 77);
  arena_free(&a);
}

static void killed_while_it_held(void **state) {
  (void)state;
  goes_on("held");
}

static void killed_while_it_read(void **state) {
  (void)state;
  goes_on("reading");
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(killed_while_it_held), cmocka_unit_test(killed_while_it_read)};
  if (argc > 1) return start_and_die(argv[1]);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
