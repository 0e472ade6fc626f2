/* Reads the records of the module memory and plays them. */
#include "heap.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 1 << 20, PLACES = 1 << 21 };

heap_record heap_records[MOST];
unsigned long heap_nrecords;

typedef struct block {
  uint64_t address;
  unsigned long record; /* that gave it; from 1; 0: gone */
} block;

static block blocks[PLACES];

unsigned heap_kind(const heap_record *r) {
  return (unsigned)(r->c.about >> MEMORY_KIND_SHIFT & 7);
}

unsigned heap_family(const heap_record *r) {
  return (unsigned)(r->c.about >> MEMORY_FAMILY_SHIFT);
}

uint64_t heap_address(const heap_record *r) {
  return r->c.about & ((1ull << MEMORY_ADDRESS_BITS) - 1);
}

lab *heap_start(const memory_plan *plan, unsigned lanes, unsigned stacks) {
  lab *l = lab_new(&(lab_setup){.policy = SONDE_LANE_DROP,
      .lanes = lanes,
      .chunks = 256,
      .module = AGENT_MEMORY,
      .plan = plan,
      .plan_bytes = sizeof *plan,
      .stacks = stacks});
  unsigned long answer = lab_start(l);
  if (answer != AGENT_OK) fprintf(stderr, "the agent answers %lu\n", answer);
  CHECK(answer == AGENT_OK);
  return l;
}

static void take(void *self, const sonde_record *r, const void *chunk, unsigned pid, unsigned tid) {
  heap_record *h = &heap_records[heap_nrecords++];
  (void)self, (void)chunk;
  CHECK(heap_nrecords < MOST && r->size >= MEMORY_FREE_SIZE && r->size <= sizeof h->c);
  memcpy(&h->c, r, r->size);
  h->pid = pid, h->tid = tid;
}

/* Heap sort: the C library's sort may allocate. */
static void sift(unsigned long i, unsigned long n) {
  for (unsigned long child; (child = 2 * i + 1) < n; i = child) {
    if (child + 1 < n && heap_records[child].c.record.time < heap_records[child + 1].c.record.time) child++;
    if (heap_records[i].c.record.time >= heap_records[child].c.record.time) return;
    heap_record r = heap_records[i];
    heap_records[i] = heap_records[child];
    heap_records[child] = r;
  }
}

static void sort(void) {
  for (unsigned long i = heap_nrecords / 2; i-- > 0;)
    sift(i, heap_nrecords);
  for (unsigned long n = heap_nrecords; n-- > 1;) {
    heap_record r = heap_records[0];
    heap_records[0] = heap_records[n];
    heap_records[n] = r;
    sift(0, n);
  }
}

void heap_stop(lab *l) {
  atomic_store(&lab_head(l)->active, 0);
  lab_read_records(l, take, NULL);
  sort();
}

static block *place_of(uint64_t address) {
  uint64_t at = (address >> 4) * 0x9E3779B97F4A7C15u >> 20;
  for (;; at++) {
    block *b = &blocks[at % PLACES];
    if (!b->address || b->address == address) return b;
  }
}

static void play(heap_totals *t, const heap_record *r) {
  block *b = heap_kind(r) <= MEMORY_FREE ? place_of(heap_address(r)) : NULL;
  switch (heap_kind(r)) {
  case MEMORY_ALLOC:
    t->allocs++, t->bytes += r->c.bytes, t->twice += b->record != 0;
    *b = (block){heap_address(r), (unsigned long)(r - heap_records) + 1};
    break;
  case MEMORY_FREE:
    t->frees++, t->unknown += b->record == 0;
    b->record = 0;
    break;
  case MEMORY_MAP: t->maps++; break;
  case MEMORY_UNMAP: t->unmaps++; break;
  default: CHECK(!"a kind that is not of this system");
  }
}

heap_totals heap_totals_of(unsigned pid) {
  heap_totals t = {0};
  memset(blocks, 0, sizeof blocks);
  for (unsigned long i = 0; i < heap_nrecords; i++)
    if (heap_records[i].pid == pid) play(&t, &heap_records[i]);
  return t;
}

static const uint8_t *area(lab *l) {
  return (const uint8_t *)lab_head(l) + lab_head(l)->stacks.offset;
}

static uint64_t where(lab *l, unsigned stack) {
  memory_layout lay = memory_lay(lab_head(l)->stacks.bytes);
  CHECK(stack >= 1 && stack <= lay.most);
  return atomic_load(&((const memory_stack *)(const void *)(area(l) + lay.stacks))[stack - 1].where);
}

unsigned heap_depth(lab *l, unsigned stack) {
  return (unsigned)(where(l, stack) >> 32 & 0xFFFF);
}

const char *heap_function(lab *l, unsigned stack, unsigned frame) {
  memory_layout lay = memory_lay(lab_head(l)->stacks.bytes);
  const uint64_t *frames = (const uint64_t *)(const void *)(area(l) + lay.frames);
  Dl_info info;
  if (frame >= heap_depth(l, stack)) return "";
  uint64_t pc = frames[(uint32_t)where(l, stack) + frame];
  return dladdr((void *)(pc - 1), &info) && info.dli_sname ? info.dli_sname : "";
}

static int is_live(const heap_record *r) {
  return place_of(heap_address(r))->record == (unsigned long)(r - heap_records) + 1;
}

heap_site heap_site_of(lab *l, unsigned pid, const char *function) {
  static unsigned char seen[1 << 20];
  heap_site s = {0};
  memset(seen, 0, sizeof seen);
  heap_totals_of(pid);
  for (unsigned long i = 0; i < heap_nrecords; i++) {
    const heap_record *r = &heap_records[i];
    unsigned stack = r->c.record.subject;
    if (r->pid != pid || heap_kind(r) != MEMORY_ALLOC || !stack ||
        strcmp(heap_function(l, stack, 0), function))
      continue;
    s.allocs++, s.bytes += r->c.bytes;
    if (is_live(r)) s.live++, s.live_bytes += r->c.bytes;
    s.families |= 1u << heap_family(r);
    s.stacks += !seen[stack];
    seen[stack] = 1;
  }
  return s;
}
