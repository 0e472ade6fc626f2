/* Walks at random call sites: frame by frame what the system's own unwinder says, with the remembered stack
 * and without. */
#include "agent/unwind.h"

#include <stdlib.h>

#include "check.h"
#include "reference.h"

#define ROUNDS 4000
#define MOST 200
#define KEEP __attribute__((noinline))

static unwind_process process, fresh_process;
static unwind_thread remembering, fresh;
static uint64_t nwalks, nframes, ncut, random_state;
static uint32_t wrong_at; /* frame, from 1 */

static uint64_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  return random_state ^= random_state << 17;
}

static uint32_t difference(unwind_result r, const uint64_t *pcs, uint32_t n) {
  for (uint32_t i = 0; i < r.n; ++i)
    if (i >= n || pcs[i] != (r.inner[-(int64_t)i].pc & ~UNWIND_EXACT)) return i + 1;
  if (r.flags != UNWIND_CUT && r.n != n) return n + 1;
  return r.flags == UNWIND_CUT && r.n != process.depth ? n + 2 : 0;
}

/* The test's own frame is the reference's second. */
static KEEP void check(int depth) {
  uint64_t pcs[MOST];
  const uint64_t *frame = __builtin_frame_address(0);
  unwind_start start = {(uint64_t)(frame + 1), frame[0]};
  uint32_t n = reference_walk(pcs, MOST);
  unwind_result r = unwind_walk(&process, &remembering, start);
  uint64_t hash = r.hash;
  uint32_t wrong = difference(r, pcs + 1, n - 1);
  fresh = (unwind_thread){.low = 0};
  r = unwind_walk(&fresh_process, &fresh, start);
  if (!wrong && r.hash != hash) wrong = MOST + 1;
  if (wrong && !wrong_at) wrong_at = wrong;
  ++nwalks;
  nframes += r.n;
  ncut += r.flags == UNWIND_CUT;
  (void)depth;
}

static void descend(int depth);
static volatile char sink;

#define FRAME(name, bytes)                                                                                   \
  static KEEP void name(int depth) {                                                                         \
    volatile char pad[bytes];                                                                                \
    pad[0] = 1;                                                                                              \
    descend(depth - 1);                                                                                      \
    sink = pad[0];                                                                                           \
  }
FRAME(small, 8)
FRAME(middle, 104)
FRAME(large, 3000)

static KEEP void sized(int depth) {
  volatile char *pad = __builtin_alloca(16 + next_random() % 500);
  pad[0] = 1;
  descend(depth - 1);
  sink = pad[0];
}

static KEEP void aligned(int depth) {
  volatile char pad[64] __attribute__((aligned(64)));
  pad[0] = 1;
  descend(depth - 1);
  sink = pad[0];
}

static int compare(const void *a, const void *b) {
  if (next_random() % 4 == 0) check(0);
  return *(const int *)a - *(const int *)b;
}

static KEEP void sorting(int depth) {
  int numbers[4] = {3, 1, 4, 2};
  qsort(numbers, 4, sizeof *numbers, compare);
  descend(depth - 1);
  sink = (char)numbers[0];
}

static KEEP void interrupted(int depth) {
  reference_interrupt(descend, depth - 2);
  descend(depth - 1);
}

static KEEP void descend(int depth) {
  static void (*const kinds[])(int) = {
      small, small, small, middle, middle, large, sized, sized, aligned, sorting, interrupted};
  if (depth <= 0 || next_random() % 16 == 0) {
    check(depth);
    if (next_random() % 3 == 0) check(depth);
  }
  if (depth > 0) kinds[next_random() % (sizeof kinds / sizeof *kinds)](depth);
  sink = 0;
}

static void walks_equal(uint32_t depth, int deepest) {
  const char *reason = reference_prepare();
  if (reason) {
    print_message("skipped: %s\n", reason);
    skip();
  }
  random_state = 88172645463325252u;
  wrong_at = 0;
  nwalks = nframes = ncut = 0;
  unwind_prepare(&process, depth);
  unwind_prepare(&fresh_process, depth);
  for (int i = 0; i < ROUNDS; ++i)
    descend((int)(next_random() % (uint64_t)deepest));
  assert_int_equal(wrong_at, 0);
  assert_true(nwalks > ROUNDS);
}

static void test_whole_stacks(void **state) {
  (void)state;
  walks_equal(UNWIND_MOST / 2, 10);
  assert_true(nframes > 10 * nwalks);
}

static void test_cut_stacks(void **state) {
  (void)state;
  walks_equal(8, 40);
  assert_true(ncut > nwalks / 2);
  assert_true(nframes <= 8 * nwalks);
}

/* Deeper than what is remembered. */
static KEEP void recurse(int depth) {
  volatile char pad[24];
  pad[0] = 1;
  if (depth == 0 || depth % 7 == 0) check(depth);
  if (depth) recurse(depth - 1);
  if (depth % 5 == 0) check(depth);
  sink = pad[0];
}

static void test_deep_stacks(void **state) {
  (void)state;
  walks_equal(32, 1);
  remembering = (unwind_thread){.low = 0};
  for (int i = 0; i < 20; ++i)
    recurse(150 - i);
  assert_int_equal(wrong_at, 0);
  assert_true(ncut > 300);
}

static void test_forgotten_rules(void **state) {
  (void)state;
  walks_equal(16, 5);
  uint64_t made = process.made;
  unwind_forget(&process);
  recurse(3);
  assert_int_equal(wrong_at, 0);
  assert_true(process.made > made);
}

/* A damaged stack ends the walk; nothing unreadable is touched. */
static void test_damaged_stack(void **state) {
  (void)state;
  walks_equal(16, 1);
  uint64_t words[4] = {0};
  const uint64_t *frame = __builtin_frame_address(0);
  words[0] = frame[1];
  unwind_result r = unwind_walk(&process, &remembering, (unwind_start){(uint64_t)words, 8});
  assert_true(r.n >= 1);
  assert_int_equal(r.inner->pc, frame[1]);
  r = unwind_walk(&process, &remembering, (unwind_start){(uint64_t)words, UINT64_MAX - 7});
  assert_true(r.n >= 1);
  words[0] = (uint64_t)words; /* no code */
  r = unwind_walk(&process, &remembering, (unwind_start){(uint64_t)words, 0});
  assert_int_equal(r.n, 1);
  assert_int_equal(r.flags, UNWIND_ENDED);
  words[0] = 5;
  r = unwind_walk(&process, &remembering, (unwind_start){(uint64_t)words, 0});
  assert_int_equal(r.n, 1);
  assert_int_equal(r.flags, UNWIND_ENDED);
  words[0] = frame[1] | 1ull << 50; /* nor does it spoil the rule of the true one */
  unwind_forget(&process);
  r = unwind_walk(&process, &remembering, (unwind_start){(uint64_t)words, 0});
  assert_int_equal(r.n, 1);
  assert_int_equal(r.flags, UNWIND_ENDED);
  recurse(2);
  assert_int_equal(wrong_at, 0);
  words[0] = 0;
  r = unwind_walk(&process, &remembering, (unwind_start){(uint64_t)words, 0});
  assert_int_equal(r.n, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_whole_stacks),
      cmocka_unit_test(test_cut_stacks),
      cmocka_unit_test(test_deep_stacks),
      cmocka_unit_test(test_forgotten_rules),
      cmocka_unit_test(test_damaged_stack),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
