/* Facts about the machine from /etc, /proc and uname. */
#include "os/system.h"

#include <sched.h>
#include <sys/resource.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/memory.h"
#include "os/file.h"

enum { SMALL_FILE = 65536 };

/* The value of PRETTY_NAME in os-release(5), in quotes or not; NULL: none. */
static const char *pretty_name(arena *a, const char *release) {
  static const char key[] = "PRETTY_NAME=";
  for (const char *line = release; line; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    if (strncmp(line, key, sizeof key - 1) != 0) continue;
    line += sizeof key - 1;
    size_t quote = *line == '"' || *line == '\'';
    return arena_text(a, line + quote, strcspn(line + quote, quote ? "\"'\n" : "\n"));
  }
  return NULL;
}

const char *system_name(arena *a) {
  char *release = file_read("/etc/os-release", SMALL_FILE, NULL, NULL);
  const char *name = release ? pretty_name(a, release) : NULL;
  memory_free(release);
  if (name && *name) return name;
  struct utsname u;
  return uname(&u) ? "Linux" : arena_format(a, "%s %s", u.sysname, u.release);
}

const char *system_machine(arena *a) {
  struct utsname u;
  return uname(&u) ? "unknown" : arena_text(a, u.nodename, strlen(u.nodename));
}

const char *system_boot_id(arena *a) {
  char *id = file_read("/proc/sys/kernel/random/boot_id", SMALL_FILE, NULL, NULL);
  const char *kept = id ? arena_text(a, id, strcspn(id, "\n")) : "";
  memory_free(id);
  return kept;
}

const char *system_platform(void) {
  return "linux-x64";
}

uint32_t system_cpus(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return (uint32_t)CPU_COUNT(&set);
  long n = sysconf(_SC_NPROCESSORS_ONLN); /* more CPUs than cpu_set_t holds */
  return n > 0 ? (uint32_t)n : 1;
}

const char *system_environment(arena *a, const char *name) {
  const char *value = getenv(name);
  return value ? arena_text(a, value, strlen(value)) : NULL;
}

const char *system_signal_name(arena *a, uint32_t number) {
  const char *name = sigabbrev_np((int)number);
  return name ? arena_format(a, "signal %u (%s)", number, name) : arena_format(a, "signal %u", number);
}

int64_t system_own_peak_resident_bytes(void) {
  struct rusage usage;
  return getrusage(RUSAGE_SELF, &usage) == 0 ? (int64_t)usage.ru_maxrss * 1024 : -1;
}
