/* What the kernel told the program at its start. */
#ifndef SONDE_AGENT_LINUX_AUXV_H
#define SONDE_AGENT_LINUX_AUXV_H

#include <elf.h>
#include <stdint.h>

typedef struct auxv {
  const Elf64_Phdr *headers; /* the program's */
  uint64_t nheaders, vdso;
} auxv;

/* 0: not to be had. */
uint32_t auxv_read(auxv *a);
/* Bytes of the path of the running program; 0: unknown. */
uint64_t auxv_program(char *path, uint64_t room);

#endif
