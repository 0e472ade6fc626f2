/* The memory of a lane as its writer and its reader share it. No pointers in it: it may be mapped at two addresses, in two processes. Freestanding: the
 * agent inside a target writes this form too. */
#ifndef SONDE_EVENT_LANE_FORM_H
#define SONDE_EVENT_LANE_FORM_H

#include <stdatomic.h>
#include <stddef.h>

#include "sonde_lane.h"

#define LANE_PAGE_BYTES 4096
#define LANE_MOST_CHUNKS 256

/* First page. A chunk lies in a slot; seq tells which: 1 for the first chunk opened, 2 for the next ..., 0 while the slot is free. Only the writer makes
 * a slot used; the reader frees it, or (flight) the writer takes it back while the reader has no claim on it. */
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

#endif
