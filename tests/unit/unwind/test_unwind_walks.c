/* Walks over made-up stacks of thousands of functions: every frame is told, whatever places of the rule table
 * they share and whatever was remembered. The platform's part is the test's. */
#include "agent/unwind.h"
#include "check.h"

#define FUNCTIONS 6000u
#define WORDS 16384u
#define MOST 100u
#define ROUNDS 20000

/* Functions lie in few regions of 64 KiB: some pairs have one first place, and second places that are others'
 * first ones. */
typedef struct function {
  uint64_t pc;
  uint32_t words;  /* of its frame, the return address included */
  uint32_t saved;  /* words below the CFA where rbp is saved; 0: nowhere */
  uint32_t by_rbp; /* found by rbp, which it has set to its CFA minus 16 */
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

static uint64_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  return random_state ^= random_state << 17;
}

static function *function_at(uint64_t pc) {
  for (uint32_t i = 0; i < FUNCTIONS; ++i)
    if (functions[i].pc == pc) return &functions[i];
  return NULL;
}

int unwind_rule_here(uint64_t pc, int exact, unwind_rule *rule) {
  const function *f = function_at(pc);
  if (!f || exact) return 0;
  *rule = (unwind_rule){.cfa = {UNWIND_RSP, (int32_t)f->words * 8}, .ra = {UNWIND_CFA, -8}};
  if (f->by_rbp) rule->cfa = (unwind_place){UNWIND_RBP, 16};
  if (f->saved) rule->rbp = (unwind_place){UNWIND_CFA, -8 * (int32_t)f->saved};
  rule->end = f == functions;
  return 1;
}

int unwind_readable(uint64_t address) {
  return address >= (uint64_t)stack && address < (uint64_t)(stack + WORDS);
}

static void make_functions(void) {
  static const uint64_t regions[] = {
      0x7f1200000000, 0x7f1200010000, 0x7f1200020000, 0x7f1234120000, 0x7f1234560000, 0x555500000000};
  for (uint32_t i = 0; i < FUNCTIONS; ++i) {
    function *f = &functions[i];
    do {
      f->pc = regions[next_random() % 6] + (next_random() & 0xFFFF);
    } while (function_at(f->pc) != f);
    f->words = 1 + (uint32_t)(next_random() % 60);
    f->by_rbp = next_random() % 5 == 0;
    if (f->by_rbp && f->words < 2) f->words = 2;
    if (f->by_rbp)
      f->saved = 2;
    else if (f->words > 1 && next_random() % 3 == 0)
      f->saved = 2 + (uint32_t)(next_random() % (f->words - 1));
  }
}

/* The innermost function calls f: pc lies below the caller's sp, rbp is saved, the frame made. */
static void call(const function *f) {
  const frame *caller = nframes ? &frames[nframes - 1] : NULL;
  uint64_t cfa = caller ? caller->sp : (uint64_t)(stack + WORDS), rbp = caller ? caller->rbp : 0x1234;
  uint64_t *at = (uint64_t *)cfa;
  at[-1] = caller ? caller->f->pc : 0;
  for (uint32_t i = 2; i <= f->words; ++i)
    at[-(int64_t)i] = next_random() % 3 ? next_random() : functions[next_random() % FUNCTIONS].pc;
  if (f->saved) at[-(int64_t)f->saved] = rbp;
  if (f->by_rbp)
    rbp = cfa - 16;
  else if (f->saved && next_random() % 2)
    rbp = next_random(); /* used for something else */
  frames[nframes++] = (frame){f, cfa - 8 * f->words, rbp};
}

/* The innermost function calls the walker. */
static unwind_start start(void) {
  const frame *f = &frames[nframes - 1];
  ((uint64_t *)f->sp)[-1] = f->f->pc;
  return (unwind_start){f->sp - 8, f->rbp};
}

static void check_walk(void) {
  unwind_start s = start();
  unwind_result r = unwind_walk(&process, &remembering, s);
  assert_int_equal(r.n, nframes < process.depth ? nframes : process.depth);
  assert_int_equal(r.flags, nframes <= process.depth ? 0 : UNWIND_CUT);
  for (uint32_t i = 0; i < r.n; ++i)
    assert_int_equal(r.inner[-(int64_t)i].pc, frames[nframes - 1 - i].f->pc);
  uint64_t hash = r.hash;
  fresh = (unwind_thread){.low = 0};
  assert_int_equal(unwind_walk(&fresh_process, &fresh, s).hash, hash);
}

static void walks(uint32_t depth) {
  unwind_prepare(&process, depth);
  unwind_prepare(&fresh_process, depth);
  remembering = (unwind_thread){.low = 0};
  nframes = 0;
  call(&functions[0]);
  for (int i = 0; i < ROUNDS; ++i) {
    uint32_t pops = (uint32_t)(next_random() % 6), pushes = (uint32_t)(next_random() % 7);
    nframes = pops < nframes ? nframes - pops : 1;
    while (pushes-- && nframes < MOST && frames[nframes - 1].sp > (uint64_t)(stack + 128))
      call(&functions[1 + next_random() % (FUNCTIONS - 1)]);
    check_walk();
  }
}

static void test_whole(void **state) {
  (void)state;
  walks(64);
}

static void test_cut(void **state) {
  (void)state;
  walks(7);
}

/* Over 64 KiB of functions in one table: rules move, are lost and made again, and none is taken for another.
 */
static void test_shared_places(void **state) {
  (void)state;
  assert_true(process.made > FUNCTIONS / 2);
  assert_true(process.made < 20 * FUNCTIONS);
}

int main(void) {
  make_functions();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_whole),
      cmocka_unit_test(test_cut),
      cmocka_unit_test(test_shared_places),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
