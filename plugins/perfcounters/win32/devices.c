/* CPUs, memory, volumes and network interfaces as instances of counters: what NT and the IP helper library
 * tell without PDH. */
#include "win32/provider.h"

#include <winsock2.h>
#include <ws2ipdef.h>
#include <iphlpapi.h>
#include <psapi.h>
#include <stdio.h>
#include <string.h>
#include <winternl.h>

#include "base/memory.h"
#include "shot.h"

#define MOST_CPUS 64
#define MOST_DISKS 64

size_t platform_machine_name(char *out, size_t size) {
  wchar_t wide[256];
  DWORD n = COUNT(wide);
  return GetComputerNameExW(ComputerNameDnsHostname, wide, &n)
             ? nt_utf8((const uint8_t *)wide, n * 2, out, size)
             : 0;
}

typedef struct cpu_times { /* SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION, times in 100 ns; kernel includes idle
                            */
  int64_t idle, kernel, user, dpc, interrupt;
  uint32_t interrupts, padding;
} cpu_times;

/* A system that counts no interrupt time at all counts no interrupts either. */
static void use_cpu(const cpu_times *c, raw *r) {
  raw_clear(r, SONDE_WHY_IMPLAUSIBLE);
  if (c->idle < 0 || c->user < 0 || c->kernel < c->idle || c->kernel > INT64_MAX / 400 ||
      c->user > INT64_MAX / 400)
    return;
  raw_set(r, R_CPU_USER, c->user * 100);
  raw_set(r, R_CPU_KERNEL, (c->kernel - c->idle) * 100);
  raw_set(r, R_CPU_BUSY, (c->kernel - c->idle + c->user) * 100);
  raw_set(r, R_CPU_IDLE, c->idle * 100);
  raw_set(r, R_CPU_ALL, (c->kernel + c->user) * 100);
  if (c->interrupt <= 0 || c->dpc < 0) return;
  raw_set(r, R_CPU_INTERRUPT, c->interrupt * 100);
  raw_set(r, R_CPU_DEFERRED, c->dpc * 100);
  if (c->interrupts) raw_set(r, R_CPU_INTERRUPTS, c->interrupts);
}

static void tell_cpus(device_sink tell, void *self) {
  cpu_times times[MOST_CPUS];
  ULONG got = 0;
  if (NtQuerySystemInformation((SYSTEM_INFORMATION_CLASS)NT_PROCESSOR_TIMES, times, sizeof times, &got) < 0)
    return;
  for (size_t i = 0; i < got / sizeof times[0]; i++) {
    raw r;
    char name[16];
    use_cpu(&times[i], &r);
    tell(self, name, (size_t)snprintf(name, sizeof name, "%u", (unsigned)i), &r);
  }
}

static void use_commit(raw *r) {
  PERFORMANCE_INFORMATION info = {.cb = sizeof info};
  static const uint8_t slots[3] = {R_MEMORY_COMMITTED, R_MEMORY_LIMIT, R_MEMORY_CACHE};
  if (!GetPerformanceInfo(&info, sizeof info)) return;
  const SIZE_T pages[3] = {info.CommitTotal, info.CommitLimit, info.SystemCache};
  for (int i = 0; i < 3; i++)
    if (pages[i] && pages[i] < INT64_MAX / 65536 && info.PageSize <= 65536)
      raw_set(r, slots[i], (int64_t)(pages[i] * info.PageSize));
    else
      r->why[slots[i]] = SONDE_WHY_IMPLAUSIBLE;
}

/* The sums of faults and switches over the living processes shrink when one ends: they make no rate. */
static sonde_status tell_machine(platform *p, int object, device_sink tell, void *self, error *e) {
  reading m;
  raw r;
  sonde_status status = platform_system(p, 0, &m, e);
  if (status) return status;
  raw_clear(&r, SONDE_WHY_UNSUPPORTED);
  if (object == OBJECT_MEMORY) {
    raw_take(&r, R_MEMORY_AVAILABLE, &m, S_memory_available);
    use_commit(&r);
  }
  if (object == OBJECT_SYSTEM) {
    raw_take(&r, R_SYSTEM_PROCESSES, &m, P_processes);
    raw_take(&r, R_SYSTEM_THREADS, &m, P_threads);
    raw_take(&r, R_SYSTEM_UPTIME_NS, &m, S_uptime);
  }
  /* Less than a MiB is what rounding leaves where there is no paging file. */
  if (object == OBJECT_PAGING_FILE && m.why[S_swap_total] == SONDE_WHY_KNOWN &&
      m.value[S_swap_total].i >= 1 << 20) {
    raw_take(&r, R_PAGING_USED, &m, S_swap_used);
    raw_take(&r, R_PAGING_SIZE, &m, S_swap_total);
  }
  tell(self, "", 0, &r);
  return SONDE_OK;
}

/* "C:", without the '\'. */
static void tell_volumes(platform *p, device_sink tell, void *self) {
  disk *disks = memory_new(MOST_DISKS * sizeof *disks);
  size_t n = platform_disks(p, disks, MOST_DISKS);
  for (size_t i = 0; i < n; i++) {
    raw r;
    raw_clear(&r, SONDE_WHY_UNSUPPORTED);
    raw_set(&r, R_VOLUME_SIZE, disks[i].total_bytes);
    raw_set(&r, R_VOLUME_FREE, disks[i].free_bytes);
    tell(self, disks[i].path, 2, &r);
  }
  memory_free(disks);
}

static void use_interface(const MIB_IF_ROW2 *row, raw *r) {
  const uint64_t values[9] = {row->InOctets, row->OutOctets, row->InUcastPkts + row->InNUcastPkts,
      row->OutUcastPkts + row->OutNUcastPkts, row->InErrors, row->OutErrors, row->InDiscards,
      row->OutDiscards, row->TransmitLinkSpeed};
  raw_clear(r, SONDE_WHY_UNSUPPORTED);
  for (int i = 0; i < 9; i++)
    if (values[i] <= INT64_MAX) raw_set(r, R_NET_RECEIVED + i, (int64_t)values[i]);
  if (!row->TransmitLinkSpeed) r->why[R_NET_BITS_PER_S] = SONDE_WHY_UNKNOWN;
}

/* Those of the filters in between count the same packets again (MIB_IF_ROW2). */
static void tell_interfaces(device_sink tell, void *self) {
  MIB_IF_TABLE2 *table = NULL;
  if (GetIfTable2(&table) != NO_ERROR) return;
  for (ULONG i = 0; i < table->NumEntries; i++) {
    const MIB_IF_ROW2 *row = &table->Table[i];
    char name[IF_MAX_STRING_SIZE * 3];
    raw r;
    if (row->InterfaceAndOperStatusFlags.FilterInterface) continue;
    size_t wide = wcsnlen(row->Description, IF_MAX_STRING_SIZE);
    use_interface(row, &r);
    tell(self, name, nt_utf8((const uint8_t *)row->Description, wide * 2, name, sizeof name), &r);
  }
  FreeMibTable(table);
}

/* Disks are not measured here: only PDH tells about them. */
sonde_status platform_devices(platform *p, int object, device_sink tell, void *self, error *e) {
  switch (object) {
  case OBJECT_PROCESSOR: tell_cpus(tell, self); return SONDE_OK;
  case OBJECT_LOGICAL_DISK: tell_volumes(p, tell, self); return SONDE_OK;
  case OBJECT_PHYSICAL_DISK: return SONDE_OK;
  case OBJECT_NETWORK: tell_interfaces(tell, self); return SONDE_OK;
  default: return tell_machine(p, object, tell, self, e);
  }
}
