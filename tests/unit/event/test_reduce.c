/* The reducer: known answers, then random data against a naive reference, then messages. */
#include <math.h>

#include "fixture.h"

enum { MOST = 3000 };

/* Records in memory, as a query hands them over. */
typedef struct table {
  record_type *type;
  symbol_table *symbols;
  symbol_map map;
  call_record *records;
  uint32_t n;
  char heap[1 << 16];
  uint32_t heap_bytes;
  sonde_clock clock;
  bool has_clock;
  arena arena;
} table;

static int start(void **state) {
  table *t = NEW(table);
  t->type = call_type();
  t->symbols = symbol_table_new();
  symbol_map_init(&t->map, t->symbols);
  t->records = memory_new(MOST * sizeof *t->records);
  symbol_map_define(&t->map, 1, "read", 4);
  symbol_map_define(&t->map, 2, "write", 5);
  symbol_map_define(&t->map, 3, "open", 4);
  *state = t;
  return 0;
}

static int end(void **state) {
  table *t = *state;
  arena_free(&t->arena);
  memory_free(t->records);
  symbol_map_free(&t->map);
  symbol_table_free(t->symbols);
  record_type_free(t->type);
  memory_free(t);
  return 0;
}

static call_record *add(table *t, uint32_t subject, uint64_t duration) {
  call_record *c = &t->records[t->n];
  *c = (call_record){.record = {sizeof *c, EVENT_CALL, subject, 1000 + t->n}, .duration = duration};
  t->n++;
  return c;
}

static void add_note(table *t, call_record *c, const char *note) {
  uint32_t len = (uint32_t)strlen(note);
  c->note = (sonde_slice){t->heap_bytes, len};
  memcpy(t->heap + t->heap_bytes, note, len);
  t->heap_bytes += len;
}

static void feed(table *t, reduce *r) {
  record_source s = {
      .type = t->type, .symbols = &t->map, .heap = (const uint8_t *)t->heap, .heap_bytes = t->heap_bytes};
  if (t->has_clock) s.clock = &t->clock;
  for (uint32_t at = 0; at < t->n; at += 700) {
    uint32_t n = t->n - at < 700 ? t->n - at : 700;
    sonde_span span = {
        .size = sizeof span, .records = t->records + at, .nbytes = n * sizeof *t->records, .nrecords = n};
    reduce_add(r, &s, &span);
  }
}

static reduce *compile(table *t, sonde_value spec) {
  error e = {0};
  reduce *r = reduce_new(t->type, &spec, &e);
  if (!r) fail_msg("%s", e.text);
  return r;
}

static sonde_value rows_of(table *t, reduce *r) {
  sonde_value rows;
  assert_int_equal(reduce_rows(r, &t->arena, &rows, NULL), SONDE_OK);
  return rows;
}

/* The rows as one line of text, for comparing: "name=read n=2; ...". */
static const char *shown(table *t, sonde_value rows) {
  text out;
  text_init(&out, 0);
  for (uint32_t i = 0; i < rows.len; i++) {
    if (i) text_puts(&out, "; ");
    for (uint32_t c = 0; c < rows.u.list[i].len; c++) {
      const sonde_pair *p = &rows.u.list[i].u.map[c];
      text_printf(&out, "%s%s=", c ? " " : "", p->key);
      value_print(&out, &p->value, NULL);
    }
  }
  const char *copy = arena_text(&t->arena, text_chars(&out), out.len);
  text_free(&out);
  return copy;
}

static const char *run(table *t, sonde_value spec) {
  reduce *r = compile(t, spec);
  feed(t, r);
  const char *line = shown(t, rows_of(t, r));
  reduce_free(r);
  return line;
}

static void fill_calls(table *t) {
  for (uint32_t i = 1; i <= 10; i++) {
    call_record *c = add(t, 1 + i % 2, i * 1000);
    c->result = (int64_t)i - 5;
    c->share = i / 4.0;
    c->packed = i % 5 == 0;
    add_note(t, c, i % 2 ? "odd" : "even");
  }
}

static void words_give_known_answers(void **state) {
  table *t = *state;
  fill_calls(t);
  assert_string_equal(
      run(t, MAP(P("group", TEXT("name")),
                 P("get", MAP(P("n", TEXT("count")), P("total", TEXT("sum duration")),
                              P("worst", TEXT("max duration")), P("least", TEXT("min result")),
                              P("p50", TEXT("p50 result")))))),
      "name=read n=5 total=30000 worst=10000 least=-3 p50=1; name=write n=5 total=25000 worst=9000 least=-4 "
      "p50=0");
  assert_string_equal(run(t, MAP(P("get", MAP(P("mean", TEXT("mean result")), P("sd", TEXT("stddev share")),
                                              P("d", TEXT("distinct note")), P("first", TEXT("first note")),
                                              P("last", TEXT("last name")), P("s", TEXT("sum share")),
                                              P("f", TEXT("sum failed")))))),
      "mean=0.5 sd=0.756913 d=2 first=odd last=read s=13.75 f=2");
}

static void conditions_choose(void **state) {
  table *t = *state;
  fill_calls(t);
#define COUNTED(condition) run(t, MAP(P("where", condition), P("get", MAP(P("n", TEXT("count"))))))
#define OP(op, v) LIST(TEXT(op), v)
  assert_string_equal(COUNTED(MAP(P("duration", OP(">", TEXT("4us"))))), "n=6");
  assert_string_equal(COUNTED(MAP(P("duration", OP("<=", value_i64(4000))))), "n=4");
  assert_string_equal(COUNTED(MAP(P("duration", OP(">=", value_f64(3999.5))))), "n=7");
  assert_string_equal(COUNTED(MAP(P("duration", OP("<", value_f64(4000.5))))), "n=4");
  assert_string_equal(COUNTED(MAP(P("duration", OP(">", value_i64(-1))))), "n=10");
  assert_string_equal(COUNTED(MAP(P("duration", value_i64(-1)))), "n=0");
  assert_string_equal(COUNTED(MAP(P("result", OP("<", value_i64(0))))), "n=4");
  assert_string_equal(COUNTED(MAP(P("result", OP("<", value_u64(UINT64_MAX))))), "n=10");
  assert_string_equal(COUNTED(MAP(P("result", OP("~=", value_i64(0))))), "n=9");
  assert_string_equal(
      COUNTED(MAP(P("result", OP("in", LIST(value_i64(-4), value_i64(5), value_i64(77)))))), "n=2");
  assert_string_equal(COUNTED(MAP(P("share", OP(">", value_f64(2.25))))), "n=1");
  assert_string_equal(COUNTED(MAP(P("share", OP(">=", value_i64(2))))), "n=3");
  assert_string_equal(COUNTED(MAP(P("failed", value_bool(true)))), "n=2");
  assert_string_equal(COUNTED(MAP(P("name", TEXT("read")))), "n=5");
  assert_string_equal(COUNTED(MAP(P("name", OP("like", TEXT("?r*"))))), "n=5");
  assert_string_equal(COUNTED(MAP(P("note", OP("like", TEXT("*d"))))), "n=5");
  assert_string_equal(COUNTED(MAP(P("note", OP("in", LIST(TEXT("even"), TEXT("never")))))), "n=5");
  assert_string_equal(COUNTED(MAP(P("note", OP("<", TEXT("f"))))), "n=5");
  assert_string_equal(
      COUNTED(MAP(P("duration", LIST(OP(">", value_i64(2000)), OP("<", value_i64(5000)))))), "n=2");
  assert_string_equal(COUNTED(MAP(P("duration", OP(">", value_i64(2000))), P("name", TEXT("read")))), "n=4");
}

static void several_keys_make_groups(void **state) {
  table *t = *state;
  fill_calls(t);
  assert_string_equal(
      run(t, MAP(P("group", LIST(TEXT("note"), TEXT("failed"))), P("get", MAP(P("n", TEXT("count")))))),
      "note=even failed=false n=4; note=even failed=true n=1; note=odd failed=false n=4; note=odd "
      "failed=true n=1");
  assert_string_equal(
      run(t, MAP(P("group", TEXT("result")), P("top", value_i64(2)), P("get", MAP(P("n", TEXT("count")))))),
      "result=-4 n=1; result=-3 n=1");
  assert_string_equal(
      run(t, MAP(P("group", TEXT("result")), P("top", MAP(P("n", value_i64(2)), P("by", TEXT("d")))),
                 P("get", MAP(P("d", TEXT("max duration")))))),
      "result=5 d=10000; result=4 d=9000");
  assert_string_equal(run(t, MAP(P("group", TEXT("note")))), "note=even; note=odd");
}

static void rows_without_get_are_the_records(void **state) {
  table *t = *state;
  fill_calls(t);
  reduce *r = compile(t, MAP(P("where", MAP(P("failed", value_bool(true))))));
  feed(t, r);
  sonde_value rows = rows_of(t, r);
  assert_int_equal(rows.len, 2);
  assert_int_equal(value_get(&rows.u.list[1], "duration")->u.u, 10000);
  assert_string_equal(value_get(&rows.u.list[1], "note")->u.s, "even");
  assert_int_equal(value_get(&rows.u.list[1], "time")->u.i, 1009);
  assert_null(value_get(&rows.u.list[1], "quality"));
  reduce_free(r);
  for (uint32_t i = 0; i < 2000; i++)
    add(t, 3, (i * 7919) % 2003 + 100000);
  r = compile(t, MAP(P("top", MAP(P("n", value_i64(3)), P("by", TEXT("duration"))))));
  feed(t, r);
  rows = rows_of(t, r);
  assert_int_equal(rows.len, 3);
  assert_int_equal(value_get(&rows.u.list[0], "duration")->u.u, 102002);
  assert_int_equal(value_get(&rows.u.list[2], "duration")->u.u, 102000);
  reduce_loss loss;
  reduce_get_loss(r, &loss);
  assert_int_equal(loss.matched, 2010);
  reduce_free(r);
}

static void unknown_is_skipped_and_counted(void **state) {
  table *t = *state;
  fill_calls(t);
  t->records[0].quality = (uint64_t)SONDE_WHY_DENIED << 4;
  t->records[1].record.size = AT(result);
  reduce *r = compile(t,
      MAP(P("get", MAP(P("n", TEXT("count")), P("least", TEXT("min duration")), P("s", TEXT("sum share"))))));
  record_source s = {.type = t->type, .symbols = &t->map};
  for (uint32_t i = 0; i < 2; i++) {
    sonde_span span = {.size = sizeof span,
        .records = t->records + i,
        .nbytes = t->records[i].record.size,
        .nrecords = 1,
        .lost = 4};
    reduce_add(r, &s, &span);
  }
  reduce_loss loss;
  reduce_get_loss(r, &loss);
  /* duration of the first; share of the second, which is too short for it */
  assert_string_equal(shown(t, rows_of(t, r)), "n=2 least=2000 s=0.25");
  assert_int_equal(loss.unknown, 2);
  assert_int_equal(loss.lost, 8);
  assert_int_equal(loss.records, 2);
  reduce_free(r);
}

static void sums_are_exact_or_unknown(void **state) {
  table *t = *state;
  add(t, 1, UINT64_MAX - 1)->result = INT64_MIN;
  add(t, 1, 1)->result = INT64_MAX;
  assert_string_equal(run(t, MAP(P("get", MAP(P("s", TEXT("sum duration")), P("r", TEXT("sum result")))))),
      "s=18446744073709551615 r=-1");
  add(t, 1, 1)->result = INT64_MIN;
  reduce *r = compile(t, MAP(P("get", MAP(P("s", TEXT("sum duration")), P("m", TEXT("mean duration"))))));
  feed(t, r);
  sonde_value rows = rows_of(t, r);
  const sonde_value *s = value_get(&rows.u.list[0], "s");
  assert_int_equal(s->kind, SONDE_UNKNOWN);
  assert_int_equal(s->len, SONDE_WHY_OVERFLOW);
  assert_true(fabs(value_get(&rows.u.list[0], "m")->u.n - 6148914691236517205.3) < 1e4);
  reduce_free(r);
}

static void nothing_seen_is_not_zero(void **state) {
  table *t = *state;
  assert_string_equal(run(t, MAP(P("get", MAP(P("n", TEXT("count")), P("s", TEXT("sum duration")),
                                              P("w", TEXT("max duration")))))),
      "n=0 s=0 w=unknown (unknown)");
  assert_string_equal(run(t, MAP(P("group", TEXT("name")), P("get", MAP(P("n", TEXT("count")))))), "");
}

static void reading_changes_nothing_and_reset_empties(void **state) {
  table *t = *state;
  fill_calls(t);
  reduce *r = compile(
      t, MAP(P("group", TEXT("note")), P("get", MAP(P("n", TEXT("count")), P("d", TEXT("distinct result")),
                                                    P("p", TEXT("p99 duration"))))));
  feed(t, r);
  assert_string_equal(shown(t, rows_of(t, r)), shown(t, rows_of(t, r)));
  feed(t, r);
  assert_string_equal(shown(t, rows_of(t, r)), "note=even n=10 d=5 p=10000; note=odd n=10 d=5 p=9000");
  reduce_reset(r);
  assert_int_equal(rows_of(t, r).len, 0);
  feed(t, r);
  assert_string_equal(shown(t, rows_of(t, r)), "note=even n=5 d=5 p=10000; note=odd n=5 d=5 p=9000");
  assert_int_equal(reduce_columns(r), 4);
  assert_string_equal(reduce_column_name(r, 3), "p");
  assert_string_equal(reduce_column_unit(r, 3), "ns");
  assert_string_equal(reduce_column_unit(r, 1), "count");
  assert_null(reduce_column_name(r, 4));
  assert_int_equal(reduce_wanted(r), 1 << 1 | 1 << 2 | 1 << 6);
  reduce_free(r);
}

/* Ticks of half a nanosecond: converted after reduction, and durations in `where` before. */
static void ticks_become_nanoseconds(void **state) {
  table *t = *state;
  sonde_field fields[COUNT(call_fields)];
  memcpy(fields, call_fields, sizeof fields);
  fields[1].unit = "ticks";
  record_type_free(t->type);
  t->type =
      record_type_new("tracer", "call", EVENT_CALL, fields, COUNT(fields), sizeof(call_record), NULL, 0);
  t->clock = (sonde_clock){.mult = 1, .shift = 1};
  t->has_clock = true;
  fill_calls(t);
  reduce *r = compile(t,
      MAP(P("where", MAP(P("duration", LIST(TEXT(">"), TEXT("4us"))))),
          P("get", MAP(P("n", TEXT("count")), P("s", TEXT("sum duration")), P("m", TEXT("mean duration"))))));
  feed(t, r);
  assert_string_equal(shown(t, rows_of(t, r)), "n=2 s=9500 m=4750");
  assert_string_equal(reduce_column_unit(r, 1), "ns");
  reduce_free(r);
}

static void too_many_groups_are_other(void **state) {
  table *t = *state;
  reduce *r = compile(t, MAP(P("group", TEXT("duration")), P("get", MAP(P("n", TEXT("count")))),
                             P("top", MAP(P("n", value_i64(1)), P("by", TEXT("n"))))));
  for (uint32_t i = 0; i < 70000; i += MOST) {
    t->n = 0;
    for (uint32_t k = i; k < i + MOST && k < 70000; k++)
      add(t, 1, k);
    feed(t, r);
  }
  reduce_loss loss;
  reduce_get_loss(r, &loss);
  assert_int_equal(loss.groups_dropped, 70000 - 65536);
  sonde_value rows = rows_of(t, r);
  assert_int_equal(rows.len, 1); /* "other" is last, however many it counts */
  assert_int_equal(value_get(&rows.u.list[0], "n")->u.u, 1);
  reduce_free(r);
}

/* Random records, reduced by the plainest code there is. */
static void random_data_matches_a_naive_reference(void **state) {
  table *t = *state;
  uint64_t random = 12345;
  for (int round = 0; round < 20; round++) {
    uint64_t count[4] = {0}, worst[4] = {0};
    int64_t sum[4] = {0}, least[4] = {0};
    int64_t limit = (int64_t)(next_random(&random) % 2000) - 1000;
    t->n = 0;
    for (uint32_t i = 0; i < MOST; i++) {
      uint32_t subject = 1 + (uint32_t)(next_random(&random) % 3);
      call_record *c = add(t, subject, next_random(&random) >> (next_random(&random) % 60));
      c->result = (int64_t)(next_random(&random) % 2000) - 1000;
      if (c->result <= limit) continue;
      least[subject] = !count[subject] || c->result < least[subject] ? c->result : least[subject];
      worst[subject] = c->duration > worst[subject] ? c->duration : worst[subject];
      sum[subject] += c->result;
      count[subject]++;
    }
    reduce *r = compile(
        t, MAP(P("where", MAP(P("result", LIST(TEXT(">"), value_i64(limit))))), P("group", TEXT("name")),
               P("get", MAP(P("n", TEXT("count")), P("s", TEXT("sum result")), P("w", TEXT("max duration")),
                            P("l", TEXT("min result"))))));
    feed(t, r);
    sonde_value rows = rows_of(t, r);
    for (uint32_t i = 0; i < rows.len; i++) {
      const char *name = value_get(&rows.u.list[i], "name")->u.s;
      int g = name[0] == 'r' ? 1 : name[0] == 'w' ? 2 : 3;
      assert_int_equal(value_get(&rows.u.list[i], "n")->u.u, count[g]);
      assert_int_equal(value_get(&rows.u.list[i], "s")->u.i, sum[g]);
      assert_true(value_get(&rows.u.list[i], "w")->u.u == worst[g]);
      assert_int_equal(value_get(&rows.u.list[i], "l")->u.i, least[g]);
      count[g] = 0;
    }
    assert_int_equal(count[1] + count[2] + count[3], 0);
    reduce_free(r);
  }
}

static const char *refused(table *t, sonde_value spec) {
  static error e;
  e = (error){0};
  assert_null(reduce_new(t->type, &spec, &e));
  return e.text;
}

static void messages_name_the_part(void **state) {
  table *t = *state;
  assert_string_equal(refused(t, MAP(P("get", MAP(P("total", TEXT("sum duraton")))))),
      "get.total: no column 'duraton', did you mean 'duration'?");
  assert_string_equal(refused(t, MAP(P("get", MAP(P("x", TEXT("summ duration")))))),
      "get.x: unknown word 'summ', did you mean 'sum'?");
  assert_string_equal(refused(t, MAP(P("get", MAP(P("x", TEXT("sum note")))))),
      "get.x: 'sum' wants numbers, and column 'note' is text");
  assert_string_equal(refused(t, MAP(P("get", MAP(P("x", TEXT("sum")))))),
      "get.x: 'sum' wants a column, as in \"sum duration\"");
  assert_string_equal(
      refused(t, MAP(P("wher", MAP(P("x", value_i64(1)))))), "unknown part 'wher', did you mean 'where'?");
  assert_string_equal(refused(t, MAP(P("where", MAP(P("nme", TEXT("x")))))),
      "where.nme: no column 'nme', did you mean 'name'?");
  assert_string_equal(refused(t, MAP(P("where", MAP(P("duration", LIST(TEXT("=>"), value_i64(1))))))),
      "where.duration: unknown operator '=>'; use == ~= < <= > >= in like");
  assert_non_null(strstr(
      refused(t, MAP(P("where", MAP(P("duration", LIST(TEXT(">"), TEXT("soon"))))))), "where.duration: "));
  assert_string_equal(
      refused(t, MAP(P("group", TEXT("nam")))), "group: no column 'nam', did you mean 'name'?");
  assert_string_equal(refused(t, MAP(P("group", TEXT("name")), P("get", MAP(P("n", TEXT("count")))),
                                     P("top", MAP(P("by", TEXT("m")))))),
      "top.by: no column 'm' in the rows, did you mean 'n'?");
  assert_string_equal(refused(t, MAP(P("top", value_i64(0)))), "top: wants a number of rows from 1 to 65536");
  assert_string_equal(refused(t, MAP(P("get", MAP(P("p", TEXT("p100 duration")))))),
      "get.p: unknown word 'p100'; use count, sum, min, max, mean, stddev, distinct, first, last, or p1 to "
      "p99.9");
}

#define T(f) cmocka_unit_test_setup_teardown(f, start, end)

int main(void) {
  const struct CMUnitTest tests[] = {T(words_give_known_answers), T(conditions_choose),
      T(several_keys_make_groups), T(rows_without_get_are_the_records), T(unknown_is_skipped_and_counted),
      T(sums_are_exact_or_unknown), T(nothing_seen_is_not_zero), T(reading_changes_nothing_and_reset_empties),
      T(ticks_become_nanoseconds), T(too_many_groups_are_other), T(random_data_matches_a_naive_reference),
      T(messages_name_the_part)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
