/* The query `counters`: one reading, or two for rates, then a row for each value. */
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "plugin.h"

#define RECORDS_A_SPAN 512u

typedef struct record {
  sonde_record head;
  sonde_slice path, object, instance, counter;
  double value;
  sonde_slice unit;
  int64_t pid;
  sonde_slice source;
  uint64_t quality;
} record;

SONDE_ASSERT(sizeof(record) == COLUMN(COUNTERS_COLUMNS), perfcounters_counters_has_its_declared_size);

typedef struct pass {
  counter_set *set;
  int64_t due_ns; /* of the second reading; 0: all is read */
  uint64_t wall_ns;
  counter_row *rows;
  size_t n, capacity, sent;
  bool told; /* rows are there */
  text heap;
  record records[RECORDS_A_SPAN];
} pass;

sonde_status SONDE_CALL counters_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  sonde_status status;
  error e = {0};
  counter_set *set =
      counter_args(self, call, &args[COUNTERS_PATH], &args[COUNTERS_PATHS], &args[COUNTERS_SOURCE], &status);
  if (!set) return status;
  status = counter_set_read(set, &e);
  if (status) {
    counter_set_free(set);
    return plugin_fail(self->host, call, &e);
  }
  pass *p = NEW(pass);
  int64_t interval_ns = args[COUNTERS_INTERVAL].kind == SONDE_I64 ? args[COUNTERS_INTERVAL].u.i : 1000000000;
  p->set = set;
  if (interval_ns && counter_set_needs_two(set)) p->due_ns = platform_mono_ns() + interval_ns;
  *cursor = p;
  return SONDE_OK;
}

void SONDE_CALL counters_close(sonde_self *self, void *cursor) {
  (void)self;
  pass *p = cursor;
  counter_set_free(p->set);
  text_free(&p->heap);
  memory_free(p->rows);
  memory_free(p);
}

static void keep_row(void *self, const counter_row *row) {
  pass *p = self;
  if (p->n == p->capacity) {
    p->capacity = p->capacity ? p->capacity * 2 : 256;
    p->rows = memory_resize(p->rows, p->capacity * sizeof *p->rows);
  }
  p->rows[p->n++] = *row;
}

/* A name with a slip in it would else look like a process that has ended. */
static sonde_status check_present(sonde_self *self, sonde_call *call, const pass *p) {
  char path[PATH_LONGEST * 2];
  error e;
  for (size_t i = 0; i < p->n; i++)
    if (!p->rows[i].absent) return SONDE_OK;
  if (p->n == 0) return SONDE_OK;
  size_t len = counter_row_path(&p->rows[0], path, sizeof path);
  error_set(&e, SONDE_MISSING, "there is no such instance now: %.*s; a pattern with * shows those there are",
      (int)(len < 300 ? len : 300), path);
  return plugin_fail(self->host, call, &e);
}

static sonde_status take_rows(sonde_self *self, sonde_call *call, pass *p) {
  error e = {0};
  if (p->due_ns && counter_set_read(p->set, &e)) return plugin_fail(self->host, call, &e);
  p->wall_ns = (uint64_t)platform_wall_ns();
  counter_set_rows(p->set, keep_row, p);
  p->told = true;
  return check_present(self, call, p);
}

static sonde_slice add_text(pass *p, const char *s, size_t len) {
  sonde_slice slice = {(uint32_t)p->heap.len, (uint32_t)len};
  text_add(&p->heap, s, len);
  return slice;
}

static void fill(pass *p, const counter_row *row, record *r) {
  char bytes[PATH_LONGEST * 2];
  *r = (record){.head = {.size = sizeof *r, .time = p->wall_ns}};
  r->path = add_text(p, bytes, counter_row_path(row, bytes, sizeof bytes));
  r->object = row->object_part.len ? add_text(p, row->object_part.s, row->object_part.len)
                                   : add_text(p, row->object, strlen(row->object));
  r->instance = add_text(p, bytes, path_instance_text(&row->instance, bytes, sizeof bytes));
  r->counter = add_text(p, row->counter.s, row->counter.len);
  r->unit = add_text(p, row->unit, strlen(row->unit));
  r->source = add_text(p, row->source, strlen(row->source));
  r->value = row->value;
  r->pid = row->instance.pid;
  if (row->why) answer_quality(&r->quality, ROW_VALUE, row->why);
  if (!row->instance.pid) answer_quality(&r->quality, ROW_PID, SONDE_WHY_UNSUPPORTED);
}

sonde_status SONDE_CALL counters_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  pass *p = cursor;
  if (self->host->cancelled(call))
    return self->host->fail(call, SONDE_CANCELLED, 0, "the reading of counters was cancelled");
  if (!p->told && p->due_ns > platform_mono_ns()) {
    span->flags = SONDE_SPAN_WAIT;
    return SONDE_OK;
  }
  sonde_status status = p->told ? SONDE_OK : take_rows(self, call, p);
  if (status) return status;
  uint32_t n = 0;
  text_clear(&p->heap);
  while (n < RECORDS_A_SPAN && p->sent < p->n)
    fill(p, &p->rows[p->sent++], &p->records[n++]);
  span->flags = p->sent < p->n ? 0 : SONDE_SPAN_END;
  span->records = p->records;
  span->nrecords = n;
  span->nbytes = n * sizeof(record);
  span->heap = (const uint8_t *)text_chars(&p->heap);
  span->heap_bytes = p->heap.len;
  return SONDE_OK;
}
