/* One process from /proc/PID: which file gives which measure, and what its absence means. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "linux/provider.h"

#define STATUS_MEASURES (M_BIT(P_resident_peak) | M_BIT(P_private))
#define STATUS_WANTED (STATUS_MEASURES | T_USER)
#define IO_MEASURES                                                                                          \
  (M_BIT(P_io_read) | M_BIT(P_io_written) | M_BIT(P_io_reads) | M_BIT(P_io_writes) | M_BIT(P_storage_read) | \
      M_BIT(P_storage_written))
#define MEMORY                                                                                               \
  (STATUS_MEASURES | M_BIT(P_resident) | M_BIT(P_virtual) | M_BIT(P_private_resident) | M_BIT(P_handles))

static const char *state_word(char c) {
  switch (c) {
  case 'R': return "running";
  case 'S': return "sleeping";
  case 'D': return "disk";
  case 'T': return "stopped";
  case 't': return "traced";
  case 'Z':
  case 'X':
  case 'x': return "ended";
  case 'I': return "idle";
  default: return "other";
  }
}

static void use_cpu(const platform *p, const proc_stat *s, reading *out) {
  int64_t tick = p->tick_ns;
  out->children_user_ns = (int64_t)s->children_user * tick;
  out->children_kernel_ns = (int64_t)s->children_kernel * tick;
  reading_set(out, P_cpu_user, (int64_t)s->user * tick);
  reading_set(out, P_cpu_kernel, (int64_t)s->kernel * tick);
  reading_set(out, P_cpu_time, (int64_t)(s->user + s->kernel) * tick);
  reading_set(out, P_cpu_children, out->children_user_ns + out->children_kernel_ns);
}

static void use_name(const platform *p, const proc_stat *s, reading *out) {
  char *name = ((platform *)(uintptr_t)p)->name;
  size_t len = s->name_len < sizeof p->name ? s->name_len : sizeof p->name;
  memcpy(name, s->name, len);
  reading_set_text(out, TEXT_NAME, name, proc_clean_command(name, len));
}

void proc_use_stat(const platform *p, const proc_stat *s, uint64_t wanted, reading *out) {
  int64_t start_ns = (int64_t)s->start * p->tick_ns;
  out->start_id = s->start;
  out->age_ns = proc_since_boot_ns() - start_ns;
  out->ended = s->state == 'Z' || s->state == 'X' || s->state == 'x';
  reading_set(out, P_pid, s->pid);
  reading_set(out, P_parent, s->parent);
  reading_set(out, P_started, proc_boot_wall_ns() + start_ns);
  reading_set(out, P_processes, out->ended ? 0 : 1);
  use_cpu(p, s, out);
  reading_set(out, P_threads, s->threads);
  reading_set(out, P_faults_minor, (int64_t)s->minor_faults);
  reading_set(out, P_faults_major, (int64_t)s->major_faults);
  reading_set(out, P_disk_blocked, s->state == 'D');
  if (p->counts_disk_wait || s->disk_wait) reading_set(out, P_disk_wait, (int64_t)s->disk_wait * p->tick_ns);
  reading_lack(out, M_BIT(P_disk_wait), SONDE_WHY_UNSUPPORTED);
  if (out->ended) {
    reading_lack(out, MEMORY, SONDE_WHY_GONE);
  } else {
    reading_set(out, P_virtual, (int64_t)s->virtual_bytes);
    reading_set(out, P_resident, (int64_t)s->resident * p->page_bytes);
  }
  const char *word = state_word(s->state);
  reading_set_text(out, TEXT_STATE, word, strlen(word));
  if (wanted & (T_NAME | T_COMMAND)) use_name(p, s, out);
}

/* A kernel thread has no memory of its own, hence no Vm lines: zero is true then. */
static void use_status(platform *p, const char *s, size_t len, reading *out) {
  uint64_t uid = 0, peak = 0, resident = 0, anonymous = 0, swapped = 0;
  bool found[5] = {false};
  const proc_key keys[] = {{"Uid", &uid, &found[0]}, {"VmHWM", &peak, &found[1]},
      {"VmRSS", &resident, &found[2]}, {"RssAnon", &anonymous, &found[3]}, {"VmSwap", &swapped, &found[4]}};
  proc_parse_keys(s, len, keys, 5);
  if (found[0]) {
    size_t name_len;
    const char *name = users_name(p->users, (uint32_t)uid, &name_len);
    reading_set_text(out, TEXT_USER, name, name_len);
  }
  if (out->ended) return;
  if (found[2]) reading_set(out, P_resident, (int64_t)resident);
  reading_set(out, P_resident_peak, (int64_t)(peak > resident ? peak : resident));
  if (found[3] || !found[2]) reading_set(out, P_private, (int64_t)(anonymous + swapped));
  reading_lack(out, M_BIT(P_private), SONDE_WHY_UNSUPPORTED);
}

static void read_status(platform *p, uint32_t pid, reading *out) {
  long got = proc_read(p, pid, "status", p->file, sizeof p->file);
  if (got > 0) use_status(p, p->file, (size_t)got, out);
  reading_lack(out, STATUS_WANTED, got > 0 ? SONDE_WHY_GONE : proc_why(-got));
}

static void read_io(platform *p, uint32_t pid, reading *out) {
  static const char *const names[] = {"rchar", "wchar", "syscr", "syscw", "read_bytes", "write_bytes"};
  uint64_t value[6] = {0};
  bool found[6] = {false};
  proc_key keys[6];
  for (int i = 0; i < 6; i++)
    keys[i] = (proc_key){names[i], &value[i], &found[i]};
  char text[512];
  long got = proc_read(p, pid, "io", text, sizeof text);
  if (got > 0) proc_parse_keys(text, (size_t)got, keys, 6);
  for (int i = 0; i < 6; i++)
    if (found[i]) reading_set(out, P_io_read + i, (int64_t)value[i]);
  bool none = got == -ENOENT && out->why[P_pid] == SONDE_WHY_KNOWN && !out->ended;
  reading_lack(out, IO_MEASURES, none || got > 0 ? SONDE_WHY_UNSUPPORTED : proc_why(-got));
}

/* Kernel threads and zombies have no command line: the name in brackets, as ps shows it. */
static void read_command(platform *p, uint32_t pid, reading *out) {
  long got = proc_read(p, pid, "cmdline", p->command, sizeof p->command);
  if (got > 0) {
    reading_set_text(out, TEXT_COMMAND, p->command, proc_clean_command(p->command, (size_t)got));
  } else if (got == 0) {
    int len = snprintf(
        p->command, sizeof p->command, "[%.*s]", (int)out->text[TEXT_NAME].len, out->text[TEXT_NAME].s);
    reading_set_text(out, TEXT_COMMAND, p->command, (size_t)len);
  }
  reading_lack(out, T_COMMAND, got < 0 ? proc_why(-got) : SONDE_WHY_UNKNOWN);
}

void proc_read_more(platform *p, uint32_t pid, uint64_t wanted, reading *out) {
  if (wanted & STATUS_WANTED) read_status(p, pid, out);
  if (wanted & IO_MEASURES) read_io(p, pid, out);
  if (wanted & T_COMMAND) read_command(p, pid, out);
  if (wanted & M_EXPENSIVE) proc_read_expensive(p, pid, wanted, out);
}

/* The system keeps a process's CPU time in ns, stat shows it in ticks (clock_getcpuclockid(3)). */
static void refine_cpu(uint32_t pid, reading *out) {
  clockid_t clock;
  struct timespec t;
  if (out->ended || clock_getcpuclockid((pid_t)pid, &clock) != 0 || clock_gettime(clock, &t) != 0) return;
  int64_t ns = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
  if (ns >= out->value[P_cpu_time].i) reading_set(out, P_cpu_time, ns);
}

static sonde_status no_process(uint32_t pid, long error_number, error *e) {
  if ((error_number == ENOENT || error_number == ESRCH) && kill((pid_t)pid, 0) != 0 && errno == ESRCH)
    return error_set(e, SONDE_MISSING, "there is no process %u; it may have ended", pid);
  if (e) e->os_code = (uint32_t)error_number;
  return error_set(e, SONDE_DENIED,
      "process %u may not be looked at by this user (/proc is mounted with hidepid); run as its owner or as "
      "root",
      pid);
}

sonde_status platform_process(platform *p, uint32_t pid, uint64_t wanted, reading *out, error *e) {
  reading_clear(out);
  proc_stat s;
  char text[1024];
  if (pid == 0 || pid > INT32_MAX) return error_set(e, SONDE_MISSING, "there is no process %u", pid);
  long got = proc_read(p, pid, "stat", text, sizeof text);
  if (got < 0) return no_process(pid, -got, e);
  if (!proc_parse_stat(text, (size_t)got, &s))
    return error_set(
        e, SONDE_OS, "/proc/%u/stat cannot be understood; this kernel writes it in another form", pid);
  proc_use_stat(p, &s, wanted, out);
  if (wanted & (M_BIT(P_cpu_time) | M_BIT(P_cpu_share))) refine_cpu(pid, out);
  proc_read_more(p, pid, wanted, out);
  return SONDE_OK;
}
