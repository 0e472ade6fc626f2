/* A bounded queue of rows. */
#include "script/keep.h"

#include <string.h>

#include "base/memory.h"

typedef struct kept_row {
  struct kept_row *next;
  uint64_t bytes;
  uint32_t n;
  sonde_value values[]; /* their texts lie behind them */
} kept_row;

struct keep {
  kept_row *first, *last, *taken;
  uint64_t bytes, limit, dropped;
};

keep *keep_new(uint64_t limit_bytes) {
  keep *k = NEW(keep);
  k->limit = limit_bytes;
  return k;
}

void keep_free(keep *k) {
  if (!k) return;
  for (kept_row *r = k->first, *next; r; r = next) {
    next = r->next;
    memory_free(r);
  }
  memory_free(k->taken);
  memory_free(k);
}

static bool has_bytes(const sonde_value *v) {
  return v->kind == SONDE_TEXT || v->kind == SONDE_BYTES;
}

static char *put_bytes(char *at, const void *from, size_t len) {
  if (len) memcpy(at, from, len);
  return at + len;
}

static void drop_oldest(keep *k) {
  kept_row *r = k->first;
  k->first = r->next;
  if (!k->first) k->last = NULL;
  k->bytes -= r->bytes;
  k->dropped++;
  memory_free(r);
}

static void add_row(keep *k, const record_source *source, const sonde_record *record) {
  enum { COLUMNS_MOST = 96 };
  sonde_value values[COLUMNS_MOST];
  uint32_t n = source->type->ncolumns < COLUMNS_MOST ? source->type->ncolumns : COLUMNS_MOST;
  uint64_t bytes = sizeof(kept_row) + n * sizeof *values;
  for (uint32_t i = 0; i < n; i++) {
    values[i] = record_value(source, record, i);
    if (has_bytes(&values[i])) bytes += values[i].len;
  }
  if (bytes > k->limit) {
    k->dropped++;
    return;
  }
  while (k->bytes + bytes > k->limit)
    drop_oldest(k);
  kept_row *r = memory_new((size_t)bytes);
  char *at = (char *)(r->values + n);
  for (uint32_t i = 0; i < n; i++) {
    r->values[i] = values[i];
    if (!has_bytes(&values[i])) continue;
    r->values[i].u.s = at;
    at = put_bytes(at, values[i].u.s, values[i].len);
  }
  r->bytes = bytes;
  r->n = n;
  if (k->last)
    k->last->next = r;
  else
    k->first = r;
  k->last = r;
  k->bytes += bytes;
}

void keep_add(void *self, const record_source *source, const sonde_span *span) {
  const sonde_record *r = span->records;
  for (uint32_t i = 0; i < span->nrecords; i++, r = record_next(r))
    add_row(self, source, r);
}

const sonde_value *keep_take(keep *k, uint32_t *n) {
  kept_row *r = k->first;
  if (!r) return NULL;
  k->first = r->next;
  if (!k->first) k->last = NULL;
  k->bytes -= r->bytes;
  memory_free(k->taken);
  k->taken = r;
  *n = r->n;
  return r->values;
}

uint64_t keep_dropped(const keep *k) {
  return k->dropped;
}
