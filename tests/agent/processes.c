/* Forked children have lanes of their own, vfork and posix_spawn leave the parent's alone, short threads use
 * lanes again. */
#include <pthread.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"
#include "work.h"

static const lab_row rows[] = {{"work3", 3, AGENT_FORM_FRAMED, TRACER_NEVER, 1, 0, 0}};
static const char *const names[] = {"work3", "fork", "vfork", "posix_spawn", "waitpid", NULL};

enum { CALLS = 2000, CHILDREN = 20, THREADS = 1000, CALLS_OF_THREAD = 50 };

static lab *l;
extern char **environ;

typedef struct seen {
  unsigned number;
  unsigned long own, other, bad;
} seen;

static void check(
    void *self, const tracer_call *c, unsigned pid, unsigned tid, const char *text, unsigned len) {
  seen *s = self;
  (void)text, (void)len, (void)tid;
  const uint64_t *a = c->arguments;
  if (c->record.subject != s->number) return;
  /* the third argument is the process that called */
  bool right = c->record.size == 56 && c->result == a[0] + 2 * a[1] + (a[2] ^ a[0]) && a[2] == pid;
  s->bad += !right;
  s->own += right && pid == (unsigned)getpid();
  s->other += right && pid != (unsigned)getpid();
}

static void call(int n) {
  long me = getpid();
  for (int i = 0; i < n; i++)
    work3(i, n, me);
}

static void wait_for(pid_t child) {
  int status;
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 3);
}

static void *short_thread(void *unused) {
  (void)unused;
  call(CALLS_OF_THREAD);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc > 1) return 3;
  seen s = {0};
  l = lab_new(&(lab_setup){.rows = rows, .nrows = 1, .names = names, .unknown = 1, .lanes = 32, .chunks = 4});
  CHECK(lab_start(l) == AGENT_OK);
  s.number = lab_function(l, "work3");
  for (int i = 0; i < CHILDREN; i++) {
    call(CALLS / CHILDREN);
    pid_t child = fork();
    if (!child) {
      call(CALLS / CHILDREN);
      _exit(3);
    }
    call(CALLS / CHILDREN);
    wait_for(child);
    char *again[] = {argv[0], "3", NULL};
    child = vfork();
    if (!child) {
      execv("/proc/self/exe", again);
      _exit(4);
    }
    wait_for(child);
    CHECK(!posix_spawn(&child, "/proc/self/exe", NULL, NULL, again, environ));
    wait_for(child);
  }
  lab_read(l, check, &s);
  lab_free_lanes(l);
  printf("%lu of the parent, %lu of %d children, %lu wrong, %lu lost\n", s.own, s.other, CHILDREN, s.bad,
      lab_lost(l));
  CHECK(s.bad == 0 && s.own == 2 * CALLS && s.other == CALLS && lab_lost(l) == 0);

  unsigned long before = s.own;
  for (int i = 0; i < THREADS; i++) {
    pthread_t thread;
    CHECK(!pthread_create(&thread, NULL, short_thread, NULL));
    pthread_join(thread, NULL);
    lab_read(l, check, &s);
    lab_free_lanes(l);
  }
  printf("%lu of %d threads, %lu wrong, %lu lost\n", s.own - before, THREADS, s.bad, lab_lost(l));
  CHECK(s.bad == 0 && s.own - before == (unsigned long)THREADS * CALLS_OF_THREAD && lab_lost(l) == 0);
  return 0;
}
