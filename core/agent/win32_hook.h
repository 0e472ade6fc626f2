/* Inline hooks: the first bytes of a function become a jump to a relay nearby, which goes on to whatever the
 * started modules want. Freestanding. */
#ifndef SONDE_AGENT_HOOK_H
#define SONDE_AGENT_HOOK_H

#include "agent/module.h"
#include "agent/patch/prologue.h"
#include "agent/win32_image.h"

/* A function that was looked at. Found by its address; never moved in memory. */
typedef struct hook {
  uint64_t address;
  _Atomic uint64_t redirect;        /* where the relay goes; 0: not hooked */
  uint64_t original;                /* the moved instructions, then the rest of the function */
  agent_site chosen[AGENT_MODULES]; /* under which name each module chose it; name NULL: it did not */
  struct hook *next;                /* of those that wait for their jump */
  prologue moved;
  uint32_t why; /* AGENT_WHY_*: it cannot be hooked; 0: it can */
  ULONG old;    /* the page's protection while the jump is written */
  uint8_t jump[PROLOGUE_JUMP];
} hook;

/* The entry of an address, made when it is new; NULL: the table is full. */
hook *hook_at(uint64_t address);
/* Those in an image that is gone are forgotten. */
void hook_forget(uint64_t base, uint64_t end);
/* Makes the copy of its first instructions, once. 0: it cannot be hooked, h->why tells. */
uint32_t hook_prepare(hook *h, const image *in);
/* All pages with copies become executable. 0: that is forbidden here. */
uint32_t hook_seal(void);
/* Writes the jumps of a list of prepared ones while all other threads stand still. */
void hook_write(hook *list);

/* Memory for relays and copies that a jump can reach from anywhere in [low, high), 128 bytes; NULL: none is
 * free there. It is the caller's after near_keep. */
#define NEAR_UNIT 128u
uint8_t *near_unit(uint64_t low, uint64_t high);
void near_keep(void);
uint32_t near_seal(void);

/* All other threads of the process stand still until the second call. Each is shown to `move` with its
 * instruction pointer, and goes on at what that answers. */
void threads_stop(uint64_t (*move)(uint64_t instruction));
void threads_resume(void);

/* Makes the slots in which each thread keeps its writers. 0: none is left. */
uint32_t threads_start(void);

/* The agent's own imported functions, where they are hooked: their originals are called instead. */
void imports_redirect(uint64_t function, uint64_t original);

/* While this word is not 0, the first thread is held by Sonde: its calls are not the program's. thunk.S looks
 * at it. */
extern const _Atomic uint32_t *held_gate;

/* Whether the tracer wants calls of this image; thunks ask with a return address when it does not want those
 * of all. */
void callers_look(image *i);
uint32_t callers_wants(uint64_t address);

/* Hooks what is loaded later. */
void loader_watch(void);

#endif
