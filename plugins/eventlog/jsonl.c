/* JSON: EventData as `data` (names; several values of one name as a list) and `data_list` (values without a
 * name); every other part of the event as `parts`, a list of leaves with their paths, so that nothing depends
 * on how often an element occurs. */
#include "jsonl.h"

#include "base/memory.h"
#include "leaves.h"
#include "reader.h"
#include "utf16.h"

typedef struct item {
  uint32_t name, name_len, value, value_len; /* in `texts` */
  bool done;
} item;

typedef struct collected {
  buf texts;
  item *items;
  uint32_t n, room;
  buf *parts; /* written at once */
  uint32_t nparts;
} collected;

static void put_text(buf *out, const char *s, size_t len) {
  buf_putc(out, '"');
  utf8_add(out, s, len, ESCAPE_JSON);
  buf_putc(out, '"');
}

static bool is_data(const leaf *l) {
  static const char path[] = "EventData/Data";
  return l->path_len == sizeof path - 1 && !memcmp(l->path, path, l->path_len);
}

static void add_part(collected *c, const leaf *l) {
  buf_puts(c->parts, c->nparts++ ? ",[" : "[");
  put_text(c->parts, l->path, l->path_len);
  buf_putc(c->parts, ',');
  put_text(c->parts, l->value, l->value_len);
  buf_putc(c->parts, ']');
}

static void collect(void *self, const leaf *l) {
  collected *c = self;
  if (!is_data(l)) {
    add_part(c, l);
    return;
  }
  if (c->n == c->room) {
    c->room = c->room ? 2 * c->room : 32;
    c->items = memory_resize(c->items, c->room * sizeof *c->items);
  }
  item *one = &c->items[c->n++];
  *one = (item){.name = (uint32_t)c->texts.len, .name_len = l->named ? (uint32_t)l->name_len : 0};
  buf_add(&c->texts, l->name, one->name_len);
  one->value = (uint32_t)c->texts.len;
  buf_add(&c->texts, l->value, l->value_len);
  one->value_len = (uint32_t)c->texts.len - one->value;
  if (c->texts.cut) c->n--;
}

static void put_value(const collected *c, const item *one, buf *out) {
  put_text(out, c->texts.data + one->value, one->value_len);
}

static bool same_name(const collected *c, const item *a, const item *b) {
  return a->name_len == b->name_len && !memcmp(c->texts.data + a->name, c->texts.data + b->name, a->name_len);
}

/* All values of the name of item k: one bare, several as a list. */
static void put_values(collected *c, uint32_t k, buf *out) {
  uint32_t same = 0;
  for (uint32_t i = k; i < c->n; i++)
    same += same_name(c, &c->items[k], &c->items[i]);
  if (same > 1) buf_putc(out, '[');
  for (uint32_t i = k, nth = 0; i < c->n; i++) {
    if (!same_name(c, &c->items[k], &c->items[i])) continue;
    if (nth++) buf_putc(out, ',');
    put_value(c, &c->items[i], out);
    c->items[i].done = true;
  }
  if (same > 1) buf_putc(out, ']');
}

static void put_data(collected *c, buf *out) {
  uint32_t n = 0;
  buf_puts(out, ",\"data\":{");
  for (uint32_t i = 0; i < c->n; i++) {
    if (c->items[i].done || c->items[i].name_len == 0) continue;
    if (n++) buf_putc(out, ',');
    put_text(out, c->texts.data + c->items[i].name, c->items[i].name_len);
    buf_putc(out, ':');
    put_values(c, i, out);
  }
  buf_puts(out, "},\"data_list\":[");
  n = 0;
  for (uint32_t i = 0; i < c->n; i++) {
    if (c->items[i].name_len) continue;
    if (n++) buf_putc(out, ',');
    put_value(c, &c->items[i], out);
  }
  buf_putc(out, ']');
}

static const struct {
  const char *name;
  int field;
  bool number;
} fields[] = {{"record", FIELD_RECORD, true}, {"time", FIELD_TIME, false},
    {"provider", FIELD_PROVIDER, false}, {"source", FIELD_SOURCE, false}, {"guid", FIELD_GUID, false},
    {"event", FIELD_EVENT, true}, {"qualifiers", FIELD_QUALIFIERS, true}, {"version", FIELD_VERSION, true},
    {"level", FIELD_LEVEL, true}, {"task", FIELD_TASK, true}, {"opcode", FIELD_OPCODE, true},
    {"keywords", FIELD_KEYWORDS, false}, {"channel", FIELD_CHANNEL, false},
    {"computer", FIELD_COMPUTER, false}, {"user", FIELD_USER, false}, {"process", FIELD_PROCESS, true},
    {"thread", FIELD_THREAD, true}, {"activity", FIELD_ACTIVITY, false}, {"related", FIELD_RELATED, false}};

/* Every field in every line: null where the event has none. */
static void put_fields(decoder *d, const instance *i, buf *out) {
  uint64_t number;
  buf scratch = {0};
  for (size_t k = 0; k < COUNT(fields); k++) {
    buf_puts(out, ",\"");
    buf_puts(out, fields[k].name);
    buf_puts(out, "\":");
    buf_clear(&scratch);
    if (i && fields[k].number && event_number(d, i, fields[k].field, &number))
      decimal_add(out, number);
    else if (i && !fields[k].number && event_text(d, i, fields[k].field, &scratch))
      put_text(out, buf_chars(&scratch), scratch.len);
    else
      buf_puts(out, "null");
  }
  buf_free(&scratch);
}

void event_jsonl(decoder *d, const instance *i, const evtx_record *record, buf *out) {
  buf parts = {0};
  collected c = {.parts = &parts};
  buf_puts(out, "{\"number\":");
  decimal_add(out, record->number);
  buf_puts(out, ",\"offset\":");
  decimal_add(out, record->offset);
  put_fields(d, i, out);
  if (i) leaves_walk(d, i, collect, &c);
  put_data(&c, out);
  buf_puts(out, ",\"parts\":[");
  buf_add(out, buf_chars(&parts), parts.len);
  buf_puts(out, "],\"error\":");
  if (d->error[0])
    put_text(out, d->error, strlen(d->error));
  else
    buf_puts(out, "null");
  buf_putc(out, '}');
  buf_free(&parts);
  buf_free(&c.texts);
  memory_free(c.items);
}
