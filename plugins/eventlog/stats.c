/* The function `stats`: counts by provider and id, and by level. */
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "plugin.h"
#include "source.h"

#define MOST_GROUPS 4096 /* more are counted together */
#define LEVELS 6         /* 0 to 4; others */

typedef struct group {
  const char *key; /* provider, zero byte, event id as 8 bytes: the map's */
  size_t len;
  uint64_t count;
  int64_t first, last;
} group;

typedef struct tally {
  map index; /* key: 1 + place in groups */
  group *groups;
  uint32_t n, room;
  uint64_t events, unreadable, others, levels[LEVELS];
} tally;

static group *find_group(tally *t, const char *provider, size_t len, int64_t id) {
  char key[300];
  if (len > 256) len = 256;
  memcpy(key, provider, len);
  memcpy(key + len, &id, sizeof id);
  uint64_t *place = t->n < MOST_GROUPS ? map_put(&t->index, key, len + sizeof id)
                                       : map_find(&t->index, key, len + sizeof id);
  if (!place) return NULL;
  if (*place == 0) {
    if (t->n == t->room) {
      t->room = t->room ? 2 * t->room : 64;
      t->groups = memory_resize(t->groups, t->room * sizeof *t->groups);
    }
    *place = ++t->n;
    t->groups[t->n - 1] =
        (group){.key = memory_text(key, len + sizeof id), .len = len, .first = INT64_MAX, .last = INT64_MIN};
  }
  return &t->groups[*place - 1];
}

static void count(tally *t, const request *r, const entry *one) {
  t->events++;
  bool wrong = one->texts >> T_error & 1 && one->text[T_error].len;
  t->unreadable += wrong;
  if (one->numbers >> N_level & 1)
    t->levels[one->number[N_level] < LEVELS ? one->number[N_level] : LEVELS - 1]++;
  bool known = one->texts >> T_provider & 1 && one->numbers >> N_event & 1;
  const slice *provider = &one->text[T_provider];
  group *g =
      known ? find_group(t, r->heap.data + provider->at, provider->len, (int64_t)one->number[N_event]) : NULL;
  if (!g) {
    t->others++;
    return;
  }
  g->count++;
  if (!(one->numbers >> N_time & 1)) return;
  int64_t ns = (int64_t)one->number[N_time];
  if (ns < g->first) g->first = ns;
  if (ns > g->last) g->last = ns;
}

static int more_first(const void *a, const void *b) {
  const group *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  size_t len = x->len < y->len ? x->len : y->len;
  int order = memcmp(x->key, y->key, len);
  if (order == 0) order = x->len < y->len ? -1 : x->len > y->len;
  if (order) return order;
  int64_t i, k;
  memcpy(&i, x->key + x->len, 8);
  memcpy(&k, y->key + y->len, 8);
  return (i > k) - (i < k);
}

static sonde_value integer(int64_t n) {
  return (sonde_value){.kind = SONDE_I64, .u.i = n};
}

static sonde_value unknown_time(int64_t ns) {
  if (ns == INT64_MAX || ns == INT64_MIN)
    return (sonde_value){.kind = SONDE_UNKNOWN, .len = SONDE_WHY_UNKNOWN};
  return integer(ns);
}

static bool tell_group(sonde_self *self, sonde_call *call, const group *g, sonde_value *out) {
  sonde_pair *pairs = self->host->alloc(call, 5 * sizeof *pairs);
  char *provider = self->host->alloc(call, g->len + 1);
  int64_t id;
  if (!pairs || !provider) return false;
  memcpy(provider, g->key, g->len);
  memcpy(&id, g->key + g->len, sizeof id);
  pairs[0] = (sonde_pair){"provider", {.kind = SONDE_TEXT, .len = (uint32_t)g->len, .u.s = provider}};
  pairs[1] = (sonde_pair){"event", integer(id)};
  pairs[2] = (sonde_pair){"count", integer((int64_t)g->count)};
  pairs[3] = (sonde_pair){"first", unknown_time(g->first)};
  pairs[4] = (sonde_pair){"last", unknown_time(g->last)};
  *out = (sonde_value){.kind = SONDE_MAP, .len = 5, .u.map = pairs};
  return true;
}

static sonde_value tell_levels(sonde_self *self, sonde_call *call, const tally *t) {
  static const char *const words[LEVELS] = {
      "always", "critical", "error", "warning", "information", "verbose"};
  sonde_pair *pairs = self->host->alloc(call, LEVELS * sizeof *pairs);
  if (!pairs) return (sonde_value){.kind = SONDE_UNKNOWN, .len = SONDE_WHY_OVERFLOW};
  for (int i = 0; i < LEVELS; i++)
    pairs[i] = (sonde_pair){words[i], integer((int64_t)t->levels[i])};
  return (sonde_value){.kind = SONDE_MAP, .len = LEVELS, .u.map = pairs};
}

static void tell(sonde_self *self, sonde_call *call, tally *t, sonde_value *results) {
  if (t->n) qsort(t->groups, t->n, sizeof *t->groups, more_first);
  sonde_value *list = self->host->alloc(call, (t->n + 1) * sizeof *list);
  bool fits = list;
  for (uint32_t i = 0; fits && i < t->n; i++)
    fits = tell_group(self, call, &t->groups[i], &list[i]);
  results[STATS_EVENTS] = integer((int64_t)t->events);
  results[STATS_UNREADABLE] = integer((int64_t)t->unreadable);
  results[STATS_LEVELS] = tell_levels(self, call, t);
  results[STATS_BY] = fits ? (sonde_value){.kind = SONDE_LIST, .len = t->n, .u.list = list}
                           : (sonde_value){.kind = SONDE_UNKNOWN, .len = SONDE_WHY_OVERFLOW};
  results[STATS_OTHERS] = integer((int64_t)t->others);
}

static sonde_status walk(sonde_self *self, sonde_call *call, source *from, request *r, tally *t) {
  error e = {0};
  entry one;
  int got;
  for (uint32_t steps = 1; (got = from->next(from, r, &one, &e)) == SOURCE_ENTRY || got == SOURCE_SKIPPED;
       steps++) {
    if (got == SOURCE_ENTRY) count(t, r, &one);
    buf_clear(&r->heap);
    if (steps % 4096 == 0 && self->host->cancelled(call))
      return self->host->fail(call, SONDE_CANCELLED, 0, "counting events was cancelled");
  }
  return got == SOURCE_FAILED ? plugin_fail(self->host, call, &e) : SONDE_OK;
}

sonde_status SONDE_CALL stats_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  tally t = {0};
  request r = {.numbers = 1u << N_event | 1u << N_level, .texts = 1u << T_provider};
  sonde_status s = ask_filter(self, call, args, &r.filter);
  if (s) return s;
  char *path = ask_path(&args[ASK_PATH]);
  char *log = ask_path(&args[STATS_LOG]);
  source *from = source_open(path, log, r.filter.from, &e);
  memory_free(path);
  memory_free(log);
  if (from) {
    s = walk(self, call, from, &r, &t);
    if (!s) tell(self, call, &t, results);
    from->close(from);
  } else {
    s = plugin_fail(self->host, call, &e);
  }
  ask_free(&r.filter);
  buf_free(&r.heap);
  for (uint32_t i = 0; i < t.n; i++)
    memory_free((void *)(uintptr_t)t.groups[i].key);
  memory_free(t.groups);
  map_free(&t.index);
  return s;
}
