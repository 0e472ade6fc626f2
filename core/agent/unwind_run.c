/* Runs call frame instructions (DWARF 5, 6.4.2) for the three things that a walk needs: CFA, return address,
 * rbp. */
#include "agent/unwind_rule.h"

#define DW_RBP 6
#define DW_RSP 7

#define MOST_REMEMBERED 8 /* compilers nest two at most; it all lies on the target's stack */

typedef enum how {
  KEPT,
  UNDEFINED,
  AT_CFA,
  COMPUTED,
  OTHER
} how; /* OTHER: in a register, or a computed value */

typedef struct column {
  how how;
  uint32_t bytes; /* COMPUTED: of the expression at address `value` */
  int64_t value;  /* AT_CFA: offset */
} column;

typedef struct row {
  uint64_t base; /* register of the CFA; NO_BASE: the instructions are damaged */
  column cfa;    /* AT_CFA: base plus the offset */
  column rbp, ra;
} row;

#define NO_BASE UINT64_MAX

typedef struct machine {
  const unwind_view *view;
  const unwind_cie *cie;
  uint64_t location, until;
  row now, initial, remembered[MOST_REMEMBERED];
  unsigned nremembered;
} machine;

static column *column_of(machine *m, row *r, uint64_t reg) {
  if (reg == m->cie->ra) return &r->ra;
  return reg == DW_RBP ? &r->rbp : NULL;
}

static void set_how(machine *m, uint64_t reg, how value) {
  column *c = column_of(m, &m->now, reg);
  if (c) c->how = value;
}

static int64_t factored(const machine *m, int64_t value) {
  return (int64_t)((uint64_t)value * (uint64_t)m->cie->data_align);
}

static void set_at_cfa(machine *m, uint64_t reg, int64_t offset) {
  column *c = column_of(m, &m->now, reg);
  if (c) *c = (column){AT_CFA, 0, factored(m, offset)};
}

static void restore(machine *m, uint64_t reg) {
  column *c = column_of(m, &m->now, reg);
  if (c) *c = *column_of(m, &m->initial, reg);
}

static column block_read(unwind_cursor *c) {
  uint64_t bytes = unwind_uleb(c);
  column block = {COMPUTED, (uint32_t)bytes, (int64_t)unwind_address(c)};
  unwind_skip(c, bytes);
  return block;
}

static void set_computed(machine *m, uint64_t reg, column block) {
  column *c = column_of(m, &m->now, reg);
  if (c) *c = block;
}

static void set_offset(machine *m, int64_t offset) {
  m->now.cfa = (column){AT_CFA, 0, offset};
}

static void set_cfa(machine *m, uint64_t reg, int64_t offset) {
  m->now.base = reg;
  set_offset(m, offset);
}

static void remember(machine *m, unwind_cursor *c) {
  if (m->nremembered < MOST_REMEMBERED)
    m->remembered[m->nremembered++] = m->now;
  else
    c->bad = 1;
}

static void recall(machine *m, unwind_cursor *c) {
  if (m->nremembered)
    m->now = m->remembered[--m->nremembered];
  else
    c->bad = 1;
}

static void advance(machine *m, uint64_t delta) {
  m->location += delta * m->cie->code_align;
}

/* An instruction without an operand in its first byte. */
static void extended(machine *m, unwind_cursor *c, uint64_t code) {
  uint64_t reg;
  switch (code) {
  case 0x00: break; /* nop */
  case 0x01: m->location = unwind_pointer(c, m->cie->encoding, 0); break;
  case 0x02: advance(m, unwind_read(c, 1)); break;
  case 0x03: advance(m, unwind_read(c, 2)); break;
  case 0x04: advance(m, unwind_read(c, 4)); break;
  case 0x05: reg = unwind_uleb(c), set_at_cfa(m, reg, (int64_t)unwind_uleb(c)); break;
  case 0x06: restore(m, unwind_uleb(c)); break;
  case 0x07: set_how(m, unwind_uleb(c), UNDEFINED); break;
  case 0x08: set_how(m, unwind_uleb(c), KEPT); break;
  case 0x09: reg = unwind_uleb(c), unwind_uleb(c), set_how(m, reg, OTHER); break; /* register */
  case 0x0A: remember(m, c); break;
  case 0x0B: recall(m, c); break;
  case 0x0C: reg = unwind_uleb(c), set_cfa(m, reg, (int64_t)unwind_uleb(c)); break;
  case 0x0D: m->now.base = unwind_uleb(c); break;
  case 0x0E: set_offset(m, (int64_t)unwind_uleb(c)); break;
  case 0x0F: m->now.cfa = block_read(c); break;
  case 0x10: reg = unwind_uleb(c), set_computed(m, reg, block_read(c)); break;
  case 0x11: reg = unwind_uleb(c), set_at_cfa(m, reg, unwind_sleb(c)); break;
  case 0x12: reg = unwind_uleb(c), set_cfa(m, reg, factored(m, unwind_sleb(c))); break;
  case 0x13: set_offset(m, factored(m, unwind_sleb(c))); break;
  case 0x14: /* val_offset */
  case 0x15: reg = unwind_uleb(c), unwind_uleb(c), set_how(m, reg, OTHER); break;
  case 0x16: reg = unwind_uleb(c), block_read(c), set_how(m, reg, OTHER); break; /* val_expression */
  case 0x2E: unwind_uleb(c); break;                                              /* GNU_args_size */
  default: c->bad = 1;
  }
}

static void run(machine *m, unwind_cursor c) {
  while (!c.bad && c.at < c.end && m->location <= m->until) {
    uint64_t code = unwind_read(&c, 1), operand = code & 0x3F;
    switch (code >> 6) {
    case 1: advance(m, operand); break;
    case 2: set_at_cfa(m, operand, (int64_t)unwind_uleb(&c)); break;
    case 3: restore(m, operand); break;
    default: extended(m, &c, code);
    }
  }
  if (c.bad) m->now.base = NO_BASE;
}

static int narrow(int64_t offset, unwind_place *place) {
  place->offset = (int32_t)offset;
  return place->offset == offset;
}

static int computed_place(const machine *m, const column *c, uint64_t rip, unwind_place *place) {
  return unwind_expression(unwind_cursor_at(m->view, (uint64_t)c->value, c->bytes), rip, place);
}

static int cfa_place(const machine *m, uint64_t rip, unwind_place *place) {
  if (m->now.cfa.how == COMPUTED) return computed_place(m, &m->now.cfa, rip, place);
  place->base = m->now.base == DW_RSP ? UNWIND_RSP : UNWIND_RBP;
  return (m->now.base == DW_RSP || m->now.base == DW_RBP) && narrow(m->now.cfa.value, place);
}

/* Where a column is stored; a place that needs a load of its own is beyond a rule. */
static int column_place(const machine *m, const column *c, uint64_t rip, unwind_place *place) {
  switch (c->how) {
  case KEPT: *place = (unwind_place){UNWIND_SAME, 0}; return 1;
  case AT_CFA: place->base = UNWIND_CFA; return narrow(c->value, place);
  case COMPUTED: return computed_place(m, c, rip, place) && place->base < UNWIND_AT_RSP;
  default: return 0;
  }
}

int unwind_run(
    const unwind_view *view, const unwind_fde *fde, uint64_t location, uint64_t rip, unwind_rule *rule) {
  machine m = {.view = view, .cie = &fde->cie, .location = fde->from, .until = UINT64_MAX};
  run(&m, unwind_cursor_at(view, fde->cie.begin, fde->cie.bytes));
  if (m.now.base == NO_BASE) return 0;
  m.initial = m.now;
  m.location = fde->from;
  m.until = location;
  run(&m, unwind_cursor_at(view, fde->begin, fde->bytes));
  if (m.now.base == NO_BASE) return 0;
  *rule = (unwind_rule){.end = m.now.ra.how == UNDEFINED, .signal = fde->cie.signal};
  if (rule->end) return 1;
  if (m.now.rbp.how == UNDEFINED) m.now.rbp.how = KEPT; /* whoever needs it further out would have saved it */
  return cfa_place(&m, rip, &rule->cfa) && column_place(&m, &m.now.ra, rip, &rule->ra) &&
         rule->ra.base != UNWIND_SAME && column_place(&m, &m.now.rbp, rip, &rule->rbp);
}
