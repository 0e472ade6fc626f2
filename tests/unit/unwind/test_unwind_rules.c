/* Rules from hand-made tables: each instruction that compilers and assemblers write, and tables that lie. */
#include "agent/unwind_rule.h"
#include "check.h"

#define BASE 0x400000u
#define CODE 0x500000u /* described code */
#define HDR 0x400u     /* offset of .eh_frame_hdr */

typedef struct tables {
  uint8_t bytes[0x500];
  uint32_t n; /* of .eh_frame */
} tables;

static void put(tables *t, uint32_t at, uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i)
    t->bytes[at + i] = (uint8_t)(value >> (8 * i));
}

static void append(tables *t, uint64_t value, unsigned bytes) {
  put(t, t->n, value, bytes);
  t->n += bytes;
}

/* A CIE as gcc writes it (zR, data alignment -8; the CFA is rsp + 8, the return address below it), or of
 * signal frames; one FDE over 0x100 bytes of CODE with these instructions; the search table. */
static tables make(const char *letters, const uint8_t *code, uint32_t n) {
  tables t = {.n = 0};
  static const uint8_t initial[] = {0x0C, 7, 8, 0x80 | 16, 1};
  append(&t, 0, 4);
  append(&t, 0, 4);
  append(&t, 1, 1);
  for (const char *l = letters; *l; ++l)
    append(&t, (uint8_t)*l, 1);
  append(&t, 0, 1);
  append(&t, 1, 1);    /* code alignment */
  append(&t, 0x78, 1); /* -8 */
  append(&t, 16, 1);
  append(&t, 1, 1);
  append(&t, 0x1B, 1); /* pc-relative, 4 bytes */
  for (uint32_t i = 0; i < sizeof initial; ++i)
    append(&t, initial[i], 1);
  put(&t, 0, t.n - 4, 4);
  uint32_t fde = t.n;
  append(&t, 0, 4);
  append(&t, fde + 4, 4);
  append(&t, CODE - (BASE + t.n), 4);
  append(&t, 0x100, 4);
  append(&t, 0, 1);
  for (uint32_t i = 0; i < n; ++i)
    append(&t, code[i], 1);
  put(&t, fde, t.n - fde - 4, 4);
  put(&t, HDR, 0x3B031B01, 4);
  put(&t, HDR + 4, 0u - (HDR + 4), 4);
  put(&t, HDR + 8, 1, 4);
  put(&t, HDR + 12, CODE - (BASE + HDR), 4);
  put(&t, HDR + 16, fde - HDR, 4);
  return t;
}

static int rule_in(const tables *t, uint32_t offset, int exact, unwind_rule *rule) {
  unwind_view view = {t->bytes, BASE, sizeof t->bytes};
  return unwind_rule_find(&view, BASE + HDR, CODE + offset, exact, rule);
}

static unwind_rule rule_at(const tables *t, uint32_t offset) {
  unwind_rule rule = {.end = 9};
  assert_true(rule_in(t, offset, 1, &rule));
  return rule;
}

static void check_place(unwind_place p, uint32_t base, int32_t offset) {
  assert_int_equal(p.base, base);
  assert_int_equal(p.offset, offset);
}

static void test_frame_pointer(void **state) {
  (void)state;
  /* push rbp at 1; mov at 4; leave at 0x50; and a shrunken epilogue behind it */
  static const uint8_t code[] = {
      0x41, 0x0E, 16, 0x80 | 6, 2, 0x43, 0x0D, 6, 0x02, 0x4C, 0x0A, 0x0C, 7, 8, 0xC6, 0x41, 0x0B};
  tables t = make("zR", code, sizeof code);
  check_place(rule_at(&t, 0).cfa, UNWIND_RSP, 8);
  check_place(rule_at(&t, 0).ra, UNWIND_CFA, -8);
  check_place(rule_at(&t, 0).rbp, UNWIND_SAME, 0);
  check_place(rule_at(&t, 1).cfa, UNWIND_RSP, 16);
  check_place(rule_at(&t, 1).rbp, UNWIND_CFA, -16);
  check_place(rule_at(&t, 4).cfa, UNWIND_RBP, 16);
  check_place(rule_at(&t, 0x4F).cfa, UNWIND_RBP, 16);
  check_place(rule_at(&t, 0x50).cfa, UNWIND_RSP, 8);
  check_place(rule_at(&t, 0x50).rbp, UNWIND_SAME, 0);
  check_place(rule_at(&t, 0x51).cfa, UNWIND_RBP, 16);
  check_place(rule_at(&t, 0xFF).rbp, UNWIND_CFA, -16);
}

/* A return address belongs to the call before it; what lies outside has no rule. */
static void test_bounds(void **state) {
  (void)state;
  static const uint8_t code[] = {0x41, 0x0E, 16};
  tables t = make("zR", code, sizeof code);
  unwind_rule rule;
  assert_true(rule_in(&t, 1, 0, &rule));
  check_place(rule.cfa, UNWIND_RSP, 8);
  assert_true(rule_in(&t, 2, 0, &rule));
  check_place(rule.cfa, UNWIND_RSP, 16);
  assert_true(rule_in(&t, 0x100, 0, &rule));
  assert_false(rule_in(&t, 0, 0, &rule));
  assert_false(rule_in(&t, 0x100, 1, &rule));
  assert_false(rule_in(&t, 0x101, 0, &rule));
}

static void test_linkage_table(void **state) {
  (void)state;
  /* rsp + 8 + ((rip & 15) >= 11) * 8 */
  static const uint8_t code[] = {0x0F, 11, 0x77, 8, 0x80, 0, 0x3F, 0x1A, 0x3B, 0x2A, 0x33, 0x24, 0x22};
  tables t = make("zR", code, sizeof code);
  check_place(rule_at(&t, 0x2A).cfa, UNWIND_RSP, 8);
  check_place(rule_at(&t, 0x2B).cfa, UNWIND_RSP, 16);
  check_place(rule_at(&t, 0x30).cfa, UNWIND_RSP, 8);
}

static void test_signal_frame(void **state) {
  (void)state;
  static const uint8_t code[] = {
      0x0F, 4, 0x77, 0xA0, 1, 0x06, 0x10, 16, 3, 0x77, 0xA8, 1, 0x10, 6, 3, 0x77, 0xF8, 0};
  tables t = make("zRS", code, sizeof code);
  unwind_rule rule = rule_at(&t, 8);
  assert_true(rule.signal);
  check_place(rule.cfa, UNWIND_AT_RSP, 160);
  check_place(rule.ra, UNWIND_RSP, 168);
  check_place(rule.rbp, UNWIND_RSP, 120);
}

static void test_realigned_stack(void **state) {
  (void)state;
  static const uint8_t code[] = {0x10, 6, 2, 0x76, 0, 0x0F, 3, 0x76, 0x78, 0x06};
  tables t = make("zR", code, sizeof code);
  check_place(rule_at(&t, 8).cfa, UNWIND_AT_RBP, -8);
  check_place(rule_at(&t, 8).rbp, UNWIND_RBP, 0);
}

static void test_outermost(void **state) {
  (void)state;
  static const uint8_t code[] = {0x07, 16};
  tables t = make("zR", code, sizeof code);
  assert_true(rule_at(&t, 8).end);
}

static void refused(const uint8_t *code, uint32_t n) {
  tables t = make("zR", code, n);
  unwind_rule rule;
  assert_false(rule_in(&t, 8, 1, &rule));
}

static void test_beyond_a_rule(void **state) {
  (void)state;
  refused((const uint8_t[]){0x0D, 3}, 2);                         /* the CFA counts from rbx */
  refused((const uint8_t[]){0x09, 16, 3}, 3);                     /* the return address is in rbx */
  refused((const uint8_t[]){0x16, 6, 2, 0x76, 0}, 5);             /* rbp is a value */
  refused((const uint8_t[]){0x0F, 2, 0x77}, 3);                   /* the expression runs out */
  refused((const uint8_t[]){0x0F, 1, 0x22}, 3);                   /* nothing to add */
  refused((const uint8_t[]){0x0B}, 1);                            /* nothing remembered */
  refused((const uint8_t[]){0x3F}, 1);                            /* no such instruction */
  refused((const uint8_t[]){0x0F, 3, 0x77, 8, 0x12}, 5);          /* no such operation */
  refused((const uint8_t[]){0x0F, 5, 0x77, 8, 0x76, 0, 0x22}, 7); /* two registers are no place */
}

/* Any byte changed and any end cut off gives a rule or none, and nothing beyond the view is read
 * (AddressSanitizer). */
static void test_damage(void **state) {
  (void)state;
  static const uint8_t code[] = {0x0F, 11, 0x77, 8, 0x80, 0, 0x3F, 0x1A, 0x3B, 0x2A, 0x33, 0x24, 0x22};
  tables t = make("zR", code, sizeof code);
  unwind_rule rule;
  uint32_t n = 0;
  for (uint32_t at = 0; at < HDR + 20; at += at == t.n ? HDR - t.n : 1)
    for (uint32_t value = 0; value < 256; ++value) {
      tables damaged = t;
      damaged.bytes[at] = (uint8_t)value;
      n += (uint32_t)rule_in(&damaged, 0x2B, 0, &rule);
    }
  assert_true(n > 256);
  for (uint64_t size = 0; size < HDR + 20; ++size) {
    unwind_view view = {t.bytes, BASE, size};
    assert_false(unwind_rule_find(&view, BASE + HDR, CODE + 8, 0, &rule));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_frame_pointer),
      cmocka_unit_test(test_bounds),
      cmocka_unit_test(test_linkage_table),
      cmocka_unit_test(test_signal_frame),
      cmocka_unit_test(test_realigned_stack),
      cmocka_unit_test(test_outermost),
      cmocka_unit_test(test_beyond_a_rule),
      cmocka_unit_test(test_damage),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
