/* Writes what was found into the memory that the plugin reads. */
#ifndef COM_HELPER_ANSWER_H
#define COM_HELPER_ANSWER_H

#include <stdint.h>

#include "base/value.h"

void answer_begin(uint8_t *memory);
/* Each is one item, seen by the plugin from the return on. */
void answer_text(const char *name, const char *s);
void answer_i64(const char *name, int64_t i);
void answer_bool(const char *name, int b);
/* What is begun now: the last one is where it hung or crashed. */
void answer_step(const char *format, ...) FORMAT_PRINTF(1, 2);
/* Several in one item, as a record of a list. */
void answer_record(const sonde_pair *pairs, size_t n);

#endif
