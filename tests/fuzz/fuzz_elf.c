/* ELF files: facts and exports. */
#include <stddef.h>
#include <stdint.h>

#include "os/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint64_t value = 0;
  elf_facts facts = elf_read_facts(data, size);
  if (facts.is_x64) elf_find_export(data, size, "injected_start", &value);
  return 0;
}
