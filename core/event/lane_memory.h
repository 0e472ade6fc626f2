/* What writer and reader of a lane keep beside its shared memory. Private to lane*.c. */
#ifndef SONDE_EVENT_LANE_MEMORY_H
#define SONDE_EVENT_LANE_MEMORY_H

#include "base/map.h"
#include "event/lane.h"
#include "event/lane_form.h"
#include "os/thread.h"

typedef struct lane_definition {
  uint32_t number, len;
  char *text;
} lane_definition;

struct lane {
  sonde_lane writer; /* first: the writer's handle is the lane */
  lane_page *page;
  uint8_t *chunks;
  lane_foreign foreign; /* page NULL: the memory is the lane's own */
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
