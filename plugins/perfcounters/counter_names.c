/* The query `counter_names`: the catalogue, each counter tried once on this machine. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "counter_wish.h"
#include "plugin.h"

#define MOST_NAMES 256u

typedef struct record {
  sonde_record head;
  sonde_slice path, object, counter, unit, kind, source, instances, doc;
  uint64_t quality;
} record;

SONDE_ASSERT(
    sizeof(record) == COLUMN(COUNTER_NAMES_COLUMNS), perfcounters_counter_names_has_its_declared_size);

typedef struct pass {
  counter_set *set; /* a path for each object */
  text heap;
  uint32_t n;
  record records[MOST_NAMES];
} pass;

/* All counters of an object; of processes our own one, which is certainly there. */
static size_t write_paths(path_part pattern, char texts[OBJECT_COUNT][64], path_part *paths) {
  size_t n = 0;
  for (int i = 0; i < OBJECT_COUNT; i++) {
    const object_info *o = &catalogue[i];
    char which[24] = "";
    if (!path_like(pattern, o->name, strlen(o->name))) continue;
    if (o->instances) snprintf(which, sizeof which, "(*)");
    if (i == OBJECT_PROCESS) snprintf(which, sizeof which, "(pid:%u)", (unsigned)platform_self());
    snprintf(texts[n], 64, "\\%s%s\\*", o->name, which);
    paths[n] = (path_part){texts[n], strlen(texts[n])};
    n++;
  }
  return n;
}

static uint32_t slots_why(const raw *r, uint64_t slots) {
  for (int i = 0; i < RAW_SLOTS; i++)
    if ((slots >> i & 1) && r->why[i]) return r->why[i];
  return SONDE_WHY_KNOWN;
}

/* Known when one instance has it; what a nameless one knows, _Total has. */
static uint32_t own_why(const counter_set *s, const wish *w, const counter_info *c) {
  const shot *now = &s->shots[s->last];
  uint32_t why = SONDE_WHY_UNSUPPORTED;
  for (size_t i = now->first[w->object]; i < now->first[w->object + 1]; i++) {
    uint32_t one = slots_why(&now->list[i].raw, c->slots | c->by);
    if (one == SONDE_WHY_KNOWN) return one;
    if (one != SONDE_WHY_UNSUPPORTED) why = one;
  }
  return why;
}

static sonde_slice add_text(pass *p, const char *s) {
  sonde_slice slice = {(uint32_t)p->heap.len, (uint32_t)strlen(s)};
  text_puts(&p->heap, s);
  return slice;
}

static void add_name(pass *p, const object_info *o, const counter_info *c, const char *source, uint32_t why) {
  record *r = &p->records[p->n++];
  char path[160];
  snprintf(path, sizeof path, "\\%s%s\\%s", o->name, o->instances ? "(*)" : "", c->name);
  *r = (record){.head = {.size = sizeof *r, .time = (uint64_t)platform_wall_ns()}};
  r->path = add_text(p, path);
  r->object = add_text(p, o->name);
  r->counter = add_text(p, c->name);
  r->unit = add_text(p, c->unit);
  r->kind = add_text(p, counter_kind_word(c));
  r->source = add_text(p, source);
  r->instances = add_text(p, o->instances ? o->instances : "");
  r->doc = add_text(p, c->doc);
  if (why) answer_quality(&r->quality, NAME_SOURCE, why);
}

static void add_names(pass *p, const wish *w) {
  const object_info *o = &catalogue[w->object];
  for (int i = 0; i < o->ncounters && p->n < MOST_NAMES; i++) {
    const counter_info *c = &o->counters[i];
    bool own = w->own >> i & 1;
    uint32_t why = own ? own_why(p->set, w, c) : SONDE_WHY_KNOWN;
    add_name(p, o, c, why ? "" : own ? "own" : "pdh", why);
  }
}

sonde_status SONDE_CALL counter_names_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  char texts[OBJECT_COUNT][64];
  path_part paths[OBJECT_COUNT], pattern = {"*", 1};
  error e = {0};
  if (args[NAMES_OBJECT].kind == SONDE_TEXT)
    pattern = (path_part){args[NAMES_OBJECT].u.s, args[NAMES_OBJECT].len};
  size_t n = write_paths(pattern, texts, paths);
  counter_sources sources = plugin_sources(self, SOURCE_AUTO);
  counter_set *set = counter_set_new(paths, n, &sources, &e);
  sonde_status status = set ? counter_set_read(set, &e) : e.status;
  if (status) {
    counter_set_free(set);
    return plugin_fail(self->host, call, &e);
  }
  pass *p = NEW(pass);
  p->set = set;
  *cursor = p;
  return SONDE_OK;
}

sonde_status SONDE_CALL counter_names_next(
    sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  (void)self;
  (void)call;
  pass *p = cursor;
  for (size_t i = 0; i < p->set->n; i++)
    add_names(p, &p->set->wishes[i]);
  span->flags = SONDE_SPAN_END;
  span->records = p->records;
  span->nrecords = p->n;
  span->nbytes = p->n * sizeof(record);
  span->heap = (const uint8_t *)text_chars(&p->heap);
  span->heap_bytes = p->heap.len;
  return SONDE_OK;
}

void SONDE_CALL counter_names_close(sonde_self *self, void *cursor) {
  (void)self;
  pass *p = cursor;
  counter_set_free(p->set);
  text_free(&p->heap);
  memory_free(p);
}
