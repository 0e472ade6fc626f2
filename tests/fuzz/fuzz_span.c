/* The span form: any bytes are either no span, or a span whose checked records can be read to the end. */
#include <stdint.h>

#include "base/memory.h"
#include "host/span.h"

static const sonde_field fields[] = {
    {.name = "n", .unit = "", .doc = "A number.", .kind = SONDE_I64, .offset = 16},
    {.name = "t", .unit = "", .doc = "A text.", .kind = SONDE_TEXT, .offset = 24},
    {.name = "p", .unit = "", .doc = "Pairs.", .kind = SONDE_PAIRS, .offset = 32},
};

static void read_all(const record_type *t, const sonde_span *span) {
  record_source source = {
      .type = t, .clock = span->clock, .heap = span->heap, .heap_bytes = span->heap_bytes};
  const sonde_record *r = span->records;
  text out;
  text_init(&out, 1u << 16);
  for (uint32_t i = 0; i < span->nrecords; i++, r = record_next(r))
    for (uint32_t c = 0; c < t->ncolumns; c++) {
      sonde_value v = record_value(&source, r, c);
      value_print(&out, &v, NULL);
      text_clear(&out);
    }
  text_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  record_type *t = record_type_new("fuzz", "span", 0, fields, COUNT(fields), 40, NULL, 0);
  wire_reader r = {.data = data, .len = size};
  span_copy copy, again;
  if (span_get(&r, &copy)) {
    error e = {0};
    if (record_check_span(t, &copy.span, &e) == SONDE_OK) {
      read_all(t, &copy.span);
      if (span_by_wire(&copy.span, &again, &e)) __builtin_trap(); /* what was read can be written and read */
      span_copy_free(&again);
    }
    span_copy_free(&copy);
  }
  record_type_free(t);
  return 0;
}
