/* The inside of a tape. Layout in docs/tape.md. */
#ifndef SONDE_EVENT_TAPE_PRIVATE_H
#define SONDE_EVENT_TAPE_PRIVATE_H

#include <stdio.h>

#include "base/map.h"
#include "base/text.h"
#include "base/wire.h"
#include "event/tape.h"

enum {
  TAPE_VERSION = 1,
  TAPE_START = 16,       /* magic, version, reserved */
  TAPE_BLOCK_START = 12, /* kind, length, checksum */
  TAPE_COLUMNS = 1024,
  TAPE_SYMBOLS = 1 << 20,
  TAPE_STREAMS = 1 << 16,
  TAPE_ABSENT = 65528 /* offset of a column that no record is long enough for */
};

#define TAPE_MAGIC "SONDTAPE"

typedef enum tape_kind {
  TAPE_HEAD = 1,
  TAPE_ANSWER,
  TAPE_STREAM,
  TAPE_SYMBOL,
  TAPE_SPAN,
  TAPE_END
} tape_kind;

/* A block that was found whole. */
typedef struct tape_block {
  uint32_t kind, len;
  const uint8_t *data;
} tape_block;

/* What was recorded under one key, in its order. */
typedef struct tape_series {
  uint32_t *items; /* answers: index in blocks; streams: number */
  uint32_t count, room, next;
} tape_series;

typedef struct tape_stream {
  record_type *type;
  sonde_field *fields;
  tape_series spans; /* indexes in blocks */
  sonde_clock clock;
  void *records; /* of the span handed out */
} tape_stream;

struct tape {
  char *path;
  FILE *file; /* NULL: replay */
  bool failed;
  int os_code;
  text buffer; /* the block that is being written */
  uint32_t streams_put;
  uint8_t *symbols_put; /* bit: definition is on the tape */
  uint32_t nsymbols_put;
  uint32_t crc[256];

  char *bytes; /* of the whole file, replay */
  size_t len;
  tape_block *blocks;
  uint32_t nblocks, blocks_room;
  map keys; /* key to 1 + index in series */
  tape_series *series;
  uint32_t nseries;
  tape_stream *streams;
  uint32_t nstreams;
  symbol_table *table;
  symbol_map symbols;
  sonde_value head;
  arena memory; /* head, types */
  text key;
};

/* tape_block.c */
void tape_make_crc(tape *t);
void tape_begin_block(tape *t);
void tape_end_block(tape *t, tape_kind kind);
/* Finds the whole blocks; returns the offset behind the last of them. */
size_t tape_scan_blocks(tape *t);
wire_reader tape_read_block(const tape_block *b);
const uint8_t *tape_get_bytes(wire_reader *r, uint32_t *len);

/* tape_key.c */
void tape_put_key(text *out, const char *row, const sonde_value *args);
void tape_add_to_series(tape_series *s, uint32_t item);

/* tape_type.c */
void tape_put_type(text *out, const record_type *type);
bool tape_get_type(tape *t, wire_reader *r, tape_stream *s);

#endif
