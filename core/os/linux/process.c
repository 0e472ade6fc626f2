/* The life of an examined process: launched or attached, let go, waited for, reaped. */
#include "os/linux/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "os/clock.h"
#include "os/linux/internal.h"

enum { SECOND_NS = 1000000000, LOOK_AGAIN_NS = 5000000 };

/* Peaks below this above the child's own before exec are not told apart from it: the kernel counts resident
 * pages in batches of 64 a thread. */
enum { FLOOR_MARGIN_KIB = 256 };

static process *all; /* launched and attached ones */

static process *process_new(bool launched) {
  process *p = NEW(process);
  *p = (process){.pidfd = -1, .go_fd = -1, .report_fd = -1, .launched = launched, .next = all};
  p->end = (process_end){.cpu_user_ns = -1, .cpu_kernel_ns = -1, .peak_resident_bytes = -1};
  all = p;
  return p;
}

static process *process_find(pid_t pid) {
  process *p = all;
  while (p && (p->pid != pid || p->ended))
    p = p->next;
  return p;
}

bool process_was_launched(pid_t pid) {
  for (const process *p = all; p; p = p->next)
    if (p->pid == pid && p->launched && !p->ended) return true;
  return false;
}

static void process_drop(process *p) {
  for (process **at = &all; *at; at = &(*at)->next)
    if (*at == p) {
      *at = p->next;
      break;
    }
  if (p->pidfd >= 0) close(p->pidfd);
  if (p->go_fd >= 0) close(p->go_fd);
  if (p->report_fd >= 0) close(p->report_fd);
  memory_free(p->path);
  memory_free(p);
}

static void close_fd(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

static int open_pidfd(pid_t pid) {
#ifdef SYS_pidfd_open /* since Linux 5.3; always close-on-exec */
  return (int)syscall(SYS_pidfd_open, pid, 0);
#else
  (void)pid;
  return -1;
#endif
}

process *process_launch(const char *const *argv, error *e) {
  char *path = lookup_program(argv[0], e);
  if (!path) return NULL;
  process *p = process_new(true);
  int code = launch_fork(p, path, argv);
  p->path = path;
  if (code) {
    os_fail(e, (uint32_t)code, "cannot start '%s'", argv[0]);
    process_drop(p);
    return NULL;
  }
  p->pidfd = open_pidfd(p->pid);
  proc_stat s;
  if (proc_stat_read(p->pid, &s)) p->start_id = s.start_id;
  return p;
}

process *process_attach(uint32_t pid, error *e) {
  /* First the descriptor, then the start time: so both are of one process, or it has ended. */
  int pidfd = pid && pid <= INT32_MAX ? open_pidfd((pid_t)pid) : -1;
  proc_stat s;
  if (!pid || pid > INT32_MAX || !proc_stat_read((pid_t)pid, &s) || s.state == 'Z' || s.state == 'X') {
    if (pidfd >= 0) close(pidfd);
    error_set(e, SONDE_MISSING, "there is no running process %u", (unsigned)pid);
    return NULL;
  }
  process *p = process_new(false);
  p->pid = (pid_t)pid;
  p->pidfd = pidfd;
  p->start_id = s.start_id;
  p->end.start_mono_ns = clock_mono_ns();
  return p;
}

static int64_t timeval_ns(struct timeval t) {
  return (int64_t)t.tv_sec * SECOND_NS + (int64_t)t.tv_usec * 1000;
}

static void set_ended(process *p) {
  p->ended = true;
  p->end.end_mono_ns = clock_mono_ns();
  signals_forget((int)p->pid);
}

static process_end read_end(int status, const struct rusage *usage) {
  process_end end = {.known = true, .signalled = WIFSIGNALED(status)};
  end.code = (uint32_t)(end.signalled ? WTERMSIG(status) : WEXITSTATUS(status));
  end.cpu_user_ns = timeval_ns(usage->ru_utime);
  end.cpu_kernel_ns = timeval_ns(usage->ru_stime);
  return end;
}

static void take_end(process *p, const process_end *end, int64_t peak_kib) {
  int64_t started = p->end.start_mono_ns, ended = p->end.end_mono_ns;
  p->end = *end;
  p->end.start_mono_ns = started;
  p->end.end_mono_ns = ended;
  p->end.peak_resident_bytes = peak_kib > p->floor_kib + FLOOR_MARGIN_KIB ? peak_kib * 1024 : -1;
}

/* The child is a zombie: hands its end to all that watch it. */
static void collect(pid_t pid) {
  int status;
  struct rusage usage;
  signals_forget((int)pid); /* before its pid may go to another process */
  bool got = wait4(pid, &status, WNOHANG, &usage) == pid;
  process_end end = got ? read_end(status, &usage) : (process_end){0};
  for (process *p; (p = process_find(pid)) != NULL;) {
    set_ended(p);
    if (got) take_end(p, &end, usage.ru_maxrss);
  }
}

/* All ended children: ours, and adopted ones that nobody else would reap. */
static void reap(void) {
  for (;;) {
    siginfo_t info = {0};
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) || !info.si_pid) return;
    collect(info.si_pid);
  }
}

static bool is_there(const process *p) {
  struct pollfd f = {.fd = p->pidfd, .events = POLLIN};
  if (p->pidfd >= 0) return poll(&f, 1, 0) <= 0;
  if (p->launched) return true; /* reap will tell */
  proc_stat s;
  return proc_stat_read(p->pid, &s) && s.start_id == p->start_id && s.state != 'Z' && s.state != 'X';
}

bool process_alive(process *p) {
  if (p->ended) return false;
  bool there =
      is_there(p); /* asked first: after reap it could have ended a moment ago, with an end to collect */
  reap();
  if (!there && !p->ended) set_ended(p); /* no child of ours, or somebody else took its end */
  return !p->ended;
}

/* The report of the child: how its exec went. 0 or errno. */
static int read_report(process *p) {
  launch_report r;
  int code = 0;
  ssize_t n;
  while ((n = read(p->report_fd, &r, sizeof r)) == (ssize_t)sizeof r || (n < 0 && errno == EINTR)) {
    if (n < 0) continue;
    if (r.code)
      code = (int)r.code;
    else
      p->floor_kib = r.floor_kib;
  }
  return code;
}

static sonde_status start_status(const process *p, error *e) {
  switch (p->start_code) {
  case 0: return SONDE_OK;
  case EACCES: return error_set(e, SONDE_DENIED, "not executable: the system refuses permission");
  case ENOENT:
    return error_set(
        e, SONDE_MISSING, "the interpreter that its first line, or the program, names is missing");
  default: return os_fail(e, (uint32_t)p->start_code, "cannot start the command");
  }
}

void process_exec(process *p) {
  ssize_t written = write(p->go_fd, "", 1); /* fails only when the child was ended meanwhile */
  (void)written;
  close_fd(&p->go_fd);
  p->start_code = read_report(p);
  close_fd(&p->report_fd);
  if (p->start_code) {
    set_ended(p);
    waitpid(p->pid, NULL, 0);
  }
}

sonde_status process_go(process *p, error *e) {
  if (p->go_fd >= 0 || p->held.traced) p->end.start_mono_ns = clock_mono_ns();
  if (p->go_fd >= 0) process_exec(p);
  holding_end(p);
  return start_status(p, e);
}

void process_free(process *p) {
  if (!p) return;
  if ((p->go_fd >= 0 || p->held.traced) && !p->ended) { /* it has not begun */
    kill(p->pid, SIGKILL);
    set_ended(p);
    waitpid(p->pid, NULL, 0);
  }
  signals_forget((int)p->pid);
  process_drop(p);
}

bool process_is_launched(const process *p) {
  return p->launched;
}

uint32_t process_pid(const process *p) {
  return (uint32_t)p->pid;
}

uint64_t process_start_id(const process *p) {
  return p->start_id;
}

void process_get_end(process *p, process_end *out) {
  process_alive(p);
  *out = p->end;
}

/* Sleeps until the end, a signal or the time; false: woken by a signal. */
static bool sleep_until(const process *p, int64_t left_ns) {
  struct pollfd fds[2] = {{.fd = p->pidfd, .events = POLLIN},
      {.fd = signals_wake_fd(), .events = POLLIN}}; /* -1 is passed over */
  if (p->pidfd < 0 && left_ns > LOOK_AGAIN_NS) left_ns = LOOK_AGAIN_NS;
  struct timespec limit = {.tv_sec = (time_t)(left_ns / SECOND_NS), .tv_nsec = (long)(left_ns % SECOND_NS)};
  if (ppoll(fds, 2, &limit, NULL) <= 0 || !(fds[1].revents & POLLIN)) return true;
  signals_drain();
  return false;
}

bool process_wait_until(process *p, int64_t mono_ns) {
  for (;;) {
    if (!process_alive(p)) return true;
    int64_t left = mono_ns - clock_mono_ns();
    if (left <= 0) return false;
    if (!sleep_until(p, left)) return !process_alive(p);
  }
}

sonde_status process_end_now(process *p, bool hard, error *e) {
  if (!process_alive(p)) return error_set(e, SONDE_STATE, "process %d has ended already", (int)p->pid);
  if (!kill(p->pid, hard ? SIGKILL : SIGTERM)) return SONDE_OK;
  return os_fail(e, (uint32_t)errno, "cannot end process %d", (int)p->pid);
}

bool process_has_thread(uint32_t pid, uint32_t tid) {
  return syscall(SYS_tgkill, (pid_t)pid, (pid_t)tid, 0) == 0 || errno != ESRCH;
}

void process_signals_start(process *p) {
  signals_start(p && p->launched && !p->ended ? (int)p->pid : 0);
}
