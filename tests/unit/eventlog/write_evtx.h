/* Makes .evtx files as Windows does: chunks with templates that are defined once and used again, names that
 * are defined where they are first used, nested binary XML for the event data, right checksums. */
#ifndef SONDE_TESTS_WRITE_EVTX_H
#define SONDE_TESTS_WRITE_EVTX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WRITTEN_HEAD 4096u
#define WRITTEN_CHUNK 65536u
#define WRITTEN_RECORDS 512u /* where the records of a chunk begin */

/* One <Data Name="name">; without a name: <Data>. */
typedef struct written_data {
  const char *name;
  uint8_t type; /* SLOT_* of plugins/eventlog/slot.h */
  const void *bytes;
  uint16_t len; /* of SLOT_STRING given as text: 0, and bytes is UTF-8 (ASCII) */
} written_data;

typedef struct written_event {
  uint64_t number, record; /* record 0: as number */
  uint16_t id;
  uint8_t level;
  uint64_t filetime;
  const char *provider; /* part of the template */
  uint32_t process, thread;
  const written_data *data;
  size_t ndata;
  bool literal; /* no template at all */
} written_event;

typedef struct evtx_writer {
  uint8_t *bytes;
  size_t len;
  uint32_t at; /* in the open chunk: where the next record begins */
  uint32_t last;
  uint32_t attributes; /* where the size of the open list of attributes is; 0: none */
  uint32_t chunks;
  uint64_t first_number, last_number;
  struct {
    char name[64];
    uint32_t at;
  } names[128];
  uint32_t nnames;
  struct {
    char key[512];
    uint32_t at, id;
  } templates[32];
  uint32_t ntemplates;
} evtx_writer;

void written_begin(evtx_writer *w);
void written_chunk(evtx_writer *w); /* opens the first, or closes one and opens the next */
void written_add(evtx_writer *w, const written_event *e);
void written_end(evtx_writer *w);
void written_free(evtx_writer *w);
/* Makes the checksums of all whole chunks and of the file header right again, after damage. */
void written_fix(evtx_writer *w);
/* Where the n-th record of the first chunk begins in the file, from 0. */
size_t written_place(const evtx_writer *w, uint32_t n);
/* False: could not be written. */
bool written_save(const evtx_writer *w, const char *path);

#endif
