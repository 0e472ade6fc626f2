/* A child of known size through the real host, directly and by wire, on both systems. */
#include "both_ways.h"

#include <stdio.h>

#include "base/memory.h"
#include "os/process.h"
#include "workload.h"

#define MIB (1 << 20)

static workload *child;

static void open_own(bool by_wire) {
  open_host(by_wire, NULL, sonde_plugin_v0(), NULL);
  child = workload_start();
  assert_non_null(child);
}

static void close_own(void) {
  workload_free(child);
}

static sonde_value info(void) {
  sonde_pair pairs[] = {{"pid", value_i64(workload_pid(child))}};
  return call("memory.info", pairs, 1);
}

/* A whole number in a map; `of` and `what` name a map in it. -1: unknown. */
static int64_t number(const sonde_value *map, const char *of, const char *what) {
  const sonde_value *v = value_get(map, of);
  if (v && what) v = value_get(v, what);
  if (!v) fail_msg("no %s.%s", of, what ? what : "");
  return v->kind == SONDE_I64 ? v->u.i : -1;
}

/* Unknown is fine where the system does not tell (Windows: of other processes under Wine). */
static void near(int64_t before, int64_t after, int64_t least) {
  if (before < 0 || after < 0) return;
  if (after - before < least || after - before > least + 2 * MIB) fail_msg("%d more", (int)(after - before));
}

/* Pages of files are private as long as no other process has them in memory: others come and go. */
static void near_private(int64_t before, int64_t after, int64_t least) {
  near(before - MIB, after, least);
}

static void sizes(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  sonde_value before = info();
  assert_true(workload_do(child, DO_MEMORY));
  sonde_value after = info();
  assert_int_equal(
      number(&after, "anonymous", "size") - number(&before, "anonymous", "size"), WORKLOAD_MEMORY);
  near(number(&before, "virtual", NULL), number(&after, "virtual", NULL), WORKLOAD_MEMORY);
  near(number(&before, "resident", NULL), number(&after, "resident", NULL), WORKLOAD_MEMORY);
  near_private(number(&before, "private", NULL), number(&after, "private", NULL), WORKLOAD_MEMORY);
  near(number(&before, "commit", NULL), number(&after, "commit", NULL), WORKLOAD_MEMORY);
  near(number(&before, "anonymous", "dirty"), number(&after, "anonymous", "dirty"), WORKLOAD_MEMORY);
  assert_true(number(&after, "resident", NULL) > WORKLOAD_MEMORY);
  assert_true(number(&after, "commit", NULL) > WORKLOAD_MEMORY);
}

/* Of ourselves both systems tell every page. */
static void own_pages(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  sonde_pair self[] = {{"pid", value_i64(process_self())}};
  sonde_value before = call("memory.info", self, 1);
  char *block = workload_map(WORKLOAD_MEMORY);
  assert_non_null(block);
  memset(block, 1, WORKLOAD_MEMORY / 2);
  sonde_value after = call("memory.info", self, 1);
  near(number(&before, "anonymous", "size"), number(&after, "anonymous", "size"), WORKLOAD_MEMORY);
  int64_t more = number(&after, "anonymous", "resident") - number(&before, "anonymous", "resident");
  assert_true(more >= WORKLOAD_MEMORY / 2 && more < WORKLOAD_MEMORY / 2 + 2 * MIB);
  near_private(number(&before, "private", NULL), number(&after, "private", NULL), WORKLOAD_MEMORY / 2);
  int64_t image = number(&after, "image", "resident");
  assert_true(image > 0);
  assert_int_equal(number(&after, "image", "private") + number(&after, "image", "shared"), image);
}

/* What a query gives, as counts and sums. */
typedef struct found {
  uint64_t n;
  int64_t bytes;
  const char *text_column, *ends; /* NULL: any; else only records whose text ends so */
} found;

static bool matches(const found *f, const record_source *source, const sonde_record *r) {
  if (!f->ends) return true;
  sonde_value v = record_value(source, r, (uint32_t)record_find_column(source->type, f->text_column));
  size_t len = strlen(f->ends);
  return v.kind == SONDE_TEXT && v.len >= len && memcmp(v.u.s + v.len - len, f->ends, len) == 0;
}

static void use_span(found *f, const record_source *source, const sonde_span *span) {
  const sonde_record *r = span->records;
  for (uint32_t i = 0; i < span->nrecords; i++, r = record_next(r)) {
    if (!matches(f, source, r)) continue;
    int size = record_find_column(source->type, "size");
    f->n++;
    if (size >= 0) f->bytes += record_value(source, r, (uint32_t)size).u.i;
  }
}

/* filter: value of the parameter `by`, or NULL. */
static found query(
    const char *name, const char *by, const char *filter, const char *column, const char *ends) {
  row r = find(name);
  error e = {0};
  found f = {.text_column = column, .ends = ends};
  sonde_pair pairs[] = {
      {"pid", value_i64(workload_pid(child))}, {by, filter ? value_text(filter) : value_nil()}};
  sonde_value args = value_map(pairs, filter ? 2 : 1);
  cursor *c = host_open(h, &r, &args, 0, 0, NULL, &e);
  if (!c) fail_msg("%s", e.text);
  record_source source;
  sonde_span span = {.size = sizeof span};
  int got;
  while ((got = cursor_next(c, &source, &span, &e)) > 0)
    use_span(&f, &source, &span);
  if (got < 0) fail_msg("%s", e.text);
  cursor_close(c);
  return f;
}

static void map_kinds(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  assert_int_equal(query("memory.map", "kind", "mapped", "name", ".mapped").n, 0);
  uint64_t stacks = query("memory.map", "kind", "stack", "name", NULL).n;
  assert_true(workload_do(child, DO_MAPPED));
  assert_true(workload_do(child, DO_THREADS));
  found file = query("memory.map", "kind", "mapped", "name", ".mapped");
  assert_int_equal(file.n, 1);
  assert_int_equal(file.bytes, WORKLOAD_MAPPED);
  assert_int_equal(query("memory.map", "kind", "stack", "name", NULL).n, stacks + WORKLOAD_THREADS);
  assert_true(query("memory.map", "kind", "image", "name", NULL).n > 3);
}

static const sonde_value *item(const sonde_value *map, const char *list, const char *key, const char *value) {
  const sonde_value *items = value_get(map, list);
  for (uint32_t i = 0; i < items->len; i++) {
    const sonde_value *v = value_get(&items->u.list[i], key);
    if (!value || (v->len == strlen(value) && memcmp(v->u.s, value, v->len) == 0)) return &items->u.list[i];
  }
  fail_msg("%s has no %s", list, value);
  return NULL;
}

static void snapshots(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  sonde_pair pid[] = {{"pid", value_i64(workload_pid(child))}};
  sonde_value before = call("memory.snapshot", pid, 1);
  assert_true(workload_do(child, DO_MEMORY));
  assert_true(workload_do(child, DO_MAPPED));
  sonde_value after = call("memory.snapshot", pid, 1);
  sonde_pair both[] = {{"before", before}, {"after", after}, {"top", value_i64(5)}};
  sonde_value result = call("memory.compare", both, 3);
  near(0, number(&result, "size", NULL), WORKLOAD_MEMORY + WORKLOAD_MAPPED);
  assert_int_equal(number(item(&result, "kinds", "kind", "anonymous"), "size", NULL), WORKLOAD_MEMORY);
  assert_int_equal(number(item(&result, "kinds", "kind", "mapped"), "size", NULL), WORKLOAD_MAPPED);
  const sonde_value *largest = item(&result, "regions", "change", NULL);
  assert_int_equal(number(largest, "size", NULL), WORKLOAD_MEMORY);
  near(0, number(largest, "resident", NULL), WORKLOAD_MEMORY);
  assert_int_equal(number(item(&result, "regions", "kind", "mapped"), "size", NULL), WORKLOAD_MAPPED);
  sonde_pair same[] = {both[1], both[1]};
  same[0].key = "before";
  result = call("memory.compare", same, 2);
  assert_int_equal(value_get(&result, "regions")->len, 0);
}

static void saved(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  char path[1300];
  snprintf(path, sizeof path, "%s.%u.snapshot", workload_program(), (unsigned)workload_pid(child));
  sonde_pair record[] = {{"pid", value_i64(workload_pid(child))}, {"path", value_text(path)}};
  sonde_value result = call("memory.record", record, 2);
  assert_true(number(&result, "regions", NULL) > 5);
  assert_true(workload_do(child, DO_MEMORY));
  sonde_pair load[] = {{"path", value_text(path)}};
  sonde_value before = call("memory.load", load, 1), after = call("memory.snapshot", record, 1);
  sonde_pair both[] = {{"before", before}, {"after", after}};
  result = call("memory.compare", both, 2);
  assert_int_equal(number(item(&result, "kinds", "kind", "anonymous"), "size", NULL), WORKLOAD_MEMORY);
  sonde_pair files[] = {{"before", value_text(path)}, {"after", value_text(path)}};
  result = call("memory.compare_files", files, 2);
  assert_int_equal(number(&result, "size", NULL), 0);
  remove(path);
}

static void handles(void **state) {
  (void)state;
  const char *name = strrchr(workload_program(), workload_separator) + 1;
  uint64_t all = query("memory.handles", "type", NULL, "name", NULL).n;
  uint64_t files = query("memory.handles", "type", workload_file_type, "name", name).n;
  assert_true(workload_do(child, DO_FILES));
  assert_int_equal(
      query("memory.handles", "type", workload_file_type, "name", name).n, files + WORKLOAD_FILES);
  assert_int_equal(query("memory.handles", "type", NULL, "name", NULL).n, all + WORKLOAD_FILES);
  uint64_t sockets = query("memory.handles", "type", workload_socket_type, "name", NULL).n;
  assert_true(workload_do(child, DO_SOCKETS));
  assert_true(
      query("memory.handles", "type", workload_socket_type, "name", NULL).n >= sockets + WORKLOAD_SOCKETS);
  uint64_t pipes = query("memory.handles", "type", workload_pipe_type, "name", NULL).n;
  assert_true(workload_do(child, DO_PIPES));
  assert_int_equal(
      query("memory.handles", "type", workload_pipe_type, "name", NULL).n, pipes + 2 * WORKLOAD_PIPES);
  assert_int_equal(
      query("memory.handles", "type", workload_socket_type, "name", " listen").n, workload_listeners);
}

static void nobody(void **state) {
  (void)state;
  static const char *const rows[] = {"memory.info", "memory.snapshot"};
  for (size_t i = 0; i < COUNT(rows); i++) {
    row r = find(rows[i]);
    error e = {0};
    sonde_pair pairs[] = {{"pid", value_i64(2147483644)}};
    sonde_value args = value_map(pairs, 1), result;
    assert_int_equal(host_call(h, &r, &args, &memory, &result, &e), SONDE_MISSING);
  }
}

int main(int argc, char **argv) {
  workload_main(argc, argv);
  const struct CMUnitTest tests[] = {BOTH(sizes), BOTH(own_pages), BOTH(map_kinds), BOTH(snapshots),
      BOTH(saved), BOTH(handles), BOTH(nobody)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
