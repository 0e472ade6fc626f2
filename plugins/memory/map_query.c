/* The query `map`: the regions of a process. */
#include <string.h>

#include "base/memory.h"
#include "plugin.h"

#define SPAN_RECORDS 512u
#define SPAN_TEXT (1u << 20)
#define NAME_MOST 8192u /* as lines keep; a record's texts fit an empty span */

typedef struct pass {
  regions regions;
  size_t at;
  uint32_t kind; /* KIND_COUNT: all */
  uint64_t time;
  sonde_rows rows;
} pass;

sonde_status SONDE_CALL map_query_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  running now = {self->host, call};
  stopper stop = stopper_of(&now);
  error e = {0};
  pass *p = NEW(pass);
  p->kind = args[1].kind == SONDE_TEXT ? kind_named(args[1].u.s, args[1].len) : KIND_COUNT;
  p->time = (uint64_t)platform_wall_ns();
  sonde_status status = platform_regions((uint32_t)args[0].u.u, &stop, &p->regions, &e);
  if (!status && !sonde_rows_init(&p->rows, COLUMN(MAP_COLUMNS), SPAN_RECORDS, SPAN_TEXT))
    status = error_set(&e, SONDE_MEMORY, "there is no memory for a list of regions");
  *cursor = p;
  if (!status) return SONDE_OK;
  map_query_close(self, p);
  return plugin_fail(self->host, call, &e);
}

void SONDE_CALL map_query_close(sonde_self *self, void *cursor) {
  (void)self;
  pass *p = cursor;
  regions_free(&p->regions);
  sonde_rows_free(&p->rows);
  memory_free(p);
}

typedef struct record {
  sonde_record head;
  uint64_t address;
  int64_t size;
  sonde_slice kind, protection, name;
  int64_t figure[F_COUNT];
  uint64_t quality;
} record;

SONDE_ASSERT(sizeof(record) == COLUMN(MAP_COLUMNS), memory_map_record_has_its_declared_size);

static void add_record(pass *p, const region *one) {
  record *r = sonde_rows_add(&p->rows, p->time);
  const char *kind = kind_name(one->kind);
  r->address = one->address;
  r->size = (int64_t)one->bytes;
  sonde_rows_text(&p->rows, &r->kind, kind, strlen(kind));
  sonde_rows_text(&p->rows, &r->protection, one->protection, strlen(one->protection));
  sonde_rows_text(&p->rows, &r->name, regions_name_of(&p->regions, one), one->name_len);
  for (int f = 0; f < F_COUNT; f++) {
    r->figure[f] = one->figure[f].why ? 0 : one->figure[f].bytes;
    sonde_set_quality(&r->quality, (uint32_t)(MAP_FIGURES + f), one->figure[f].why);
  }
}

sonde_status SONDE_CALL map_query_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  pass *p = cursor;
  if (self->host->cancelled(call))
    return self->host->fail(call, SONDE_CANCELLED, 0, "the list of regions was stopped");
  sonde_rows_clear(&p->rows);
  for (; p->at < p->regions.n && sonde_rows_fits(&p->rows, 2 * NAME_MOST); p->at++)
    if (p->kind == KIND_COUNT || p->regions.list[p->at].kind == p->kind)
      add_record(p, &p->regions.list[p->at]);
  sonde_rows_hand_over(&p->rows, span, NULL, p->at == p->regions.n ? SONDE_SPAN_END : 0);
  return SONDE_OK;
}
