/*
 * Lanes and the merge: thread CPU time per record, the median of 7 runs, beside a floor of the same run.
 * Floor of the lane: storing, or summing, as many 32-byte records in one block that fits into the cache.
 * Floor of the pump: walking as many records as it moves, in one block of memory that does not fit.
 */
#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"
#include "bench.h"
#include "event/lane.h"
#include "event/pump.h"
#include "os/thread.h"

enum { RECORDS = 4000000, WINDOW = 1 << 16, TEXT_LEN = 24, MERGE_EACH = 100000, MERGE_LANES = 8 };

typedef struct plain {
  sonde_record record;
  uint64_t number, value;
} plain;

typedef struct noted {
  sonde_record record;
  uint64_t number;
  sonde_slice note;
} noted;

static const sonde_field plain_fields[] = {
    {.name = "number", .unit = "count", .doc = "Which.", .kind = SONDE_U64, .offset = 16},
    {.name = "value", .unit = "count", .doc = "What.", .kind = SONDE_U64, .offset = 24},
};

typedef struct job {
  lane *lane;
  bool with_text;
  double writer_ns;
} job;

static const char note[TEXT_LEN + 1] = "twenty-four bytes text..";
static volatile uint64_t result;

static void write_plain(sonde_lane *w) {
  for (uint64_t i = 0; i < RECORDS; i++) {
    plain *p = sonde_lane_begin(w, 1, sizeof *p, i);
    if (!p) continue;
    p->number = i;
    p->value = i ^ 5;
    sonde_lane_commit(w, p, 3);
  }
}

static void write_noted(sonde_lane *w) {
  for (uint64_t i = 0; i < RECORDS; i++) {
    noted *n = sonde_lane_begin_with(w, 1, sizeof *n, i, TEXT_LEN);
    if (!n) continue;
    n->number = i;
    sonde_lane_text(w, &n->note, note, TEXT_LEN);
    sonde_lane_commit(w, n, 3);
  }
}

static void writer(void *argument) {
  job *j = argument;
  int64_t begin = clock_thread_cpu_ns();
  if (j->with_text)
    write_noted(lane_writer(j->lane));
  else
    write_plain(lane_writer(j->lane));
  j->writer_ns = (double)(clock_thread_cpu_ns() - begin) / RECORDS;
  lane_close(lane_writer(j->lane));
}

/* Counts, and reads one column (and the text's first byte). */
static uint64_t consume(const sonde_span *span, bool with_text) {
  const sonde_record *r = span->records;
  uint64_t sum = 0;
  for (uint32_t i = 0; i < span->nrecords; i++, r = record_next(r)) {
    sum += ((const plain *)(const void *)r)->number;
    if (with_text) sum += span->heap[((const noted *)(const void *)r)->note.offset];
  }
  return sum;
}

static double reader(lane *l, bool with_text) {
  sonde_span span;
  record_source source;
  uint64_t sum = 0, count = 0;
  int64_t begin = clock_thread_cpu_ns();
  while (!lane_finished(l)) {
    while (lane_read(l, UINT64_MAX, &span, &source)) {
      sum += consume(&span, with_text);
      count += span.nrecords;
    }
    clock_sleep_ns(100000);
  }
  double ns = (double)(clock_thread_cpu_ns() - begin) / RECORDS;
  result = sum;
  if (count + lane_take_lost(l, NULL, NULL) != RECORDS) fprintf(stderr, "bench_lane: records are missing\n");
  return ns;
}

static void run_lane(bool with_text, bool copied, double *write_ns, double *read_ns) {
  record_type *type = record_type_new("bench", "plain", 1, plain_fields, 2, sizeof(plain), NULL, 0);
  symbol_table *symbols = symbol_table_new();
  job j = {.lane = lane_new(type, symbols, SONDE_LANE_BLOCK, 8, "bench", NULL), .with_text = with_text};
  if (copied) lane_distrust(j.lane);
  thread *t = thread_start("writer", writer, &j, NULL);
  *read_ns = reader(j.lane, with_text);
  thread_join(t);
  *write_ns = j.writer_ns;
  lane_free(j.lane);
  symbol_table_free(symbols);
  record_type_free(type);
}

static void run_floor(double *write_ns, double *read_ns) {
  plain *block = memory_new(WINDOW / 2 * sizeof *block);
  uint32_t mask = WINDOW / 2 - 1;
  uint64_t sum = 0;
  int64_t begin = clock_thread_cpu_ns();
  for (uint64_t i = 0; i < RECORDS; i++) {
    block[i & mask] = (plain){{sizeof *block, 1, 3, i}, i, i ^ 5};
    atomic_signal_fence(memory_order_seq_cst);
  }
  int64_t middle = clock_thread_cpu_ns();
  for (uint64_t i = 0; i < RECORDS; i++) {
    sum += block[i & mask].number + block[i & mask].record.size;
    atomic_signal_fence(memory_order_seq_cst);
  }
  *write_ns = (double)(middle - begin) / RECORDS;
  *read_ns = (double)(clock_thread_cpu_ns() - middle) / RECORDS;
  result = sum;
  memory_free(block);
}

static double run_walk(void) {
  uint32_t count = MERGE_EACH * MERGE_LANES;
  plain *block = memory_new(count * sizeof *block);
  for (uint32_t i = 0; i < count; i++)
    block[i] = (plain){{sizeof *block, 1, 0, i}, 1, 0};
  sonde_span span = {.records = block, .nrecords = count};
  int64_t begin = clock_thread_cpu_ns();
  result = consume(&span, false);
  double ns = (double)(clock_thread_cpu_ns() - begin) / count;
  memory_free(block);
  return ns;
}

static void sink(void *self, const record_source *source, const sonde_span *span) {
  (void)source;
  *(uint64_t *)self += consume(span, false);
}

/* Eight lanes that take turns at random, so that runs are short. */
static double run_merge(bool ordered) {
  record_type *type = record_type_new("bench", "plain", 1, plain_fields, 2, sizeof(plain), NULL, 0);
  symbol_table *symbols = symbol_table_new();
  pump *p = pump_new(type, symbols);
  uint64_t sum = 0, random = 88172645463325252u;
  sonde_lane *lanes[MERGE_LANES];
  pump_add_sink(p, ordered, sink, &sum);
  for (int l = 0; l < MERGE_LANES; l++)
    lanes[l] = pump_open_lane(p, SONDE_LANE_DROP, 64, "bench", NULL);
  for (uint64_t i = 0; i < MERGE_EACH * MERGE_LANES; i++) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    plain *r = sonde_lane_begin(lanes[random % MERGE_LANES], 1, sizeof *r, i);
    if (!r) abort();
    r->number = 1;
    sonde_lane_commit(lanes[random % MERGE_LANES], r, 0);
  }
  int64_t begin = clock_thread_cpu_ns();
  while (pump_run(p, true)) {
  }
  double ns = (double)(clock_thread_cpu_ns() - begin) / (MERGE_EACH * MERGE_LANES);
  if (sum != MERGE_EACH * MERGE_LANES) fprintf(stderr, "bench_lane: records are missing in the merge\n");
  pump_free(p);
  symbol_table_free(symbols);
  record_type_free(type);
  return ns;
}

int main(void) {
  double floor_write[BENCH_RUNS], floor_read[BENCH_RUNS], write[BENCH_RUNS], read[BENCH_RUNS],
      copy[BENCH_RUNS], unused[BENCH_RUNS];
  double text_write[BENCH_RUNS], text_read[BENCH_RUNS], merge[BENCH_RUNS], whole[BENCH_RUNS],
      walk[BENCH_RUNS];
  for (int i = 0; i < BENCH_RUNS; i++) {
    run_floor(&floor_write[i], &floor_read[i]);
    run_lane(false, false, &write[i], &read[i]);
    run_lane(false, true, &unused[i], &copy[i]);
    run_lane(true, false, &text_write[i], &text_read[i]);
    walk[i] = run_walk();
    merge[i] = run_merge(true);
    whole[i] = run_merge(false);
  }
  double fw = bench_median(floor_write, BENCH_RUNS), fr = bench_median(floor_read, BENCH_RUNS),
         fp = bench_median(walk, BENCH_RUNS);
  bench_print("lane.floor_write", fw, fw);
  bench_print("lane.floor_read", fr, fr);
  bench_print("lane.write", bench_median(write, BENCH_RUNS), fw);
  bench_print("lane.read", bench_median(read, BENCH_RUNS), fr);
  bench_print("lane.read_copied", bench_median(copy, BENCH_RUNS), fr);
  bench_print("lane.write_text", bench_median(text_write, BENCH_RUNS), fw);
  bench_print("lane.read_text", bench_median(text_read, BENCH_RUNS), fr);
  bench_print("pump.floor", fp, fp);
  bench_print("pump.merge_8_lanes", bench_median(merge, BENCH_RUNS), fp);
  bench_print("pump.unordered_8_lanes", bench_median(whole, BENCH_RUNS), fp);
  return 0;
}
