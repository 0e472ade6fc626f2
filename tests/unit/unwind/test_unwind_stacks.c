/* The table of stacks: equal stacks from any thread have few ids, each with its frames; what does not fit is
 * counted. */
#include <stdlib.h>

#include "agent/memory_stacks.h"
#include "check.h"
#include "os/thread.h"

#define THREADS 4
#define STACKS 3000u
#define ROUNDS 3

typedef struct worker {
  memory_table *table;
  uint32_t first;
  uint32_t ids[STACKS];
} worker;

/* Stack number i: 1 to 40 frames. */
static unwind_result stack_of(uint32_t i, unwind_frame *frames) {
  uint32_t n = 1 + i % 40;
  for (uint32_t j = 0; j < n; ++j)
    frames[j].pc = 0x1000u * i + n - j;
  uint64_t hash = (i + 1) * 0x9E3779B97F4A7C15ull;
  return (unwind_result){.hash = hash | 1, .n = n, .flags = i % 7 ? 0 : UNWIND_CUT, .inner = frames + n - 1};
}

static void work(void *argument) {
  worker *w = argument;
  unwind_frame frames[64];
  for (uint32_t i = 0; i < STACKS * ROUNDS; ++i) {
    uint32_t number = (w->first + i) % STACKS;
    unwind_result r = stack_of(number, frames);
    w->ids[number] = memory_table_intern(w->table, &r);
  }
}

static void check_stack(const memory_table *t, uint32_t id, uint32_t number) {
  uint64_t where = atomic_load(&t->stacks[id - 1].where), first = (uint32_t)where;
  assert_int_equal(where >> 32 & 0xFFFF, 1 + number % 40);
  assert_int_equal(where >> 48, number % 7 ? 0 : MEMORY_STACK_CUT);
  for (uint32_t j = 0; j < 1 + number % 40; ++j)
    assert_int_equal(t->frames[first + j], 0x1000u * number + 1 + j);
}

static void test_four_threads(void **state) {
  (void)state;
  uint64_t bytes = 4 << 20;
  void *area = calloc(1, bytes);
  memory_table table;
  worker *workers = calloc(THREADS, sizeof *workers);
  thread *threads[THREADS];
  assert_true(memory_table_open(&table, area, bytes));
  for (uint32_t i = 0; i < THREADS; ++i) {
    workers[i].table = &table;
    workers[i].first = i * 17;
    threads[i] = thread_start("intern", work, &workers[i], NULL);
    assert_non_null(threads[i]);
  }
  for (uint32_t i = 0; i < THREADS; ++i)
    thread_join(threads[i]);
  uint32_t ids = atomic_load(&table.counts->nstacks);
  assert_in_range(ids, STACKS, STACKS * THREADS);
  assert_int_equal(atomic_load(&table.counts->lost), 0);
  for (uint32_t n = 0; n < STACKS; ++n)
    for (uint32_t i = 0; i < THREADS; ++i) {
      assert_in_range(workers[i].ids[n], 1, ids);
      check_stack(&table, workers[i].ids[n], n);
      assert_int_equal(workers[i].ids[n], workers[0].ids[n]); /* once all agree */
    }
  free(workers);
  free(area);
}

static void test_full(void **state) {
  (void)state;
  uint64_t bytes = 64u << 10;
  void *area = calloc(1, bytes);
  unwind_frame frames[64];
  memory_table table;
  uint32_t kept = 0;
  assert_true(memory_table_open(&table, area, bytes));
  for (uint32_t round = 0; round < 2; ++round)
    for (uint32_t n = 0; n < STACKS; ++n) {
      unwind_result r = stack_of(n, frames);
      uint32_t id = memory_table_intern(&table, &r);
      if (id) check_stack(&table, id, n);
      kept += id != 0;
    }
  assert_int_equal(table.lay.most, 256);
  assert_int_equal(kept, 2 * 256);
  assert_int_equal(atomic_load(&table.counts->lost), 2 * (STACKS - 256));
  free(area);
}

static void test_too_small(void **state) {
  (void)state;
  uint64_t area[8] = {0};
  memory_table table;
  assert_false(memory_table_open(&table, area, sizeof area));
  memory_layout lay = memory_lay(16 << 20);
  assert_int_equal(lay.most, 65536);
  assert_true(lay.frames + lay.words * 8 <= 16u << 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_four_threads),
      cmocka_unit_test(test_full),
      cmocka_unit_test(test_too_small),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
