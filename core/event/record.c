/* Record types, compiled from the fields of a plugin's row, and the reading of single columns. */
#include "event/record.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "event/counter.h"

enum { QUALITY_COLUMNS = 16, SUBJECT_OFFSET = 4, TIME_OFFSET = 8 };

static const sonde_field time_field = {.name = "time",
    .unit = "time",
    .doc = "When the record was written, nanoseconds since 1970-01-01 UTC.",
    .kind = SONDE_I64,
    .offset = TIME_OFFSET};

static record_column column_of(const sonde_field *f) {
  return (record_column){.field = f,
      .kind = f->kind,
      .offset = f->offset,
      .shift = f->shift,
      .width = f->width,
      .is_ticks = strcmp(f->unit, "ticks") == 0};
}

/* The n-th QUALITY field speaks for the fields 16n to 16n + 15 of the row, except the subject: symbol 0 is
 * none. */
static void add_quality(record_type *t, const sonde_field *fields, uint32_t nfields) {
  for (uint32_t i = 0, first = 0; i < nfields; i++) {
    if (!(fields[i].flags & SONDE_FIELD_QUALITY)) continue;
    for (uint32_t c = 0; c < QUALITY_COLUMNS && first + c < nfields; c++) {
      if (fields[first + c].flags & SONDE_FIELD_SUBJECT) continue;
      t->columns[first + c].quality_offset = fields[i].offset;
      t->columns[first + c].quality_shift = 4 * c;
    }
    first += QUALITY_COLUMNS;
  }
}

static sonde_field *extra_field(const char *name, uint32_t offset) {
  sonde_field *f = NEW(sonde_field);
  *f = (sonde_field){.name = memory_text(name, strlen(name)),
      .unit = "",
      .doc = "Named by the caller.",
      .kind = SONDE_TEXT,
      .offset = offset};
  return f;
}

record_type *record_type_new(const char *plugin, const char *name, uint32_t event, const sonde_field *fields,
    uint32_t nfields, uint32_t record_size, const char *const *extra, uint32_t nextra) {
  record_type *t = NEW(record_type);
  t->plugin = memory_text(plugin, strlen(plugin));
  t->name = memory_text(name, strlen(name));
  t->event = event;
  t->record_size = record_size + nextra * (uint32_t)sizeof(sonde_slice);
  t->columns = memory_new((nfields + nextra + 1) * sizeof *t->columns);
  for (uint32_t i = 0; i < nfields; i++)
    t->columns[t->ncolumns++] = column_of(&fields[i]);
  add_quality(t, fields, nfields);
  t->first_extra = nfields;
  for (uint32_t i = 0; i < nextra; i++)
    t->columns[t->ncolumns++] =
        column_of(extra_field(extra[i], record_size + i * (uint32_t)sizeof(sonde_slice)));
  t->nextra = nextra;
  if (record_find_column(t, "time") < 0) t->columns[t->ncolumns++] = column_of(&time_field);
  return t;
}

void record_type_free(record_type *t) {
  if (!t) return;
  for (uint32_t i = 0; i < t->nextra; i++) {
    const sonde_field *f = t->columns[t->first_extra + i].field;
    memory_free((void *)(uintptr_t)f->name);
    memory_free((void *)(uintptr_t)f);
  }
  memory_free(t->columns);
  memory_free(t->plugin);
  memory_free(t->name);
  memory_free(t);
}

int record_find_column(const record_type *t, const char *name) {
  for (uint32_t i = 0; i < t->ncolumns; i++)
    if (strcmp(t->columns[i].field->name, name) == 0) return (int)i;
  return -1;
}

static uint64_t word_of(const sonde_record *r, uint32_t offset) {
  uint64_t word;
  memcpy(&word, (const char *)r + offset, sizeof word);
  return word;
}

static uint32_t half_of(const sonde_record *r, uint32_t offset) {
  uint32_t half;
  memcpy(&half, (const char *)r + offset, sizeof half);
  return half;
}

uint32_t record_column_why(const record_column *c, const sonde_record *r) {
  uint32_t bytes = c->kind == SONDE_SYMBOL ? 4 : 8;
  if (c->offset + bytes > r->size) return SONDE_WHY_NOT_ASKED;
  if (!c->quality_offset || c->quality_offset + 8 > r->size) return SONDE_WHY_KNOWN;
  uint32_t why = (uint32_t)(word_of(r, c->quality_offset) >> c->quality_shift) & 15;
  return why <= SONDE_WHY_OVERFLOW ? why : SONDE_WHY_UNKNOWN;
}

uint64_t record_column_bits(const record_column *c, const sonde_record *r) {
  uint64_t word = word_of(r, c->offset);
  if (!c->width) return word;
  word = word >> c->shift & ((UINT64_C(1) << c->width) - 1);
  /* A packed signed column: its top bit is the sign. */
  if (c->kind == SONDE_I64 && word >> (c->width - 1)) word |= UINT64_MAX << c->width;
  return word;
}

bool record_column_slice(const record_source *s, const record_column *c, const sonde_record *r,
    const char **bytes, uint32_t *len) {
  uint64_t word = word_of(r, c->offset);
  uint32_t offset = (uint32_t)word;
  *len = (uint32_t)(word >> 32) & ~SONDE_SLICE_CUT;
  *bytes = *len ? (const char *)s->heap + offset : "";
  return !*len || (s->heap && offset <= s->heap_bytes && *len <= s->heap_bytes - offset);
}

uint32_t record_column_symbol(const record_source *s, const record_column *c, const sonde_record *r) {
  return symbol_map_get(s->symbols, half_of(r, c->offset));
}

static sonde_value symbol_value(const record_source *s, const record_column *c, const sonde_record *r) {
  uint32_t number = record_column_symbol(s, c, r);
  size_t len;
  if (!half_of(r, c->offset)) return value_nil();
  if (!number) return value_unknown(SONDE_WHY_IMPLAUSIBLE, "the symbol was never defined");
  const char *chars = symbol_text(s->symbols->table, number, &len);
  return value_text_len(chars, len);
}

/* Bytes that are not UTF-8 are shown up to the first wrong one. */
static sonde_value text_value(const char *bytes, uint32_t len) {
  return value_text_len(bytes, utf8_valid_prefix(bytes, len));
}

static sonde_value bytes_value(const char *bytes, uint32_t len) {
  sonde_value v = value_text_len(bytes, len);
  v.kind = SONDE_BYTES;
  return v;
}

static sonde_value slice_value(const record_source *s, const record_column *c, const sonde_record *r) {
  const char *bytes;
  uint32_t len;
  if (!record_column_slice(s, c, r, &bytes, &len))
    return value_unknown(SONDE_WHY_IMPLAUSIBLE, "the text lies outside the record's memory");
  return c->kind == SONDE_TEXT ? text_value(bytes, len) : bytes_value(bytes, len);
}

sonde_value record_value(const record_source *s, const sonde_record *r, uint32_t column) {
  const record_column *c = &s->type->columns[column];
  uint32_t why = record_column_why(c, r);
  if (why) return value_unknown(why, NULL);
  if (c->offset == TIME_OFFSET) return value_i64(counter_wall_of(s->clock, r->time));
  uint64_t bits = c->kind == SONDE_SYMBOL ? 0 : record_column_bits(c, r);
  if (c->is_ticks && s->clock) return value_i64(counter_ticks_to_ns(s->clock, bits));
  switch (c->kind) {
  case SONDE_BOOL: return value_bool(bits != 0);
  case SONDE_I64: return value_i64((int64_t)bits);
  case SONDE_U64: return value_u64(bits);
  case SONDE_HANDLE: return (sonde_value){.kind = SONDE_HANDLE, .u.u = bits};
  case SONDE_SYMBOL: return symbol_value(s, c, r);
  case SONDE_F64: {
    double n;
    memcpy(&n, &bits, sizeof n);
    return value_f64(n);
  }
  case SONDE_TEXT:
  case SONDE_BYTES:
  case SONDE_PAIRS: return slice_value(s, c, r);
  default: return value_unknown(SONDE_WHY_UNSUPPORTED, NULL);
  }
}

static sonde_status check_records(const record_type *t, const sonde_span *span, error *e) {
  uint64_t at = 0, time = 0;
  for (uint32_t i = 0; i < span->nrecords; i++) {
    const sonde_record *r = (const sonde_record *)(const void *)((const char *)span->records + at);
    if (span->nbytes - at < sizeof *r || r->size < sizeof *r || r->size % 8 || r->size > span->nbytes - at)
      return error_set(e, SONDE_ARG, "%s.%s: record %u at byte %llu has an impossible size", t->plugin,
          t->name, i, (unsigned long long)at);
    if (r->event == SONDE_DEFINE)
      return error_set(
          e, SONDE_ARG, "%s.%s: record %u defines a symbol, which only lanes may", t->plugin, t->name, i);
    if (r->time < time)
      return error_set(
          e, SONDE_ARG, "%s.%s: the time of record %u is before the one before it", t->plugin, t->name, i);
    time = r->time;
    at += r->size;
  }
  if (at != span->nbytes)
    return error_set(e, SONDE_ARG, "%s.%s: the span says %llu bytes, its %u records have %llu", t->plugin,
        t->name, (unsigned long long)span->nbytes, span->nrecords, (unsigned long long)at);
  return SONDE_OK;
}

sonde_status record_check_span(const record_type *t, const sonde_span *span, error *e) {
  if (span->flags & ~(SONDE_SPAN_END | SONDE_SPAN_WAIT | SONDE_SPAN_GAP))
    return error_set(e, SONDE_ARG, "%s.%s: the span has unknown flags 0x%x", t->plugin, t->name, span->flags);
  if (span->nrecords > 4096)
    return error_set(e, SONDE_ARG, "%s.%s: %u records in one span; at most 4096 are allowed", t->plugin,
        t->name, span->nrecords);
  if (span->nbytes && (!span->records || (uintptr_t)span->records % 8))
    return error_set(
        e, SONDE_ARG, "%s.%s: the span's records are missing or not 8-aligned", t->plugin, t->name);
  if (span->heap_bytes && !span->heap)
    return error_set(e, SONDE_ARG, "%s.%s: the span's heap is missing", t->plugin, t->name);
  if (span->clock && span->clock->shift > 63)
    return error_set(
        e, SONDE_ARG, "%s.%s: the clock's shift is %u; at most 63", t->plugin, t->name, span->clock->shift);
  return check_records(t, span, e);
}
