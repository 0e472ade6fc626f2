/* Rules from a hand-made Windows image: pushes, allocations, frame pointers, chained functions, leaves, and
 * images that lie. */
#include "agent/unwind_rule.h"
#include "check.h"

#define BASE 0x180000000ull
#define PDATA 0x200u
#define XDATA 0x300u
#define CODE 0x1000u

typedef struct image {
  uint8_t bytes[0x400];
  uint32_t nfunctions;
} image;

static void put(image *m, uint32_t at, uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i)
    m->bytes[at + i] = (uint8_t)(value >> (8 * i));
}

static image make(void) {
  image m = {.nfunctions = 0};
  put(&m, 0x3C, 0x80, 4);
  put(&m, 0x80, 0x4550, 4);
  put(&m, 0x84, 0x8664, 2);
  put(&m, 0x98, 0x20B, 2);
  put(&m, 0x98 + 108, 16, 4);
  put(&m, 0x98 + 112 + 24, PDATA, 4);
  return m;
}

/* A function of 0x100 bytes at CODE + 0x100 * number with this unwind info. */
static void add(image *m, uint32_t info, const uint8_t *bytes, uint32_t n) {
  uint32_t number = m->nfunctions++;
  put(m, PDATA + 12 * number, CODE + 0x100 * number, 4);
  put(m, PDATA + 12 * number + 4, CODE + 0x100 * number + 0x100, 4);
  put(m, PDATA + 12 * number + 8, info, 4);
  put(m, 0x98 + 116 + 24, 12 * m->nfunctions, 4);
  memcpy(m->bytes + info, bytes, n);
}

static int rule_in(const image *m, uint32_t number, uint32_t offset, unwind_rule *rule) {
  unwind_view view = {m->bytes, BASE, sizeof m->bytes};
  return unwind_image_rule(&view, BASE + CODE + 0x100 * number + offset, rule);
}

static void check_rule(
    const image *m, uint32_t number, uint32_t offset, uint32_t base, int32_t cfa, int32_t rbp) {
  unwind_rule rule;
  assert_true(rule_in(m, number, offset, &rule));
  assert_int_equal(rule.cfa.base, base);
  assert_int_equal(rule.cfa.offset, cfa);
  assert_int_equal(rule.ra.base, UNWIND_CFA);
  assert_int_equal(rule.ra.offset, -8);
  assert_int_equal(rule.rbp.base, rbp ? UNWIND_CFA : UNWIND_SAME);
  assert_int_equal(rule.rbp.offset, rbp);
}

static void test_by_rsp(void **state) {
  (void)state;
  /* push rbp, push rdi, sub rsp 0x28 */
  static const uint8_t pushes[] = {1, 8, 3, 0, 8, 0x42, 2, 0x70, 1, 0x50};
  /* sub rsp 0x108; mov [rsp+0x120], rbp (the caller's home space) */
  static const uint8_t large[] = {1, 12, 4, 0, 12, 0x54, 0x24, 0, 7, 0x01, 0x21, 0};
  image m = make();
  add(&m, XDATA, pushes, sizeof pushes);
  add(&m, XDATA + 16, large, sizeof large);
  check_rule(&m, 0, 0x50, UNWIND_RSP, 0x28 + 16 + 8, -16);
  check_rule(&m, 0, 5, UNWIND_RSP, 24, -16); /* a call in the prologue */
  check_rule(&m, 0, 1, UNWIND_RSP, 16, -16);
  check_rule(&m, 1, 0x50, UNWIND_RSP, 0x108 + 8, 0x120 - 0x108 - 8);
}

static void test_by_rbp(void **state) {
  (void)state;
  /* push rbp; sub rsp 0x40; lea rbp, [rsp+0x20] */
  static const uint8_t frame[] = {1, 10, 3, 0x25, 10, 0x03, 5, 0x72, 1, 0x50};
  /* the same, and more allocated behind it */
  static const uint8_t more[] = {1, 20, 5, 0x25, 20, 0x11, 0, 0x10, 0, 0, 10, 0x03, 5, 0x72, 1, 0x50};
  static const uint8_t by_rbx[] = {1, 10, 1, 0x23, 10, 0x03};
  image m = make();
  unwind_rule rule;
  add(&m, XDATA, frame, sizeof frame);
  add(&m, XDATA + 16, more, sizeof more - 2);
  add(&m, XDATA + 40, by_rbx, sizeof by_rbx);
  check_rule(&m, 0, 0x50, UNWIND_RBP, 0x40 - 0x20 + 16, -16);
  check_rule(&m, 0, 7, UNWIND_RSP, 0x40 + 16, -16);
  assert_false(rule_in(&m, 2, 0x50, &rule));
}

static void test_chained(void **state) {
  (void)state;
  static const uint8_t parent[] = {1, 2, 1, 0, 2, 0x50};
  uint8_t child[20] = {0x21, 0, 1, 0, 0, 0x12};
  image m = make();
  add(&m, XDATA, parent, sizeof parent);
  put(&m, XDATA + 0x40, CODE, 4);
  for (unsigned i = 0; i < 4; ++i)
    child[16 + i] = (uint8_t)(XDATA >> (8 * i));
  add(&m, XDATA + 0x20, child, sizeof child);
  check_rule(&m, 1, 0x50, UNWIND_RSP, 16 + 16, -16);
}

static void test_leaf_and_outside(void **state) {
  (void)state;
  static const uint8_t nothing[] = {1, 0, 0, 0};
  image m = make();
  unwind_rule rule;
  add(&m, XDATA, nothing, sizeof nothing);
  check_rule(&m, 0, 0x50, UNWIND_RSP, 8, 0);
  unwind_view view = {m.bytes, BASE, sizeof m.bytes};
  assert_true(unwind_image_rule(&view, BASE + 0x380, &rule));
  assert_int_equal(rule.cfa.offset, 8);
  assert_false(unwind_image_rule(&view, BASE + 0x10000000, &rule));
  put(&m, XDATA, 2, 1); /* another version */
  assert_false(rule_in(&m, 0, 0x50, &rule));
}

static void test_damage(void **state) {
  (void)state;
  static const uint8_t frame[] = {1, 10, 3, 0x25, 10, 0x03, 5, 0x72, 1, 0x50};
  image m = make();
  unwind_rule rule;
  uint32_t n = 0;
  add(&m, XDATA, frame, sizeof frame);
  for (uint32_t at = 0; at < sizeof m.bytes; ++at)
    for (uint32_t value = 0; value < 256; value += 5) {
      image damaged = m;
      damaged.bytes[at] = (uint8_t)value;
      n += (uint32_t)rule_in(&damaged, 0, 0x50, &rule);
    }
  assert_true(n > 1000);
  for (uint64_t size = 0; size < XDATA + 4; ++size) {
    unwind_view view = {m.bytes, BASE, size};
    unwind_image_rule(&view, BASE + CODE + 0x50, &rule);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_by_rsp),
      cmocka_unit_test(test_by_rbp),
      cmocka_unit_test(test_chained),
      cmocka_unit_test(test_leaf_and_outside),
      cmocka_unit_test(test_damage),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
