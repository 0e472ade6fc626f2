/* Error codes of both systems in one notation, and what they mean (docs/errors.md). The tables are our own
 * and the same on every platform; numbers of errno and signals are those of Linux x64. */
#ifndef SONDE_BASE_CODE_H
#define SONDE_BASE_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

typedef enum code_space {
  CODE_WIN32,
  CODE_HRESULT,
  CODE_NTSTATUS,
  CODE_ERRNO,
  CODE_SIGNAL,
  CODE_SPACES
} code_space;

typedef struct code_id {
  code_space space;
  uint32_t number;
} code_id;

/* Whether the same call can succeed later with nothing changed. */
typedef enum code_lasting { CODE_PERMANENT, CODE_TRANSIENT, CODE_EITHER } code_lasting;

typedef struct code_row {
  uint32_t number;
  const char *name;  /* of the system's headers: "ERROR_ACCESS_DENIED" */
  const char *class; /* of the class tree: "permission.file" */
  code_lasting lasting;
  const char *meaning, *cause, *recovery; /* one sentence each; the last two may be two */
} code_row;

/* A table is in the order of its numbers, or, where people write names (errno, signals), of its names. */
typedef struct code_table {
  const char *word; /* "win32": what stands before the colon */
  const code_row *rows;
  size_t nrows;
  bool by_name;
} code_table;

const code_table *code_table_of(code_space space);

/* "win32:5", "hresult:0x80070005" (also signed: "hresult:-2147024891"), "ntstatus:0xC0000005", "errno:EACCES"
 * or "errno:13", "signal:SEGV", "signal:SIGSEGV" or "signal:11"; a name of the space's table may stand for
 * every number. Letters of either case. SONDE_ARG tells the position of what is wrong and suggests. */
sonde_status code_parse(const char *s, size_t len, code_id *out, error *e);

/* Whether the text begins with one of the kinds and a colon, whatever stands behind. */
bool code_has_kind(const char *s, size_t len);

/* As code_parse, and codes without a space: "0x80070005", "3221225477", "EACCES", "SIGSEGV", "5". What was
 * assumed is added to `said` (may be NULL) as a sentence; nothing when there was nothing to assume. */
sonde_status code_guess(const char *s, size_t len, code_id *out, text *said, error *e);

/* The short form that code_parse reads: "win32:5", "errno:EACCES", "signal:SEGV", "hresult:0x80070005". */
void code_print(text *out, code_id c);

/* The row with exactly this number; NULL: unknown. */
const code_row *code_find(code_id c);

/* The code that carries the meaning: the Win32 error or NTSTATUS inside an HRESULT, else the code itself.
 * HRESULTs made by HRESULT_FROM_WIN32 have no row of their own. */
code_id code_plain(code_id c);

/* HRESULT_FROM_WIN32 and HRESULT_FROM_NT; false for errno and signals. */
bool code_to_hresult(code_id c, uint32_t *hresult);
/* From HRESULT_FROM_WIN32 values and well-known NTSTATUS; false: there is none. */
bool code_to_win32(code_id c, uint32_t *win32);

/* The name that the number has in headers, also "E_ACCESSDENIED" for an HRESULT without a row; NULL: none. */
const char *code_name(code_id c);

/* Codes that tell the same trouble, in other spaces: the code inside, the wrapped one, the counterpart of the
 * other system. At most `most`. */
size_t code_related(code_id c, code_id *out, size_t most);

/* The bit fields of an HRESULT or NTSTATUS. */
typedef struct code_parts {
  const char *severity;      /* "success" "information" "warning" "error" */
  bool customer;             /* defined by an application, not by Microsoft */
  uint32_t facility, number; /* number: the low 16 bits */
  const char *facility_name; /* NULL: unknown */
} code_parts;

/* false: this space has no such fields. */
bool code_decode(code_id c, code_parts *out);

/* "permanent: trying again changes nothing" and so on. */
const char *code_lasting_text(code_lasting lasting);

#endif
