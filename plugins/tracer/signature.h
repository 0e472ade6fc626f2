/* A C prototype with what tells that a call has failed: one line of a signature file
 * (docs/plugins/tracer.md). */
#ifndef TRACER_SIGNATURE_H
#define TRACER_SIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

#define SIGNATURE_MOST_PARAMETERS 32u
#define SIGNATURE_MOST_LINE 2048u /* bytes */

/* What a result or a parameter is, as far as registers and people who read calls care. */
typedef enum value_kind {
  VALUE_VOID,
  VALUE_I32, /* and shorter ones, which are extended to it */
  VALUE_U32,
  VALUE_I64,
  VALUE_U64,
  VALUE_POINTER,
  VALUE_TEXT,   /* pointer to char */
  VALUE_UTF16,  /* pointer to the 16-bit characters of Windows */
  VALUE_OTHER,  /* a type that is not known here: taken for an integer or pointer */
  VALUE_FLOAT,  /* in a floating-point register */
  VALUE_STRUCT, /* by value */
  VALUE_KINDS
} value_kind;

/* Which numbers tell why a call has failed. */
typedef enum error_space {
  ERRORS_NONE,
  ERRORS_ERRNO,
  ERRORS_WIN32,
  ERRORS_HRESULT,
  ERRORS_NTSTATUS,
  ERROR_SPACES
} error_space;

typedef struct signature {
  const char *name, *prototype, *file;
  uint32_t line;
  uint8_t failure;     /* TRACER_* of agent/tracer.h */
  uint8_t errors;      /* error_space */
  uint8_t result;      /* value_kind */
  uint8_t bits;        /* of the result: 32, 64; 0: none in an integer register, or not known */
  uint8_t nparameters; /* without `...` */
  uint8_t nrecorded;   /* arguments that are recorded, at most 6 */
  uint8_t text;        /* the parameter, from 1, whose text tells most about a failed call; 0: none */
  bool variadic;
  bool cheap;      /* called very often and never the reason: watched only when asked for by name */
  bool waits;      /* made to wait for something else: a long call is no fault */
  bool entry_only; /* not all of it travels in integer registers, or its number of arguments is open */
  uint8_t parameters[SIGNATURE_MOST_PARAMETERS]; /* value_kind */
} signature;

/* Reads one line, without comment and line end: PROTOTYPE [: FAILURE [CODES] [text(NAME)] [args(N)]
 * [bits(32|64)]]. long_bits: of the C type long where the program runs. Texts of *out live in the arena; file
 * and line are the caller's. */
sonde_status signature_parse(
    arena *a, const char *line, size_t len, uint32_t long_bits, signature *out, error *e);

/* The kind of a type by its name, "size_t"; VALUE_OTHER: not known. */
value_kind signature_type(const char *name, size_t len);

/* "i32", "pointer", "text" ... as scripts see them. */
const char *value_kind_word(value_kind kind);
/* 32 or 64; 0: not in an integer register, or not known. */
uint32_t value_kind_bits(value_kind kind);
/* "errno", "win32" ...; "" for ERRORS_NONE. */
const char *error_space_word(error_space space);
/* "-1", "0", "nonzero", "negative"; "" when nothing tells. */
const char *failure_word(uint32_t failure);

#endif
