/* A reader that is killed, or does not come: the target goes on, waits for a bounded time, and counts what is
 * lost. */
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"
#include "work.h"

static const lab_row rows[] = {{"work3", 3, AGENT_FORM_FRAMED, TRACER_NEVER, 1, 0, 0}};
static const char *const names[] = {"work3", NULL};

enum { CALLS = 300000 };

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(void) {
  lab *l = lab_new(
      &(lab_setup){.rows = rows, .nrows = 1, .names = names, .policy = SONDE_LANE_BLOCK, .chunks = 4});
  pid_t reader = fork();
  if (!reader) {
    for (;;)
      lab_read(l, NULL, NULL);
  }
  CHECK(lab_start(l) == AGENT_OK);
  for (long i = 0; i < CALLS; i++)
    work3(i, 1, 2);
  unsigned long lost_alive = lab_lost(l);
  kill(reader, SIGKILL);
  waitpid(reader, NULL, 0);
  double start = seconds();
  for (long i = 0; i < CALLS; i++)
    work3(i, 1, 2);
  double took = seconds() - start;
  unsigned long lost = lab_lost(l) - lost_alive, kept = 4 * 65536 / 56;
  printf("reader killed: %d calls in %.2f s, %lu lost\n", CALLS, took, lost);
  CHECK(took < 20 && lost >= CALLS - kept && lost <= CALLS);
  atomic_store(&lab_head(l)->active, 0);
  work3(1, 2, 3);
  CHECK(lab_lost(l) - lost_alive == lost); /* only passed through */
  return 0;
}
