/* What counter_set.c resolves and counter_rows.c reads. */
#ifndef PERFCOUNTERS_COUNTER_WISH_H
#define PERFCOUNTERS_COUNTER_WISH_H

#include "counter_set.h"

/* A counter that PDH answers. */
typedef struct foreign {
  const counter_info *info; /* NULL: not in the catalogue */
  void *counter;
} foreign;

/* One path. */
typedef struct wish {
  counter_path path; /* points into the set's texts */
  int object;        /* -1: not in the catalogue */
  uint64_t own;      /* counters of the object that are our own */
  foreign *foreign;
  size_t nforeign;
  bool many; /* of foreign ones: they were added with the instance "*" */
} wish;

struct counter_set {
  arena texts;
  platform *platform;
  wish *wishes;
  size_t n;
  shot_wanted wanted;
  shot shots[2]; /* the last reading and the one before, by turns */
  int last;
  int readings; /* 0, 1, 2: that many of shots are filled */
  const pdh_api *pdh;
  void *query; /* PDH's; NULL: nothing is asked there */
};

static inline bool wish_is_exact(const wish *w) {
  return w->path.has_instance && !path_is_pattern(w->path.instance);
}

#endif
