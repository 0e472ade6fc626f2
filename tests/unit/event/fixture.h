/* A small event type and helpers for the tests of event/. */
#ifndef TESTS_EVENT_FIXTURE_H
#define TESTS_EVENT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "event/lane.h"
#include "event/reduce.h"

enum { EVENT_CALL = 3 };

typedef struct call_record {
  sonde_record record;
  uint64_t duration;
  int64_t result;
  double share;
  uint64_t packed; /* failed 1 bit, code 12 bits signed, at 4 */
  sonde_slice note;
  uint64_t lock; /* symbol in the low half */
  uint64_t quality;
} call_record;

#define AT(member) (uint32_t) offsetof(call_record, member)

static const sonde_field call_fields[] = {
    {.name = "name",
        .unit = "",
        .doc = "What was called.",
        .kind = SONDE_SYMBOL,
        .offset = 4,
        .flags = SONDE_FIELD_SUBJECT},
    {.name = "duration", .unit = "ns", .doc = "How long.", .kind = SONDE_U64, .offset = AT(duration)},
    {.name = "result", .unit = "count", .doc = "What it gave.", .kind = SONDE_I64, .offset = AT(result)},
    {.name = "share", .unit = "ratio", .doc = "A real.", .kind = SONDE_F64, .offset = AT(share)},
    {.name = "failed", .unit = "", .doc = "Whether.", .kind = SONDE_BOOL, .offset = AT(packed), .width = 1},
    {.name = "code",
        .unit = "",
        .doc = "A signed code.",
        .kind = SONDE_I64,
        .offset = AT(packed),
        .shift = 4,
        .width = 12},
    {.name = "note", .unit = "", .doc = "A text.", .kind = SONDE_TEXT, .offset = AT(note)},
    {.name = "lock", .unit = "", .doc = "A symbol.", .kind = SONDE_SYMBOL, .offset = AT(lock)},
    {.name = "quality",
        .unit = "",
        .doc = "Why not.",
        .kind = SONDE_U64,
        .offset = AT(quality),
        .flags = SONDE_FIELD_QUALITY},
};

static inline record_type *call_type(void) {
  return record_type_new(
      "tracer", "call", EVENT_CALL, call_fields, COUNT(call_fields), sizeof(call_record), NULL, 0);
}

static inline call_record *call_begin(sonde_lane *w, uint64_t time, uint64_t duration) {
  call_record *c = sonde_lane_begin_with(w, EVENT_CALL, sizeof *c, time, 64);
  if (c) memset((char *)c + sizeof c->record, 0, sizeof *c - sizeof c->record);
  if (c) c->duration = duration;
  return c;
}

/* A value from a small random generator (xorshift64*). */
static inline uint64_t next_random(uint64_t *state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * UINT64_C(2685821657736338717);
}

static inline sonde_pair pair_of(const char *key, sonde_value v) {
  return (sonde_pair){key, v};
}

#define LIST(...)                                                                                            \
  value_list((sonde_value[]){__VA_ARGS__}, sizeof((sonde_value[]){__VA_ARGS__}) / sizeof(sonde_value))
#define MAP(...)                                                                                             \
  value_map((sonde_pair[]){__VA_ARGS__}, sizeof((sonde_pair[]){__VA_ARGS__}) / sizeof(sonde_pair))
#define TEXT(s) value_text(s)
#define P(key, v) pair_of(key, v)

#endif
