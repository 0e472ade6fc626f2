/* Rules from a Windows image: .pdata and the unwind codes of .xdata (Microsoft's x64 exception handling; PE
 * format). */
#include "agent/unwind_rule.h"

#define PE_EXCEPTIONS 3
#define PE_X64 0x8664
#define PE_PLUS 0x20B

#define CHAINED 4u
#define MOST_CHAINED 8
#define REG_RBP 5u

typedef struct function {
  uint32_t begin, end, info; /* offsets in the image */
} function;

static uint64_t read_at(const unwind_view *image, uint64_t offset, unsigned bytes, int *bad) {
  unwind_cursor c = unwind_cursor_at(image, image->address + offset, bytes);
  uint64_t value = unwind_read(&c, bytes);
  *bad |= c.bad;
  return value;
}

static function function_at(const unwind_view *image, uint64_t offset, int *bad) {
  return (function){(uint32_t)read_at(image, offset, 4, bad), (uint32_t)read_at(image, offset + 4, 4, bad),
      (uint32_t)read_at(image, offset + 8, 4, bad)};
}

/* Where .pdata is and how many functions it has. */
static int directory(const unwind_view *image, uint64_t *table, uint64_t *n) {
  int bad = 0;
  uint64_t pe = read_at(image, 0x3C, 4, &bad), optional = pe + 24;
  if (read_at(image, pe, 4, &bad) != 0x4550 || read_at(image, pe + 4, 2, &bad) != PE_X64) return 0;
  if (read_at(image, optional, 2, &bad) != PE_PLUS ||
      read_at(image, optional + 108, 4, &bad) <= PE_EXCEPTIONS)
    return 0;
  *table = read_at(image, optional + 112 + PE_EXCEPTIONS * 8, 4, &bad);
  *n = read_at(image, optional + 116 + PE_EXCEPTIONS * 8, 4, &bad) / 12;
  return !bad && *n != 0;
}

static int find(const unwind_view *image, uint64_t offset, function *f) {
  uint64_t table, n, low = 0;
  int bad = 0;
  if (!directory(image, &table, &n)) return 0;
  for (uint64_t high = n; high - low > 1;) {
    uint64_t middle = low + (high - low) / 2;
    if (read_at(image, table + middle * 12, 4, &bad) <= offset)
      low = middle;
    else
      high = middle;
  }
  *f = function_at(image, table + low * 12, &bad);
  return !bad && offset >= f->begin && offset < f->end;
}

/* What the codes say: all counted from the register that the frame is found by. */
typedef struct frame {
  uint32_t by_rbp;
  int64_t base;  /* of the fixed part: register plus this */
  uint64_t size; /* of it, so far: pushed and allocated */
  int64_t rbp;   /* where rbp is saved, from the base; -1: nowhere */
} frame;

/* How many 16-bit slots a code takes; 0: unknown. */
static uint32_t slots_of(uint32_t op, uint32_t info) {
  switch (op) {
  case 0:
  case 2:
  case 3: return 1;
  case 1: return info ? 3 : 2;
  case 4:
  case 8: return 2;
  case 5:
  case 9: return 3;
  default: return 0; /* 6 and 7 are of version 2; 10: a machine frame */
  }
}

static void apply(frame *f, uint32_t op, uint32_t info, uint64_t operand) {
  switch (op) {
  case 0: /* push */
    if (info == REG_RBP) f->rbp = (int64_t)f->size;
    f->size += 8;
    break;
  case 1: f->size += info ? operand : operand * 8; break; /* alloc */
  case 2: f->size += info * 8 + 8; break;
  case 3: f->size = 0; break; /* from here on the frame register counts */
  case 4:                     /* save */
    if (info == REG_RBP) f->rbp = (int64_t)operand * 8;
    break;
  case 5:
    if (info == REG_RBP) f->rbp = (int64_t)operand;
    break;
  default: break;
  }
}

/* The codes of one unwind info, in the order of undoing; those that the prologue has not reached are left
 * out. *next: its chained function's offset, 0: none. */
static int undo(const unwind_view *image, uint32_t info, uint64_t reached, frame *f, uint64_t *next) {
  int bad = 0;
  uint64_t head = read_at(image, info, 4, &bad), count = head >> 16 & 0xFF, at = info + 4, i = 0;
  uint32_t reg = (uint32_t)(head >> 24 & 0xF);
  if (bad || (head & 7) != 1) return 0;
  while (i < count && !bad) {
    uint64_t code = read_at(image, at + 2 * i, 2, &bad);
    uint32_t op = (uint32_t)(code >> 8 & 0xF), operand = (uint32_t)(code >> 12),
             slots = slots_of(op, operand);
    if (!slots || i + slots > count || (op == 3 && reg != REG_RBP)) return 0;
    uint64_t value = slots > 1 ? read_at(image, at + 2 * i + 2, 2 * (slots - 1), &bad) : 0;
    if ((code & 0xFF) <= reached) {
      if (op == 3) {
        f->by_rbp = 1;
        f->base = -(int64_t)(head >> 28 & 0xF) * 16;
      }
      apply(f, op, operand, value);
    }
    i += slots;
  }
  *next = head >> 3 & CHAINED ? at + 2 * ((count + 1) & ~1ull) : 0;
  return !bad;
}

static unwind_rule rule_of(const frame *f) {
  int32_t cfa = (int32_t)(f->base + (int64_t)f->size + 8);
  unwind_rule rule = {.cfa = {f->by_rbp ? UNWIND_RBP : UNWIND_RSP, cfa}, .ra = {UNWIND_CFA, -8}};
  if (f->rbp >= 0) rule.rbp = (unwind_place){UNWIND_CFA, (int32_t)(f->rbp - (int64_t)f->size - 8)};
  return rule;
}

int unwind_image_rule(const unwind_view *image, uint64_t pc, unwind_rule *rule) {
  function fn;
  frame f = {.rbp = -1};
  uint64_t offset = pc - 1 - image->address, reached, next = 0;
  *rule = rule_of(&f); /* a function without an entry is a leaf */
  if (!find(image, offset, &fn)) return offset < image->size;
  reached = offset + 1 - fn.begin;
  for (int i = 0, bad = 0; i < MOST_CHAINED; ++i, reached = UINT64_MAX) {
    if (!undo(image, fn.info, reached, &f, &next) || f.size > INT32_MAX / 2) return 0;
    if (!next) {
      *rule = rule_of(&f);
      return 1;
    }
    fn = function_at(image, next, &bad);
    if (bad) return 0;
  }
  return 0;
}
