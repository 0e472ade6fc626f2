/* Live events: from a plugin's thread through its lane to the sinks; equal subscriptions are one. */
#include "host/fixture.h"
#include "os/clock.h"

#define PATIENCE_NS 30000000000

typedef struct seen {
  uint64_t count, last;
  bool in_order, named;
  uint64_t wanted;
} seen;

static void look(void *self, const record_source *source, const sonde_span *span) {
  seen *s = self;
  const sonde_record *r = span->records;
  int count = record_find_column(source->type, "count"), what = record_find_column(source->type, "what");
  int note = record_find_column(source->type, "note");
  for (uint32_t i = 0; i < span->nrecords; i++, r = record_next(r)) {
    uint64_t n = record_value(source, r, (uint32_t)count).u.u;
    sonde_value w = record_value(source, r, (uint32_t)what), t = record_value(source, r, (uint32_t)note);
    char expected[32];
    int len = snprintf(expected, sizeof expected, "tick %u", (unsigned)n);
    if (s->count && n != s->last + 1) s->in_order = false;
    if (w.kind != SONDE_TEXT || w.len != 4 || memcmp(w.u.s, "tick", 4)) s->named = false;
    if (t.len != (uint32_t)len || memcmp(t.u.s, expected, t.len)) s->named = false;
    s->last = n;
    s->count++;
  }
}

static bool enough(void *self) {
  const seen *s = self;
  return s->count >= s->wanted;
}

static subscription *subscribe(fixture *f, const char *interval, int64_t limit) {
  row r = find_row(f, "plain.ticks");
  sonde_pair pairs[] = {{"interval", value_text(interval)}, {"limit", value_i64(limit)}};
  sonde_value args = value_map(pairs, 2);
  subscription *s = host_subscribe(f->host, &r, &args, &f->error);
  if (!s) fail_msg("%s", f->error.text);
  return s;
}

BOTH(delivers) {
  seen a = {.in_order = true, .named = true, .wanted = 20}, b = a;
  subscription *s = subscribe(f, "1 ms", 0);
  assert_string_equal(subscription_type(s)->name, "ticks");
  subscription_add_sink(s, true, look, &a);
  subscription_add_sink(s, false, look, &b);
  assert_true(host_wait_until(f->host, host_mono_ns(f->host) + PATIENCE_NS, enough, &a));
  host_unsubscribe(f->host, s);
  assert_true(a.count >= 20 && a.in_order && a.named);
  assert_true(b.count >= 20 && b.in_order && b.named);
}

BOTH(delivers_all_of_a_stream_that_ends) {
  seen a = {.in_order = true, .named = true, .wanted = 50};
  subscription *s = subscribe(f, "100 us", 50);
  subscription_add_sink(s, true, look, &a);
  host_wait_until(f->host, host_mono_ns(f->host) + PATIENCE_NS, enough, &a);
  host_pump(f->host, true);
  pump_stats stats;
  subscription_get_stats(s, &stats);
  assert_int_equal(a.count, 50);
  assert_true(a.in_order && a.named);
  assert_int_equal(stats.records, 50);
  assert_int_equal(stats.lost, 0);
  host_unsubscribe(f->host, s);
}

BOTH(equal_ones_are_shared) {
  subscription *one = subscribe(f, "5 ms", 0), *same = subscribe(f, "5 ms", 0),
               *other = subscribe(f, "6 ms", 0);
  assert_ptr_equal(one, same);
  assert_ptr_not_equal(one, other);
  host_unsubscribe(f->host, one);
  seen a = {.in_order = true, .named = true, .wanted = 3};
  subscription_add_sink(same, true, look, &a); /* still alive */
  host_wait_until(f->host, host_mono_ns(f->host) + PATIENCE_NS, enough, &a);
  assert_true(a.count >= 3);
  host_unsubscribe(f->host, same);
  host_unsubscribe(f->host, other);
}

BOTH(removed_sinks_get_nothing) {
  seen a = {.wanted = 1}, b = {.wanted = 1};
  subscription *s = subscribe(f, "1 ms", 0);
  uint32_t id = subscription_add_sink(s, true, look, &a);
  subscription_add_sink(s, true, look, &b);
  subscription_remove_sink(s, id);
  host_wait_until(f->host, host_mono_ns(f->host) + PATIENCE_NS, enough, &b);
  assert_true(b.count >= 1);
  assert_int_equal(a.count, 0);
  host_unsubscribe(f->host, s);
}

typedef struct quitter {
  seen seen;
  host *host;
  subscription *subscription, *other;
} quitter;

static void quit(void *self, const record_source *source, const sonde_span *span) {
  quitter *q = self;
  look(&q->seen, source, span);
  if (!q->subscription) return;
  host_unsubscribe(q->host, q->subscription);
  host_unsubscribe(q->host, q->other);
  q->subscription = q->other = NULL;
}

BOTH(a_sink_may_unsubscribe) {
  quitter q = {.seen = {.wanted = 1}, .host = f->host};
  q.subscription = subscribe(f, "1 ms", 0);
  q.other = subscribe(f, "2 ms", 0);
  subscription_add_sink(q.subscription, true, quit, &q);
  subscription_add_sink(q.other, true, quit, &q);
  assert_true(host_wait_until(f->host, host_mono_ns(f->host) + PATIENCE_NS, enough, &q.seen));
  uint64_t count = q.seen.count;
  host_wait_until(f->host, host_mono_ns(f->host) + 50000000, NULL, NULL);
  assert_int_equal(q.seen.count, count);
}

BOTH(open_ones_end_with_the_host) {
  subscribe(f, "1 ms", 0);
} /* the thread and leak checkers would tell */

BOTH(arguments_are_checked) {
  row r = find_row(f, "plain.ticks"), add = find_row(f, "plain.add");
  sonde_value bad = value_text("1 us");
  assert_null(host_subscribe(f->host, &r, &bad, &f->error));
  assert_non_null(strstr(f->error.text, "interval: "));
  assert_null(host_subscribe(f->host, &add, NULL, &f->error));
  assert_string_equal(f->error.text, "plain.add is not an event");
}

static void waits_as_long_as_told(void **state) {
  fixture f;
  (void)state;
  fixture_open(&f, (host_options){0});
  int64_t begin = clock_mono_ns();
  assert_true(host_wait_until(f.host, begin + 50000000, NULL, NULL));
  assert_true(clock_mono_ns() - begin >= 50000000);
  fixture_close(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      BOTH_ENTRIES(delivers),
      BOTH_ENTRIES(delivers_all_of_a_stream_that_ends),
      BOTH_ENTRIES(equal_ones_are_shared),
      BOTH_ENTRIES(removed_sinks_get_nothing),
      BOTH_ENTRIES(a_sink_may_unsubscribe),
      BOTH_ENTRIES(open_ones_end_with_the_host),
      BOTH_ENTRIES(arguments_are_checked),
      cmocka_unit_test(waits_as_long_as_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
