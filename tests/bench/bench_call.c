/* A described call with two integer arguments, beside a call through a function pointer: what the checks of
 * the border cost. */
#include <stdio.h>

#include "host/host.h"
#include "os/clock.h"
#include "sonde_help.h"

#define ROUNDS 7
#define CALLS 2000000

static const sonde_field params[] = {
    {.name = "a", .unit = "", .doc = "First.", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED},
    {.name = "b",
        .unit = "",
        .doc = "Second.",
        .kind = SONDE_I64,
        .flags = SONDE_FIELD_REQUIRED,
        .most = "1000000000"},
};
static const sonde_field results[] = {
    {.name = "value", .unit = "", .doc = "The sum.", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED},
};

static sonde_status SONDE_CALL add(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *out) {
  (void)self, (void)call;
  out[0] = sonde_i64(args[0].u.i + args[1].u.i);
  return SONDE_OK;
}

static const sonde_fn fns[] = {
    {.name = "add", .doc = "Adds.", .needs = "", SONDE_PARAMS(params), SONDE_RESULTS(results), .call = add},
};
static const sonde_plugin table = {.head = SONDE_HEAD(sonde_plugin),
    .name = "bench",
    .version = "1",
    .summary = "Adds.",
    .vendor = "Sonde",
    SONDE_FUNCTIONS(fns),
    SONDE_ROW_SIZES};

static int64_t sum; /* so that nothing is optimised away */

static double time_floor(void) {
  sonde_status(SONDE_CALL *volatile call)(sonde_self *, sonde_call *, const sonde_value *, sonde_value *) =
      add;
  sonde_value args[2] = {sonde_i64(1), sonde_i64(2)}, out;
  int64_t begin = clock_thread_cpu_ns();
  for (int i = 0; i < CALLS; i++) {
    args[0].u.i = i;
    call(NULL, NULL, args, &out);
    sum += out.u.i;
  }
  return (double)(clock_thread_cpu_ns() - begin) / CALLS;
}

static double time_ordered(host *h, const row *r) {
  arena a = {0};
  error e = {0};
  sonde_value args[2] = {sonde_i64(1), sonde_i64(2)}, out;
  int64_t begin = clock_thread_cpu_ns();
  for (int i = 0; i < CALLS; i++) {
    args[0].u.i = i;
    if (host_call_ordered(h, r, args, &a, &out, &e)) return -1;
    sum += out.u.i;
  }
  double ns = (double)(clock_thread_cpu_ns() - begin) / CALLS;
  arena_free(&a);
  return ns;
}

static double time_named(host *h, const row *r) {
  arena a = {0};
  error e = {0};
  sonde_pair pairs[2] = {{"a", sonde_i64(1)}, {"b", sonde_i64(2)}};
  sonde_value args = value_map(pairs, 2), out;
  int64_t begin = clock_thread_cpu_ns();
  for (int i = 0; i < CALLS; i++) {
    pairs[0].value.u.i = i;
    if (host_call(h, r, &args, &a, &out, &e)) return -1;
    sum += out.u.i;
    arena_reset(&a);
  }
  double ns = (double)(clock_thread_cpu_ns() - begin) / CALLS;
  arena_free(&a);
  return ns;
}

static double least(double a, double b) {
  return a < b ? a : b;
}

int main(void) {
  error e = {0};
  row r;
  host *h = host_new(&(host_options){0}, &e);
  if (!h || host_add_builtin(h, &table, NULL, &e) || host_find_row(h, "bench.add", &r, &e)) {
    fprintf(stderr, "bench_call: %s\n", e.text);
    return 1;
  }
  double floor_ns = 1e9, ordered = 1e9, named = 1e9;
  for (int i = 0; i < ROUNDS; i++) {
    floor_ns = least(floor_ns, time_floor());
    ordered = least(ordered, time_ordered(h, &r));
    named = least(named, time_named(h, &r));
  }
  printf("call.floor %.1f ns 1.0\n", floor_ns);
  printf("call.ordered %.1f ns %.1f\n", ordered, ordered / floor_ns);
  printf("call.named %.1f ns %.1f\n", named, named / floor_ns);
  host_free(h);
  return sum == 0;
}
