/* Through the real host, directly and by wire: checked arguments, results by name, records of the query and
 * of the event. */
#include "both_ways.h"

#include <stdio.h>

#include "os/clock.h"
#include "perfcounters.h"

static void open_own(bool by_wire) {
  open_host(by_wire, NULL, sonde_plugin_v0(), NULL);
}

static void close_own(void) {}

static void function(void **state) {
  (void)state;
  row r = find("perfcounters.process");
  error e = {0};
  sonde_value pid = value_i64(platform_self()), result;
  if (host_call(h, &r, &pid, &memory, &result, &e)) fail_msg("%s", e.text);
  assert_int_equal(value_get(&result, "pid")->u.i, platform_self());
  assert_true(value_get(&result, "resident")->u.i > 100000);
  assert_int_equal(value_get(&result, "handles")->kind, SONDE_UNKNOWN);
  assert_int_equal(value_get(&result, "handles")->len, SONDE_WHY_NOT_ASKED);
  pid = value_i64(2147483646);
  assert_int_equal(host_call(h, &r, &pid, &memory, &result, &e), SONDE_MISSING);
  pid = value_i64(0);
  assert_int_equal(host_call(h, &r, &pid, &memory, &result, &e), SONDE_ARG);
}

static void system_disks(void **state) {
  (void)state;
  row r = find("perfcounters.system");
  error e = {0};
  sonde_value none = value_nil(), result;
  if (host_call(h, &r, &none, &memory, &result, &e)) fail_msg("%s", e.text);
  assert_true(value_get(&result, "memory_total")->u.i > 1 << 26);
  assert_int_equal(value_get(&result, "disks")->kind, SONDE_LIST);
}

/* Opens the row by one text argument and counts its records; *last is the first column of the last. */
static uint32_t run_query(const char *name, const char *argument, char last[96]) {
  row r = find(name);
  error e = {0};
  sonde_value arg = value_text(argument);
  cursor *c = host_open(h, &r, &arg, 0, 0, NULL, &e);
  if (!c) fail_msg("%s", e.text);
  uint32_t n = 0;
  int got;
  record_source source;
  sonde_span span = {.size = sizeof span};
  while ((got = cursor_next(c, &source, &span, &e)) > 0) {
    const sonde_record *record = span.records;
    for (uint32_t i = 0; i < span.nrecords; i++, record = record_next(record), n++) {
      sonde_value path = record_value(&source, record, 0);
      snprintf(last, 96, "%.*s", (int)path.len, path.u.s);
    }
  }
  if (got < 0) fail_msg("%s", e.text);
  cursor_close(c);
  return n;
}

static void counters(void **state) {
  (void)state;
  char path[64], last[96] = "";
  snprintf(path, sizeof path, "\\process(pid:%u)\\thread count", platform_self());
  assert_int_equal(run_query("perfcounters.counters", path, last), 1);
  assert_non_null(strstr(last, ")\\Thread Count"));
  assert_int_equal(run_query("perfcounters.counters", "\\Memory\\Available*", last), 3);
  assert_int_equal(run_query("perfcounters.counters", "\\System\\Context Switches/sec", last), 1);
  assert_int_equal(run_query("perfcounters.counter_names", "System", last), 5);
  row r = find("perfcounters.counters");
  error e = {0};
  sonde_value wrong = value_text("\\Memory");
  cursor *c = host_open(h, &r, &wrong, 0, 0, NULL, &e);
  assert_null(c);
  assert_int_equal(e.status, SONDE_ARG);
}

static void query(void **state) {
  (void)state;
  row r = find("perfcounters.processes");
  error e = {0};
  sonde_value none = value_nil();
  cursor *c = host_open(h, &r, &none, 0, 0, NULL, &e);
  if (!c) fail_msg("%s", e.text);
  int own = 0, got;
  record_source source;
  sonde_span span = {.size = sizeof span};
  while ((got = cursor_next(c, &source, &span, &e)) > 0) {
    const sonde_record *record = span.records;
    for (uint32_t i = 0; i < span.nrecords; i++, record = record_next(record))
      own += record_value(&source, record, (uint32_t)record_find_column(source.type, "pid")).u.i ==
             platform_self();
  }
  if (got < 0) fail_msg("%s", e.text);
  cursor_close(c);
  assert_int_equal(own, 1);
}

static void count(void *self, const record_source *source, const sonde_span *span) {
  (void)source;
  *(uint32_t *)self += span->nrecords;
}

static bool enough(void *self) {
  return *(uint32_t *)self >= 5;
}

static void event(void **state) {
  (void)state;
  row r = find("perfcounters.sample");
  error e = {0};
  sonde_pair pairs[] = {{"pid", value_i64(platform_self())}, {"interval", value_text("10ms")}};
  sonde_value args = value_map(pairs, 2);
  subscription *s = host_subscribe(h, &r, &args, &e);
  if (!s) fail_msg("%s", e.text);
  uint32_t records = 0;
  subscription_add_sink(s, false, count, &records);
  host_wait_until(h, host_mono_ns(h) + INT64_C(10000000000), enough, &records);
  assert_true(records >= 5);
  host_unsubscribe(h, s);
}

static void counter_event(void **state) {
  (void)state;
  row r = find("perfcounters.counter");
  error e = {0};
  sonde_pair pairs[] = {{"path", value_text("\\System\\*")}, {"interval", value_text("100ms")}};
  sonde_value args = value_map(pairs, 2);
  subscription *s = host_subscribe(h, &r, &args, &e);
  if (!s) fail_msg("%s", e.text);
  uint32_t records = 0;
  subscription_add_sink(s, false, count, &records);
  host_wait_until(h, host_mono_ns(h) + INT64_C(10000000000), enough, &records);
  assert_true(records >= 5);
  host_unsubscribe(h, s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      BOTH(function), BOTH(system_disks), BOTH(query), BOTH(event), BOTH(counters), BOTH(counter_event)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
