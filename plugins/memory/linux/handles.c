/* Descriptors from /proc/PID/fd and fdinfo; sockets by the tables of the process's own network. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "descriptors.h"
#include "linux/provider.h"

typedef struct listing {
  uint32_t pid;
  const stopper *stop;
  objects *out;
  bool sockets, cancelled;
} listing;

static bool add_descriptor(void *self, uint32_t number) {
  listing *l = self;
  char path[64], link[4352], info[1024];
  snprintf(path, sizeof path, "/proc/%u/fd/%u", l->pid, number);
  ssize_t len = readlink(path, link, sizeof link);
  if (len < 0) return true; /* closed meanwhile */
  object *one = objects_add(l->out, number);
  descriptor_use_link(l->out, one, link, (size_t)len);
  snprintf(path, sizeof path, "fdinfo/%u", number);
  long got = proc_read(l->pid, path, info, sizeof info);
  if (got > 0) descriptor_use_info(l->out, one, info, (size_t)got);
  l->sockets |= len > 8 && memcmp(link, "socket:[", 8) == 0;
  l->cancelled = stopped(l->stop);
  return !l->cancelled;
}

static void read_table(uint32_t pid, int which, sockets *out) {
  char path[32];
  snprintf(path, sizeof path, "net/%s", net_files[which]);
  int file = proc_open(pid, path);
  if (file < 0) return;
  net_table *t = NEW(net_table);
  static const size_t size = 65536;
  char *buffer = memory_new(size);
  net_begin(t, out, which);
  for (ssize_t got; (got = read(file, buffer, size)) > 0;)
    net_feed(t, buffer, (size_t)got);
  net_end(t);
  close(file);
  memory_free(buffer);
  memory_free(t);
}

static void name_sockets(const listing *l) {
  sockets s = {0};
  for (int which = 0; which < NET_COUNT; which++)
    read_table(l->pid, which, &s);
  for (size_t i = 0; i < l->out->n; i++) {
    object *one = &l->out->list[i];
    const char *type = text_chars(&l->out->texts) + one->type;
    size_t len;
    if (one->type_len != 6 || memcmp(type, "socket", 6) != 0 || one->why_id) continue;
    const char *name = sockets_find(&s, one->id, &len);
    if (name) objects_name(l->out, one, name, len);
  }
  sockets_free(&s);
}

sonde_status platform_objects(uint32_t pid, const stopper *stop, objects *out, error *e) {
  listing l = {.pid = pid, .stop = stop, .out = out};
  if (!proc_numbers(pid, "fd", add_descriptor, &l)) return proc_fail(e, pid, "list of descriptors", errno);
  if (l.cancelled)
    return error_set(e, SONDE_CANCELLED, "listing the descriptors of process %u was stopped", pid);
  if (l.sockets) name_sockets(&l);
  return SONDE_OK;
}
