/* Walks the calling thread's stack, and verifies what it remembers of it (docs/architecture.md, the agent).
 */
#include "agent/unwind_table.h"

#define PAGE 4096u
#define MOST_PROBED (16u << 20) /* bytes: a frame beyond is taken for damage */

#define HASH_BASE 9 /* odd; a factor that costs two instructions: the frames' own hashes are good */

typedef struct walker {
  unwind_process *process;
  unwind_thread *thread;
  uint64_t pc, sp;
  unwind_rbp rbp;
  unwind_frame *fresh, *end; /* where the next one goes; the limit */
  uint64_t meet;             /* slot of the innermost verified frame */
  uint64_t flags;            /* of all fresh frames */
  uint32_t verified;         /* remembered frames that may be met */
  uint32_t bottom;           /* why the walk ended without one */
} walker;

/* A word of the target's stack, which no sanitizer knows. */
__attribute__((no_sanitize("address", "undefined"))) static inline uint64_t load(uint64_t address) {
  return *(const volatile uint64_t *)(uintptr_t)address;
}

static inline uint64_t mix(uint64_t pc) {
  pc *= 0xD6E8FEB86659FD93ull;
  return pc ^ pc >> 32;
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
  for (const unwind_frame *f = t->frames; n < t->nframes; ++n, ++f) {
    uint64_t at = f->slot & ~(uint64_t)UNWIND_FLAGS, loaded = UNWIND_LOADED | UNWIND_NEEDS;
    if (at < slot || load(at) != f->pc) break;
    if ((f->slot & loaded) == loaded && *t->rbps[n].slot != t->rbps[n].value) break;
  }
  return n;
}

static uint64_t place_value(const walker *w, unwind_place place, uint64_t cfa) {
  uint64_t base = place.base == UNWIND_CFA                                  ? cfa
                  : place.base == UNWIND_RSP || place.base == UNWIND_AT_RSP ? w->sp
                                                                            : w->rbp.value;
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
static int step_slow(walker *w) {
  unwind_rule rule;
  unwind_thread *t = w->thread;
  t->is_unsure = 1;
  if (!unwind_rule_here(w->pc & ~UNWIND_EXACT, (w->pc & UNWIND_EXACT) != 0, &rule) || rule.end) return 0;
  uint64_t cfa = place_value(w, rule.cfa, 0), pc = 0, rbp = w->rbp.value;
  if (rule.cfa.base >= UNWIND_AT_RSP && !load_checked(t, cfa, &cfa)) return 0;
  uint64_t slot = place_value(w, rule.ra, cfa);
  if (!load_checked(t, slot, &pc) || cfa % 8 || (!rule.signal && cfa <= w->sp)) return 0;
  if (rule.rbp.base != UNWIND_SAME && !load_checked(t, place_value(w, rule.rbp, cfa), &rbp)) return 0;
  if (cfa < t->low || cfa > t->high) {
    if (!unwind_readable(cfa)) return 0;
    enter_stack(t, cfa);
  }
  w->rbp = (unwind_rbp){rbp, NULL};
  w->sp = cfa;
  w->pc = pc && rule.signal ? pc | UNWIND_EXACT : pc;
  return 1;
}

/* To the caller, whose frame begins at the CFA. 0: the stack contradicts that. */
static int step_to(walker *w, uint64_t cfa, uint64_t rule) {
  uint64_t saved = rule & RULE_SAVES ? rule >> RBP_SHIFT & RBP_MOST : 0,
           lowest = cfa - 8 * (saved | (saved == 0));
  if (lowest < w->sp || lowest >= cfa || cfa % 8 || (cfa > w->thread->high && !reach(w->thread, cfa)))
    return 0;
  w->rbp.slot = NULL;
  if (saved) w->rbp = (unwind_rbp){load(lowest), (const uint64_t *)(uintptr_t)lowest};
  w->sp = cfa;
  w->pc = load(cfa - 8);
  return 1;
}

/* Where the CFA lies is not verified later. */
static int step_realigned(walker *w, uint64_t rule) {
  unwind_thread *t = w->thread;
  uint64_t rbp = w->rbp.value, at = rbp - 8 * (rule >> RBP_SHIFT & RBP_MOST);
  t->is_unsure = 1;
  if (at < w->sp || at >= rbp || rbp % 8 || (rbp + 8 > t->high && !reach(t, rbp + 8))) return 0;
  w->rbp = (unwind_rbp){load(rbp), NULL};
  uint64_t cfa = load(at);
  if (cfa <= rbp || cfa % 8 || (cfa > t->high && !reach(t, cfa))) return 0;
  w->sp = cfa;
  w->pc = load(cfa - 8);
  return 1;
}

/* Any step. 0: the walk ends here. */
static int step(walker *w, uint64_t rule) {
  w->bottom = (rule & WAY) == WAY_END ? 0 : UNWIND_ENDED;
  if (rule & RULE_USES) return step_to(w, w->rbp.value + (rule & CFA_BYTES), rule);
  if ((rule & WAY) == WAY_REALIGNED) return step_realigned(w, rule);
  if (rule & RULE_OTHER) return (rule & WAY) == WAY_SLOW && step_slow(w);
  return step_to(w, w->sp + (rule & CFA_BYTES), rule);
}

/* The innermost remembered frame that is not inside of where the walker is. */
static void aim(walker *w) {
  const unwind_frame *f = w->thread->frames;
  while (w->verified && (f[w->verified - 1].slot | UNWIND_FLAGS) < w->sp - 8)
    --w->verified;
  w->meet = w->verified ? f[w->verified - 1].slot & ~(uint64_t)UNWIND_FLAGS : UINT64_MAX - 8;
}

/* The walker has reached the remembered frame that it aims at, or passed it. Whether it is the same frame;
 * rbp may have come to it in another way. */
static int meets(walker *w) {
  aim(w);
  if (w->meet != w->sp - 8) return 0;
  unwind_frame *f = &w->thread->frames[w->verified - 1];
  unwind_rbp *rbp = &w->thread->rbps[w->verified - 1];
  if (f->pc != w->pc || ((f->slot & UNWIND_NEEDS) && rbp->value != w->rbp.value)) return 0;
  f->slot = (f->slot & ~(uint64_t)UNWIND_LOADED) | (w->rbp.slot ? UNWIND_LOADED : 0);
  *rbp = w->rbp;
  return 1;
}

static inline void keep(unwind_frame *fresh, uint64_t pc, uint64_t slot, uint64_t flags) {
  fresh->pc = pc;
  fresh->slot = slot | flags;
  fresh->hash = mix(pc);
}

/*
 * Walks outwards by rsp until something else is to be done: a remembered frame is near, the limit is reached,
 * the rule is not at its first place or not by rsp. The speed is that of the loads which wait for each other:
 * program counter, rule, program counter.
 */
__attribute__((noinline)) static void walk_by_rsp(walker *given) {
  walker w = *given;
  uint64_t loaded = w.rbp.slot ? UNWIND_LOADED : 0, high = w.thread->high;
  unwind_rbp *rbps = w.thread->fresh_rbps + (w.fresh - w.thread->fresh);
  while (w.pc > UNWIND_NO_CODE && w.sp - 8 < w.meet && w.fresh != w.end) {
    uint64_t rule = atomic_load_explicit(rule_first_place(w.process, w.pc), memory_order_relaxed);
    uint64_t flags = (rule & (RULE_USES | RULE_SAVES)) | loaded, cfa = w.sp + (rule & CFA_BYTES);
    if (!rule_is_of(rule, w.pc) || (rule & RULE_OTHER) || cfa > high) break;
    keep(w.fresh++, w.pc, w.sp - 8, flags);
    ++rbps;
    w.flags |= flags;
    loaded = 0;
    if (rule & RULE_SAVES) {
      uint64_t at = cfa - 8 * (rule >> RBP_SHIFT & RBP_MOST);
      loaded = UNWIND_LOADED;
      w.rbp = *rbps = (unwind_rbp){load(at), (const uint64_t *)(uintptr_t)at};
    }
    w.sp = cfa;
    w.pc = load(cfa - 8);
  }
  if (!loaded) w.rbp.slot = NULL;
  *given = w;
}

/* One step of any kind, or the end: 0. */
static int walk_on(walker *w) {
  if (w->sp - 8 >= w->meet && meets(w)) return 0;
  w->bottom = UNWIND_CUT;
  int is_limit = w->fresh == w->end, goes_on = 0;
  if (!is_limit) {
    uint64_t rule = w->pc & UNWIND_EXACT ? WAY_SLOW : rule_of(w->process, w->pc);
    uint64_t flags = (rule & (RULE_USES | RULE_SAVES)) | (w->rbp.slot ? UNWIND_LOADED : 0);
    keep(w->fresh++, w->pc, w->sp - 8, flags);
    w->flags |= flags;
    goes_on = step(w, rule);
    if (w->fresh != w->end) w->thread->fresh_rbps[w->fresh - w->thread->fresh] = w->rbp;
  }
  if (!goes_on) w->verified = 0;
  return goes_on;
}

/* Outwards until a verified frame (their number is left in verified), the outermost frame or the limit. */
static void walk(walker *w) {
  for (;;) {
    walk_by_rsp(w);
    if (!w->pc) break;
    if (!walk_on(w)) return;
  }
  w->verified = 0;
  w->bottom = 0;
}

/* Makes room for n more frames by dropping the outermost ones. */
static void shift(unwind_thread *t, uint32_t n) {
  uint32_t keeps = UNWIND_MOST / 2 < UNWIND_MOST - n ? UNWIND_MOST / 2 : UNWIND_MOST - n,
           drop = t->nframes - keeps;
  if (t->nframes <= keeps) return;
  t->base = t->frames[drop - 1].hash;
  for (uint32_t i = 0; i < keeps; ++i) {
    t->frames[i] = t->frames[drop + i];
    t->rbps[i] = t->rbps[drop + i];
  }
  t->nframes = keeps;
  t->bottom = UNWIND_CUT;
}

/* What rbp was in each fresh frame; those that did not load it have that of the frame inside. */
static void complete_rbps(unwind_thread *t, uint32_t n, uint64_t rbp) {
  for (uint32_t i = 0; i < n; ++i) {
    if (t->fresh[i].slot & UNWIND_LOADED)
      rbp = t->fresh_rbps[i].value;
    else
      t->fresh_rbps[i].value = rbp;
  }
}

/* Keeps what rbp was where a frame further out is found by it. The frames from number `first` are new. */
static void mark_needs(unwind_thread *t, uint32_t first) {
  uint64_t needs = first ? t->frames[first - 1].slot & UNWIND_NEEDS : 0;
  for (uint32_t i = first; i < t->nframes; ++i) {
    uint64_t slot = t->frames[i].slot;
    needs = (slot & UNWIND_USES) || (needs && !(slot & UNWIND_SAVES)) ? UNWIND_NEEDS : 0;
    t->frames[i].slot = (slot & ~(uint64_t)(UNWIND_USES | UNWIND_SAVES)) | needs;
    t->rbps[i] = t->fresh_rbps[t->nframes - 1 - i];
  }
}

/* Puts the fresh frames onto the verified ones. */
static void append(unwind_thread *t, uint32_t n, uint64_t flags, uint64_t rbp) {
  if (t->nframes + n > UNWIND_MOST) shift(t, n);
  uint32_t first = t->nframes;
  unwind_frame *f = t->frames + first;
  uint64_t hash = first ? f[-1].hash : 0;
  int by_rbp = (flags & UNWIND_USES) || (first && (f[-1].slot & UNWIND_NEEDS));
  uint64_t kept = by_rbp ? UINT64_MAX : ~(uint64_t)UNWIND_FLAGS;
  for (const unwind_frame *from = t->fresh + n; from-- > t->fresh; ++f) {
    f->pc = from->pc;
    f->slot = from->slot & kept;
    f->hash = hash = hash * HASH_BASE + from->hash;
  }
  t->nframes = first + n;
  if (!by_rbp) return;
  complete_rbps(t, n, rbp);
  mark_needs(t, first);
}

static unwind_result answer(const unwind_process *p, const unwind_thread *t) {
  if (t->nframes == 0) return (unwind_result){.hash = 1, .flags = UNWIND_ENDED, .inner = t->frames};
  unwind_result r = {.n = t->nframes, .flags = t->bottom, .inner = t->frames + t->nframes - 1};
  uint64_t outside = t->base;
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
  if (t->is_unsure || t->generation != generation) t->nframes = 0;
  t->is_unsure = 0;
  t->generation = generation;
  return verify(t, slot);
}

/* The same call as before: all remembered frames are verified, and the innermost is where we are. */
static inline int is_same(const unwind_thread *t, unwind_start start, uint32_t verified) {
  if (!verified || verified != t->nframes) return 0;
  const unwind_frame *f = &t->frames[verified - 1];
  if ((f->slot & ~(uint64_t)UNWIND_FLAGS) != start.slot) return 0;
  return !(f->slot & UNWIND_NEEDS) || t->rbps[verified - 1].value == start.rbp;
}

unwind_result unwind_walk(unwind_process *p, unwind_thread *t, unwind_start start) {
  uint32_t verified = remembered(p, t, start.slot);
  for (;; verified = 0) {
    if (is_same(t, start, verified)) return answer(p, t);
    walker w = {
        .process = p, .thread = t, .pc = load(start.slot), .sp = start.slot + 8, .rbp = {start.rbp, NULL}};
    w.verified = verified;
    w.fresh = t->fresh;
    w.end = t->fresh + (verified ? UNWIND_MOST : p->depth);
    aim(&w);
    walk(&w);
    t->nframes = w.verified;
    if (!w.verified) {
      t->base = 0;
      t->bottom = w.bottom;
    }
    append(t, (uint32_t)(w.fresh - t->fresh), w.flags, start.rbp);
    /* what was cut off outside the remembered frames is asked for again */
    if (!w.verified || t->nframes >= p->depth || t->bottom != UNWIND_CUT) return answer(p, t);
  }
}

void unwind_prepare(unwind_process *p, uint32_t depth) {
  p->depth = depth;
  p->power = 1;
  for (uint32_t i = 0; i < depth; ++i)
    p->power *= HASH_BASE;
}
