/* The tables behind code.h; only code*.c and their tests look inside. */
#ifndef SONDE_BASE_CODE_TABLES_H
#define SONDE_BASE_CODE_TABLES_H

#include "base/code.h"

extern const code_table code_win32, code_hresult, code_ntstatus, code_errno, code_signal;

/* A second name for a number. */
typedef struct code_alias {
  code_id code;
  const char *name;
} code_alias;

extern const code_alias code_aliases[];
extern const size_t code_alias_count;

/* Two codes of different spaces that tell the same trouble. A pair of NTSTATUS and Win32 is also the
 * conversion. */
typedef struct code_pair {
  code_id a, b;
} code_pair;

extern const code_pair code_pairs[];
extern const size_t code_pair_count;

typedef struct code_facility {
  code_space space;
  uint32_t number;
  const char *name;
} code_facility;

extern const code_facility code_facilities[];
extern const size_t code_facility_count;

#endif
