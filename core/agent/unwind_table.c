/* Makes rules, and keeps them in the table: each at its first place or, when another one came there, at its
 * second. */
#include "agent/unwind_table.h"

/* What gcc makes of a function that wants its stack aligned: the CFA is stored, rbp points at the caller's.
 */
static int is_realigned(const unwind_rule *r) {
  return r->cfa.base == UNWIND_AT_RBP && r->cfa.offset < 0 && r->cfa.offset % 8 == 0 &&
         r->cfa.offset >= -8 * (int32_t)RBP_MOST && r->ra.base == UNWIND_CFA && r->ra.offset == -8 &&
         r->rbp.base == UNWIND_RBP && r->rbp.offset == 0;
}

/* The part of a word below its tag. By rsp, what a step reads lies between rsp and the CFA. */
static uint64_t rule_pack(const unwind_rule *rule) {
  uint64_t cfa = (uint64_t)(uint32_t)rule->cfa.offset, saved = (uint64_t)(uint32_t)-rule->rbp.offset;
  if (rule->end) return WAY_END;
  if (is_realigned(rule)) return WAY_REALIGNED | (uint64_t)(-rule->cfa.offset / 8) << RBP_SHIFT;
  if (rule->signal || rule->cfa.base > UNWIND_RBP || rule->ra.base != UNWIND_CFA || rule->ra.offset != -8)
    return WAY_SLOW;
  if (rule->cfa.offset < 8 || cfa % 8 || cfa > CFA_BYTES) return WAY_SLOW;
  uint64_t word = (rule->cfa.base == UNWIND_RSP ? 0 : RULE_OTHER | RULE_USES) | cfa;
  if (rule->rbp.base == UNWIND_SAME) return word;
  if (rule->rbp.base != UNWIND_CFA || rule->rbp.offset >= 0 || saved % 8 || saved / 8 > RBP_MOST)
    return WAY_SLOW;
  if (rule->cfa.base == UNWIND_RSP && saved > cfa) return WAY_SLOW;
  return word | RULE_SAVES | saved / 8 << RBP_SHIFT;
}

static _Atomic uint64_t *second_place(unwind_process *p, uint64_t pc) {
  return &p->rules[(pc ^ pc >> 16) % UNWIND_RULES];
}

/* Takes its first place. The rule that was there moves to its second one, unless it is there already. */
static uint64_t rule_make(unwind_process *p, uint64_t pc) {
  unwind_rule rule;
  uint64_t word =
      pc >> 16 << (RULE_TAG_SHIFT + 1) | (unwind_rule_here(pc, 0, &rule) ? rule_pack(&rule) : WAY_UNKNOWN);
  uint64_t former = atomic_exchange_explicit(rule_first_place(p, pc), word, memory_order_relaxed);
  _Atomic uint64_t *second = second_place(p, (former >> (RULE_TAG_SHIFT + 1) << 16) | pc % UNWIND_RULES);
  if (former && !(former & RULE_SECOND) && second != rule_first_place(p, pc))
    atomic_store_explicit(second, former | RULE_SECOND, memory_order_relaxed);
  atomic_fetch_add_explicit(&p->made, 1, memory_order_relaxed);
  return word;
}

/* No code lies in the lowest 64 KiB or beyond 47 bits: a word could not tell such a program counter from
 * another. */
uint64_t rule_of(unwind_process *p, uint64_t pc) {
  if (pc <= UNWIND_NO_CODE || pc >> 47) return WAY_UNKNOWN;
  uint64_t word = atomic_load_explicit(rule_first_place(p, pc), memory_order_relaxed);
  if (rule_is_of(word, pc)) return word;
  word = atomic_load_explicit(second_place(p, pc), memory_order_relaxed);
  return (word & RULE_SECOND) && rule_is_of(word & ~RULE_SECOND, pc) ? word : rule_make(p, pc);
}

void unwind_forget(unwind_process *p) {
  for (uint32_t i = 0; i < UNWIND_RULES; ++i)
    atomic_store_explicit(&p->rules[i], 0, memory_order_relaxed);
  atomic_fetch_add_explicit(&p->generation, 1, memory_order_relaxed);
}
