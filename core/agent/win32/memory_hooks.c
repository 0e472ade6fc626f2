/* The heap functions of ntdll, where HeapAlloc, LocalAlloc, the C run-time libraries and new end, and the
 * reservations of address space. */
#include "agent/memory_hooks.h"

#include <windows.h>
#include <winternl.h>

#include "agent/bytes.h"
#include "agent/memory_record.h"
#include "agent/win32_teb.h"

#define TEB_PEB 0x60
#define PEB_HEAP 0x30

/* 0: the process's own, in which nearly everything lies. */
static uint64_t told_heap(HANDLE heap) {
  const uint8_t *peb = (const uint8_t *)teb_word(TEB_PEB);
  uint64_t own = *(const uint64_t *)(const void *)(peb + PEB_HEAP);
  return (uint64_t)heap == own ? 0 : (uint64_t)heap;
}

static PVOID(NTAPI *next_RtlAllocateHeap)(HANDLE heap, ULONG flags, SIZE_T n);
static PVOID NTAPI hook_RtlAllocateHeap(HANDLE heap, ULONG flags, SIZE_T n) {
  memory_call c = MEMORY_CALL(platform_thread_word(AGENT_MEMORY));
  if (!memory_enter(&c)) return next_RtlAllocateHeap(heap, flags, n);
  void *block = next_RtlAllocateHeap(heap, flags, n);
  memory_allocated(&c, MEMORY_FAMILY_HEAP, (uint64_t)block, n, told_heap(heap));
  memory_leave(&c);
  return block;
}

static PVOID(NTAPI *next_RtlReAllocateHeap)(HANDLE heap, ULONG flags, PVOID block, SIZE_T n);
static PVOID NTAPI hook_RtlReAllocateHeap(HANDLE heap, ULONG flags, PVOID block, SIZE_T n) {
  memory_call c = MEMORY_CALL(platform_thread_word(AGENT_MEMORY));
  if (!memory_enter(&c)) return next_RtlReAllocateHeap(heap, flags, block, n);
  uint64_t before = agent_ticks();
  void *now = next_RtlReAllocateHeap(heap, flags, block, n);
  if (now) memory_freed(&c, MEMORY_FAMILY_HEAP_REALLOC, (uint64_t)block, before);
  memory_allocated(&c, MEMORY_FAMILY_HEAP_REALLOC, (uint64_t)now, n, told_heap(heap));
  memory_leave(&c);
  return now;
}

static BOOLEAN(NTAPI *next_RtlFreeHeap)(HANDLE heap, ULONG flags, PVOID block);
static BOOLEAN NTAPI hook_RtlFreeHeap(HANDLE heap, ULONG flags, PVOID block) {
  memory_call c = MEMORY_CALL(platform_thread_word(AGENT_MEMORY));
  if (!block || !memory_enter(&c)) return next_RtlFreeHeap(heap, flags, block);
  memory_freed(&c, MEMORY_FAMILY_HEAP, (uint64_t)block, agent_ticks());
  BOOLEAN answer = next_RtlFreeHeap(heap, flags, block);
  memory_leave(&c);
  return answer;
}

/* What it gives back besides the heap's blocks is recorded by the hooks that it meets. */
static HANDLE(NTAPI *next_RtlDestroyHeap)(HANDLE heap);
static HANDLE NTAPI hook_RtlDestroyHeap(HANDLE heap) {
  memory_call c = MEMORY_CALL(platform_thread_word(AGENT_MEMORY));
  if (!told_heap(heap) || !memory_enter(&c)) return next_RtlDestroyHeap(heap);
  memory_destroyed(&c, (uint64_t)heap, agent_ticks());
  memory_leave(&c);
  return next_RtlDestroyHeap(heap);
}

static NTSTATUS(NTAPI *next_NtAllocateVirtualMemory)(
    HANDLE process, PVOID *base, ULONG_PTR zero_bits, SIZE_T *n, ULONG type, ULONG protect);
static NTSTATUS NTAPI hook_NtAllocateVirtualMemory(
    HANDLE process, PVOID *base, ULONG_PTR zero_bits, SIZE_T *n, ULONG type, ULONG protect) {
  memory_call c = MEMORY_CALL(platform_thread_word(AGENT_MEMORY));
  if (process != GetCurrentProcess() || !memory_enter(&c))
    return next_NtAllocateVirtualMemory(process, base, zero_bits, n, type, protect);
  int reserves = (type & MEM_RESERVE) || !*base;
  NTSTATUS answer = next_NtAllocateVirtualMemory(process, base, zero_bits, n, type, protect);
  if (answer >= 0 && reserves) memory_mapped(&c, MEMORY_FAMILY_VIRTUAL, (uint64_t)*base, *n);
  memory_leave(&c);
  return answer;
}

static NTSTATUS(NTAPI *next_NtFreeVirtualMemory)(HANDLE process, PVOID *base, SIZE_T *n, ULONG type);
static NTSTATUS NTAPI hook_NtFreeVirtualMemory(HANDLE process, PVOID *base, SIZE_T *n, ULONG type) {
  memory_call c = MEMORY_CALL(platform_thread_word(AGENT_MEMORY));
  if (process != GetCurrentProcess() || !(type & MEM_RELEASE) || !memory_enter(&c))
    return next_NtFreeVirtualMemory(process, base, n, type);
  uint64_t before = agent_ticks();
  NTSTATUS answer = next_NtFreeVirtualMemory(process, base, n, type);
  if (answer >= 0) memory_unmapped(&c, MEMORY_FAMILY_VIRTUAL, (uint64_t)*base, *n, before);
  memory_leave(&c);
  return answer;
}

typedef void any_function(void);
typedef any_function *next_place __attribute__((may_alias));

typedef struct hook {
  const char *name;
  any_function *hook;
  next_place *next;
} hook;

#define HOOK(function)                                                                                       \
  { #function, (any_function *)hook_##function, (next_place *)&next_##function }

static const hook hooks[] = {HOOK(RtlAllocateHeap), HOOK(RtlReAllocateHeap), HOOK(RtlFreeHeap),
    HOOK(RtlDestroyHeap), HOOK(NtAllocateVirtualMemory), HOOK(NtFreeVirtualMemory)};

uint32_t memory_hooks_start(void) {
  return AGENT_OK;
}

uint64_t memory_hook_of(const agent_site *site) {
  for (size_t i = 0; i < sizeof hooks / sizeof *hooks; ++i) {
    if (bytes_compare(hooks[i].name, site->name) != 0) continue;
    __atomic_store_n(hooks[i].next, (any_function *)site->next, __ATOMIC_RELEASE);
    return (uint64_t)hooks[i].hook;
  }
  return 0;
}

uint32_t memory_hooks_know(const char *name) {
  (void)name;
  return 1;
}

void memory_hooks_forget(uint64_t base, uint64_t end) {
  (void)base;
  (void)end;
}

/* Made by the linker. */
extern const char __ImageBase[], etext[];

void memory_hooks_image(uint64_t *from, uint64_t *to) {
  *from = (uint64_t)__ImageBase;
  *to = (uint64_t)etext;
}
