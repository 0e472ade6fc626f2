/* All processes in one pass, and the census: who is whose child, asking only about the new ones. */
#include <string.h>

#include "base/memory.h"
#include "linux/provider.h"

sonde_status platform_scan(platform *p, error *e) {
  (void)e;
  numbers_restart(&p->pids, p->proc);
  return SONDE_OK;
}

bool platform_next(platform *p, uint64_t wanted, reading *out) {
  uint32_t pid;
  uint64_t inode;
  char text[1024];
  while (numbers_next(&p->pids, &pid, &inode)) {
    reading_clear(out);
    proc_stat s;
    long got = proc_read(p, pid, "stat", text, sizeof text);
    if (got <= 0 || !proc_parse_stat(text, (size_t)got, &s)) continue;
    proc_use_stat(p, &s, wanted, out);
    proc_read_more(p, pid, wanted, out);
    return true;
  }
  return false;
}

typedef struct roll {
  kin *list;
  size_t n, capacity;
} roll;

struct census {
  roll now, before;
  uint64_t number;
  numbers pids;
};

void census_free(struct census *c) {
  if (!c) return;
  memory_free(c->now.list);
  memory_free(c->before.list);
  memory_free(c);
}

static kin *roll_add(roll *r) {
  if (r->n == r->capacity) {
    r->capacity = r->capacity ? r->capacity * 2 : 256;
    r->list = memory_resize(r->list, r->capacity * sizeof(kin));
  }
  return &r->list[r->n++];
}

static bool ask_parent(const platform *p, uint32_t pid, uint32_t *parent) {
  proc_stat s;
  char text[1024];
  long got = proc_read(p, pid, "stat", text, sizeof text);
  if (got <= 0 || !proc_parse_stat(text, (size_t)got, &s)) return false;
  *parent = s.parent;
  return true;
}

/* Both lists rise by pid. /proc gives a pid another inode when another process has it. */
const kin *platform_census(platform *p, bool anew, size_t *n, uint64_t *number, error *e) {
  (void)e;
  if (!p->census) p->census = NEW(struct census);
  struct census *c = p->census;
  roll old = c->now;
  c->now = c->before;
  c->before = old;
  c->now.n = 0;
  *number = ++c->number;
  numbers_restart(&c->pids, p->proc);
  uint32_t pid;
  uint64_t inode;
  for (size_t at = 0; numbers_next(&c->pids, &pid, &inode);) {
    while (at < old.n && old.list[at].pid < pid)
      at++;
    kin entry = {pid, 0, inode, c->number};
    if (!anew && at < old.n && old.list[at].pid == pid && old.list[at].key == inode)
      entry = old.list[at];
    else if (!ask_parent(p, pid, &entry.parent))
      continue;
    *roll_add(&c->now) = entry;
  }
  *n = c->now.n;
  return c->now.list;
}

/* Each process has files of its own: there is nothing to be had in common. */
void platform_hold(platform *p, bool hold) {
  (void)p;
  (void)hold;
}
