/* Tests of calls: with defaults, with random arguments, by wire, errors, cancelling. */
#include <string.h>

#include "check/internal.h"
#include "os/clock.h"

#define FAST_TRIES 60 /* random calls of a function */
#define SLOW_TRIES 4  /* of a SLOW one */
#define SPANS_MOST 64 /* of a query with random arguments */
#define CANCEL_NS 50000000
#define STOP_WITHIN_NS 200000000
#define CANCEL_ROUNDS 3 /* the quickest counts: the machine may be busy */

/* The plugin said yes, and the host did not believe its answer. */
static void judge_answer(trial *t, const row *r, sonde_status s, const error *e) {
  const char *said = trial_trouble(t);
  if (s && t->probe->status == SONDE_OK)
    check_fail(t->check, "%s: %s", r->name, e->text);
  else if (said && t->probe->status == SONDE_OK)
    check_fail(t->check, "%s", said);
}

void calls_defaults(check *c) {
  trial t;
  row r;
  if (!trial_begin(c, &t)) return;
  for (size_t i = 0; trial_next_row(&t, ROW_FUNCTION, &i, &r);) {
    sonde_value args[64], results[64];
    error e = {0};
    if (!guess_arguments(&t, &r, GUESS_USUAL, NULL, args))
      check_untried(c, r.name);
    else
      judge_answer(&t, &r, trial_call(&t, &r, args, &c->memory, results, &e), &e);
  }
  trial_close(&t);
}

/* -------------------------------------------------------------------------------------------------- fuzz --
 */

typedef void fuzz_judge(trial *t, const row *r, sonde_status s, const error *e);

static void fuzz_function(trial *t, const row *r, uint64_t *random, fuzz_judge *judge) {
  int tries = r->flags & SONDE_ROW_SLOW ? SLOW_TRIES : FAST_TRIES;
  for (int i = 0; i < tries && check_is_open(t->check); i++) {
    sonde_value args[64], results[64];
    error e = {0};
    arena a = {0};
    if (!guess_arguments(t, r, GUESS_RANDOM, random, args)) {
      check_untried(t->check, r->name);
      return;
    }
    judge(t, r, trial_call(t, r, args, &a, results, &e), &e);
    arena_free(&a);
    host_release_owner(t->host, NULL);
  }
}

static void fuzz_query(trial *t, const row *r, uint64_t *random, fuzz_judge *judge) {
  for (int i = 0; i < SLOW_TRIES && check_is_open(t->check); i++) {
    sonde_value args[64];
    error e = {0};
    if (!guess_arguments(t, r, GUESS_RANDOM, random, args)) {
      check_untried(t->check, r->name);
      return;
    }
    record_source source;
    sonde_span span;
    cursor *q = trial_query(t, r, args, &e);
    int got = q ? 1 : -1;
    for (int n = 0; got > 0 && n < SPANS_MOST; n++)
      got = cursor_next(q, &source, &span, &e);
    judge(t, r, got < 0 ? (e.status ? e.status : SONDE_STATE) : SONDE_OK, &e);
    cursor_close(q);
  }
}

static void fuzz_event(trial *t, const row *r, uint64_t *random, fuzz_judge *judge) {
  for (int i = 0; i < SLOW_TRIES && check_is_open(t->check); i++) {
    sonde_value args[64];
    error e = {0};
    if (!guess_arguments(t, r, GUESS_RANDOM, random, args)) {
      check_untried(t->check, r->name);
      return;
    }
    subscription *s = trial_subscribe(t, r, args, &e);
    judge(t, r, e.status, &e);
    host_unsubscribe(t->host, s);
  }
}

static void fuzz_all(check *c, fuzz_judge *judge) {
  trial t;
  row r;
  if (!trial_open(c, &t, NULL, false, CANCEL_NS)) return;
  if (trial_start(&t)) {
    uint64_t random = c->seed;
    for (size_t i = 0; trial_next_row(&t, ROW_FUNCTION, &i, &r);)
      fuzz_function(&t, &r, &random, judge);
    for (size_t i = 0; trial_next_row(&t, ROW_QUERY, &i, &r);)
      fuzz_query(&t, &r, &random, judge);
    for (size_t i = 0; trial_next_row(&t, ROW_EVENT, &i, &r);)
      fuzz_event(&t, &r, &random, judge);
  }
  trial_close(&t);
}

/* Wrong spans are the business of queries.spans. */
static void judge_fuzz(trial *t, const row *r, sonde_status s, const error *e) {
  if (r->kind == ROW_FUNCTION)
    judge_answer(t, r, s, e);
  else
    trial_trouble(t);
}

void calls_fuzz(check *c) {
  fuzz_all(c, judge_fuzz);
}

static void judge_silence(trial *t, const row *r, sonde_status s, const error *e) {
  (void)s, (void)e;
  trial_trouble(t);
  if (t->probe->silent)
    check_fail(t->check,
        "%s failed (status %d) without a sentence, or with a status that does not exist; say why with "
        "host->fail",
        r->name, (int)t->probe->status);
}

void calls_errors_have_sentences(check *c) {
  fuzz_all(c, judge_silence);
}

/* -------------------------------------------------------------------------------------------------- wire --
 */

/* A number that is none and a text that is no UTF-8 are the business of calls.defaults. */
static bool same_by_wire(const sonde_value *own, const sonde_value *wired) {
  if (own->kind == SONDE_HANDLE || own->kind == SONDE_F64) return true;
  return value_equal(own, wired);
}

static void compare(trial *t, const row *r, const sonde_value *results) {
  for (uint32_t i = 0; i < r->nfields; i++)
    if (!same_by_wire(&t->probe->kept[i], &results[i]))
      check_fail(t->check,
          "%s: result %s does not survive its serialised form; use UTF-8 in texts and keys, and at most 30 "
          "levels",
          r->name, r->fields[i].name);
}

static void wire_function(trial *t, const row *r, const sonde_value *args) {
  sonde_value results[64];
  sonde_status s = trial_call(t, r, args, &t->check->memory, results, NULL);
  bool wrong_anyway = trial_trouble(t) != NULL || t->probe->kept_status != SONDE_OK;
  if (!s && t->probe->status == SONDE_OK && !wrong_anyway) compare(t, r, results);
}

/* Wrong spans are the business of queries.spans. */
static void wire_query(trial *t, const row *r, const sonde_value *args) {
  record_source source;
  sonde_span span;
  error e = {0};
  cursor *q = trial_query(t, r, args, &e);
  int got = q ? 1 : 0;
  for (int n = 0; got > 0 && n < SPANS_MOST; n++)
    got = cursor_next(q, &source, &span, &e);
  if (!trial_trouble(t) && got < 0 && t->probe->status == SONDE_OK)
    check_fail(t->check, "%s: its records do not survive their serialised form: %s", r->name, e.text);
  cursor_close(q);
}

static void wire_row(trial *t, const row *r) {
  sonde_value args[64];
  if (!guess_arguments(t, r, GUESS_USUAL, NULL, args))
    check_untried(t->check, r->name);
  else if (r->kind == ROW_FUNCTION)
    wire_function(t, r, args);
  else
    wire_query(t, r, args);
}

void calls_wire(check *c) {
  trial t;
  row r;
  if (!trial_open(c, &t, NULL, true, 0)) return;
  if (trial_start(&t)) {
    t.probe->keep = true;
    for (size_t i = 0; trial_next_row(&t, ROW_FUNCTION, &i, &r);)
      wire_row(&t, &r);
    for (size_t i = 0; trial_next_row(&t, ROW_QUERY, &i, &r);)
      wire_row(&t, &r);
  }
  trial_close(&t);
}

/* ------------------------------------------------------------------------------------------------ cancel --
 */

/* How long the call ran after it was cancelled; negative: it had ended before. */
static int64_t overtime(trial *t, const row *r, const sonde_value *args) {
  sonde_value results[64];
  arena a = {0};
  if (r->kind == ROW_FUNCTION) {
    trial_call(t, r, args, &a, results, NULL);
  } else {
    record_source source;
    sonde_span span;
    cursor *q = trial_query(t, r, args, NULL);
    if (q) cursor_next(q, &source, &span, NULL);
    cursor_close(q);
  }
  arena_free(&a);
  return t->probe->ended_ns - t->probe->began_ns - CANCEL_NS;
}

static void cancel_row(trial *t, const row *r) {
  sonde_value args[64];
  if (!guess_arguments(t, r, GUESS_LONG, NULL, args)) {
    check_untried(t->check, r->name);
    return;
  }
  int64_t best = INT64_MAX;
  for (int i = 0; i < CANCEL_ROUNDS && best > STOP_WITHIN_NS; i++) {
    int64_t took = overtime(t, r, args);
    if (took < best) best = took;
    const char *said = trial_trouble(t);
    if (said && strstr(said, "not called again")) {
      check_fail(t->check, "%s", said);
      return;
    }
  }
  if (best > STOP_WITHIN_NS)
    check_fail(t->check, "%s ran on for %d ms after it was cancelled; ask host->cancelled every 100 ms",
        r->name, (int)(best / 1000000));
}

void calls_cancel(check *c) {
  static const row_kind kinds[] = {ROW_FUNCTION, ROW_QUERY};
  trial t;
  row r;
  if (!trial_open(c, &t, NULL, false, CANCEL_NS)) return;
  if (trial_start(&t))
    for (size_t k = 0; k < 2; k++)
      for (size_t i = 0; check_is_open(c) && trial_next_row(&t, kinds[k], &i, &r);)
        if (r.flags & SONDE_ROW_SLOW) cancel_row(&t, &r);
  trial_close(&t);
}
