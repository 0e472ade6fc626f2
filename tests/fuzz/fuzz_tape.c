/* Tapes from hostile files: opened, every answer and every column of every record read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "event/tape_private.h"
#include "os/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore_line(void *self, int level, const char *source, const char *line) {
  (void)self, (void)level, (void)source, (void)line;
}

/* The bytes become blocks with a right checksum, so that the fuzzer need not find it: kind, length, content.
 */
static void put_blocks(text *file, const uint8_t *data, size_t size) {
  uint32_t crc[256];
  for (uint32_t i = 0; i < 256; i++) {
    crc[i] = i;
    for (int bit = 0; bit < 8; bit++)
      crc[i] = crc[i] & 1 ? crc[i] >> 1 ^ 0xEDB88320u : crc[i] >> 1;
  }
  while (size >= 3) {
    uint32_t kind = data[0] % 8, len = (uint32_t)(data[1] | data[2] << 8), c;
    if (len > size - 3) len = (uint32_t)size - 3;
    c = 0xFFFFFFFFu ^ kind;
    for (uint32_t i = 0; i < len; i++)
      c = crc[(c ^ data[3 + i]) & 255] ^ c >> 8;
    wire_put_u32(file, kind);
    wire_put_u32(file, len);
    wire_put_u32(file, ~c);
    text_add(file, (const char *)data + 3, len);
    data += 3 + len;
    size -= 3 + len;
  }
}

static uint64_t read_records(tape *t, uint32_t stream) {
  sonde_span span;
  record_source source;
  uint64_t sum = 0;
  while (tape_get_span(t, stream, INT64_MAX, &source, &span)) {
    const sonde_record *r = span.records;
    for (uint32_t i = 0; i < span.nrecords; i++, r = record_next(r))
      for (uint32_t c = 0; c < source.type->ncolumns; c++) {
        sonde_value v = record_value(&source, r, c);
        for (uint32_t b = 0; (v.kind == SONDE_TEXT || v.kind == SONDE_BYTES) && b < v.len; b++)
          sum += (unsigned char)v.u.s[b];
      }
  }
  return sum;
}

static void read_answers(tape *t) {
  for (uint32_t i = 0; i < t->nblocks; i++) {
    if (t->blocks[i].kind != TAPE_ANSWER) continue;
    wire_reader r = tape_read_block(&t->blocks[i]);
    uint32_t len;
    size_t row_len;
    arena a = {0};
    const uint8_t *key = tape_get_bytes(&r, &len);
    wire_reader k = {.data = key, .len = len};
    const char *row = wire_get_text(&k, &a, &row_len);
    sonde_value args = wire_get_value(&k, &a), result;
    if (!k.failed) tape_get_answer(t, row, &args, &a, &result, NULL);
    arena_free(&a);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char path[400];
  if (!path[0]) {
    arena a = {0};
    snprintf(path, sizeof path, "%s/sonde-fuzz-tape-%p", file_temporary_folder(&a), (void *)&a);
    arena_free(&a);
    log_set_sink(ignore_line, NULL);
  }
  text file;
  text_init(&file, 0);
  if (size && !data[0]) {
    text_add(&file, "SONDTAPE\1\0\0\0\0\0\0\0", 16);
    put_blocks(&file, data + 1, size - 1);
  } else {
    text_add(&file, (const char *)data, size);
  }
  if (file_write(path, text_chars(&file), file.len, NULL) == SONDE_OK) {
    tape *t = tape_open(path, NULL);
    if (t) {
      read_answers(t);
      for (uint32_t i = 0; i < t->nstreams; i++)
        if (t->streams[i].type) read_records(t, i);
      tape_close(t, NULL);
    }
    file_remove(path, NULL);
  }
  text_free(&file);
  return 0;
}
