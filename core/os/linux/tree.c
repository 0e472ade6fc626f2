/* Descendants, from the parents that /proc names, and those that became our children when theirs ended. */
#include "os/linux/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

/* Fields of proc(5) behind the name: state (3), parent (4), start time (22). The name may hold anything, also
 * ") R 1". */
static bool parse_stat(const char *line, proc_stat *out) {
  const char *at = strrchr(line, ')');
  if (!at || at[1] != ' ' || !at[2] || at[3] != ' ') return false;
  out->state = at[2];
  char *end;
  out->parent = (pid_t)strtol(at + 4, &end, 10);
  if (end == at + 4) return false;
  for (int field = 5; field < 22; field++) {
    end = strchr(end + 1, ' ');
    if (!end) return false;
  }
  out->start_id = strtoull(end, NULL, 10);
  return true;
}

bool proc_stat_read(pid_t pid, proc_stat *out) {
  char path[32], line[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t n = read(fd, line, sizeof line - 1);
  close(fd);
  if (n <= 0) return false;
  line[n] = 0;
  out->pid = pid;
  return parse_stat(line, out);
}

const char *process_name(arena *a, uint32_t pid) {
  char path[32], name[64];
  snprintf(path, sizeof path, "/proc/%u/comm", (unsigned)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t n = fd < 0 ? 0 : read(fd, name, sizeof name);
  if (fd >= 0) close(fd);
  return arena_text(a, name, n > 0 ? (size_t)n - 1 : 0); /* without the line's end */
}

typedef struct table {
  proc_stat *rows;
  size_t n, room;
} table;

static bool is_alive(const proc_stat *s) {
  return s->state != 'Z' && s->state != 'X';
}

static table read_all(void) {
  table t = {.room = 256};
  t.rows = memory_new(t.room * sizeof *t.rows);
  DIR *dir = opendir("/proc");
  for (struct dirent *d; dir && (d = readdir(dir)) != NULL;) {
    if (d->d_name[0] < '0' || d->d_name[0] > '9') continue;
    if (t.n == t.room) t.rows = memory_resize(t.rows, (t.room *= 2) * sizeof *t.rows);
    if (proc_stat_read((pid_t)strtol(d->d_name, NULL, 10), &t.rows[t.n]) && is_alive(&t.rows[t.n])) t.n++;
  }
  if (dir) closedir(dir);
  return t;
}

static bool contains(const uint32_t *pids, size_t n, pid_t pid) {
  for (size_t i = 0; i < n; i++)
    if (pids[i] == (uint32_t)pid) return true;
  return false;
}

/* A child of ours that we did not launch was adopted. */
static bool belongs(const process *p, const proc_stat *s, const uint32_t *pids, size_t n) {
  if (contains(pids, n, s->parent)) return true;
  return p->launched && s->parent == getpid() && !process_was_launched(s->pid);
}

size_t process_tree(process *p, uint32_t *pids, size_t most) {
  size_t n = 0;
  if (most && process_alive(p)) pids[n++] = (uint32_t)p->pid;
  table t = read_all();
  for (bool found = true; found && n < most;) {
    found = false;
    for (size_t i = 0; i < t.n && n < most; i++) {
      if (contains(pids, n, t.rows[i].pid) || !belongs(p, &t.rows[i], pids, n)) continue;
      pids[n++] = (uint32_t)t.rows[i].pid;
      found = true;
    }
  }
  memory_free(t.rows);
  return n;
}
