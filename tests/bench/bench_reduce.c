/*
 * The reducer over records in memory: where + group by subject + count, sum and max. Thread CPU time per
 * record, the median of 7 runs. Floor: the same records walked once, two words of each summed.
 */
#include <string.h>

#include "base/memory.h"
#include "bench.h"
#include "event/reduce.h"

enum { RECORDS = 1000000, SUBJECTS = 200, SPAN = 4096 };

typedef struct call {
  sonde_record record;
  uint64_t duration, result;
} call;

static const sonde_field fields[] = {
    {.name = "name",
        .unit = "",
        .doc = "What.",
        .kind = SONDE_SYMBOL,
        .offset = 4,
        .flags = SONDE_FIELD_SUBJECT},
    {.name = "duration", .unit = "ns", .doc = "How long.", .kind = SONDE_U64, .offset = 16},
    {.name = "result", .unit = "count", .doc = "What it gave.", .kind = SONDE_U64, .offset = 24},
};

static volatile uint64_t result;

static call *make_calls(void) {
  call *calls = memory_new(RECORDS * sizeof *calls);
  uint64_t random = 88172645463325252u;
  for (uint32_t i = 0; i < RECORDS; i++) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    calls[i] = (call){{sizeof *calls, 1, 1 + (uint32_t)(random >> 40) % SUBJECTS, i}, random % 10000, i};
  }
  return calls;
}

static double run_floor(const call *calls) {
  uint64_t sum = 0;
  int64_t begin = clock_thread_cpu_ns();
  const sonde_record *r = &calls->record;
  for (uint32_t i = 0; i < RECORDS; i++, r = record_next(r))
    sum += r->subject + ((const call *)(const void *)r)->duration;
  result = sum;
  return (double)(clock_thread_cpu_ns() - begin) / RECORDS;
}

static double run_reduce(const call *calls, const record_source *source, const sonde_value *spec) {
  error e = {0};
  reduce *r = reduce_new(source->type, spec, &e);
  if (!r) {
    fprintf(stderr, "bench_reduce: %s\n", e.text);
    exit(1);
  }
  int64_t begin = clock_thread_cpu_ns();
  for (uint32_t at = 0; at < RECORDS; at += SPAN) {
    uint32_t n = RECORDS - at < SPAN ? RECORDS - at : SPAN;
    sonde_span span = {
        .size = sizeof span, .records = calls + at, .nbytes = n * sizeof *calls, .nrecords = n};
    reduce_add(r, source, &span);
  }
  double ns = (double)(clock_thread_cpu_ns() - begin) / RECORDS;
  reduce_loss loss;
  reduce_get_loss(r, &loss);
  result = loss.matched;
  reduce_free(r);
  return ns;
}

static void define_subjects(symbol_map *m) {
  char name[20];
  for (uint32_t i = 1; i <= SUBJECTS; i++) {
    int n = snprintf(name, sizeof name, "function%u", i);
    symbol_map_define(m, i, name, (size_t)n);
  }
}

int main(void) {
  record_type *type = record_type_new("bench", "call", 1, fields, 3, sizeof(call), NULL, 0);
  symbol_table *symbols = symbol_table_new();
  symbol_map map;
  call *calls = make_calls();
  symbol_map_init(&map, symbols);
  define_subjects(&map);
  record_source source = {.type = type, .symbols = &map};
  sonde_value items[] = {value_text(">"), value_text("1us")}, condition = value_list(items, 2);
  sonde_pair where[] = {{"duration", condition}};
  sonde_pair get[] = {{"n", value_text("count")}, {"total", value_text("sum duration")},
      {"worst", value_text("max duration")}};
  sonde_pair p99[] = {{"p", value_text("p99 duration")}}, words[] = {{"d", value_text("distinct result")}};
  sonde_pair main_parts[] = {
      {"where", value_map(where, 1)}, {"group", value_text("name")}, {"get", value_map(get, 3)}};
  sonde_pair hash_parts[] = {{"group", value_text("duration")}, {"get", value_map(get, 1)}};
  sonde_pair p99_parts[] = {{"group", value_text("name")}, {"get", value_map(p99, 1)}};
  sonde_pair distinct_parts[] = {{"get", value_map(words, 1)}};
  sonde_value specs[] = {value_map(main_parts, 3), value_map(hash_parts, 2), value_map(p99_parts, 2),
      value_map(distinct_parts, 1)};
  static const char *const names[] = {
      "reduce.where_group_count_sum_max", "reduce.group_by_number", "reduce.group_p99", "reduce.distinct"};
  double floor_ns[BENCH_RUNS], ns[4][BENCH_RUNS];
  for (int i = 0; i < BENCH_RUNS; i++) {
    floor_ns[i] = run_floor(calls);
    for (int s = 0; s < 4; s++)
      ns[s][i] = run_reduce(calls, &source, &specs[s]);
  }
  double least = bench_median(floor_ns, BENCH_RUNS);
  bench_print("reduce.floor", least, least);
  for (int s = 0; s < 4; s++)
    bench_print(names[s], bench_median(ns[s], BENCH_RUNS), least);
  memory_free(calls);
  symbol_map_free(&map);
  symbol_table_free(symbols);
  record_type_free(type);
  return 0;
}
