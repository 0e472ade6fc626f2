/* Durations, sizes and texts against fields of every kind; the first byte chooses the field. */
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/schema.h"
#include "base/units.h"

static const sonde_field members[] = {
    {.name = "x", .unit = "bytes", .doc = "d", .kind = SONDE_I64, .initial = "1k"},
    {.name = "y", .unit = "", .doc = "d", .kind = SONDE_TEXT},
};
static const sonde_field fields[] = {
    {.name = "a", .unit = "ns", .doc = "d", .least = "1ms", .kind = SONDE_I64},
    {.name = "b", .unit = "bytes", .doc = "d", .most = "1G", .kind = SONDE_U64},
    {.name = "c", .unit = "percent", .doc = "d", .least = "0", .most = "100", .kind = SONDE_F64},
    {.name = "d", .unit = "", .doc = "d", .kind = SONDE_BOOL},
    {.name = "e", .unit = "", .doc = "d", .choices = "fast slow", .kind = SONDE_TEXT},
    {.name = "f", .unit = "pid", .doc = "d", .most = "5", .kind = SONDE_LIST, .item_kind = SONDE_U64},
    {.name = "g", .unit = "", .doc = "d", .kind = SONDE_MAP, .members = members, .nmembers = 2},
    {.name = "h",
        .unit = "",
        .doc = "d",
        .kind = SONDE_LIST,
        .item_kind = SONDE_MAP,
        .members = members,
        .nmembers = 2},
    {.name = "i", .unit = "ns", .doc = "d", .kind = SONDE_F64},
    {.name = "j", .unit = "address", .doc = "d", .kind = SONDE_U64},
    {.name = "k", .unit = "", .doc = "d", .kind = SONDE_BYTES, .most = "10"},
};

/* A printed duration or size is readable, and printing what was read changes nothing. */
static void check_printed(int64_t ns, uint64_t bytes) {
  text one = {0}, two = {0};
  int64_t ns2;
  uint64_t bytes2;
  units_print_duration(&one, ns);
  if (units_parse_duration(one.data, one.len, &ns2, NULL) == SONDE_OK) {
    units_print_duration(&two, ns2);
    if (one.len != two.len) abort();
  } else if (ns > -INT64_MAX / 2 && ns < INT64_MAX / 2) {
    abort();
  }
  text_clear(&one);
  units_print_bytes(&one, bytes);
  if (units_parse_bytes(one.data, one.len, &bytes2, NULL) != SONDE_OK && bytes < UINT64_MAX / 2) abort();
  text_free(&one);
  text_free(&two);
}

/* What the parser accepts, the check accepts unchanged. (Members in ns would not do: a bare number below 1 us
 * is refused.) */
static void check_field(const sonde_field *field, const char *s, size_t len) {
  arena a;
  arena_init(&a, 1 << 20);
  sonde_value v, again;
  error e = {0};
  if (schema_parse(&a, field, s, len, &v, &e) == SONDE_OK) {
    if (schema_check(&a, field, &v, &again, &e) || !value_equal(&v, &again)) abort();
  } else if (!e.text[0]) {
    abort();
  }
  arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!size) return 0;
  const char *s = (const char *)data + 1;
  int64_t ns = 0;
  uint64_t bytes = 0;
  units_parse_duration(s, size - 1, &ns, NULL);
  units_parse_bytes(s, size - 1, &bytes, NULL);
  check_printed(ns, bytes);
  check_field(&fields[data[0] % COUNT(fields)], s, size - 1);
  return 0;
}
