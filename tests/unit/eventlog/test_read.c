/* The query `read` through the real host, directly and by wire: columns, filters, named event data, damage.
 */
#include <stdio.h>
#include <stdlib.h>

#include "fixture.h"

#include "host/host.h"

static host *h;
static arena memory;
static const char *path;

static int open_host(bool by_wire) {
  static const char *const folders[] = {NULL};
  error e = {0};
  evtx_writer w;
  host_options options = {.plugin_folders = folders, .by_wire = by_wire};
  h = host_new(&options, &e);
  if (!h || host_add_builtin(h, sonde_plugin_v0(), NULL, &e)) fail_msg("%s", e.text);
  path = fixture_path(&memory, "read");
  fixture_make(&w);
  if (!written_save(&w, path)) fail_msg("cannot write %s", path);
  written_free(&w);
  return 0;
}

static int direct(void **state) {
  (void)state;
  return open_host(false);
}

static int by_wire(void **state) {
  (void)state;
  return open_host(true);
}

static int close_host(void **state) {
  (void)state;
  remove(path);
  host_free(h);
  arena_free(&memory);
  return 0;
}

typedef struct rows {
  uint32_t n, unknown; /* unknown: values of `column` */
  int64_t sum;         /* of integer values of `column`, else of the texts' lengths */
  char first[200];     /* of texts */
} rows;

static bool read_with(const char *const args[][2], size_t nargs, const char *column, rows *out, error *e) {
  row r;
  sonde_pair pairs[10] = {{"path", value_text(path)}};
  memset(out, 0, sizeof *out);
  for (size_t i = 0; i < nargs; i++)
    pairs[i + 1] = (sonde_pair){args[i][0], value_text(args[i][1])};
  for (size_t i = 1; i <= nargs; i++)
    if (!strcmp(pairs[i].key, "columns") || !strcmp(pairs[i].key, "ids")) {
      sonde_value *item = arena_alloc(&memory, sizeof *item);
      *item = !strcmp(pairs[i].key, "ids") ? value_i64(strtoll(args[i - 1][1], NULL, 10)) : pairs[i].value;
      pairs[i].value = value_list(item, 1);
    }
  sonde_value map = value_map(pairs, nargs + 1);
  if (host_find_row(h, "eventlog.read", &r, e)) fail_msg("%s", e->text);
  cursor *c = host_open(h, &r, &map, 0, 0, NULL, e);
  if (!c) return false;
  record_source source;
  sonde_span span = {.size = sizeof span};
  int got;
  while ((got = cursor_next(c, &source, &span, e)) > 0) {
    const sonde_record *one = span.records;
    for (uint32_t i = 0; i < span.nrecords; i++, one = record_next(one), out->n++) {
      sonde_value v = record_value(&source, one, (uint32_t)record_find_column(source.type, column));
      if (v.kind == SONDE_UNKNOWN)
        out->unknown++;
      else if (v.kind != SONDE_TEXT)
        out->sum = (int64_t)((uint64_t)out->sum + (uint64_t)v.u.i); /* times: only a fingerprint, may wrap */
      else {
        out->sum += v.len;
        if (!out->first[0]) snprintf(out->first, sizeof out->first, "%.*s", (int)v.len, v.u.s);
      }
    }
  }
  cursor_close(c);
  return got == 0;
}

#define READ(column, out, ...)                                                                               \
  do {                                                                                                       \
    const char *const given[][2] = {__VA_ARGS__};                                                            \
    error problem = {0};                                                                                     \
    if (!read_with(given, sizeof given / sizeof given[0], column, out, &problem))                            \
      fail_msg("%s", problem.text);                                                                          \
  } while (0)

static void columns(void **state) {
  (void)state;
  rows r;
  READ("record", &r, {"level", "verbose"});
  assert_int_equal(r.n, FIXTURE_RECORDS);
  assert_int_equal(r.sum, 5000 * 120 + 120 * 121 / 2);
  READ("time", &r, {"level", "verbose"});
  uint64_t start = (uint64_t)(FIXTURE_START - FILETIME_1970) * 100;
  assert_int_equal((uint64_t)r.sum, start * 120 + UINT64_C(1000000000) * 120 * 121 / 2); /* both wrap alike */
  READ("utc", &r, {"level", "verbose"});
  assert_string_equal(r.first, "2016-07-10T23:12:52.6816408Z");
  READ("text", &r, {"level", "verbose"});
  assert_string_equal(r.first, "Index=1; Name=user 1; Pids=1; Pids=2");
  READ("user", &r, {"level", "verbose"});
  assert_int_equal(r.unknown, 120);
  READ("error", &r, {"level", "verbose"});
  assert_int_equal(r.unknown + r.sum, 0);
  READ("keywords", &r, {"text", "user 7"});
  assert_true((uint64_t)r.sum == UINT64_C(0x8000000000000000) * r.n);
}

static void filters(void **state) {
  (void)state;
  rows r;
  READ("event", &r, {"ids", "1003"});
  assert_int_equal(r.n, 30);
  assert_int_equal(r.sum, 30 * 1003);
  READ("level", &r, {"level", "error"});
  assert_int_equal(r.n, 24);
  READ("provider", &r, {"source", "fixture-*"});
  assert_int_equal(r.n, 80);
  assert_string_equal(r.first, "Fixture-Provider");
  READ("number", &r, {"text", "USER 11"}, {"level", "information"});
  assert_int_equal(r.n, 11); /* 11, 110 to 119 */
  READ("number", &r, {"from", "2016-07-10T23:13:00.6816408Z"}, {"to", "2016-07-10T23:13:01.6816408Z"});
  assert_int_equal(r.n, 2);
  assert_int_equal(r.sum, 9 + 10);
  READ("number", &r, {"last", "1h"});
  assert_int_equal(r.n, 0);
}

static void named(void **state) {
  (void)state;
  rows r;
  READ("Index", &r, {"columns", "Index"});
  assert_int_equal(r.n, 120);
  assert_int_equal(r.sum, 9 + 90 * 2 + 21 * 3);
  READ("Pids", &r, {"columns", "Pids"});
  assert_string_equal(r.first, "1\n2");
  READ("Nothing", &r, {"columns", "Nothing"});
  assert_int_equal(r.sum, 0);
}

/* What cannot be read is not dropped by a filter, and tells why. */
static void damage(void **state) {
  (void)state;
  evtx_writer w;
  rows r;
  fixture_make(&w);
  uint32_t outside = 0x00ffff00;
  memcpy(w.bytes + written_place(&w, 20) + 24 + 4 + 6, &outside, 4);
  written_fix(&w);
  assert_true(written_save(&w, path));
  written_free(&w);
  READ("error", &r, {"ids", "4711"});
  assert_int_equal(r.n, 1);
  assert_non_null(strstr(r.first, "the template cannot be in this chunk"));
  READ("record", &r, {"ids", "4711"});
  assert_int_equal(r.unknown, 1);
  READ("number", &r, {"ids", "4711"});
  assert_int_equal(r.sum, 21);
}

static void save(const char *bytes, size_t n) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes, 1, n, f), n);
  assert_int_equal(fclose(f), 0);
}

static void refused(void **state) {
  (void)state;
  rows r;
  error e = {0};
  const char *const wrong[][2] = {{"from", "yesterday"}};
  assert_false(read_with(wrong, 1, "time", &r, &e));
  assert_int_equal(e.status, SONDE_ARG);
  assert_non_null(strstr(e.text, "'yesterday' is no time"));
  const char *const nothing[][2] = {{"from", "2018-02-01"}, {"to", "2018-01-01"}};
  assert_false(read_with(nothing, 2, "time", &r, &e));
  assert_int_equal(e.status, SONDE_ARG);
  assert_non_null(strstr(e.text, "from is later than to"));
  save("", 0);
  assert_false(read_with(wrong, 0, "time", &r, &e));
  assert_non_null(strstr(e.text, "is empty"));
  remove(path);
  assert_false(read_with(wrong, 0, "time", &r, &e));
  assert_int_equal(e.status, SONDE_MISSING);
}

/* A crash leaves blocks of zeros in a file of lines. */
static void zeros(void **state) {
  (void)state;
  rows r;
  static const char lines[] =
      "<11>1 2024-01-31T12:00:00Z h a 1 - - b\n\0\0\0\0\n<14>1 2024-01-31T12:00:01Z h a 1 - - c\n";
  save(lines, sizeof lines - 1);
  READ("level", &r, {"level", "error"});
  assert_int_equal(r.n, 2); /* that line, and the zeros, which have no level */
  assert_int_equal(r.sum, 2);
  static const char elf[64] = "\x7f"
                              "ELF\2\1\1";
  error e = {0};
  save(elf, sizeof elf);
  assert_false(read_with(NULL, 0, "time", &r, &e));
  assert_int_equal(e.status, SONDE_ARG);
}

static uint64_t dump(const char *format, const char *first, uint32_t *n) {
  row r;
  error e = {0};
  sonde_pair pairs[] = {{"path", value_text(path)}, {"format", value_text(format)}};
  sonde_value args = value_map(pairs, 2);
  record_source source;
  sonde_span span = {.size = sizeof span};
  uint64_t bytes = 0;
  int got;
  if (host_find_row(h, "eventlog.dump", &r, &e)) fail_msg("%s", e.text);
  cursor *c = host_open(h, &r, &args, 0, 0, NULL, &e);
  if (!c) fail_msg("%s", e.text);
  *n = 0;
  while ((got = cursor_next(c, &source, &span, &e)) > 0) {
    const sonde_record *one = span.records;
    for (uint32_t i = 0; i < span.nrecords; i++, one = record_next(one), ++*n) {
      sonde_value v = record_value(&source, one, (uint32_t)record_find_column(source.type, "text"));
      assert_int_equal(v.kind, SONDE_TEXT);
      bytes += v.len;
      sonde_value time = record_value(&source, one, (uint32_t)record_find_column(source.type, "time"));
      assert_int_equal(time.u.i, INT64_C(1468192372681640800) + *n * INT64_C(1000000000));
      if (*n == 0 && (v.len != strlen(first) || memcmp(v.u.s, first, v.len)))
        fail_msg("%.*s", (int)v.len, v.u.s);
    }
  }
  assert_int_equal(got, 0);
  cursor_close(c);
  return bytes;
}

static void dumps(void **state) {
  (void)state;
  uint32_t n;
  dump("xml",
      "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System>"
      "<Provider Name=\"Fixture-Provider\"/><EventID>1001</EventID><Level>4</Level>"
      "<Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime=\"2016-07-10T23:12:52.6816408Z\"/>"
      "<EventRecordID>5001</EventRecordID><Execution ProcessID=\"101\" "
      "ThreadID=\"7\"/><Channel>Fixture</Channel>"
      "<Computer>machine</Computer><Security/></System><EventData><Data Name=\"Index\">1</Data>"
      "<Data Name=\"Name\">user 1</Data><Data Name=\"Pids\">1</Data><Data "
      "Name=\"Pids\">2</Data></EventData></Event>",
      &n);
  assert_int_equal(n, FIXTURE_RECORDS);
  dump("jsonl",
      "{\"number\":1,\"offset\":4608,\"record\":5001,\"time\":\"2016-07-10T23:12:52.6816408Z\","
      "\"provider\":\"Fixture-Provider\",\"source\":null,\"guid\":null,\"event\":1001,\"qualifiers\":null,"
      "\"version\":null,\"level\":4,\"task\":null,\"opcode\":null,\"keywords\":\"0x8000000000000000\","
      "\"channel\":\"Fixture\",\"computer\":\"machine\",\"user\":null,\"process\":101,\"thread\":7,"
      "\"activity\":null,"
      "\"related\":null,\"data\":{\"Index\":\"1\",\"Name\":\"user "
      "1\",\"Pids\":[\"1\",\"2\"]},\"data_list\":[],\"parts\":[],"
      "\"error\":null}",
      &n);
  assert_int_equal(n, FIXTURE_RECORDS);
}

static sonde_value answer(const char *name) {
  row r;
  error e = {0};
  sonde_value file = value_text(path), result;
  if (host_find_row(h, name, &r, &e) || host_call(h, &r, &file, &memory, &result, &e)) fail_msg("%s", e.text);
  return result;
}

static int64_t integer(const sonde_value *map, const char *key) {
  return value_get(map, key)->u.i;
}

static void functions(void **state) {
  (void)state;
  evtx_writer w;
  fixture_make(&w);
  memset(w.bytes + written_place(&w, 30) + 4, 0, 4); /* one record without a size */
  assert_true(written_save(&w, path));
  written_free(&w);
  sonde_value info = answer("eventlog.info"), stats = answer("eventlog.stats");
  assert_int_equal(integer(&info, "records"), 119);
  assert_int_equal(integer(&info, "recovered"), 9);
  assert_int_equal(integer(&info, "broken_places"), 1);
  assert_int_equal(integer(&info, "chunks"), 3);
  assert_int_equal(integer(&info, "chunks_damaged"), 1);
  assert_int_equal(integer(&info, "next_record"), 121);
  assert_string_equal(value_get(&info, "version")->u.s, "3.1");
  assert_string_equal(value_get(&info, "first")->u.s, "2016-07-10T23:12:52.6816408Z");
  assert_string_equal(value_get(&info, "last")->u.s, "2016-07-10T23:14:51.6816408Z");
  assert_int_equal(integer(&stats, "events"), 119);
  assert_int_equal(integer(value_get(&stats, "levels"), "error"), 24);
  assert_int_equal(integer(value_get(&stats, "levels"), "information"), 95);
  const sonde_value *by = value_get(&stats, "by");
  assert_int_equal(by->len, 8); /* two providers, four ids */
  int64_t sum = 0;
  for (uint32_t i = 0; i < by->len; i++)
    sum += integer(&by->u.list[i], "count");
  assert_int_equal(sum, 119);
  assert_string_equal(value_get(&by->u.list[0], "provider")->u.s, "Fixture-Provider");
}

#define BOTH(f)                                                                                              \
  cmocka_unit_test_setup_teardown(f, direct, close_host),                                                    \
      cmocka_unit_test_setup_teardown(f, by_wire, close_host)

int main(void) {
  const struct CMUnitTest tests[] = {BOTH(columns), BOTH(filters), BOTH(named), BOTH(damage), BOTH(refused),
      BOTH(zeros), BOTH(dumps), BOTH(functions)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
