/*
 * sonde_lane.h - how a plugin's thread delivers records: interface "sonde.lane/1".
 *
 * A lane is a ring of records with one writer and one reader. A thread of the plugin opens its own lane for a
 * subscription and is then the only one to touch it. Obtain the table in create(): host->get_interface(host,
 * SONDE_LANE_1).
 *
 *   sonde_lane *lane;                                                      // once a thread
 *   if (api->open(host, subscription, SONDE_LANE_DROP, "sampler", &lane)) return;
 *   uint32_t name = api->define(lane, "cpu.total", 9);                     // once for each text
 *
 *   my_sample *s = sonde_lane_begin(lane, EVENT_SAMPLE, sizeof *s, now);   // for each record
 *   if (s) {
 *     s->value = 12;
 *     sonde_lane_text(lane, &s->note, note, note_len);                     // any number of text columns
 *     sonde_lane_commit(lane, s, name);
 *   }
 *
 * begin() gives NULL when the record cannot be stored now; the loss is counted and reported, so go on. A
 * record is seen by the reader at once after commit(); there is nothing to flush. All columns must be
 * written: the memory is not zeroed.
 */
#ifndef SONDE_LANE_H
#define SONDE_LANE_H

#include <string.h>

#include "sonde.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SONDE_LANE_1 "sonde.lane/1"

/* What happens to a record when the lane is full. */
#define SONDE_LANE_DROP 0u   /* it is lost, and counted */
#define SONDE_LANE_FLIGHT 1u /* the oldest 64 KiB make room for it: the newest records survive */
#define SONDE_LANE_BLOCK                                                                                     \
  2u /* begin() waits, at most 1 s in one go and only while the reader is alive; never use it in a           \
        signal handler or under an allocator */

#define SONDE_LANE_CHUNK 65536u     /* bytes of a chunk; offsets of slices count from its start */
#define SONDE_LANE_FIRST 64u        /* where the records of a chunk begin */
#define SONDE_LANE_LOW 16u          /* a word of the chunk: lowest byte that a committed text uses */
#define SONDE_LANE_MOST_TEXT 32768u /* bytes of texts that begin_with() reserves at most */

/* The writer's position. Written by the inline functions below and by the host inside `more`; read nothing
 * else of it. */
typedef struct sonde_lane {
  sonde_head head;  /* frozen; size: of the host's table */
  uint8_t *chunk;   /* the open chunk; the records grow from SONDE_LANE_FIRST, the texts down from its end */
  uint32_t at;      /* where the next record begins */
  uint32_t low;     /* the lowest byte that a text uses */
  uint64_t word;    /* size and event of the record between begin and commit */
  uint64_t time;    /* of the newest record */
  uint64_t count;   /* records committed */
  uint64_t clamped; /* records whose time was before the one before, and was raised to it */
  /* Opens the next chunk for a record of `size` bytes and `reserve` bytes of texts. 0: no room, the loss is
   * counted. */
  int32_t(SONDE_CALL *more)(struct sonde_lane *lane, uint32_t size, uint32_t reserve, uint64_t time);
} sonde_lane;

typedef struct sonde_lane_api {
  sonde_head head;

  /* [any] A lane for the calling thread. subscription: as given to subscribe(). name: of the thread, for
   * reports, copied. SONDE_STATE when the subscription has ended; SONDE_MEMORY when there is no room for one
   * more lane. */
  sonde_status(SONDE_CALL *open)(
      const sonde_host *host, uint64_t subscription, uint32_t policy, const char *name, sonde_lane **out);

  /* [lane] No more records; the reader still gets all that were committed. The lane is the host's from here
   * on. */
  void(SONDE_CALL *close)(sonde_lane *lane);

  /* [lane] The number of a text, for symbol columns and for commit(). The same text has the same number. A
   * definition is never lost. After 65,534 texts, or 16 MiB of them, every new one is "other", which is
   * counted. Texts are cut at 1,024 bytes. */
  uint32_t(SONDE_CALL *define)(sonde_lane *lane, const char *text, uint64_t len);

  /* [lane] How the records' times become nanoseconds. Without it they are nanoseconds since 1970-01-01 UTC.
   * Once before the first record, then about once a second. */
  void(SONDE_CALL *set_clock)(sonde_lane *lane, const sonde_clock *clock);
} sonde_lane_api;

SONDE_SIZE(sonde_lane, 72);
SONDE_SIZE(sonde_lane_api, 48);

/* Stores of 8 bytes that the reader may see at any moment. RELEASE: everything written before is seen with
 * it. */
#if defined(__GNUC__)
typedef uint64_t __attribute__((may_alias)) sonde_lane_word;
#  define SONDE_LANE_STORE(p, v) __atomic_store_n((sonde_lane_word *)(void *)(p), (v), __ATOMIC_RELAXED)
#  define SONDE_LANE_RELEASE(p, v) __atomic_store_n((sonde_lane_word *)(void *)(p), (v), __ATOMIC_RELEASE)
#else /* MSVC on x64: a volatile store is a release */
#  define SONDE_LANE_STORE(p, v) ((void)(*(volatile uint64_t *)(void *)(p) = (v)))
#  define SONDE_LANE_RELEASE(p, v) ((void)(*(volatile uint64_t *)(void *)(p) = (v)))
#endif

/*
 * [lane] Room for one record and `reserve` bytes of texts (more than SONDE_LANE_MOST_TEXT counts as that
 * many). size: bytes of the record, its header included, a multiple of 8, 16 to 65,000 with the text. time:
 * the counter of the lane's clock. NULL: not now, counted as lost. A record that was begun and not committed
 * leaves no trace.
 */
static inline void *sonde_lane_begin_with(
    sonde_lane *lane, uint32_t event, uint32_t size, uint64_t time, uint32_t reserve) {
  sonde_record *record;
  if (reserve > SONDE_LANE_MOST_TEXT) reserve = SONDE_LANE_MOST_TEXT;
  /* 8 bytes for the zero word behind the record */
  if ((uint64_t)lane->at + size + reserve + 8 > lane->low && !lane->more(lane, size, reserve, time))
    return NULL;
  if (time < lane->time) {
    time = lane->time;
    ++lane->clamped;
  }
  record = (sonde_record *)(void *)(lane->chunk + lane->at);
  record->time = time;
  lane->time = time;
  lane->word = (uint64_t)size | (uint64_t)event << 16;
  return record;
}

/* [lane] A record without texts, or one whose texts may be cut at the end of a chunk. */
static inline void *sonde_lane_begin(sonde_lane *lane, uint32_t event, uint32_t size, uint64_t time) {
  return sonde_lane_begin_with(lane, event, size, time, 0);
}

/* [lane] Between begin and commit: stores a text, bytes or pairs column. What does not fit is cut and flagged
 * in the slice. */
static inline void sonde_lane_text(sonde_lane *lane, sonde_slice *slice, const char *bytes, uint64_t len) {
  uint32_t room = lane->low - lane->at - (uint32_t)(lane->word & 0xFFFFu) - 8;
  uint32_t fits = len < room ? (uint32_t)len : room;
  lane->low -= fits;
  SONDE_LANE_STORE(lane->chunk + SONDE_LANE_LOW, lane->low);
  memcpy(lane->chunk + lane->low, bytes, fits);
  slice->offset = lane->low;
  slice->len = fits < len ? fits | SONDE_SLICE_CUT : fits;
}

/* [lane] Shows the record to the reader. subject: number of the SUBJECT column, 0 for none. */
static inline void sonde_lane_commit(sonde_lane *lane, void *record, uint32_t subject) {
  uint32_t size = (uint32_t)(lane->word & 0xFFFFu);
  lane->at += size;
  ++lane->count;
  SONDE_LANE_STORE(lane->chunk + lane->at, 0);
  SONDE_LANE_RELEASE(record, lane->word | (uint64_t)subject << 32);
}

#ifdef __cplusplus
}
#endif
#endif
