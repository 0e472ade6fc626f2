/* Moves a function's first instructions elsewhere, so that a jump of 5 bytes can take their place. Pure and
 * freestanding. */
#ifndef SONDE_AGENT_PATCH_PROLOGUE_H
#define SONDE_AGENT_PATCH_PROLOGUE_H

#include <stdint.h>

#define PROLOGUE_JUMP 5u    /* bytes of the jump */
#define PROLOGUE_STOLEN 19u /* that can be moved at most */
#define PROLOGUE_COPY 112u  /* bytes that the copy takes at most, with its jump back */

/* A function as it lies in memory. */
typedef struct prologue_function {
  const uint8_t *code;  /* all its bytes, as far as known */
  uint64_t bytes;       /* 1 to ... */
  uint64_t address;     /* where `code` runs */
  uint32_t has_handler; /* 1: it has an exception handler, which knows its instructions by their addresses */
  /* 1: the processor keeps return addresses on a second stack: no call can be moved */
  uint32_t has_shadow_stack;
} prologue_function;

/* Where the instructions went: an interrupted thread that stands at from[i] in the function goes on at to[i]
 * in the copy. */
typedef struct prologue {
  uint32_t stolen, moved; /* bytes taken from the function, bytes of the copy */
  uint32_t count;
  uint8_t from[PROLOGUE_JUMP], to[PROLOGUE_JUMP];
} prologue;

#define PROLOGUE_OK 0u
#define PROLOGUE_SHORT 1u   /* the function ends before, and what follows is not padding */
#define PROLOGUE_UNKNOWN 2u /* bytes that are no instruction, or one that cannot be moved */
#define PROLOGUE_BRANCH 3u  /* the function jumps back into its first instructions */
#define PROLOGUE_FAR 4u     /* the copy lies too far away for an operand */
#define PROLOGUE_FAULT 5u   /* an access that may fault, where nobody would find the handler */
#define PROLOGUES 6u

/* Writes the copy that is to run at copy_address, followed by a jump to the rest of the function. PROLOGUE_OK
 * or why not. */
uint32_t prologue_move(
    const prologue_function *f, uint64_t copy_address, uint8_t copy[PROLOGUE_COPY], prologue *out);

/* The 5 bytes that jump from `address` to `to`. 0: it is out of reach. */
uint32_t prologue_jump(uint64_t address, uint64_t to, uint8_t jump[PROLOGUE_JUMP]);

/* If the function does nothing but jump through a pointer: the pointer's address; else 0. */
uint64_t prologue_forward(const prologue_function *f);

#endif
