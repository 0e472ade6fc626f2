/* The code that redirected calls run through: a fixed number of thunks in the agent's own image, each with 64
 * bytes that say what it does. Nothing is generated at run time. Freestanding. thunk.S of each platform knows
 * these offsets. */
#ifndef SONDE_AGENT_THUNK_H
#define SONDE_AGENT_THUNK_H

#include <stddef.h>
#include <stdint.h>

/* Written before the thunk is reachable; next may change later. */
typedef struct thunk_data {
  _Atomic uint64_t next; /* what is called, or jumped to */
  uint64_t word;         /* first word of the record */
  uint64_t mask, value;  /* the call failed when ((result & mask) == value) == want */
  uint32_t size;         /* of the record */
  uint8_t want;
  uint8_t failed_only;
  uint8_t narguments;                  /* recorded */
  uint8_t parameters;                  /* Windows: how many the function has */
  uint8_t failure, error, text, utf16; /* tracer_signature */
  uint8_t reserved[20];
} thunk_data;

_Static_assert(sizeof(thunk_data) == 64, "one cache line");
_Static_assert(
    offsetof(thunk_data, size) == 32 && offsetof(thunk_data, failed_only) == 37, "thunk.S knows them");

/* What a framed thunk keeps on its stack while the function runs. */
typedef struct thunk_frame {
  uint64_t arguments[6];
  uint64_t result;
  uint64_t start;  /* ticks */
  uint64_t second; /* the other register of the result */
} thunk_frame;

/* index: below thunk_count(form). form: AGENT_FORM_FRAMED or _ENTRY. */
uint32_t thunk_count(uint32_t form);
uint64_t thunk_code(uint32_t form, uint32_t index);
thunk_data *thunk_data_of(uint32_t form, uint32_t index);

/* Points at agent_head.active of the module tracer, before that at a zero word: thunks then only pass
 * through. */
extern const _Atomic uint32_t *thunk_gate;

/* What thunks call when the way is not free: no writer yet, chunk full, writer in use, time went back, the
 * call failed, the duration is too long. In trace.c. */
void trace_return(const thunk_data *d, const thunk_frame *f);
void trace_entry(const thunk_data *d);
/* The same, told where the return address of the call is. */
void trace_entry_at(const thunk_data *d, uint64_t stack);

#endif
