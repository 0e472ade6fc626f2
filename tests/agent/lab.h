/* A target that watches itself: makes the block that Sonde would make, starts the agent in this process and
 * reads its lanes. */
#ifndef LAB_H
#define LAB_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "agent/tracer.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lab lab;

/* One line each: NAME NARGUMENTS FORM FAILURE WIDE ERROR TEXT, sorted by name. */
typedef struct lab_row {
  const char *name;
  unsigned narguments, form, failure, wide, error, text;
} lab_row;

typedef struct lab_setup {
  const lab_row *rows;
  unsigned nrows;
  const char *const *names; /* patterns, ended by NULL; NULL: all */
  const char *const *exclude, *const *libraries, *const *from;
  unsigned unknown, failed_only;
  unsigned policy, lanes, chunks; /* 0: block, 16, 32 */
  unsigned module;                /* 0: the tracer, with the plan above; else this one, with: */
  const void *plan;
  unsigned plan_bytes, stacks;
} lab_setup;

lab *lab_new(const lab_setup *s);
/* Loads the agent into this process and starts it: AGENT_*. */
unsigned long lab_start(lab *l);
agent_head *lab_head(lab *l);
/* What was written since the last call, lane by lane: whole calls (text: NULL or len bytes). Frees lanes
 * whose thread is gone when `free` is set. */
typedef void lab_visit(
    void *self, const tracer_call *c, unsigned pid, unsigned tid, const char *text, unsigned len);
unsigned long lab_read(lab *l, lab_visit *visit, void *self);
/* The same with bare records, and the chunk that a record lies in. */
typedef void lab_visit_record(
    void *self, const sonde_record *r, const void *chunk, unsigned pid, unsigned tid);
unsigned long lab_read_records(lab *l, lab_visit_record *visit, void *self);
unsigned long lab_lost(lab *l);
void lab_free_lanes(lab *l);
/* Number of the function; 0: not published. */
unsigned lab_function(lab *l, const char *name);
const agent_function *lab_entry(lab *l, unsigned number);
const char *lab_text(lab *l, unsigned offset);

/* The test fails and ends unless `what` holds. */
#define CHECK(what)                                                                                          \
  do {                                                                                                       \
    if (!(what)) {                                                                                           \
      fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #what);                               \
      _exit(1);                                                                                              \
    }                                                                                                        \
  } while (0)

#ifdef __cplusplus
}
#endif
#endif
