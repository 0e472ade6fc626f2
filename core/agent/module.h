/* The agent's modules and what they decide about the functions that are found. Freestanding. */
#ifndef SONDE_AGENT_MODULE_H
#define SONDE_AGENT_MODULE_H

#include "agent/lane.h"

/* A function that one loaded object calls in another one. */
typedef struct agent_site {
  const char *name;
  uint64_t address;    /* of the function */
  uint64_t next;       /* what the redirected call shall reach: the function, or the hook of another module */
  const char *library; /* that holds it, file name without folder */
  const char *caller;  /* that calls it, file name without folder; Windows: NULL, all callers */
  uint32_t is_new;     /* this place was not seen by the module before: counts as one more slot */
  uint16_t why;        /* AGENT_WHY_*: its calls cannot be redirected, it can only be told; 0: they can */
  /* The program can see the address: it passes it on, stores or compares it. A tracer keeps away: other
   * places have the true one. */
  uint32_t is_pointer;
} agent_site;

typedef struct agent_module {
  agent_head *head;      /* NULL: not started */
  agent_writer *writers; /* one for each lane, zero again in a forked child */
  uint32_t number;       /* AGENT_TRACER, AGENT_MEMORY */
  uint32_t is_new;       /* the functions are offered to it for the first time */
  /* Checks the plan and makes what the module needs. AGENT_OK or a reason. */
  uint32_t (*start)(struct agent_module *m);
  /* The address that calls of this site shall go to; 0: left alone. Never called by two threads at once. It
   * is called again for a site when another module has started: the answer is the same, but `next` may have
   * changed. */
  uint64_t (*choose)(struct agent_module *m, const agent_site *site);
  /* Whether the module looks at calls from this object (file name without folder) at all; NULL: at all calls.
   */
  uint32_t (*wants)(const char *caller);
  /* Whether it may choose a function of this name; NULL: any. What nobody wants is not even looked up. */
  uint32_t (*wants_name)(const char *name);
  uint32_t takes_pointers; /* addresses of functions in data are offered to it too */
  /* An object is gone: functions in it may not be taken for others that come to lie there. */
  void (*forget)(uint64_t base, uint64_t end);
} agent_module;

#define AGENT_MODULES 2u

/* In the order in which a redirected call passes them, from the function outwards: memory, tracer. */
extern agent_module agent_modules[AGENT_MODULES];

/* The module by its number; NULL: there is none. */
agent_module *agent_module_of(uint32_t number);

/* The entry: see agent_argument. */
uint64_t agent_start(const agent_argument *argument);

/* core/agent/memory.c */
uint32_t memory_start(agent_module *m);
uint64_t memory_choose(agent_module *m, const agent_site *site);
void memory_forget(uint64_t base, uint64_t end);
/* core/agent/trace.c */
uint32_t trace_start(agent_module *m);
uint64_t trace_choose(agent_module *m, const agent_site *site);
uint32_t trace_wants(const char *caller);
uint32_t trace_wants_name(const char *name);
void trace_forget(uint64_t base, uint64_t end);

#endif
