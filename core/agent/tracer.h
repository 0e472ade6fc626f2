/* The module tracer's plan and records (agent.h). Freestanding. */
#ifndef SONDE_AGENT_TRACER_H
#define SONDE_AGENT_TRACER_H

#include "agent/agent.h"

/* When a call has failed, looked at in its result; `wide`: all 64 bits of it, else the lower 32 as a signed number. */
#define TRACER_NEVER 0u     /* nothing tells */
#define TRACER_MINUS_ONE 1u /* -1: errno or GetLastError tells why (INVALID_HANDLE_VALUE too) */
#define TRACER_ZERO 2u      /* NULL, FALSE */
#define TRACER_NONZERO 3u   /* the result is the error number: pthread_*, posix_spawn */
#define TRACER_NEGATIVE 4u  /* below 0: HRESULT, NTSTATUS with the top bit; the result is the code */
#define TRACER_FAILURES 5u

/* Where the error number of a failed call is. */
#define TRACER_ERROR_NONE 0u
#define TRACER_ERROR_SYSTEM 1u /* errno; Windows: GetLastError */
#define TRACER_ERROR_RESULT 2u /* the result itself: no number is stored */

#define TRACER_MOST_ARGUMENTS 6u
#define TRACER_MOST_STACK 12u /* Windows: stack arguments that a framed thunk copies */

/* A prototype of the signature file. */
typedef struct tracer_signature {
  uint32_t name;      /* offset in the plan */
  uint8_t narguments; /* that are recorded, 0 to 6 */
  uint8_t parameters; /* that the function has, for stack arguments */
  uint8_t form;       /* AGENT_FORM_*: ENTRY for variadic ones and what has floating-point arguments */
  uint8_t failure;    /* TRACER_* */
  uint8_t wide;
  uint8_t error; /* TRACER_ERROR_* */
  uint8_t text;  /* the argument (from 1) whose text is taken when the call failed; 0: none */
  uint8_t utf16; /* that text is UTF-16 */
  uint8_t reserved[4];
} tracer_signature;

_Static_assert(sizeof(tracer_signature) == 16, "a row of the plan");

/* At the plan's start; signatures are sorted by name (bytes, as strcmp). Patterns: texts with * and ?, each zero-terminated, one behind the other, ended
 * by an empty one. offset 0: no such list. */
typedef struct tracer_plan {
  uint32_t nsignatures;
  uint32_t signatures; /* offset in the plan */
  uint32_t names;      /* patterns of functions; none: all */
  uint32_t exclude;    /* patterns of functions that are not watched */
  uint32_t libraries;  /* patterns of the libraries (file name without folder) whose functions are watched; none: all */
  uint32_t from;       /* patterns of the libraries or programs whose calls are watched; none: all */
  uint32_t unknown;    /* 1: functions without a signature are watched too, by their entry */
  uint32_t failed_only; /* 1: only failed calls are recorded */
} tracer_plan;

/* The record of a call: header, then as many of these as were asked for. An entry-only call is the bare header (16 bytes). Sizes: header 16, then
 * `about` and `result` (32 bytes), then 8 for each argument; with a text the room of all six arguments, the slice and
 * the quality (96 bytes). */
typedef struct tracer_call {
  sonde_record record;  /* subject: number of the function; time: ticks at the end of the call */
  uint64_t about;       /* bits 0-3 flags, 4-19 error number (65535: larger), 20-63 duration in ticks (all ones: longer) */
  uint64_t result;      /* as the register held it */
  uint64_t arguments[TRACER_MOST_ARGUMENTS];
  sonde_slice text;     /* of a failed call */
  uint64_t quality;     /* with a text: which of the arguments were not recorded, as SONDE_FIELD_QUALITY wants it */
} tracer_call;

_Static_assert(sizeof(tracer_call) == 96, "the record of a call");

#define TRACER_FIRST_ARGUMENT 5u /* column of arguments[0] in the row of `call`, for the quality */

#define TRACER_FAILED 1u    /* flags */
#define TRACER_HAS_TEXT 2u
#define TRACER_ERROR_SHIFT 4
#define TRACER_ERROR_BITS 16
#define TRACER_DURATION_SHIFT 20
#define TRACER_DURATION_BITS 44

#endif
