/* Regions from smaps, or from maps where the kernel has no smaps. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "linux/provider.h"
#include "smaps.h"

#define MOST_THREADS 65536u

typedef struct pointers {
  uint32_t pid;
  uint64_t *list;
  size_t n, capacity;
  bool all; /* each thread told its own */
} pointers;

/* "NUMBER args... SP PC", "-1 SP PC", or "running": the last word but one (proc(5), syscall). */
static bool stack_pointer(char *s, size_t len, uint64_t *out) {
  while (len && (s[len - 1] == '\n' || s[len - 1] == ' '))
    len--;
  s[len] = 0;
  char *last = strrchr(s, ' ');
  if (!last) return false;
  *last = 0;
  char *word = strrchr(s, ' ');
  if (!word) return false;
  *out = strtoull(word + 1, NULL, 16);
  return *out != 0;
}

static bool add_thread(void *self, uint32_t tid) {
  pointers *p = self;
  char path[64], line[512];
  uint64_t sp;
  snprintf(path, sizeof path, "task/%u/syscall", tid);
  long got = proc_read(p->pid, path, line, sizeof line - 1);
  if (got <= 0 || !stack_pointer(line, (size_t)got, &sp)) {
    p->all = false;
    return true;
  }
  if (p->n == p->capacity) {
    p->capacity = p->capacity ? p->capacity * 2 : 64;
    p->list = memory_resize(p->list, p->capacity * sizeof *p->list);
  }
  p->list[p->n++] = sp;
  return p->n < MOST_THREADS;
}

static sonde_status read_all(int file, uint32_t pid, const stopper *stop, smaps *s, error *e) {
  static const size_t size = 65536;
  char *buffer = memory_new(size);
  sonde_status status = SONDE_OK;
  ssize_t got = 1;
  while (!status && got > 0) {
    got = read(file, buffer, size);
    if (got < 0) status = proc_fail(e, pid, "memory map", errno);
    if (got > 0) smaps_feed(s, buffer, (size_t)got);
    if (!status && stopped(stop))
      status = error_set(e, SONDE_CANCELLED, "reading the memory map of process %u was stopped", pid);
  }
  memory_free(buffer);
  return status;
}

static sonde_status check(const smaps *s, uint32_t pid, error *e) {
  if (s->out->full)
    return error_set(e, SONDE_MEMORY, "process %u has more than %u regions", pid, REGIONS_MOST);
  if (s->bad)
    return error_set(
        e, SONDE_OS, "the memory map of process %u has a line that Sonde does not understand", pid);
  return SONDE_OK;
}

sonde_status platform_regions(uint32_t pid, const stopper *stop, regions *out, error *e) {
  int file = proc_open(pid, "smaps");
  bool figures = file >= 0;
  if (file == -ENOENT && proc_exists(pid)) file = proc_open(pid, "maps");
  if (file < 0) return proc_fail(e, pid, "memory map", -file);
  smaps *s = NEW(smaps);
  smaps_begin(s, out, figures);
  sonde_status status = read_all(file, pid, stop, s, e);
  close(file);
  smaps_end(s);
  if (!status) status = check(s, pid, e);
  memory_free(s);
  if (status) return status;
  pointers p = {.pid = pid, .all = true};
  p.all &= proc_numbers(pid, "task", add_thread, &p);
  regions_classify(out, p.list, p.n, p.all);
  memory_free(p.list);
  return SONDE_OK;
}
