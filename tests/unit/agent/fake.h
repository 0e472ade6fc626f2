/* A platform for the shared part of the agent: threads of the test are threads of the target. */
#ifndef FAKE_H
#define FAKE_H

#include "agent/module.h"

/* A block of the module tracer as Sonde makes it. */
agent_head *fake_block(uint32_t policy, uint32_t lanes, uint32_t chunks);
/* Sets the tracer to work on it, without a plan. */
agent_module *fake_module(agent_head *head);
void fake_free(agent_module *m);
/* The process's number from here on; the calling thread's writer is as after a fork. */
void fake_fork(agent_module *m, uint32_t process);
lane_page *fake_page(agent_head *head, uint32_t lane);

/* All that platform_pages gave. */
#define FAKE_PAGES 64u
extern void *fake_pages[FAKE_PAGES];

/* Thunks, without code: thunk_code answers these addresses. */
#define FAKE_FRAMED 0x100000u
#define FAKE_ENTRY 0x200000u
#define FAKE_STRIDE 32u
#define FAKE_THUNKS 4u /* of each form */

#endif
