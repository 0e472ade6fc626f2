/* Signal handlers that make calls at any moment, and jumps out of them at any moment: every record is whole,
 * and without jumps none is missing. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"
#include "work.h"

static const lab_row rows[] = {{"work3", 3, AGENT_FORM_FRAMED, TRACER_NEVER, 1, 0, 0},
    {"work_unknown", 1, AGENT_FORM_ENTRY, TRACER_NEVER, 1, 0, 0}};
static const char *const names[] = {"work*", NULL};

static lab *l;
static volatile int finished;
static unsigned long calls;
static volatile unsigned long signals, jumps;
static volatile int jumping;
static sigjmp_buf back;

typedef struct seen {
  unsigned framed;
  unsigned long good, bad, entries;
} seen;

static void check(
    void *self, const tracer_call *c, unsigned pid, unsigned tid, const char *text, unsigned len) {
  seen *s = self;
  (void)text, (void)len, (void)pid, (void)tid;
  const uint64_t *a = c->arguments;
  if (c->record.size == 16) {
    s->entries++;
    return;
  }
  bool right =
      c->record.size == 56 && c->record.subject == s->framed && c->result == a[0] + 2 * a[1] + (a[2] ^ a[0]);
  s->good += right;
  s->bad += !right;
}

static void *read_all(void *self) {
  bool last;
  do {
    last = finished;
    if (!lab_read(l, check, self)) usleep(200);
  } while (!last);
  return NULL;
}

static void handle(int number) {
  (void)number;
  signals++;
  for (long i = 0; i < 3; i++) {
    work3(i, 5, 6);
    work_unknown(3);
    __atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED);
  }
  if (!jumping) return;
  jumps++;
  siglongjmp(back, 1);
}

static int64_t cpu_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The handler jumps only while this frame stands. */
static void call_until(int64_t end, int may_jump) {
  sigsetjmp(back, 1);
  jumping = may_jump;
  while (cpu_ms() < end) {
    for (int i = 0; i < 200; i++) {
      work3(i, 1, 2);
      work_unknown(i);
      __atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED);
    }
  }
  jumping = 0;
}

/* The reader's thread takes no signals. */
static void start_reader(pthread_t *reader, seen *s) {
  sigset_t all, before;
  sigfillset(&all);
  finished = 0;
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_create(reader, NULL, read_all, s);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

int main(void) {
  seen s = {0};
  l = lab_new(&(lab_setup){.rows = rows, .nrows = 2, .names = names, .policy = SONDE_LANE_BLOCK});
  CHECK(lab_start(l) == AGENT_OK);
  s.framed = lab_function(l, "work3");
  pthread_t reader;
  start_reader(&reader, &s);
  signal(SIGALRM, handle);
  struct itimerval often = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &often, NULL);
  call_until(cpu_ms() + 1500, 0);
  setitimer(ITIMER_REAL, &never, NULL);
  finished = 1;
  pthread_join(reader, NULL);
  printf("%lu calls, %lu signals: %lu right, %lu wrong, %lu entries, %lu lost\n", calls, signals, s.good,
      s.bad, s.entries, lab_lost(l));
  CHECK(signals > 100 && s.bad == 0);
  CHECK(s.good + s.entries + lab_lost(l) == 2 * calls);

  unsigned long before = s.good;
  start_reader(&reader, &s);
  setitimer(ITIMER_REAL, &often, NULL);
  call_until(cpu_ms() + 1500, 1);
  setitimer(ITIMER_REAL, &never, NULL);
  for (int i = 0; i < 1000; i++)
    work3(i, 8, 9);
  finished = 1;
  pthread_join(reader, NULL);
  printf("%lu jumps: %lu right, %lu wrong, %lu lost\n", jumps, s.good - before, s.bad, lab_lost(l));
  fflush(stdout);
  CHECK(jumps > 100 && s.bad == 0 && s.good >= before + 3 * jumps && lab_head(l)->unseen_calls <= jumps / 10);
  return 0;
}
