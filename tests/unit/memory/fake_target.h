/* A fake of sonde.target/1 for the tests of tracked heaps: one block in our own memory, with this test
 * program as the target's only module, and records as the test writes them. Nothing is watched. */
#ifndef TESTS_UNIT_MEMORY_FAKE_TARGET_H
#define TESTS_UNIT_MEMORY_FAKE_TARGET_H

#include <stdbool.h>

#include "changes.h"
#include "sonde_target.h"

extern const sonde_target_api fake_target;

/* What the next drain delivers, as of this process. */
extern changes fake_changes;
extern uint64_t fake_lost; /* before them */
extern bool fake_alive;
extern uint32_t fake_left;        /* calls of leave */
extern memory_plan fake_plan;     /* what watch was given */
extern sonde_status fake_refuses; /* watch answers this */
#define FAKE_PID 4711u

void fake_reset(void);
/* Publishes a stack: its id. flags: MEMORY_STACK_*. */
uint32_t fake_stack(const uint64_t *frames, uint32_t n, uint32_t flags);
/* As a module of the target; the address lies in it. */
void fake_module(uint64_t address);
/* The block's head, to damage it. */
agent_head *fake_head(void);

#endif
