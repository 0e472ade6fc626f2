/* From readings to values and records; from lists of names to sets of measures. */
#include "plugin.h"

#include <stdio.h>
#include <string.h>

#define REAL_I64 0
#define REAL_F64 1
#define REAL(name, kind, unit, flags, doc) REAL_##kind,

static const uint8_t is_real[M_COUNT] = {PROCESS_MEASURES(REAL) SYSTEM_MEASURES(REAL)};

bool measure_is_real(int m) {
  return is_real[m];
}

sonde_status plugin_fail(const sonde_host *host, sonde_call *call, const error *e) {
  return host->fail(call, e->status, e->os_code, e->text);
}

static sonde_status add_named(
    sonde_call *call, const sonde_host *host, const sonde_value *list, uint64_t *set) {
  for (uint32_t i = 0; list->kind == SONDE_LIST && i < list->len; i++) {
    const sonde_value *item = &list->u.list[i];
    uint64_t bit = item->kind == SONDE_TEXT ? measure_named(item->u.s, item->len) : 0;
    if (bit == 0) {
      char text[128];
      snprintf(text, sizeof text,
          "there is no column '%.*s'; see 'sonde describe perfcounters' for those there are",
          item->kind == SONDE_TEXT ? (int)(item->len < 40 ? item->len : 40) : 0,
          item->kind == SONDE_TEXT ? item->u.s : "");
      return host->fail(call, SONDE_ARG, 0, text);
    }
    *set |= bit;
  }
  return SONDE_OK;
}

sonde_status ask_measures(sonde_call *call, const sonde_host *host, const sonde_value *columns,
    const sonde_value *only, uint64_t *wanted) {
  uint64_t more = 0, just = 0;
  sonde_status s = add_named(call, host, columns, &more);
  if (!s) s = add_named(call, host, only, &just);
  *wanted = (only->kind == SONDE_LIST ? just : M_ALL & ~M_EXPENSIVE) | more | M_IDENTITY;
  return s;
}

sonde_value answer_measure(const reading *r, int m) {
  if (r->why[m] != SONDE_WHY_KNOWN) return (sonde_value){.kind = SONDE_UNKNOWN, .len = r->why[m]};
  if (is_real[m]) return (sonde_value){.kind = SONDE_F64, .u.n = r->value[m].n};
  return (sonde_value){.kind = SONDE_I64, .u.i = r->value[m].i};
}

sonde_value answer_text(const sonde_host *host, sonde_call *call, const reading *r, int t) {
  const reading_text *text = &r->text[t];
  if (text->why != SONDE_WHY_KNOWN) return (sonde_value){.kind = SONDE_UNKNOWN, .len = text->why};
  char *copy = host->alloc(call, (uint64_t)text->len + 1);
  if (!copy) return (sonde_value){.kind = SONDE_UNKNOWN, .len = SONDE_WHY_OVERFLOW};
  memcpy(copy, text->s, text->len);
  return (sonde_value){.kind = SONDE_TEXT, .len = text->len, .u.s = copy};
}

void answer_quality(uint64_t *quality, uint32_t column, uint32_t why) {
  quality[column / 16] |= (uint64_t)why << (4 * (column % 16));
}

void answer_record(const reading *r, uint64_t wanted, int n, void *record, uint64_t *quality) {
  int64_t *column = (int64_t *)(void *)((char *)record + COLUMN(0));
  for (int m = 0; m < n; m++) {
    uint32_t why = wanted & M_BIT(m) ? r->why[m] : SONDE_WHY_NOT_ASKED;
    memcpy(&column[m], &r->value[m], sizeof column[m]);
    if (why) {
      column[m] = 0;
      answer_quality(quality, (uint32_t)m, why);
    }
  }
}
