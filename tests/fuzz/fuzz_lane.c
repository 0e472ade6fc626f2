/* A lane in memory that another process writes as it likes: the input is its first page's words and the start
 * of its chunks. */
#include <stdlib.h>
#include <string.h>

#include "event/lane.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHUNKS = 3, READS = 64 };

static const sonde_field fields[] = {
    {.name = "text", .unit = "", .doc = "Any.", .kind = SONDE_TEXT, .offset = 16},
    {.name = "name",
        .unit = "",
        .doc = "Of.",
        .kind = SONDE_SYMBOL,
        .offset = 4,
        .flags = SONDE_FIELD_SUBJECT}};

static void nothing(void *self) {
  (void)self;
}

static void ended(void *self, lane_page *page) {
  (void)self, (void)page;
}

/* Of each span all columns of all records. */
static size_t use(const sonde_span *span, const record_source *source) {
  size_t known = 0;
  const sonde_record *r = span->records;
  for (uint32_t i = 0; i < span->nrecords; i++, r = record_next(r))
    for (uint32_t c = 0; c < source->type->ncolumns; c++)
      known += record_value(source, r, c).kind != SONDE_UNKNOWN;
  return known;
}

/* Words of the page, then bytes that go to the chunks in turn. */
static void fill(lane_page *page, uint8_t *chunks, const uint8_t *data, size_t size) {
  uint64_t words[8] = {0};
  size_t n = size < sizeof words ? size : sizeof words;
  memcpy(words, data, n);
  page->newest = words[0];
  page->lost = words[1];
  page->closed = words[2] & 1;
  for (uint32_t i = 0; i < CHUNKS; i++)
    page->seq[i] = words[3 + i] & 15;
  data += n;
  size -= n;
  for (uint32_t i = 0; i < CHUNKS && size; i++) {
    n = size / (CHUNKS - i);
    memcpy(chunks + (size_t)i * SONDE_LANE_CHUNK, data, n);
    data += n;
    size -= n;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  symbol_table *symbols = symbol_table_new();
  symbol_map map;
  symbol_map_init(&map, symbols);
  symbol_map_define(&map, 1, "malloc", 6);
  record_type *type = record_type_new("t", "foreign", 0, fields, 2, 24, NULL, 0);
  lane_page *page = calloc(1, LANE_PAGE_BYTES);
  uint8_t *chunks = calloc(CHUNKS, SONDE_LANE_CHUNK);
  lane_page_reset(page, SONDE_LANE_DROP, CHUNKS);
  fill(page, chunks, data, size);
  sonde_clock clock = {.mult = 1, .shift = 0};
  lane_foreign foreign = {.page = page,
      .chunks = chunks,
      .nchunks = CHUNKS,
      .symbols = &map,
      .clock = &clock,
      .refresh = nothing,
      .ended = ended};
  lane *l = lane_adopt(type, &foreign, "hostile");
  sonde_span span;
  record_source source;
  for (int i = 0; i < READS && lane_read(l, UINT64_MAX, &span, &source); i++)
    use(&span, &source);
  lane_take_lost(l, NULL, NULL);
  lane_finished(l);
  lane_free(l);
  record_type_free(type);
  symbol_map_free(&map);
  symbol_table_free(symbols);
  free(chunks);
  free(page);
  return 0;
}
