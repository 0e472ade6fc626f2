/* Symbols: texts with small numbers. Each writer defines its own numbers in-band; the host maps them to one
 * table. */
#ifndef SONDE_EVENT_SYMBOL_H
#define SONDE_EVENT_SYMBOL_H

#include <stddef.h>
#include <stdint.h>

typedef struct symbol_table symbol_table; /* the session's: number <-> text; thread-safe */

symbol_table *symbol_table_new(void);
void symbol_table_free(symbol_table *t);
/* Number of a text, 1 and up; the same text has the same number. Above 1 M texts: the number of "other",
 * counted. */
uint32_t symbol_intern(symbol_table *t, const char *text, size_t len);
/* Text of a number, zero-terminated; "" for 0 or a number never given out. Lives as long as the table. */
const char *symbol_text(const symbol_table *t, uint32_t symbol, size_t *len);
/* How often a text became "other". */
uint64_t symbol_count_other(symbol_table *t);

/* One writer's numbers (1 to 65,535) mapped to the table's. */
typedef struct symbol_map {
  symbol_table *table;
  uint32_t *to; /* [count] */
  uint32_t count;
} symbol_map;

void symbol_map_init(symbol_map *m, symbol_table *t);
void symbol_map_free(symbol_map *m);
void symbol_map_define(symbol_map *m, uint32_t number, const char *text, size_t len);
static inline uint32_t symbol_map_get(const symbol_map *m, uint32_t number) {
  return m && number < m->count ? m->to[number] : 0;
}

#endif
