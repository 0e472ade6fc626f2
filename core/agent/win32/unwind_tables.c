/* Finds the image of a program counter, and whether stack can be read, by asking the system. */
#include <windows.h>
#include <winternl.h>

#include "agent/unwind.h"

NTSTATUS NTAPI NtQueryVirtualMemory(
    HANDLE process, const void *address, ULONG what, void *answer, SIZE_T bytes, SIZE_T *length);

static int region_of(uint64_t address, MEMORY_BASIC_INFORMATION *region) {
  SIZE_T length = 0;
  return NtQueryVirtualMemory(
             GetCurrentProcess(), (const void *)address, 0, region, sizeof *region, &length) >= 0 &&
         region->State == MEM_COMMIT;
}

/* An image's own size stands in its header, which lies in its first page. */
static uint64_t image_size(const uint8_t *image) {
  const IMAGE_DOS_HEADER *dos = (const void *)image;
  if (dos->e_magic != IMAGE_DOS_SIGNATURE || dos->e_lfanew < 0 ||
      dos->e_lfanew > 4096 - (LONG)sizeof(IMAGE_NT_HEADERS64))
    return 0;
  return ((const IMAGE_NT_HEADERS64 *)(const void *)(image + dos->e_lfanew))->OptionalHeader.SizeOfImage;
}

/* exact does not happen: no rule of an image tells of an interruption. */
int unwind_rule_here(uint64_t pc, int exact, unwind_rule *rule) {
  MEMORY_BASIC_INFORMATION region;
  if (exact || !region_of(pc - 1, &region) || region.Type != MEM_IMAGE) return 0;
  const uint8_t *image = region.AllocationBase;
  unwind_view view = {image, (uint64_t)image, image_size(image)};
  return view.size && unwind_image_rule(&view, pc, rule);
}

int unwind_readable(uint64_t address) {
  MEMORY_BASIC_INFORMATION region;
  return region_of(address, &region) && !(region.Protect & (PAGE_NOACCESS | PAGE_GUARD | PAGE_EXECUTE));
}
