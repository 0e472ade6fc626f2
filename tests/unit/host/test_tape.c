/* A run is recorded and replayed: the same answers, records and times, without the plugin running. */
#include "host/fixture.h"
#include "os/clock.h"

typedef struct run {
  int64_t sum, unknowns, waited, after, slow;
  sonde_status refused;
  char sentence[100];
  uint64_t ticks, last_tick, ticks_at_half, numbers, polls;
  int64_t counted;
} run;

static void count_ticks(void *self, const record_source *source, const sonde_span *span) {
  run *r = self;
  const sonde_record *record = span->records;
  int count = record_find_column(source->type, "count");
  for (uint32_t i = 0; i < span->nrecords; i++, record = record_next(record)) {
    r->ticks++;
    r->last_tick = record_value(source, record, (uint32_t)count).u.u;
  }
}

static bool ten_ticks(void *self) {
  run *r = self;
  r->polls++;
  return r->ticks >= 10;
}

static void watch(fixture *f, run *r) {
  row ticks = find_row(f, "plain.ticks");
  sonde_value interval = value_text("4 ms");
  subscription *s = host_subscribe(f->host, &ticks, &interval, &f->error);
  if (!s) fail_msg("%.99s", f->error.text);
  subscription_add_sink(s, true, count_ticks, r);
  host_wait_until(f->host, host_mono_ns(f->host) + 60000000000, ten_ticks, r);
  r->ticks_at_half = r->ticks;
  host_wait_until(f->host, host_mono_ns(f->host) + 30000000, NULL, NULL);
  host_unsubscribe(f->host, s);
}

static void read_numbers(fixture *f, run *r) {
  row numbers = find_row(f, "plain.numbers");
  sonde_value count = value_i64(2500);
  record_source source;
  sonde_span span;
  cursor *c = host_open(f->host, &numbers, &count, 0, 0, NULL, &f->error);
  if (!c) fail_msg("%.99s", f->error.text);
  while (cursor_next(c, &source, &span, &f->error) == 1)
    r->numbers += span.nrecords;
  cursor_close(c);
}

/* What a check might do. */
static run make_run(fixture *f) {
  run r = {0};
  sonde_value v;
  int64_t begin = host_mono_ns(f->host);
  for (int i = 0; i < 3; i++)
    r.sum += call_ok(f, "plain.add", ARGS({"a", value_i64(7)}, {"b", value_i64(i)})).u.i;
  v = call_ok(f, "plain.maybe", NO_ARGS);
  r.unknowns = value_get(&v, "unknown")->kind == SONDE_UNKNOWN ? value_get(&v, "unknown")->len : 0;
  r.refused = call_with(f, "plain.refuse", &v, ARGS({"status", value_i64(3)}));
  snprintf(r.sentence, sizeof r.sentence, "%.99s", f->error.text);
  sonde_value counter = call_ok(f, "plain.counter", ARGS({"start", value_i64(5)}));
  r.counted = call_ok(f, "plain.advance", ARGS({"counter", counter})).u.i;
  r.counted += call_ok(f, "plain.advance", ARGS({"counter", counter})).u.i;
  host_release(f->host, counter.u.u);
  call_ok(f, "plain.slow", ARGS({"time", value_text("20 ms")}));
  r.slow = host_mono_ns(f->host) - begin;
  read_numbers(f, &r);
  watch(f, &r);
  r.waited = host_mono_ns(f->host) - begin;
  r.after = host_wall_ns(f->host);
  return r;
}

static const char *tape_path(arena *a) {
  return file_join(a, file_temporary_folder(a), arena_format(a, "sonde-host-%p.tape", (void *)a));
}

static run record(const char *path, bool by_wire) {
  fixture f;
  error e = {0};
  tape *t = tape_create(path, &e);
  if (!t) fail_msg("%s", e.text);
  fixture_open(&f, (host_options){.tape = t, .by_wire = by_wire});
  run r = make_run(&f);
  fixture_close(&f);
  assert_int_equal(tape_close(t, &e), SONDE_OK);
  return r;
}

static void is_replayed(bool by_wire) {
  arena a = {0};
  error e = {0};
  const char *path = tape_path(&a);
  run recorded = record(path, by_wire);
  assert_int_equal(recorded.sum, 24);
  assert_int_equal(recorded.numbers, 2500);
  assert_true(recorded.slow >= 20000000); /* time goes on with answers, not only in waits */
  assert_true(recorded.ticks >= 10);
  tape *t = tape_open(path, &e);
  if (!t) fail_msg("%s", e.text);
  fixture f;
  fixture_open(&f, (host_options){.tape = t});
  int64_t begin = clock_mono_ns();
  run again = make_run(&f);
  assert_true(clock_mono_ns() - begin < recorded.waited + 10000000000);
  assert_int_equal(
      plugin_get_state(host_find_plugin(f.host, "plain")), PLUGIN_LOADED); /* nothing of it ran */
  assert_memory_equal(&again, &recorded, sizeof again);
  /* what was not recorded is told */
  sonde_value v;
  assert_int_equal(call_with(&f, "plain.add", &v, ARGS({"a", value_i64(999)})), SONDE_MISSING);
  assert_non_null(strstr(f.error.text, "plain.add"));
  fixture_close(&f);
  assert_int_equal(tape_close(t, &e), SONDE_OK);
  file_remove(path, &e);
  arena_free(&a);
}

static void is_replayed_direct(void **state) {
  (void)state;
  is_replayed(false);
}

static void is_replayed_by_wire(void **state) {
  (void)state;
  is_replayed(true);
}

/* A source with virtual time, as the fakes of script tests are. */
static sonde_status fake_call(
    void *self, const row *r, const sonde_value *args, arena *a, sonde_value *results, error *e) {
  (void)self, (void)a;
  if (strcmp(r->name, "add") != 0) return error_set(e, SONDE_MISSING, "no fake of %s", r->full_name);
  results[0] = value_i64(args[0].u.i * 100);
  return SONDE_OK;
}

static void sources_answer_in_place_of_plugins(void **state) {
  static const host_source source = {
      .call = fake_call, .virtual_time = true, .start_mono_ns = 1000, .start_wall_ns = 5000};
  fixture f;
  sonde_value v;
  (void)state;
  fixture_open(&f, (host_options){.source = &source});
  assert_int_equal(call_ok(&f, "plain.add", ARGS({"a", value_i64(3)})).u.i, 300);
  assert_int_equal(call_with(&f, "plain.counters", &v, NO_ARGS), SONDE_MISSING);
  assert_true(host_mono_ns(f.host) == 1000);
  assert_true(host_wait_until(f.host, 1000 + 600000000000, NULL, NULL)); /* ten minutes, at once */
  assert_true(host_mono_ns(f.host) == 1000 + 600000000000);
  assert_true(host_wall_ns(f.host) == 5000 + 600000000000);
  host_set_source(f.host, NULL);
  assert_int_equal(call_ok(&f, "plain.add", ARGS({"a", value_i64(3)})).u.i, 4);
  fixture_close(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(is_replayed_direct),
      cmocka_unit_test(is_replayed_by_wire),
      cmocka_unit_test(sources_answer_in_place_of_plugins),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
