/*
 * The live set: thread CPU time per record, the median of 7 runs, with few and with many blocks alive. Half
 * of the records are frees of any block, half are allocations at its place from one of 619 stacks. Floor:
 * reading as many records and writing a 24-byte slot at the hashed place of each.
 */
#include <string.h>

#include "../bench.h"
#include "base/memory.h"
#include "changes.h"
#include "live.h"

enum { RECORDS = 2000000, SPAN = 4096, STACKS = 619 };

static volatile uint64_t result;

static uint64_t any(uint64_t below) {
  static uint64_t random = 88172645463325252u;
  random ^= random << 13;
  random ^= random >> 7;
  random ^= random << 17;
  return random % below;
}

static uint64_t place(uint64_t block) {
  return 0x555500000000 + block * 48;
}

static void put_first(changes *c, uint32_t blocks) {
  for (uint32_t i = 0; i < blocks; i++)
    put_alloc(c, i, place(i), 40, i % STACKS);
}

static void put_churn(changes *c, uint32_t blocks) {
  for (uint64_t i = 0; i < RECORDS / 2; i++) {
    uint64_t block = any(blocks);
    put_free(c, blocks + 2 * i, place(block));
    put_alloc(c, blocks + 2 * i + 1, place(block), 40, (uint32_t)any(STACKS));
  }
}

/* In spans, as the host delivers them. */
static void use(live *l, const changes *c) {
  const char *at = (const char *)c->words;
  for (uint32_t done = 0; done < c->n; done += SPAN) {
    uint32_t n = c->n - done < SPAN ? c->n - done : SPAN;
    sonde_span span = {.size = sizeof span, .records = at, .nrecords = n};
    live_use(l, &span, 0);
    for (uint32_t i = 0; i < n; i++)
      at += ((const sonde_record *)(const void *)at)->size;
  }
}

static double run_live(uint32_t blocks, const changes *first, const changes *churn, double *bytes) {
  live l;
  live_init(&l, STACKS);
  use(&l, first);
  live_settle(&l.blocks);
  int64_t begin = clock_thread_cpu_ns();
  use(&l, churn);
  double ns = (double)(clock_thread_cpu_ns() - begin) / RECORDS;
  if (l.totals.of[0].live_blocks != blocks || l.totals.replaced || l.totals.of[0].unknown_frees)
    fprintf(stderr, "bench_live: the book is wrong\n");
  *bytes = (double)l.blocks.capacity * sizeof(live_block) / l.blocks.count;
  live_free(&l);
  return ns;
}

static double run_floor(uint32_t blocks, const changes *churn) {
  live_block *slots = memory_new(blocks * sizeof *slots);
  memset(slots, 1, blocks * sizeof *slots);
  const char *at = (const char *)churn->words;
  uint64_t sum = 0;
  int64_t begin = clock_thread_cpu_ns();
  for (uint32_t i = 0; i < churn->n; i++) {
    const memory_change *c = (const memory_change *)(const void *)at;
    live_block *b = &slots[((c->about & ((1ull << 56) - 1)) * 0x9E3779B97F4A7C15ull >> 32) * blocks >> 32];
    sum += b->what;
    *b = (live_block){c->about, c->record.time, c->record.subject};
    at += c->record.size;
  }
  double ns = (double)(clock_thread_cpu_ns() - begin) / RECORDS;
  result = sum;
  memory_free(slots);
  return ns;
}

static void run(const char *name, uint32_t blocks) {
  changes first = {0}, churn = {0};
  double floors[BENCH_RUNS], ns[BENCH_RUNS], bytes = 0;
  char floor_name[60];
  put_first(&first, blocks);
  put_churn(&churn, blocks);
  for (int i = 0; i < BENCH_RUNS; i++) {
    floors[i] = run_floor(blocks, &churn);
    ns[i] = run_live(blocks, &first, &churn, &bytes);
  }
  double floor_ns = bench_median(floors, BENCH_RUNS);
  snprintf(floor_name, sizeof floor_name, "%s.floor", name);
  bench_print(floor_name, floor_ns, floor_ns);
  bench_print(name, bench_median(ns, BENCH_RUNS), floor_ns);
  printf("%s.bytes %.1f bytes/block %.2f\n", name, bytes, bytes / sizeof(live_block));
  changes_free(&first);
  changes_free(&churn);
}

int main(void) {
  run("live.10k", 10000);
  run("live.1M", 1000000);
  return 0;
}
