/* The auxiliary vector, from /proc. */
#include "agent/linux_auxv.h"

#include <fcntl.h>

#include "agent/linux_kernel.h"

static void take(auxv *a, Elf64_auxv_t entry) {
  if (entry.a_type == AT_PHDR) a->headers = (const Elf64_Phdr *)entry.a_un.a_val;
  if (entry.a_type == AT_PHNUM) a->nheaders = entry.a_un.a_val;
  if (entry.a_type == AT_SYSINFO_EHDR) a->vdso = entry.a_un.a_val;
}

uint32_t auxv_read(auxv *a) {
  Elf64_auxv_t entries[64];
  *a = (auxv){0};
  int64_t file = kernel3(SYS_open, (uint64_t) "/proc/self/auxv", O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return 0;
  int64_t bytes = kernel3(SYS_read, (uint64_t)file, (uint64_t)entries, sizeof entries);
  kernel3(SYS_close, (uint64_t)file, 0, 0);
  for (int64_t i = 0; i < bytes / (int64_t)sizeof *entries; i++)
    take(a, entries[i]);
  return a->headers && a->nheaders;
}

uint64_t auxv_program(char *path, uint64_t room) {
  int64_t bytes = kernel3(SYS_readlink, (uint64_t) "/proc/self/exe", (uint64_t)path, room - 1);
  if (bytes < 0) bytes = 0;
  path[bytes] = 0;
  return (uint64_t)bytes;
}
