/* Fake answers: rows of a test as records, values by unit, sequences, unknowns, errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/json.h"
#include "judge/fake.h"
#include "toy.h"

typedef struct bench {
  host *host;
  arena arena;
  fake *fake;
  sonde_value answers;
} bench;

static bench setup(const char *json) {
  bench b = {.host = toy_host()};
  error e = {0};
  if (json_read(&b.arena, json, strlen(json), &b.answers, &e) != SONDE_OK) fail_msg("%s", e.text);
  b.fake = fake_new(b.host, &b.answers, false);
  host_set_source(b.host, fake_source(b.fake));
  return b;
}

static void done(bench *b) {
  host_set_source(b->host, NULL);
  fake_free(b->fake);
  host_free(b->host);
  arena_free(&b->arena);
}

static sonde_value call(bench *b, const char *name, error *e) {
  row r;
  sonde_value result = {0};
  assert_int_equal(host_find_row(b->host, name, &r, e), SONDE_OK);
  host_call(b->host, &r, NULL, &b->arena, &result, e);
  return result;
}

static void answers_by_unit_and_in_order(void **state) {
  (void)state;
  bench b = setup(
      "{\"toy.size\": {\"each\": [\"4 MiB\", 12, {\"unknown\": \"denied\"}, {\"fails\": \"no such thing\", "
      "\"code\": \"missing\"}]}}");
  error e = {0};
  assert_int_equal(call(&b, "toy.size", &e).u.u, 4 << 20);
  assert_int_equal(call(&b, "toy.size", &e).u.u, 12);
  sonde_value v = call(&b, "toy.size", &e);
  assert_int_equal(v.kind, SONDE_UNKNOWN);
  assert_int_equal(v.len, SONDE_WHY_DENIED);
  for (int i = 0; i < 2; i++) { /* the last one for ever */
    memset(&e, 0, sizeof e);
    call(&b, "toy.size", &e);
    assert_int_equal(e.status, SONDE_MISSING);
    assert_string_equal(e.text, "no such thing");
  }
  assert_int_equal(fake_call_count(b.fake), 5);
  assert_string_equal(fake_call_at(b.fake, 4), "toy.size");
  done(&b);
}

static void rows_without_an_answer(void **state) {
  (void)state;
  bench b = setup("{}");
  error e = {0};
  call(&b, "toy.size", &e);
  assert_int_equal(e.status, SONDE_STATE);
  assert_string_equal(
      e.text, "the test does not say what toy.size answers: add fake = { [\"toy.size\"] = ... }");
  assert_null(fake_missing_row(b.host, &b.answers));
  sonde_pair other[] = {{"toy.size", value_i64(1)}, {"tracer.call", value_i64(1)}};
  sonde_value answers = value_map(other, 2);
  assert_string_equal(fake_missing_row(b.host, &answers), "tracer.call");
  done(&b);
}

static const sonde_value *column(
    bench *b, const record_source *source, const sonde_record *r, const char *name) {
  sonde_value *v = arena_alloc(&b->arena, sizeof *v);
  int i = record_find_column(source->type, name);
  assert_true(i >= 0);
  *v = record_value(source, r, (uint32_t)i);
  return v;
}

static void rows_become_records(void **state) {
  (void)state;
  bench b =
      setup("{\"toy.list\": ["
            "{\"name\": \"a\", \"pid\": 7, \"share\": 0.25, \"took\": \"14s\", \"resident\": \"3 MiB\", "
            "\"line\": \"some text\", \"low\": -3, \"flag\": 1},"
            "{\"name\": \"b\", \"resident\": {\"unknown\": \"gone\"}}]}");
  error e = {0};
  row r;
  record_source source;
  sonde_span span = {.size = sizeof span};
  host_find_row(b.host, "toy.list", &r, &e);
  cursor *c = host_open(b.host, &r, NULL, UINT64_MAX, 0, NULL, &e);
  if (!c) fail_msg("%s", e.text);
  assert_int_equal(cursor_next(c, &source, &span, &e), 1);
  assert_int_equal(span.nrecords, 2);
  const sonde_record *first = span.records, *second = record_next(first);
  assert_string_equal(column(&b, &source, first, "name")->u.s, "a");
  assert_int_equal(column(&b, &source, first, "pid")->u.u, 7);
  assert_true(column(&b, &source, first, "share")->u.n == 0.25);
  assert_int_equal(column(&b, &source, first, "took")->u.i, INT64_C(14000000000));
  assert_int_equal(column(&b, &source, first, "resident")->u.u, 3 << 20);
  assert_int_equal(column(&b, &source, first, "line")->len, 9);
  assert_memory_equal(column(&b, &source, first, "line")->u.s, "some text", 9);
  assert_int_equal(column(&b, &source, first, "low")->u.i, -3);
  assert_int_equal(column(&b, &source, first, "flag")->u.u, 1);
  assert_int_equal(column(&b, &source, first, "time")->u.i, FAKE_START_NS);
  assert_string_equal(column(&b, &source, second, "name")->u.s, "b");
  assert_int_equal(column(&b, &source, second, "resident")->kind, SONDE_UNKNOWN);
  assert_int_equal(column(&b, &source, second, "resident")->len, SONDE_WHY_GONE);
  assert_int_equal(column(&b, &source, second, "pid")->len, SONDE_WHY_NOT_ASKED); /* never 0 */
  assert_int_equal(cursor_next(c, &source, &span, &e), 0);
  cursor_close(c);
  done(&b);
}

typedef struct counter {
  host *host;
  int64_t first_ns, last_ns; /* host time of the deliveries */
  uint32_t records;
} counter;

static void count(void *self, const record_source *source, const sonde_span *span) {
  counter *c = self;
  (void)source;
  if (!c->records) c->first_ns = host_mono_ns(c->host);
  c->last_ns = host_mono_ns(c->host);
  c->records += span->nrecords;
}

static void events_arrive_in_their_time(void **state) {
  (void)state;
  bench b =
      setup("{\"toy.tick\": [{\"name\": \"a\", \"after\": \"2s\"}, {\"name\": \"b\", \"after\": \"10m\"}]}");
  error e = {0};
  row r;
  host_find_row(b.host, "toy.tick", &r, &e);
  subscription *s = host_subscribe(b.host, &r, NULL, &e);
  if (!s) fail_msg("%s", e.text);
  counter c = {.host = b.host};
  uint32_t id = subscription_add_sink(s, false, count, &c);
  int64_t start = host_mono_ns(b.host);
  host_wait_until(b.host, start + INT64_C(1000000000), NULL, NULL);
  assert_int_equal(c.records, 0);
  host_wait_until(b.host, start + INT64_C(2000000000), NULL, NULL);
  assert_int_equal(c.records, 1);
  host_wait_until(b.host, start + INT64_C(601000000000), NULL, NULL); /* ten minutes in no time */
  assert_int_equal(c.records, 2);
  subscription_remove_sink(s, id);
  host_unsubscribe(b.host, s);
  done(&b);
}

static void mistakes_in_rows_are_told(void **state) {
  (void)state;
  bench b = setup("{\"toy.list\": {\"each\": [[{\"nam\": \"a\"}], [{\"took\": \"fast\"}], [7]]}}");
  row r;
  error e = {0};
  host_find_row(b.host, "toy.list", &r, &e);
  assert_null(host_open(b.host, &r, NULL, 0, 0, NULL, &e));
  assert_string_equal(e.text, "fake: toy.list has no column 'nam'");
  assert_null(host_open(b.host, &r, NULL, 0, 0, NULL, &e));
  assert_non_null(strstr(e.text, "took"));
  assert_null(host_open(b.host, &r, NULL, 0, 0, NULL, &e));
  assert_string_equal(e.text, "fake: toy.list wants a list of rows, like { { name = \"x\" } }");
  done(&b);
}

static void handles_are_minted(void **state) {
  (void)state;
  bench b = setup("{\"toy.open\": {}, \"toy.state\": {\"each\": [\"shut\", \"open\"]}}");
  error e = {0};
  row r;
  sonde_value jar = call(&b, "toy.open", &e), result;
  assert_int_equal(jar.kind, SONDE_HANDLE);
  assert_int_equal(host_check_handle(b.host, jar.u.u, "jar", &e), SONDE_OK);
  host_find_row(b.host, "toy.state", &r, &e);
  sonde_pair arg = {"jar", jar};
  sonde_value args = value_map(&arg, 1);
  if (host_call(b.host, &r, &args, &b.arena, &result, &e) != SONDE_OK) fail_msg("%s", e.text);
  assert_string_equal(result.u.s, "shut");
  host_call(b.host, &r, &args, &b.arena, &result, &e);
  assert_string_equal(result.u.s, "open");
  done(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(answers_by_unit_and_in_order),
      cmocka_unit_test(rows_without_an_answer),
      cmocka_unit_test(rows_become_records),
      cmocka_unit_test(events_arrive_in_their_time),
      cmocka_unit_test(mistakes_in_rows_are_told),
      cmocka_unit_test(handles_are_minted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
