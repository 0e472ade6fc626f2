/* What the host does with the agent, small: a block, a target held and let go, the reading of its lanes. */
#ifndef TESTS_SCENE_H
#define TESTS_SCENE_H

#include "check.h"

#include "agent/tracer.h"
#include "os/process.h"

typedef struct scene_row {
  const char *name;
  uint8_t parameters, narguments, form, failure, wide, error, text;
} scene_row;

typedef struct scene scene;

/* rows: sorted by name. library, from: a pattern, or NULL. */
typedef struct scene_setup {
  const scene_row *rows;
  uint32_t nrows;
  const char *library, *from;
  uint32_t unknown, policy, failed_only;
} scene_setup;

typedef void scene_visit(void *self, const tracer_call *call, uint32_t lane, const char *text);

/* The target with these words, held, with the module at work in it. */
scene *scene_new(const scene_setup *s, const char *const *words);
/* Lets it run to its end and shows all its records; its exit code. */
uint32_t scene_run(scene *s, scene_visit *visit, void *self);
uint64_t scene_lost(const scene *s);
agent_head *scene_head(const scene *s);
process *scene_process(const scene *s);
/* Number of the function; 0: not told. */
uint32_t scene_function(const scene *s, const char *name, agent_function *out);
const char *scene_text(const scene *s, uint32_t offset);
void scene_free(scene *s);

#endif
