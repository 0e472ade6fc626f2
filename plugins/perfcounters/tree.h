/* A process with all its descendants as one: who belongs to it, and totals that never shrink. Pure but for
 * the readings it is given. */
#ifndef PERFCOUNTERS_TREE_H
#define PERFCOUNTERS_TREE_H

#include "perfcounters.h"

typedef struct member {
  uint32_t pid;
  bool read; /* at least once */
  uint64_t key, start_id;
  int64_t last[P_COUNT];                        /* of M_COUNTERS, its ended children's CPU time included */
  int64_t children_user_ns, children_kernel_ns; /* when last read */
} member;

typedef struct tree {
  uint32_t root, adopter; /* adopter: whose further children belong to it too; 0: nobody's */
  uint64_t root_start_id;
  int64_t root_started_ns;
  member *members; /* of the last update, those that live */
  size_t nmembers, capacity;
  uint64_t census; /* number of the last one used; 0: none yet */
  /* Since the last sum: members that ended, what they had, and what survivors took over by waiting for
   * children. */
  uint64_t nlost;
  int64_t lost[P_COUNT], moved_user_ns, moved_kernel_ns;
  int64_t last[P_COUNT], carry[P_COUNT]; /* the last total, and what ended members took with them */
} tree;

void tree_init(tree *t, uint32_t root, const reading *root_now, uint32_t adopter);
void tree_free(tree *t);

/* Finds the members. Once a member, always a member: also when its parent ended or it left for another
 * session. New ones are children of members, and children of the adopter. list: by rising pid. */
void tree_update(tree *t, const kin *list, size_t n, uint64_t number);

bool tree_has_root(const tree *t);

/* Drops a member that was gone when it was read. */
void tree_drop(tree *t, size_t index);

/* Sums. begin, add for each member, end. A value that one member lacks for another reason than its end is
 * lacking in the sum. What a member had when it ended stays in the totals: with the one who waited for it, or
 * else in the ledger. */
void tree_sum_begin(const tree *t, reading *sum);
void tree_sum_add(tree *t, size_t index, reading *sum, const reading *one);
void tree_sum_end(tree *t, reading *sum);

#endif
