/* Odd ways to the allocator: pointers to its functions, a library with one of its own, signal handlers,
 * threads for which no lane is left, stacks asked for or not. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "heap.h"

#define SITE __attribute__((noinline, visibility("default")))

/* As libraries let their users exchange the allocator. */
void *(*volatile give)(size_t) = malloc;
void (*volatile take)(void *) = free;

enum { SIGNALS = 200, THREADS = 6 };

static void *volatile left[SIGNALS];
static volatile int nsignals;
static volatile uint64_t sink;

SITE void site_pointer(void) {
  for (int i = 0; i < 10; i++)
    take(give(40));
}

static void (*returned(void))(void *) {
  return free;
}

SITE void site_callback(void) {
  void *p = malloc(41);
  returned()(p);
}

/* malloc in a handler is allowed where no allocator was interrupted. */
SITE void handle(int number) {
  (void)number;
  void *volatile p = malloc(50);
  left[nsignals++] = p;
}

SITE void site_signals(void) {
  static char stack[65536];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
  CHECK(!sigaltstack(&alternate, NULL) && !sigaction(SIGUSR1, &action, NULL));
  for (int i = 0; i < SIGNALS; i++)
    raise(SIGUSR1);
}

static pthread_barrier_t barrier;

static void *thread(void *unused) {
  void *volatile p = malloc(60);
  pthread_barrier_wait(&barrier);
  free(p);
  return unused;
}

SITE void site_threads(void) {
  pthread_t t[THREADS];
  pthread_barrier_init(&barrier, NULL, THREADS);
  for (int i = 0; i < THREADS; i++)
    CHECK(!pthread_create(&t[i], NULL, thread, NULL));
  for (int i = 0; i < THREADS; i++)
    pthread_join(t[i], NULL);
}

/* A handler that is left by a jump ends nothing for good. */
static jmp_buf back;

SITE void jump(int number) {
  (void)number;
  sink ^= (uint64_t)malloc(70);
  siglongjmp(back, 1);
}

SITE void site_jump(void) {
  signal(SIGUSR2, jump);
  for (volatile int i = 0; i < 10; i++)
    if (!sigsetjmp(back, 1)) raise(SIGUSR2);
  sink ^= (uint64_t)malloc(71);
}

static unsigned long count(unsigned bytes, const char *function, lab *l) {
  unsigned long n = 0;
  for (unsigned long i = 0; i < heap_nrecords; i++) {
    const heap_record *r = &heap_records[i];
    if (heap_kind(r) != MEMORY_ALLOC || r->c.bytes != bytes) continue;
    n++;
    if (function && strcmp(heap_function(l, r->c.record.subject, 0), function)) return 0;
  }
  return n;
}

/* From a handler on a stack of its own the stack goes on over the interrupted function to main. */
static void check_signal_stack(lab *l) {
  for (unsigned long i = 0; i < heap_nrecords; i++) {
    const heap_record *r = &heap_records[i];
    unsigned stack = r->c.record.subject, n = stack ? heap_depth(l, stack) : 0, seen = 0;
    if (heap_kind(r) != MEMORY_ALLOC || r->c.bytes != 50) continue;
    for (unsigned f = 0; f < n; f++)
      seen |= !strcmp(heap_function(l, stack, f), "site_signals") |
              !strcmp(heap_function(l, stack, f), "main") << 1;
    CHECK(seen == 3);
  }
}

SITE int main(void) {
  memory_plan plan = {.size = sizeof plan, .stacks = 1, .least = 30};
  lab *l = heap_start(&plan, 3, 1 << 20);
  sink ^= (uint64_t)malloc(29);
  site_pointer();
  site_callback();
  site_signals();
  site_jump();
  site_threads();
  heap_stop(l);
  heap_totals t = heap_totals_of((unsigned)getpid());
  fprintf(
      stderr, "%lu allocs, %lu frees, %lu unknown, %lu lost\n", t.allocs, t.frees, t.unknown, lab_lost(l));
  CHECK(count(40, "site_pointer", l) == 10 && count(41, "site_callback", l) == 1);
  CHECK(count(50, "handle", l) == SIGNALS && count(70, "jump", l) == 10 && count(71, "site_jump", l) == 1);
  CHECK(count(29, NULL, l) == 0);
  check_signal_stack(l);
  /* main has one lane of three; each thread without one is told. Its free may get the lane of a thread that
   * is gone by then: a free of an unknown block. */
  CHECK(count(60, NULL, l) == 2 && lab_lost(l) + t.unknown >= 2 * (THREADS - 2));
  return 0;
}
