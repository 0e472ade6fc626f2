/* The table of rules by program counter: one word each, so that none is ever seen torn. Inside unwind*.c.
 * Freestanding. */
#ifndef SONDE_AGENT_UNWIND_TABLE_H
#define SONDE_AGENT_UNWIND_TABLE_H

#include "agent/unwind.h"

/*
 * A word of the rule table: bits 33-63 the program counter without its low 16 bits, 32 whether it lies at its
 * second place, 24-31 where rbp is saved (words below the CFA), 3-23 the CFA's offset in words, so that
 * masked it is in bytes; or, where the CFA is not rsp plus an offset, and not rbp plus one, a WAY. Bits 1 and
 * 2 are a slot's flags. The low 16 bits of the program counter are told by the place.
 */
#define RULE_OTHER 1u /* the CFA does not count from rsp */
#define RULE_USES UNWIND_USES
#define RULE_SAVES UNWIND_SAVES

#define CFA_BYTES 0xFFFFF8u
#define RBP_SHIFT 24
#define RBP_MOST 0xFFu
#define RULE_SECOND (1ull << 32)
#define RULE_TAG_SHIFT 32

#define WAY_END (RULE_OTHER | 8u)        /* outermost */
#define WAY_UNKNOWN (RULE_OTHER | 16u)   /* no tables, or damaged ones */
#define WAY_SLOW (RULE_OTHER | 24u)      /* more than a word can say */
#define WAY_REALIGNED (RULE_OTHER | 32u) /* the CFA is stored below rbp, whose caller's is stored at it */
#define WAY 0xFFFFFFu

#define UNWIND_NO_CODE 0xFFFFu /* greatest program counter that can be none */

/* Not for a word at its second place, nor for a program counter up to UNWIND_NO_CODE. */
static inline int rule_is_of(uint64_t word, uint64_t pc) {
  return word >> RULE_TAG_SHIFT == pc >> 16 << 1;
}

static inline _Atomic uint64_t *rule_first_place(unwind_process *p, uint64_t pc) {
  return &p->rules[pc % UNWIND_RULES];
}

/* Found at one of its places, or made. */
uint64_t rule_of(unwind_process *p, uint64_t pc);

#endif
