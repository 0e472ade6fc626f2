/* A detached program: forked twice, in a session of its own, so that it is no child of Sonde. */
#include "os/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "os/linux/internal.h"
#include "os/linux/process.h"

enum { READ, WRITE };

/* What the program's first process says: its pid, and errno when exec failed. */
typedef struct spawn_report {
  int32_t pid, code;
} spawn_report;

static void say(int fd, int code) {
  spawn_report r = {(int32_t)getpid(), code};
  ssize_t ignored = write(fd, &r, sizeof r);
  (void)ignored;
}

_Noreturn static void become(const char *path, char *const *argv, int log, int report) {
  int none = open("/dev/null", O_RDONLY);
  sigset_t all;
  sigfillset(&all);
  signals_restore();
  sigprocmask(SIG_UNBLOCK, &all, NULL);
  say(report, 0);
  if (none < 0 || dup2(none, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0) {
    say(report, errno);
    _exit(127);
  }
  execv(path, argv);
  say(report, errno);
  _exit(127);
}

/* In the middle process: it ends at once, so that the program loses its parent. */
_Noreturn static void detach(const char *path, char *const *argv, int log, int report) {
  setsid();
  pid_t pid = fork();
  if (pid == 0) become(path, argv, log, report);
  if (pid < 0) say(report, errno);
  _exit(0);
}

static bool read_report(int fd, spawn_report *out) {
  ssize_t n;
  do
    n = read(fd, out, sizeof *out);
  while (n < 0 && errno == EINTR);
  return n == (ssize_t)sizeof *out;
}

/* The pipe closes with exec: a second report is a failed one. */
static int await(int fd, uint32_t *pid) {
  spawn_report r = {0, ECHILD}, failed;
  if (!read_report(fd, &r)) return r.code;
  *pid = (uint32_t)r.pid;
  return r.code ? r.code : read_report(fd, &failed) ? failed.code : 0;
}

static int spawn(const char *path, const char *const *argv, int log, uint32_t *pid) {
  int out[2];
  if (pipe2(out, O_CLOEXEC)) return errno;
  pid_t middle = fork();
  int code = errno;
  if (middle == 0) detach(path, (char *const *)(uintptr_t)argv, log, out[WRITE]);
  close(out[WRITE]);
  if (middle > 0) {
    code = await(out[READ], pid);
    while (waitpid(middle, NULL, 0) < 0 && errno == EINTR)
      ;
  }
  close(out[READ]);
  return code;
}

sonde_status spawn_detached(
    const char *const *argv, const char *log_path, uint32_t *pid, uint64_t *start_id, error *e) {
  int log = open(log_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (log < 0) return os_fail(e, (uint32_t)errno, "cannot write '%s'", log_path);
  char *path = lookup_program(argv[0], e);
  int code = path ? spawn(path, argv, log, pid) : 0;
  proc_stat stat;
  close(log);
  if (!path) return e->status;
  memory_free(path);
  if (code) return os_fail(e, (uint32_t)code, "cannot start '%s'", argv[0]);
  if (!proc_stat_read((pid_t)*pid, &stat))
    return error_set(e, SONDE_STATE, "'%s' ended at once; see %s", argv[0], log_path);
  *start_id = stat.start_id;
  return SONDE_OK;
}

uint32_t spawn_parent(void) {
  return (uint32_t)getppid();
}
