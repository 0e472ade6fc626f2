/* Operations on sonde_value: the one form in which arguments, answers, rows and settings travel. */
#ifndef SONDE_BASE_VALUE_H
#define SONDE_BASE_VALUE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"

sonde_value value_nil(void);
sonde_value value_bool(bool b);
sonde_value value_i64(int64_t i);
sonde_value value_u64(uint64_t u);
sonde_value value_f64(double n); /* NaN or infinite becomes unknown (implausible) */
sonde_value value_text(const char *zero_terminated); /* not copied; NULL becomes nil */
sonde_value value_text_len(const char *s, size_t len);
sonde_value value_unknown(uint32_t why, const char *sentence); /* sentence: not copied, may be NULL */
sonde_value value_list(const sonde_value *items, size_t n);
sonde_value value_map(const sonde_pair *pairs, size_t n);

/* Deep copy into the arena; texts, keys and sentences get a zero byte behind them. SONDE_MEMORY over the budget; SONDE_ARG when
 * deeper than 32 levels. */
sonde_status value_copy(arena *a, const sonde_value *from, sonde_value *to, error *e);

/* The value of a key; NULL when it is not a map or has no such key. */
const sonde_value *value_get(const sonde_value *map, const char *key);

/* Same kind and content; the pairs of maps in any order. Integers of either sign compare by value: i64 5 equals u64 5. */
bool value_equal(const sonde_value *a, const sonde_value *b);

/* -1, 0, 1 for two numbers (any kinds, exact across i64, u64 and f64) or two texts (bytewise); 2: cannot be compared. */
int value_compare(const sonde_value *a, const sonde_value *b);

bool value_is_number(const sonde_value *v);
double value_as_f64(const sonde_value *v); /* of any number or bool; else 0 */

/* "nil", "unknown", "boolean", "integer", "number", "text", ...: as users see kinds. */
const char *kind_word(uint32_t kind);

/* Whether values of this unit are shown as hex: address, flags, hash, id. unit: may be NULL. */
bool value_unit_is_hex(const char *unit);

/* For people: unit ns as "12 ms", time as "2026-11-25T02:03:25.057Z", bytes as "3.4 MiB", percent as "12.3 %", address flags hash id as hex, unknown as "unknown (denied)", list
 * and map in braces. One line: control characters and invalid UTF-8 are escaped. unit: may be NULL. */
void value_print(text *out, const sonde_value *v, const char *unit);

#endif
