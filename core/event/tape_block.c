/* Blocks: kind, length, checksum, content. A tape that was cut anywhere is read up to its last whole block.
 */
#include <string.h>

#include "base/memory.h"
#include "event/tape_private.h"

/* CRC-32 as in IEEE 802.3, reflected. */
void tape_make_crc(tape *t) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t c = i;
    for (int bit = 0; bit < 8; bit++)
      c = c & 1 ? c >> 1 ^ 0xEDB88320u : c >> 1;
    t->crc[i] = c;
  }
}

static uint32_t crc_of(const tape *t, uint32_t kind, const void *bytes, size_t len) {
  const uint8_t *p = bytes;
  uint32_t c = 0xFFFFFFFFu ^ kind;
  for (size_t i = 0; i < len; i++)
    c = t->crc[(c ^ p[i]) & 255] ^ c >> 8;
  return ~c;
}

static uint32_t number_at(const char *p) {
  const uint8_t *b = (const uint8_t *)p;
  return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

void tape_begin_block(tape *t) {
  text_clear(&t->buffer);
}

static void put(tape *t, const void *bytes, size_t len) {
  if (t->failed || !len || fwrite(bytes, len, 1, t->file) == 1) return;
  t->failed = true;
}

void tape_end_block(tape *t, tape_kind kind) {
  text start;
  const char *content = text_chars(&t->buffer);
  size_t len = t->buffer.len;
  if (t->buffer.cut) { /* larger than a text may be: a gap is better than a lie */
    t->failed = true;
    return;
  }
  text_init(&start, 0);
  wire_put_u32(&start, (uint32_t)kind);
  wire_put_u32(&start, (uint32_t)len);
  wire_put_u32(&start, crc_of(t, (uint32_t)kind, content, len));
  put(t, text_chars(&start), start.len);
  put(t, content, len);
  text_free(&start);
}

static void add_block(tape *t, tape_block b) {
  if (t->nblocks == t->blocks_room) {
    t->blocks_room = t->blocks_room ? t->blocks_room * 2 : 64;
    t->blocks = memory_resize(t->blocks, t->blocks_room * sizeof *t->blocks);
  }
  t->blocks[t->nblocks++] = b;
}

size_t tape_scan_blocks(tape *t) {
  size_t at = TAPE_START;
  while (t->len - at >= TAPE_BLOCK_START) {
    const char *start = t->bytes + at;
    tape_block b = {number_at(start), number_at(start + 4), (const uint8_t *)start + TAPE_BLOCK_START};
    if (b.len > t->len - at - TAPE_BLOCK_START) break;
    if (crc_of(t, b.kind, b.data, b.len) != number_at(start + 8)) break;
    add_block(t, b);
    at += TAPE_BLOCK_START + b.len;
  }
  return at;
}

wire_reader tape_read_block(const tape_block *b) {
  return (wire_reader){.data = b->data, .len = b->len};
}

/* A byte run in place. */
const uint8_t *tape_get_bytes(wire_reader *r, uint32_t *len) {
  *len = wire_get_u32(r);
  if (r->failed || *len > r->len - r->at) {
    r->failed = 1;
    *len = 0;
    return r->data;
  }
  const uint8_t *bytes = r->data + r->at;
  r->at += *len;
  return bytes;
}
