/* A condition of a rule: a threshold that must hold for a while, with hysteresis. Its state is the host's, not the script's. */
#ifndef SONDE_JUDGE_CONDITION_H
#define SONDE_JUDGE_CONDITION_H

#include "base/value.h"

/* One comparison. */
typedef struct threshold {
  uint32_t op; /* SONDE_EQ to SONDE_GE */
  sonde_value operand;
} threshold;

/* A list { operator, operand }; texts are read by the unit. */
sonde_status threshold_read(threshold *out, const sonde_value *spec, const char *unit, arena *a, error *e);
/* 1: holds, 0: does not, -1: unknown or not comparable. */
int threshold_test(const threshold *t, const sonde_value *v);

/* What is known about one subject: raised when `raise` has held since `since_ns` for `during`, until `clear` holds. */
typedef struct condition_state {
  char *subject;
  int64_t since_ns; /* start of the first window of this stretch, wall */
  bool raised, seen; /* seen: in the window that is being evaluated */
} condition_state;

typedef struct condition {
  const char *name, *table, *column, *unit; /* window.TABLE[i].COLUMN */
  threshold raise, clear;
  bool has_clear; /* false: cleared when raise no longer holds */
  int64_t during_ns;
  const sonde_value *spec; /* severity text advice class kind subject */
  condition_state *states;
  size_t count, capacity;
} condition;

/* One value of one subject in the window [start, end]. Returns its state, valid until the next step. An unknown value ends a stretch that is not yet
 * raised, since nobody can say that it held; what is raised stays raised. */
condition_state *condition_step(condition *c, const char *subject, const sonde_value *v, int64_t start_ns, int64_t end_ns);
/* After the last step of a window: subjects that were not in it are forgotten. */
void condition_end_window(condition *c);
void condition_forget(condition *c);

#endif
