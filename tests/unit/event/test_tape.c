/* Tapes: what is put comes back; a tape cut at any byte gives what lies before the cut; secrets are not on
 * it. */
#include "base/log.h"
#include "event/tape.h"
#include "fixture.h"
#include "os/file.h"

static char path[400];

static int make_path(void **state) {
  (void)state;
  arena a;
  arena_init(&a, 0);
  snprintf(path, sizeof path, "%s/sonde-test-tape-%p.tape", file_temporary_folder(&a), (void *)&a);
  arena_free(&a);
  log_set_level(SONDE_LOG_ERROR);
  return 0;
}

static int remove_path(void **state) {
  (void)state;
  file_remove(path, NULL);
  return 0;
}

static void answers_come_back_in_order(void **state) {
  (void)state;
  error e = {0}, failure = {0};
  arena a;
  arena_init(&a, 0);
  tape *t = tape_create(path, &e);
  assert_non_null(t);
  assert_false(tape_is_replay(t));
  sonde_value head = MAP(P("platform", TEXT("windows"))),
              args = MAP(P("pid", value_i64(7)), P("deep", value_bool(true)));
  sonde_value swapped = MAP(P("deep", value_bool(true)), P("none", value_nil()), P("pid", value_u64(7)));
  sonde_value one = MAP(P("rss", value_u64(UINT64_MAX))),
              two = LIST(value_i64(1), value_unknown(SONDE_WHY_DENIED, "no right"));
  tape_put_head(t, &head);
  tape_put_answer(t, "perf.process", &args, SONDE_OK, &one, NULL);
  error_set(&failure, SONDE_DENIED, "process 7 cannot be opened");
  failure.os_code = 5;
  tape_put_answer(t, "perf.process", &args, SONDE_DENIED, NULL, &failure);
  tape_put_answer(t, "perf.process", &swapped, SONDE_OK, &two, NULL);
  tape_put_answer(t, "host.now", NULL, SONDE_OK, &args, NULL);
  assert_int_equal(tape_close(t, &e), SONDE_OK);

  t = tape_open(path, &e);
  assert_non_null(t);
  assert_true(tape_is_replay(t));
  assert_string_equal(value_get(tape_head(t), "platform")->u.s, "windows");
  sonde_value v;
  assert_int_equal(tape_get_answer(t, "perf.process", &swapped, &a, &v, &e), SONDE_OK);
  assert_true(value_equal(&v, &one));
  assert_int_equal(tape_get_answer(t, "perf.process", &args, &a, &v, &e), SONDE_DENIED);
  assert_string_equal(e.text, "process 7 cannot be opened");
  assert_int_equal(e.os_code, 5);
  assert_int_equal(tape_get_answer(t, "perf.process", &args, &a, &v, &e), SONDE_OK);
  assert_true(value_equal(&v, &two));
  assert_int_equal(tape_get_answer(t, "perf.process", &args, &a, &v, &e), SONDE_MISSING);
  assert_non_null(strstr(e.text, "no answer number 4 of perf.process"));
  sonde_value empty = value_map(NULL, 0);
  assert_int_equal(tape_get_answer(t, "host.now", &empty, &a, &v, &e), SONDE_OK);
  assert_int_equal(tape_get_answer(t, "host.later", NULL, &a, &v, &e), SONDE_MISSING);
  tape_close(t, NULL);
  arena_free(&a);
}

static sonde_field secret_fields[COUNT(call_fields)];

/* Two spans of a lane: 3 and 2 records. */
static void record_spans(const record_type *type, symbol_table *symbols) {
  tape *t = tape_create(path, NULL);
  lane *l = lane_new(type, symbols, SONDE_LANE_DROP, 2, "w", NULL);
  sonde_lane *w = lane_writer(l);
  sonde_clock clock = {.raw = 0, .wall_ns = 1000000, .mult = 2, .shift = 0};
  sonde_span span;
  record_source source;
  uint32_t number = tape_put_stream(t, "tracer.call", NULL, type);
  lane_set_clock(w, &clock);
  symbol_intern(symbols, "somebody else's", 15);
  for (uint64_t i = 0; i < 5; i++) {
    call_record *c = call_begin(w, 10 + i, 100 * i);
    c->result = -1;
    c->lock = lane_define(w, i % 2 ? "odd" : "even", i % 2 ? 3 : 4);
    sonde_lane_text(w, &c->note, &"password 123456789"[i], 18 - i);
    sonde_lane_commit(w, c, lane_define(w, "read", 4));
    if (i != 2 && i != 4) continue;
    assert_true(lane_read(l, UINT64_MAX, &span, &source));
    span.lost = i;
    tape_put_span(t, number, (int64_t)(1000 * i), &source, &span);
  }
  assert_int_equal(tape_close(t, NULL), SONDE_OK);
  lane_free(l);
}

static sonde_value column(const record_source *s, const sonde_record *r, const char *name) {
  return record_value(s, r, (uint32_t)record_find_column(s->type, name));
}

static void records_come_back(void **state) {
  (void)state;
  record_type *type = call_type();
  symbol_table *symbols = symbol_table_new();
  record_spans(type, symbols);
  symbol_table_free(symbols);
  record_type_free(type);

  const record_type *read_type;
  uint32_t stream;
  sonde_span span;
  record_source source;
  error e = {0};
  tape *t = tape_open(path, &e);
  assert_int_equal(tape_find_stream(t, "tracer.call", NULL, &stream, &read_type, &e), SONDE_OK);
  assert_string_equal(read_type->name, "call");
  assert_int_equal(read_type->ncolumns, COUNT(call_fields) + 1);
  assert_false(tape_get_span(t, stream, 1999, &source, &span));
  assert_true(tape_get_span(t, stream, 2000, &source, &span));
  assert_int_equal(span.nrecords, 3);
  assert_int_equal(span.lost, 2);
  const sonde_record *r = record_next(span.records);
  assert_string_equal(column(&source, r, "name").u.s, "read");
  assert_string_equal(column(&source, r, "lock").u.s, "odd");
  assert_int_equal(column(&source, r, "duration").u.u, 100);
  assert_int_equal(column(&source, r, "result").u.i, -1);
  assert_int_equal(column(&source, r, "time").u.i, 1000022);
  sonde_value note = column(&source, r, "note");
  assert_int_equal(note.len, 17);
  assert_memory_equal(note.u.s, "assword 123456789", 17);
  assert_false(tape_get_span(t, stream, 2000, &source, &span));
  assert_true(tape_get_span(t, stream, INT64_MAX, &source, &span));
  assert_int_equal(span.nrecords, 2);
  assert_false(tape_get_span(t, stream, INT64_MAX, &source, &span));
  assert_int_equal(tape_find_stream(t, "tracer.call", NULL, &stream, &read_type, &e), SONDE_MISSING);
  tape_close(t, NULL);
}

static bool file_holds(const char *word) {
  size_t len, n = strlen(word);
  char *bytes = file_read(path, 1 << 20, &len, NULL);
  bool found = false;
  for (size_t i = 0; bytes && i + n <= len; i++)
    found |= memcmp(bytes + i, word, n) == 0;
  memory_free(bytes);
  return found;
}

static void secrets_stay_off_the_tape(void **state) {
  (void)state;
  memcpy(secret_fields, call_fields, sizeof call_fields);
  secret_fields[6].flags |= SONDE_FIELD_SECRET;
  record_type *type = record_type_new(
      "tracer", "call", EVENT_CALL, secret_fields, COUNT(call_fields), sizeof(call_record), NULL, 0);
  symbol_table *symbols = symbol_table_new();
  record_spans(type, symbols);
  assert_false(file_holds("assword"));
  const record_type *read_type;
  uint32_t stream;
  sonde_span span;
  record_source source;
  tape *t = tape_open(path, NULL);
  assert_int_equal(tape_find_stream(t, "tracer.call", NULL, &stream, &read_type, NULL), SONDE_OK);
  assert_true(tape_get_span(t, stream, INT64_MAX, &source, &span));
  assert_int_equal(column(&source, span.records, "note").kind, SONDE_UNKNOWN);
  assert_int_equal(column(&source, span.records, "duration").kind, SONDE_U64);
  tape_close(t, NULL);
  symbol_table_free(symbols);
  record_type_free(type);
}

static uint32_t count_records(tape *t) {
  const record_type *type;
  uint32_t stream, n = 0;
  sonde_span span;
  record_source source;
  while (!tape_find_stream(t, "tracer.call", NULL, &stream, &type, NULL))
    while (tape_get_span(t, stream, INT64_MAX, &source, &span))
      n += span.nrecords;
  return n;
}

static void a_cut_at_every_byte_is_survived(void **state) {
  (void)state;
  record_type *type = call_type();
  symbol_table *symbols = symbol_table_new();
  record_spans(type, symbols);
  size_t len;
  uint32_t before = 0;
  char *bytes = file_read(path, 1 << 20, &len, NULL);
  for (size_t cut = 0; cut <= len; cut++) {
    error e = {0};
    assert_int_equal(file_write(path, bytes, cut, &e), SONDE_OK);
    tape *t = tape_open(path, &e);
    if (cut < 16) {
      assert_null(t);
      assert_int_equal(e.status, SONDE_ARG);
      continue;
    }
    assert_non_null(t);
    uint32_t n = count_records(t);
    assert_true(n >= before);
    before = n;
    tape_close(t, NULL);
  }
  assert_int_equal(before, 5);
  memory_free(bytes);
  symbol_table_free(symbols);
  record_type_free(type);
}

static void a_flipped_bit_is_noticed(void **state) {
  (void)state;
  record_type *type = call_type();
  symbol_table *symbols = symbol_table_new();
  record_spans(type, symbols);
  size_t len;
  char *bytes = file_read(path, 1 << 20, &len, NULL);
  for (size_t at = 16; at < len - 12; at += 7) { /* the last block is empty */
    bytes[at] = (char)(bytes[at] ^ 4);
    file_write(path, bytes, len, NULL);
    tape *t = tape_open(path, NULL);
    assert_true(count_records(t) < 5);
    tape_close(t, NULL);
    bytes[at] = (char)(bytes[at] ^ 4);
  }
  memory_free(bytes);
  symbol_table_free(symbols);
  record_type_free(type);
}

static void other_files_are_refused(void **state) {
  (void)state;
  error e = {0};
  file_write(path, "not a tape at all, sorry", 24, NULL);
  assert_null(tape_open(path, &e));
  assert_non_null(strstr(e.text, "is not a tape of Sonde"));
  file_write(path, "SONDTAPE\2\0\0\0\0\0\0\0", 16, NULL);
  assert_null(tape_open(path, &e));
  assert_int_equal(e.status, SONDE_UNSUPPORTED);
  assert_null(tape_create("/no/such/folder/x.tape", &e));
  assert_int_equal(e.status, SONDE_OS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(answers_come_back_in_order),
      cmocka_unit_test(records_come_back),
      cmocka_unit_test(secrets_stay_off_the_tape),
      cmocka_unit_test(a_cut_at_every_byte_is_survived),
      cmocka_unit_test(a_flipped_bit_is_noticed),
      cmocka_unit_test(other_files_are_refused),
  };
  return cmocka_run_group_tests(tests, make_path, remove_path);
}
