/* By the dynamic loader's list. */
#include "modules.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

#include "workload.h"

typedef struct search {
  uint64_t address;
  own_module *out;
} search;

static int look(struct dl_phdr_info *info, size_t size, void *self) {
  (void)size;
  search *s = self;
  uint64_t base = UINT64_MAX, end = 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *p = &info->dlpi_phdr[i];
    if (p->p_type != PT_LOAD) continue;
    uint64_t at = info->dlpi_addr + p->p_vaddr;
    if (at < base) base = at;
    if (at + p->p_memsz > end) end = at + p->p_memsz;
  }
  if (s->address < base || s->address >= end) return 0;
  snprintf(
      s->out->path, sizeof s->out->path, "%s", info->dlpi_name[0] ? info->dlpi_name : workload_program());
  s->out->base = base;
  s->out->end = end;
  s->out->bias = info->dlpi_addr;
  return 1;
}

void own_module_of(uint64_t address, own_module *out) {
  search s = {address, out};
  memset(out, 0, sizeof *out);
  dl_iterate_phdr(look, &s);
}

uint64_t own_exported(const char **name) {
  *name = "argz_add";
  return (uint64_t)(uintptr_t)dlsym(RTLD_NEXT, *name);
}
