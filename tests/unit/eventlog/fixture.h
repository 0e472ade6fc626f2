/* A small log with known values, kept in the folder for temporary files. */
#ifndef SONDE_TESTS_EVENTLOG_FIXTURE_H
#define SONDE_TESTS_EVENTLOG_FIXTURE_H

#include "check.h"

#include "base/arena.h"
#include "os/file.h"
#include "os/process.h"
#include "slot.h"
#include "write_evtx.h"

#define FIXTURE_START UINT64_C(131126659716816408) /* 2016-07-10T23:12:51.6816408Z */
#define FIXTURE_SECOND UINT64_C(10000000)
#define FIXTURE_RECORDS 120u

/* Record n (from 1): id 1000 + n % 4, level 2 for each fifth, else 4, one second apart; data Index = n, Name
 * = "user n", Pids = an array of two. */
static inline void fixture_event(evtx_writer *w, uint32_t n) {
  static char text[40];
  static uint32_t index, pids[2];
  snprintf(text, sizeof text, "user %u", n);
  index = n;
  pids[0] = n;
  pids[1] = n + 1;
  const written_data data[] = {{"Index", SLOT_U32, &index, 4}, {"Name", SLOT_STRING, text, 0},
      {"Pids", SLOT_ARRAY | SLOT_U32, pids, 8}, {"Gone", SLOT_STRING, NULL, 0}};
  written_event e = {.number = n,
      .record = 5000 + n,
      .id = (uint16_t)(1000 + n % 4),
      .level = n % 5 ? 4 : 2,
      .filetime = FIXTURE_START + n * FIXTURE_SECOND,
      .provider = n % 3 ? "Fixture-Provider" : "Other",
      .process = 100 + n,
      .thread = 7,
      .data = data,
      .ndata = 4};
  written_add(w, &e);
}

/* Three chunks of 40 records. */
static inline void fixture_make(evtx_writer *w) {
  written_begin(w);
  for (uint32_t n = 1; n <= FIXTURE_RECORDS; n++) {
    if (n % 40 == 1) written_chunk(w);
    fixture_event(w, n);
  }
  written_end(w);
}

static inline const char *fixture_path(arena *a, const char *name) {
  return file_join(a, file_absolute(a, file_temporary_folder(a)),
      arena_format(a, "sonde-test-%s-%u.evtx", name, (unsigned)process_self()));
}

#endif
