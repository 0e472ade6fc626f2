/* Label: pure. From two readings to values, totals, and the reasons of what is missing. */
#include "check.h"

#include "catalogue.h"

static const counter_info *named(int object, const char *name) {
  uint64_t set = catalogue_counters(&catalogue[object], (path_part){name, strlen(name)});
  for (int i = 0; i < catalogue[object].ncounters; i++)
    if (set == UINT64_C(1) << i) return &catalogue[object].counters[i];
  fail_msg("%s is not one counter", name);
  return NULL;
}

static void is(
    const counter_info *c, const raw *before, const raw *now, int64_t elapsed_ns, double expected) {
  double value;
  raw change;
  raw_change(before, now, &change);
  assert_int_equal(counter_value(c, now, &change, elapsed_ns, &value), SONDE_WHY_KNOWN);
  if (value < expected - 1e-6 || value > expected + 1e-6)
    fail_msg("%s is %g, not %g", c->name, value, expected);
}

static raw before, now;

static int clear(void **state) {
  (void)state;
  raw_clear(&before, SONDE_WHY_KNOWN);
  raw_clear(&now, SONDE_WHY_KNOWN);
  return 0;
}

static void rates(void **state) {
  (void)state;
  before.value[P_cpu_time] = 1000;
  now.value[P_cpu_time] = 1000 + 500000000; /* half a second of CPU in two seconds */
  is(named(OBJECT_PROCESS, "% processor time"), &before, &now, 2000000000, 25);
  now.value[P_faults_minor] = 30;
  now.value[P_faults_major] = 12;
  is(named(OBJECT_PROCESS, "Page Faults/sec"), &before, &now, 500000000, 84);
}

static void gauges(void **state) {
  (void)state;
  now.value[R_MEMORY_AVAILABLE] = INT64_C(3) << 30;
  now.value[R_MEMORY_COMMITTED] = 30;
  now.value[R_MEMORY_LIMIT] = 120;
  is(named(OBJECT_MEMORY, "Available Bytes"), &before, &now, 0, 3221225472.0);
  is(named(OBJECT_MEMORY, "Available KBytes"), &before, &now, 0, 3145728);
  is(named(OBJECT_MEMORY, "Available MBytes"), &before, &now, 0, 3072);
  is(named(OBJECT_MEMORY, "% Committed Bytes In Use"), &before, &now, 0, 25);
}

static void shares(void **state) {
  (void)state;
  now.value[R_CPU_BUSY] = 300;
  now.value[R_CPU_ALL] = 400;
  is(named(OBJECT_PROCESSOR, "% Processor Time"), &before, &now, 1, 75);
  raw_clear(&now, SONDE_WHY_KNOWN);
  now.value[R_DISK_BUSY_NS] = 250;
  now.value[R_DISK_CLOCK_NS] = 1000;
  is(named(OBJECT_PHYSICAL_DISK, "% Idle Time"), &before, &now, 1, 75);
  now.value[R_DISK_BUSY_NS] = 1001; /* both are rounded */
  is(named(OBJECT_PHYSICAL_DISK, "% Idle Time"), &before, &now, 1, 0);
  now.value[R_DISK_READS] = 4;
  now.value[R_DISK_READ_NS] = 20000000;
  is(named(OBJECT_PHYSICAL_DISK, "Avg. Disk sec/Read"), &before, &now, 1, 0.005);
}

static uint32_t why(const counter_info *c, const raw *change, int64_t elapsed_ns) {
  double value = 7;
  uint32_t reason = counter_value(c, &now, change, elapsed_ns, &value);
  assert_true(reason == SONDE_WHY_KNOWN || (value <= 0 && value >= 0));
  return reason;
}

static void missing(void **state) {
  (void)state;
  raw change;
  const counter_info *cpu = named(OBJECT_PROCESS, "% Processor Time");
  assert_int_equal(why(cpu, NULL, 1), SONDE_WHY_UNKNOWN); /* one reading only */
  before.value[P_cpu_time] = 5;                           /* it shrank */
  raw_change(&before, &now, &change);
  assert_int_equal(why(cpu, &change, 1), SONDE_WHY_IMPLAUSIBLE);
  now.why[P_cpu_time] = SONDE_WHY_DENIED;
  raw_change(&before, &now, &change);
  assert_int_equal(why(cpu, &change, 1), SONDE_WHY_DENIED);
  assert_int_equal(why(named(OBJECT_PHYSICAL_DISK, "Avg. Disk sec/Write"), &change, 1), SONDE_WHY_UNKNOWN);
  assert_int_equal(why(named(OBJECT_PAGING_FILE, "% Usage"), NULL, 1), SONDE_WHY_UNKNOWN);
  assert_int_equal(why(named(OBJECT_PROCESS, "Working Set"), NULL, 0), SONDE_WHY_KNOWN);
  assert_int_equal(why(named(OBJECT_PROCESS, "IO Data Bytes/sec"), &change, 0), SONDE_WHY_UNKNOWN);
}

static void totals(void **state) {
  (void)state;
  raw total;
  raw_clear(&total, SONDE_WHY_KNOWN);
  now.value[0] = 5;
  raw_add(&total, &now);
  raw_add(&total, &now);
  assert_int_equal(total.value[0], 10);
  now.why[0] = SONDE_WHY_DENIED;
  raw_add(&total, &now);
  assert_int_equal(total.why[0], SONDE_WHY_DENIED);
  now.value[1] = INT64_MAX;
  raw_add(&total, &now);
  assert_int_equal(total.why[1], SONDE_WHY_KNOWN);
  raw_add(&total, &now);
  assert_int_equal(total.why[1], SONDE_WHY_OVERFLOW);
}

/* Each name leads to itself, units are told, slots fit. */
static void honest(void **state) {
  (void)state;
  for (int i = 0; i < OBJECT_COUNT; i++) {
    const object_info *o = &catalogue[i];
    assert_int_equal(catalogue_object((path_part){o->name, strlen(o->name)}), i);
    assert_true(o->ncounters > 0 && o->ncounters <= 64);
    for (int k = 0; k < o->ncounters; k++) {
      const counter_info *c = &o->counters[k];
      assert_int_equal(catalogue_counters(o, (path_part){c->name, strlen(c->name)}), UINT64_C(1) << k);
      assert_true(*c->unit && *c->doc && c->slots && !((c->slots | c->by) >> 31 >> 1));
      assert_true((c->kind == COUNTER_SHARE || c->kind == COUNTER_PART) == (c->by != 0));
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup(rates, clear),
      cmocka_unit_test_setup(gauges, clear), cmocka_unit_test_setup(shares, clear),
      cmocka_unit_test_setup(missing, clear), cmocka_unit_test_setup(totals, clear),
      cmocka_unit_test(honest)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
