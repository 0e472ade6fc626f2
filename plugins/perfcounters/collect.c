/* Readings with CPU shares and trees. */
#include "collect.h"

#include <string.h>

#include "base/memory.h"
#include "rates.h"
#include "tree.h"

#define MOST_TREES 16

typedef struct grown {
  tree tree;
  uint64_t used; /* when last asked for; 0: free */
} grown;

struct collect {
  platform *platform;
  rates *rates;
  bool owns_rates;
  grown trees[MOST_TREES];
  uint64_t asked;
  int64_t cpu_total_ns, cpu_part_ns[5]; /* of the machine, at the last reading */
  double share[5];
};

collect *collect_new(collect *rates_of, error *e) {
  platform *p = platform_open(e);
  if (!p) return NULL;
  collect *c = NEW(collect);
  c->platform = p;
  c->owns_rates = !rates_of;
  c->rates = rates_of ? rates_of->rates : rates_new();
  return c;
}

void collect_free(collect *c) {
  if (!c) return;
  for (int i = 0; i < MOST_TREES; i++)
    tree_free(&c->trees[i].tree);
  if (c->owns_rates) rates_free(c->rates);
  platform_close(c->platform);
  memory_free(c);
}

static uint64_t with_needs(uint64_t wanted) {
  return wanted & M_BIT(P_cpu_share) ? wanted | M_BIT(P_cpu_time) : wanted;
}

static void add_share(collect *c, uint32_t reader, uint64_t wanted, reading *r) {
  if (!(wanted & M_BIT(P_cpu_share))) return;
  if (r->why[P_cpu_time] != SONDE_WHY_KNOWN) {
    r->why[P_cpu_share] = r->why[P_cpu_time];
    return;
  }
  reading_set_real(r, P_cpu_share,
      rates_share(c->rates, reader, (uint32_t)r->value[P_pid].i, r->start_id, r->value[P_cpu_time].i,
          platform_mono_ns(), r->age_ns));
}

sonde_status collect_process(collect *c, uint32_t pid, uint64_t wanted, reading *out, error *e) {
  sonde_status s = platform_process(c->platform, pid, with_needs(wanted), out, e);
  if (!s) add_share(c, RATE_PROCESS, wanted, out);
  return s;
}

sonde_status collect_scan(collect *c, error *e) {
  return platform_scan(c->platform, e);
}

bool collect_next(collect *c, uint64_t wanted, reading *out) {
  if (!platform_next(c->platform, with_needs(wanted), out)) return false;
  add_share(c, RATE_QUERY, wanted, out);
  return true;
}

size_t collect_disks(collect *c, disk *out, size_t most) {
  return platform_disks(c->platform, out, most);
}

/* The tree of this root, or the place of the one not asked for longest, emptied. */
static tree *find_tree(collect *c, uint32_t root) {
  grown *oldest = &c->trees[0];
  for (int i = 0; i < MOST_TREES; i++) {
    grown *g = &c->trees[i];
    if (g->used && g->tree.root == root) {
      g->used = ++c->asked;
      return &g->tree;
    }
    if (g->used < oldest->used) oldest = g;
  }
  tree_free(&oldest->tree);
  oldest->used = ++c->asked;
  return &oldest->tree;
}

/* Starts a tree at the process that has the number now. A child of ours is the root of a launched target:
 * what its descendants leave behind becomes our child. */
static sonde_status plant(collect *c, tree *t, uint32_t pid, error *e) {
  reading now;
  tree_free(t);
  sonde_status s = platform_process(c->platform, pid, 0, &now, e);
  if (s) return s;
  uint32_t self = platform_self();
  tree_init(t, pid, &now, now.value[P_parent].i == (int64_t)self ? self : 0);
  return SONDE_OK;
}

static sonde_status update(collect *c, tree *t, error *e) {
  size_t n;
  uint64_t number;
  const kin *list = platform_census(c->platform, t->census == 0, &n, &number, e);
  if (!list) return SONDE_OS;
  tree_update(t, list, n, number);
  return SONDE_OK;
}

/* The members as they are now. The number of the root may have gone to another process meanwhile: then that
 * one is meant. */
static sonde_status find_members(collect *c, tree *t, uint32_t pid, error *e) {
  bool is_new = t->root == 0;
  sonde_status s = is_new ? plant(c, t, pid, e) : SONDE_OK;
  if (!s) s = update(c, t, e);
  if (s || is_new || tree_has_root(t)) return s;
  reading now;
  error none;
  if (platform_process(c->platform, pid, 0, &now, &none) != SONDE_OK || now.start_id == t->root_start_id)
    return SONDE_OK;
  s = plant(c, t, pid, e);
  return s ? s : update(c, t, e);
}

/* False: it has ended. */
static bool read_member(collect *c, member *m, uint64_t wanted, reading *one) {
  error why;
  sonde_status s = platform_process(c->platform, m->pid, with_needs(wanted), one, &why);
  if (s == SONDE_MISSING || (s == SONDE_OK && m->start_id && m->start_id != one->start_id)) return false;
  if (s == SONDE_OK) m->start_id = one->start_id;
  if (s != SONDE_OK) reading_lack(one, wanted, s == SONDE_DENIED ? SONDE_WHY_DENIED : SONDE_WHY_UNKNOWN);
  return true;
}

static void keep_texts(const tree *t, const reading *one, reading *out) {
  if (one->value[P_pid].i != (int64_t)t->root) return;
  memcpy(out->text, one->text, sizeof out->text);
}

static void sum_members(collect *c, tree *t, uint64_t wanted, reading *out, collect_member tell, void *self) {
  reading one;
  tree_sum_begin(t, out);
  for (size_t i = 0; i < t->nmembers;) {
    if (!read_member(c, &t->members[i], wanted, &one)) {
      tree_drop(t, i);
      continue;
    }
    tree_sum_add(t, i, out, &one);
    keep_texts(t, &one, out);
    if (tell) {
      add_share(c, RATE_PROCESS, wanted, &one);
      tell(self, &one);
    }
    i++;
  }
  tree_sum_end(t, out);
}

/* The texts of the root lie in the platform's buffers, which further members use: they are read again, when
 * there are any. */
static void read_texts(collect *c, const tree *t, uint64_t wanted, reading *out) {
  uint64_t texts = wanted & (T_NAME | T_COMMAND | T_USER | T_STATE);
  reading one;
  error none;
  bool root = tree_has_root(t) && t->nmembers > 1 && texts;
  if (root && platform_process(c->platform, t->root, texts, &one, &none) == SONDE_OK)
    keep_texts(t, &one, out);
  reading_lack(out, texts, SONDE_WHY_GONE);
}

sonde_status collect_tree(
    collect *c, uint32_t pid, uint64_t wanted, reading *out, collect_member tell, void *self, error *e) {
  tree *t = find_tree(c, pid);
  sonde_status s = find_members(c, t, pid, e);
  if (s) return s;
  platform_hold(c->platform, true);
  sum_members(c, t, wanted, out, tell, self);
  read_texts(c, t, wanted, out);
  platform_hold(c->platform, false);
  if (t->nmembers == 0)
    return error_set(e, SONDE_MISSING, "process %u and all its descendants have ended", pid);
  add_share(c, RATE_TREE, wanted, out);
  return SONDE_OK;
}

static int64_t known(const reading *r, int m) {
  return r->why[m] == SONDE_WHY_KNOWN ? r->value[m].i : 0;
}

static const struct share_source {
  uint8_t share, part;
} share_sources[5] = {{P_cpu_share, P_cpu_time}, {S_user_share, P_cpu_user}, {S_kernel_share, P_cpu_kernel},
    {S_iowait_share, S_cpu_iowait}, {S_steal_share, S_cpu_steal}};

/* Shares of the time of all CPUs since the last reading; the first time since boot. */
static void system_shares(collect *c, reading *r) {
  int64_t total =
      known(r, P_cpu_time) + known(r, S_cpu_iowait) + known(r, S_cpu_steal) + known(r, S_cpu_idle);
  int64_t window = total - c->cpu_total_ns;
  for (int i = 0; i < 5; i++) {
    const struct share_source *s = &share_sources[i];
    int64_t now = known(r, s->part), used = now - c->cpu_part_ns[i];
    if (window > 0) {
      c->share[i] = used > 0 ? (double)used / (double)window : 0;
      c->cpu_part_ns[i] = now;
    }
    r->value[s->share].n = c->share[i];
    r->why[s->share] = r->why[s->part];
  }
  if (window > 0) c->cpu_total_ns = total;
}

sonde_status collect_system(collect *c, uint64_t wanted, reading *out, error *e) {
  sonde_status s = platform_system(c->platform, wanted, out, e);
  if (!s) system_shares(c, out);
  return s;
}
