/* Calls through the GOT or addresses taken from it. An address that a program can see must stay the true one:
 * it may be compared with one that was had in another way. The code is searched for displacements that lead
 * to a place; what stands before them tells the use. A chance hit counts as taken, which is safe. */
#include "agent/linux_calls.h"

#include <sys/mman.h>

#include "agent/linux_kernel.h"
#include "agent/platform.h"

enum {
  KEPT = 4096,
  SOON = 32 /* bytes in which a loaded address is called */,
  MOST_BYTES = 1 << 20,
  PAGE = 4096
};

static void find_places(object *o) {
  o->uses_low = UINT64_MAX;
  for (uint64_t i = 0; i < o->nrelocations[1]; i++) {
    if (ELF64_R_TYPE(o->relocations[1][i].r_info) != R_X86_64_GLOB_DAT) continue;
    uint64_t at = o->bias + o->relocations[1][i].r_offset;
    if (at < o->uses_low) o->uses_low = at;
    if (at >= o->uses_high) o->uses_high = at + 8;
  }
}

/* Registers that survive calls: rbx rbp r12 to r15. */
static uint32_t is_kept(uint32_t reg) {
  return reg == 3 || reg == 5 || reg >= 12;
}

/* Whether the code soon calls what the register holds. */
static uint32_t is_called(const uint8_t *at, const uint8_t *end, uint32_t reg) {
  uint64_t window = is_kept(reg) ? KEPT : SOON;
  if ((uint64_t)(end - at) > window) end = at + window;
  for (; at + 2 <= end; at++) {
    uint32_t is_call = at[0] == 0xFF && (at[1] == (0xD0 | (reg & 7)) || at[1] == (0xE0 | (reg & 7)));
    if (is_call && (reg < 8 || at[-1] == 0x41)) return 1;
  }
  return 0;
}

/* Call or jump through the word. */
static uint32_t is_direct(const uint8_t *p) {
  return p[-2] == 0xFF && (p[-1] == 0x15 || p[-1] == 0x25);
}

/* The use by the instruction whose displacement is at p: call, jump, a load of a register that is called; or
 * anything else. */
static uint32_t use_at(const uint8_t *p, const uint8_t *end) {
  if (is_direct(p)) return CALLS_CALLED;
  uint32_t is_load = p[-2] == 0x8B && (p[-1] & 0xC7) == 5 && (p[-3] & 0xFB) == 0x48;
  uint32_t reg = (uint32_t)(p[-1] >> 3 & 7) | (uint32_t)(p[-3] & 4) << 1;
  return is_load && is_called(p + 4, end, reg) ? CALLS_CALLED : CALLS_TAKEN;
}

/* Where the displacement at p leads, as the number of a word; UINT64_MAX: to none. */
static uint64_t word_of(const object *o, const uint8_t *p) {
  int32_t displacement;
  __builtin_memcpy(&displacement, p, sizeof displacement);
  uint64_t at = (uint64_t)p + 4 + (uint64_t)(int64_t)displacement - o->uses_low;
  return at < o->uses_high - o->uses_low && at % 8 == 0 ? at / 8 : UINT64_MAX;
}

static void each_reference(object *o, void (*visit)(object *o, uint8_t *p, uint64_t word)) {
  const uint64_t high = o->uses_high - o->uses_low;
  for (uint8_t *p = (uint8_t *)o->code + 3; p + 4 <= (uint8_t *)o->code_end; p++) {
    int32_t displacement;
    __builtin_memcpy(&displacement, p, sizeof displacement);
    if ((uint64_t)p + 4 + (uint64_t)(int64_t)displacement - o->uses_low >= high) continue;
    uint64_t word = word_of(o, p);
    if (word != UINT64_MAX) visit(o, p, word);
  }
}

static void note(object *o, uint8_t *p, uint64_t word) {
  o->uses[word] |= (uint8_t)use_at(p, (const uint8_t *)o->code_end);
}

/* Pages within reach of the code's displacements, below the object: above the program the heap grows. */
static uint64_t near_pages(const object *o, uint64_t bytes) {
  const uint64_t step = 1 << 16, reach = 1 << 30;
  bytes = (bytes + PAGE - 1) / PAGE * PAGE;
  for (uint64_t down = bytes; down < reach && down < o->base; down += step) {
    uint64_t at = (o->base - down) & ~(uint64_t)(PAGE - 1);
    int64_t got = kernel6(SYS_mmap, at, bytes, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, UINT64_MAX, 0);
    if (got == (int64_t)at) return at;
    if (got > 0) kernel3(SYS_munmap, (uint64_t)got, bytes, 0); /* an old kernel: elsewhere */
  }
  return 0;
}

/* A call through a word that serves both is led to the shadow's. Where the code may not be written it stays
 * as it is. */
static void divert(object *o, uint8_t *p, uint64_t word) {
  if (o->uses[word] != (CALLS_CALLED | CALLS_TAKEN) || !is_direct(p)) return;
  uint64_t page = (uint64_t)p & ~(uint64_t)(PAGE - 1), bytes = ((uint64_t)p + 3 - page) / PAGE * PAGE + PAGE;
  int32_t displacement = (int32_t)(o->shadow + 8 * word - (uint64_t)p - 4);
  uint64_t *cell = (uint64_t *)o->shadow + word;
  if (!*cell) *cell = ((const uint64_t *)o->uses_low)[word];
  if (kernel3(SYS_mprotect, page, bytes, PROT_READ | PROT_WRITE | PROT_EXEC)) return;
  __builtin_memcpy(p, &displacement, sizeof displacement);
  kernel3(SYS_mprotect, page, bytes, PROT_READ | PROT_EXEC);
}

static uint32_t serves_both(const object *o) {
  for (uint64_t i = 0; i < (o->uses_high - o->uses_low) / 8; i++) {
    if (o->uses[i] == (CALLS_CALLED | CALLS_TAKEN)) return 1;
  }
  return 0;
}

uint32_t calls_scan(object *o) {
  if (!o->uses_high) find_places(o);
  uint64_t bytes = o->uses_high - o->uses_low;
  if (o->uses || o->uses_high <= o->uses_low || bytes > MOST_BYTES) return 1;
  o->uses = platform_pages(bytes / 8);
  if (!o->uses) return 0;
  each_reference(o, note);
  o->shadow = serves_both(o) ? near_pages(o, bytes) : 0;
  if (o->shadow) each_reference(o, divert);
  return 1;
}

static uint64_t word_of_place(const object *o, uint64_t index) {
  return (o->bias + o->relocations[1][index].r_offset - o->uses_low) / 8;
}

uint32_t calls_of(const object *o, uint64_t index) {
  return o->uses ? o->uses[word_of_place(o, index)] : CALLS_TAKEN;
}

uint64_t *calls_word(const object *o, uint64_t index) {
  uint64_t *cell = o->shadow ? (uint64_t *)o->shadow + word_of_place(o, index) : NULL;
  return cell && *cell ? cell : NULL;
}

void calls_forget(object *o) {
  uint64_t bytes = o->uses_high - o->uses_low;
  if (o->shadow) kernel3(SYS_munmap, o->shadow, bytes, 0);
  if (o->uses) kernel3(SYS_munmap, (uint64_t)o->uses, bytes / 8, 0);
  o->shadow = 0;
  o->uses = NULL;
}
