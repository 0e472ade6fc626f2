/* Redirecting calls: every object calls functions of others through places in its own memory (GOT), which the
 * dynamic linker filled, or fills at the first call. */
#include <sys/mman.h>
#include <sys/uio.h>

#include "agent/bytes.h"
#include "agent/linux_calls.h"
#include "agent/linux_errno.h"
#include "agent/linux_kernel.h"
#include "agent/linux_loader.h"
#include "agent/linux_objects.h"
#include "agent/linux_symbols.h"
#include "agent/module.h"
#include "agent/plan.h"
#include "agent/platform.h"
#include "agent/publish.h"

enum { PAGE = 4096 };

#define IS_SCANNED 1u
#define PUBLISHED(m) (1u << (8 + (m)->number))

/* Zero in a forked child, whose parent may have forked while another thread held it. */
static _Atomic uint32_t *lock;
int *(*errno_place)(void);

/* What a place looked like. */
typedef struct place {
  uint64_t function; /* 0: none of ours */
  uint32_t is_ready; /* the dynamic linker has been here */
} place;

static const char *name_of(const object *o, const Elf64_Rela *r) {
  return o->strings + o->symbols[ELF64_R_SYM(r->r_info)].st_name;
}

static uint64_t *slot_of(const object *o, const Elf64_Rela *r) {
  return (uint64_t *)(o->bias + r->r_offset);
}

static uint32_t type_of(const Elf64_Rela *r) {
  return (uint32_t)ELF64_R_TYPE(r->r_info);
}

static const Elf64_Sym *symbol_of(const object *o, const Elf64_Rela *r) {
  return &o->symbols[ELF64_R_SYM(r->r_info)];
}

/* A pointer in data is of interest when it leads to a function of another object. */
static uint32_t is_pointer_place(const object *o, const Elf64_Rela *r) {
  const Elf64_Sym *s = symbol_of(o, r);
  return type_of(r) == R_X86_64_64 && !r->r_addend && s->st_shndx == SHN_UNDEF &&
         ELF64_ST_TYPE(s->st_info) == STT_FUNC;
}

/* A place of a function that lies in the object itself is not bound yet, or bound to it: the symbol tells for
 * both. */
static place look(const object *o, const Elf64_Rela *r) {
  symbol s = symbol_resolve(o, (uint32_t)ELF64_R_SYM(r->r_info));
  if (type_of(r) != R_X86_64_JUMP_SLOT && !symbol_is_function(s)) return (place){0, 1};
  uint64_t value = __atomic_load_n(slot_of(o, r), __ATOMIC_ACQUIRE);
  const object *in = object_at(value);
  if (!in) return (place){0, !value && (!s.owner || ELF64_ST_BIND(symbol_of(o, r)->st_info) == STB_WEAK)};
  if (in->kind == OBJECT_AGENT || symbol_is_jump_of_program(name_of(o, r), value)) return (place){0, 1};
  if (in != o) return (place){value, 1};
  return (place){s.owner ? symbol_address(s) : 0, 1};
}

static uint32_t is_hookable(const object *o) {
  return (o->kind == OBJECT_PLAIN || o->kind == OBJECT_PROGRAM) && o->symbols && o->strings;
}

static uint32_t is_got(const Elf64_Rela *r) {
  return type_of(r) == R_X86_64_JUMP_SLOT || type_of(r) == R_X86_64_GLOB_DAT;
}

/* Whether a module at work may choose this place. */
static uint32_t is_wanted(const object *o, const Elf64_Rela *r) {
  if (!ELF64_R_SYM(r->r_info) || (!is_got(r) && !is_pointer_place(o, r))) return 0;
  if (is_got(r) && loader_knows(name_of(o, r))) return 1;
  for (uint32_t i = 0; i < AGENT_MODULES; i++) {
    const agent_module *m = &agent_modules[i];
    if (!m->head || (m->wants && !m->wants(o->name)) || (!is_got(r) && !m->takes_pointers)) continue;
    if (!m->wants_name || m->wants_name(name_of(o, r))) return 1;
  }
  return 0;
}

/* Finds the functions of the wanted places that have none yet. 0: the dynamic linker is not done with the
 * object, or no memory. */
static uint32_t find_functions(object *o) {
  uint32_t has_got = 0;
  for (uint32_t t = 0; t < 2; t++) {
    if (!o->functions[t] && o->nrelocations[t])
      o->functions[t] = platform_pages(o->nrelocations[t] * sizeof(uint64_t));
    for (uint64_t i = 0; i < o->nrelocations[t]; i++) {
      const Elf64_Rela *r = &o->relocations[t][i];
      if (!o->functions[t]) return 0;
      if (o->functions[t][i] || !is_wanted(o, r)) continue;
      place p = look(o, r);
      if (!p.is_ready) return 0;
      o->functions[t][i] = p.function;
      has_got |=
          p.function && type_of(r) == R_X86_64_GLOB_DAT && unsafe_form(name_of(o, r)) != AGENT_FORM_NONE;
    }
  }
  return !has_got || calls_scan(o);
}

/* A place with a function of ours. */
typedef struct found {
  object *o;
  const Elf64_Rela *r;
  uint64_t *slot;
  uint64_t function;
  uint32_t is_pointer;
} found;

/* A place that serves calls and takings alike is two: the word that its calls were led to, and itself. */
static void each_word(found f, void (*visit)(void *self, const found *f), void *self) {
  uint64_t index = (uint64_t)(f.r - f.o->relocations[1]);
  uint32_t is_got = type_of(f.r) == R_X86_64_GLOB_DAT, uses = is_got ? calls_of(f.o, index) : 0;
  uint64_t *calls = is_got ? calls_word(f.o, index) : NULL;
  f.slot = slot_of(f.o, f.r);
  f.is_pointer = is_got ? uses != CALLS_CALLED : type_of(f.r) == R_X86_64_64;
  visit(self, &f);
  if (!calls) return;
  f.slot = calls;
  f.is_pointer = 0;
  visit(self, &f);
}

static void each_place(object *o, void (*visit)(void *self, const found *f), void *self) {
  for (uint32_t t = 0; t < 2; t++) {
    for (uint64_t i = 0; o->functions[t] && i < o->nrelocations[t]; i++) {
      if (o->functions[t][i])
        each_word((found){.o = o, .r = &o->relocations[t][i], .function = o->functions[t][i]}, visit, self);
    }
  }
}

/* What cannot be seen of an object's calls: told from its places, wanted or not. */
static uint32_t unseen_in(const object *o, const agent_module *m) {
  uint32_t all = 0, own = 0, unseen = o->kind == OBJECT_LOADER ? AGENT_UNSEEN_LOADER : 0;
  for (uint32_t t = 0; t < 2 && is_hookable(o); t++) {
    for (uint64_t i = 0; i < o->nrelocations[t]; i++) {
      const Elf64_Rela *r = &o->relocations[t][i];
      if (!ELF64_R_SYM(r->r_info) || !is_got(r)) continue;
      uint32_t is_taken = type_of(r) == R_X86_64_GLOB_DAT && o->functions[t][i] &&
                          unsafe_form(name_of(o, r)) != AGENT_FORM_NONE;
      all = 1;
      own |= symbol_of(o, r)->st_shndx != SHN_UNDEF;
      if (is_taken && calls_of(o, i) & CALLS_TAKEN) unseen |= AGENT_UNSEEN_POINTER;
      if (!bytes_compare(name_of(o, r), "dlsym")) unseen |= AGENT_UNSEEN_LOOKUP;
    }
  }
  if (m->wants && !m->wants(o->name)) unseen |= AGENT_UNSEEN_ASKED;
  return unseen | (own ? 0 : AGENT_UNSEEN_WITHIN) | (all ? 0 : AGENT_UNSEEN_STATIC);
}

static void publish(object *o, agent_module *m) {
  if (!m->head || o->state & PUBLISHED(m)) return;
  o->state |= PUBLISHED(m);
  agent_object told = {.base = o->base, .end = o->end, .bias = o->bias, .unseen = unseen_in(o, m)};
  publish_object(m->head, &told, o->path);
}

/* The page that was made writable. */
static uint64_t opened;

static void close_page(void) {
  if (opened) kernel3(SYS_mprotect, opened, PAGE, PROT_READ);
  opened = 0;
}

/* The kernel stores the word onto itself: it refuses where the page is not to be written. */
static uint32_t is_writable(uint64_t *slot) {
  uint64_t value = *slot;
  struct iovec here = {&value, sizeof value}, there = {slot, sizeof value};
  return kernel6(SYS_process_vm_writev, platform_process(), (uint64_t)&here, 1, (uint64_t)&there, 1, 0) ==
         sizeof value;
}

static void store(uint64_t *slot, uint64_t value) {
  uint64_t page = (uint64_t)slot & ~(uint64_t)(PAGE - 1);
  if (page != opened) {
    close_page();
    if (!is_writable(slot)) {
      if (kernel3(SYS_mprotect, page, PAGE, PROT_READ | PROT_WRITE)) return;
      opened = page;
    }
  }
  __atomic_store_n(slot, value, __ATOMIC_RELEASE);
}

typedef struct hooking {
  uint32_t is_new; /* the object is */
  uint64_t places; /* that could hold functions */
} hooking;

/* From the function outwards through all modules that want it. */
static void redirect(void *self, const found *f) {
  hooking *h = self;
  object *in = object_at(f->function);
  agent_site site = {.name = name_of(f->o, f->r),
      .address = f->function,
      .library = in ? in->name : "",
      .caller = f->o->name,
      .is_pointer = f->is_pointer};
  site.next = f->is_pointer ? f->function : loader_wrap(site.name, f->function);
  for (uint32_t i = 0; i < AGENT_MODULES; i++) {
    agent_module *m = &agent_modules[i];
    if (!m->head || (m->wants && !m->wants(f->o->name))) continue;
    site.is_new = h->is_new || m->is_new;
    uint64_t chosen = m->choose(m, &site);
    if (chosen) site.next = chosen;
  }
  if (site.next != f->function && site.next != *f->slot) store(f->slot, site.next);
}

/* 0: not ready. */
static uint32_t hook(object *o, hooking *h) {
  h->is_new = !(o->state & IS_SCANNED);
  if (is_hookable(o) && !find_functions(o)) return 0;
  o->state |= IS_SCANNED;
  h->places += is_hookable(o) ? o->nrelocations[0] + o->nrelocations[1] : 0;
  for (uint32_t i = 0; i < AGENT_MODULES; i++)
    publish(o, &agent_modules[i]);
  each_place(o, redirect, h);
  close_page();
  return 1;
}

static void forget(object *o) {
  for (uint32_t i = 0; i < AGENT_MODULES; i++) {
    if (agent_modules[i].head) agent_modules[i].forget(o->base, o->end);
  }
  for (uint32_t t = 0; t < 2; t++) {
    if (o->functions[t])
      kernel3(SYS_munmap, (uint64_t)o->functions[t], o->nrelocations[t] * sizeof(uint64_t), 0);
    o->functions[t] = NULL;
  }
}

static uint32_t try_lock(void) {
  uint32_t free = 0;
  if (!lock) lock = platform_pages_of_process(PAGE);
  return lock && atomic_compare_exchange_strong(lock, &free, 1);
}

static void find_errno(void) {
  if (errno_place) return;
  symbol s = symbol_find("__errno_location");
  if (s.owner) errno_place = (int *(*)(void))symbol_address(s);
}

uint32_t patch_new(void) {
  uint32_t are_ready = 1;
  hooking h = {0};
  if (!try_lock()) return 0;
  if (objects_update(forget)) {
    for (object *o = objects; o < objects + nobjects; o++) {
      if (o->map && !(o->state & IS_SCANNED)) are_ready &= hook(o, &h);
    }
  }
  atomic_store(lock, 0);
  return are_ready;
}

uint32_t platform_hook(void) {
  hooking h = {0};
  while (!try_lock()) {
    if (!lock) return AGENT_NO_MEMORY;
    platform_pause(1000000);
  }
  uint32_t is_listed = objects_update(forget);
  if (is_listed) find_errno();
  for (object *o = objects; o < objects + nobjects; o++) {
    if (o->map) hook(o, &h);
  }
  atomic_store(lock, 0);
  if (!is_listed) return AGENT_UNSUITED;
  return h.places ? AGENT_OK : AGENT_NO_HOOKS;
}
