/* Every call is recorded once, with its arguments and its result. */
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"
#include "work.h"

static const lab_row rows[] = {{"work3", 3, AGENT_FORM_FRAMED, TRACER_NEVER, 1, 0, 0}};
static const char *const names[] = {"work3", NULL};

enum { CALLS = 500000, THREADS = 2 };

typedef struct seen {
  unsigned number;
  unsigned long good, bad, late;
  uint64_t time;
  unsigned tid;
} seen;

static lab *l;
static volatile int finished;

static void check(
    void *self, const tracer_call *c, unsigned pid, unsigned tid, const char *text, unsigned len) {
  seen *s = self;
  (void)text, (void)len, (void)pid;
  const uint64_t *a = c->arguments;
  bool right = c->record.size == 56 && c->record.subject == s->number &&
               c->result == a[0] + 2 * a[1] + (a[2] ^ a[0]) && c->about >> TRACER_DURATION_SHIFT > 0 &&
               !(c->about & 0xFFFFF);
  if (tid != s->tid) s->time = 0;
  s->tid = tid;
  s->late += c->record.time < s->time;
  s->time = c->record.time;
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

static long sum;

static void *call_all(void *self) {
  long s = 0, seed = (long)(intptr_t)self;
  for (long i = 0; i < CALLS; i++)
    s = work3(i, s & 0xFFFF, seed);
  __atomic_fetch_add(&sum, s, __ATOMIC_RELAXED);
  return NULL;
}

int main(void) {
  seen s = {0};
  l = lab_new(&(lab_setup){.rows = rows, .nrows = 1, .names = names, .policy = SONDE_LANE_BLOCK});
  CHECK(lab_start(l) == AGENT_OK);
  s.number = lab_function(l, "work3");
  CHECK(s.number && lab_entry(l, s.number)->slots == 1);
  CHECK(!strncmp(lab_text(l, lab_entry(l, s.number)->library), "libwork", 7));
  pthread_t reader, threads[THREADS];
  pthread_create(&reader, NULL, read_all, &s);
  for (int i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, call_all, (void *)(intptr_t)(i + 1));
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  finished = 1;
  pthread_join(reader, NULL);
  printf("%lu right, %lu wrong, %lu late, %lu lost\n", s.good, s.bad, s.late, lab_lost(l));
  CHECK(s.bad == 0 && s.late == 0);
  CHECK(s.good + lab_lost(l) == (unsigned long)CALLS * THREADS);
  return 0;
}
