/* Signals to Sonde: noted, forwarded to the target once, and woken up for by a pipe that poll can watch. */
#include "os/linux/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#include "os/process.h"

/* What Sonde changes: the dispositions before that. */
static struct {
  int number;
  bool changed;
  struct sigaction old;
} changes[] = {
    {.number = SIGPIPE}, {.number = SIGINT}, {.number = SIGTERM}, {.number = SIGHUP}, {.number = SIGCHLD}};

enum { CHANGES = sizeof changes / sizeof changes[0], PIPE = 0, FIRST_HANDLED = 1, CHILD = 4 };

static atomic_int seen, forward_to, ends; /* number; pid or 0; SIGTERM and SIGHUP so far */
static int wake[2] = {-1, -1};

static void change(int i, const struct sigaction *action) {
  struct sigaction old;
  if (sigaction(changes[i].number, action, &old)) return;
  if (!changes[i].changed) changes[i].old = old;
  changes[i].changed = true;
}

static bool is_ignored(int number) {
  struct sigaction now;
  return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

void signals_ignore_pipe(void) {
  change(PIPE, &(struct sigaction){.sa_handler = SIG_IGN});
}

void signals_want_children(void) {
  if (is_ignored(SIGCHLD)) change(CHILD, &(struct sigaction){.sa_handler = SIG_DFL});
}

void signals_restore(void) {
  for (int i = 0; i < CHANGES; i++)
    if (changes[i].changed) sigaction(changes[i].number, &changes[i].old, NULL);
}

static void handle(int number, siginfo_t *info, void *context) {
  (void)context;
  int old_errno = errno;
  if (number != SIGINT && atomic_fetch_add(&ends, 1) > 0) {
    struct sigaction plain = {.sa_handler = SIG_DFL};
    sigaction(number, &plain, NULL);
    raise(number); /* delivered when this handler returns */
    return;
  }
  atomic_store(&seen, number);
  int pid = atomic_load(&forward_to);
  /* A hang-up by the kernel goes to the whole foreground group: the target has it already. */
  bool has_it = number == SIGINT || info->si_code == SI_KERNEL;
  if (pid > 0 && !has_it) kill(pid, number);
  ssize_t written = write(wake[1], "", 1); /* full: somebody will wake up anyway */
  (void)written;
  errno = old_errno;
}

void signals_start(int pid) {
  atomic_store(&forward_to, pid);
  if (wake[0] < 0 && pipe2(wake, O_CLOEXEC | O_NONBLOCK)) return;
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART};
  for (int i = FIRST_HANDLED; i < CHILD; i++) /* nohup: what was ignored stays so */
    if (!is_ignored(changes[i].number)) change(i, &action);
}

int process_signal_seen(void) {
  return atomic_load(&seen);
}

int signals_wake_fd(void) {
  return wake[0];
}

void signals_drain(void) {
  char buffer[64];
  while (wake[0] >= 0 && read(wake[0], buffer, sizeof buffer) == (ssize_t)sizeof buffer)
    ;
}

void signals_forget(int pid) {
  atomic_compare_exchange_strong(&forward_to, &pid, 0);
}
