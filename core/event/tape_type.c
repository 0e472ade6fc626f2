/* A record type's description on the tape: what is needed to read its columns without the plugin. */
#include <string.h>

#include "base/memory.h"
#include "event/tape_private.h"

static void put_word(text *out, const char *s) {
  wire_put_text(out, s ? s : "", s ? strlen(s) : 0);
}

/* The implicit time column is made again by whoever reads the description. */
static bool is_implicit(const record_type *t, uint32_t column) {
  const sonde_field *f = t->columns[column].field;
  return column + 1 == t->ncolumns && strcmp(f->name, "time") == 0 &&
         f->offset == offsetof(sonde_record, time);
}

static void put_column(text *out, const sonde_field *f) {
  bool secret = (f->flags & SONDE_FIELD_SECRET) != 0;
  put_word(out, f->name);
  put_word(out, f->unit);
  put_word(out, f->doc);
  wire_put_u32(out, f->kind);
  wire_put_u32(out, secret ? TAPE_ABSENT : f->offset);
  wire_put_u32(out, f->flags);
  wire_put_u32(out, f->shift);
  wire_put_u32(out, f->width);
}

void tape_put_type(text *out, const record_type *type) {
  uint32_t n = type->ncolumns;
  if (n && is_implicit(type, n - 1)) n--;
  put_word(out, type->plugin);
  put_word(out, type->name);
  wire_put_u32(out, type->event);
  wire_put_u32(out, type->record_size);
  wire_put_u32(out, n);
  for (uint32_t i = 0; i < n; i++)
    put_column(out, type->columns[i].field);
}

static const char *get_word(tape *t, wire_reader *r) {
  size_t len;
  return wire_get_text(r, &t->memory, &len);
}

static bool get_column(tape *t, wire_reader *r, sonde_field *f) {
  f->name = get_word(t, r);
  f->unit = get_word(t, r);
  f->doc = get_word(t, r);
  f->kind = wire_get_u32(r);
  f->offset = wire_get_u32(r);
  f->flags = wire_get_u32(r);
  f->shift = wire_get_u32(r);
  f->width = wire_get_u32(r);
  bool is_packed_well =
      f->width < 64 && f->shift < 64 && f->shift + f->width <= 64 && (f->width || !f->shift);
  return !r->failed && f->name[0] && f->kind >= SONDE_BOOL && f->kind < SONDE_KIND_COUNT &&
         f->kind != SONDE_LIST && f->kind != SONDE_MAP && f->offset >= 4 && f->offset <= TAPE_ABSENT &&
         is_packed_well;
}

bool tape_get_type(tape *t, wire_reader *r, tape_stream *s) {
  const char *plugin = get_word(t, r), *name = get_word(t, r);
  uint32_t event = wire_get_u32(r), record_size = wire_get_u32(r), n = wire_get_u32(r);
  if (r->failed || n > TAPE_COLUMNS || record_size > UINT16_MAX) return false;
  s->fields = memory_new((n + 1) * sizeof *s->fields);
  for (uint32_t i = 0; i < n; i++)
    if (!get_column(t, r, &s->fields[i])) return false;
  s->type = record_type_new(plugin, name, event, s->fields, n, record_size, NULL, 0);
  return true;
}
