/* Membership by parent chains, and the ledger of a tree. */
#include "tree.h"

#include <string.h>

#include "base/memory.h"

/* Two ticks of 10 ms: times of ended children are cut to ticks, so a sum may seem to shrink by so much. */
#define RESOLUTION_NS 20000000

void tree_init(tree *t, uint32_t root, const reading *root_now, uint32_t adopter) {
  *t = (tree){.root = root,
      .root_start_id = root_now->start_id,
      .root_started_ns = root_now->value[P_started].i,
      .adopter = adopter};
}

void tree_free(tree *t) {
  memory_free(t->members);
  *t = (tree){0};
}

bool tree_has_root(const tree *t) {
  for (size_t i = 0; i < t->nmembers; i++)
    if (t->members[i].pid == t->root) return true;
  return false;
}

static size_t find_kin(const kin *list, size_t n, uint32_t pid) {
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (list[middle].pid < pid)
      low = middle + 1;
    else
      high = middle;
  }
  return low < n && list[low].pid == pid ? low : n;
}

static void add_member(tree *t, const kin *k, uint64_t start_id) {
  if (t->nmembers == t->capacity) {
    t->capacity = t->capacity ? t->capacity * 2 : 16;
    t->members = memory_resize(t->members, t->capacity * sizeof *t->members);
  }
  t->members[t->nmembers++] = (member){.pid = k->pid, .key = k->key, .start_id = start_id};
}

void tree_drop(tree *t, size_t index) {
  for (int m = 0; m < P_COUNT; m++)
    t->lost[m] += t->members[index].last[m];
  memmove(t->members + index, t->members + index + 1, (t->nmembers - index - 1) * sizeof *t->members);
  t->nmembers--;
  t->nlost++;
}

/* Marks the old members that still live; drops the others. */
static void keep_members(tree *t, const kin *list, size_t n, uint8_t *marks) {
  for (size_t i = 0; i < t->nmembers;) {
    size_t at = find_kin(list, n, t->members[i].pid);
    if (at < n && list[at].key == t->members[i].key) {
      marks[at] = 1;
      i++;
    } else {
      tree_drop(t, i);
    }
  }
}

static bool belongs(const tree *t, const kin *list, size_t n, const kin *k, const uint8_t *marks) {
  if (k->parent == 0) return false;
  if (t->adopter && k->parent == t->adopter) return true;
  size_t at = find_kin(list, n, k->parent);
  return at < n && marks[at];
}

/* One pass over those that are new to this tree; the number of members found. */
static size_t find_children(tree *t, const kin *list, size_t n, uint8_t *marks) {
  size_t found = 0;
  for (size_t i = 0; i < n; i++) {
    if (marks[i] || list[i].seen <= t->census || !belongs(t, list, n, &list[i], marks)) continue;
    marks[i] = 1;
    add_member(t, &list[i], 0);
    found++;
  }
  return found;
}

void tree_update(tree *t, const kin *list, size_t n, uint64_t number) {
  uint8_t *marks = memory_new(n + 1);
  keep_members(t, list, n, marks);
  size_t root = find_kin(list, n, t->root);
  if (t->census == 0 && root < n) {
    marks[root] = 1;
    add_member(t, &list[root], t->root_start_id);
  }
  while (find_children(t, list, n, marks) > 0)
    continue;
  t->census = number;
  memory_free(marks);
}

void tree_sum_begin(const tree *t, reading *sum) {
  reading_clear(sum);
  sum->ended = true;
  reading_set(sum, P_pid, t->root);
  reading_set(sum, P_processes, 0);
  reading_set(sum, P_started, t->root_started_ns);
  sum->start_id = t->root_start_id;
}

static bool is_identity(int m) {
  return m == P_pid || m == P_parent || m == P_started || m == P_cpu_share;
}

/* No member has had a value yet. Of a tree whose members have all ended the sum is gone, too. */
static bool is_empty(const reading *sum, int m) {
  return sum->why[m] == SONDE_WHY_NOT_ASKED || sum->why[m] == SONDE_WHY_GONE;
}

static void add_value(reading *sum, const reading *one, int m) {
  if (one->why[m] == SONDE_WHY_GONE) {
    if (is_empty(sum, m)) sum->why[m] = SONDE_WHY_GONE;
    return;
  }
  if (one->why[m] != SONDE_WHY_KNOWN) {
    if (is_empty(sum, m) || sum->why[m] == SONDE_WHY_KNOWN) sum->why[m] = one->why[m];
    return;
  }
  if (is_empty(sum, m)) reading_set(sum, m, 0);
  sum->value[m].i += one->value[m].i;
}

static int64_t grown(int64_t now, int64_t before) {
  return now > before ? now - before : 0;
}

/* What the member takes out of the sums when it ends, and what it took over since it was read last. */
static void remember(tree *t, member *k, const reading *one) {
  if (k->read) {
    t->moved_user_ns += grown(one->children_user_ns, k->children_user_ns);
    t->moved_kernel_ns += grown(one->children_kernel_ns, k->children_kernel_ns);
  }
  k->read = true;
  k->children_user_ns = one->children_user_ns;
  k->children_kernel_ns = one->children_kernel_ns;
  for (int m = 0; m < P_COUNT; m++)
    if ((M_COUNTERS & M_BIT(m)) && one->why[m] == SONDE_WHY_KNOWN) k->last[m] = one->value[m].i;
  k->last[P_cpu_user] += one->children_user_ns;
  k->last[P_cpu_kernel] += one->children_kernel_ns;
  k->last[P_cpu_time] += one->children_user_ns + one->children_kernel_ns;
}

/* The time of ended children that were waited for goes into the sums. */
void tree_sum_add(tree *t, size_t index, reading *sum, const reading *one) {
  for (int m = 0; m < P_COUNT; m++)
    if (!is_identity(m)) add_value(sum, one, m);
  int64_t user = one->children_user_ns, kernel = one->children_kernel_ns;
  if (sum->why[P_cpu_time] == SONDE_WHY_KNOWN) sum->value[P_cpu_time].i += user + kernel;
  if (sum->why[P_cpu_user] == SONDE_WHY_KNOWN) sum->value[P_cpu_user].i += user;
  if (sum->why[P_cpu_kernel] == SONDE_WHY_KNOWN) sum->value[P_cpu_kernel].i += kernel;
  remember(t, &t->members[index], one);
  if (!one->ended) sum->ended = false;
  if (one->value[P_pid].i != (int64_t)t->root) return;
  sum->value[P_parent] = one->value[P_parent];
  sum->why[P_parent] = one->why[P_parent];
  sum->age_ns = one->age_ns;
}

/* Nobody waited for them: their time is in no survivor's account. */
static int64_t unclaimed(const tree *t, int64_t lost, int64_t moved) {
  int64_t rest = lost - moved;
  return rest > RESOLUTION_NS * (int64_t)t->nlost ? rest : 0;
}

/* Bytes and calls of a child go to the one that waits for it, together with its CPU time; faults and waiting
 * go to nobody. */
static void keep_lost(tree *t) {
  int64_t time = unclaimed(t, t->lost[P_cpu_time], t->moved_user_ns + t->moved_kernel_ns);
  uint64_t with_time = M_COUNTERS & ~(M_BIT(P_faults_minor) | M_BIT(P_faults_major) | M_BIT(P_disk_wait));
  for (int m = 0; m < P_COUNT; m++) {
    if (m == P_cpu_time)
      t->carry[m] += time;
    else if (m == P_cpu_user)
      t->carry[m] += time ? grown(t->lost[m], t->moved_user_ns) : 0;
    else if (m == P_cpu_kernel)
      t->carry[m] += time ? grown(t->lost[m], t->moved_kernel_ns) : 0;
    else if (time || !(with_time & M_BIT(m)))
      t->carry[m] += t->lost[m];
    t->lost[m] = 0;
  }
  t->nlost = 0;
  t->moved_user_ns = t->moved_kernel_ns = 0;
}

#define TIMES (M_BIT(P_cpu_time) | M_BIT(P_cpu_user) | M_BIT(P_cpu_kernel) | M_BIT(P_cpu_children))

/* Times may seem to shrink by their resolution, until they have grown again. Other totals shrink only by
 * members too idle to tell by their time whether somebody waited for them. */
static void settle(tree *t, reading *sum, int m) {
  if (sum->why[m] != SONDE_WHY_KNOWN) return;
  int64_t total = sum->value[m].i + t->carry[m], shrunk = t->last[m] - total;
  if (shrunk > 0 && !(TIMES & M_BIT(m))) t->carry[m] += shrunk;
  if (shrunk > 0) total = t->last[m];
  t->last[m] = sum->value[m].i = total;
}

void tree_sum_end(tree *t, reading *sum) {
  reading_lack(sum, M_BIT(P_parent), SONDE_WHY_GONE);
  keep_lost(t);
  for (int m = 0; m < P_COUNT; m++)
    if (M_COUNTERS & M_BIT(m)) settle(t, sum, m);
}
