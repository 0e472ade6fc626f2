/* One process: from the snapshot, and by a handle for its command line and account. */
#include "win32/provider.h"

#include <string.h>
#include <winternl.h>

#define BY_HANDLE (T_COMMAND | T_USER)

/* Offsets in 64-bit processes: PEB.ProcessParameters, RTL_USER_PROCESS_PARAMETERS.CommandLine. */
#define PEB_PARAMETERS 0x20
#define PARAMETERS_COMMAND 0x70

static bool read_remote(HANDLE process, uint64_t address, void *out, size_t bytes) {
  SIZE_T got = 0;
  return ReadProcessMemory(process, (const void *)(uintptr_t)address, out, bytes, &got) && got == bytes;
}

/* The UNICODE_STRING of the command line in the other process; 0, or why it is unknown. */
static uint32_t read_command(platform *p, HANDLE process, size_t *len) {
  PROCESS_BASIC_INFORMATION basic;
  uint64_t parameters = 0;
  struct {
    uint16_t len, capacity;
    uint32_t padding;
    uint64_t address;
  } command;
  static const uint32_t most = 16384; /* bytes of UTF-16: three bytes of UTF-8 for two fit p->command */
  wchar_t wide[8192];
  if (NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof basic, NULL) < 0)
    return SONDE_WHY_UNKNOWN;
  if (!read_remote(process, (uint64_t)(uintptr_t)basic.PebBaseAddress + PEB_PARAMETERS, &parameters,
          sizeof parameters) ||
      !read_remote(process, parameters + PARAMETERS_COMMAND, &command, sizeof command))
    return SONDE_WHY_UNKNOWN;
  uint32_t bytes = command.len < most ? command.len : most;
  if (!read_remote(process, command.address, wide, bytes)) return SONDE_WHY_UNKNOWN;
  *len = nt_utf8((const uint8_t *)wide, bytes, p->command, sizeof p->command);
  return 0;
}

static void read_by_handle(platform *p, uint32_t pid, uint64_t wanted, reading *out) {
  HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, pid);
  if (!process) {
    DWORD code = GetLastError();
    reading_lack(out, BY_HANDLE, code == ERROR_ACCESS_DENIED ? SONDE_WHY_DENIED : SONDE_WHY_GONE);
    return;
  }
  size_t len;
  const char *name;
  if (wanted & T_COMMAND) {
    uint32_t why = read_command(p, process, &len);
    if (!why) reading_set_text(out, TEXT_COMMAND, p->command, len);
    reading_lack(out, T_COMMAND, why);
  }
  if (wanted & T_USER) {
    uint32_t why = users_of(p->users, process, &name, &len);
    if (!why) reading_set_text(out, TEXT_USER, name, len);
    reading_lack(out, T_USER, why);
  }
  CloseHandle(process);
}

static void use_name(platform *p, const nt_process *n, reading *out) {
  size_t len = nt_utf8(n->name, n->name_bytes, p->name, sizeof p->name);
  if (n->pid == 0) len = (size_t)(memcpy(p->name, "idle", 4), 4);
  reading_set_text(out, TEXT_NAME, p->name, len);
}

void nt_read(platform *p, const nt_process *process, uint64_t wanted, reading *out) {
  reading_clear(out);
  nt_use_process(process, p->taken_filetime, out);
  if (wanted & T_NAME) use_name(p, process, out);
  if (wanted & (M_BIT(P_resident_peak) | M_BIT(P_virtual))) nt_doubt_memory(out);
  if (wanted & M_BIT(P_handles)) nt_read_handles(p, process->pid, out);
  if (wanted & BY_HANDLE) read_by_handle(p, process->pid, wanted, out);
}

sonde_status platform_process(platform *p, uint32_t pid, uint64_t wanted, reading *out, error *e) {
  sonde_status s = p->held ? SONDE_OK : nt_take_processes(p, e);
  if (s) return s;
  nt_process n;
  for (size_t at = 0; nt_next_process(
           p->processes.bytes, p->processes.len, (uint64_t)(uintptr_t)p->processes.bytes, &at, &n);) {
    if (n.pid != pid || pid == 0) continue;
    nt_read(p, &n, wanted, out);
    return SONDE_OK;
  }
  return error_set(e, SONDE_MISSING, "there is no process %u; it may have ended", pid);
}
