/* The filter and the columns of events without binary XML. */
#include "plain.h"

#include "utf16.h"

uint64_t plain_level(unsigned severity) {
  return severity <= 2 ? 1 : severity == 3 ? 2 : severity == 4 ? 3 : severity <= 6 ? 4 : 5;
}

static bool passes(const plain_event *e, const filter *f) {
  if (e->has >> N_event & 1 && !filter_id(f, (int64_t)e->number[N_event])) return false;
  if (e->has >> N_level & 1 && !filter_level(f, (int64_t)e->number[N_level])) return false;
  if (e->has >> N_time & 1 && !filter_time(f, e->time)) return false;
  const plain_text *provider = &e->text[T_provider], *text = &e->text[T_text];
  if (provider->s && !filter_source(f, provider->s, provider->len)) return false;
  return filter_text(f, text->s ? text->s : "", text->len);
}

static slice copy(request *r, const plain_text *t) {
  uint32_t from = heap_mark(r);
  utf8_add(&r->heap, t->s, t->len, ESCAPE_NONE);
  return (slice){from, heap_mark(r) - from};
}

int plain_entry(const plain_event *e, request *r, entry *out) {
  if (!passes(e, &r->filter)) return SOURCE_SKIPPED;
  memset(out, 0, sizeof *out);
  memcpy(out->number, e->number, sizeof out->number);
  out->numbers = e->has;
  if (e->has >> N_time & 1) entry_time(out, r, e->time);
  for (int t = 0; t < T_COUNT; t++) {
    if (!e->text[t].s || !(r->texts >> t & 1)) continue;
    out->text[t] = copy(r, &e->text[t]);
    out->texts |= 1u << t;
  }
  if (!(out->texts >> T_error & 1)) entry_copy(out, r, T_error, "", 0);
  for (uint32_t i = 0; i < r->nextras; i++)
    if (e->extra[i].s) out->extra[i] = copy(r, &e->extra[i]);
  return SOURCE_ENTRY;
}
