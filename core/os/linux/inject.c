/* Holding a launched program at its entry point by ptrace, and calling into it from there. The breakpoint on
 * the entry point stays while it is held: a called function returns onto it. */
#include "os/inject.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "os/clock.h"
#include "os/elf.h"
#include "os/file.h"
#include "os/linux/internal.h"
#include "os/linux/process.h"

enum {
  BREAKPOINT = 0xCC,
  ROOM_BYTES = 8192,         /* of the held stack, for arguments */
  LIBRARY_LIMIT = 256 << 20, /* of files that are read for their symbols */
  LOAD_NOW = 2               /* RTLD_NOW: a system's constant, the same in glibc and musl */
};

static const int64_t longest_stop_ns = 20000000000, first_pause_ns = 20000, longest_pause_ns = 1000000;

typedef struct stop {
  bool ended, late; /* instead of a stop */
  int signal, event;
} stop;

/* The next stop. An end is left to be collected by process.c. */
static stop await_stop(const process *p) {
  int64_t start = clock_mono_ns(), pause = first_pause_ns;
  for (;;) {
    siginfo_t info = {0};
    int status;
    if (waitid(P_PID, (id_t)p->pid, &info, WEXITED | WSTOPPED | WNOHANG | WNOWAIT) && errno != EINTR)
      return (stop){.ended = true};
    if (info.si_pid && info.si_code != CLD_TRAPPED && info.si_code != CLD_STOPPED)
      return (stop){.ended = true};
    if (info.si_pid && waitpid(p->pid, &status, __WALL | WNOHANG) == p->pid && WIFSTOPPED(status))
      return (stop){.signal = WSTOPSIG(status), .event = status >> 16};
    if (clock_mono_ns() - start > longest_stop_ns) return (stop){.late = true};
    clock_sleep_ns(pause);
    if (pause < longest_pause_ns) pause += pause / 2;
  }
}

static bool is_fault(int signal) {
  return signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE || signal == SIGABRT;
}

/* Runs it until a breakpoint; other signals reach it as they come. */
static sonde_status run_to_trap(const process *p, const char *what, error *e) {
  int pass_on = 0;
  for (;;) {
    if (ptrace(PTRACE_CONT, p->pid, NULL, (void *)(intptr_t)pass_on))
      return os_fail(e, (uint32_t)errno, "cannot let process %d run %s", (int)p->pid, what);
    stop s = await_stop(p);
    if (s.ended)
      return error_set(e, SONDE_STATE, "the program ended before its entry point was reached (%s)", what);
    if (s.late) return error_set(e, SONDE_TIMEOUT, "the program did not come to a stop in 20 s (%s)", what);
    if (s.signal == SIGTRAP && !s.event) return SONDE_OK;
    if (is_fault(s.signal) && p->held.at_entry)
      return error_set(e, SONDE_OS, "the program failed with signal %d (%s)", s.signal, what);
    pass_on = s.event ? 0 : s.signal;
  }
}

static bool read_memory(const process *p, uint64_t address, void *out, size_t bytes) {
  return pread(p->held.memory_fd, out, bytes, (off_t)address) == (ssize_t)bytes;
}

static sonde_status write_memory(
    const process *p, uint64_t address, const void *bytes, size_t len, error *e) {
  if (pwrite(p->held.memory_fd, bytes, len, (off_t)address) == (ssize_t)len) return SONDE_OK;
  return os_fail(
      e, (uint32_t)errno, "cannot write to the memory of process %d at 0x%" PRIx64, (int)p->pid, address);
}

static sonde_status open_memory(process *p, error *e) {
  char path[32];
  snprintf(path, sizeof path, "/proc/%d/mem", (int)p->pid);
  p->held.memory_fd = open(path, O_RDWR | O_CLOEXEC);
  return p->held.memory_fd >= 0
             ? SONDE_OK
             : os_fail(e, (uint32_t)errno, "cannot open the memory of process %d", (int)p->pid);
}

/* A word of the vector that the kernel gave the program; 0: not in it. */
static uint64_t auxiliary(const process *p, uint64_t type) {
  char path[32];
  uint64_t pair[2], value = 0;
  snprintf(path, sizeof path, "/proc/%d/auxv", (int)p->pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  while (fd >= 0 && !value && read(fd, pair, sizeof pair) == (ssize_t)sizeof pair)
    if (pair[0] == type) value = pair[1];
  if (fd >= 0) close(fd);
  return value;
}

/* A traced set-id program would run without its rights: that is not ours to change. */
static sonde_status check_rights(const process *p, error *e) {
  struct stat st;
  if (geteuid() == 0 || stat(p->path, &st)) return SONDE_OK;
  bool sets_user = (st.st_mode & S_ISUID) && st.st_uid != geteuid();
  bool sets_group = (st.st_mode & S_ISGID) && st.st_gid != getegid();
  if (!sets_user && !sets_group && getxattr(p->path, "security.capability", NULL, 0) < 0) return SONDE_OK;
  return error_set(e, SONDE_UNSUPPORTED,
      "'%s' takes rights of its own when it starts, which it would lose while it is watched from inside; "
      "run Sonde as root",
      p->path);
}

static sonde_status check_kind(const process *p, error *e) {
  char path[32];
  uint8_t head[4096];
  size_t len = 0;
  snprintf(path, sizeof path, "/proc/%d/exe", (int)p->pid);
  sonde_status status = file_read_head(path, head, sizeof head, &len, e);
  if (status) return status;
  elf_facts facts = elf_read_facts(head, len);
  if (!facts.is_x64)
    return error_set(e, SONDE_UNSUPPORTED,
        "'%s' is no program for x86-64; only those can be watched from inside", p->path);
  if (!facts.has_interpreter)
    return error_set(e, SONDE_UNSUPPORTED,
        "'%s' is linked statically: its calls go through no table that could be watched", p->path);
  return SONDE_OK;
}

static sonde_status seize(process *p, error *e) {
  if (ptrace(PTRACE_SEIZE, p->pid, NULL, (void *)(intptr_t)PTRACE_O_TRACEEXEC))
    return os_fail(e, (uint32_t)errno,
        "cannot control process %d (ptrace); in a container allow it with --cap-add=SYS_PTRACE", (int)p->pid);
  p->held.traced = true;
  p->held.memory_fd = -1;
  return SONDE_OK;
}

/* Up to the stop of its exec. */
static sonde_status run_to_exec(process *p, error *e) {
  process_exec(p);
  if (p->start_code) {
    p->held.traced = false;
    return process_go(p, e);
  }
  stop s = await_stop(p);
  while (!s.ended && !s.late && s.event != PTRACE_EVENT_EXEC) {
    ptrace(PTRACE_CONT, p->pid, NULL, (void *)(intptr_t)(s.event ? 0 : s.signal));
    s = await_stop(p);
  }
  if (s.ended || s.late) return error_set(e, SONDE_STATE, "'%s' ended before it began", p->path);
  return SONDE_OK;
}

static sonde_status run_to_entry(process *p, error *e) {
  holding *h = &p->held;
  static const uint8_t breakpoint = BREAKPOINT;
  h->entry = auxiliary(p, AT_ENTRY);
  if (!h->entry || !read_memory(p, h->entry, &h->original, 1))
    return error_set(e, SONDE_OS, "the entry point of '%s' cannot be read", p->path);
  sonde_status status = write_memory(p, h->entry, &breakpoint, 1, e);
  if (!status) status = run_to_trap(p, "to its entry point", e);
  if (status) return status;
  struct user_regs_struct registers;
  if (ptrace(PTRACE_GETREGS, p->pid, NULL, &registers) || registers.rip != h->entry + 1)
    return error_set(
        e, SONDE_UNSUPPORTED, "'%s' stopped at a breakpoint of its own before it began", p->path);
  registers.rip = h->entry;
  ptrace(PTRACE_SETREGS, p->pid, NULL, &registers);
  h->at_entry = true;
  return SONDE_OK;
}

static sonde_status hold(process *p, error *e) {
  sonde_status status = check_rights(p, e);
  if (!status) status = seize(p, e);
  if (!status) status = run_to_exec(p, e);
  if (!status) status = check_kind(p, e);
  if (!status) status = open_memory(p, e);
  return status ? status : run_to_entry(p, e);
}

sonde_status inject_hold(process *p, error *e) {
  if (p->held.at_entry) return SONDE_OK;
  if (p->held.refusal.status) {
    *e = p->held.refusal;
    return e->status;
  }
  if (!p->launched || p->go_fd < 0 || p->ended)
    return error_set(e, SONDE_STATE,
        "process %d already runs: only a program that Sonde starts can be watched from inside; write it "
        "behind --",
        (int)p->pid);
  error why = {0};
  sonde_status status = hold(p, &why);
  if (!status) return SONDE_OK;
  p->held.refusal = why;
  *e = why;
  return status;
}

void holding_end(process *p) {
  holding *h = &p->held;
  if (!h->traced) return;
  if (h->memory_fd >= 0 && h->entry) write_memory(p, h->entry, &h->original, 1, NULL);
  if (h->memory_fd >= 0) close(h->memory_fd);
  ptrace(PTRACE_DETACH, p->pid, NULL, NULL);
  h->traced = h->at_entry = false;
}

/* Calls a function of the held program. data: copied onto its stack, its address is the first argument then.
 */
typedef struct remote_call {
  uint64_t function, arguments[2];
  const void *data;
  size_t bytes;
  const char *what;
} remote_call;

static sonde_status set_up(
    const process *p, const remote_call *c, const struct user_regs_struct *saved, error *e) {
  struct user_regs_struct r = *saved;
  uint64_t base = (saved->rsp - ROOM_BYTES) & ~UINT64_C(15);
  r.rsp = base - 8;
  r.rip = c->function;
  r.rdi = c->data ? base : c->arguments[0];
  r.rsi = c->arguments[1];
  r.rax = 0;
  r.orig_rax = UINT64_MAX;
  sonde_status status = c->data ? write_memory(p, base, c->data, c->bytes, e) : SONDE_OK;
  if (!status) status = write_memory(p, r.rsp, &p->held.entry, 8, e);
  if (!status && ptrace(PTRACE_SETREGS, p->pid, NULL, &r))
    status = os_fail(e, (uint32_t)errno, "cannot set the registers of process %d", (int)p->pid);
  return status;
}

static sonde_status call_function(const process *p, const remote_call *c, uint64_t *answer, error *e) {
  struct user_regs_struct saved, after;
  struct user_fpregs_struct floats;
  if (c->bytes > ROOM_BYTES / 2)
    return error_set(e, SONDE_ARG, "%zu bytes are too many to hand into a target", c->bytes);
  if (ptrace(PTRACE_GETREGS, p->pid, NULL, &saved) || ptrace(PTRACE_GETFPREGS, p->pid, NULL, &floats))
    return os_fail(e, (uint32_t)errno, "cannot read the registers of process %d", (int)p->pid);
  sonde_status status = set_up(p, c, &saved, e);
  if (!status) status = run_to_trap(p, c->what, e);
  if (status) return status;
  ptrace(PTRACE_GETREGS, p->pid, NULL, &after);
  if (after.rip != p->held.entry + 1)
    return error_set(e, SONDE_OS, "the program stopped at an unexpected place (%s)", c->what);
  *answer = after.rax;
  ptrace(PTRACE_SETFPREGS, p->pid, NULL, &floats);
  ptrace(PTRACE_SETREGS, p->pid, NULL, &saved);
  return SONDE_OK;
}

static bool may_export_dlopen(const char *path) {
  const char *name = strrchr(path, '/');
  name = name ? name + 1 : path;
  return strncmp(name, "libc.so", 7) == 0 || strncmp(name, "libc-", 5) == 0 ||
         strncmp(name, "libdl", 5) == 0 || strncmp(name, "ld-musl", 7) == 0;
}

static bool find_export(const char *path, const char *name, uint64_t *value) {
  size_t len = 0;
  char *bytes = file_read(path, LIBRARY_LIMIT, &len, NULL);
  bool found = bytes && elf_find_export((const uint8_t *)bytes, len, name, value);
  memory_free(bytes);
  return found;
}

/* A function of the C library that the program has loaded; 0: none. */
static uint64_t find_function(const process *p, const char *name) {
  char path[32], line[4096 + 128];
  uint64_t found = 0;
  snprintf(path, sizeof path, "/proc/%d/maps", (int)p->pid);
  FILE *maps = fopen(path, "re");
  while (maps && !found && fgets(line, sizeof line, maps)) {
    uint64_t start, offset, value;
    int at = 0;
    line[strcspn(line, "\n")] = 0;
    if (sscanf(line, "%" SCNx64 "-%*x %*s %" SCNx64 " %*s %*s %n", &start, &offset, &at) < 2 || !at) continue;
    if (!offset && may_export_dlopen(line + at) && find_export(line + at, name, &value))
      found = start + value;
  }
  if (maps) fclose(maps);
  return found;
}

/* Why the loader of the held program refused, in its words. */
static sonde_status tell_refusal(const process *p, const char *library, error *e) {
  remote_call why = {.function = find_function(p, "dlerror"), .what = "while it told why"};
  uint64_t at = 0;
  char words[256] = "it gave no reason";
  if (why.function && !call_function(p, &why, &at, NULL) && at)
    for (size_t n = sizeof words - 1; n && !read_memory(p, at, words, n); n /= 2)
      words[0] = 0;
  words[sizeof words - 1] = 0;
  return error_set(e, SONDE_OS, "the program cannot load %s: %s", library, words);
}

static sonde_status load(process *p, const char *library, error *e) {
  remote_call c = {.function = find_function(p, "dlopen"),
      .arguments = {0, LOAD_NOW},
      .data = library,
      .bytes = strlen(library) + 1,
      .what = "while it loaded Sonde's agent"};
  uint64_t handle = 0, bias;
  if (!c.function)
    return error_set(e, SONDE_UNSUPPORTED, "'%s' uses a C library that Sonde does not know", p->path);
  sonde_status status = call_function(p, &c, &handle, e);
  if (status) return status;
  if (!handle) return tell_refusal(p, library, e);
  if (!read_memory(p, handle, &bias, sizeof bias)) /* link_map.l_addr */
    return error_set(e, SONDE_OS, "the address of %s in the program cannot be read", library);
  p->held.agent_bias = bias;
  return SONDE_OK;
}

sonde_status inject_call(
    process *p, const char *library, const void *argument, size_t bytes, uint64_t *answer, error *e) {
  uint8_t head[4096];
  size_t len = 0;
  if (!p->held.at_entry) return error_set(e, SONDE_STATE, "process %d is not held", (int)p->pid);
  sonde_status status = file_read_head(library, head, sizeof head, &len, e);
  if (!status && !p->held.agent_bias) status = load(p, library, e);
  if (status) return status;
  remote_call c = {.function = p->held.agent_bias + elf_read_facts(head, len).entry,
      .data = argument,
      .bytes = bytes,
      .what = "while Sonde's agent started"};
  return call_function(p, &c, answer, e);
}
