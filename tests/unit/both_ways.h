/* Tests of a plugin in the real host, each twice: directly and by wire. The program defines open_own() and
 * close_own(). */
#ifndef SONDE_TESTS_UNIT_BOTH_WAYS_H
#define SONDE_TESTS_UNIT_BOTH_WAYS_H

#include "check.h"

#include "base/value.h"
#include "host/host.h"

static host *h;
static arena memory; /* of one test */

static void open_own(bool by_wire); /* calls open_host; what else a test needs */
static void close_own(void);        /* after the host has ended */

/* With one plugin that is linked in, and those of the folders, NULL-ended; NULL: none. */
static inline void open_host(
    bool by_wire, const char *const *folders, const sonde_plugin *table, void *context) {
  static const char *const none[] = {NULL};
  error e = {0};
  host_options options = {.plugin_folders = folders ? folders : none, .by_wire = by_wire};
  h = host_new(&options, &e);
  if (!h || host_add_builtin(h, table, context, &e)) fail_msg("%s", e.text);
}

static inline int open_directly(void **state) {
  (void)state;
  open_own(false);
  return 0;
}

static inline int open_by_wire(void **state) {
  (void)state;
  open_own(true);
  return 0;
}

static inline int close_both(void **state) {
  (void)state;
  host_free(h);
  close_own();
  arena_free(&memory);
  return 0;
}

#define BOTH(f)                                                                                              \
  cmocka_unit_test_setup_teardown(f, open_directly, close_both),                                             \
      cmocka_unit_test_setup_teardown(f, open_by_wire, close_both)

static inline row find(const char *name) {
  row r;
  error e = {0};
  if (host_find_row(h, name, &r, &e)) fail_msg("%s", e.text);
  return r;
}

static inline sonde_value call(const char *name, const sonde_pair *pairs, size_t n) {
  row r = find(name);
  error e = {0};
  sonde_value args = value_map(pairs, n), result;
  if (host_call(h, &r, &args, &memory, &result, &e)) fail_msg("%s: %s", name, e.text);
  return result;
}

#endif
