/* Records of a query with their texts beside, and the library that they come from. */
#include <string.h>
#include <time.h>

#include "base/like.h"
#include "base/memory.h"
#include "file.h"
#include "plugin.h"

/* Small enough that a next() takes a few milliseconds. */
#define MOST_RECORDS 256u
#define HEAP_FULL (256u << 10)

library *library_new(sonde_self *self, sonde_call *call, const sonde_value *path, const sonde_value *resource,
    sonde_status *s) {
  error e = {0}, why = {0};
  char *name = memory_text(path->u.s, path->len);
  library *l = NEW(library);
  *s = strlen(name) == path->len ? file_load(name, &l->file, &e)
                                 : error_set(&e, SONDE_ARG, "the path holds a zero byte");
  if (!*s) {
    uint32_t number = resource->kind == SONDE_I64 ? (uint32_t)resource->u.i : 0;
    *s = typelib_open(&l->lib, l->file, number, &why);
    if (*s) error_set(&e, *s, "cannot read a type library from '%s': %s", name, why.text);
  }
  memory_free(name);
  if (!*s) return l;
  self->host->fail(call, *s, e.os_code, e.text);
  library_free(l);
  return NULL;
}

void library_free(library *l) {
  memory_free((void *)(uintptr_t)l->file.data);
  memory_free(l);
}

void batch_init(batch *b, uint32_t columns) {
  memset(b, 0, sizeof *b);
  b->columns = columns;
  b->time_ns = (uint64_t)time(NULL) * 1000000000u;
  b->records = memory_new(MOST_RECORDS * (size_t)COLUMN(columns));
}

void batch_free(batch *b) {
  text_free(&b->heap);
  memory_free(b->records);
}

void batch_begin(batch *b, const sonde_span *span) {
  b->count = 0;
  text_clear(&b->heap);
  b->wanted = span->wanted ? span->wanted : UINT64_MAX;
}

bool batch_has_room(const batch *b) {
  return b->count < MOST_RECORDS && b->heap.len < HEAP_FULL;
}

cell *batch_add(batch *b) {
  uint32_t size = COLUMN(b->columns);
  uint8_t *at = b->records + (size_t)size * b->count++;
  memset(at, 0, size);
  sonde_record *record = (sonde_record *)(void *)at;
  record->size = (uint16_t)size;
  record->time = b->time_ns;
  return (cell *)(void *)(at + COLUMN(0));
}

void batch_text(batch *b, cell *c, size_t since) {
  c->s = (sonde_slice){(uint32_t)since, (uint32_t)(b->heap.len - since)};
}

void batch_word(batch *b, cell *c, const char *word) {
  size_t since = b->heap.len;
  text_puts(&b->heap, word);
  batch_text(b, c, since);
}

void batch_hand_over(const batch *b, sonde_span *span, bool end) {
  span->flags = end ? SONDE_SPAN_END : 0;
  span->records = b->records;
  span->nrecords = b->count;
  span->nbytes = (uint64_t)b->count * COLUMN(b->columns);
  span->heap = (const uint8_t *)text_chars(&b->heap);
  span->heap_bytes = b->heap.len;
}

bool type_is_asked(msft *m, const msft_type *t, const sonde_value *asked) {
  if (asked->kind != SONDE_TEXT) return true;
  text name = {0};
  words_text(&name, m->lcid, t->name);
  bool same = like_match(asked->u.s, asked->len, text_chars(&name), name.len);
  text_free(&name);
  return same;
}
