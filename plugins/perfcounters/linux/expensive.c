/* What costs a step for each page, descriptor or thread of a process. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "linux/provider.h"

static void read_private_resident(platform *p, uint32_t pid, reading *out) {
  uint64_t clean = 0, dirty = 0, huge = 0;
  bool found[3] = {false};
  const proc_key keys[] = {{"Private_Clean", &clean, &found[0]}, {"Private_Dirty", &dirty, &found[1]},
      {"Private_Hugetlb", &huge, &found[2]}};
  long got = proc_read(p, pid, "smaps_rollup", p->file, sizeof p->file);
  if (got > 0) proc_parse_keys(p->file, (size_t)got, keys, 3);
  if (found[0] && found[1]) reading_set(out, P_private_resident, (int64_t)(clean + dirty + huge));
  reading_lack(
      out, M_BIT(P_private_resident), got == -ENOENT ? SONDE_WHY_UNSUPPORTED : proc_why(got < 0 ? -got : 0));
}

/* Counts the numbers in a folder; -errno. */
static long count_numbers(const platform *p, uint32_t pid, const char *what) {
  int folder = proc_open_folder(p, pid, what);
  if (folder < 0) return folder;
  numbers *list = NEW(numbers);
  numbers_restart(list, folder);
  long count = 0;
  uint32_t number;
  uint64_t inode;
  while (numbers_next(list, &number, &inode))
    count++;
  memory_free(list);
  close(folder);
  return count;
}

/* Since Linux 6.2 the size of /proc/PID/fd is the number of descriptors; before, it is 0 and they are
 * counted. */
static void read_handles(platform *p, uint32_t pid, reading *out) {
  char path[32];
  struct stat st;
  snprintf(path, sizeof path, "%u/fd", pid);
  if (fstatat(p->proc, path, &st, 0) == 0 && st.st_size > 0) {
    reading_set(out, P_handles, st.st_size);
    return;
  }
  long count = count_numbers(p, pid, "fd");
  if (count > 0 && pid == platform_self()) count--; /* the folder that we opened to count */
  if (count >= 0) reading_set(out, P_handles, count);
  reading_lack(out, M_BIT(P_handles), proc_why(-count));
}

static bool add_thread(platform *p, uint32_t pid, uint32_t tid, uint64_t sum[2]) {
  char path[32];
  uint64_t value[2] = {0, 0};
  bool found[2] = {false};
  const proc_key keys[] = {{"voluntary_ctxt_switches", &value[0], &found[0]},
      {"nonvoluntary_ctxt_switches", &value[1], &found[1]}};
  snprintf(path, sizeof path, "task/%u/status", tid);
  long got = proc_read(p, pid, path, p->file, sizeof p->file);
  if (got <= 0 || proc_parse_keys(p->file, (size_t)got, keys, 2) < 2) return false;
  sum[0] += value[0];
  sum[1] += value[1];
  return true;
}

/* /proc/PID/status tells the switches of the main thread only. */
static void read_switches(platform *p, uint32_t pid, reading *out) {
  int folder = proc_open_folder(p, pid, "task");
  if (folder >= 0) {
    numbers *list = NEW(numbers);
    numbers_restart(list, folder);
    uint64_t sum[2] = {0, 0}, inode;
    uint32_t tid;
    bool any = false;
    while (numbers_next(list, &tid, &inode))
      any |= add_thread(p, pid, tid, sum);
    memory_free(list);
    close(folder);
    if (any) {
      reading_set(out, P_switches_voluntary, (int64_t)sum[0]);
      reading_set(out, P_switches_involuntary, (int64_t)sum[1]);
      reading_set(out, P_switches, (int64_t)(sum[0] + sum[1]));
    }
  }
  reading_lack(out, M_BIT(P_switches) | M_BIT(P_switches_voluntary) | M_BIT(P_switches_involuntary),
      folder < 0 ? proc_why(-folder) : SONDE_WHY_GONE);
}

#define SWITCHES (M_BIT(P_switches) | M_BIT(P_switches_voluntary) | M_BIT(P_switches_involuntary))

void proc_read_expensive(platform *p, uint32_t pid, uint64_t wanted, reading *out) {
  if ((wanted & M_BIT(P_handles)) && !out->ended) read_handles(p, pid, out);
  if ((wanted & M_BIT(P_private_resident)) && !out->ended) read_private_resident(p, pid, out);
  if (wanted & SWITCHES) read_switches(p, pid, out);
}
