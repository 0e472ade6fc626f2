/* Specifications from anywhere: compiled or refused with a sentence; compiled ones take records. */
#include <stdlib.h>
#include <string.h>

#include "base/wire.h"
#include "event/reduce.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const sonde_field fields[] = {
    {.name = "name", .unit = "", .doc = "d", .kind = SONDE_SYMBOL, .offset = 4, .flags = SONDE_FIELD_SUBJECT},
    {.name = "u", .unit = "ns", .doc = "d", .kind = SONDE_U64, .offset = 16},
    {.name = "n", .unit = "", .doc = "d", .kind = SONDE_F64, .offset = 24},
    {.name = "t", .unit = "ticks", .doc = "d", .kind = SONDE_I64, .offset = 32},
    {.name = "x", .unit = "", .doc = "d", .kind = SONDE_TEXT, .offset = 40},
};

typedef struct fuzzed {
  sonde_record record;
  uint64_t u;
  double n;
  int64_t t;
  sonde_slice x;
} fuzzed;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  arena a = {0};
  error e = {0};
  sonde_value rows;
  wire_reader in = {.data = data, .len = size};
  sonde_value spec = wire_get_value(&in, &a);
  record_type *type = record_type_new("fuzz", "spec", 0, fields, 5, sizeof(fuzzed), NULL, 0);
  reduce *r = in.failed ? NULL : reduce_new(type, &spec, &e);
  if (!in.failed && !r && !e.text[0]) abort();
  if (r) {
    fuzzed records[4] = {{{sizeof *records, 0, 1, 1}, 5, 0.5, -3, {0, 2}},
        {{sizeof *records, 0, 2, 2}, UINT64_MAX, -0.0, 9, {2, 3}}, {{32, 0, 0, 3}, 0, 1e300, 0, {0, 0}},
        {{sizeof *records, 0, 1, 4}, 7, 2, INT64_MIN, {0, 0}}};
    sonde_clock clock = {.mult = 3, .shift = 1};
    record_source s = {.type = type, .clock = &clock, .heap = (const uint8_t *)"a*b?c", .heap_bytes = 5};
    records[2].record.size = sizeof *records;
    sonde_span span = {.size = sizeof span, .records = records, .nbytes = sizeof records, .nrecords = 4};
    reduce_add(r, &s, &span);
    reduce_rows(r, &a, &rows, &e);
    for (uint32_t i = 0; i < reduce_columns(r); i++)
      if (!reduce_column_name(r, i) || !reduce_column_unit(r, i)) abort();
    reduce_reset(r);
    reduce_free(r);
  }
  record_type_free(type);
  arena_free(&a);
  return 0;
}
