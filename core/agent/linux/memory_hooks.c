/* The C library's allocation functions, C++'s operators, mappings. Each hook calls what its sites were bound
 * to, be it libc or another allocator. */
#include "agent/memory_hooks.h"

#include <stddef.h>
#include <sys/mman.h>

#include "agent/bytes.h"
#include "agent/linux_symbols.h"
#include "agent/linux_tables.h"
#include "agent/linux_thread.h"
#include "agent/memory_record.h"

/* A hook for a function that gives a block of `bytes`. */
#define ALLOCATES(function, family, bytes, parameters, arguments)                                            \
  static void *(*next_##function)parameters;                                                                 \
  static void *hook_##function parameters {                                                                  \
    memory_call c = MEMORY_CALL(memory_writer);                                                              \
    if (!memory_enter(&c)) return next_##function arguments;                                                 \
    void *block = next_##function arguments;                                                                 \
    memory_allocated(&c, MEMORY_FAMILY_##family, (uint64_t)block, (uint64_t)(bytes), 0);                     \
    memory_leave(&c);                                                                                        \
    return block;                                                                                            \
  }

/* A hook for a function that takes a block back. */
#define FREES(function, family, parameters, arguments)                                                       \
  static void(*next_##function) parameters;                                                                  \
  static void hook_##function parameters {                                                                   \
    memory_call c = MEMORY_CALL(memory_writer);                                                              \
    if (!block || !memory_enter(&c)) {                                                                       \
      next_##function arguments;                                                                             \
      return;                                                                                                \
    }                                                                                                        \
    memory_freed(&c, MEMORY_FAMILY_##family, (uint64_t)block, agent_ticks());                                \
    next_##function arguments;                                                                               \
    memory_leave(&c);                                                                                        \
  }

typedef struct nothrow nothrow; /* std::nothrow_t, std::align_val_t is a size_t */

ALLOCATES(malloc, MALLOC, n, (size_t n), (n))
ALLOCATES(calloc, CALLOC, count *n, (size_t count, size_t n), (count, n))
ALLOCATES(memalign, ALIGNED, n, (size_t align, size_t n), (align, n))
ALLOCATES(aligned_alloc, ALIGNED, n, (size_t align, size_t n), (align, n))
ALLOCATES(valloc, ALIGNED, n, (size_t n), (n))
ALLOCATES(pvalloc, ALIGNED, n, (size_t n), (n))
ALLOCATES(_Znwm, NEW, n, (size_t n), (n))
ALLOCATES(_ZnwmRKSt9nothrow_t, NEW, n, (size_t n, const nothrow *t), (n, t))
ALLOCATES(_ZnwmSt11align_val_t, NEW, n, (size_t n, size_t align), (n, align))
ALLOCATES(
    _ZnwmSt11align_val_tRKSt9nothrow_t, NEW, n, (size_t n, size_t align, const nothrow *t), (n, align, t))
ALLOCATES(_Znam, NEW_ARRAY, n, (size_t n), (n))
ALLOCATES(_ZnamRKSt9nothrow_t, NEW_ARRAY, n, (size_t n, const nothrow *t), (n, t))
ALLOCATES(_ZnamSt11align_val_t, NEW_ARRAY, n, (size_t n, size_t align), (n, align))
ALLOCATES(_ZnamSt11align_val_tRKSt9nothrow_t, NEW_ARRAY, n, (size_t n, size_t align, const nothrow *t),
    (n, align, t))

FREES(free, FREE, (void *block), (block))
FREES(_ZdlPv, DELETE, (void *block), (block))
FREES(_ZdlPvm, DELETE, (void *block, size_t n), (block, n))
FREES(_ZdlPvRKSt9nothrow_t, DELETE, (void *block, const nothrow *t), (block, t))
FREES(_ZdlPvSt11align_val_t, DELETE, (void *block, size_t align), (block, align))
FREES(_ZdlPvmSt11align_val_t, DELETE, (void *block, size_t n, size_t align), (block, n, align))
FREES(_ZdaPv, DELETE_ARRAY, (void *block), (block))
FREES(_ZdaPvm, DELETE_ARRAY, (void *block, size_t n), (block, n))
FREES(_ZdaPvRKSt9nothrow_t, DELETE_ARRAY, (void *block, const nothrow *t), (block, t))
FREES(_ZdaPvSt11align_val_t, DELETE_ARRAY, (void *block, size_t align), (block, align))
FREES(_ZdaPvmSt11align_val_t, DELETE_ARRAY, (void *block, size_t n, size_t align), (block, n, align))

/* A failed one leaves its block alone; one to 0 bytes may give NULL because it was a free. */
static void reallocated(memory_call *c, void *block, void *now, size_t n, uint64_t before) {
  if (block && (now || n == 0)) memory_freed(c, MEMORY_FAMILY_REALLOC, (uint64_t)block, before);
  memory_allocated(c, MEMORY_FAMILY_REALLOC, (uint64_t)now, n, 0);
  memory_leave(c);
}

static void *(*next_realloc)(void *block, size_t n);
static void *hook_realloc(void *block, size_t n) {
  memory_call c = MEMORY_CALL(memory_writer);
  if (!memory_enter(&c)) return next_realloc(block, n);
  uint64_t before = agent_ticks();
  void *now = next_realloc(block, n);
  reallocated(&c, block, now, n, before);
  return now;
}

static void *(*next_reallocarray)(void *block, size_t count, size_t n);
static void *hook_reallocarray(void *block, size_t count, size_t n) {
  memory_call c = MEMORY_CALL(memory_writer);
  if (!memory_enter(&c)) return next_reallocarray(block, count, n);
  uint64_t before = agent_ticks(), product = 0;
  void *now = next_reallocarray(block, count, n);
  /* an overflow is a failure, not a free */
  if (__builtin_mul_overflow(count, n, &product)) product = 1;
  reallocated(&c, block, now, product, before);
  return now;
}

static int (*next_posix_memalign)(void **block, size_t align, size_t n);
static int hook_posix_memalign(void **block, size_t align, size_t n) {
  memory_call c = MEMORY_CALL(memory_writer);
  if (!memory_enter(&c)) return next_posix_memalign(block, align, n);
  int answer = next_posix_memalign(block, align, n);
  if (answer == 0) memory_allocated(&c, MEMORY_FAMILY_ALIGNED, (uint64_t)*block, n, 0);
  memory_leave(&c);
  return answer;
}

#define MAPS(function)                                                                                       \
  static void *(*next_##function)(void *, size_t, int, int, int, int64_t);                                   \
  static void *hook_##function(void *at, size_t n, int access, int flags, int file, int64_t offset) {        \
    memory_call c = MEMORY_CALL(memory_writer);                                                              \
    if (!memory_enter(&c)) return next_##function(at, n, access, flags, file, offset);                       \
    void *map = next_##function(at, n, access, flags, file, offset);                                         \
    uint32_t family = flags & MAP_ANONYMOUS ? MEMORY_FAMILY_ANONYMOUS : MEMORY_FAMILY_FILE;                  \
    if (map != MAP_FAILED) memory_mapped(&c, family, (uint64_t)map, n);                                      \
    memory_leave(&c);                                                                                        \
    return map;                                                                                              \
  }

MAPS(mmap)
MAPS(mmap64)

static int (*next_munmap)(void *map, size_t n);
static int hook_munmap(void *map, size_t n) {
  memory_call c = MEMORY_CALL(memory_writer);
  if (!memory_enter(&c)) return next_munmap(map, n);
  uint64_t before = agent_ticks();
  int answer = next_munmap(map, n);
  if (answer == 0) memory_unmapped(&c, MEMORY_FAMILY_MUNMAP, (uint64_t)map, n, before);
  memory_leave(&c);
  return answer;
}

/* Variadic in C: the last argument is in its register or unused. */
static void *(*next_mremap)(void *map, size_t n, size_t wanted, int flags, void *to);
static void *hook_mremap(void *map, size_t n, size_t wanted, int flags, void *to) {
  memory_call c = MEMORY_CALL(memory_writer);
  if (!memory_enter(&c)) return next_mremap(map, n, wanted, flags, to);
  uint64_t before = agent_ticks();
  void *now = next_mremap(map, n, wanted, flags, to);
  if (now != MAP_FAILED) {
    if (n && !(flags & MREMAP_DONTUNMAP)) memory_unmapped(&c, MEMORY_FAMILY_MREMAP, (uint64_t)map, n, before);
    memory_mapped(&c, MEMORY_FAMILY_MREMAP, (uint64_t)now, wanted);
  }
  memory_leave(&c);
  return now;
}

/* A hook for a function that replaces the program: it returns when it has failed. */
#define EXECS(function, parameters, arguments)                                                               \
  static int(*next_##function) parameters;                                                                   \
  static int hook_##function parameters {                                                                    \
    memory_call c = MEMORY_CALL(memory_writer);                                                              \
    int is_told = memory_replaced(&c, 0);                                                                    \
    int answer = next_##function arguments;                                                                  \
    if (is_told) memory_replaced(&c, 1);                                                                     \
    return answer;                                                                                           \
  }

typedef char *const *texts;

EXECS(execve, (const char *path, texts argv, texts envp), (path, argv, envp))
EXECS(execv, (const char *path, texts argv), (path, argv))
EXECS(execvp, (const char *file, texts argv), (file, argv))
EXECS(execvpe, (const char *file, texts argv, texts envp), (file, argv, envp))
EXECS(fexecve, (int file, texts argv, texts envp), (file, argv, envp))

typedef void any_function(void);
typedef any_function *next_place __attribute__((may_alias));

typedef struct hook {
  const char *name;
  any_function *hook;
  next_place *next;
  uint64_t address; /* of the function that it stands for; 0: not met yet */
} hook;

#define HOOK(function)                                                                                       \
  { #function, (any_function *)hook_##function, (next_place *)&next_##function, 0 }

static hook hooks[] = {HOOK(malloc), HOOK(calloc), HOOK(memalign), HOOK(aligned_alloc), HOOK(valloc),
    HOOK(pvalloc), HOOK(free), HOOK(realloc), HOOK(reallocarray), HOOK(posix_memalign), HOOK(mmap),
    HOOK(mmap64), HOOK(munmap), HOOK(mremap), HOOK(execve), HOOK(execv), HOOK(execvp), HOOK(execvpe),
    HOOK(fexecve), HOOK(_Znwm), HOOK(_ZnwmRKSt9nothrow_t), HOOK(_ZnwmSt11align_val_t),
    HOOK(_ZnwmSt11align_val_tRKSt9nothrow_t), HOOK(_Znam), HOOK(_ZnamRKSt9nothrow_t),
    HOOK(_ZnamSt11align_val_t), HOOK(_ZnamSt11align_val_tRKSt9nothrow_t), HOOK(_ZdlPv), HOOK(_ZdlPvm),
    HOOK(_ZdlPvRKSt9nothrow_t), HOOK(_ZdlPvSt11align_val_t), HOOK(_ZdlPvmSt11align_val_t), HOOK(_ZdaPv),
    HOOK(_ZdaPvm), HOOK(_ZdaPvRKSt9nothrow_t), HOOK(_ZdaPvSt11align_val_t), HOOK(_ZdaPvmSt11align_val_t)};

enum { NHOOKS = sizeof hooks / sizeof *hooks };

static int starts_with(const char *text, const char *start) {
  while (*start)
    if (*text++ != *start++) return 0;
  return 1;
}

/* The C++ runtime's operators call malloc and free, where they are seen; only they may throw through our
 * frame. */
static int is_runtime_operator(const agent_site *site) {
  if (site->name[0] != '_' || site->name[1] != 'Z') return 0;
  return starts_with(site->library, "libstdc++") || starts_with(site->library, "libc++");
}

/* The objects are known when the first site is offered. */
static void find_loader(void) {
  symbol s = symbol_find("_dl_find_object");
  if (s.owner) unwind_loader = (unwind_find_object *)symbol_address(s);
}

/* All sites of a name lead to one function, but for a library that was loaded with an allocator of its own:
 * that one is left alone, with all it gives and takes. */
uint64_t memory_hook_of(const agent_site *site) {
  if (!unwind_loader) find_loader();
  if (is_runtime_operator(site)) return 0;
  for (hook *h = hooks; h < hooks + NHOOKS; ++h) {
    if (bytes_compare(h->name, site->name) != 0) continue;
    if (h->address && h->address != site->address) return 0;
    h->address = site->address;
    __atomic_store_n(h->next, (any_function *)site->next, __ATOMIC_RELEASE);
    return (uint64_t)h->hook;
  }
  return 0;
}

uint32_t memory_hooks_know(const char *name) {
  for (const hook *h = hooks; h < hooks + NHOOKS; ++h)
    if (!bytes_compare(h->name, name)) return 1;
  return 0;
}

void memory_hooks_forget(uint64_t base, uint64_t end) {
  for (hook *h = hooks; h < hooks + NHOOKS; ++h)
    if (h->address >= base && h->address < end) h->address = 0;
}

uint32_t memory_hooks_start(void) {
  return AGENT_OK;
}

/* Made by the linker. */
extern const char __ehdr_start[] __attribute__((visibility("hidden"))),
    etext[] __attribute__((visibility("hidden")));

void memory_hooks_image(uint64_t *from, uint64_t *to) {
  *from = (uint64_t)__ehdr_start;
  *to = (uint64_t)etext;
}
