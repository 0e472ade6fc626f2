/* How to come from a frame to its caller: made of .eh_frame for one program counter. Freestanding; pure. */
#ifndef SONDE_AGENT_UNWIND_RULE_H
#define SONDE_AGENT_UNWIND_RULE_H

#include "agent/unwind_read.h"

/* What a rule counts from: registers of the frame, or its CFA (the stack pointer before the call). */
typedef enum unwind_base {
  UNWIND_SAME, /* of rbp: not saved by this frame */
  UNWIND_CFA,
  UNWIND_RSP,
  UNWIND_RBP,
  UNWIND_AT_RSP, /* of the CFA: the word stored at rsp + offset */
  UNWIND_AT_RBP
} unwind_base;

typedef struct unwind_place {
  uint32_t base; /* UNWIND_* */
  int32_t offset;
} unwind_place;

typedef struct unwind_rule {
  unwind_place cfa;
  unwind_place ra;  /* where the return address is stored */
  unwind_place rbp; /* where the caller's rbp is stored */
  uint8_t end;      /* the outermost frame */
  uint8_t signal;   /* a signal handler's return: the caller was interrupted, it did not call */
} unwind_rule;

/*
 * The rule at pc. hdr: address of .eh_frame_hdr. exact: pc is that of an interrupted instruction, else a
 * return address, whose row is that of the call before it. view: the segment with both sections. 0: the
 * tables say nothing, or more than a rule can hold.
 */
int unwind_rule_find(const unwind_view *view, uint64_t hdr, uint64_t pc, int exact, unwind_rule *rule);

/* The same from a Windows image at view->address; pc: a return address in it. */
int unwind_image_rule(const unwind_view *image, uint64_t pc, unwind_rule *rule);

/* What unwind_rule_find is made of. */

typedef struct unwind_cie {
  uint64_t code_align;
  int64_t data_align;
  uint64_t ra;           /* number of the return address's column */
  uint64_t begin, bytes; /* address and length of the initial instructions */
  uint8_t encoding;      /* of the FDE's addresses */
  uint8_t augmented, signal;
} unwind_cie;

typedef struct unwind_fde {
  uint64_t from, to; /* code that it describes */
  uint64_t begin, bytes;
  unwind_cie cie;
} unwind_fde;

/* Of .eh_frame_hdr's table; 0: no entry covers pc, or the tables are damaged. */
int unwind_fde_find(const unwind_view *view, uint64_t hdr, uint64_t pc, unwind_fde *fde);
/* The entry at this address of .eh_frame; 0: it is no sound FDE. */
int unwind_fde_read(const unwind_view *view, uint64_t address, unwind_fde *fde);
/* Runs its instructions up to `location`. rip: what an expression sees as the program counter. */
int unwind_run(
    const unwind_view *view, const unwind_fde *fde, uint64_t location, uint64_t rip, unwind_rule *rule);

/* An expression over rsp, rbp and a known program counter, as far as its value is a place. It may end in one
 * load. 0: it is none. */
int unwind_expression(unwind_cursor block, uint64_t rip, unwind_place *value);

#endif
