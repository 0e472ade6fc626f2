/* What an object's code does with the places (GLOB_DAT) that hold addresses of functions: call through them,
 * or take the address. */
#ifndef SONDE_AGENT_LINUX_CALLS_H
#define SONDE_AGENT_LINUX_CALLS_H

#include "agent/linux_objects.h"

#define CALLS_CALLED 1u
#define CALLS_TAKEN 2u

/* Looks through the object's code, once, and parts calls from takings where a place serves both: the calls
 * then go through a word of their own. 0: no memory. */
uint32_t calls_scan(object *o);
/* CALLS_* of the place of entry `index` of relocations[1]. */
uint32_t calls_of(const object *o, uint64_t index);
/* The word that the calls go through when the place serves both; NULL: the place itself, or they cannot be
 * parted. */
uint64_t *calls_word(const object *o, uint64_t index);
void calls_forget(object *o);

#endif
