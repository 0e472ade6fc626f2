/* Facts about the machine from ntdll and the registry. */
#include "os/system.h"

#include "base/memory.h"
#include "os/clock.h"
#include "os/win32/internal.h"

#include <psapi.h>

/* GetVersionEx answers by the program's manifest; this one tells the truth. */
typedef LONG(WINAPI *get_version)(OSVERSIONINFOW *info);
/* Only in Wine's ntdll. */
typedef const char *(CDECL *get_wine_version)(void);

static FARPROC ntdll_function(const char *name) {
  HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
  return ntdll ? GetProcAddress(ntdll, name) : NULL;
}

const char *system_name(arena *a) {
  OSVERSIONINFOW v = {.dwOSVersionInfoSize = sizeof v};
  get_version version = (get_version)(void (*)(void))ntdll_function("RtlGetVersion");
  get_wine_version wine = (get_wine_version)(void (*)(void))ntdll_function("wine_get_version");
  if (version) version(&v);
  const char *name =
      arena_format(a, "Windows %lu.%lu.%lu", v.dwMajorVersion, v.dwMinorVersion, v.dwBuildNumber);
  return wine ? arena_format(a, "%s (Wine %s)", name, wine()) : name;
}

const char *system_machine(arena *a) {
  wchar_t name[256];
  DWORD n = COUNT(name);
  return GetComputerNameExW(ComputerNameDnsHostname, name, &n) && n ? utf8_text(a, name, (int)n) : "unknown";
}

/* Counts the starts of Windows. Fast start-up (hibernation) is not a new boot for it, nor is it for
 * processes' ids. */
static bool read_boot_counter(DWORD *counter) {
  DWORD size = sizeof *counter;
  return RegGetValueW(HKEY_LOCAL_MACHINE,
             L"SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters",
             L"BootId", RRF_RT_REG_DWORD, NULL, counter, &size) == ERROR_SUCCESS;
}

const char *system_boot_id(arena *a) {
  DWORD counter;
  if (read_boot_counter(&counter)) return arena_format(a, "boot-%lu", counter);
  /* Without the counter: when it started. Rounded, since both clocks move a little against each other. */
  int64_t started_s = clock_wall_ns() / 1000000000 - (int64_t)(GetTickCount64() / 1000);
  return arena_format(a, "started-%lld", (long long)((started_s + 30) / 60 * 60));
}

const char *system_platform(void) {
  return "windows-x64";
}

uint32_t system_cpus(void) {
  DWORD_PTR ours = 0, all = 0;
  if (!GetProcessAffinityMask(GetCurrentProcess(), &ours, &all) || !ours)
    return GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
  uint32_t n = 0;
  for (; ours; ours &= ours - 1)
    n++;
  return n;
}

const char *system_environment(arena *a, const char *name) {
  wchar_t *wide = wide_text(name);
  DWORD n = GetEnvironmentVariableW(wide, NULL, 0);
  const char *value = NULL;
  if (n || GetLastError() != ERROR_ENVVAR_NOT_FOUND) {
    wchar_t *buffer = memory_new((n + 1) * sizeof *buffer);
    n = GetEnvironmentVariableW(wide, buffer, n + 1);
    value = utf8_text(a, buffer, (int)n);
    memory_free(buffer);
  }
  memory_free(wide);
  return value;
}

const char *system_signal_name(arena *a, uint32_t number) {
  return arena_format(a, "exception 0x%08X", number);
}

int64_t system_own_peak_resident_bytes(void) {
  PROCESS_MEMORY_COUNTERS counters;
  if (!GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters)) return -1;
  return counters.PeakWorkingSetSize ? (int64_t)counters.PeakWorkingSetSize : -1;
}
