/* The rows of tracked heaps on a fake target (fake_target.h): what they answer to records whose outcome is
 * known. */
#include <stdio.h>

#include "base/arena.h"
#include "event/record.h"
#include "fake_target.h"
#include "modules.h"
#include "plugin.h"
#include "workload.h"

/* Behind the headers that have a member `fail`. */
#include "check.h"

static arena memory;
static char failure[1000];
static uint64_t heap_number;
static sonde_self *self;

/* ------------------------------------------------------------------------------------------- the host -- */

static sonde_status SONDE_CALL host_fail(sonde_call *call, sonde_status s, uint32_t os, const char *why) {
  (void)call, (void)os;
  snprintf(failure, sizeof failure, "%s", why);
  return s;
}

static void *SONDE_CALL host_alloc(sonde_call *call, uint64_t bytes) {
  (void)call;
  return arena_alloc(&memory, bytes);
}

static uint64_t SONDE_CALL host_handle(sonde_call *call, const char *type, uint64_t cookie) {
  (void)call;
  assert_string_equal(type, HEAP_HANDLE);
  return cookie;
}

static int32_t SONDE_CALL host_cancelled(sonde_call *call) {
  (void)call;
  return 0;
}

static const void *SONDE_CALL host_interface(const sonde_host *host, const char *id) {
  (void)host;
  return strcmp(id, SONDE_TARGET_1) == 0 ? &fake_target : NULL;
}

static const sonde_host services = {.head = SONDE_HEAD(sonde_host),
    .fail = host_fail,
    .alloc = host_alloc,
    .handle = host_handle,
    .cancelled = host_cancelled,
    .get_interface = host_interface};

/* ------------------------------------------------------------------------------------- places to name -- */

#define PLACE(name)                                                                                          \
  static int line_of_##name;                                                                                 \
  static volatile uint64_t address_of_##name;                                                                \
  __attribute__((noinline)) static uint64_t name(void) {                                                     \
    address_of_##name = here(), line_of_##name = __LINE__;                                                   \
    return address_of_##name;                                                                                \
  }

__attribute__((noinline)) static uint64_t here(void) {
  return (uint64_t)(uintptr_t)__builtin_return_address(0);
}

PLACE(read_order)
PLACE(keep_invoice)
PLACE(serve)

static uint64_t in_runtime(
    void) { /* an address in the C library: the allocation function itself calls from there */
  const char *name;
  return own_exported(&name) + 24;
}

/* ------------------------------------------------------------------------------------------- the rows -- */

static sonde_value track_with(int64_t frames, const char *what) {
  const sonde_value args[TRACK_PARAMS] = {[TRACK_WHAT] = sonde_text(what),
      [TRACK_FRAMES] = sonde_i64(frames),
      [TRACK_LEAST] = sonde_i64(0),
      [TRACK_THREADS] = sonde_i64(64)};
  sonde_value result;
  assert_int_equal(track_call(self, NULL, args, &result), SONDE_OK);
  return result;
}

static int begin(void **state) {
  (void)state;
  fake_reset();
  sonde_plugin_v0()->create(&services, NULL, NULL, &self);
  fake_module(read_order());
  fake_module(in_runtime());
  return 0;
}

static int start(void **state) {
  begin(state);
  heap_number = track_with(32, "all").u.u;
  return 0;
}

static int end(void **state) {
  (void)state;
  if (heap_number) sonde_plugin_v0()->release(self, HEAP_HANDLE, heap_number);
  heap_number = 0;
  sonde_plugin_v0()->destroy(self);
  arena_free(&memory);
  changes_free(&fake_changes);
  return 0;
}

static sonde_value totals(uint32_t which) {
  const sonde_value args[1] = {sonde_handle(heap_number)};
  sonde_value results[TOTALS_RESULTS];
  assert_int_equal(totals_call(self, NULL, args, results), SONDE_OK);
  return results[which];
}

static void mark_as(const char *label) {
  const sonde_value args[2] = {sonde_handle(heap_number), sonde_text(label)};
  sonde_value results[MARK_RESULTS];
  assert_int_equal(mark_call(self, NULL, args, results), SONDE_OK);
}

typedef struct row {
  sonde_value columns[SITES_COLUMNS];
} row;

static row rows[100];

static sonde_value copied(sonde_value v) {
  if (v.kind == SONDE_TEXT) v.u.s = arena_text(&memory, v.u.s, v.len);
  return v;
}

static uint32_t read_rows(void *cursor) {
  sonde_span span = {.size = sizeof span};
  record_type *type =
      record_type_new("memory", "sites", 0, sites_fields, SITES_COLUMNS, COLUMN(SITES_COLUMNS), NULL, 0);
  error e = {0};
  uint32_t n = 0;
  while (!(span.flags & SONDE_SPAN_END)) {
    assert_int_equal(sites_query_next(self, NULL, cursor, &span), SONDE_OK);
    assert_int_equal(record_check_span(type, &span, &e), SONDE_OK);
    record_source source = {.type = type, .heap = span.heap, .heap_bytes = span.heap_bytes};
    const sonde_record *r = span.records;
    for (uint32_t i = 0; i < span.nrecords; i++, r = record_next(r), n++)
      for (uint32_t c = 0; c < SITES_COLUMNS; c++)
        rows[n].columns[c] = copied(record_value(&source, r, c));
  }
  record_type_free(type);
  return n;
}

static void defaults(sonde_value args[SITES_PARAMS]) {
  memset(args, 0, SITES_PARAMS * sizeof *args);
  args[SITES_HEAP] = sonde_handle(heap_number);
  args[SITES_BY] = sonde_text("bytes");
  args[SITES_TOP] = sonde_i64(20);
  args[SITES_MIN_BYTES] = args[SITES_MIN_BLOCKS] = sonde_i64(0);
  args[SITES_WHAT] = sonde_text("all");
}

static uint32_t ask(const sonde_value *args) {
  void *cursor;
  assert_int_equal(sites_query_open(self, NULL, args, &cursor), SONDE_OK);
  uint32_t n = read_rows(cursor);
  sites_query_close(self, cursor);
  return n;
}

static uint32_t ask_all(void) {
  sonde_value args[SITES_PARAMS];
  defaults(args);
  return ask(args);
}

static void assert_number(uint32_t at, uint32_t column, int64_t n) {
  const sonde_value *v = &rows[at].columns[column];
  assert_int_equal(v->kind, SONDE_I64);
  assert_int_equal(v->u.i, n);
}

static void assert_words(uint32_t at, uint32_t column, const char *words) {
  const sonde_value *v = &rows[at].columns[column];
  assert_int_equal(v->kind, SONDE_TEXT);
  assert_string_equal(v->u.s, words);
}

/* ------------------------------------------------------------------------------------------ the tests -- */

static void plans(void **state) {
  (void)state;
  heap_number = track_with(12, "blocks").u.u;
  assert_int_equal(fake_plan.size, sizeof fake_plan);
  assert_int_equal(fake_plan.depth, 12);
  assert_int_equal(fake_plan.stacks, 1);
  assert_true(fake_plan.families & 1u << MEMORY_FAMILY_MALLOC);
  assert_false(fake_plan.families & 1u << MEMORY_FAMILY_ANONYMOUS);
  assert_false(fake_plan.families & 1u << MEMORY_FAMILY_VIRTUAL);
}

static void refusals(void **state) {
  (void)state;
  sonde_value args[TRACK_PARAMS] = {[TRACK_WHAT] = sonde_text("all"),
      [TRACK_FRAMES] = sonde_i64(32),
      [TRACK_LEAST] = sonde_i64(0),
      [TRACK_THREADS] = sonde_i64(64)};
  sonde_value result;
  fake_refuses = SONDE_STATE;
  assert_int_equal(track_call(self, NULL, args, &result), SONDE_STATE);
  assert_int_equal(fake_left, 0);
  fake_refuses = SONDE_OK;
  fake_head()->stacks.bytes = 1ull << 40;
  assert_int_equal(track_call(self, NULL, args, &result), SONDE_STATE);
  assert_string_equal(failure, "the agent's memory is damaged; run the program again");
  assert_int_equal(fake_left, 1);
}

static sonde_status mark_for(uint64_t user, const char *label, int64_t *held) {
  const sonde_value args[2] = {sonde_handle(user), sonde_text(label)};
  sonde_value results[MARK_RESULTS];
  sonde_status status = mark_call(self, NULL, args, results);
  *held = results[MARK_LIVE_BYTES].u.i;
  return status;
}

static void sharing(void **state) {
  (void)state;
  const uint64_t order[] = {read_order(), serve()};
  uint32_t a = fake_stack(order, 2, 0);
  uint64_t first = track_with(32, "blocks").u.u, second = track_with(32, "blocks").u.u;
  const heap_user *u = (heap_user *)(uintptr_t)first, *v = (heap_user *)(uintptr_t)second;
  int64_t held;
  assert_ptr_equal(u->heap, v->heap);
  put_alloc(&fake_changes, 10, 0x1000, 100, a);
  assert_int_equal(mark_for(first, "start", &held), SONDE_OK);
  assert_int_equal(held, 100);
  assert_null(heap_find_mark(v, "start", 5));
  put_alloc(&fake_changes, 20, 0x2000, 70, a);
  assert_int_equal(mark_for(second, "start", &held), SONDE_OK);
  assert_int_equal(held, 170);
  assert_int_equal(heap_find_mark(u, "start", 5)->sites[a].live_bytes, 100);
  assert_int_equal(heap_find_mark(v, "start", 5)->sites[a].live_bytes, 170);
  sonde_plugin_v0()->release(self, HEAP_HANDLE, first);
  assert_int_equal(fake_left, 0);
  assert_int_equal(heap_find_mark(v, "start", 5)->sites[a].live_bytes, 170);
  sonde_plugin_v0()->release(self, HEAP_HANDLE, second);
  assert_int_equal(fake_left, 1);
  heap_number = track_with(32, "blocks").u.u; /* a new one */
}

static void other_parameters(void **state) {
  (void)state;
  sonde_value args[TRACK_PARAMS] = {[TRACK_WHAT] = sonde_text("all"),
      [TRACK_FRAMES] = sonde_i64(12),
      [TRACK_LEAST] = sonde_i64(0),
      [TRACK_THREADS] = sonde_i64(64)};
  sonde_value result;
  assert_int_equal(track_call(self, NULL, args, &result), SONDE_STATE);
  assert_non_null(
      strstr(failure, "tracks this heap already, with other parameters (frames=32, least=0, threads=64"));
  args[TRACK_FRAMES] = sonde_i64(32);
  args[TRACK_WHAT] = sonde_text("mappings");
  assert_int_equal(track_call(self, NULL, args, &result), SONDE_STATE);
  assert_int_equal(fake_left, 0);
}

static void sites(void **state) {
  (void)state;
  const uint64_t order[] = {in_runtime(), read_order(), serve()}, invoice[] = {keep_invoice(), serve()};
  uint32_t a = fake_stack(order, 3, 0), b = fake_stack(invoice, 2, MEMORY_STACK_CUT);
  put_alloc(&fake_changes, 10, 0x1000, 100, a);
  put_alloc(&fake_changes, 20, 0x2000, 100, a);
  put_alloc(&fake_changes, 30, 0x3000, 5000, b);
  put_free(&fake_changes, 40, 0x1000);
  assert_int_equal(ask_all(), 2);
  assert_number(0, SITES_LIVE_BYTES, 5000);
  assert_number(0, SITES_LIVE_BLOCKS, 1);
  assert_number(0, SITES_LARGEST, 5000);
  assert_words(0, SITES_FUNCTION, "keep_invoice");
  assert_number(0, SITES_LINE, line_of_keep_invoice);
  assert_non_null(strstr(rows[0].columns[SITES_FILE].u.s, "test_heap.c"));
  assert_non_null(strstr(rows[0].columns[SITES_LIBRARY].u.s, "test_memory_heap"));
  assert_words(0, SITES_KIND, "malloc");
  char stack[200];
  snprintf(stack, sizeof stack, "keep_invoice (test_heap.c:%d)\nserve (test_heap.c:%d)\n...",
      line_of_keep_invoice, line_of_serve);
  assert_words(0, SITES_STACK, stack);
  /* The runtime's frame is shown, but the blame is its caller's. */
  assert_words(1, SITES_FUNCTION, "read_order");
  assert_number(1, SITES_LINE, line_of_read_order);
  snprintf(stack, sizeof stack, "read_order (test_heap.c:%d)", line_of_read_order);
  assert_words(1, SITES_PLACE, stack);
  assert_number(1, SITES_LIVE_BYTES, 100);
  assert_number(1, SITES_ALLOCATIONS, 2);
  assert_number(1, SITES_ALLOCATED_BYTES, 200);
  assert_number(1, SITES_PEAK_BYTES, 200);
  assert_number(1, SITES_FREED, 1);
  assert_int_equal(rows[1].columns[SITES_GAINED_BYTES].kind, SONDE_UNKNOWN);
  assert_int_equal(rows[1].columns[SITES_GAINED_BYTES].len, SONDE_WHY_NOT_ASKED);
  assert_true(rows[0].columns[SITES_SITE].u.u != rows[1].columns[SITES_SITE].u.u);
}

/* The agent may give one stack two numbers, and a stack may lack. */
static void numbers(void **state) {
  (void)state;
  const uint64_t frames[] = {read_order(), serve()};
  uint32_t a = fake_stack(frames, 2, 0), b = fake_stack(frames, 2, 0);
  put_alloc(&fake_changes, 10, 0x1000, 1, a);
  put_alloc(&fake_changes, 20, 0x2000, 2, b);
  put_alloc(&fake_changes, 30, 0x3000, 4, 0);
  put_alloc(&fake_changes, 40, 0x4000, 8, 4000000); /* never published */
  assert_int_equal(ask_all(), 2);
  assert_number(0, SITES_LIVE_BYTES, 12);
  assert_int_equal(rows[0].columns[SITES_SITE].u.u, 0);
  assert_int_equal(rows[0].columns[SITES_STACK].kind, SONDE_UNKNOWN);
  assert_int_equal(rows[0].columns[SITES_FUNCTION].kind, SONDE_UNKNOWN);
  assert_words(0, SITES_PLACE, "(no stack)");
  assert_number(1, SITES_LIVE_BYTES, 3);
  assert_number(1, SITES_LIVE_BLOCKS, 2);
}

static void filters(void **state) {
  (void)state;
  const uint64_t one[] = {read_order()}, two[] = {keep_invoice()}, three[] = {serve()};
  uint32_t a = fake_stack(one, 1, 0), b = fake_stack(two, 1, 0), c = fake_stack(three, 1, 0);
  for (uint64_t i = 0; i < 10; i++)
    put_alloc(&fake_changes, i, 0x1000 + i * 16, 16, a);
  put_alloc(&fake_changes, 20, 0x9000, 4000, b);
  put_map(&fake_changes, 30, 0x100000, 8192, c);
  sonde_value args[SITES_PARAMS];
  defaults(args);
  args[SITES_WHAT] = sonde_text("mappings");
  assert_int_equal(ask(args), 1);
  assert_words(0, SITES_KIND, "mmap");
  args[SITES_WHAT] = sonde_text("blocks");
  args[SITES_BY] = sonde_text("count");
  assert_int_equal(ask(args), 2);
  assert_number(0, SITES_LIVE_BLOCKS, 10);
  args[SITES_MIN_BYTES] = sonde_i64(161);
  assert_int_equal(ask(args), 1);
  assert_number(0, SITES_LIVE_BYTES, 4000);
  args[SITES_MIN_BYTES] = sonde_i64(160);
  args[SITES_TOP] = sonde_i64(1);
  assert_int_equal(ask(args), 1);
  assert_number(0, SITES_LIVE_BLOCKS, 10);
  args[SITES_FROM] = sonde_text("never");
  void *cursor;
  assert_int_equal(sites_query_open(self, NULL, args, &cursor), SONDE_MISSING);
  assert_string_equal(failure, "there is no mark 'never'; heap:mark makes one");
}

static void growth(void **state) {
  (void)state;
  const uint64_t one[] = {read_order()}, two[] = {keep_invoice()};
  uint32_t a = fake_stack(one, 1, 0), b = fake_stack(two, 1, 0);
  put_alloc(&fake_changes, 10, 0x1000, 1000, a);
  mark_as("first");
  put_alloc(&fake_changes, 20, 0x2000, 300, b);
  put_alloc(&fake_changes, 30, 0x3000, 300, b);
  put_free(&fake_changes, 35, 0x3000);
  mark_as("second");
  put_free(&fake_changes, 40, 0x1000);
  sonde_value args[SITES_PARAMS];
  defaults(args);
  args[SITES_BY] = sonde_text("growth");
  args[SITES_FROM] = sonde_text("first");
  args[SITES_MIN_BYTES] = sonde_i64(1);
  assert_int_equal(ask(args), 1);
  assert_number(0, SITES_GAINED_BYTES, 300);
  assert_number(0, SITES_GAINED_BLOCKS, 1);
  assert_number(0, SITES_FREED, 1);
  assert_words(0, SITES_FUNCTION, "keep_invoice");
  defaults(args);
  args[SITES_FROM] = sonde_text("first");
  args[SITES_TO] = sonde_text("second");
  assert_int_equal(ask(args), 2);
  assert_number(0, SITES_LIVE_BYTES, 1000); /* as it was then */
  assert_number(0, SITES_GAINED_BYTES, 0);
  args[SITES_TO] = sonde_nil();
  args[SITES_BY] = sonde_text("churn");
  assert_int_equal(ask(args), 2);
  assert_number(0, SITES_FREED, 1);
  assert_number(1, SITES_FREED, 1);
}

static void completeness(void **state) {
  (void)state;
  put_alloc(&fake_changes, 10, 0x1000, 64, 0);
  put_map(&fake_changes, 20, 0x100000, 4096, 0);
  put_free(&fake_changes, 30, 0x7770);
  assert_int_equal(totals(TOTALS_BLOCKS + SUMS_LIVE_BYTES).u.i, 64);
  assert_int_equal(totals(TOTALS_MAPPINGS + SUMS_LIVE_BYTES).u.i, 4096);
  assert_int_equal(totals(TOTALS_BLOCKS + SUMS_UNKNOWN_FREES).u.i, 1);
  assert_true(totals(TOTALS_COMPLETE).u.u);
  assert_false(totals(TOTALS_ENDED).u.u);
  atomic_store(&fake_head()->unseen_calls, 5);
  assert_false(totals(TOTALS_COMPLETE).u.u);
  assert_int_equal(totals(TOTALS_UNSEEN).u.i, 5);
  atomic_store(&fake_head()->unseen_calls, 0);
  fake_lost = 9;
  assert_int_equal(totals(TOTALS_LOST).u.i, 9);
  assert_false(totals(TOTALS_COMPLETE).u.u);
  put_exec(&fake_changes, 40, 0);
  put_exec(&fake_changes, 41, 1); /* it failed */
  assert_false(totals(TOTALS_REPLACED).u.u);
  put_exec(&fake_changes, 50, 0);
  assert_true(totals(TOTALS_REPLACED).u.u);
  fake_alive = false;
  assert_true(totals(TOTALS_ENDED).u.u);
}

/* The target writes what it likes into the block. */
static void damaged(void **state) {
  (void)state;
  const uint64_t frames[] = {read_order(), 5, UINT64_MAX, 0};
  uint32_t a = fake_stack(frames, 4, 0xFFFF);
  memory_layout lay = memory_lay(fake_head()->stacks.bytes);
  uint8_t *area = (uint8_t *)fake_head() + fake_head()->stacks.offset;
  memory_stack *entries = (memory_stack *)(void *)(area + lay.stacks);
  put_alloc(&fake_changes, 10, 0x1000, 16, a);
  atomic_store(&entries[7].where, UINT64_MAX);
  put_alloc(&fake_changes, 20, 0x2000, 8, 8);
  atomic_store(&entries[8].where, (lay.words - 1) | 2ull << 32);
  put_alloc(&fake_changes, 30, 0x3000, 4, 9);
  atomic_store(&fake_head()->nobjects, UINT32_MAX);
  assert_int_equal(ask_all(), 2);
  assert_words(0, SITES_FUNCTION, "read_order");
  assert_number(1, SITES_LIVE_BYTES, 12);
  assert_int_equal(rows[1].columns[SITES_STACK].kind, SONDE_UNKNOWN);
}

/* The script lets the heap go while its rows are read. */
static void outlived(void **state) {
  (void)state;
  const uint64_t one[] = {read_order()};
  put_alloc(&fake_changes, 10, 0x1000, 1000, fake_stack(one, 1, 0));
  sonde_value args[SITES_PARAMS];
  defaults(args);
  void *cursor;
  assert_int_equal(sites_query_open(self, NULL, args, &cursor), SONDE_OK);
  sonde_plugin_v0()->release(self, HEAP_HANDLE, heap_number);
  heap_number = 0;
  assert_int_equal(fake_left, 0);
  assert_int_equal(read_rows(cursor), 1);
  assert_words(0, SITES_FUNCTION, "read_order");
  sites_query_close(self, cursor);
  assert_int_equal(fake_left, 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, start, end)
#define BARE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(int argc, char **argv) {
  workload_main(argc, argv);
  const struct CMUnitTest tests[] = {BARE(plans), BARE(refusals), BARE(sharing), CASE(other_parameters),
      CASE(sites), CASE(numbers), CASE(filters), CASE(growth), CASE(completeness), CASE(damaged),
      CASE(outlived)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
