/* TYPELIB resources of PE files. */
#ifndef COMINTROSPECT_PE_H
#define COMINTROSPECT_PE_H

#include "base/status.h"
#include "extent.h"

typedef struct pe_resource {
  uint32_t id;       /* 0: it has a name instead of a number */
  uint32_t language; /* LANGID */
  uint64_t at, len;  /* in the file */
} pe_resource;

#define PE_MOST_RESOURCES 256

/* All TYPELIB resources in the order of the file, every language; at most PE_MOST_RESOURCES. No resources: OK
 * and *n = 0. SONDE_ARG: not a PE file that can be read, or damaged; the sentence says where. */
sonde_status pe_typelibs(extent file, pe_resource *out, size_t *n, error *e);

/* The processor that a program or DLL is for, of its first bytes: "x64" "x86" "arm64" "arm" "other"; NULL: it
 * is none. */
const char *pe_machine(extent file);

#endif
