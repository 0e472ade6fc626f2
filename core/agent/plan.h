/* What a tracer's plan says about a function. Freestanding. */
#ifndef SONDE_AGENT_PLAN_H
#define SONDE_AGENT_PLAN_H

#include "agent/module.h"
#include "agent/tracer.h"

/* Copied from the block at the start: the plan cannot change under our feet. */
typedef struct plan {
  const uint8_t *bytes; /* a tracer_plan, then what it names */
  uint64_t size;
} plan;

/* Whether all offsets lie inside and all texts end. */
uint32_t plan_is_sound(const plan *p);
static inline const tracer_plan *plan_head(const plan *p) {
  return (const tracer_plan *)(const void *)p->bytes;
}
/* Its row from 1; 0: none. */
uint32_t plan_signature(const plan *p, const char *name);
const tracer_signature *plan_row(const plan *p, uint32_t row);

/* Whether calls from this object are watched at all. */
uint32_t plan_wants_caller(const plan *p, const char *caller);
/* Whether a function of this name may be watched, whatever its library. */
uint32_t plan_wants_name(const plan *p, const char *name);
/* What becomes of a function: AGENT_FORM_*, and *why of AGENT_FORM_NONE; *row: plan_signature. wanted 0: it
 * is not even listed. */
typedef struct plan_choice {
  uint32_t wanted, row;
  uint16_t form, why;
} plan_choice;
plan_choice plan_choose(const plan *p, const char *name, const char *library);

/* How far a function may be wrapped, whatever its signature says: AGENT_FORM_FRAMED, _ENTRY when a frame
 * around it changes what it does (setjmp, vfork, dlopen
 * ...), _NONE when it serves the compiler or the loader. */
uint16_t unsafe_form(const char *name);

#endif
