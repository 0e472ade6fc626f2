/* The query `handles`: what a process has open. */
#include <string.h>

#include "base/memory.h"
#include "plugin.h"

#define SPAN_RECORDS 512u
#define SPAN_TEXT (1u << 20)
#define NAME_MOST 65536u /* of a Windows object */

typedef struct pass {
  objects objects;
  size_t at;
  char *type; /* NULL: any */
  uint64_t time;
  sonde_rows rows;
} pass;

sonde_status SONDE_CALL handles_query_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  running now = {self->host, call};
  stopper stop = stopper_of(&now);
  error e = {0};
  pass *p = NEW(pass);
  if (args[1].kind == SONDE_TEXT) p->type = memory_text(args[1].u.s, args[1].len);
  p->time = (uint64_t)platform_wall_ns();
  sonde_status status = platform_objects((uint32_t)args[0].u.u, &stop, &p->objects, &e);
  if (!status && !sonde_rows_init(&p->rows, COLUMN(HANDLES_COLUMNS), SPAN_RECORDS, SPAN_TEXT))
    status = error_set(&e, SONDE_MEMORY, "there is no memory for a list of handles");
  *cursor = p;
  if (!status) return SONDE_OK;
  handles_query_close(self, p);
  return plugin_fail(self->host, call, &e);
}

void SONDE_CALL handles_query_close(sonde_self *self, void *cursor) {
  (void)self;
  pass *p = cursor;
  objects_free(&p->objects);
  sonde_rows_free(&p->rows);
  memory_free(p->type);
  memory_free(p);
}

typedef struct record {
  sonde_record head;
  int64_t handle;
  sonde_slice type, name;
  uint64_t flags;
  int64_t offset;
  uint64_t id, quality;
} record;

SONDE_ASSERT(sizeof(record) == COLUMN(HANDLES_COLUMNS), memory_handles_record_has_its_declared_size);

static bool matches(const pass *p, const object *one) {
  if (!p->type) return true;
  return one->type_len == strlen(p->type) &&
         memcmp(text_chars(&p->objects.texts) + one->type, p->type, one->type_len) == 0;
}

static void add_record(pass *p, const object *one) {
  const char *texts = text_chars(&p->objects.texts);
  record *r = sonde_rows_add(&p->rows, p->time);
  r->handle = (int64_t)one->number;
  if (!one->why_type) sonde_rows_text(&p->rows, &r->type, texts + one->type, one->type_len);
  if (!one->why_name) sonde_rows_text(&p->rows, &r->name, texts + one->name, one->name_len);
  r->flags = one->why_flags ? 0 : one->flags;
  r->offset = one->why_offset ? 0 : one->offset;
  r->id = one->why_id ? 0 : one->id;
  sonde_set_quality(&r->quality, HANDLES_TYPE, one->why_type);
  sonde_set_quality(&r->quality, HANDLES_NAME, one->why_name);
  sonde_set_quality(&r->quality, HANDLES_FLAGS, one->why_flags);
  sonde_set_quality(&r->quality, HANDLES_OFFSET, one->why_offset);
  sonde_set_quality(&r->quality, HANDLES_ID, one->why_id);
}

sonde_status SONDE_CALL handles_query_next(
    sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  pass *p = cursor;
  if (self->host->cancelled(call))
    return self->host->fail(call, SONDE_CANCELLED, 0, "the list of handles was stopped");
  sonde_rows_clear(&p->rows);
  for (; p->at < p->objects.n && sonde_rows_fits(&p->rows, NAME_MOST + 256); p->at++)
    if (matches(p, &p->objects.list[p->at])) add_record(p, &p->objects.list[p->at]);
  sonde_rows_hand_over(&p->rows, span, NULL, p->at == p->objects.n ? SONDE_SPAN_END : 0);
  return SONDE_OK;
}
