/* What an agent has written into the block that it shares with Sonde (agent/agent.h). Hostile: every word is
 * read once and checked. Pure. */
#ifndef TRACER_BLOCK_H
#define TRACER_BLOCK_H

#include "agent/agent.h"
#include "base/text.h"

typedef struct block {
  const uint8_t *bytes;
  uint64_t len;
  agent_area functions, objects, texts; /* as they were when it was opened */
} block;

/* False: this is no block of our version, or its areas lie outside. */
bool block_open(block *b, const void *bytes, uint64_t len);
uint32_t block_count_functions(const block *b);
uint32_t block_count_objects(const block *b);
/* A copy of entry i, below the count. */
agent_function block_function(const block *b, uint32_t i);
agent_object block_object(const block *b, uint32_t i);
/* Adds the text at this offset: valid UTF-8, at most 4 KiB; nothing for what lies outside. */
void block_add_text(const block *b, uint32_t offset, text *out);

/* Sentences for people. */
const char *block_form(uint32_t form); /* "call", "entry", "none" */
const char *block_why(uint32_t why);   /* why a function is not watched */
void block_unseen(
    uint32_t unseen, text *out); /* which calls inside an object cannot be seen, and why; nothing for 0 */

#endif
