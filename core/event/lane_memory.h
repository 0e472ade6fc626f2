/* The memory of a lane, shared by its writer and its reader. No pointers in it: it may be mapped at two
 * addresses. Private to lane*.c. */
#ifndef SONDE_EVENT_LANE_MEMORY_H
#define SONDE_EVENT_LANE_MEMORY_H

#include <stdatomic.h>

#include "base/map.h"
#include "event/lane.h"
#include "os/thread.h"

#define LANE_PAGE_BYTES 4096

/* First page. A chunk lies in a slot; seq tells which: 1 for the first chunk opened, 2 for the next ..., 0
 * while the slot is free. Only the writer makes a slot used; the reader frees it, or (flight) the writer
 * takes it back while the reader has no claim on it. */
typedef struct lane_page {
  sonde_head head;
  uint32_t policy, nchunks;
  uint8_t apart_writer[64]; /* keeps the words of the two sides on different cache lines */
  _Atomic uint64_t newest;  /* seq of the open chunk */
  _Atomic uint64_t lost, lost_first, lost_last;
  _Atomic uint64_t clamped, closed;
  uint8_t apart_reader[64];
  _Atomic uint64_t claim;     /* seq of the chunk that the reader is in */
  _Atomic uint64_t heartbeat; /* monotonic ns of the reader's last look */
  _Atomic uint64_t lost_seen;
  uint8_t apart_slots[64];
  _Atomic uint64_t seq[LANE_MOST_CHUNKS];
} lane_page;

_Static_assert(sizeof(lane_page) <= LANE_PAGE_BYTES, "a lane's first page");

/* Start of each chunk. The writer fills it before seq makes the chunk visible. */
typedef struct lane_chunk {
  uint64_t seq;
  uint64_t first;       /* records committed before this chunk */
  _Atomic uint64_t low; /* SONDE_LANE_LOW */
  uint64_t reserved[5];
} lane_chunk;

_Static_assert(sizeof(lane_chunk) == SONDE_LANE_FIRST, "a chunk's start");
_Static_assert(offsetof(lane_chunk, low) == SONDE_LANE_LOW, "the text's lower end");

typedef struct lane_definition {
  uint32_t number, len;
  char *text;
} lane_definition;

struct lane {
  sonde_lane writer; /* first: the writer's handle is the lane */
  lane_page *page;
  uint8_t *chunks;
  uint32_t nchunks, policy;

  /* Writer's. */
  uint32_t open_slot;
  uint64_t orphan; /* heartbeat at which waiting was given up; 0: not */
  map numbers;     /* text to number */
  uint64_t defined_bytes;
  _Atomic uint64_t other;

  /* From writer to reader, rarely: under the mutex, announced by `news`. */
  mutex *guard;
  _Atomic uint32_t news;
  lane_definition *definitions; /* not yet taken by the reader */
  uint32_t ndefinitions, definitions_capacity;
  sonde_clock clock;
  bool has_clock;

  /* Reader's. */
  uint8_t apart[64];
  const record_type *type;
  symbol_map symbols;
  sonde_clock reader_clock;
  bool reader_has_clock;
  uint32_t news_seen;
  uint64_t seq; /* the claimed chunk; 0: none yet */
  uint32_t slot, at;
  bool spent;        /* nothing more can come in this chunk: it is damaged */
  uint64_t index;    /* records read or counted as lost so far */
  uint64_t low_time; /* newest time read */
  uint64_t overwritten, overwritten_first, overwritten_last; /* flight: lost since lane_take_lost */
  uint64_t lost_taken, damaged;
  uint8_t *copy;               /* distrusted: the reader's own chunk */
  uint32_t copied, copied_low; /* records copied up to here, texts from here */
  uint32_t pid, tid;
  char *name;
};

static inline uint8_t *lane_chunk_at(const lane *l, uint32_t slot) {
  return l->chunks + (size_t)slot * SONDE_LANE_CHUNK;
}

/* lane_write.c */
int32_t SONDE_CALL lane_more(sonde_lane *writer, uint32_t size, uint32_t reserve, uint64_t time);

#endif
