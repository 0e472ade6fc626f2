/* Columns of a batch as 8-byte values: the only place where the reducer looks into records. */
#include <string.h>

#include "base/schema.h"
#include "event/counter.h"
#include "event/reduce_plan.h"

static value_class class_of(uint32_t kind) {
  switch (kind) {
  case SONDE_I64: return CLASS_I64;
  case SONDE_F64: return CLASS_F64;
  case SONDE_SYMBOL: return CLASS_SYMBOL;
  case SONDE_TEXT:
  case SONDE_BYTES:
  case SONDE_PAIRS: return CLASS_TEXT;
  default: return CLASS_U64;
  }
}

static sonde_status no_column(const reduce *r, const char *where, const char *name, error *e) {
  const char *names[256];
  uint32_t n = 0;
  while (n < r->type->ncolumns && n < 256) {
    names[n] = r->type->columns[n].field->name;
    n++;
  }
  const char *near = schema_suggest(names, n, name);
  if (near) return error_set(e, SONDE_ARG, "%s: no column '%s', did you mean '%s'?", where, name, near);
  return error_set(e, SONDE_ARG, "%s: no column '%s' in %s.%s", where, name, r->type->plugin, r->type->name);
}

sonde_status reduce_find_input(reduce *r, const char *where, const char *name, reduce_input *in, error *e) {
  int at = record_find_column(r->type, name);
  if (at < 0) return no_column(r, where, name, e);
  const record_column *c = &r->type->columns[at];
  *in = (reduce_input){.column = c,
      .index = (uint32_t)at,
      .class = class_of(c->kind),
      .is_ticks = c->is_ticks,
      .is_time = c->offset == offsetof(sonde_record, time)};
  if (at < 64) r->wanted |= UINT64_C(1) << at;
  return SONDE_OK;
}

static const uint64_t sign = UINT64_C(1) << 63;

uint64_t reduce_key(value_class class, uint64_t bits) {
  if (class == CLASS_I64) return bits ^ sign;
  if (class == CLASS_F64) return bits & sign ? ~bits : bits | sign;
  return bits;
}

uint64_t reduce_key_back(value_class class, uint64_t key) {
  if (class == CLASS_I64) return key ^ sign;
  if (class == CLASS_F64) return key & sign ? key ^ sign : ~key;
  return key;
}

uint64_t reduce_hash(const void *bytes, size_t len) {
  const unsigned char *p = bytes;
  uint64_t h = UINT64_C(0x9E3779B97F4A7C15) ^ len, word;
  for (; len; p += 8) {
    size_t step = len < 8 ? len : 8;
    word = 0;
    memcpy(&word, p, step);
    h = (h ^ word) * UINT64_C(0xBF58476D1CE4E5B9);
    h ^= h >> 29;
    len -= step;
  }
  h *= UINT64_C(0x94D049BB133111EB);
  return h ^ h >> 32;
}

/* The value joins the loaded ones. */
static void put(batch *b, uint32_t i, uint64_t bits) {
  b->bits[b->nvalues] = bits;
  b->owners[b->nvalues] = b->groups[i];
  b->origins[b->nvalues] = b->records[i];
  b->nvalues++;
}

/* A whole word in records that are long enough, without quality bits: by far the most frequent. */
static void load_plain(reduce *r, uint32_t offset) {
  batch *b = &r->batch;
  for (uint32_t i = 0; i < b->n; i++) {
    uint64_t bits;
    if (offset + 8 > b->records[i]->size) {
      r->loss.unknown++;
      continue;
    }
    memcpy(&bits, (const char *)b->records[i] + offset, sizeof bits);
    put(b, i, bits);
  }
}

/* Not a number and infinities are unknown; minus zero is zero. */
static bool tidy_real(uint64_t *bits) {
  double n;
  if ((*bits >> 52 & 0x7FF) == 0x7FF) return false;
  memcpy(&n, bits, sizeof n);
  n += 0.0;
  memcpy(bits, &n, sizeof n);
  return true;
}

static bool text_bits(
    const record_source *s, const record_column *c, const sonde_record *record, uint64_t *bits) {
  const char *bytes;
  uint32_t len;
  if (!record_column_slice(s, c, record, &bytes, &len)) return false;
  *bits = reduce_hash(bytes, len);
  return true;
}

static bool load_one(
    const record_source *s, const reduce_input *in, const sonde_record *record, uint64_t *bits) {
  const record_column *c = in->column;
  if (record_column_why(c, record)) return false;
  if (in->is_time) {
    *bits = (uint64_t)counter_wall_of(s->clock, record->time);
    return true;
  }
  if (in->class == CLASS_TEXT) return text_bits(s, c, record, bits);
  if (in->class == CLASS_SYMBOL) {
    *bits = record_column_symbol(s, c, record);
    return true;
  }
  *bits = record_column_bits(c, record);
  if (c->kind == SONDE_BOOL) *bits = *bits != 0;
  return in->class != CLASS_F64 || tidy_real(bits);
}

static bool is_plain(const reduce_input *in) {
  const record_column *c = in->column;
  return !c->quality_offset && !c->width && !in->is_time && (c->kind == SONDE_I64 || c->kind == SONDE_U64);
}

void reduce_load(reduce *r, const reduce_input *in) {
  batch *b = &r->batch;
  if (b->loaded == in->index + 1) return;
  b->loaded = in->index + 1;
  b->nvalues = 0;
  if (is_plain(in)) {
    load_plain(r, in->column->offset);
    return;
  }
  for (uint32_t i = 0; i < b->n; i++) {
    uint64_t bits;
    if (load_one(b->source, in, b->records[i], &bits))
      put(b, i, bits);
    else
      r->loss.unknown++;
  }
}
