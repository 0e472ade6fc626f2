/* Walks the calling thread's stack, and verifies what it remembers of it (docs/architecture.md, the agent).
 */
#include "agent/unwind.h"

/*
 * A word of the rule table: bits 33-63 the program counter without its low 16 bits (they, mixed, are the
 * index), then bits 0-1 kind, 2-23 CFA offset in words, 24-32 where rbp is saved: words below the CFA, 0:
 * nowhere.
 */
#define KIND_RSP 0u /* the CFA counts from rsp */
#define KIND_RBP 1u
#define KIND_END 2u  /* outermost, or (with an offset) nothing is known */
#define KIND_SLOW 3u /* more than a word can say */

#define TAG_SHIFT 33
#define CFA_SHIFT 2
#define CFA_MOST 0x3FFFFFu
#define RBP_SHIFT 24
#define RBP_MOST 0x1FFu

#define PAGE 4096u
#define MOST_PROBED (16u << 20) /* bytes: a frame beyond is taken for damage */

#define HASH_BASE 0x9E3779B97F4A7C15ull

typedef struct walker {
  unwind_process *process;
  unwind_thread *thread;
  uint64_t pc, slot, sp, rbp;
  const uint64_t *rbp_slot;
} walker;

/* A word of the target's stack, which no sanitizer knows. */
__attribute__((no_sanitize("address", "undefined"))) static inline uint64_t load(uint64_t address) {
  return *(const volatile uint64_t *)(uintptr_t)address;
}

static inline uint64_t mix(uint64_t pc) {
  pc *= 0xD6E8FEB86659FD93ull;
  return pc ^ pc >> 32;
}

/* The part of a word below its tag. */
static uint64_t rule_pack(const unwind_rule *rule) {
  uint64_t cfa = (uint64_t)(uint32_t)rule->cfa.offset / 8, rbp = (uint64_t)(uint32_t)-rule->rbp.offset / 8;
  if (rule->end) return KIND_END;
  if (rule->signal || rule->cfa.base > UNWIND_RBP || rule->ra.base != UNWIND_CFA || rule->ra.offset != -8)
    return KIND_SLOW;
  if (rule->cfa.offset < 8 || rule->cfa.offset % 8 || cfa > CFA_MOST) return KIND_SLOW;
  uint64_t word = (rule->cfa.base == UNWIND_RSP ? KIND_RSP : KIND_RBP) | cfa << CFA_SHIFT;
  if (rule->rbp.base == UNWIND_SAME) return word;
  if (rule->rbp.base != UNWIND_CFA || rule->rbp.offset >= 0 || rule->rbp.offset % 8 || rbp > RBP_MOST)
    return KIND_SLOW;
  return word | rbp << RBP_SHIFT;
}

__attribute__((noinline)) static uint64_t rule_make(unwind_process *p, _Atomic uint64_t *word, uint64_t pc) {
  unwind_rule rule;
  uint64_t low = KIND_END | 1u << CFA_SHIFT;
  if (unwind_rule_here(pc, 0, &rule)) low = rule_pack(&rule);
  atomic_fetch_add_explicit(&p->made, 1, memory_order_relaxed);
  atomic_store_explicit(word, pc >> 16 << TAG_SHIFT | low, memory_order_relaxed);
  return low;
}

static inline uint64_t rule_of(unwind_process *p, uint64_t pc) {
  _Atomic uint64_t *word = &p->rules[(pc ^ pc >> 16) % UNWIND_RULES];
  uint64_t value = atomic_load_explicit(word, memory_order_relaxed);
  if (__builtin_expect(value >> TAG_SHIFT == pc >> 16, 1)) return value & ((1ull << TAG_SHIFT) - 1);
  return rule_make(p, word, pc);
}

/* The stack is known to be readable up to `end`, if need be after asking page by page. */
__attribute__((noinline)) static int reach(unwind_thread *t, uint64_t end) {
  if (end - t->high > MOST_PROBED) return 0;
  while (t->high < end) {
    if (!unwind_readable(t->high)) return 0;
    t->high += PAGE;
  }
  return 1;
}

/* The stack that `slot` lies in: the one known, or another. What was remembered of the former is void. */
static void enter_stack(unwind_thread *t, uint64_t slot) {
  uint64_t page = slot / PAGE * PAGE;
  if (slot >= t->low && slot < t->high) return;
  if (slot < t->low && t->low - slot <= 64 * PAGE) {
    uint64_t at = page;
    while (at < t->low && unwind_readable(at))
      at += PAGE;
    if (at >= t->low) {
      t->low = page;
      return;
    }
  }
  t->low = page;
  t->high = page + PAGE;
  t->nframes = 0;
}

/* How many of the remembered frames, from the outermost, are there unchanged. */
__attribute__((no_sanitize("address", "undefined"))) static uint32_t verify(
    const unwind_thread *t, uint64_t slot) {
  uint32_t n = 0;
  for (const unwind_frame *f = t->frames; n < t->nframes; ++n, ++f)
    if (f->slot < slot || load(f->slot) != f->pc || *f->rbp_slot != f->rbp) break;
  return n;
}

static uint64_t place_value(const walker *w, unwind_place place, uint64_t cfa) {
  uint64_t base = place.base == UNWIND_CFA                                  ? cfa
                  : place.base == UNWIND_RSP || place.base == UNWIND_AT_RSP ? w->sp
                                                                            : w->rbp;
  return base + (uint64_t)(int64_t)place.offset;
}

/* A word at a place that a rule computed: inside the known stack or another one. */
static int load_checked(const unwind_thread *t, uint64_t address, uint64_t *value) {
  if (address % 8) return 0;
  if ((address < t->low || address + 8 > t->high) && !unwind_readable(address)) return 0;
  *value = load(address);
  return 1;
}

/* A step by the whole rule: signal frames, realigned stacks, linkage tables. What it reads besides the frames
 * is not verified later. */
__attribute__((noinline)) static int step_slow(walker *w) {
  unwind_rule rule;
  int exact = (w->pc & UNWIND_EXACT) != 0;
  w->thread->volatile_ = 1;
  if (!unwind_rule_here(w->pc & ~UNWIND_EXACT, exact, &rule)) return 0;
  uint64_t cfa = place_value(w, rule.cfa, 0), pc = 0, rbp = w->rbp;
  if (rule.cfa.base >= UNWIND_AT_RSP && !load_checked(w->thread, cfa, &cfa)) return 0;
  uint64_t slot = place_value(w, rule.ra, cfa);
  if (!load_checked(w->thread, slot, &pc) || (!rule.signal && cfa <= w->sp)) return 0;
  if (rule.rbp.base != UNWIND_SAME && !load_checked(w->thread, place_value(w, rule.rbp, cfa), &rbp)) return 0;
  if (cfa < w->thread->low || cfa > w->thread->high) {
    if (!unwind_readable(cfa)) return 0;
    enter_stack(w->thread, cfa);
  }
  w->rbp_slot = NULL;
  w->rbp = rbp;
  w->slot = slot;
  w->sp = cfa;
  w->pc = pc && rule.signal ? pc | UNWIND_EXACT : pc;
  return 1;
}

/* To the caller by a rule's word. 0: the stack contradicts it. */
static inline int step(walker *w, uint64_t rule) {
  uint64_t cfa = ((rule & 3) == KIND_RBP ? w->rbp : w->sp) + (rule >> CFA_SHIFT & CFA_MOST) * 8,
           saved = rule >> RBP_SHIFT;
  uint64_t lowest = cfa - 8 * (saved | (saved == 0));
  if (__builtin_expect(lowest < w->sp || lowest >= cfa || cfa % 8, 0)) return 0;
  if (__builtin_expect(cfa > w->thread->high, 0) && !reach(w->thread, cfa)) return 0;
  w->rbp_slot = NULL;
  if (saved) {
    w->rbp_slot = (const uint64_t *)(uintptr_t)lowest;
    w->rbp = load(lowest);
  }
  w->slot = cfa - 8;
  w->sp = cfa;
  w->pc = load(cfa - 8);
  return 1;
}

/* The remembered frame that the walker stands on; counts the verified ones down to it. */
static inline int joins(const walker *w, uint32_t *verified) {
  const unwind_frame *f = w->thread->frames + *verified;
  while (*verified && f[-1].slot < w->slot)
    --f, --*verified;
  return *verified && f[-1].slot == w->slot && f[-1].pc == w->pc && (!f[-1].needs_rbp || f[-1].rbp == w->rbp);
}

static inline void keep(const walker *w, unwind_frame *f, uint64_t rule) {
  f->pc = w->pc;
  f->slot = w->slot;
  f->rbp = w->rbp;
  f->rbp_slot = w->rbp_slot;
  f->needs_rbp = rule; /* until it joins the others */
}

/*
 * Walks outwards until a verified frame (their number is left in *verified), the outermost frame or the
 * limit. Gives the number of fresh frames; *bottom: why it ended without a verified frame.
 */
static uint32_t walk(walker *w, uint32_t *verified, uint32_t *bottom) {
  uint32_t n = 0, limit = *verified ? UNWIND_MOST : w->process->depth;
  *bottom = 0;
  while (w->pc) {
    if (joins(w, verified)) return n;
    if (n == limit) {
      *bottom = UNWIND_CUT;
      break;
    }
    uint64_t rule = w->pc & UNWIND_EXACT ? KIND_SLOW : rule_of(w->process, w->pc);
    keep(w, &w->thread->fresh[n++], rule);
    if ((rule & 2) == 0 ? step(w, rule) : (rule & 3) == KIND_SLOW && step_slow(w)) continue;
    *bottom = rule == KIND_END ? 0 : UNWIND_ENDED;
    break;
  }
  *verified = 0;
  return n;
}

/* Makes room for n more frames by dropping the outermost ones. */
static void shift(unwind_thread *t, uint32_t n) {
  uint32_t keeps = UNWIND_MOST / 2 < UNWIND_MOST - n ? UNWIND_MOST / 2 : UNWIND_MOST - n,
           drop = t->nframes - keeps;
  if (t->nframes <= keeps) return;
  t->base = t->frames[drop - 1].hash;
  for (uint32_t i = 0; i < keeps; ++i) {
    int own = t->frames[drop + i].rbp_slot == &t->frames[drop + i].rbp;
    t->frames[i] = t->frames[drop + i];
    if (own) t->frames[i].rbp_slot = &t->frames[i].rbp;
  }
  t->nframes = keeps;
  t->bottom = UNWIND_CUT;
}

/* Puts the fresh frames onto the verified ones. */
static void append(unwind_thread *t, uint32_t n) {
  if (t->nframes + n > UNWIND_MOST) shift(t, n);
  unwind_frame *f = t->frames + t->nframes;
  uint64_t hash = t->nframes ? f[-1].hash : t->base, needs = t->nframes ? f[-1].needs_rbp : 0;
  t->nframes += n;
  for (; n; ++f) {
    const unwind_frame *from = &t->fresh[--n];
    uint64_t rule = from->needs_rbp;
    f->pc = from->pc;
    f->slot = from->slot;
    f->rbp = from->rbp;
    f->rbp_slot = from->rbp_slot ? from->rbp_slot : &f->rbp;
    f->hash = hash = hash * HASH_BASE + mix(from->pc);
    f->needs_rbp = needs = (rule & 3) == KIND_RBP || (!(rule >> RBP_SHIFT) && needs);
  }
}

static unwind_result answer(const unwind_process *p, const unwind_thread *t) {
  unwind_result r = {.n = t->nframes, .flags = t->bottom, .inner = t->frames + t->nframes - 1};
  uint64_t outside = t->base;
  if (r.n == 0) return (unwind_result){.hash = 1, .flags = UNWIND_ENDED, .inner = t->frames};
  if (r.n > p->depth) {
    r.n = p->depth;
    r.flags = UNWIND_CUT;
    outside = r.inner[-(int64_t)r.n].hash;
  }
  /* outside is 0 where fewer frames than `depth` are known */
  uint64_t hash = r.inner->hash - outside * p->power;
  r.hash = mix((hash ^ (uint64_t)r.flags << 62) + r.n) | 1;
  return r;
}

static uint32_t remembered(unwind_process *p, unwind_thread *t, uint64_t slot) {
  uint64_t generation = atomic_load_explicit(&p->generation, memory_order_relaxed);
  enter_stack(t, slot);
  if (t->volatile_ || t->generation != generation) t->nframes = 0;
  t->volatile_ = 0;
  t->generation = generation;
  return verify(t, slot);
}

unwind_result unwind_walk(unwind_process *p, unwind_thread *t, unwind_start start) {
  uint32_t verified = remembered(p, t, start.slot), bottom;
  for (;; verified = 0) {
    walker w = {p, t, load(start.slot), start.slot, start.slot + 8, start.rbp, NULL};
    uint32_t n = walk(&w, &verified, &bottom);
    t->nframes = verified;
    if (!verified) {
      t->base = 0;
      t->bottom = bottom;
    }
    append(t, n);
    /* what was cut off outside the remembered frames is asked for again */
    if (!verified || t->nframes >= p->depth || t->bottom != UNWIND_CUT) return answer(p, t);
  }
}

void unwind_prepare(unwind_process *p, uint32_t depth) {
  p->depth = depth;
  p->power = 1;
  for (uint32_t i = 0; i < depth; ++i)
    p->power *= HASH_BASE;
}

void unwind_forget(unwind_process *p) {
  for (uint32_t i = 0; i < UNWIND_RULES; ++i)
    atomic_store_explicit(&p->rules[i], 0, memory_order_relaxed);
  atomic_fetch_add_explicit(&p->generation, 1, memory_order_relaxed);
}
