/* The query `sites`: where what is live was allocated. */
#include <string.h>

#include "base/memory.h"
#include "plugin.h"

#define SPAN_RECORDS 512u
#define SPAN_TEXT (1u << 20)
#define STACK_MOST 24576u /* bytes of a stack's text */
#define ROW_TEXT (STACK_MOST + 8192u)

typedef struct pass {
  tracked_heap *heap;
  site_row *list;
  size_t n, at;
  bool compares; /* with an earlier mark */
  uint64_t time;
  text stack, place;
  sonde_rows rows;
} pass;

/* By MEMORY_FAMILY_*. */
static const char *const kinds[MEMORY_FAMILIES] = {"other", "malloc", "calloc", "realloc", "aligned", "new",
    "new[]", "free", "delete", "delete[]", "mmap", "file", "mremap", "munmap", "other", "other", "heap",
    "heap", "virtual"};

static const char *kind_of(uint64_t family) {
  return kinds[family < MEMORY_FAMILIES ? family : 0];
}

/* A mark by its label; *out NULL when none is named. */
static sonde_status find_mark(
    sonde_self *self, sonde_call *call, const heap_user *u, const sonde_value *label, const mark **out) {
  *out = NULL;
  if (!sonde_given(label)) return SONDE_OK;
  *out = heap_find_mark(u, label->u.s, label->len);
  if (*out) return SONDE_OK;
  return sonde_failf(self->host, call, SONDE_MISSING, 0, "there is no mark '%.*s'; heap:mark makes one",
      (int)(label->len < 100 ? label->len : 100), label->u.s);
}

static uint32_t order_of(const sonde_value *by) {
  static const char *const words[] = {"bytes", "count", "growth", "churn", "peak"};
  for (uint32_t i = 0; i < COUNT(words); i++)
    if (by->len == strlen(words[i]) && memcmp(by->u.s, words[i], by->len) == 0) return i;
  return BY_BYTES;
}

static sonde_status filter_of(
    sonde_self *self, sonde_call *call, const heap_user *u, const sonde_value *args, site_filter *out) {
  *out = (site_filter){.by = order_of(&args[SITES_BY]),
      .of = heap_of(&args[SITES_WHAT]),
      .least_bytes = (uint64_t)args[SITES_MIN_BYTES].u.i,
      .least_blocks = (uint64_t)args[SITES_MIN_BLOCKS].u.i,
      .top = (size_t)args[SITES_TOP].u.i};
  sonde_status status = find_mark(self, call, u, &args[SITES_FROM], &out->from);
  return status ? status : find_mark(self, call, u, &args[SITES_TO], &out->to);
}

sonde_status SONDE_CALL sites_query_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  tracked_heap *h = heap_argument(&args[0]);
  site_filter f;
  heap_drain(h);
  sonde_status status = filter_of(self, call, user_argument(&args[0]), args, &f);
  if (status) return status;
  pass *p = NEW(pass);
  h->users++;
  p->heap = h;
  p->compares = f.from != NULL;
  p->time = (uint64_t)platform_wall_ns();
  p->list = heap_sites(h, &f, &p->n);
  text_init(&p->stack, STACK_MOST);
  *cursor = p;
  if (sonde_rows_init(&p->rows, COLUMN(SITES_COLUMNS), SPAN_RECORDS, SPAN_TEXT)) return SONDE_OK;
  sites_query_close(self, p);
  return self->host->fail(call, SONDE_MEMORY, 0, "there is no memory for a list of call sites");
}

void SONDE_CALL sites_query_close(sonde_self *self, void *cursor) {
  (void)self;
  pass *p = cursor;
  heap_leave(p->heap);
  memory_free(p->list);
  text_free(&p->stack);
  text_free(&p->place);
  sonde_rows_free(&p->rows);
  memory_free(p);
}

typedef struct record {
  sonde_record head;
  uint64_t site;
  sonde_slice kind;
  int64_t live_bytes, live_blocks, allocations, allocated_bytes, peak_bytes, largest, freed;
  int64_t gained_bytes, gained_blocks;
  sonde_slice function, file;
  int64_t line;
  sonde_slice library, stack;
  uint64_t quality;
  sonde_slice place;
} record;

SONDE_ASSERT(sizeof(record) == COLUMN(SITES_COLUMNS), memory_sites_record_has_its_declared_size);

static void add_text(pass *p, record *r, sonde_slice *slice, uint32_t column, const char *s) {
  if (s)
    sonde_rows_text(&p->rows, slice, s, strlen(s) < 2000 ? strlen(s) : 2000);
  else
    sonde_set_quality(&r->quality, column, SONDE_WHY_UNKNOWN);
}

static void add_place(pass *p, record *r, const location *at) {
  static const location nowhere = {.function = NULL};
  if (!at) at = &nowhere;
  add_text(p, r, &r->function, SITES_FUNCTION, at->function);
  add_text(p, r, &r->file, SITES_FILE, at->file);
  add_text(p, r, &r->library, SITES_LIBRARY, at->library);
  text_clear(&p->place);
  if (at == &nowhere)
    text_puts(&p->place, "(no stack)");
  else
    heap_tell_place(at, &p->place);
  sonde_rows_text(&p->rows, &r->place, text_chars(&p->place), p->place.len);
  r->line = at->line;
  if (!at->line) sonde_set_quality(&r->quality, SITES_LINE, SONDE_WHY_UNKNOWN);
}

static void add_figures(record *r, const site_row *row) {
  r->live_bytes = (int64_t)row->now.live_bytes;
  r->live_blocks = (int64_t)row->now.live_blocks;
  r->allocations = (int64_t)row->now.allocations;
  r->allocated_bytes = (int64_t)row->now.allocated_bytes;
  r->peak_bytes = (int64_t)row->now.peak_bytes;
  r->largest = (int64_t)row->now.largest;
  r->freed = (int64_t)row->new_allocations - row->gained_blocks;
}

static void add_record(pass *p, const site_row *row) {
  record *r = sonde_rows_add(&p->rows, p->time);
  const char *kind = kind_of(row->now.family);
  r->site = row->id;
  sonde_rows_text(&p->rows, &r->kind, kind, strlen(kind));
  add_figures(r, row);
  if (p->compares) {
    r->gained_bytes = row->gained_bytes;
    r->gained_blocks = row->gained_blocks;
  } else {
    sonde_set_quality(&r->quality, SITES_GAINED_BYTES, SONDE_WHY_NOT_ASKED);
    sonde_set_quality(&r->quality, SITES_GAINED_BLOCKS, SONDE_WHY_NOT_ASKED);
  }
  text_clear(&p->stack);
  add_place(p, r, heap_tell_stack(p->heap, row->stack, &p->stack));
  if (p->stack.len)
    sonde_rows_text(&p->rows, &r->stack, text_chars(&p->stack), p->stack.len);
  else
    sonde_set_quality(&r->quality, SITES_STACK, SONDE_WHY_UNKNOWN);
}

sonde_status SONDE_CALL sites_query_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  pass *p = cursor;
  int64_t end = platform_wall_ns() + 40000000; /* next() returns within 50 ms */
  sonde_rows_clear(&p->rows);
  while (p->at < p->n && sonde_rows_fits(&p->rows, ROW_TEXT)) {
    if (self->host->cancelled(call))
      return self->host->fail(call, SONDE_CANCELLED, 0, "the list of call sites was stopped");
    add_record(p, &p->list[p->at++]);
    if (platform_wall_ns() > end) break;
  }
  sonde_rows_hand_over(&p->rows, span, NULL, p->at == p->n ? SONDE_SPAN_END : 0);
  return SONDE_OK;
}
