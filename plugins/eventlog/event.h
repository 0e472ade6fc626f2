/* One event: a program and its values, as System fields, as a walk over its tree, as XML. */
#ifndef EVENTLOG_EVENT_H
#define EVENTLOG_EVENT_H

#include "slot.h"
#include "templates.h"

/* A program and the values that fill it: slots first to first + n - 1 of the decoder. */
typedef struct instance {
  const program *program;
  uint32_t first, n;
  struct literal *before; /* what the decoder had read without a template */
} instance;

typedef struct decoder {
  templates *templates;
  chunk_view chunk;
  slot *slots;
  uint32_t nslots, room;
  struct literal *literals; /* programs without a template, of the present event */
  uint32_t depth, work;
  char error[160]; /* of the present event; "" none */
} decoder;

void decoder_init(decoder *d);
void decoder_free(decoder *d);
void decoder_next_chunk(decoder *d, chunk_view chunk);

/* Begins an event whose binary XML lies at `at` up to `end` of the chunk. False: nothing could be read;
 * d->error tells. True with d->error set: a part is missing. */
bool event_begin(decoder *d, uint32_t at, uint32_t end, instance *out);

/* A System field as number, as text. False, or nothing added: the event has none. */
bool event_number(decoder *d, const instance *i, int field, uint64_t *number);
bool event_text(decoder *d, const instance *i, int field, buf *out);

/* Walks the tree. Texts are UTF-8; several may come for one element; nested events of values are part of the
 * tree. */
typedef struct visitor {
  void (*open)(void *self, const char *name, size_t len);
  void (*attribute)(void *self, const char *name, size_t len, const char *value, size_t value_len);
  void (*text)(void *self, const char *s, size_t len);
  void (*close)(void *self);
} visitor;

void event_walk(decoder *d, const instance *i, const visitor *v, void *self);

/* Well-formed XML 1.0. */
void event_xml(decoder *d, const instance *i, buf *out);

#endif
