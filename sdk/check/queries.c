/* Tests of queries: they end, their spans are right and quick, they may be left early. */
#include "check/internal.h"
#include "event/record.h"
#include "os/clock.h"

#define END_WITHIN_NS 10000000000
#define RECORDS_MOST 2000000u
#define SPAN_NS 50000000
#define SPAN_ROUNDS 3 /* the quickest counts: the machine may be busy */

typedef struct reading {
  uint64_t records;
  bool ended, failed;
  const char *outside; /* a column whose bytes lie outside the heap */
  int64_t slowest_ns;
  error error;
} reading;

static bool is_slice(uint32_t kind) {
  return kind == SONDE_TEXT || kind == SONDE_BYTES || kind == SONDE_PAIRS;
}

/* The first column whose bytes lie outside the heap; NULL: none. */
static const char *find_outside(const record_source *source, const sonde_span *span) {
  const sonde_record *record = span->records;
  for (uint32_t n = 0; n < span->nrecords; n++, record = record_next(record))
    for (uint32_t i = 0; i < source->type->ncolumns; i++) {
      const record_column *c = &source->type->columns[i];
      const char *bytes;
      uint32_t len;
      if (is_slice(c->kind) && record_column_why(c, record) == SONDE_WHY_KNOWN &&
          !record_column_slice(source, c, record, &bytes, &len))
        return c->field->name;
    }
  return NULL;
}

static void read_all(trial *t, const row *r, const sonde_value *args, reading *out) {
  *out = (reading){0};
  record_source source;
  sonde_span span;
  int64_t limit = clock_mono_ns() + END_WITHIN_NS;
  cursor *q = trial_query(t, r, args, &out->error);
  int got = q ? 1 : -1;
  while (got > 0 && out->records < RECORDS_MOST && clock_mono_ns() < limit) {
    got = cursor_next(q, &source, &span, &out->error);
    if (got <= 0) break;
    out->records += span.nrecords;
    if (!out->outside) out->outside = find_outside(&source, &span);
  }
  out->failed = got < 0;
  out->ended = got == 0;
  out->slowest_ns = t->probe->slowest_ns;
  cursor_close(q);
}

/* Calls `judge` for each query whose arguments can be guessed. */
static void each_query(check *c, void (*judge)(trial *t, const row *r, const sonde_value *args)) {
  trial t;
  row r;
  if (!trial_begin(c, &t)) return;
  for (size_t i = 0; check_is_open(c) && trial_next_row(&t, ROW_QUERY, &i, &r);) {
    sonde_value args[64];
    if (guess_arguments(&t, &r, GUESS_USUAL, NULL, args))
      judge(&t, &r, args);
    else
      check_untried(c, r.name);
  }
  trial_close(&t);
}

/* A refusal, or a wrong span, is the business of others. */
static void judge_end(trial *t, const row *r, const sonde_value *args) {
  reading got;
  read_all(t, r, args, &got);
  if (!got.failed && !got.ended)
    check_fail(t->check,
        "%s gave %llu records and no end within 10 s; set SONDE_SPAN_END with the last span, or make it an "
        "event",
        r->name, (unsigned long long)got.records);
}

void queries_end(check *c) {
  each_query(c, judge_end);
}

static void judge_spans(trial *t, const row *r, const sonde_value *args) {
  int64_t best = INT64_MAX;
  for (int i = 0; i < SPAN_ROUNDS && best > SPAN_NS; i++) {
    reading got;
    read_all(t, r, args, &got);
    const char *said = trial_trouble(t);
    if (said) {
      check_fail(t->check, "%s", said);
      return;
    }
    if (got.outside) {
      check_fail(t->check,
          "%s: the bytes of column %s lie outside the heap; use sonde_rows_text, or offsets below heap_bytes",
          r->name, arena_format(&t->check->memory, "%s", got.outside));
      return;
    }
    if (got.slowest_ns < best) best = got.slowest_ns;
  }
  if (best > SPAN_NS && !(r->flags & SONDE_ROW_SLOW))
    check_fail(t->check,
        "%s: next() took %d ms; return within 50 ms with what is there, and SONDE_SPAN_WAIT if that is "
        "nothing",
        r->name, (int)(best / 1000000));
}

void queries_spans(check *c) {
  each_query(c, judge_spans);
}

static void judge_early(trial *t, const row *r, const sonde_value *args) {
  record_source source;
  sonde_span span;
  error e = {0};
  cursor *q = trial_query(t, r, args, &e);
  if (!q) return; /* refused */
  cursor_close(q);
  for (int i = 0; i < 2 && check_is_open(t->check); i++) {
    q = trial_query(t, r, args, &e);
    if (!q) {
      check_fail(
          t->check, "%s cannot be opened again after it was closed before its end: %s", r->name, e.text);
      return;
    }
    cursor_next(q, &source, &span, &e);
    cursor_close(q);
  }
}

void queries_close_early(check *c) {
  each_query(c, judge_early);
}
