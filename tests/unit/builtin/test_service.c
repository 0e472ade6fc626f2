/* The builtin plugin `service` through the host, also by wire, with this program as the supervised service.
 */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "builtin/service/service.h"
#include "host/host.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"
#include "os/spawn.h"

typedef struct bench {
  arena arena;
  config *config;
  service_context *context;
  host *host;
} bench;

static bench make(const char *name, bool by_wire) {
  static const char *const no_folders[] = {NULL};
  bench b = {0};
  error e = {0};
  arena *a = &b.arena;
  b.context = arena_alloc(a, sizeof *b.context);
  b.context->state_folder = arena_format(a, "%s/sonde-%s-%u", file_temporary_folder(a), name, process_self());
  const char *ini = arena_format(a,
      "[service.idle]\ncommand = \"%s\" idle\n[service.brief]\ncommand = \"%s\" brief\n[service.lost]\n"
      "command = no-such-program-here\n",
      file_program(a), file_program(a));
  b.config = config_read("sonde.ini", ini, strlen(ini), &e);
  if (!b.config) fail_msg("%s", e.text);
  b.context->config = b.config;
  host_options options = {.plugin_folders = no_folders, .by_wire = by_wire};
  b.host = host_new(&options, &e);
  if (!b.host || host_add_builtin(b.host, service_plugin(), b.context, &e)) fail_msg("%s", e.text);
  return b;
}

static void done(bench *b) {
  host_free(b->host);
  const char **names = file_list(&b->arena, b->context->state_folder, NULL);
  for (; names && *names; names++)
    file_remove(file_join(&b->arena, b->context->state_folder, *names), NULL);
  file_remove(b->context->state_folder, NULL);
  config_free(b->config);
  arena_free(&b->arena);
}

static sonde_status call(
    bench *b, const char *row_name, const sonde_value *args, sonde_value *out, error *e) {
  row r;
  *e = (error){0};
  if (host_find_row(b->host, row_name, &r, e)) fail_msg("%s", e->text);
  return host_call(b->host, &r, args, &b->arena, out, e);
}

static sonde_value get(bench *b, const char *row_name, const char *service) {
  error e;
  sonde_value out = {0}, name = value_text(service);
  if (call(b, row_name, &name, &out, &e)) fail_msg("%s %s: %s", row_name, service, e.text);
  return out;
}

static void assert_state(bench *b, const char *service, const char *wanted) {
  sonde_value v = get(b, "service.state", service);
  assert_string_equal(v.u.s, wanted);
}

static sonde_status terminate(bench *b, uint64_t pid, uint64_t started, error *e) {
  const sonde_pair pairs[] = {{"pid", value_u64(pid)}, {"start_id", value_u64(started)}};
  sonde_value args = value_map(pairs, COUNT(pairs)), out;
  return call(b, "service.terminate", &args, &out, e);
}

static void goes_through_its_life(bool by_wire) {
  bench b = make(by_wire ? "life-wire" : "life", by_wire);
  error e;
  sonde_value out, name = value_text("idle");
  assert_state(&b, "idle", "stopped");
  get(&b, "service.start", "idle");
  assert_state(&b, "idle", "running");
  assert_int_equal(call(&b, "service.start", &name, &out, &e), SONDE_STATE);
  assert_non_null(strstr(e.text, "runs already"));
  sonde_value first = get(&b, "service.info", "idle");
  get(&b, "service.restart", "idle");
  sonde_value second = get(&b, "service.info", "idle");
  assert_string_equal(value_get(&second, "state")->u.s, "running");
  assert_false(value_equal(value_get(&first, "pid"), value_get(&second, "pid")) &&
               value_equal(value_get(&first, "start_id"), value_get(&second, "start_id")));
  assert_null(process_attach((uint32_t)value_get(&first, "pid")->u.u, NULL));
  get(&b, "service.stop", "idle");
  assert_state(&b, "idle", "stopped");
  get(&b, "service.stop", "idle");
  done(&b);
}

static void life(void **state) {
  (void)state;
  goes_through_its_life(false);
  goes_through_its_life(true);
}

/* Another host, as another run of Sonde, knows it again by the state file. */
static void known_again(void **state) {
  (void)state;
  bench b = make("again", false);
  get(&b, "service.start", "idle");
  bench other = b;
  other.arena = (arena){0};
  static const char *const no_folders[] = {NULL};
  host_options options = {.plugin_folders = no_folders};
  other.host = host_new(&options, NULL);
  assert_int_equal(host_add_builtin(other.host, service_plugin(), other.context, NULL), SONDE_OK);
  assert_state(&other, "idle", "running");
  get(&other, "service.stop", "idle");
  assert_state(&b, "idle", "stopped");
  host_free(other.host);
  arena_free(&other.arena);
  done(&b);
}

static void one_that_ends_by_itself(void **state) {
  (void)state;
  bench b = make("brief", false);
  get(&b, "service.start", "brief");
  int64_t until = clock_mono_ns() + INT64_C(20000000000);
  while (strcmp(get(&b, "service.state", "brief").u.s, "ended") != 0 && clock_mono_ns() < until)
    clock_sleep_ns(10000000);
  assert_state(&b, "brief", "ended");
  assert_string_equal(get(&b, "service.said", "brief").u.s, ""); /* it wrote nothing */
  const char *log = arena_format(&b.arena, "%s/service-brief.log", b.context->state_folder);
  text said = {0};
  for (int i = 0; i < 1000; i++)
    text_puts(&said, "line\n");
  text_puts(&said, "cannot open \xFF: no such file\r\n\n");
  assert_int_equal(file_write(log, text_chars(&said), said.len, NULL), SONDE_OK);
  assert_string_equal(get(&b, "service.said", "brief").u.s, "cannot open ?: no such file");
  text_free(&said);
  get(&b, "service.stop", "brief");
  assert_state(&b, "brief", "stopped");
  done(&b);
}

static void what_cannot_start(void **state) {
  (void)state;
  bench b = make("lost", false);
  error e;
  sonde_value out, lost = value_text("lost"), unknown = value_text("no-such-service");
  assert_int_equal(call(&b, "service.start", &lost, &out, &e), SONDE_MISSING);
  assert_non_null(strstr(e.text, "no-such-program-here"));
  assert_state(&b, "lost", "stopped");
  assert_int_equal(call(&b, "service.state", &unknown, &out, &e), SONDE_MISSING);
  done(&b);
}

static void guard_rails(void **state) {
  (void)state;
  bench b = make("guard", false);
  error e;
  process *self = process_attach(process_self(), NULL);
  assert_non_null(self);
  assert_int_equal(terminate(&b, process_self(), process_start_id(self), &e), SONDE_DENIED);
  assert_non_null(strstr(e.text, "Sonde itself"));
  process_free(self);
  const uint32_t never[] = {0, 1, 4, spawn_parent()};
  for (size_t i = 0; i < COUNT(never); i++)
    assert_int_equal(terminate(&b, never[i], 1, &e), SONDE_DENIED);
  get(&b, "service.start", "idle");
  sonde_value info = get(&b, "service.info", "idle");
  uint64_t pid = value_get(&info, "pid")->u.u, started = value_get(&info, "start_id")->u.u;
  assert_int_equal(terminate(&b, pid, started + 1, &e), SONDE_MISSING);
  assert_state(&b, "idle", "running");
  assert_int_equal(terminate(&b, pid, started, &e), SONDE_OK);
  assert_state(&b, "idle", "ended");
  get(&b, "service.stop", "idle");
  done(&b);
}

static void listed(void **state) {
  (void)state;
  bench b = make("list", false);
  error e;
  sonde_value out, none = value_nil();
  assert_int_equal(call(&b, "service.list", &none, &out, &e), SONDE_OK);
  assert_true(out.len >= 3);
  assert_string_equal(value_get(&out.u.list[0], "name")->u.s, "idle");
  assert_string_equal(value_get(&out.u.list[0], "kind")->u.s, "supervised");
  assert_string_equal(value_get(&out.u.list[1], "name")->u.s, "brief");
  done(&b);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "brief") == 0) return 3;
  if (argc > 1) { /* idle: ends by itself should the test die */
    clock_sleep_ns(INT64_C(60000000000));
    return 0;
  }
  const struct CMUnitTest tests[] = {cmocka_unit_test(life), cmocka_unit_test(known_again),
      cmocka_unit_test(one_that_ends_by_itself), cmocka_unit_test(what_cannot_start),
      cmocka_unit_test(guard_rails), cmocka_unit_test(listed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
