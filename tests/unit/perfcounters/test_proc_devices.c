/* Label: pure. CPUs, disks and interfaces from texts of /proc. */
#include "check.h"

#include "proc_devices.h"

static void cpus(void **state) {
  (void)state;
  static const char text[] =
      "cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\ncpu\ncpux 1 2 3 4\ncpu12 10 20 30 40\n"
      "intr 123456 1 2 3\nctxt 7\n";
  size_t at = 0;
  proc_cpu c;
  assert_true(proc_next_cpu(text, sizeof text - 1, &at, &c));
  assert_int_equal(c.number, 0);
  assert_int_equal(c.user, 1);
  assert_int_equal(c.nice, 2);
  assert_int_equal(c.kernel, 3);
  assert_int_equal(c.idle, 4);
  assert_int_equal(c.iowait, 5);
  assert_int_equal(c.irq, 6);
  assert_int_equal(c.softirq, 7);
  assert_int_equal(c.steal, 8);
  assert_true(proc_next_cpu(text, sizeof text - 1, &at, &c));
  assert_int_equal(c.number, 12);
  assert_int_equal(c.idle, 40);
  assert_int_equal(c.steal, 0);
  assert_false(proc_next_cpu(text, sizeof text - 1, &at, &c));
  uint64_t interrupts = 0;
  assert_true(proc_parse_interrupts(text, sizeof text - 1, &interrupts));
  assert_int_equal(interrupts, 123456);
  assert_false(proc_parse_interrupts("intr", 4, &interrupts));
}

static void disks(void **state) {
  (void)state;
  static const char text[] =
      "   8       0 sda 11 12 13 14 15 16 17 18 19 20 21 22 23\n 8 1 short 1 2 3\nnonsense\n"
      " 259 0 nvme0n1 1 0 8 4 2 0 16 5 0 6 7";
  size_t at = 0;
  proc_disk d;
  assert_true(proc_next_disk(text, sizeof text - 1, &at, &d));
  assert_int_equal(d.name.len, 3);
  assert_memory_equal(d.name.s, "sda", 3);
  const uint64_t got[9] = {d.reads, d.read_sectors, d.read_ms, d.writes, d.written_sectors, d.write_ms,
      d.in_flight, d.busy_ms, d.pending_ms};
  static const uint64_t expected[9] = {11, 13, 14, 15, 17, 18, 19, 20, 21};
  assert_memory_equal(got, expected, sizeof got);
  assert_true(proc_next_disk(text, sizeof text - 1, &at, &d));
  assert_int_equal(d.name.len, 7);
  assert_int_equal(d.pending_ms, 7);
  assert_false(proc_next_disk(text, sizeof text - 1, &at, &d));
}

static void interfaces(void **state) {
  (void)state;
  static const char text[] =
      "Inter-|   Receive  |  Transmit\n face |bytes packets errs|bytes packets\n"
      "    lo:  1 2 3 4 0 0 0 0  5 6 7 8 0 0 0 0\n  eth0:99 2 3 4 0 0 0 0  5 6 7 8 0 0 0 0\n  x 1 2\n";
  size_t at = 0;
  proc_net n;
  assert_true(proc_next_net(text, sizeof text - 1, &at, &n));
  assert_int_equal(n.name.len, 2);
  const uint64_t got[8] = {
      n.received, n.packets_in, n.errors_in, n.drops_in, n.sent, n.packets_out, n.errors_out, n.drops_out};
  static const uint64_t expected[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  assert_memory_equal(got, expected, sizeof got);
  assert_true(proc_next_net(text, sizeof text - 1, &at, &n));
  assert_memory_equal(n.name.s, "eth0", 4);
  assert_int_equal(n.received, 99);
  assert_false(proc_next_net(text, sizeof text - 1, &at, &n));
}

/* A number that fits nowhere stays at a bound instead of wrapping. */
static void large(void **state) {
  (void)state;
  static const char text[] = "intr 99999999999999999999999999999\n";
  uint64_t n = 0;
  assert_true(proc_parse_interrupts(text, sizeof text - 1, &n));
  assert_true(n == UINT64_MAX / 16);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cpus), cmocka_unit_test(disks), cmocka_unit_test(interfaces), cmocka_unit_test(large)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
