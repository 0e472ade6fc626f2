/* The machine from /proc/stat, meminfo, loadavg, vmstat and the mounted file systems. */
#include <fcntl.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/memory.h"
#include "linux/provider.h"

char *proc_read_all(const platform *p, const char *what, size_t *len) {
  int file = openat(p->proc, what, O_RDONLY | O_CLOEXEC);
  if (file < 0) return NULL;
  char *text = NULL;
  size_t size = 0;
  for (*len = 0; *len == size && size < (1u << 20);) {
    size = size ? size * 2 : 16384;
    text = memory_resize(text, size);
    for (long got = 1; got > 0 && *len < size;) {
      got = read(file, text + *len, size - *len);
      if (got > 0) *len += (size_t)got;
    }
  }
  close(file);
  return text;
}

static void use_machine(const platform *p, const proc_machine *m, reading *out) {
  int64_t tick = p->tick_ns;
  int64_t user = (int64_t)(m->user + m->nice), interrupt = (int64_t)(m->irq + m->softirq);
  int64_t busy = user + (int64_t)m->kernel + interrupt;
  reading_set(out, P_cpu_user, user * tick);
  reading_set(out, P_cpu_kernel, (int64_t)m->kernel * tick);
  reading_set(out, P_cpu_time, busy * tick);
  reading_set(out, S_cpu_interrupt, interrupt * tick);
  reading_set(out, S_cpu_iowait, (int64_t)m->iowait * tick);
  reading_set(out, S_cpu_steal, (int64_t)m->steal * tick);
  reading_set(out, S_cpu_idle, (int64_t)m->idle * tick);
  reading_set(out, S_cpus, (int64_t)m->cpus);
  reading_set(out, S_running, (int64_t)m->running);
  reading_set(out, P_switches, (int64_t)m->switches);
}

static void read_machine(const platform *p, reading *out) {
  size_t len;
  char *text = proc_read_all(p, "stat", &len);
  proc_machine m;
  if (text && proc_parse_machine(text, len, &m)) use_machine(p, &m, out);
  memory_free(text);
  double load[3];
  uint64_t running, threads;
  char line[256];
  long got = proc_read(p, 0, "loadavg", line, sizeof line);
  if (got <= 0 || !proc_parse_load(line, (size_t)got, load, &running, &threads)) return;
  for (int i = 0; i < 3; i++)
    reading_set_real(out, S_load_1 + i, load[i]);
  reading_set(out, P_threads, (int64_t)threads);
}

static void read_memory(const platform *p, reading *out) {
  uint64_t total = 0, available = 0, swap = 0, swap_free = 0;
  bool found[4] = {false};
  const proc_key keys[] = {{"MemTotal", &total, &found[0]}, {"MemAvailable", &available, &found[1]},
      {"SwapTotal", &swap, &found[2]}, {"SwapFree", &swap_free, &found[3]}};
  size_t len;
  char *text = proc_read_all(p, "meminfo", &len);
  if (text) proc_parse_keys(text, len, keys, 4);
  memory_free(text);
  if (found[0]) reading_set(out, S_memory_total, (int64_t)total);
  if (found[1]) reading_set(out, S_memory_available, (int64_t)available);
  if (found[0] && found[1] && available <= total)
    reading_set(out, S_memory_used, (int64_t)(total - available));
  if (found[2]) reading_set(out, S_swap_total, (int64_t)swap);
  if (found[2] && found[3] && swap_free <= swap) reading_set(out, S_swap_used, (int64_t)(swap - swap_free));
}

static void read_faults(const platform *p, reading *out) {
  uint64_t all = 0, major = 0;
  bool found[2] = {false};
  const proc_key keys[] = {{"pgfault", &all, &found[0]}, {"pgmajfault", &major, &found[1]}};
  size_t len;
  char *text = proc_read_all(p, "vmstat", &len);
  if (text) proc_parse_keys(text, len, keys, 2);
  memory_free(text);
  if (found[1]) reading_set(out, P_faults_major, (int64_t)major);
  if (found[0] && found[1] && all >= major) reading_set(out, P_faults_minor, (int64_t)(all - major));
}

/* file-nr: open file descriptions of the whole system, free ones, limit. */
static void read_handles(const platform *p, reading *out) {
  char line[64];
  long got = proc_read(p, 0, "sys/fs/file-nr", line, sizeof line);
  int64_t n = 0;
  long at = 0;
  for (; at < got && line[at] >= '0' && line[at] <= '9'; at++)
    n = n * 10 + (line[at] - '0');
  if (at > 0 && at < 18) reading_set(out, P_handles, n);
}

static void count_processes(platform *p, reading *out) {
  uint32_t pid;
  uint64_t inode;
  int64_t n = 0;
  numbers_restart(&p->pids, p->proc);
  while (numbers_next(&p->pids, &pid, &inode))
    n++;
  reading_set(out, P_processes, n);
}

#define MEMORY_WANTED                                                                                        \
  (M_BIT(S_memory_total) | M_BIT(S_memory_available) | M_BIT(S_memory_used) | M_BIT(S_swap_total) |          \
      M_BIT(S_swap_used))
#define FAULTS_WANTED (M_BIT(P_faults_minor) | M_BIT(P_faults_major))

sonde_status platform_system(platform *p, uint64_t wanted, reading *out, error *e) {
  (void)e;
  reading_clear(out);
  out->age_ns = proc_since_boot_ns();
  reading_set(out, S_uptime, out->age_ns);
  reading_set(out, S_booted, proc_boot_wall_ns());
  read_machine(p, out);
  if (wanted & MEMORY_WANTED) read_memory(p, out);
  if (wanted & FAULTS_WANTED) read_faults(p, out);
  if (wanted & M_BIT(P_handles)) read_handles(p, out);
  if (wanted & M_BIT(P_processes)) count_processes(p, out);
  reading_lack(out, wanted, SONDE_WHY_UNSUPPORTED);
  return SONDE_OK;
}

/* A device mounted twice is listed once: same file system id and size. */
static bool known_already(
    const disk *list, size_t n, const disk *d, const unsigned long *ids, unsigned long id) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(list[i].path, d->path) == 0 ||
        (ids[i] == id && id != 0 && list[i].total_bytes == d->total_bytes))
      return true;
  return false;
}

size_t platform_disks(platform *p, disk *out, size_t most) {
  size_t len, n = 0, at = 0;
  char *text = proc_read_all(p, "self/mounts", &len);
  unsigned long *ids = memory_new((most + 1) * sizeof *ids);
  for (disk d; text && n < most && proc_next_mount(text, len, &at, &d);) {
    struct statvfs v;
    if (statvfs(d.path, &v) != 0 || v.f_blocks == 0) continue;
    d.total_bytes = (int64_t)(v.f_blocks * v.f_frsize);
    d.free_bytes = (int64_t)(v.f_bavail * v.f_frsize);
    if (known_already(out, n, &d, ids, v.f_fsid)) continue;
    ids[n] = v.f_fsid;
    out[n++] = d;
  }
  memory_free(ids);
  memory_free(text);
  return n;
}
