/* A process with all its descendants as one: who belongs to it, and totals that never shrink. Pure but for
 * the readings it is given. */
#ifndef PERFCOUNTERS_TREE_H
#define PERFCOUNTERS_TREE_H

#include "perfcounters.h"

typedef struct member {
  uint32_t pid;
  uint64_t key, start_id; /* start_id 0: not read yet */
} member;

typedef struct tree {
  uint32_t root, adopter; /* adopter: whose further children belong to it too; 0: nobody's */
  uint64_t root_start_id;
  int64_t root_started_ns;
  member *members; /* of the last update, those that live */
  size_t nmembers, capacity;
  uint64_t census; /* number of the last one used; 0: none yet */
  uint64_t nlost;  /* members that ended since the last sum */
  int64_t last[P_COUNT],
      carry[P_COUNT]; /* of M_COUNTERS: the last total, and what ended members took with them */
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
 * lacking in the sum. */
void tree_sum_begin(const tree *t, reading *sum);
void tree_sum_add(const tree *t, reading *sum, const reading *one);
void tree_sum_end(tree *t, reading *sum);

#endif
