/* Pure: the parsers of /proc text, with texts of real kernels and with texts that lie. */
#include "check.h"

#include <string.h>

#include "proc_text.h"

#define STAT_TAIL                                                                                            \
  " 1 42 42 0 -1 4194560 1234 99 5 1 70 30 11 12 20 0 7 0 121056 3133440 388 18446744073709551615 1 1 0 0 "  \
  "0 0 0 0 0 0 0 0 17 1 0 0 25 0 0\n"

static bool parse(const char *s, proc_stat *out) {
  return proc_parse_stat(s, strlen(s), out);
}

static void stat_line(void **state) {
  (void)state;
  proc_stat s;
  assert_true(parse("4711 (cat) R" STAT_TAIL, &s));
  assert_int_equal(s.pid, 4711);
  assert_int_equal(s.state, 'R');
  assert_int_equal(s.parent, 1);
  assert_int_equal(s.flags, 4194560);
  assert_int_equal(s.minor_faults, 1234);
  assert_int_equal(s.major_faults, 5);
  assert_int_equal(s.user, 70);
  assert_int_equal(s.kernel, 30);
  assert_int_equal(s.children_user, 11);
  assert_int_equal(s.children_kernel, 12);
  assert_int_equal(s.threads, 7);
  assert_int_equal(s.start, 121056);
  assert_int_equal(s.virtual_bytes, 3133440);
  assert_int_equal(s.resident, 388);
  assert_int_equal(s.disk_wait, 25);
}

static void stat_names_with_brackets(void **state) {
  (void)state;
  proc_stat s;
  assert_true(parse("7 (a) R 9 (b)) S" STAT_TAIL, &s));
  assert_int_equal(s.name_len, 10);
  assert_memory_equal(s.name, "a) R 9 (b)", 10);
  assert_int_equal(s.state, 'S');
}

static void stat_lines_that_lie(void **state) {
  (void)state;
  proc_stat s;
  static const char *const lies[] = {"", "7", "7 (", "7 (x", "7 (x)", "7 (x) R", "7 (x) R 1 2 3",
      "x (x) R" STAT_TAIL, "99999999999 (x) R" STAT_TAIL, "7 x R" STAT_TAIL, ")7 (x R" STAT_TAIL};
  for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++)
    assert_false(parse(lies[i], &s));
}

static void keys_in_any_order(void **state) {
  (void)state;
  const char *text = "Name:\tx\nVmRSS:\t    1756 kB\nUid:\t1000\t1001\nrchar: 77\nVmRSSX: 5 kB\nlast 9";
  uint64_t value[4] = {0};
  bool found[4] = {false};
  const proc_key keys[] = {{"last", &value[0], &found[0]}, {"Uid", &value[1], &found[1]},
      {"VmRSS", &value[2], &found[2]}, {"Missing", &value[3], &found[3]}};
  assert_int_equal(proc_parse_keys(text, strlen(text), keys, 4), 3);
  assert_int_equal(value[0], 9);
  assert_int_equal(value[1], 1000);
  assert_int_equal(value[2], 1756 * 1024);
  assert_false(found[3]);
}

static void numbers_saturate(void **state) {
  (void)state;
  uint64_t value = 0;
  bool found = false;
  const proc_key key = {"a", &value, &found};
  const char *text = "a: 99999999999999999999999 kB\n";
  assert_int_equal(proc_parse_keys(text, strlen(text), &key, 1), 1);
  assert_true(value == UINT64_MAX);
}

static void machine(void **state) {
  (void)state;
  const char *text =
      "cpu  4641 2 4911 231292 592 3 61 10 0 0\ncpu0 1 0 0 0 0 0 0 0 0 0\ncpu1 1 0 0 0 0 0 0 0 0 0\n"
      "intr 5 0\nctxt 756896\nbtime 1795568221\nprocesses 10577\nprocs_running 3\nprocs_blocked 0\n";
  proc_machine m;
  assert_true(proc_parse_machine(text, strlen(text), &m));
  assert_int_equal(m.user, 4641);
  assert_int_equal(m.nice, 2);
  assert_int_equal(m.kernel, 4911);
  assert_int_equal(m.idle, 231292);
  assert_int_equal(m.iowait, 592);
  assert_int_equal(m.irq, 3);
  assert_int_equal(m.softirq, 61);
  assert_int_equal(m.steal, 10);
  assert_int_equal(m.cpus, 2);
  assert_int_equal(m.switches, 756896);
  assert_int_equal(m.boot_s, 1795568221);
  assert_int_equal(m.running, 3);
  assert_false(proc_parse_machine("intr 5\n", 7, &m));
}

static void load(void **state) {
  (void)state;
  double l[3];
  uint64_t running, threads;
  const char *text = "0.03 10.20 0.15 1/96 10572\n";
  assert_true(proc_parse_load(text, strlen(text), l, &running, &threads));
  assert_true(l[0] > 0.0299 && l[0] < 0.0301 && l[1] > 10.1999 && l[1] < 10.2001);
  assert_int_equal(running, 1);
  assert_int_equal(threads, 96);
  assert_false(proc_parse_load("0.03 0.2", 8, l, &running, &threads));
  assert_false(proc_parse_load("", 0, l, &running, &threads));
}

static void mounts(void **state) {
  (void)state;
  const char *text =
      "proc /proc proc rw 0 0\n/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n"
      "/dev/sdb1 /mnt/my\\040disk xfs rw 0 0\nserver:/x /net nfs4 rw 0 0\noverlay /o overlay rw 0 0";
  disk d;
  size_t at = 0;
  assert_true(proc_next_mount(text, strlen(text), &at, &d));
  assert_string_equal(d.path, "/");
  assert_string_equal(d.type, "ext4");
  assert_true(proc_next_mount(text, strlen(text), &at, &d));
  assert_string_equal(d.path, "/mnt/my disk");
  assert_true(proc_next_mount(text, strlen(text), &at, &d));
  assert_string_equal(d.path, "/o");
  assert_false(proc_next_mount(text, strlen(text), &at, &d));
}

static void commands(void **state) {
  (void)state;
  char text[] = "/bin/sh\0-c\0a\tb\xff\xc3\xa4\0\0";
  size_t len = proc_clean_command(text, sizeof text - 1);
  assert_int_equal(len, 17);
  assert_memory_equal(text, "/bin/sh -c a?b?\xc3\xa4", 17);
  assert_int_equal(proc_clean_command(text, 0), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(stat_line),
      cmocka_unit_test(stat_names_with_brackets),
      cmocka_unit_test(stat_lines_that_lie),
      cmocka_unit_test(keys_in_any_order),
      cmocka_unit_test(numbers_saturate),
      cmocka_unit_test(machine),
      cmocka_unit_test(load),
      cmocka_unit_test(mounts),
      cmocka_unit_test(commands),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
