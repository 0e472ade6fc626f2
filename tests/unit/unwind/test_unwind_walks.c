/* Walks over made-up stacks of thousands of functions: every frame is told, whatever places of the rule table
 * they share and whatever was remembered. The platform's part is the test's. */
#include "agent/unwind_recall.h"
#include "check.h"

#define REGIONS 6u
#define FUNCTIONS 40000u
#define WORDS 16384u
#define MOST 100u
#define ROUNDS 20000

/* Functions lie in few regions of 64 KiB: some pairs have one first place, and second places that are others'
 * first ones. */
typedef struct function {
  uint64_t pc;
  uint32_t words;     /* of its frame, the return address included */
  uint32_t saved;     /* words below the CFA where rbp is saved; 0: nowhere */
  uint32_t by_rbp;    /* found by rbp, which it has set to its CFA minus 16 */
  uint32_t realigned; /* its CFA is stored 8 below where rbp points, the caller's rbp at it */
} function;

typedef struct frame {
  const function *f;
  uint64_t sp; /* at the call that it makes */
  uint64_t rbp;
} frame;

static function functions[FUNCTIONS];
static uint64_t stack[WORDS];
static frame frames[MOST]; /* outermost first */
static uint32_t nframes;
static uint64_t random_state = 88172645463325252u;
static unwind_process process, fresh_process;
static unwind_thread remembering, fresh;
static unwind_stacks stacks;
static uint64_t nrecalled;

static uint64_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  return random_state ^= random_state << 17;
}

static const uint64_t regions[REGIONS] = {
    0x7f1200000000, 0x7f1200010000, 0x7f1200020000, 0x7f1234120000, 0x7f1234560000, 0x555500000000};
static uint16_t numbers[REGIONS][65536]; /* of the function there, from 1 */

static const function *function_at(uint64_t pc) {
  for (uint32_t i = 0; i < REGIONS; ++i)
    if (pc >> 16 == regions[i] >> 16 && numbers[i][pc & 0xFFFF])
      return &functions[numbers[i][pc & 0xFFFF] - 1];
  return NULL;
}

int unwind_rule_here(uint64_t pc, int exact, unwind_rule *rule) {
  const function *f = function_at(pc);
  if (!f || exact) return 0;
  *rule = (unwind_rule){.cfa = {UNWIND_RSP, (int32_t)f->words * 8}, .ra = {UNWIND_CFA, -8}};
  if (f->by_rbp) rule->cfa = (unwind_place){UNWIND_RBP, 16};
  if (f->realigned) rule->cfa = (unwind_place){UNWIND_AT_RBP, -8};
  if (f->saved) rule->rbp = (unwind_place){UNWIND_CFA, -8 * (int32_t)f->saved};
  if (f->realigned) rule->rbp = (unwind_place){UNWIND_RBP, 0};
  rule->end = f == functions;
  return 1;
}

int unwind_readable(uint64_t address) {
  return address >= (uint64_t)stack && address < (uint64_t)(stack + WORDS);
}

/* The first ones are small, so that stacks of them are much alike. */
static void make_function(uint32_t i) {
  function *f = &functions[i];
  uint32_t region, at;
  do {
    region = (uint32_t)(next_random() % REGIONS);
    at = next_random() & 0xFFFF;
  } while (numbers[region][at]);
  numbers[region][at] = (uint16_t)(i + 1);
  f->pc = regions[region] + at;
  f->words = 2 + (uint32_t)(next_random() % (i < 40 ? 3 : 60));
  f->by_rbp = next_random() % (i < 40 ? 2 : 5) == 0;
  f->realigned = !f->by_rbp && next_random() % 10 == 0;
  if (f->realigned)
    f->words = 8;
  else if (f->by_rbp)
    f->saved = 2;
  else if (next_random() % 3)
    f->saved = 2 + (uint32_t)(next_random() % (f->words - 1));
}

static void make_functions(void) {
  for (uint32_t i = 0; i < FUNCTIONS; ++i)
    make_function(i);
}

/* The innermost function calls f: pc lies below the caller's sp, rbp is saved, the frame made. */
static void call(const function *f) {
  const frame *caller = nframes ? &frames[nframes - 1] : NULL;
  uint64_t cfa = caller ? caller->sp : (uint64_t)(stack + WORDS), rbp = caller ? caller->rbp : 0x1234;
  uint64_t *at = (uint64_t *)cfa;
  at[-1] = caller ? caller->f->pc : 0;
  uint32_t words = f->words + (f->by_rbp || f->realigned ? (uint32_t)(next_random() % 12) : 0); /* alloca */
  for (uint32_t i = 2; i <= words; ++i)
    if (next_random() % 8 == 0) at[-(int64_t)i] = next_random(); /* most stays as former calls left it */
  if (f->saved) at[-(int64_t)f->saved] = rbp;
  if (f->realigned) {
    uint64_t *place = at - 3 - next_random() % 4;
    place[0] = rbp;
    place[-1] = cfa;
    rbp = (uint64_t)place;
  } else if (f->by_rbp) {
    rbp = cfa - 16;
  } else if (f->saved && next_random() % 2) {
    rbp = next_random(); /* used for something else */
  }
  frames[nframes++] = (frame){f, cfa - 8 * words, rbp};
}

/* The innermost function calls the walker. */
static unwind_start start(void) {
  const frame *f = &frames[nframes - 1];
  ((uint64_t *)f->sp)[-1] = f->f->pc;
  return (unwind_start){f->sp - 8, f->rbp};
}

static void check_frames(unwind_result r) {
  assert_int_equal(r.n, nframes < process.depth ? nframes : process.depth);
  assert_int_equal(r.flags, nframes <= process.depth ? 0 : UNWIND_CUT);
  for (uint32_t i = 0; i < r.n; ++i)
    assert_int_equal(r.inner[-(int64_t)i].pc, frames[nframes - 1 - i].f->pc);
}

static void check_walk(void) {
  unwind_start s = start();
  fresh = (unwind_thread){.low = 0};
  unwind_result r = unwind_walk(&fresh_process, &fresh, s);
  uint64_t hash = r.hash;
  uint32_t id = (uint32_t)hash | 1, recalled = unwind_recall(&process, &remembering, &stacks, s);
  check_frames(r);
  if (recalled) assert_int_equal(recalled, id);
  nrecalled += recalled != 0;
  if (recalled && next_random() % 2) return;
  r = unwind_walk(&process, &remembering, s);
  check_frames(r);
  assert_int_equal(r.hash, hash);
  unwind_keep(&remembering, &stacks, s, &r, id);
}

/* kinds: how many functions take part. With few, stacks that differ further out are alike further in; and if
 * they are not deep, they come again. */
static void walks(uint32_t depth, uint32_t kinds, uint32_t deepest) {
  unwind_prepare(&process, depth);
  unwind_prepare(&fresh_process, depth);
  remembering = (unwind_thread){.low = 0};
  memset(&stacks, 0, sizeof stacks);
  nframes = 0;
  call(&functions[0]);
  for (int i = 0; i < ROUNDS; ++i) {
    uint32_t pops = (uint32_t)(next_random() % 6), pushes = (uint32_t)(next_random() % 7);
    nframes = pops < nframes ? nframes - pops : 1;
    while (pushes-- && nframes < deepest && frames[nframes - 1].sp > (uint64_t)(stack + 128))
      call(&functions[1 + next_random() % (kinds - 1)]);
    check_walk();
  }
}

static void test_whole(void **state) {
  (void)state;
  walks(64, FUNCTIONS, MOST);
}

static void test_alike(void **state) {
  (void)state;
  nrecalled = 0;
  for (uint32_t kinds = 4; kinds < 40; kinds += 3)
    walks(64, kinds, kinds % 2 ? MOST : 6);
  assert_true(nrecalled > ROUNDS);
}

static void test_cut(void **state) {
  (void)state;
  walks(7, FUNCTIONS, MOST);
  walks(7, 8, MOST);
}

static uint32_t recall(void) {
  return unwind_recall(&process, &remembering, &stacks, start());
}

/* A stack is kept when it comes for the second time, as long as its rules stand and its memory is known. */
static void test_recall(void **state) {
  (void)state;
  walks(64, 8, 6);
  memset(&stacks, 0, sizeof stacks);
  unwind_start s = start();
  for (int i = 0; i < 2; ++i) {
    assert_int_equal(recall(), 0);
    unwind_result r = unwind_walk(&process, &remembering, s);
    unwind_keep(&remembering, &stacks, s, &r, 77);
  }
  assert_int_equal(recall(), 77);
  uint64_t high = remembering.high;
  remembering.high = s.slot + 8;
  assert_int_equal(recall(), nframes > 1 ? 0 : 77);
  remembering.high = high;
  assert_int_equal(recall(), 77);
  unwind_forget(&process);
  assert_int_equal(recall(), 0);
}

/* Over 64 KiB of functions in one table: rules move, are lost and made again, and none is taken for another.
 */
static void test_shared_places(void **state) {
  (void)state;
  assert_true(process.made > FUNCTIONS / 2);
  assert_true(process.made < 20 * (uint64_t)ROUNDS);
}

int main(void) {
  make_functions();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_whole),
      cmocka_unit_test(test_alike),
      cmocka_unit_test(test_cut),
      cmocka_unit_test(test_recall),
      cmocka_unit_test(test_shared_places),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
