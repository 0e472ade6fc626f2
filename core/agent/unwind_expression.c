/* Evaluates the expressions (DWARF 5, 2.5) that assemblers and compilers write into unwind tables, without
 * the registers: procedure linkage tables, signal frames, realigned stacks. */
#include "agent/unwind_rule.h"

#define DW_RBP 6
#define DW_RSP 7
#define DW_RIP 16

#define MOST_DEPTH 16

#define PLAIN UNWIND_SAME /* base of a number */

typedef struct term {
  uint32_t base; /* PLAIN, UNWIND_RSP, _RBP, _AT_RSP, _AT_RBP */
  int64_t offset;
} term;

typedef struct stack {
  term at[MOST_DEPTH];
  unsigned depth;
  int bad;
  uint64_t rip;
} stack;

static void push(stack *s, uint32_t base, int64_t offset) {
  if (s->depth == MOST_DEPTH)
    s->bad = 1;
  else
    s->at[s->depth++] = (term){base, offset};
}

static term pop(stack *s) {
  if (s->depth) return s->at[--s->depth];
  s->bad = 1;
  return (term){PLAIN, 0};
}

static void push_register(stack *s, uint64_t reg, int64_t offset) {
  if (reg == DW_RIP)
    push(s, PLAIN, (int64_t)(s->rip + (uint64_t)offset));
  else if (reg == DW_RSP || reg == DW_RBP)
    push(s, reg == DW_RSP ? UNWIND_RSP : UNWIND_RBP, offset);
  else
    s->bad = 1;
}

static void load(stack *s) {
  term t = pop(s);
  if (t.base != UNWIND_RSP && t.base != UNWIND_RBP) s->bad = 1;
  push(s, t.base == UNWIND_RSP ? UNWIND_AT_RSP : UNWIND_AT_RBP, t.offset);
}

/* The sum keeps the base of one side; a loaded word takes no offset. */
static void plus(stack *s, term a, term b) {
  if ((a.base != PLAIN && b.base != PLAIN) || a.base >= UNWIND_AT_RSP || b.base >= UNWIND_AT_RSP) s->bad = 1;
  push(s, a.base != PLAIN ? a.base : b.base, (int64_t)((uint64_t)a.offset + (uint64_t)b.offset));
}

static int64_t shift_left(int64_t a, int64_t b) {
  return (uint64_t)b < 64 ? (int64_t)((uint64_t)a << b) : 0;
}

static void arithmetic(stack *s, uint64_t code) {
  term b = pop(s), a = pop(s);
  if (code == 0x22) {
    plus(s, a, b);
    return;
  }
  if (a.base != PLAIN || b.base != PLAIN) s->bad = 1;
  switch (code) {
  case 0x1A: push(s, PLAIN, a.offset & b.offset); break;
  case 0x1C: push(s, PLAIN, (int64_t)((uint64_t)a.offset - (uint64_t)b.offset)); break;
  case 0x21: push(s, PLAIN, a.offset | b.offset); break;
  case 0x24: push(s, PLAIN, shift_left(a.offset, b.offset)); break;
  case 0x29: push(s, PLAIN, a.offset == b.offset); break;
  case 0x2A: push(s, PLAIN, a.offset >= b.offset); break;
  case 0x2B: push(s, PLAIN, a.offset > b.offset); break;
  case 0x2C: push(s, PLAIN, a.offset <= b.offset); break;
  case 0x2D: push(s, PLAIN, a.offset < b.offset); break;
  case 0x2E: push(s, PLAIN, a.offset != b.offset); break;
  default: s->bad = 1;
  }
}

static void step(stack *s, unwind_cursor *c, uint64_t code) {
  if (code >= 0x30 && code <= 0x4F) { /* lit0 ... */
    push(s, PLAIN, (int64_t)code - 0x30);
    return;
  }
  if (code >= 0x70 && code <= 0x8F) { /* breg0 ... */
    push_register(s, code - 0x70, unwind_sleb(c));
    return;
  }
  switch (code) {
  case 0x06: load(s); break;
  case 0x08: push(s, PLAIN, (int64_t)unwind_read(c, 1)); break;
  case 0x09: push(s, PLAIN, unwind_read_signed(c, 1)); break;
  case 0x0A: push(s, PLAIN, (int64_t)unwind_read(c, 2)); break;
  case 0x0B: push(s, PLAIN, unwind_read_signed(c, 2)); break;
  case 0x0C: push(s, PLAIN, (int64_t)unwind_read(c, 4)); break;
  case 0x0D: push(s, PLAIN, unwind_read_signed(c, 4)); break;
  case 0x10: push(s, PLAIN, (int64_t)unwind_uleb(c)); break;
  case 0x11: push(s, PLAIN, unwind_sleb(c)); break;
  case 0x23: push(s, PLAIN, (int64_t)unwind_uleb(c)), arithmetic(s, 0x22); break; /* plus_uconst */
  default: arithmetic(s, code);
  }
}

int unwind_expression(unwind_cursor block, uint64_t rip, unwind_place *value) {
  stack s = {.depth = 0, .bad = 0, .rip = rip};
  while (!block.bad && !s.bad && block.at < block.end)
    step(&s, &block, unwind_read(&block, 1));
  term t = pop(&s);
  *value = (unwind_place){t.base, (int32_t)t.offset};
  return !block.bad && !s.bad && t.base != PLAIN && value->offset == t.offset;
}
