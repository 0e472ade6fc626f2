/* CPUs, memory, disks and network interfaces as instances of counters, from /proc and /sys. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/memory.h"
#include "linux/provider.h"
#include "proc_devices.h"
#include "shot.h"

#define SECTOR_BYTES 512 /* of diskstats, whatever the disk has */
#define NS_OF_MS 1000000
#define MOST_DISKS 64

size_t platform_machine_name(char *out, size_t size) {
  struct utsname u;
  if (uname(&u)) return 0;
  size_t len = strlen(u.nodename) < size ? strlen(u.nodename) : size;
  memcpy(out, u.nodename, len);
  return len;
}

/* A count in units of `unit`; too large ones stay at the largest. */
static int64_t scaled(uint64_t n, int64_t unit) {
  return n < (uint64_t)(INT64_MAX / 8 / unit) ? (int64_t)n * unit : INT64_MAX / 8;
}

/* Idle as Windows counts it: also while a disk owes an answer. */
static void use_cpu(int64_t tick_ns, const proc_cpu *c, raw *r) {
  int64_t user = scaled(c->user + c->nice, tick_ns), idle = scaled(c->idle + c->iowait, tick_ns);
  int64_t hard = scaled(c->irq, tick_ns), soft = scaled(c->softirq, tick_ns);
  int64_t kernel = scaled(c->kernel + c->irq + c->softirq, tick_ns);
  raw_clear(r, SONDE_WHY_UNSUPPORTED);
  raw_set(r, R_CPU_USER, user);
  raw_set(r, R_CPU_KERNEL, kernel);
  raw_set(r, R_CPU_BUSY, user + kernel);
  raw_set(r, R_CPU_IDLE, idle);
  raw_set(r, R_CPU_ALL, user + kernel + idle + scaled(c->steal, tick_ns));
  raw_set(r, R_CPU_INTERRUPT, hard);
  raw_set(r, R_CPU_DEFERRED, soft);
}

static void tell_cpus(platform *p, device_sink tell, void *self) {
  size_t len = 0, at = 0;
  char *text = proc_read_all(p, "stat", &len), name[16];
  raw r;
  for (proc_cpu c; text && proc_next_cpu(text, len, &at, &c);) {
    use_cpu(p->tick_ns, &c, &r);
    tell(self, name, (size_t)snprintf(name, sizeof name, "%u", c.number), &r);
  }
  uint64_t interrupts;
  raw_clear(&r, SONDE_WHY_UNSUPPORTED);
  if (text && proc_parse_interrupts(text, len, &interrupts)) {
    raw_set(&r, R_CPU_INTERRUPTS, scaled(interrupts, 1));
    tell(self, "", 0, &r);
  }
  memory_free(text);
}

static void use_commit(platform *p, raw *r) {
  uint64_t committed = 0, limit = 0, cached = 0;
  bool found[3] = {false};
  const proc_key keys[] = {{"Cached", &cached, &found[0]}, {"CommitLimit", &limit, &found[1]},
      {"Committed_AS", &committed, &found[2]}};
  size_t len = 0;
  char *text = proc_read_all(p, "meminfo", &len);
  if (text) proc_parse_keys(text, len, keys, 3);
  memory_free(text);
  if (found[0]) raw_set(r, R_MEMORY_CACHE, (int64_t)cached);
  if (found[1]) raw_set(r, R_MEMORY_LIMIT, (int64_t)limit);
  if (found[2]) raw_set(r, R_MEMORY_COMMITTED, (int64_t)committed);
}

static void use_memory(platform *p, const reading *m, raw *r) {
  raw_take(r, R_MEMORY_AVAILABLE, m, S_memory_available);
  raw_take(r, R_MEMORY_HARD_FAULTS, m, P_faults_major);
  if (!m->why[P_faults_minor] && !m->why[P_faults_major])
    raw_set(r, R_MEMORY_FAULTS, m->value[P_faults_minor].i + m->value[P_faults_major].i);
  use_commit(p, r);
}

static void use_system(const reading *m, raw *r) {
  raw_take(r, R_SYSTEM_PROCESSES, m, P_processes);
  raw_take(r, R_SYSTEM_THREADS, m, P_threads);
  raw_take(r, R_SYSTEM_UPTIME_NS, m, S_uptime);
  raw_take(r, R_SYSTEM_SWITCHES, m, P_switches);
  int64_t queue = m->value[S_running].i - m->value[S_cpus].i;
  if (!m->why[S_running] && !m->why[S_cpus]) raw_set(r, R_SYSTEM_QUEUE, queue > 0 ? queue : 0);
}

static sonde_status tell_machine(platform *p, int object, device_sink tell, void *self, error *e) {
  reading m;
  raw r;
  sonde_status status = platform_system(p, M_ALL, &m, e);
  if (status) return status;
  raw_clear(&r, SONDE_WHY_UNSUPPORTED);
  if (object == OBJECT_MEMORY) use_memory(p, &m, &r);
  if (object == OBJECT_SYSTEM) use_system(&m, &r);
  if (object == OBJECT_PAGING_FILE) {
    raw_take(&r, R_PAGING_USED, &m, S_swap_used);
    raw_take(&r, R_PAGING_SIZE, &m, S_swap_total);
  }
  tell(self, "", 0, &r);
  return SONDE_OK;
}

static void tell_volumes(platform *p, device_sink tell, void *self) {
  disk *disks = memory_new(MOST_DISKS * sizeof *disks);
  size_t n = platform_disks(p, disks, MOST_DISKS);
  for (size_t i = 0; i < n; i++) {
    raw r;
    raw_clear(&r, SONDE_WHY_UNSUPPORTED);
    raw_set(&r, R_VOLUME_SIZE, disks[i].total_bytes);
    raw_set(&r, R_VOLUME_FREE, disks[i].free_bytes);
    tell(self, disks[i].path, strlen(disks[i].path), &r);
  }
  memory_free(disks);
}

/* Whole disks have a folder in /sys/block, partitions do not. Loop and RAM disks that never worked are left
 * out. */
static bool is_disk(const proc_disk *d) {
  char path[128];
  if (d->name.len > 64 || (d->reads == 0 && d->writes == 0)) return false;
  snprintf(path, sizeof path, "/sys/block/%.*s", (int)d->name.len, d->name.s);
  for (char *c = path + 11; *c; c++)
    if (*c == '/') *c = '!'; /* as sysfs writes it */
  return access(path, F_OK) == 0;
}

static void use_disk(const proc_disk *d, int64_t now_ns, raw *r) {
  raw_clear(r, SONDE_WHY_UNSUPPORTED);
  raw_set(r, R_DISK_READS, scaled(d->reads, 1));
  raw_set(r, R_DISK_WRITES, scaled(d->writes, 1));
  raw_set(r, R_DISK_READ_BYTES, scaled(d->read_sectors, SECTOR_BYTES));
  raw_set(r, R_DISK_WRITTEN_BYTES, scaled(d->written_sectors, SECTOR_BYTES));
  raw_set(r, R_DISK_READ_NS, scaled(d->read_ms, NS_OF_MS));
  raw_set(r, R_DISK_WRITE_NS, scaled(d->write_ms, NS_OF_MS));
  raw_set(r, R_DISK_PENDING_NS, scaled(d->pending_ms, NS_OF_MS));
  raw_set(r, R_DISK_BUSY_NS, scaled(d->busy_ms, NS_OF_MS));
  raw_set(r, R_DISK_CLOCK_NS, now_ns);
  raw_set(r, R_DISK_QUEUE, scaled(d->in_flight, 1));
}

static void tell_disks(platform *p, device_sink tell, void *self) {
  size_t len = 0, at = 0;
  int64_t now_ns = platform_mono_ns();
  char *text = proc_read_all(p, "diskstats", &len);
  for (proc_disk d; text && proc_next_disk(text, len, &at, &d);) {
    raw r;
    if (!is_disk(&d)) continue;
    use_disk(&d, now_ns, &r);
    tell(self, d.name.s, d.name.len, &r);
  }
  memory_free(text);
}

/* Mbit/s; interfaces without a link, or without a speed, give an error or -1. */
static void use_speed(const proc_net *n, raw *r) {
  char path[160], text[24] = "";
  if (n->name.len > 64 || memchr(n->name.s, '/', n->name.len)) return;
  snprintf(path, sizeof path, "/sys/class/net/%.*s/speed", (int)n->name.len, n->name.s);
  int file = open(path, O_RDONLY | O_CLOEXEC), megabits = 0;
  if (file < 0) return;
  long got = read(file, text, sizeof text - 1);
  close(file);
  for (long i = 0; i < got && text[i] >= '0' && text[i] <= '9' && megabits < 100000000; i++)
    megabits = megabits * 10 + (text[i] - '0');
  if (megabits > 0) raw_set(r, R_NET_BITS_PER_S, (int64_t)megabits * 1000000);
}

static void tell_interfaces(platform *p, device_sink tell, void *self) {
  size_t len = 0, at = 0;
  char *text = proc_read_all(p, "self/net/dev", &len);
  for (proc_net n; text && proc_next_net(text, len, &at, &n);) {
    raw r;
    const uint64_t values[8] = {
        n.received, n.sent, n.packets_in, n.packets_out, n.errors_in, n.errors_out, n.drops_in, n.drops_out};
    raw_clear(&r, SONDE_WHY_UNSUPPORTED);
    for (int i = 0; i < 8; i++)
      raw_set(&r, R_NET_RECEIVED + i, scaled(values[i], 1));
    use_speed(&n, &r);
    tell(self, n.name.s, n.name.len, &r);
  }
  memory_free(text);
}

sonde_status platform_devices(platform *p, int object, device_sink tell, void *self, error *e) {
  switch (object) {
  case OBJECT_PROCESSOR: tell_cpus(p, tell, self); return SONDE_OK;
  case OBJECT_LOGICAL_DISK: tell_volumes(p, tell, self); return SONDE_OK;
  case OBJECT_PHYSICAL_DISK: tell_disks(p, tell, self); return SONDE_OK;
  case OBJECT_NETWORK: tell_interfaces(p, tell, self); return SONDE_OK;
  default: return tell_machine(p, object, tell, self, e);
  }
}
