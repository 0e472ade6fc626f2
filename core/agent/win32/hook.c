/* One inline hook: table, copy, relay, jump. */
#include "agent/win32_hook.h"

#include "agent/platform.h"

enum { HOOKS = 32768, PLACES = 2 * HOOKS, RELAY = 16 };

static hook *hooks; /* the first nhooks are used; address 0: forgotten */
static uint32_t nhooks;
static uint32_t *places; /* open addressing: number of a hook from 1 */

static uint32_t make_tables(void) {
  if (!hooks) hooks = platform_pages(HOOKS * sizeof *hooks);
  if (!places) places = platform_pages(PLACES * sizeof *places);
  return hooks && places;
}

hook *hook_at(uint64_t address) {
  if (!make_tables()) return NULL;
  uint64_t at = (address >> 4) * 0x9E3779B97F4A7C15u >> 20;
  for (uint32_t n = 0;; n++) {
    uint32_t *place = &places[(at + n) % PLACES];
    if (*place && hooks[*place - 1].address == address) return &hooks[*place - 1];
    if (*place) continue;
    if (nhooks == HOOKS) return NULL;
    hooks[nhooks].address = address;
    *place = ++nhooks;
    return &hooks[nhooks - 1];
  }
}

void hook_forget(uint64_t base, uint64_t end) {
  for (uint32_t n = 0; n < nhooks; n++)
    if (hooks[n].address >= base && hooks[n].address < end) hooks[n].address = 0;
}

/* mov r11, &h->redirect; jmp [r11] */
static void write_relay(uint8_t *relay, const hook *h) {
  uint64_t at = (uintptr_t)&h->redirect;
  memcpy(relay, (const uint8_t[]){0x49, 0xBB, 0, 0, 0, 0, 0, 0, 0, 0, 0x41, 0xFF, 0x23, 0xCC, 0xCC, 0xCC},
      RELAY);
  memcpy(relay + 2, &at, sizeof at);
}

static uint32_t refuse(hook *h, uint32_t why) {
  h->why = why;
  return 0;
}

uint32_t hook_prepare(hook *h, const image *in) {
  if (h->why || h->original) return !h->why;
  prologue_function f = image_function(in, h->address);
  uint8_t *unit = near_unit(in->base, in->end);
  if (!unit) return refuse(h, AGENT_WHY_NEAR);
  uint32_t status = prologue_move(&f, (uintptr_t)unit + RELAY, unit + RELAY, &h->moved);
  if (status == PROLOGUE_FAR || !prologue_jump(h->address, (uintptr_t)unit, h->jump))
    return refuse(h, AGENT_WHY_NEAR);
  if (status) return refuse(h, AGENT_WHY_SHORT);
  write_relay(unit, h);
  h->original = (uintptr_t)unit + RELAY;
  return 1;
}

static ULONG protect(uint64_t address, ULONG protection) {
  void *at = (void *)(uintptr_t)address;
  SIZE_T bytes = PROLOGUE_JUMP;
  ULONG old = 0;
  return native_is_ok(NtProtectVirtualMemory(NATIVE_SELF, &at, &bytes, protection, &old)) ? old : 0;
}

static hook *writing; /* for moved_to */

/* Where a thread goes on that stands among the moved instructions. */
static uint64_t moved_to(uint64_t instruction) {
  for (const hook *h = writing; h; h = h->next) {
    uint64_t at = instruction - h->address;
    if (!at || at >= h->moved.stolen) continue;
    for (uint32_t n = 0; n < h->moved.count; n++)
      if (h->moved.from[n] == at) return h->original + h->moved.to[n];
  }
  return instruction;
}

/* One jump, as another processor may be about to fetch it: the bytes behind the first are never executed
 * before it is there. */
static void write_jump(const hook *h) {
  volatile uint8_t *at = (uint8_t *)(uintptr_t)h->address;
  for (uint32_t n = 0; n < PROLOGUE_JUMP; n++)
    at[n] = h->jump[n];
}

static hook *reversed(hook *list) {
  hook *out = NULL;
  while (list) {
    hook *h = list;
    list = h->next;
    h->next = out;
    out = h;
  }
  return out;
}

void hook_write(hook *list) {
  for (hook *h = list; h; h = h->next) {
    h->old = protect(h->address, PAGE_EXECUTE_READWRITE);
    imports_redirect(h->address, h->original);
  }
  writing = list;
  threads_stop(moved_to);
  for (hook *h = list; h; h = h->next)
    if (h->old) write_jump(h);
  threads_resume();
  /* In reverse, since hooks share pages. */
  for (hook *h = reversed(list); h; h = h->next)
    if (h->old) protect(h->address, h->old);
  NtFlushInstructionCache(NATIVE_SELF, NULL, 0);
}
