/* Spans from a plugin that lies: what the check lets through, every reader can read. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "event/reduce.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const sonde_field fields[] = {
    {.name = "name", .unit = "", .doc = "d", .kind = SONDE_SYMBOL, .offset = 4, .flags = SONDE_FIELD_SUBJECT},
    {.name = "u", .unit = "ns", .doc = "d", .kind = SONDE_U64, .offset = 16},
    {.name = "n", .unit = "", .doc = "d", .kind = SONDE_F64, .offset = 24},
    {.name = "text", .unit = "", .doc = "d", .kind = SONDE_TEXT, .offset = 32},
    {.name = "pairs", .unit = "", .doc = "d", .kind = SONDE_PAIRS, .offset = 40},
    {.name = "bits", .unit = "", .doc = "d", .kind = SONDE_I64, .offset = 48, .shift = 3, .width = 9},
    {.name = "quality",
        .unit = "",
        .doc = "d",
        .kind = SONDE_U64,
        .offset = 56,
        .flags = SONDE_FIELD_QUALITY},
};

static uint64_t sink; /* so that the reads are not left out */

static void read_all(const record_source *s, const sonde_span *span) {
  const sonde_record *r = span->records;
  for (uint32_t i = 0; i < span->nrecords; i++, r = record_next(r))
    for (uint32_t c = 0; c < s->type->ncolumns; c++) {
      sonde_value v = record_value(s, r, c);
      for (uint32_t b = 0; (v.kind == SONDE_TEXT || v.kind == SONDE_BYTES) && b < v.len; b++)
        sink += (unsigned char)v.u.s[b];
    }
}

static void reduce_all(const record_source *s, const sonde_span *span) {
  sonde_value like[] = {value_text("like"), value_text("*a?b*")};
  sonde_pair where[] = {{"text", value_list(like, 2)}};
  sonde_value keys[] = {value_text("name"), value_text("text"), value_text("bits")};
  sonde_pair get[] = {{"a", value_text("p99 n")}, {"b", value_text("last text")},
      {"c", value_text("stddev bits")}, {"d", value_text("distinct pairs")}, {"e", value_text("sum u")}};
  sonde_pair parts[] = {
      {"group", value_list(keys, 3)}, {"get", value_map(get, 5)}, {"where", value_map(where, 1)}};
  for (size_t n = 2; n <= 3; n++) {
    sonde_value spec = value_map(parts, n), rows;
    arena a = {0};
    reduce *r = reduce_new(s->type, &spec, NULL);
    if (!r) abort();
    reduce_add(r, s, span);
    reduce_rows(r, &a, &rows, NULL);
    reduce_free(r);
    arena_free(&a);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 8) return 0;
  size_t records = (size_t)(data[0] | data[1] << 8) % (size - 8 + 1), heap = size - 8 - records;
  record_type *type = record_type_new("fuzz", "span", 0, fields, COUNT(fields), 64, NULL, 0);
  symbol_table *symbols = symbol_table_new();
  symbol_map map;
  symbol_map_init(&map, symbols);
  symbol_map_define(&map, 1, "one", 3);
  uint8_t *r = memory_new(records + 1), *h = memory_new(heap + 1);
  memcpy(r, data + 8, records);
  memcpy(h, data + 8 + records, heap);
  sonde_span span = {.size = sizeof span,
      .flags = data[2] & 7,
      .records = r,
      .heap = h,
      .nbytes = records,
      .heap_bytes = heap,
      .nrecords = data[3]};
  record_source source = {.type = type, .symbols = &map, .heap = h, .heap_bytes = heap};
  if (record_check_span(type, &span, NULL) == SONDE_OK) {
    read_all(&source, &span);
    reduce_all(&source, &span);
  }
  memory_free(r);
  memory_free(h);
  symbol_map_free(&map);
  symbol_table_free(symbols);
  record_type_free(type);
  return 0;
}
