/* The fork of a launch: a child in the state Sonde was started with, standing before exec until it is let go.
 */
#include "os/linux/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "os/linux/internal.h"

enum { READ = 0, WRITE = 1, EXIT_NOT_STARTED = 127 };

static void report(int fd, int code, int64_t floor_kib) {
  launch_report r = {.code = code, .floor_kib = floor_kib};
  ssize_t written = write(fd, &r, sizeof r); /* fits into a pipe at once */
  (void)written;
}

/* In the child: async-signal-safe calls only. All descriptors close by themselves at exec. */
static _Noreturn void child(const char *path, char *const *argv, int go, int out, const sigset_t *mask) {
  signals_restore();
  sigprocmask(SIG_SETMASK, mask, NULL);
  char byte;
  ssize_t n;
  do
    n = read(go, &byte, 1);
  while (n < 0 && errno == EINTR);
  if (n == 1) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    report(out, 0, usage.ru_maxrss);
    execvp(path, argv); /* has a '/': no search, but a script without #! goes to the shell */
    report(out, errno, 0);
  }
  _exit(EXIT_NOT_STARTED);
}

static void close_both(const int fds[2]) {
  close(fds[READ]);
  close(fds[WRITE]);
}

int launch_fork(process *p, const char *path, const char *const *argv) {
  int go[2], out[2];
  if (pipe2(go, O_CLOEXEC)) return errno;
  if (pipe2(out, O_CLOEXEC)) {
    int code = errno;
    close_both(go);
    return code;
  }
  signals_want_children();
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  /* No handler of ours may run in the child. */
  sigset_t all, mask;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &mask);
  p->pid = fork();
  int code = errno;
  if (p->pid == 0) {
    close(go[WRITE]);
    child(path, (char *const *)(uintptr_t)argv, go[READ], out[WRITE], &mask);
  }
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
  close(go[READ]);
  close(out[WRITE]);
  if (p->pid > 0) {
    p->go_fd = go[WRITE];
    p->report_fd = out[READ];
    return 0;
  }
  close(go[WRITE]);
  close(out[READ]);
  return code;
}
