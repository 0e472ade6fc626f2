/* The agent's own calls of functions that are hooked. */
#include "agent/win32_hook.h"

extern const IMAGE_DOS_HEADER __ImageBase;

void imports_redirect(uint64_t function, uint64_t original) {
  const image *me = image_at((uintptr_t)&__ImageBase);
  if (!me) return;
  IMAGE_DATA_DIRECTORY d = me->headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IAT];
  uint64_t *slots = (uint64_t *)(uintptr_t)(me->base + d.VirtualAddress);
  for (uint32_t n = 0; n < d.Size / sizeof *slots; n++)
    if (slots[n] == function) slots[n] = original;
}
