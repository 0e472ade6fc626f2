/* Pure: walking of NT buffers built here by hand, honest and lying. */
#include "check.h"

#include <string.h>

#include "nt.h"

#define BASE UINT64_C(0x7000000000)

static void put(uint8_t *p, size_t at, uint64_t v, size_t bytes) {
  memcpy(p + at, &v, bytes);
}

/* Two processes; the first with one thread and the name "ab". */
static size_t build(uint8_t out[1024]) {
  memset(out, 0, 1024);
  uint8_t *p = out;
  put(p, 0, 400, 4);
  put(p, 4, 1, 4);
  put(p, 16, 3, 4);
  put(p, 32, UINT64_C(116444736000000000) + 50, 8);
  put(p, 40, 2000, 8);
  put(p, 48, 3000, 8);
  put(p, 56, 4, 2);
  put(p, 64, BASE + 340, 8);
  put(p, 80, 32, 8);
  put(p, 88, 8, 8);
  put(p, 96, 77, 4);
  put(p, 120, 1000, 8);
  put(p, 128, 10, 4);
  put(p, 136, 600, 8);
  put(p, 144, 500, 8);
  put(p, 184, 4096, 8);
  put(p, 208, 5, 8);
  put(p, 216, 6, 8);
  put(p, 232, 700, 8);
  put(p, 240, 800, 8);
  put(p, 256 + 64, 9, 4);
  memcpy(p + 340, "a\0b\0", 4);
  put(out + 400, 80, 33, 8);
  return 400 + 256;
}

static void values(void **state) {
  (void)state;
  uint8_t b[1024];
  size_t len = build(b), at = 0;
  nt_process p;
  assert_true(nt_next_process(b, len, BASE, &at, &p));
  reading r;
  reading_clear(&r);
  nt_use_process(&p, INT64_C(116444736000000000) + 1050, &r);
  assert_int_equal(r.value[P_pid].i, 32);
  assert_int_equal(r.value[P_parent].i, 8);
  assert_int_equal(r.value[P_started].i, 5000);
  assert_int_equal(r.age_ns, 100000);
  assert_int_equal(r.value[P_cpu_user].i, 200000);
  assert_int_equal(r.value[P_cpu_kernel].i, 300000);
  assert_int_equal(r.value[P_cpu_time].i, 500000);
  assert_int_equal(r.value[P_resident].i, 500);
  assert_int_equal(r.value[P_resident_peak].i, 600);
  assert_int_equal(r.value[P_private].i, 4096);
  assert_int_equal(r.value[P_threads].i, 1);
  assert_int_equal(r.value[P_io_reads].i, 5);
  assert_int_equal(r.value[P_io_writes].i, 6);
  assert_int_equal(r.value[P_io_read].i, 700);
  assert_int_equal(r.value[P_io_written].i, 800);
  assert_int_equal(r.value[P_faults_minor].i, 7);
  assert_int_equal(r.value[P_faults_major].i, 3);
  assert_int_equal(r.value[P_switches].i, 9);
  assert_int_equal(p.name_bytes, 4);
  char name[8];
  assert_int_equal(nt_utf8(p.name, p.name_bytes, name, sizeof name), 2);
  assert_memory_equal(name, "ab", 2);
}

/* The second process has nothing but a number: no zero may be shown as a value. */
static void zeros_are_implausible(void **state) {
  (void)state;
  uint8_t b[1024];
  size_t len = build(b), at = 0;
  nt_process p;
  assert_true(nt_next_process(b, len, BASE, &at, &p));
  assert_true(nt_next_process(b, len, BASE, &at, &p));
  assert_int_equal(p.pid, 33);
  reading r;
  reading_clear(&r);
  nt_use_process(&p, 0, &r);
  static const int doubtful[] = {P_resident, P_private, P_virtual, P_threads, P_io_read, P_io_writes,
      P_faults_minor, P_faults_major, P_switches};
  for (size_t i = 0; i < sizeof doubtful / sizeof doubtful[0]; i++)
    assert_int_equal(r.why[doubtful[i]], SONDE_WHY_IMPLAUSIBLE);
  assert_false(nt_next_process(b, len, BASE, &at, &p));
}

static void buffers_that_lie(void **state) {
  (void)state;
  uint8_t b[1024];
  size_t len = build(b), at = 0;
  nt_process p;
  put(b, 0, 0xFFFFFFFF, 4);      /* the next one lies outside */
  put(b, 4, 0xFFFFFFFF, 4);      /* more threads than there is room for */
  put(b, 64, BASE + len - 1, 8); /* a name that ends outside */
  assert_true(nt_next_process(b, len, BASE, &at, &p));
  assert_null(p.name);
  assert_int_equal(at, len);
  assert_false(nt_next_process(b, len, BASE, &at, &p));
  at = 0;
  put(b, 0, 8, 4); /* a step backwards into itself */
  assert_true(nt_next_process(b, len, BASE, &at, &p));
  assert_false(nt_next_process(b, len, BASE, &at, &p));
  at = 0;
  assert_false(nt_next_process(b, 255, BASE, &at, &p));
}

static void handles(void **state) {
  (void)state;
  uint8_t b[16 + 3 * 40] = {0};
  put(b, 0, 1000, 8); /* more than there are */
  put(b, 16 + 8, 32, 8);
  put(b, 56 + 8, 33, 8);
  put(b, 96 + 8, 32, 8);
  assert_int_equal(nt_count_handles(b, sizeof b, 32), 2);
  assert_int_equal(nt_count_handles(b, sizeof b, 34), 0);
  assert_int_equal(nt_count_handles(b, 15, 32), 0);
}

static void utf16(void **state) {
  (void)state;
  static const uint8_t in[] = {'x', 0, 0xE4, 0, 0xAC, 0x20, 0x3D, 0xD8, 0x00, 0xDE, 0x00, 0xDC, 'y'};
  char out[32];
  size_t n = nt_utf8(in, sizeof in, out, sizeof out);
  assert_int_equal(n, 11);
  assert_memory_equal(out, "x\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80?", 11);
  assert_int_equal(nt_utf8(in, sizeof in, out, 2), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values),
      cmocka_unit_test(zeros_are_implausible),
      cmocka_unit_test(buffers_that_lie),
      cmocka_unit_test(handles),
      cmocka_unit_test(utf16),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
