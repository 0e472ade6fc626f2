/* The query `messages`: what waits in a queue. */
#include "plugin.h"

#define SPAN_RECORDS 256u
#define LONGEST_NAME 1024u /* bytes of a file name; longer than any system has */
#define NEXT_NS 20000000   /* time for one span: reading a slow disk must not hold the host up */

typedef struct record {
  sonde_record head;
  uint64_t position, size;
  sonde_slice name, id, sender, error;
  int64_t priority, attempts, submitted;
  uint64_t quality;
} record;
SONDE_SIZE(record, MESSAGES_BYTES);

enum { POSITION, SIZE, NAME, ID, SENDER, ERROR, PRIORITY, ATTEMPTS, SUBMITTED };

const sonde_field messages_columns[MESSAGES_COLUMNS] = {
    {.name = "position",
        .unit = "count",
        .doc = "Its place in the queue, by name, from 1.",
        .kind = SONDE_U64,
        .offset = offsetof(record, position)},
    {.name = "size",
        .unit = "bytes",
        .doc = "Of its file.",
        .kind = SONDE_U64,
        .offset = offsetof(record, size)},
    {.name = "name", .unit = "", .doc = "Of its file.", .kind = SONDE_TEXT, .offset = offsetof(record, name)},
    {.name = "id",
        .unit = "",
        .doc = "As its sender calls it.",
        .kind = SONDE_TEXT,
        .offset = offsetof(record, id)},
    {.name = "sender",
        .unit = "",
        .doc = "Who sent it.",
        .kind = SONDE_TEXT,
        .offset = offsetof(record, sender)},
    {.name = "error",
        .unit = "",
        .doc = "Why its head cannot be read; empty: it can.",
        .kind = SONDE_TEXT,
        .offset = offsetof(record, error)},
    {.name = "priority",
        .unit = "",
        .doc = "0 to 9, 9 goes first.",
        .kind = SONDE_I64,
        .offset = offsetof(record, priority)},
    {.name = "attempts",
        .unit = "count",
        .doc = "How often its delivery failed.",
        .kind = SONDE_I64,
        .offset = offsetof(record, attempts)},
    {.name = "submitted",
        .unit = "time",
        .doc = "When it was sent.",
        .kind = SONDE_I64,
        .offset = offsetof(record, submitted)},
    {.name = "quality",
        .unit = "flags",
        .doc = "Why columns are unknown.",
        .kind = SONDE_U64,
        .offset = offsetof(record, quality),
        .flags = SONDE_FIELD_QUALITY},
};

typedef struct cursor {
  listing listing;
  char *path;
  size_t at;
  uint64_t opened; /* the records' time, since 1970-01-01 UTC */
  reading reading;
  sonde_rows rows;
} cursor;

void SONDE_CALL messages_close(sonde_self *self, void *given) {
  cursor *c = (cursor *)given;
  (void)self;
  listing_free(&c->listing);
  reading_free(&c->reading);
  sonde_rows_free(&c->rows);
  free(c->path);
  free(c);
}

sonde_status SONDE_CALL messages_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **out) {
  cursor *c = (cursor *)calloc(1, sizeof *c);
  if (!c) return sonde_failf(self->host, call, SONDE_MEMORY, 0, "no memory");
  c->opened = (uint64_t)wall_now_ns();
  uint32_t heap = 64 * 1024 + 2 * (uint32_t)self->head + LONGEST_NAME;
  sonde_status status = queue_find(self, call, &args[0], &c->path, &c->listing);
  if (!status &&
      (!reading_init(&c->reading, self) || !sonde_rows_init(&c->rows, sizeof(record), SPAN_RECORDS, heap)))
    status = sonde_failf(self->host, call, SONDE_MEMORY, 0, "no memory");
  if (status)
    messages_close(self, c);
  else
    *out = c;
  return status;
}

static void fill(record *r, sonde_rows *rows, const message *m) {
  static const struct {
    uint32_t bit, column;
  } all[] = {{HAS_ID, ID}, {HAS_SENDER, SENDER}, {HAS_PRIORITY, PRIORITY}, {HAS_ATTEMPTS, ATTEMPTS},
      {HAS_SUBMITTED, SUBMITTED}};
  uint32_t why = *m->error ? SONDE_WHY_IMPLAUSIBLE : SONDE_WHY_UNKNOWN;
  for (size_t i = 0; i < SONDE_COUNT(all); i++)
    if (!(m->has & all[i].bit)) sonde_set_quality(&r->quality, all[i].column, why);
  sonde_rows_text(rows, &r->id, m->id, m->id_len);
  sonde_rows_text(rows, &r->sender, m->sender, m->sender_len);
  sonde_rows_text(rows, &r->error, m->error, strlen(m->error));
  r->priority = m->priority;
  r->attempts = m->attempts;
  r->submitted = m->submitted_ns;
}

sonde_status SONDE_CALL messages_next(sonde_self *self, sonde_call *call, void *given, sonde_span *span) {
  cursor *c = (cursor *)given;
  int64_t until = self->threads->now_ns(self->host) + NEXT_NS;
  (void)call;
  sonde_rows_clear(&c->rows);
  while (c->at < c->listing.count && sonde_rows_fits(&c->rows, 2 * (uint32_t)self->head + LONGEST_NAME) &&
         self->threads->now_ns(self->host) < until) {
    const listed *one = &c->listing.items[c->at++];
    reading_take(&c->reading, self, c->path, one->name);
    record *r = (record *)sonde_rows_add(&c->rows, c->opened);
    r->position = c->at;
    r->size = one->size;
    sonde_rows_text(&c->rows, &r->name, one->name, strlen(one->name));
    fill(r, &c->rows, &c->reading.message);
  }
  sonde_rows_hand_over(&c->rows, span, NULL, c->at == c->listing.count ? SONDE_SPAN_END : 0);
  return SONDE_OK;
}
