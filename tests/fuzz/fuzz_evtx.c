/* One chunk of an event log as the file has it: records, XML, leaves, System fields. What is written must be
 * valid UTF-8, and XML as deep as it was opened. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "event.h"
#include "evtx.h"
#include "leaves.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(void *self, const leaf *l) {
  (void)self;
  if (l->name_len > l->path_len && !l->named) abort();
  if (utf8_valid_prefix(l->value, l->value_len) != l->value_len) abort();
}

static void use(decoder *d, const instance *i) {
  buf out = {0};
  uint64_t number;
  event_xml(d, i, &out);
  if (utf8_valid_prefix(out.data ? out.data : "", out.len) != out.len && !out.cut) abort();
  for (int f = 0; f < FIELD_COUNT; f++) {
    buf_clear(&out);
    event_number(d, i, f, &number);
    event_text(d, i, f, &out);
  }
  leaves_walk(d, i, check, NULL);
  buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static evtx x;
  if (size > EVTX_CHUNK) size = EVTX_CHUNK;
  memset(&x, 0, sizeof x);
  memcpy(x.bytes, data, size);
  x.next_chunk = EVTX_CHUNK;
  evtx_use_chunk(&x, size);
  decoder d;
  evtx_record r;
  instance i;
  decoder_init(&d);
  decoder_next_chunk(&d, x.chunk);
  uint64_t bytes = 0;
  while (evtx_next_record(&x, &r)) {
    bytes += r.size;
    if (event_begin(&d, r.at + 24, r.at + r.size - 4, &i)) use(&d, &i);
  }
  if (bytes > size) abort();
  decoder_free(&d);
  return 0;
}
