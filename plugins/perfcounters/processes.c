/* The query `processes`: one pass over all processes, in spans of fixed-size records with their texts beside.
 */
#include <string.h>

#include "base/like.h"
#include "base/memory.h"
#include "base/text.h"
#include "plugin.h"

#define RECORDS_A_SPAN 512u
#define SPAN_NS 30000000 /* next() returns within 50 ms */
#define HEAP_FULL (1u << 20)

typedef struct record {
  sonde_record head;
  int64_t measure[P_COUNT];
  sonde_slice text[TEXT_COUNT];
  uint64_t quality[PROCESSES_QUALITY];
} record;

SONDE_ASSERT(sizeof(record) == COLUMN(PROCESSES_COLUMN_COUNT), perfcounters_record_has_its_declared_size);

typedef struct pass {
  collect *collect; /* its own place in the list of processes, the plugin's memory of earlier CPU times */
  uint64_t asked;   /* by `columns` and `only` */
  uint64_t sent;
  char *pattern; /* NULL: any name */
  uint32_t pid;  /* 0: all */
  text heap;
  record records[RECORDS_A_SPAN];
} pass;

sonde_status SONDE_CALL processes_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  uint64_t asked;
  sonde_status s = ask_measures(call, self->host, &args[PROCESSES_COLUMNS], &args[PROCESSES_ONLY], &asked);
  if (s) return s;
  error e = {0};
  collect *c = collect_new(self->collect, &e);
  if (!c) return plugin_fail(self->host, call, &e);
  s = collect_scan(c, &e);
  if (s) {
    collect_free(c);
    return plugin_fail(self->host, call, &e);
  }
  pass *p = NEW(pass);
  p->collect = c;
  p->asked = asked;
  const sonde_value *name = &args[PROCESSES_NAME];
  if (name->kind == SONDE_TEXT) p->pattern = memory_text(name->u.s, name->len);
  if (args[PROCESSES_PID].kind == SONDE_I64) p->pid = (uint32_t)args[PROCESSES_PID].u.i;
  *cursor = p;
  return SONDE_OK;
}

void SONDE_CALL processes_close(sonde_self *self, void *cursor) {
  (void)self;
  pass *p = cursor;
  collect_free(p->collect);
  text_free(&p->heap);
  memory_free(p->pattern);
  memory_free(p);
}

/* span.wanted counts columns: the measures first, then the texts. 0: a consumer that does not say. */
static uint64_t wanted_measures(uint64_t wanted, uint64_t asked) {
  if (wanted == 0) return asked;
  uint64_t measures = wanted & (M_BIT(P_COUNT) - 1);
  uint64_t texts = (wanted >> P_COUNT & 15) << M_COUNT;
  return (measures | texts | M_IDENTITY) & asked;
}

static void add_text(pass *p, record *r, int t, const reading_text *from, bool wanted) {
  if (!wanted || from->why != SONDE_WHY_KNOWN) {
    r->text[t] = (sonde_slice){0, 0};
    answer_quality(r->quality, P_COUNT + (uint32_t)t, wanted ? from->why : SONDE_WHY_NOT_ASKED);
    return;
  }
  r->text[t] = (sonde_slice){(uint32_t)p->heap.len, from->len};
  text_add(&p->heap, from->s, from->len);
}

static void fill(pass *p, const reading *one, uint64_t wanted, uint64_t now, record *r) {
  memset(r, 0, sizeof *r);
  r->head.size = sizeof *r;
  r->head.time = now;
  answer_record(one, wanted, P_COUNT, r, r->quality);
  for (int t = 0; t < TEXT_COUNT; t++)
    add_text(p, r, t, &one->text[t], wanted & (T_NAME << t));
}

static bool matches(const pass *p, const reading *one) {
  if (p->pid && one->value[P_pid].i != (int64_t)p->pid) return false;
  const reading_text *name = &one->text[TEXT_NAME];
  return !p->pattern || like_match(p->pattern, strlen(p->pattern), name->s, name->len);
}

sonde_status SONDE_CALL processes_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  pass *p = cursor;
  uint64_t wanted = wanted_measures(span->wanted, p->asked);
  uint64_t read = p->pattern ? wanted | T_NAME : wanted;
  int64_t end = platform_mono_ns() + SPAN_NS;
  uint64_t now = (uint64_t)platform_wall_ns();
  uint32_t n = 0;
  bool more = true;
  text_clear(&p->heap);
  while (more && n < RECORDS_A_SPAN && p->heap.len < HEAP_FULL && platform_mono_ns() < end) {
    reading one;
    more = !(span->limit && p->sent >= span->limit) && collect_next(p->collect, read, &one);
    if (!more || !matches(p, &one)) continue;
    fill(p, &one, wanted, now, &p->records[n++]);
    p->sent++;
  }
  if (self->host->cancelled(call))
    return self->host->fail(call, SONDE_CANCELLED, 0, "the list of processes was cancelled");
  span->flags = more ? 0 : SONDE_SPAN_END;
  span->records = p->records;
  span->nrecords = n;
  span->nbytes = n * sizeof(record);
  span->heap = (const uint8_t *)text_chars(&p->heap);
  span->heap_bytes = p->heap.len;
  return SONDE_OK;
}
