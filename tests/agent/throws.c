/* Exceptions, cancellation and backtraces pass through framed thunks: the call that is left has no record,
 * all others have. */
#include <execinfo.h>
#include <unistd.h>

#include "lab.h"
#include "throw.h"
#include "work.h"

static const lab_row rows[] = {{"qsort", 4, AGENT_FORM_FRAMED, TRACER_NEVER, 1, 0, 0},
    {"work_call", 2, AGENT_FORM_FRAMED, TRACER_NEVER, 0, 0, 0}};
static const char *const names[] = {"work_call", "qsort", NULL};

enum { TIMES = 1000 };

static int answer(void *unused) {
  (void)unused;
  return 5;
}

static int depth;

static int look_back(void *unused) {
  (void)unused;
  void *frames[64];
  depth = backtrace(frames, 64);
  return 0;
}

static void count(
    void *self, const tracer_call *c, unsigned pid, unsigned tid, const char *text, unsigned len) {
  (void)pid, (void)tid, (void)text, (void)len;
  ((unsigned long *)self)[c->record.subject]++;
}

int main(void) {
  unsigned long seen[64] = {0};
  lab *l = lab_new(&(lab_setup){.rows = rows, .nrows = 2, .names = names});
  work_call(look_back, NULL);
  int depth_before = depth;
  CHECK(lab_start(l) == AGENT_OK);
  int caught = throws_through_call(TIMES), sorted = throws_through_qsort(TIMES);
  printf("%d of %d throws caught, %d out of qsort\n", caught, TIMES, sorted);
  CHECK(caught == TIMES && sorted == TIMES);
  for (int i = 0; i < 10; i++)
    CHECK(work_call(answer, NULL) == 5);
  work_call(look_back, NULL);
  CHECK(depth == depth_before + 1); /* the thunk's own frame */
  CHECK(throws_cleaned_by_cancel() == 1);
  lab_read(l, count, seen);
  CHECK(seen[lab_function(l, "work_call")] == 11 && seen[lab_function(l, "qsort")] == 0);
  return 0;
}
