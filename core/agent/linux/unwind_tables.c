/* Finds the unwind tables of a program counter through the loader, and asks the kernel whether stack can be
 * read. */
#include "agent/linux_tables.h"

#include <elf.h>
#include <sys/syscall.h>

#define PAGE 4096u

unwind_find_object *unwind_loader;

/* The segment that holds the tables, of an object whose ELF header lies at `start`. */
static int segment_of(uint64_t start, uint64_t end, uint64_t bias, uint64_t hdr, unwind_view *view) {
  const Elf64_Ehdr *elf = (const Elf64_Ehdr *)(uintptr_t)start;
  if (__builtin_memcmp(elf->e_ident, ELFMAG, SELFMAG) != 0 || elf->e_phentsize != sizeof(Elf64_Phdr))
    return 0;
  if (elf->e_phoff + elf->e_phnum * sizeof(Elf64_Phdr) > PAGE || elf->e_phoff % 8) return 0;
  const Elf64_Phdr *p = (const Elf64_Phdr *)(uintptr_t)(start + elf->e_phoff);
  for (unsigned i = 0; i < elf->e_phnum; ++i, ++p) {
    uint64_t from = bias + p->p_vaddr;
    if (p->p_type != PT_LOAD || !(p->p_flags & PF_R) || hdr < from || hdr - from >= p->p_filesz) continue;
    *view = (unwind_view){(const uint8_t *)(uintptr_t)from, from, p->p_filesz};
    return from >= start && from + p->p_filesz <= end;
  }
  return 0;
}

int unwind_rule_here(uint64_t pc, int exact, unwind_rule *rule) {
  unwind_object o;
  unwind_view view;
  if (!unwind_loader || unwind_loader((void *)(uintptr_t)(pc - !exact), &o) != 0 || !o.eh_frame_hdr) return 0;
  uint64_t start = (uint64_t)o.start, hdr = (uint64_t)o.eh_frame_hdr;
  return segment_of(start, (uint64_t)o.end, *o.link_map, hdr, &view) &&
         unwind_rule_find(&view, hdr, pc, exact, rule);
}

/* rt_sigprocmask reads the set before it refuses an unknown order; it changes nothing and every sandbox lets
 * it pass. */
int unwind_readable(uint64_t address) {
  long result;
  register long size __asm__("r10") = 8;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(SYS_rt_sigprocmask), "D"(~0L), "S"(address), "d"(0L), "r"(size)
                   : "rcx", "r11", "memory");
  return result == -22; /* EINVAL, not EFAULT */
}
