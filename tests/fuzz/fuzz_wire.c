/* Serialised values and errors: accepted bytes are written again as the same bytes, memory stays in
 * proportion. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/wire.h"

static void check_value(const uint8_t *data, size_t size) {
  arena a = {0};
  wire_reader r = {data, size, 0, 0};
  sonde_value v = wire_get_value(&r, &a);
  if (r.at > size || a.used > 64 * (uint64_t)size + 64) abort();
  text out = {0}, shown = {0};
  if (!r.failed) {
    wire_put_value(&out, &v);
    if (out.len != r.at || memcmp(out.data, data, r.at) != 0) abort();
    value_print(&shown, &v, "ns");
    json_write(&shown, &v, "id", -1);
  }
  text_free(&out);
  text_free(&shown);
  arena_free(&a);
}

static void check_error(const uint8_t *data, size_t size) {
  wire_reader r = {data, size, 0, 0};
  error e, again;
  wire_get_error(&r, &e);
  if (r.failed) return;
  text out = {0};
  wire_put_error(&out, &e);
  wire_reader r2 = {(const uint8_t *)out.data, out.len, 0, 0};
  wire_get_error(&r2, &again);
  if (r2.failed || strcmp(e.text, again.text) != 0 || e.status != again.status || e.os_code != again.os_code)
    abort();
  text_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_value(data, size);
  check_error(data, size);
  return 0;
}
