/* What plugins/memory makes of the agent's records and block: the first half of the input are records, the
 * rest lies in the block's stacks, modules and texts. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use_records(live *l, const uint8_t *data, size_t size) {
  uint64_t *records = memory_new(size + 8);
  sonde_span span = {.size = sizeof span, .records = records};
  memcpy(records, data, size / 8 * 8);
  for (size_t at = 0; at + 16 <= size / 8 * 8;) { /* sizes as the host has checked them */
    sonde_record *r = (sonde_record *)(void *)((char *)records + at);
    size_t left = size / 8 * 8 - at;
    r->size = (uint16_t)(16 + r->size % 5 * 8);
    if (r->size > left) break;
    r->event = 0;
    at += r->size;
    span.nrecords++;
  }
  live_use(l, &span, 0);
  memory_free(records);
}

/* The sums must be those of the table and the mappings. */
static void check(live *l) {
  uint64_t bytes = 0, n = 0, mapped = 0;
  live_settle(&l->blocks);
  for (uint32_t i = 0; i < l->blocks.capacity; i++) {
    if (!l->blocks.slots[i].key) continue;
    bytes += block_bytes(&l->blocks.slots[i]);
    n++;
    if (live_place(&l->blocks, block_address(&l->blocks.slots[i])) != &l->blocks.slots[i]) abort();
  }
  for (size_t i = 0; i < l->maps.n; i++) {
    mapped += l->maps.list[i].end - l->maps.list[i].begin;
    if (l->maps.list[i].end <= l->maps.list[i].begin) abort();
    if (i && l->maps.list[i - 1].end > l->maps.list[i].begin) abort();
  }
  if (n != l->blocks.count || n != l->totals.of[0].live_blocks || bytes != l->totals.of[0].live_bytes)
    abort();
  if (mapped != l->totals.of[1].live_bytes || l->maps.n != l->totals.of[1].live_blocks) abort();
}

enum { AREA = 1 << 14 };
typedef struct block {
  agent_head head;
  uint8_t objects[480], texts[512];
  _Alignas(8) uint8_t stacks[AREA];
} block;

static int32_t SONDE_CALL drain(sonde_agent *agent) {
  (void)agent;
  return 0;
}
static void SONDE_CALL leave(sonde_agent *agent) {
  (void)agent;
}
static const sonde_target_api api = {.drain = drain, .leave = leave};

static void fill(block *b, const uint8_t *data, size_t size) {
  size_t n = size < sizeof b->stacks ? size : sizeof b->stacks;
  memcpy(b->stacks, data, n);
  memcpy(b->objects, data, n < sizeof b->objects ? n : sizeof b->objects);
  for (size_t i = 0; i < sizeof b->objects; i += sizeof(agent_object)) { /* no files are looked for */
    uint32_t none = 0;
    memcpy(b->objects + i + offsetof(agent_object, path), &none, sizeof none);
  }
  atomic_store(&b->head.nobjects, size % 20);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static block b;
  size_t half = size / 2;
  b.head.objects = (agent_area){offsetof(block, objects), sizeof b.objects};
  b.head.texts = (agent_area){offsetof(block, texts), sizeof b.texts};
  b.head.stacks = (agent_area){offsetof(block, stacks), sizeof b.stacks};
  fill(&b, data + half, size - half);
  tracked_heap *h = NEW(tracked_heap);
  h->users = 1;
  h->api = &api;
  if (!view_init(&h->view, &b, sizeof b)) abort();
  live_init(&h->live, h->view.lay.most);
  locations_init(&h->locations, &h->view);
  use_records(&h->live, data, half);
  check(&h->live);
  site_filter f = {.top = 5};
  size_t n;
  text stack = {0};
  site_row *rows = heap_sites(h, &f, &n);
  for (size_t i = 0; i < n; i++)
    heap_tell_stack(h, rows[i].stack, &stack);
  memory_free(rows);
  text_free(&stack);
  h->agent = NULL;
  heap_leave(h);
  return 0;
}
