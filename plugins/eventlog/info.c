/* The function `info`: the file header, and what a walk over the whole file finds. */
#include <stdio.h>

#include "base/memory.h"
#include "plugin.h"
#include "reader.h"

typedef struct findings {
  uint64_t unreadable;
  int64_t first, last;
  bool any_time;
} findings;

static void look(reader *x, findings *f) {
  int64_t ns;
  f->unreadable += x->decoder.error[0] != 0;
  if (!x->readable || !reader_time(x, &ns)) return;
  if (!f->any_time || ns < f->first) f->first = ns;
  if (!f->any_time || ns > f->last) f->last = ns;
  f->any_time = true;
}

static sonde_status walk(sonde_self *self, sonde_call *call, reader *x, findings *f) {
  static const filter all = {.from = INT64_MIN, .to = INT64_MAX, .most_level = -1};
  error e = {0};
  int got;
  for (uint32_t steps = 1; (got = reader_step(x, &all, &e)) == SOURCE_ENTRY || got == SOURCE_SKIPPED;
       steps++) {
    if (got == SOURCE_ENTRY) look(x, f);
    if (steps % 4096 == 0 && self->host->cancelled(call))
      return self->host->fail(call, SONDE_CANCELLED, 0, "reading the log was cancelled");
  }
  return got == SOURCE_FAILED ? plugin_fail(self->host, call, &e) : SONDE_OK;
}

static sonde_value integer(uint64_t n) {
  return (sonde_value){.kind = SONDE_I64, .u.i = (int64_t)n};
}

static sonde_value boolean(bool b) {
  return (sonde_value){.kind = SONDE_BOOL, .u.u = b};
}

static sonde_value text_of(sonde_self *self, sonde_call *call, const char *s, size_t len) {
  char *copy = self->host->alloc(call, len + 1);
  if (!copy) return (sonde_value){.kind = SONDE_UNKNOWN, .len = SONDE_WHY_OVERFLOW};
  memcpy(copy, s, len);
  return (sonde_value){.kind = SONDE_TEXT, .len = (uint32_t)len, .u.s = copy};
}

static sonde_value time_of(sonde_self *self, sonde_call *call, int64_t ns) {
  char text[48] = "";
  buf out = {.data = text, .capacity = sizeof text, .limit = sizeof text};
  filetime_add(&out, (uint64_t)(ns / 100 + (int64_t)FILETIME_1970));
  return text_of(self, call, text, out.len);
}

static void tell_head(sonde_self *self, sonde_call *call, const evtx_head *h, sonde_value *results) {
  static const int from_head[] = {INFO_version, INFO_dirty, INFO_full, INFO_next_record, INFO_chunks_header};
  char version[32];
  for (size_t i = 0; i < COUNT(from_head); i++)
    results[from_head[i]] = (sonde_value){.kind = SONDE_UNKNOWN, .len = SONDE_WHY_UNKNOWN};
  results[INFO_header_ok] = boolean(h->present && h->checksum_ok);
  if (!h->present) return;
  int len = snprintf(version, sizeof version, "%u.%u", (unsigned)h->major, (unsigned)h->minor);
  results[INFO_version] = text_of(self, call, version, (size_t)len);
  results[INFO_dirty] = boolean(h->flags & EVTX_DIRTY);
  results[INFO_full] = boolean(h->flags & EVTX_FULL);
  results[INFO_next_record] = integer(h->next_record);
  results[INFO_chunks_header] = integer(h->chunks);
}

static void tell(
    sonde_self *self, sonde_call *call, const reader *x, const findings *f, sonde_value *results) {
  const evtx_counts *c = &x->file->counts;
  tell_head(self, call, &x->file->head, results);
  results[INFO_size] = integer(x->file->size);
  results[INFO_chunks] = integer(c->chunks);
  results[INFO_chunks_empty] = integer(c->empty_chunks);
  results[INFO_chunks_damaged] = integer(c->damaged_chunks);
  results[INFO_records] = integer(c->records);
  results[INFO_recovered] = integer(c->recovered);
  results[INFO_unreadable] = integer(f->unreadable);
  results[INFO_broken_places] = integer(c->broken_places);
  results[INFO_broken_bytes] = integer(c->broken_bytes);
  results[INFO_first] = results[INFO_last] = (sonde_value){.kind = SONDE_UNKNOWN, .len = SONDE_WHY_UNKNOWN};
  if (!f->any_time) return;
  results[INFO_first] = time_of(self, call, f->first);
  results[INFO_last] = time_of(self, call, f->last);
}

sonde_status SONDE_CALL info_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  reader x;
  findings f = {0};
  char *path = ask_path(&args[0]);
  bool opened = reader_open(&x, path ? path : "", &e);
  memory_free(path);
  if (!opened) return plugin_fail(self->host, call, &e);
  sonde_status s = walk(self, call, &x, &f);
  if (!s) tell(self, call, &x, &f, results);
  reader_close(&x);
  return s;
}
