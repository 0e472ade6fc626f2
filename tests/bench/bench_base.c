/* What a call from a script passes in base: argument checks, texts, values on the wire. Floor: an indirect
 * call that copies a value. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/like.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/schema.h"
#include "base/wire.h"
#include "os/clock.h"

#define ROUNDS 200000
#define TRIES 7

static const sonde_field plain[] = {
    {.name = "pid", .unit = "pid", .doc = "d", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED},
    {.name = "count", .unit = "", .doc = "d", .kind = SONDE_I64},
};
static const sonde_field name_field = {.name = "name", .unit = "", .doc = "d", .kind = SONDE_TEXT};
static const sonde_field limited = {
    .name = "n", .unit = "ns", .doc = "d", .kind = SONDE_I64, .least = "10 ms", .most = "1 h"};
static const sonde_pair pairs[] = {
    {"pid", {.kind = SONDE_I64, .u.i = 12}}, {"count", {.kind = SONDE_I64, .u.i = 70000}}};
static const sonde_value args = {.kind = SONDE_MAP, .len = 2, .u.map = pairs};
static const char json[] = "{\"pid\":12,\"name\":\"shop\",\"cpu\":0.25,\"tags\":[1,2,3]}";

static arena memory;
static text out;
static map words;
static uint64_t sink; /* keeps results alive */

static void floor_copy(void) {
  sonde_value v = pairs[0].value;
  sink += v.u.u;
}

static void check_integer(void) {
  sonde_value v;
  sink += (uint64_t)schema_check(&memory, &plain[0], &pairs[0].value, &v, NULL) + v.u.u;
}

static void check_text(void) {
  sonde_value v, in = {.kind = SONDE_TEXT, .len = 12, .u.s = "perfcounters"};
  sink += (uint64_t)schema_check(&memory, &name_field, &in, &v, NULL) + v.len;
}

static void check_limited(void) {
  sonde_value v, in = {.kind = SONDE_I64, .u.i = 1000000000};
  sink += (uint64_t)schema_check(&memory, &limited, &in, &v, NULL) + v.u.u;
}

static void check_two_named(void) {
  sonde_value v[2];
  sink += (uint64_t)schema_check_all(&memory, plain, 2, &args, v, NULL) + v[1].u.u;
}

static void read_json(void) {
  sonde_value v;
  sink += (uint64_t)json_read(&memory, json, sizeof json - 1, &v, NULL) + v.len;
  arena_reset(&memory);
}

static void write_json(void) {
  text_clear(&out);
  json_write(&out, &args, NULL, -1);
  sink += out.len;
}

static void over_the_wire(void) {
  text_clear(&out);
  wire_put_value(&out, &args);
  wire_reader r = {(const uint8_t *)out.data, out.len, 0, 0};
  sink += wire_get_value(&r, &memory).len;
  arena_reset(&memory);
}

static void find_in_map(void) {
  sink += *map_find(&words, "word 500", 8);
}

static void match_like(void) {
  sink += like_match("*.cache*", 8, "/home/user/.cache/thumbnails/large", 34);
}

/* The best of some tries: others use this machine too. */
static double measure(void (*body)(void)) {
  int64_t best = INT64_MAX;
  for (int i = 0; i < TRIES; i++) {
    int64_t from = clock_thread_cpu_ns();
    for (int k = 0; k < ROUNDS; k++)
      body();
    int64_t spent = clock_thread_cpu_ns() - from;
    best = spent < best ? spent : best;
  }
  return (double)best / ROUNDS;
}

int main(void) {
  const struct {
    const char *name;
    void (*body)(void);
  } rows[] = {{"base.floor", floor_copy}, {"base.schema_check_integer", check_integer},
      {"base.schema_check_text", check_text}, {"base.schema_check_limits", check_limited},
      {"base.schema_check_all_2", check_two_named}, {"base.json_read", read_json},
      {"base.json_write", write_json}, {"base.wire_there_and_back", over_the_wire},
      {"base.map_find", find_in_map}, {"base.like_match", match_like}};
  char key[16];
  for (uint64_t i = 0; i < 1000; i++)
    *map_put(&words, key, (size_t)snprintf(key, sizeof key, "word %d", (int)i)) = i;
  double floor_ns = 0;
  for (size_t i = 0; i < COUNT(rows); i++) {
    double ns = measure(rows[i].body);
    if (i == 0) floor_ns = ns;
    printf("%s %.1f ns %.1f\n", rows[i].name, ns, ns / floor_ns);
  }
  arena_free(&memory);
  text_free(&out);
  map_free(&words);
  return sink == 0;
}
