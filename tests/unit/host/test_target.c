/* The builtin plugin `target` through the host, also by wire, with this program as its own target. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "host/host.h"
#include "host/target.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/system.h"

static arena a;

static host *make(const target_context *context, bool by_wire) {
  static const char *const no_folders[] = {NULL};
  host_options options = {.plugin_folders = no_folders, .by_wire = by_wire};
  error e = {0};
  host *h = host_new(&options, &e);
  if (!h || host_add_builtin(h, target_plugin(), (void *)(uintptr_t)context, &e)) fail_msg("%s", e.text);
  return h;
}

/* Calls target.NAME with a handle, or without any. */
static sonde_status call(host *h, const char *name, const sonde_value *handle, sonde_value *result) {
  row r;
  error e = {0};
  if (host_find_row(h, name, &r, &e)) fail_msg("%s", e.text);
  sonde_value nothing = value_nil();
  sonde_status status = host_call(h, &r, handle ? handle : &nothing, &a, result, &e);
  if (status) print_message("%s: %s\n", name, e.text);
  return status;
}

static sonde_value get(host *h, const char *name, const sonde_value *handle) {
  sonde_value result = {0};
  assert_int_equal(call(h, name, handle, &result), SONDE_OK);
  return result;
}

static void machine_has_no_target(void **state) {
  (void)state;
  target_context machine = {0};
  host *h = make(&machine, false);
  assert_int_equal(get(h, "target.main", NULL).kind, SONDE_NIL);
  sonde_value all = get(h, "target.all", NULL);
  assert_int_equal(all.kind, SONDE_LIST);
  assert_int_equal(all.len, 0);
  host_free(h);
}

static process *launch_myself(const char *word, const char **argv) {
  argv[0] = file_program(&a);
  argv[1] = word;
  argv[2] = NULL;
  process *p = process_launch(argv, NULL);
  assert_non_null(p);
  return p;
}

static void expect_text(const sonde_value *map, const char *key, const char *want) {
  const sonde_value *v = value_get(map, key);
  assert_true(v && v->kind == SONDE_TEXT);
  assert_int_equal(v->len, strlen(want));
  assert_memory_equal(v->u.s, want, v->len);
}

static uint32_t kind_of(const sonde_value *map, const char *key) {
  const sonde_value *v = value_get(map, key);
  return v ? v->kind : SONDE_NIL;
}

static void life_of_a_launched_one(bool by_wire) {
  const char *argv[3];
  target_context context = {.root = launch_myself("exit", argv), .argv = argv};
  host *h = make(&context, by_wire);
  sonde_value handle = get(h, "target.main", NULL), v;
  assert_int_equal(handle.kind, SONDE_HANDLE);
  assert_int_equal(get(h, "target.all", NULL).len, 1);
  assert_int_equal(get(h, "target.pid", &handle).u.u, process_pid(context.root));
  assert_int_equal(get(h, "target.alive", &handle).u.u, 1);
  v = get(h, "target.pids", &handle);
  assert_int_equal(v.len, 1);
  assert_int_equal(v.u.list[0].u.u, process_pid(context.root));
  v = get(h, "target.info", &handle); /* it stands still */
  assert_int_equal(value_get(&v, "alive")->u.u, 1);
  assert_int_equal(value_get(&v, "launched")->u.u, 1);
  assert_int_equal(value_get(&v, "elapsed_ns")->u.i, 0);
  assert_int_equal(kind_of(&v, "status"), SONDE_NIL);
  assert_int_equal(kind_of(&v, "cpu_user_ns"), SONDE_UNKNOWN);
  expect_text(&v, "command", arena_format(&a, "%s exit", argv[0]));
  get(h, "target.go", &handle);
  get(h, "target.go", &handle); /* again does nothing */
  assert_true(process_wait_until(context.root, clock_mono_ns() + 60000000000));
  assert_int_equal(get(h, "target.alive", &handle).u.u, 0);
  v = get(h, "target.info", &handle);
  assert_int_equal(value_get(&v, "alive")->u.u, 0);
  assert_int_equal(value_get(&v, "status")->u.u, 9);
  assert_int_equal(kind_of(&v, "signal"), SONDE_NIL);
  expect_text(&v, "ended", "exited with status 9");
  assert_true(value_get(&v, "elapsed_ns")->u.i > 0);
  assert_true(kind_of(&v, "cpu_user_ns") == SONDE_I64 || strstr(system_name(&a), "Wine"));
  assert_int_equal(get(h, "target.pids", &handle).len, 0);
  assert_int_equal(call(h, "target.stop", &handle, &v), SONDE_STATE);
  host_release(h, handle.u.u);
  assert_int_equal(call(h, "target.alive", &handle, &v), SONDE_STATE); /* stale */
  host_free(h);
  process_free(context.root);
}

static void launched(void **state) {
  (void)state;
  life_of_a_launched_one(false);
}

static void launched_by_wire(void **state) {
  (void)state;
  life_of_a_launched_one(true);
}

static void attached_and_stopped(void **state) {
  (void)state;
  const char *argv[3];
  process *p = launch_myself("sleep", argv);
  assert_int_equal(process_go(p, NULL), SONDE_OK);
  target_context context = {.root = process_attach(process_pid(p), NULL)};
  host *h = make(&context, false);
  sonde_value handle = get(h, "target.main", NULL), v = get(h, "target.info", &handle);
  assert_int_equal(value_get(&v, "launched")->u.u, 0);
  assert_int_equal(kind_of(&v, "command"), SONDE_UNKNOWN);
  get(h, "target.stop", &handle);
  assert_true(process_wait_until(context.root, clock_mono_ns() + 60000000000));
  v = get(h, "target.info", &handle);
  bool windows = strcmp(system_platform(), "windows-x64") == 0;
  if (windows)
    assert_int_equal(value_get(&v, "status")->u.u, 1);
  else
    expect_text(&v, "signal", "15 (TERM)");
  host_free(h);
  process_free(context.root);
  process_free(p);
}

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "sleep")) clock_sleep_ns(60000000000);
  if (argc > 1) return 9;
  const struct CMUnitTest tests[] = {cmocka_unit_test(machine_has_no_target), cmocka_unit_test(launched),
      cmocka_unit_test(launched_by_wire), cmocka_unit_test(attached_and_stopped)};
  int rc = cmocka_run_group_tests(tests, NULL, NULL);
  arena_free(&a);
  return rc;
}
