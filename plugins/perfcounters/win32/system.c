/* The machine: GetSystemTimes, GetPerformanceInfo, GlobalMemoryStatusEx, processor times, drives. */
#include "win32/provider.h"

#include <psapi.h>
#include <stdio.h>
#include <string.h>
#include <winternl.h>

#define MOST_CPUS 64

typedef struct cpu_times { /* SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION, times in 100 ns */
  int64_t idle, kernel, user, dpc, interrupt;
  uint32_t interrupts, padding;
} cpu_times;

static int64_t filetime(FILETIME t) {
  return (int64_t)((uint64_t)t.dwHighDateTime << 32 | t.dwLowDateTime);
}

/* Kernel time as the system gives it includes idle time. */
static void read_cpu(reading *out) {
  FILETIME idle, kernel, user;
  SYSTEM_INFO info;
  GetSystemInfo(&info);
  reading_set(out, S_cpus, info.dwNumberOfProcessors);
  if (!GetSystemTimes(&idle, &kernel, &user)) return;
  int64_t busy_kernel = filetime(kernel) - filetime(idle);
  if (busy_kernel < 0) return;
  reading_set(out, P_cpu_user, filetime(user) * 100);
  reading_set(out, P_cpu_kernel, busy_kernel * 100);
  reading_set(out, P_cpu_time, (busy_kernel + filetime(user)) * 100);
  reading_set(out, S_cpu_idle, filetime(idle) * 100);
}

static void read_interrupts(reading *out) {
  cpu_times times[MOST_CPUS];
  ULONG got = 0;
  if (NtQuerySystemInformation((SYSTEM_INFORMATION_CLASS)NT_PROCESSOR_TIMES, times, sizeof times, &got) < 0)
    return;
  int64_t sum = 0;
  for (size_t i = 0; i < got / sizeof times[0]; i++)
    sum += times[i].interrupt + times[i].dpc;
  if (sum > 0)
    reading_set(out, S_cpu_interrupt, sum * 100);
  else
    out->why[S_cpu_interrupt] = SONDE_WHY_IMPLAUSIBLE;
}

static void read_memory(reading *out) {
  MEMORYSTATUSEX m = {.dwLength = sizeof m};
  if (!GlobalMemoryStatusEx(&m) || m.ullTotalPhys == 0) return;
  reading_set(out, S_memory_total, (int64_t)m.ullTotalPhys);
  reading_set(out, S_memory_available, (int64_t)m.ullAvailPhys);
  if (m.ullAvailPhys <= m.ullTotalPhys)
    reading_set(out, S_memory_used, (int64_t)(m.ullTotalPhys - m.ullAvailPhys));
  if (m.ullTotalPageFile < m.ullTotalPhys) return;
  uint64_t total = m.ullTotalPageFile - m.ullTotalPhys;
  uint64_t available = m.ullAvailPageFile > m.ullAvailPhys ? m.ullAvailPageFile - m.ullAvailPhys : 0;
  reading_set(out, S_swap_total, (int64_t)total);
  reading_set(out, S_swap_used, (int64_t)(available < total ? total - available : 0));
}

static void read_counts(reading *out) {
  PERFORMANCE_INFORMATION info = {.cb = sizeof info};
  if (!GetPerformanceInfo(&info, sizeof info)) return;
  static const uint8_t measures[3] = {P_processes, P_threads, P_handles};
  const DWORD counts[3] = {info.ProcessCount, info.ThreadCount, info.HandleCount};
  for (int i = 0; i < 3; i++)
    if (counts[i])
      reading_set(out, measures[i], counts[i]);
    else
      out->why[measures[i]] = SONDE_WHY_IMPLAUSIBLE;
}

static void add_faults_and_switches(const nt_process *n, uint64_t sum[3]) {
  if (n->pid == 0) return;
  sum[0] += n->faults;
  sum[1] += n->hard_faults;
  sum[2] += n->switches;
}

/* Sums over the processes that live; a machine without any cannot be. */
static void read_sums(platform *p, reading *out) {
  uint64_t sum[3] = {0, 0, 0};
  nt_process n;
  if (nt_take_processes(p, NULL)) return;
  for (size_t at = 0; nt_next_process(
           p->processes.bytes, p->processes.len, (uint64_t)(uintptr_t)p->processes.bytes, &at, &n);)
    add_faults_and_switches(&n, sum);
  if (sum[0] >= sum[1] && sum[0]) {
    reading_set(out, P_faults_minor, (int64_t)(sum[0] - sum[1]));
    reading_set(out, P_faults_major, (int64_t)sum[1]);
  }
  if (sum[2]) reading_set(out, P_switches, (int64_t)sum[2]);
  reading_lack(out, M_BIT(P_faults_minor) | M_BIT(P_faults_major) | M_BIT(P_switches), SONDE_WHY_IMPLAUSIBLE);
}

static void read_boot(reading *out) {
  int64_t up_ns = (int64_t)GetTickCount64() * 1000000;
  struct {
    int64_t boot, now, bias;
    uint32_t zone, reserved;
  } t = {0};
  ULONG got = 0;
  out->age_ns = up_ns;
  reading_set(out, S_uptime, up_ns);
  bool told =
      NtQuerySystemInformation((SYSTEM_INFORMATION_CLASS)NT_TIME, &t, sizeof t, &got) >= 0 && t.boot > 0;
  int64_t by_clock = platform_wall_ns() - up_ns, booted = told ? nt_wall_ns(t.boot) : by_clock;
  /* Two sources for one fact: where they differ by more than a minute, the one that belongs to uptime is
   * told. */
  bool agree = booted - by_clock < 60000000000 && by_clock - booted < 60000000000;
  reading_set(out, S_booted, agree ? booted : by_clock);
}

#define SUMS_WANTED (M_BIT(P_faults_minor) | M_BIT(P_faults_major) | M_BIT(P_switches))

sonde_status platform_system(platform *p, uint64_t wanted, reading *out, error *e) {
  (void)e;
  reading_clear(out);
  read_boot(out);
  read_cpu(out);
  read_interrupts(out);
  read_memory(out);
  read_counts(out);
  if (wanted & SUMS_WANTED) read_sums(p, out);
  reading_lack(out, M_ALL, SONDE_WHY_UNSUPPORTED);
  return SONDE_OK;
}

/* Fixed drives only: asking a network drive or an empty one may take long. The type would need the volume to
 * be opened. */
static bool read_drive(wchar_t letter, disk *out) {
  wchar_t root[4] = {letter, L':', L'\\', 0};
  ULARGE_INTEGER mine, total;
  if (GetDriveTypeW(root) != DRIVE_FIXED || !GetDiskFreeSpaceExW(root, &mine, &total, NULL) ||
      total.QuadPart == 0)
    return false;
  memset(out, 0, sizeof *out);
  snprintf(out->path, sizeof out->path, "%c:\\", (char)letter);
  out->total_bytes = (int64_t)total.QuadPart;
  out->free_bytes = (int64_t)mine.QuadPart;
  return true;
}

size_t platform_disks(platform *p, disk *out, size_t most) {
  (void)p;
  DWORD drives = GetLogicalDrives();
  size_t n = 0;
  for (int i = 0; i < 26 && n < most; i++)
    if ((drives >> i & 1) && read_drive((wchar_t)(L'A' + i), &out[n])) n++;
  return n;
}
