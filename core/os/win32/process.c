/* The life of an examined process: launched or attached, let go, waited for. */
#include "os/win32/process.h"

#include <psapi.h>

#include "base/memory.h"
#include "os/clock.h"

/* Exit codes from here on are exceptions that nobody handled (NTSTATUS, severity error). */
#define FIRST_EXCEPTION 0xC0000000u

typedef struct times {
  uint64_t created, kernel, user; /* 100 ns */
} times;

static uint64_t file_time(FILETIME t) {
  return (uint64_t)t.dwHighDateTime << 32 | t.dwLowDateTime;
}

static bool read_times(HANDLE h, times *out) {
  FILETIME created, ended, kernel, user;
  if (!GetProcessTimes(h, &created, &ended, &kernel, &user)) return false;
  *out = (times){file_time(created), file_time(kernel), file_time(user)};
  return true;
}

/* Some systems give the caller's times for any process. Seen at the start, where ours and its own can hardly
 * be equal. */
static bool gives_our_times(const times *its) {
  times ours;
  bool read = read_times(GetCurrentProcess(), &ours);
  uint64_t its_sum = its->kernel + its->user, our_sum = ours.kernel + ours.user;
  return read && its_sum && its_sum <= our_sum &&
         our_sum - its_sum < 500000; /* 50 ms for the calls between */
}

static void process_drop(process *p) {
  hold_release(p);
  if (p->thread) CloseHandle(p->thread);
  if (p->job) CloseHandle(p->job);
  if (p->handle) CloseHandle(p->handle);
  memory_free(p);
}

static void read_identity(process *p) {
  times t;
  p->end = (process_end){.cpu_user_ns = -1, .cpu_kernel_ns = -1, .peak_resident_bytes = -1};
  if (!read_times(p->handle, &t)) return;
  p->start_id = t.created;
  p->times_lie = gives_our_times(&t);
}

process *process_launch(const char *const *argv, error *e) {
  char *path = lookup_program(argv[0], e);
  if (!path) return NULL;
  process *p = NEW(process);
  p->launched = true;
  sonde_status status = launch_suspended(p, path, argv, e);
  memory_free(path);
  if (status) {
    process_drop(p);
    return NULL;
  }
  read_identity(p);
  return p;
}

process *process_attach(uint32_t pid, error *e) {
  HANDLE h = pid ? OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, pid) : NULL;
  DWORD code = GetLastError();
  bool alive = h && WaitForSingleObject(h, 0) == WAIT_TIMEOUT;
  if (alive) {
    process *p = NEW(process);
    p->pid = pid;
    p->handle = h;
    read_identity(p);
    p->end.start_mono_ns = clock_mono_ns();
    return p;
  }
  if (h) CloseHandle(h);
  if (!h && pid && code == ERROR_ACCESS_DENIED)
    error_set(e, SONDE_DENIED, "process %u may not be examined by this user; start Sonde as administrator",
        (unsigned)pid);
  else
    error_set(e, SONDE_MISSING, "there is no running process %u", (unsigned)pid);
  return NULL;
}

sonde_status process_go(process *p, error *e) {
  if (!p->thread) return SONDE_OK;
  p->end.start_mono_ns = clock_mono_ns();
  DWORD was = p->hold ? 0 : ResumeThread(p->thread);
  DWORD code = GetLastError();
  hold_release(p);
  CloseHandle(p->thread);
  p->thread = NULL;
  return was == (DWORD)-1 ? os_fail(e, code, "cannot let process %lu run", p->pid) : SONDE_OK;
}

void process_free(process *p) {
  if (!p) return;
  if (p->thread) TerminateProcess(p->handle, 1); /* it has not begun; also while it is held */
  process_drop(p);
}

bool process_is_launched(const process *p) {
  return p->launched;
}

uint32_t process_pid(const process *p) {
  return p->pid;
}

uint64_t process_start_id(const process *p) {
  return p->start_id;
}

/* The job knows the times of all that ever belonged to it; the root alone is the least that is true. */
static void read_cpu(process *p) {
  times root, ours;
  JOBOBJECT_BASIC_ACCOUNTING_INFORMATION job = {0};
  if (p->times_lie || !read_times(p->handle, &root)) return;
  /* Where ours were still 0 at the start, the lie shows only now. */
  if (read_times(GetCurrentProcess(), &ours) && ours.kernel == root.kernel && ours.user == root.user) return;
  uint64_t kernel = root.kernel, user = root.user;
  if (p->job &&
      QueryInformationJobObject(p->job, JobObjectBasicAccountingInformation, &job, sizeof job, NULL)) {
    if ((uint64_t)job.TotalKernelTime.QuadPart > kernel) kernel = (uint64_t)job.TotalKernelTime.QuadPart;
    if ((uint64_t)job.TotalUserTime.QuadPart > user) user = (uint64_t)job.TotalUserTime.QuadPart;
  }
  p->end.cpu_kernel_ns = (int64_t)kernel * 100;
  p->end.cpu_user_ns = (int64_t)user * 100;
}

static void collect(process *p) {
  DWORD code = 0;
  PROCESS_MEMORY_COUNTERS memory = {0};
  p->ended = true;
  p->end.end_mono_ns = clock_mono_ns();
  p->end.known = GetExitCodeProcess(p->handle, &code);
  p->end.code = code;
  p->end.signalled = code >= FIRST_EXCEPTION;
  read_cpu(p);
  /* 0 is no answer: a process that ran had pages. */
  if (GetProcessMemoryInfo(p->handle, &memory, sizeof memory) && memory.PeakWorkingSetSize)
    p->end.peak_resident_bytes = (int64_t)memory.PeakWorkingSetSize;
}

bool process_alive(process *p) {
  if (!p->ended && WaitForSingleObject(p->handle, 0) == WAIT_OBJECT_0) collect(p);
  return !p->ended;
}

void process_get_end(process *p, process_end *out) {
  process_alive(p);
  *out = p->end;
}

bool process_wait_until(process *p, int64_t mono_ns) {
  while (process_alive(p)) {
    HANDLE handles[2] = {p->handle, signals_wake_event()};
    int64_t left = mono_ns - clock_mono_ns(), ms = (left + 999999) / 1000000;
    if (left <= 0) return false;
    DWORD limit = ms > 0x7FFFFFFF ? 0x7FFFFFFF : (DWORD)ms;
    DWORD which = WaitForMultipleObjects(handles[1] ? 2 : 1, handles, FALSE, limit);
    if (which == WAIT_OBJECT_0 + 1) break; /* a signal */
  }
  return !process_alive(p);
}

sonde_status process_end_now(process *p, bool hard, error *e) {
  (void)hard; /* Windows knows no softer way that every program has */
  if (!process_alive(p)) return error_set(e, SONDE_STATE, "process %lu has ended already", p->pid);
  HANDLE h = OpenProcess(PROCESS_TERMINATE, FALSE, p->pid);
  BOOL ok = h && TerminateProcess(h, 1);
  DWORD code = GetLastError();
  if (h) CloseHandle(h);
  return ok ? SONDE_OK : os_fail(e, code, "cannot end process %lu", p->pid);
}

bool process_has_thread(uint32_t pid, uint32_t tid) {
  HANDLE h = OpenThread(SYNCHRONIZE | THREAD_QUERY_LIMITED_INFORMATION, FALSE, tid);
  if (!h) return GetLastError() != ERROR_INVALID_PARAMETER;
  DWORD owner = GetProcessIdOfThread(h);
  bool is_there = WaitForSingleObject(h, 0) == WAIT_TIMEOUT && (!owner || owner == pid);
  CloseHandle(h);
  return is_there;
}
