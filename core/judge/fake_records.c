/* Rows of a test as records: what a plugin's query or event would have delivered. */
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "judge/fake.h"

enum { SPAN_MOST = 4096, COLUMNS_MOST = 16 };

struct fake_stream {
  host *host;
  record_type *type; /* the row's, with quality bits for every column, so that any can be unknown */
  arena arena;
  symbol_map symbols;
  uint32_t nsymbols;
  char *records; /* n * record_size */
  text heap;
  int64_t *due_ns; /* of each record, monotonic */
  uint32_t n, next;
};

static uint32_t extra_columns(const row *r, const sonde_value *args, const char **names) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < r->nparams; i++) {
    if (strcmp(r->params[i].name, "columns") != 0 || args[i].kind != SONDE_LIST) continue;
    for (; n < args[i].len && n < COLUMNS_MOST; n++) {
      names[n] = args[i].u.list[n].kind == SONDE_TEXT ? args[i].u.list[n].u.s : "";
    }
  }
  return r->flags & SONDE_ROW_COLUMNS ? n : 0;
}

static bool is_data(const record_type *t, uint32_t column) {
  const sonde_field *f = t->columns[column].field;
  bool own_time = column + 1 == t->ncolumns && f->offset == offsetof(sonde_record, time);
  return !own_time && !(f->flags & SONDE_FIELD_QUALITY);
}

static record_type *make_type(const row *r, const sonde_value *args) {
  const char *names[COLUMNS_MOST];
  uint32_t nextra = extra_columns(r, args, names);
  record_type *t = record_type_new(
      plugin_name(r->plugin), r->name, r->index, r->fields, r->nfields, r->record_size, names, nextra);
  uint32_t bits = 0, start = (t->record_size + 7) & ~7u;
  for (uint32_t i = 0; i < t->ncolumns; i++) {
    if (!is_data(t, i)) continue;
    t->columns[i].quality_offset = start + bits / 64 * 8;
    t->columns[i].quality_shift = bits % 64;
    bits += 4;
  }
  t->record_size = start + (bits + 63) / 64 * 8;
  return t;
}

static uint64_t put_heap(fake_stream *s, const char *bytes, size_t len) {
  uint64_t slice = (uint64_t)len << 32 | s->heap.len;
  text_add(&s->heap, bytes, len);
  return slice;
}

/* Slices of key and value, one after the other, in the heap; a slice of those. */
static uint64_t put_pairs(fake_stream *s, const sonde_value *v) {
  uint64_t *slices = arena_alloc(&s->arena, (v->len + 1u) * 2 * sizeof *slices);
  for (uint32_t i = 0; i < v->len; i++) {
    const sonde_pair *p = &v->u.map[i];
    bool is_text = p->value.kind == SONDE_TEXT;
    slices[2 * i] = put_heap(s, p->key, strlen(p->key));
    slices[2 * i + 1] = put_heap(s, is_text ? p->value.u.s : "", is_text ? p->value.len : 0);
  }
  while (s->heap.len % 8) {
    text_putc(&s->heap, 0);
  }
  return put_heap(s, (const char *)slices, v->len * 2 * sizeof *slices);
}

static uint64_t word_of(fake_stream *s, const record_column *c, const sonde_value *v) {
  switch (c->kind) {
  case SONDE_TEXT:
  case SONDE_BYTES: return put_heap(s, v->u.s, v->len);
  case SONDE_PAIRS: return v->kind == SONDE_MAP ? put_pairs(s, v) : 0;
  case SONDE_SYMBOL: symbol_map_define(&s->symbols, ++s->nsymbols, v->u.s, v->len); return s->nsymbols;
  default: return v->u.u; /* numbers of any kind: their 64 bits */
  }
}

static void put_column(char *record, const record_column *c, uint64_t word) {
  uint64_t old;
  if (c->kind == SONDE_SYMBOL) {
    uint32_t half = (uint32_t)word;
    memcpy(record + c->offset, &half, sizeof half);
    return;
  }
  memcpy(&old, record + c->offset, sizeof old);
  if (c->width) {
    uint64_t mask = (UINT64_C(1) << c->width) - 1;
    word = (old & ~(mask << c->shift)) | (word & mask) << c->shift;
  }
  memcpy(record + c->offset, &word, sizeof word);
}

static void put_quality(char *record, const record_column *c, uint32_t why) {
  uint64_t word;
  memcpy(&word, record + c->quality_offset, sizeof word);
  word |= (uint64_t)why << c->quality_shift;
  memcpy(record + c->quality_offset, &word, sizeof word);
}

static sonde_status fill_record(fake_stream *s, char *record, const sonde_value *given, error *e) {
  for (uint32_t i = 0; i < s->type->ncolumns; i++) {
    const record_column *c = &s->type->columns[i];
    const sonde_value *v = value_get(given, c->field->name);
    sonde_value read = value_unknown(SONDE_WHY_NOT_ASKED, NULL); /* a column that the row does not name */
    if (!is_data(s->type, i)) continue;
    if (v && v->kind != SONDE_NIL) {
      sonde_status status = fake_value(&s->arena, c->field, v, &read, e);
      if (status != SONDE_OK) return status;
    }
    if (read.kind == SONDE_UNKNOWN) {
      put_quality(record, c, read.len);
    } else {
      put_column(record, c, word_of(s, c, &read));
    }
  }
  return SONDE_OK;
}

static sonde_status check_names(const fake_stream *s, const sonde_value *given, error *e) {
  for (uint32_t i = 0; i < given->len; i++) {
    const char *key = given->u.map[i].key;
    if (strcmp(key, "after") != 0 && record_find_column(s->type, key) < 0)
      return error_set(e, SONDE_ARG, "fake: %s.%s has no column '%s'", s->type->plugin, s->type->name, key);
  }
  return SONDE_OK;
}

static sonde_status add_row(fake_stream *s, const row *r, const sonde_value *given, error *e) {
  static const sonde_field after_field = {
      .name = "after", .unit = "ns", .doc = "", .kind = SONDE_I64, .least = "0ns"};
  const sonde_value *after = value_get(given, "after");
  sonde_value delay = value_i64(0);
  if (given->kind != SONDE_MAP)
    return error_set(e, SONDE_ARG, "fake: %s wants a list of rows, like { { name = \"x\" } }", r->full_name);
  sonde_status status = check_names(s, given, e);
  if (status == SONDE_OK && after) status = schema_check(&s->arena, &after_field, after, &delay, e);
  if (status != SONDE_OK) return status;
  char *at = s->records + (size_t)s->n * s->type->record_size;
  sonde_record head = {.size = (uint16_t)s->type->record_size,
      .event = r->kind == ROW_EVENT ? (uint16_t)r->index : 0,
      .time = (uint64_t)(host_wall_ns(s->host) + delay.u.i)};
  memcpy(at, &head, sizeof head);
  s->due_ns[s->n++] = host_mono_ns(s->host) + delay.u.i;
  return fill_record(s, at, given, e);
}

fake_stream *fake_stream_new(
    host *h, const row *r, const sonde_value *args, const sonde_value *rows, error *e) {
  fake_stream *s = NEW(fake_stream);
  uint32_t n = rows && rows->kind == SONDE_LIST ? rows->len : 0;
  s->host = h;
  s->type = make_type(r, args);
  symbol_map_init(&s->symbols, host_symbols(h));
  s->records = memory_new((n + 1u) * (size_t)s->type->record_size);
  s->due_ns = memory_new((n + 1u) * sizeof *s->due_ns);
  sonde_status status = SONDE_OK;
  for (uint32_t i = 0; i < n && status == SONDE_OK; i++) {
    status = add_row(s, r, &rows->u.list[i], e);
  }
  if (status == SONDE_OK) return s;
  fake_stream_free(s);
  return NULL;
}

void fake_stream_free(fake_stream *s) {
  if (!s) return;
  symbol_map_free(&s->symbols);
  record_type_free(s->type);
  memory_free(s->records);
  memory_free(s->due_ns);
  text_free(&s->heap);
  arena_free(&s->arena);
  memory_free(s);
}

const record_type *fake_stream_type(const fake_stream *s) {
  return s->type;
}

bool fake_stream_read(
    fake_stream *s, int64_t mono_ns, bool all, record_source *source, sonde_span *span, bool *end) {
  uint32_t first = s->next;
  while (s->next < s->n && s->next - first < SPAN_MOST && (all || s->due_ns[s->next] <= mono_ns))
    s->next++;
  *end = s->next == s->n;
  if (s->next == first) return false;
  *source = (record_source){.type = s->type,
      .symbols = &s->symbols,
      .heap = (const uint8_t *)text_chars(&s->heap),
      .heap_bytes = s->heap.len};
  span->records = s->records + (size_t)first * s->type->record_size;
  span->nrecords = s->next - first;
  span->nbytes = (uint64_t)span->nrecords * s->type->record_size;
  span->heap = source->heap;
  span->heap_bytes = source->heap_bytes;
  span->clock = NULL;
  span->lost = 0;
  span->flags = *end ? SONDE_SPAN_END : 0;
  return true;
}
