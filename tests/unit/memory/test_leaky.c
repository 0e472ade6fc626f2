/* The sample `leaky` under the agent, through the real host, directly and by wire: exact counts and bytes of
 * each function. */
#include "both_ways.h"

#include <stdio.h>

#include "../../samples/leaky/leaky.h"
#include "base/memory.h"
#include "host/target.h"
#include "os/file.h"
#include "os/process.h"
#include "workload.h"

#define LONGEST_NS 120000000000

static process *root;
static target_context context;

/* Something of the build tree, two folders above this program. */
static const char *built(const char *what) {
  const char *program = file_program(&memory);
  int folder = (int)(strrchr(program, '/') - program);
  return file_absolute(&memory, arena_format(&memory, "%.*s/../../%s", folder, program, what));
}

static void open_own(bool by_wire) {
  static const char *folders[2], *argv[2];
  error e = {0};
  folders[0] = built("lib/sonde/plugins");
  argv[0] = built(workload_is_windows ? "samples/leaky.exe" : "samples/leaky");
  if (!folders[0] || !argv[0]) fail_msg("the build tree lacks the plugins or the sample");
  root = process_launch(argv, &e);
  if (!root) fail_msg("%s", e.text);
  context = (target_context){.root = root, .argv = argv};
  open_host(by_wire, folders, target_plugin(), &context);
}

static void close_own(void) {
  process_free(root);
}

static bool has_ended(void *self) {
  (void)self;
  return !process_alive(root);
}

static sonde_value run_tracked(void) {
  error e = {0};
  sonde_value heap = call("memory.track", NULL, 0);
  if (process_go(root, &e)) fail_msg("%s", e.text);
  host_wait_until(h, host_mono_ns(h) + LONGEST_NS, has_ended, NULL);
  assert_true(has_ended(NULL));
  return heap;
}

static int64_t number(const sonde_value *map, const char *name) {
  const sonde_value *v = value_get(map, name);
  assert_non_null(v);
  assert_int_equal(v->kind, SONDE_I64);
  return v->u.i;
}

/* What all sites of a function have together. */
typedef struct sum {
  const char *function;
  int64_t blocks, bytes, allocations;
  bool has_file;
} sum;

static void add(sum *s, const record_source *source, const sonde_record *r) {
  const struct {
    const char *column;
    int64_t *to;
  } figures[] = {{"live_blocks", &s->blocks}, {"live_bytes", &s->bytes}, {"allocations", &s->allocations}};
  sonde_value name = record_value(source, r, (uint32_t)record_find_column(source->type, "function"));
  if (name.kind != SONDE_TEXT || name.len != strlen(s->function) ||
      memcmp(name.u.s, s->function, name.len) != 0)
    return;
  for (size_t i = 0; i < COUNT(figures); i++)
    *figures[i].to +=
        record_value(source, r, (uint32_t)record_find_column(source->type, figures[i].column)).u.i;
  sonde_value file = record_value(source, r, (uint32_t)record_find_column(source->type, "file"));
  s->has_file = file.kind == SONDE_TEXT && file.len > 7;
}

static sum sites_of(sonde_value heap, const char *function, const char *what) {
  row r = find("memory.sites");
  error e = {0};
  sum s = {.function = function};
  sonde_pair pairs[] = {{"heap", heap}, {"what", value_text(what)}, {"top", value_i64(1000)}};
  sonde_value args = value_map(pairs, 3);
  cursor *c = host_open(h, &r, &args, 0, 0, NULL, &e);
  if (!c) fail_msg("%s", e.text);
  record_source source;
  sonde_span span = {.size = sizeof span};
  int got;
  while ((got = cursor_next(c, &source, &span, &e)) > 0) {
    const sonde_record *at = span.records;
    for (uint32_t i = 0; i < span.nrecords; i++, at = record_next(at))
      add(&s, &source, at);
  }
  if (got < 0) fail_msg("%s", e.text);
  cursor_close(c);
  return s;
}

static void expect(sonde_value heap, const char *what, const char *function, int64_t blocks, int64_t bytes) {
  sum s = sites_of(heap, function, what);
  if (s.blocks != blocks || s.bytes != bytes)
    fail_msg("%s: %d blocks of %d bytes, expected %d of %d", function, (int)s.blocks, (int)s.bytes,
        (int)blocks, (int)bytes);
  assert_true(s.has_file);
}

#define EXPECT_BLOCKS(function, blocks, bytes) expect(heap, "blocks", #function, blocks, bytes);
#define EXPECT_MAPPINGS(function, blocks, bytes) expect(heap, "mappings", #function, blocks, bytes);
#define SUM_BLOCKS(function, blocks, bytes) +blocks
#define SUM_BYTES(function, blocks, bytes) +bytes
#define NAME_(name) #name
#define NAME(name) NAME_(name)

static void by_function(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  sonde_value heap = run_tracked();
  LEAKY_SITES(EXPECT_BLOCKS)
  if (workload_is_windows) {
    LEAKY_WINDOWS_SITES(EXPECT_BLOCKS)
    LEAKY_WINDOWS_MAPPINGS(EXPECT_MAPPINGS)
  } else {
    LEAKY_LINUX_SITES(EXPECT_BLOCKS)
    LEAKY_LINUX_MAPPINGS(EXPECT_MAPPINGS)
  }
  sum clean = sites_of(heap, NAME(LEAKY_CLEAN), "blocks");
  assert_int_equal(clean.blocks, 0);
  assert_int_equal(clean.bytes, 0);
  assert_int_equal(clean.allocations, LEAKY_CLEAN_BLOCKS);
}

static void sums(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  sonde_value heap = run_tracked();
  sonde_pair of[] = {{"heap", heap}};
  sonde_value totals = call("memory.totals", of, 1);
  assert_true(value_get(&totals, "ended")->u.u);
  if (!value_get(&totals, "complete")->u.u)
    fail_msg("lost %d, unseen %d, unmatched %d", (int)number(&totals, "lost"),
        (int)number(&totals, "unseen_calls"), (int)number(&totals, "unmatched"));
  int64_t blocks = LEAKY_SITES(SUM_BLOCKS), bytes = LEAKY_SITES(SUM_BYTES);
  if (workload_is_windows) { /* the C library keeps some of its own */
    assert_true(number(&totals, "live_blocks") >= blocks);
    assert_true(number(&totals, "live_bytes") >= bytes);
    return;
  }
  assert_int_equal(number(&totals, "live_blocks"), blocks LEAKY_LINUX_SITES(SUM_BLOCKS));
  assert_int_equal(number(&totals, "live_bytes"), bytes LEAKY_LINUX_SITES(SUM_BYTES));
  assert_int_equal(number(&totals, "mapped_bytes"), 0 LEAKY_LINUX_MAPPINGS(SUM_BYTES));
  assert_int_equal(number(&totals, "mapped_pieces"), 0 LEAKY_LINUX_MAPPINGS(SUM_BLOCKS));
  assert_int_equal(number(&totals, "unknown_frees"), 0);
  assert_int_equal(number(&totals, "allocations") - number(&totals, "frees"), number(&totals, "live_blocks"));
}

/* A program that has begun cannot be tracked any more. */
static void too_late(void **state) {
  (void)state;
  error e = {0};
  row r = find("memory.track");
  sonde_value args = value_nil(), result;
  if (process_go(root, &e)) fail_msg("%s", e.text);
  assert_int_equal(host_call(h, &r, &args, &memory, &result, &e), SONDE_STATE);
  host_wait_until(h, host_mono_ns(h) + LONGEST_NS, has_ended, NULL);
}

/* Asked by LeakSanitizer, which crashes in a process with a thread that is older than a library with
 * thread-local data: libdw. */
SONDE_EXPORT int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void) {
  return 1;
}

int main(void) {
  const struct CMUnitTest tests[] = {BOTH(by_function), BOTH(sums), BOTH(too_late)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
