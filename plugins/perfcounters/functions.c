/* The functions `process` and `system`. */
#include <string.h>

#include "base/memory.h"
#include "plugin.h"

/* Starts told by different sessions of Sonde may differ by the setting of the clock in between; numbers are
 * not used again so soon. */
#define SAME_START_NS 50000000

static bool same_start(int64_t a, int64_t b) {
  uint64_t apart = a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
  return apart <= SAME_START_NS;
}

static sonde_status check_start(
    sonde_self *self, sonde_call *call, const sonde_value *started, const reading *r) {
  if (started->kind != SONDE_I64 || same_start(started->u.i, r->value[P_started].i)) return SONDE_OK;
  return self->host->fail(call, SONDE_MISSING, 0,
      "the process has ended; its number now belongs to another one, which started at another time");
}

sonde_status SONDE_CALL process_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  uint64_t wanted;
  sonde_status s = ask_measures(call, self->host, &args[PROCESS_COLUMNS], &args[PROCESS_ONLY], &wanted);
  if (s) return s;
  uint32_t pid = (uint32_t)args[PROCESS_PID].u.u;
  reading r;
  error e = {0};
  if (args[PROCESS_TREE].kind == SONDE_BOOL && args[PROCESS_TREE].u.u)
    s = collect_tree(self->collect, pid, wanted, &r, NULL, NULL, &e);
  else
    s = collect_process(self->collect, pid, wanted, &r, &e);
  if (s) return plugin_fail(self->host, call, &e);
  s = check_start(self, call, &args[PROCESS_STARTED], &r);
  if (s) return s;
  for (int m = 0; m < P_COUNT; m++) {
    if (!(wanted & M_BIT(m))) r.why[m] = SONDE_WHY_NOT_ASKED;
    results[m] = answer_measure(&r, m);
  }
  for (int t = 0; t < TEXT_COUNT; t++) {
    if (!(wanted & (T_NAME << t))) r.text[t].why = SONDE_WHY_NOT_ASKED;
    results[P_COUNT + t] = answer_text(self->host, call, &r, t);
  }
  return SONDE_OK;
}

#define MOST_DISKS 64

static sonde_value bytes_or_unknown(int64_t n) {
  if (n < 0) return (sonde_value){.kind = SONDE_UNKNOWN, .len = SONDE_WHY_UNKNOWN};
  return (sonde_value){.kind = SONDE_I64, .u.i = n};
}

static sonde_value text_copy(const sonde_host *host, sonde_call *call, const char *s) {
  size_t len = strlen(s), size = len + 1;
  char *copy = host->alloc(call, size);
  if (!copy) return (sonde_value){.kind = SONDE_UNKNOWN, .len = SONDE_WHY_OVERFLOW};
  memcpy(copy, s, size);
  return (sonde_value){.kind = SONDE_TEXT, .len = (uint32_t)len, .u.s = copy};
}

static bool disk_map(const sonde_host *host, sonde_call *call, const disk *d, sonde_value *out) {
  sonde_pair *pairs = host->alloc(call, 4 * sizeof *pairs);
  if (!pairs) return false;
  pairs[0] = (sonde_pair){"path", text_copy(host, call, d->path)};
  pairs[1] = (sonde_pair){"type", text_copy(host, call, d->type)};
  pairs[2] = (sonde_pair){"total", bytes_or_unknown(d->total_bytes)};
  pairs[3] = (sonde_pair){"free", bytes_or_unknown(d->free_bytes)};
  *out = (sonde_value){.kind = SONDE_MAP, .len = 4, .u.map = pairs};
  return true;
}

static sonde_value disk_list(sonde_self *self, sonde_call *call) {
  disk *disks = memory_new(MOST_DISKS * sizeof *disks);
  uint32_t n = (uint32_t)collect_disks(self->collect, disks, MOST_DISKS);
  sonde_value *list = self->host->alloc(call, (n + 1) * sizeof *list);
  bool fits = list;
  for (uint32_t i = 0; fits && i < n; i++)
    fits = disk_map(self->host, call, &disks[i], &list[i]);
  memory_free(disks);
  if (!fits) return (sonde_value){.kind = SONDE_UNKNOWN, .len = SONDE_WHY_OVERFLOW};
  return (sonde_value){.kind = SONDE_LIST, .len = n, .u.list = list};
}

#define SHARED(name, kind, unit, doc) P_##name,
static const uint8_t shared[] = {SYSTEM_SHARED(SHARED)};
#define NSHARED ((int)(sizeof shared / sizeof shared[0]))

sonde_status SONDE_CALL system_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  uint64_t wanted;
  sonde_value none = {0};
  sonde_status s = ask_measures(call, self->host, &none, &args[SYSTEM_ONLY], &wanted);
  if (s) return s;
  if (args[SYSTEM_ONLY].kind != SONDE_LIST) wanted = M_ALL;
  reading r;
  error e = {0};
  s = collect_system(self->collect, wanted, &r, &e);
  if (s) return plugin_fail(self->host, call, &e);
  for (int m = 0; m < M_COUNT; m++)
    if (!(wanted & M_BIT(m))) r.why[m] = SONDE_WHY_NOT_ASKED;
  for (int i = 0; i < NSHARED; i++)
    *results++ = answer_measure(&r, shared[i]);
  for (int m = P_COUNT; m < M_COUNT; m++)
    *results++ = answer_measure(&r, m);
  if (args[SYSTEM_DISKS].kind == SONDE_BOOL && args[SYSTEM_DISKS].u.u)
    *results = disk_list(self, call);
  else
    *results = (sonde_value){.kind = SONDE_UNKNOWN, .len = SONDE_WHY_NOT_ASKED};
  return SONDE_OK;
}
