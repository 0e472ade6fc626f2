/* Launching the child of tests/samples, for the tests of processes. */
#ifndef SONDE_TESTS_UNIT_OS_CHILD_H
#define SONDE_TESTS_UNIT_OS_CHILD_H

#include "check.h"

#include "base/memory.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"
#include "os/system.h"

enum { MS = 1000000, PATIENCE_MS = 60000 };

static arena a;
static const char *child;

static inline bool on_windows(void) {
  return strcmp(system_platform(), "windows-x64") == 0;
}

static inline bool under_wine(void) {
  return strstr(system_name(&a), "Wine") != NULL;
}

static inline int find_child(void **state) {
  (void)state;
  const char *tests = file_program(&a);
  const char *folder = arena_text(&a, tests, (size_t)(strrchr(tests, '/') - tests));
  child = file_absolute(&a, arena_format(&a, "%s/../../samples/child%s", folder, on_windows() ? ".exe" : ""));
  return child ? 0 : -1;
}

static inline int free_arena(void **state) {
  (void)state;
  arena_free(&a);
  return 0;
}

static inline process *launch(const char *const *words) {
  const char *argv[16] = {child};
  for (int i = 0; words[i]; i++)
    argv[i + 1] = words[i];
  error e = {0};
  process *p = process_launch(argv, &e);
  if (!p) fail_msg("%s", e.text);
  return p;
}

#define LAUNCH(...) launch((const char *const[]){__VA_ARGS__, NULL})

static inline bool wait_ms(process *p, int64_t ms) {
  return process_wait_until(p, clock_mono_ns() + ms * MS);
}

/* Lets it run to its end. */
static inline process_end run(process *p) {
  process_end end;
  assert_int_equal(process_go(p, NULL), SONDE_OK);
  assert_true(wait_ms(p, PATIENCE_MS));
  assert_false(process_alive(p));
  process_get_end(p, &end);
  process_free(p);
  return end;
}

#endif
