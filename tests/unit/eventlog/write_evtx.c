/* The writer of .evtx files for tests. It shares the CRC with the reader, whose check value is tested on its
 * own. */
#include "write_evtx.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "crc32.h"
#include "slot.h"

static uint8_t *chunk_of(const evtx_writer *w) {
  return w->bytes + WRITTEN_HEAD + (size_t)(w->chunks - 1) * WRITTEN_CHUNK;
}

static void put(evtx_writer *w, const void *p, size_t n) {
  memcpy(chunk_of(w) + w->at, p, n);
  w->at += (uint32_t)n;
}

static void put8(evtx_writer *w, unsigned v) {
  uint8_t one = (uint8_t)v;
  put(w, &one, 1);
}

static void put16(evtx_writer *w, unsigned v) {
  uint16_t two = (uint16_t)v;
  put(w, &two, 2);
}

static void put32(evtx_writer *w, uint32_t v) {
  put(w, &v, 4);
}

static void put64(evtx_writer *w, uint64_t v) {
  put(w, &v, 8);
}

static void set32(evtx_writer *w, uint32_t at, uint32_t v) {
  memcpy(chunk_of(w) + at, &v, 4);
}

static void put_wide(evtx_writer *w, const char *s) {
  for (; *s; s++)
    put16(w, (unsigned char)*s);
}

/* The offset of a name, and the name itself the first time in a chunk. */
static void put_name(evtx_writer *w, const char *name) {
  for (uint32_t i = 0; i < w->nnames; i++)
    if (!strcmp(w->names[i].name, name)) {
      put32(w, w->names[i].at);
      return;
    }
  put32(w, w->at + 4);
  snprintf(w->names[w->nnames].name, sizeof w->names[0].name, "%s", name);
  w->names[w->nnames++].at = w->at;
  put32(w, 0); /* the chain of names of the same hash */
  put16(w, 0);
  put16(w, (unsigned)strlen(name));
  put_wide(w, name);
  put16(w, 0);
}

static void put_text(evtx_writer *w, const char *s) {
  put8(w, 0x05);
  put8(w, 0x01);
  put16(w, (unsigned)strlen(s));
  put_wide(w, s);
}

static void put_slot(evtx_writer *w, bool optional, unsigned index, unsigned type) {
  put8(w, optional ? 0x0e : 0x0d);
  put16(w, index);
  put8(w, type);
}

/* An element up to its attributes; the size fields are filled in by end(). */
static uint32_t open(evtx_writer *w, const char *name, bool attributes) {
  put8(w, attributes ? 0x41 : 0x01);
  put16(w, 0xffff);
  uint32_t at = w->at;
  put32(w, 0);
  put_name(w, name);
  w->attributes = attributes ? w->at : 0;
  if (attributes) put32(w, 0);
  return at;
}

/* The end of the attributes, and of the start tag (0x02) or the element (0x03). */
static void end_start(evtx_writer *w, unsigned token) {
  if (w->attributes) set32(w, w->attributes, w->at - w->attributes - 4);
  w->attributes = 0;
  put8(w, token);
}

static void end(evtx_writer *w, uint32_t element, unsigned token) {
  end_start(w, token);
  set32(w, element, w->at - element - 4);
}

static void attribute(evtx_writer *w, const char *name, bool more) {
  put8(w, more ? 0x46 : 0x06);
  put_name(w, name);
}

static void slot_element(evtx_writer *w, const char *name, unsigned index, unsigned type) {
  uint32_t e = open(w, name, false);
  end_start(w, 0x02);
  put_slot(w, true, index, type);
  end(w, e, 0x04);
}

static void text_element(evtx_writer *w, const char *name, const char *text) {
  uint32_t e = open(w, name, false);
  end_start(w, 0x02);
  put_text(w, text);
  end(w, e, 0x04);
}

enum { S_LEVEL, S_EVENT, S_KEYWORDS, S_TIME, S_RECORD, S_PROCESS, S_THREAD, S_USER, S_DATA, S_COUNT };

static void system_part(evtx_writer *w, const char *provider) {
  uint32_t system = open(w, "System", false);
  end_start(w, 0x02);
  uint32_t e = open(w, "Provider", true);
  attribute(w, "Name", false);
  put_text(w, provider);
  end(w, e, 0x03);
  slot_element(w, "EventID", S_EVENT, SLOT_U16);
  slot_element(w, "Level", S_LEVEL, SLOT_U8);
  slot_element(w, "Keywords", S_KEYWORDS, SLOT_HEX64);
  e = open(w, "TimeCreated", true);
  attribute(w, "SystemTime", false);
  put_slot(w, true, S_TIME, SLOT_FILETIME);
  end(w, e, 0x03);
  slot_element(w, "EventRecordID", S_RECORD, SLOT_U64);
  e = open(w, "Execution", true);
  attribute(w, "ProcessID", true);
  put_slot(w, true, S_PROCESS, SLOT_U32);
  attribute(w, "ThreadID", false);
  put_slot(w, true, S_THREAD, SLOT_U32);
  end(w, e, 0x03);
  text_element(w, "Channel", "Fixture");
  text_element(w, "Computer", "machine");
  e = open(w, "Security", true);
  attribute(w, "UserID", false);
  put_slot(w, true, S_USER, SLOT_SID);
  end(w, e, 0x03);
  end(w, system, 0x04);
}

static void event_body(evtx_writer *w, const char *provider) {
  static const uint8_t head[] = {0x0f, 1, 1, 0};
  put(w, head, sizeof head);
  uint32_t event = open(w, "Event", true);
  attribute(w, "xmlns", false);
  put_text(w, "http://schemas.microsoft.com/win/2004/08/events/event");
  end_start(w, 0x02);
  system_part(w, provider);
  put_slot(w, true, S_DATA, SLOT_BINXML);
  end(w, event, 0x04);
  put8(w, 0);
}

static void data_body(evtx_writer *w, const written_event *e) {
  static const uint8_t head[] = {0x0f, 1, 1, 0};
  put(w, head, sizeof head);
  uint32_t data = open(w, "EventData", false);
  end_start(w, 0x02);
  for (unsigned i = 0; i < e->ndata; i++) {
    uint32_t one = open(w, "Data", e->data[i].name != NULL);
    if (e->data[i].name) {
      attribute(w, "Name", false);
      put_text(w, e->data[i].name);
    }
    end_start(w, 0x02);
    put_slot(w, true, i, e->data[i].type);
    end(w, one, 0x04);
  }
  end(w, data, 0x04);
  put8(w, 0);
}

/* Token, version, id, place, and the definition itself the first time in a chunk. */
static void use_template(evtx_writer *w, const char *key, const written_event *e, bool is_data) {
  put8(w, 0x0c);
  put8(w, 1);
  for (uint32_t i = 0; i < w->ntemplates; i++)
    if (!strcmp(w->templates[i].key, key)) {
      put32(w, w->templates[i].id);
      put32(w, w->templates[i].at);
      return;
    }
  uint32_t id = crc32_of(0, (const uint8_t *)key, strlen(key)), n = w->ntemplates++;
  put32(w, id);
  put32(w, w->at + 4);
  snprintf(w->templates[n].key, sizeof w->templates[n].key, "%s", key);
  w->templates[n].at = w->at;
  w->templates[n].id = id;
  put32(w, 0);
  put32(w, id);
  put64(w, 0x1122334455667788);
  put32(w, 7);
  uint32_t size = w->at;
  put32(w, 0);
  if (is_data)
    data_body(w, e);
  else
    event_body(w, e->provider);
  set32(w, size, w->at - size - 4);
}

static uint32_t value_len(const written_data *d) {
  return d->type == SLOT_STRING && d->len == 0 && d->bytes ? 2 * (uint32_t)strlen(d->bytes) : d->len;
}

static void data_instance(evtx_writer *w, const written_event *e) {
  char key[512] = "data";
  for (size_t i = 0; i < e->ndata; i++) {
    size_t used = strlen(key);
    snprintf(
        key + used, sizeof key - used, "|%s:%u", e->data[i].name ? e->data[i].name : "", e->data[i].type);
  }
  static const uint8_t head[] = {0x0f, 1, 1, 0};
  put(w, head, sizeof head);
  use_template(w, key, e, true);
  put32(w, (uint32_t)e->ndata);
  for (size_t i = 0; i < e->ndata; i++) {
    put16(w, value_len(&e->data[i]));
    put16(w, e->data[i].bytes ? e->data[i].type : SLOT_NULL);
  }
  for (size_t i = 0; i < e->ndata; i++) {
    if (e->data[i].type == SLOT_STRING && e->data[i].len == 0 && e->data[i].bytes)
      put_wide(w, e->data[i].bytes);
    else if (e->data[i].len)
      put(w, e->data[i].bytes, e->data[i].len);
  }
  put8(w, 0);
}

static void instance_of(evtx_writer *w, const written_event *e) {
  static const uint16_t shape[S_COUNT][2] = {{1, SLOT_U8}, {2, SLOT_U16}, {8, SLOT_HEX64}, {8, SLOT_FILETIME},
      {8, SLOT_U64}, {4, SLOT_U32}, {4, SLOT_U32}, {0, SLOT_NULL}, {0, SLOT_BINXML}};
  use_template(w, e->provider, e, false);
  put32(w, S_COUNT);
  uint32_t descriptors = w->at;
  for (int i = 0; i < S_COUNT; i++) {
    put16(w, shape[i][0]);
    put16(w, shape[i][1]);
  }
  put8(w, e->level);
  put16(w, e->id);
  put64(w, UINT64_C(0x8000000000000000));
  put64(w, e->filetime);
  put64(w, e->record ? e->record : e->number);
  put32(w, e->process);
  put32(w, e->thread);
  uint32_t data = w->at;
  if (e->ndata) data_instance(w, e);
  uint16_t size = (uint16_t)(w->at - data);
  memcpy(chunk_of(w) + descriptors + 4 * S_DATA, &size, 2);
  put8(w, 0);
}

static void literal_of(evtx_writer *w, const written_event *e) {
  char digits[24];
  uint32_t event = open(w, "Event", false);
  end_start(w, 0x02);
  uint32_t system = open(w, "System", false);
  end_start(w, 0x02);
  uint32_t provider = open(w, "Provider", true);
  attribute(w, "Name", false);
  put_text(w, e->provider);
  end(w, provider, 0x03);
  snprintf(digits, sizeof digits, "%u", e->id);
  text_element(w, "EventID", digits);
  snprintf(digits, sizeof digits, "%u", e->level);
  text_element(w, "Level", digits);
  end(w, system, 0x04);
  end(w, event, 0x04);
  put8(w, 0);
}

void written_begin(evtx_writer *w) {
  memset(w, 0, sizeof *w);
  w->bytes = memory_new(WRITTEN_HEAD);
  w->len = WRITTEN_HEAD;
}

static void close_chunk(evtx_writer *w) {
  uint8_t *c = chunk_of(w);
  memcpy(c, "ElfChnk", 8);
  memcpy(c + 8, &w->first_number, 8);
  memcpy(c + 16, &w->last_number, 8);
  memcpy(c + 24, &w->first_number, 8);
  memcpy(c + 32, &w->last_number, 8);
  set32(w, 40, 128);
  set32(w, 44, w->last);
  set32(w, 48, w->at);
}

void written_chunk(evtx_writer *w) {
  if (w->chunks) close_chunk(w);
  w->bytes = memory_resize(w->bytes, w->len + WRITTEN_CHUNK);
  memset(w->bytes + w->len, 0, WRITTEN_CHUNK);
  w->len += WRITTEN_CHUNK;
  w->chunks++;
  w->at = WRITTEN_RECORDS;
  w->nnames = w->ntemplates = 0;
  w->first_number = w->last_number + 1;
}

void written_add(evtx_writer *w, const written_event *e) {
  uint32_t start = w->last = w->at;
  w->last_number = e->number;
  put32(w, 0x2a2a);
  put32(w, 0);
  put64(w, e->number);
  put64(w, e->filetime);
  static const uint8_t head[] = {0x0f, 1, 1, 0};
  put(w, head, sizeof head);
  if (e->literal)
    literal_of(w, e);
  else
    instance_of(w, e);
  while ((w->at - start) % 8 != 4)
    put8(w, 0);
  uint32_t size = w->at + 4 - start;
  put32(w, size);
  set32(w, start + 4, size);
}

void written_fix(evtx_writer *w) {
  uint8_t *h = w->bytes;
  uint32_t crc = crc32_of(0, h, 120);
  memcpy(h + 124, &crc, 4);
  for (size_t at = WRITTEN_HEAD; at + WRITTEN_CHUNK <= w->len; at += WRITTEN_CHUNK) {
    uint8_t *c = w->bytes + at;
    uint32_t used;
    memcpy(&used, c + 48, 4);
    if (used < WRITTEN_RECORDS || used > WRITTEN_CHUNK) used = WRITTEN_CHUNK;
    crc = crc32_of(0, c + WRITTEN_RECORDS, used - WRITTEN_RECORDS);
    memcpy(c + 52, &crc, 4);
    crc = crc32_of(crc32_of(0, c, 120), c + 128, 384);
    memcpy(c + 124, &crc, 4);
  }
}

void written_end(evtx_writer *w) {
  if (w->chunks) close_chunk(w);
  uint8_t *h = w->bytes;
  uint64_t last = w->chunks ? w->chunks - 1 : 0, next = w->last_number + 1;
  uint16_t version[] = {1, 3, WRITTEN_HEAD, (uint16_t)w->chunks};
  uint32_t size = 128;
  memcpy(h, "ElfFile", 8);
  memcpy(h + 16, &last, 8);
  memcpy(h + 24, &next, 8);
  memcpy(h + 32, &size, 4);
  memcpy(h + 36, version, sizeof version);
  written_fix(w);
}

void written_free(evtx_writer *w) {
  memory_free(w->bytes);
  memset(w, 0, sizeof *w);
}

size_t written_place(const evtx_writer *w, uint32_t n) {
  size_t at = WRITTEN_HEAD + WRITTEN_RECORDS;
  for (; n; n--) {
    uint32_t size;
    memcpy(&size, w->bytes + at + 4, 4);
    at += size;
  }
  return at;
}

bool written_save(const evtx_writer *w, const char *path) {
  FILE *f = fopen(path, "wb");
  if (!f) return false;
  bool good = fwrite(w->bytes, 1, w->len, f) == w->len;
  return fclose(f) == 0 && good;
}
