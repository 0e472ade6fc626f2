/* SYSTEM_PROCESS_INFORMATION and SYSTEM_HANDLE_INFORMATION_EX as bytes at documented offsets. */
#include "nt.h"

#include <string.h>

#define PROCESS_BYTES 256u
#define THREAD_BYTES 80u
#define THREAD_SWITCHES 64u
#define EPOCH_FILETIME INT64_C(116444736000000000) /* 1970-01-01 */

static uint32_t u32_at(const uint8_t *p) {
  uint32_t v;
  memcpy(&v, p, sizeof v);
  return v;
}

static uint64_t u64_at(const uint8_t *p) {
  uint64_t v;
  memcpy(&v, p, sizeof v);
  return v;
}

static void take_name(const uint8_t *buffer, size_t len, uint64_t base, const uint8_t *p, nt_process *out) {
  uint32_t bytes = u32_at(p + 56) & 0xFFFE;
  uint64_t offset = u64_at(p + 64) - base;
  if (bytes == 0 || offset >= len || bytes > len - offset) return;
  out->name = buffer + offset;
  out->name_bytes = bytes;
}

static void take_threads(const uint8_t *threads, size_t room, nt_process *out) {
  for (uint32_t i = 0; i < out->threads && (uint64_t)(i + 1) * THREAD_BYTES <= room; i++)
    out->switches += u32_at(threads + (size_t)i * THREAD_BYTES + THREAD_SWITCHES);
}

static void take_numbers(const uint8_t *p, nt_process *out) {
  out->threads = u32_at(p + 4);
  out->working_set_private = u64_at(p + 8);
  out->hard_faults = u32_at(p + 16);
  out->created = (int64_t)u64_at(p + 32);
  out->user = (int64_t)u64_at(p + 40);
  out->kernel = (int64_t)u64_at(p + 48);
  out->pid = u32_at(p + 80);
  out->parent = u32_at(p + 88);
  out->handles = u32_at(p + 96);
  out->virtual_bytes = u64_at(p + 120);
  out->faults = u32_at(p + 128);
  out->working_set_peak = u64_at(p + 136);
  out->working_set = u64_at(p + 144);
  out->pagefile = u64_at(p + 184);
  out->private_bytes = u64_at(p + 200);
  out->io[0] = u64_at(p + 208);
  out->io[1] = u64_at(p + 216);
  out->io_other = u64_at(p + 224);
  out->io[2] = u64_at(p + 232);
  out->io[3] = u64_at(p + 240);
}

bool nt_next_process(const uint8_t *buffer, size_t len, uint64_t base, size_t *at, nt_process *out) {
  if (*at > len || len - *at < PROCESS_BYTES) return false;
  const uint8_t *p = buffer + *at;
  uint32_t next = u32_at(p);
  size_t room = next && next < len - *at ? next : len - *at;
  memset(out, 0, sizeof *out);
  take_numbers(p, out);
  take_name(buffer, len, base, p, out);
  if (room > PROCESS_BYTES) take_threads(p + PROCESS_BYTES, room - PROCESS_BYTES, out);
  /* 0 ends the list; a step that is too short or too long ends it too. */
  *at = next >= PROCESS_BYTES && next < len - *at ? *at + next : len;
  return true;
}

/* {u64 count, u64 reserved} then 40 bytes each: {pointer, u64 pid, u64 handle, u32 access, u16, u16 type, u32
 * attributes, u32}. */
uint64_t nt_count_handles(const uint8_t *buffer, size_t len, uint64_t pid) {
  if (len < 16) return 0;
  uint64_t count = u64_at(buffer), n = 0;
  for (uint64_t i = 0; i < count && (len - 16) / 40 > i; i++)
    n += u64_at(buffer + 16 + i * 40 + 8) == pid;
  return n;
}

static size_t put_utf8(uint32_t c, char *out, size_t room) {
  uint8_t bytes[4];
  size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const uint8_t lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
  if (n > room) return 0;
  for (size_t i = n; i-- > 1; c >>= 6)
    bytes[i] = (uint8_t)(0x80 | (c & 0x3F));
  bytes[0] = (uint8_t)(lead[n] | c);
  memcpy(out, bytes, n);
  return n;
}

static uint32_t unit_at(const uint8_t *utf16, size_t i) {
  return (uint32_t)utf16[i] | (uint32_t)utf16[i + 1] << 8;
}

size_t nt_utf8(const uint8_t *utf16, size_t bytes, char *out, size_t size) {
  size_t n = 0;
  for (size_t i = 0; i + 1 < bytes; i += 2) {
    uint32_t c = unit_at(utf16, i);
    uint32_t low = i + 3 < bytes ? unit_at(utf16, i + 2) : 0;
    if (c >= 0xD800 && c < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      i += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = '?';
    }
    size_t written = put_utf8(c, out + n, size - n);
    if (written == 0) break;
    n += written;
  }
  return n;
}

int64_t nt_wall_ns(int64_t filetime) {
  if (filetime < EPOCH_FILETIME) return 0;
  int64_t ticks = filetime - EPOCH_FILETIME;
  return ticks > INT64_MAX / 100 ? INT64_MAX : ticks * 100;
}

static void set_or_doubt(reading *r, int m, uint64_t value, bool plausible) {
  if (plausible && value <= INT64_MAX)
    reading_set(r, m, (int64_t)value);
  else
    r->why[m] = SONDE_WHY_IMPLAUSIBLE;
}

static void use_times(const nt_process *p, int64_t now_filetime, reading *r) {
  r->start_id = (uint64_t)p->created;
  int64_t age = p->created > 0 && now_filetime > p->created ? now_filetime - p->created : 0;
  r->age_ns = age < INT64_MAX / 100 ? age * 100 : INT64_MAX;
  reading_set(r, P_started, nt_wall_ns(p->created));
  bool honest = p->user >= 0 && p->kernel >= 0 && p->user < INT64_MAX / 200 && p->kernel < INT64_MAX / 200;
  uint64_t user = honest ? (uint64_t)p->user * 100 : 0, kernel = honest ? (uint64_t)p->kernel * 100 : 0;
  set_or_doubt(r, P_cpu_user, user, honest);
  set_or_doubt(r, P_cpu_kernel, kernel, honest);
  set_or_doubt(r, P_cpu_time, user + kernel, honest);
}

static void use_memory(const nt_process *p, reading *r) {
  set_or_doubt(r, P_resident, p->working_set, p->working_set > 0);
  set_or_doubt(
      r, P_resident_peak, p->working_set_peak, p->working_set_peak >= p->working_set && p->working_set > 0);
  uint64_t private = p->private_bytes ? p->private_bytes : p->pagefile;
  set_or_doubt(r, P_private, private, private > 0);
  set_or_doubt(r, P_private_resident, p->working_set_private, p->working_set_private > 0);
  set_or_doubt(r, P_virtual, p->virtual_bytes, p->virtual_bytes > 0);
}

static void use_activity(const nt_process *p, reading *r) {
  bool any_io = p->io[0] || p->io[1] || p->io[2] || p->io[3] || p->io_other;
  static const uint8_t io_measures[4] = {P_io_reads, P_io_writes, P_io_read, P_io_written};
  for (int i = 0; i < 4; i++)
    set_or_doubt(r, io_measures[i], p->io[i], any_io);
  bool any_fault = p->faults > 0 && p->faults >= p->hard_faults;
  set_or_doubt(r, P_faults_major, p->hard_faults, any_fault);
  set_or_doubt(r, P_faults_minor, any_fault ? p->faults - p->hard_faults : 0, any_fault);
  set_or_doubt(r, P_switches, p->switches, p->switches > 0);
  set_or_doubt(r, P_threads, p->threads, p->threads > 0);
}

#define NOT_ON_WINDOWS                                                                                       \
  (M_BIT(P_cpu_children) | M_BIT(P_storage_read) | M_BIT(P_storage_written) | M_BIT(P_switches_voluntary) |  \
      M_BIT(P_switches_involuntary) | M_BIT(P_disk_wait) | M_BIT(P_disk_blocked) | T_STATE)

void nt_use_process(const nt_process *p, int64_t now_filetime, reading *out) {
  reading_set(out, P_pid, p->pid);
  reading_set(out, P_parent, p->parent);
  reading_set(out, P_processes, 1);
  use_times(p, now_filetime, out);
  use_memory(p, out);
  use_activity(p, out);
  reading_lack(out, NOT_ON_WINDOWS, SONDE_WHY_UNSUPPORTED);
}
