/* A tape's life, its head, and the answers. Records are in tape_put.c and tape_get.c. */
#include "event/tape.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "event/tape_file.h"
#include "event/tape_private.h"
#include "os/file.h"

static const size_t most_bytes = (size_t)4 << 30;

static tape *new_tape(const char *path) {
  tape *t = NEW(tape);
  t->path = memory_text(path, strlen(path));
  text_init(&t->buffer, 0);
  text_init(&t->key, 0);
  tape_make_crc(t);
  return t;
}

static void free_series(tape_series *s) {
  memory_free(s->items);
}

static void free_tape(tape *t) {
  for (uint32_t i = 0; i < t->nseries; i++)
    free_series(&t->series[i]);
  for (uint32_t i = 0; i < t->nstreams; i++) {
    free_series(&t->streams[i].spans);
    record_type_free(t->streams[i].type);
    memory_free(t->streams[i].fields);
    memory_free(t->streams[i].records);
  }
  memory_free(t->series);
  memory_free(t->streams);
  memory_free(t->blocks);
  map_free(&t->keys);
  symbol_map_free(&t->symbols);
  symbol_table_free(t->table);
  arena_free(&t->memory);
  text_free(&t->buffer);
  text_free(&t->key);
  memory_free(t->symbols_put);
  memory_free(t->bytes);
  memory_free(t->path);
  memory_free(t);
}

tape *tape_create(const char *path, error *e) {
  tape *t = new_tape(path);
  t->file = tape_file_create(path);
  if (!t->file) {
    int code = errno;
    error_set(e, SONDE_OS, "cannot write the tape %s: %s; choose another file", path, strerror(code));
    if (e) e->os_code = (uint32_t)code;
    free_tape(t);
    return NULL;
  }
  text start;
  text_init(&start, 0);
  text_add(&start, TAPE_MAGIC, 8);
  wire_put_u32(&start, TAPE_VERSION);
  wire_put_u32(&start, 0);
  t->failed = fwrite(text_chars(&start), start.len, 1, t->file) != 1;
  text_free(&start);
  return t;
}

bool tape_is_replay(const tape *t) {
  return !t->file;
}

sonde_status tape_close(tape *t, error *e) {
  sonde_status status = SONDE_OK;
  if (!t) return status;
  if (t->file) {
    tape_begin_block(t);
    tape_end_block(t, TAPE_END);
    bool failed = t->failed;
    failed |= fclose(t->file) != 0;
    if (failed)
      status =
          error_set(e, SONDE_OS, "the tape %s is incomplete: writing failed; is the disk full?", t->path);
  }
  free_tape(t);
  return status;
}

void tape_put_head(tape *t, const sonde_value *head) {
  if (!t->file) return;
  tape_begin_block(t);
  wire_put_value(&t->buffer, head);
  tape_end_block(t, TAPE_HEAD);
}

const sonde_value *tape_head(const tape *t) {
  return &t->head;
}

void tape_put_answer(tape *t, const char *row, const sonde_value *args, sonde_status status,
    const sonde_value *result, const error *e) {
  static const error none = {0};
  static const sonde_value nil = {0};
  if (!t->file) return;
  tape_begin_block(t);
  text_clear(&t->key);
  tape_put_key(&t->key, row, args);
  wire_put_text(&t->buffer, text_chars(&t->key), t->key.len);
  wire_put_u32(&t->buffer, (uint32_t)status);
  wire_put_error(&t->buffer, e ? e : &none);
  wire_put_value(&t->buffer, result && !status ? result : &nil);
  tape_end_block(t, TAPE_ANSWER);
}

/* The series of a key, made when missing. tag: answers and streams of one row are different. */
static tape_series *series_of(tape *t, char tag, const void *key, size_t len) {
  text_clear(&t->key);
  text_putc(&t->key, tag);
  text_add(&t->key, key, len);
  uint64_t *at = map_put(&t->keys, text_chars(&t->key), t->key.len);
  if (!*at) {
    t->series = memory_resize(t->series, (t->nseries + 1) * sizeof *t->series);
    t->series[t->nseries++] = (tape_series){0};
    *at = t->nseries;
  }
  return &t->series[*at - 1];
}

static bool index_head(tape *t, wire_reader *r) {
  t->head = wire_get_value(r, &t->memory);
  return !r->failed;
}

static bool index_answer(tape *t, wire_reader *r, uint32_t block) {
  uint32_t len;
  const uint8_t *key = tape_get_bytes(r, &len);
  if (!r->failed) tape_add_to_series(series_of(t, 'A', key, len), block);
  return !r->failed;
}

static bool index_stream(tape *t, wire_reader *r) {
  uint32_t number = wire_get_u32(r), len;
  const uint8_t *key = tape_get_bytes(r, &len);
  if (r->failed || number != t->nstreams || number >= TAPE_STREAMS) return false;
  t->streams = memory_resize(t->streams, (number + 1) * sizeof *t->streams);
  t->streams[number] = (tape_stream){0};
  t->nstreams++;
  if (!tape_get_type(t, r, &t->streams[number])) return false;
  tape_add_to_series(series_of(t, 'S', key, len), number);
  return true;
}

static bool index_symbol(tape *t, wire_reader *r) {
  uint32_t number = wire_get_u32(r), len, count = t->symbols.count ? t->symbols.count : 256;
  const uint8_t *bytes = tape_get_bytes(r, &len);
  if (r->failed || !number || number >= TAPE_SYMBOLS) return false;
  while (count <= number)
    count *= 2;
  if (count != t->symbols.count) {
    t->symbols.to = memory_resize(t->symbols.to, count * sizeof *t->symbols.to);
    memset(t->symbols.to + t->symbols.count, 0, (count - t->symbols.count) * sizeof *t->symbols.to);
    t->symbols.count = count;
  }
  t->symbols.to[number] = symbol_intern(t->table, (const char *)bytes, len);
  return true;
}

static bool index_span(tape *t, wire_reader *r, uint32_t block) {
  uint32_t stream = wire_get_u32(r);
  if (r->failed || stream >= t->nstreams || !t->streams[stream].type) return false;
  tape_add_to_series(&t->streams[stream].spans, block);
  return true;
}

static bool index_block(tape *t, uint32_t i) {
  wire_reader r = tape_read_block(&t->blocks[i]);
  switch (t->blocks[i].kind) {
  case TAPE_HEAD: return index_head(t, &r);
  case TAPE_ANSWER: return index_answer(t, &r, i);
  case TAPE_STREAM: return index_stream(t, &r);
  case TAPE_SYMBOL: return index_symbol(t, &r);
  case TAPE_SPAN: return index_span(t, &r, i);
  default: return true; /* a block of a later version */
  }
}

static sonde_status check_start(const tape *t, error *e) {
  uint32_t version = 0;
  if (t->len < TAPE_START || memcmp(t->bytes, TAPE_MAGIC, 8) != 0)
    return error_set(e, SONDE_ARG, "%s is not a tape of Sonde", t->path);
  for (int i = 3; i >= 0; i--)
    version = version << 8 | (uint8_t)t->bytes[8 + i];
  if (version == TAPE_VERSION) return SONDE_OK;
  return error_set(e, SONDE_UNSUPPORTED,
      "the tape %s has version %u, this Sonde reads version %d; use a newer Sonde", t->path, version,
      TAPE_VERSION);
}

static void index_all(tape *t) {
  size_t end = tape_scan_blocks(t);
  uint32_t good = 0;
  while (good < t->nblocks && index_block(t, good))
    good++;
  bool is_whole = good == t->nblocks && good && t->blocks[good - 1].kind == TAPE_END && end == t->len;
  if (good < t->nblocks) end = (size_t)((const char *)t->blocks[good].data - t->bytes) - TAPE_BLOCK_START;
  if (!is_whole)
    log_write(SONDE_LOG_WARNING, "tape", "%s is damaged or was cut: read up to byte %llu of %llu", t->path,
        (unsigned long long)end, (unsigned long long)t->len);
}

tape *tape_open(const char *path, error *e) {
  tape *t = new_tape(path);
  t->table = symbol_table_new();
  symbol_map_init(&t->symbols, t->table);
  t->bytes = file_read(path, most_bytes, &t->len, e);
  if (!t->bytes || check_start(t, e)) {
    free_tape(t);
    return NULL;
  }
  index_all(t);
  return t;
}

static sonde_status no_more(
    const char *what, const char *row, const sonde_value *args, uint32_t ordinal, error *e) {
  text shown;
  text_init(&shown, 300);
  if (args) value_print(&shown, args, NULL);
  error_set(e, SONDE_MISSING,
      "the tape holds no %s number %u of %s %s; record it again with the same script and parameters", what,
      ordinal + 1, row, text_chars(&shown));
  text_free(&shown);
  return SONDE_MISSING;
}

/* The series of a row and its arguments, or NULL. */
static tape_series *find_series(tape *t, char tag, const char *row, const sonde_value *args) {
  text_clear(&t->key);
  text_putc(&t->key, tag);
  tape_put_key(&t->key, row, args);
  const uint64_t *at = map_find(&t->keys, text_chars(&t->key), t->key.len);
  return at ? &t->series[*at - 1] : NULL;
}

sonde_status tape_get_answer(
    tape *t, const char *row, const sonde_value *args, arena *a, sonde_value *result, error *e) {
  tape_series *s = find_series(t, 'A', row, args);
  uint32_t len;
  error recorded = {0};
  *result = value_nil();
  if (!s || s->next >= s->count) return no_more("answer", row, args, s ? s->next : 0, e);
  wire_reader r = tape_read_block(&t->blocks[s->items[s->next++]]);
  tape_get_bytes(&r, &len);
  sonde_status status = (sonde_status)wire_get_u32(&r);
  wire_get_error(&r, &recorded);
  *result = wire_get_value(&r, a);
  if (r.failed || status < 0 || status >= SONDE_STATUS_COUNT)
    return error_set(e, SONDE_MISSING, "the tape's answer of %s cannot be read", row);
  if (status && e) *e = recorded;
  return status;
}

sonde_status tape_find_stream(
    tape *t, const char *row, const sonde_value *args, uint32_t *stream, const record_type **type, error *e) {
  tape_series *s = find_series(t, 'S', row, args);
  if (!s || s->next >= s->count) return no_more("stream", row, args, s ? s->next : 0, e);
  *stream = s->items[s->next++];
  *type = t->streams[*stream].type;
  return SONDE_OK;
}
