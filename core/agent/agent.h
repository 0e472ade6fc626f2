/* What Sonde shares with its agent inside a target: one block of memory a module, made and sealed by Sonde,
 * mapped by both. Freestanding.
 *
 * Who reads believes nothing that the other side wrote: every word is read once and checked
 * (docs/architecture.md, the agent). Offsets count from the block's start. Texts end with a zero byte; a
 * reader takes at most the rest of their area. */
#ifndef SONDE_AGENT_AGENT_H
#define SONDE_AGENT_AGENT_H

#include <stdatomic.h>
#include <stdint.h>

#include "event/lane_form.h"

#define AGENT_MAGIC 0x47414E53u /* "SNAG" in memory */
#define AGENT_VERSION 1u        /* of this header: both sides must be of one build of Sonde */

#define AGENT_TRACER 1u /* modules: tracer.h and memory.h describe their plans and records */
#define AGENT_MEMORY 2u

#define AGENT_MOST_LANES 256u
#define AGENT_CLOSING UINT32_MAX /* of agent_head.owners: no thread has this number */

/* A part of the block. */
typedef struct agent_area {
  uint64_t offset, bytes;
} agent_area;

/* What a module found in the target. Published by nfunctions, in order; the number of an entry (from 1) is
 * the subject of its records. */
typedef struct agent_function {
  uint64_t address;
  uint32_t name, library; /* in texts */
  uint32_t slots;         /* places through which it is called that were redirected */
  uint16_t form;          /* AGENT_FORM_* */
  uint16_t why;           /* of AGENT_FORM_NONE: AGENT_WHY_* */
  uint32_t signature;     /* its row in the plan, from 1; 0: none known */
  uint32_t complete;      /* the agent's: not 0 once all of it is written */
} agent_function;

#define AGENT_FORM_NONE 0u   /* not watched */
#define AGENT_FORM_FRAMED 1u /* arguments, result, duration, error */
#define AGENT_FORM_ENTRY 2u  /* only that it was called, and when */

#define AGENT_WHY_ASKED 1u      /* the plan excludes it */
#define AGENT_WHY_UNSAFE 2u     /* it may not be wrapped: setjmp, fork, exec, loader ... */
#define AGENT_WHY_FULL 3u       /* no thunk left */
#define AGENT_WHY_SHORT 4u      /* Windows: too short, or not decodable, to hook */
#define AGENT_WHY_UNRESOLVED 5u /* its address could not be had */
#define AGENT_WHY_NEAR 6u       /* Windows: no memory within reach of a 32-bit jump */

/* Calls that cannot be seen in an object. */
#define AGENT_UNSEEN_LOADER 1u /* it is the dynamic linker */
#define AGENT_UNSEEN_WITHIN                                                                                  \
  2u /* calls among its own functions are bound inside it (-Bsymbolic and the like) */
#define AGENT_UNSEEN_STATIC 4u /* nothing is called through a table: linked statically */
#define AGENT_UNSEEN_LOOKUP                                                                                  \
  8u /* it looks functions up by name (dlsym, GetProcAddress) and calls them by pointer */
#define AGENT_UNSEEN_ASKED 0x10u /* the plan watches the calls of other objects only */
#define AGENT_UNSEEN_POINTER 0x20u /* it takes addresses of functions of others: what is called by them */

/* A loaded library or the program itself. Published by nobjects; never removed. */
typedef struct agent_object {
  uint64_t base, end; /* of its mapping */
  uint64_t bias;      /* added to the file's addresses */
  uint32_t path;      /* in texts; 0: unknown */
  uint32_t unseen;    /* calls inside it cannot be seen: AGENT_UNSEEN_*; 0: none known */
} agent_object;

/* Starts the block. */
typedef struct agent_head {
  uint32_t magic, version; /* these two words never move */
  uint64_t bytes;          /* of the block */
  uint32_t owner;          /* Sonde's process */
  uint32_t module;
  agent_area plan;      /* the module's orders, written by Sonde before the start */
  agent_area functions; /* agent_function[] */
  agent_area objects;   /* agent_object[] */
  agent_area texts;     /* offset 0 is "" */
  agent_area stacks;    /* of the module memory */
  agent_area lanes;     /* nlanes times lane_bytes: a lane_page, then nchunks chunks of 64 KiB */
  uint64_t lane_bytes;
  uint32_t nlanes, nchunks, policy;
  uint32_t event; /* what the records' event is */
  uint8_t apart_host[64];
  _Atomic uint32_t active; /* Sonde clears it: from then on the hooks only pass through */
  uint8_t apart_agent[64];
  _Atomic uint32_t nfunctions, nobjects;
  _Atomic uint64_t texts_used, stacks_used;
  _Atomic uint64_t unseen_calls; /* of threads that found no lane free */
  _Atomic uint64_t full;         /* functions, objects, texts or stacks that did not fit */
  uint8_t apart_owners[64];
  /* Of each lane the writer: process << 32 | thread; 0: free. The agent takes a free one. Sonde frees it when that thread is
   * gone and the lane read: it puts AGENT_CLOSING for the thread first, and wipes the lane's page at last (newest 0, no chunk
   * used, nothing lost), so that the next writer begins anew. When none is free the module memory, whose records tell of no
   * thread, goes on with the lane of a thread of the same process that is gone, unless it is closing. */
  _Atomic uint64_t owners[AGENT_MOST_LANES];
} agent_head;

/* What the agent's entry is given, copied into the target. The entry returns AGENT_OK or one of the reasons.
 * It may be called again, for another module's block. */
typedef struct agent_argument {
  uint64_t bytes;  /* of the block */
  uint64_t handle; /* Windows: of the section, valid in the target; the agent closes it */
  char path[64];   /* Linux: file to open and map */
} agent_argument;

#define AGENT_OK 0u
#define AGENT_NO_BLOCK 1u  /* the block could not be opened or mapped */
#define AGENT_MISMATCH 2u  /* another version, or sizes that cannot be */
#define AGENT_TWICE 3u     /* this module is already at work in this process */
#define AGENT_NO_MEMORY 4u /* the agent's own tables */
#define AGENT_NO_HOOKS 5u  /* nothing to redirect was found */
#define AGENT_UNSUITED 6u  /* this kind of process cannot be watched */

#endif
