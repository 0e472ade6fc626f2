/* What the agent tells Sonde about the target: functions, objects, texts. Forked children write to the same
 * tables; nobody waits for anybody. Freestanding. */
#ifndef SONDE_AGENT_PUBLISH_H
#define SONDE_AGENT_PUBLISH_H

#include "agent/agent.h"

/* Offset in the block's texts; 0 when it does not fit, which is counted. */
uint32_t publish_text(agent_head *head, const char *text);

/* The number (from 1) of the new entry; 0 when the table is full, which is counted. f->complete is taken. */
uint32_t publish_function(agent_head *head, const agent_function *f);
/* One more place of function `number` was redirected. */
void publish_slot(agent_head *head, uint32_t number);
/* o->path is taken from path. One that was told before at the same place is not told again. */
uint32_t publish_object(agent_head *head, const agent_object *o, const char *path);

#endif
