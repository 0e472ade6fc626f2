/* What Sonde changed, why and with what result: lines of JSON, each sealed by a hash over itself and the one
 * before it. */
#ifndef SONDE_JUDGE_JOURNAL_H
#define SONDE_JUDGE_JOURNAL_H

#include <stdbool.h>

#include "base/value.h"

typedef struct journal journal;

/* One line. Texts live as long as the journal. */
typedef struct journal_entry {
  uint64_t number; /* from 1 */
  int64_t wall_ns;
  bool intent;      /* written before a step; else its result, after it */
  const char *step; /* run verify undo */
  const char *plan, *action, *finding, *subject, *user;
  const char *outcome; /* of a result: done failed; else "" */
  const char *text;    /* what it said; "": nothing */
} journal_entry;

/* What is wrong with a file. `torn` lines are left by a crash in the middle of writing: they say nothing and
 * harm nothing. */
typedef struct journal_state {
  size_t lines, torn;
  size_t bad_line; /* the first line that was changed, removed before it or added by somebody else; 0: the
                      chain is whole */
  const char *why; /* of bad_line */
} journal_state;

/* Reads it; a missing file is an empty journal. Any content is read as far as it goes: *e only tells that the
 * file cannot be read at all. */
journal *journal_read(const char *path, error *e);
/* The same of bytes that are already there. */
journal *journal_parse(const char *bytes, size_t len);
/* The same, to add lines; no other Sonde may at the same time. SONDE_STATE when the chain is broken: nothing
 * is added to a journal that was changed. */
journal *journal_open(const char *path, error *e);
void journal_close(journal *j);

const journal_state *journal_get_state(const journal *j);
size_t journal_count(const journal *j);
const journal_entry *journal_at(const journal *j, size_t i); /* valid until the next journal_add */

/* Adds a line and returns when it is on the disk. number is given here. */
sonde_status journal_add(journal *j, const journal_entry *entry, error *e);

#endif
