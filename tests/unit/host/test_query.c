/* Queries: records with definitions, unknown values and texts come through, in any number; direct and by
 * wire. */
#include "host/fixture.h"

typedef struct seen {
  int64_t records, sum, odd, unknown;
  char last[64];
} seen;

static void look(const record_source *source, const sonde_span *span, seen *s) {
  int number = record_find_column(source->type, "number"),
      parity = record_find_column(source->type, "parity");
  int half = record_find_column(source->type, "half"), name = record_find_column(source->type, "name");
  const sonde_record *r = span->records;
  for (uint32_t i = 0; i < span->nrecords; i++, r = record_next(r)) {
    sonde_value p = record_value(source, r, (uint32_t)parity), n = record_value(source, r, (uint32_t)name);
    s->records++;
    s->sum += record_value(source, r, (uint32_t)number).u.i;
    assert_int_equal(p.kind, SONDE_TEXT);
    s->odd += p.len == 3 && memcmp(p.u.s, "odd", 3) == 0;
    s->unknown += record_value(source, r, (uint32_t)half).kind == SONDE_UNKNOWN;
    snprintf(s->last, sizeof s->last, "%.*s", (int)n.len, n.u.s);
  }
}

static seen run(fixture *f, int64_t count) {
  row r = find_row(f, "plain.numbers");
  sonde_value args = value_i64(count);
  seen s = {0};
  record_source source;
  sonde_span span;
  int got;
  cursor *c = host_open(f->host, &r, &args, UINT64_MAX, 0, NULL, &f->error);
  assert_non_null(c);
  assert_string_equal(cursor_type(c)->name, "numbers");
  while ((got = cursor_next(c, &source, &span, &f->error)) == 1)
    look(&source, &span, &s);
  if (got) fail_msg("%s", f->error.text);
  cursor_close(c);
  return s;
}

BOTH(reads_all_records) {
  seen s = run(f, 10);
  assert_int_equal(s.records, 10);
  assert_int_equal(s.sum, 55);
  assert_int_equal(s.odd, 5);
  assert_int_equal(s.unknown, 1);
  assert_string_equal(s.last, "number 10");
}

BOTH(reads_many_spans) {
  seen s = run(f, 12345);
  assert_int_equal(s.records, 12345);
  assert_int_equal(s.sum, 12345ll * 12346 / 2);
  assert_int_equal(s.unknown, 1234);
  assert_string_equal(s.last, "number 12345");
}

BOTH(reads_none) {
  assert_int_equal(run(f, 0).records, 0);
}

BOTH(cursors_may_stay_open) {
  row r = find_row(f, "plain.numbers");
  assert_non_null(host_open(f->host, &r, NULL, 0, 0, NULL, &f->error));
} /* closed by host_free: the leak checker would tell */

/* A SLOW query, too: it runs on the worker. */
BOTH(callers_name_columns) {
  row r = find_row(f, "words.named");
  sonde_value names[] = {value_text("left"), value_text("right")};
  sonde_pair pairs[] = {{"columns", value_list(names, 2)}};
  sonde_value args = value_map(pairs, 1);
  record_source source;
  sonde_span span;
  cursor *c = host_open(f->host, &r, &args, 0, 0, NULL, &f->error);
  if (!c) fail_msg("%s", f->error.text);
  int right = record_find_column(cursor_type(c), "right");
  assert_true(right > 0);
  assert_int_equal(cursor_next(c, &source, &span, &f->error), 1);
  assert_int_equal(span.nrecords, 3);
  const sonde_record *last = record_next(record_next(span.records));
  sonde_value v = record_value(&source, last, (uint32_t)right);
  assert_int_equal(v.kind, SONDE_TEXT);
  assert_int_equal(v.len, 7);
  assert_memory_equal(v.u.s, "right 3", 7);
  assert_int_equal(cursor_next(c, &source, &span, &f->error), 0);
  cursor_close(c);
  names[1] = value_text("n");
  assert_null(host_open(f->host, &r, &args, 0, 0, NULL, &f->error));
  assert_string_equal(f->error.text, "columns: 'n' is a column of words.named anyway");
}

BOTH(open_checks_arguments) {
  row r = find_row(f, "plain.numbers"), add = find_row(f, "plain.add");
  sonde_value bad = value_i64(-1);
  assert_null(host_open(f->host, &r, &bad, 0, 0, NULL, &f->error));
  assert_int_equal(f->error.status, SONDE_ARG);
  assert_null(host_open(f->host, &add, NULL, 0, 0, NULL, &f->error));
  assert_string_equal(f->error.text, "plain.add is not a query");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      BOTH_ENTRIES(reads_all_records),
      BOTH_ENTRIES(reads_many_spans),
      BOTH_ENTRIES(reads_none),
      BOTH_ENTRIES(cursors_may_stay_open),
      BOTH_ENTRIES(callers_name_columns),
      BOTH_ENTRIES(open_checks_arguments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
