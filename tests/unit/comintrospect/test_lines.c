/* The canonical lines of the written library, whole. */
#include "check.h"

#include <stdlib.h>

#include "base/memory.h"
#include "describe.h"
#include "typelib.h"
#include "typelib_fixture.h"

static uint8_t *bytes;
static msft m;

static int open_fixture(void **state) {
  (void)state;
  size_t len;
  error e = {0};
  bytes = fixture_library(&len);
  if (msft_open(&m, (extent){bytes, len}, &e)) fail_msg("%s", e.text);
  return 0;
}

static int close_fixture(void **state) {
  (void)state;
  memory_free(bytes);
  return 0;
}

static void library_line(void **state) {
  (void)state;
  text line = {0};
  line_library(&line, &m);
  assert_string_equal(text_chars(&line), "library ShopLib {00000050-0000-0000-C000-000000000001} version 3.4 "
                                         "lcid 1033 system 3 flags 0x4 types 7 file \"\" "
                                         "context 99 help \"The shop\"");
  text_free(&line);
}

static void types(void **state) {
  (void)state;
  static const char *const expected[FIXTURE_TYPES] = {
      "type 0 enum Color {00000000-0000-0000-0000-000000000000} version 1.2 flags 0x0 functions 0 variables "
      "2 size 4 align 8 "
      "vtable 0 context 77 help \"How it l\xC3\xB6oks\"",
      "type 1 record Point {00000000-0000-0000-0000-000000000000} version 1.2 flags 0x0 functions 0 "
      "variables 2 size 104 "
      "align 8 vtable 0 context 77 help \"\"",
      "type 2 dispatch IShop {00000051-0000-0000-C000-000000000001} version 1.2 flags 0x1040 functions 3 "
      "variables 0 size 8 "
      "align 8 vtable 80 : IDispatch context 77 help \"\"",
      "type 3 dispatch DShopEvents {00000052-0000-0000-C000-000000000001} version 1.2 flags 0x1000 functions "
      "1 variables 0 "
      "size 8 align 8 vtable 56 : IDispatch context 77 help \"\"",
      "type 4 coclass Shop {00000053-0000-0000-C000-000000000001} version 1.2 flags 0x2 functions 0 "
      "variables 0 size 8 align "
      "8 vtable 0 : [default] IShop#2, [default source] DShopEvents#3 context 77 help \"Sells\"",
      "type 5 alias Price {00000000-0000-0000-0000-000000000000} version 1.2 flags 0x0 functions 0 variables "
      "0 size 8 align "
      "8 vtable 0 = CURRENCY context 77 help \"\"",
      "type 6 module Beeper {00000000-0000-0000-0000-000000000000} version 1.2 flags 0x0 functions 1 "
      "variables 0 size 0 "
      "align 8 vtable 0 context 77 help \"\""};
  assert_int_equal(m.types, FIXTURE_TYPES);
  for (uint32_t i = 0; i < FIXTURE_TYPES; i++) {
    msft_type t;
    text line = {0};
    msft_type_at(&m, i, &t);
    describe_type_line(&line, &m, &t);
    assert_string_equal(text_chars(&line), expected[i]);
    text_free(&line);
  }
  assert_null(m.damage);
}

static void members(void **state) {
  (void)state;
  static const char *const expected[] = {
      "variable 0 const Red id 0x40000000 flags 0x0: long = (long) 1 context 0 help \"\"",
      "variable 1 const Blue id 0x40000001 flags 0x0: long = (long) -2 context 0 help \"\"",
      "variable 0 instance label id 0x40000000 flags 0x0: BSTR at 0 context 0 help \"\"",
      "variable 1 instance grid id 0x40000001 flags 0x0: double[3][1..4] at 8 context 0 help \"\"",
      "function 0 propget Title id 0x00000001 purevirtual stdcall offset 56 flags 0x0 optional 0: HRESULT "
      "([out retval] BSTR* "
      "value) context 0 help \"\"",
      "function 1 propput Title id 0x00000001 purevirtual stdcall offset 64 flags 0x0 optional 0: HRESULT "
      "([in] BSTR text) "
      "context 0 help \"\"",
      "function 2 method Order id 0x00000002 purevirtual stdcall offset 72 flags 0x0 optional 2: HRESULT "
      "([in] Color#0 color, "
      "[in optional defaultvalue] long count = (long) 5, [in optional defaultvalue] int64 big = (not "
      "stored), [out retval] "
      "Point#1* where) context 1234 help \"Orders \\\"one\\\"\"",
      "function 0 method Sold id 0x00000001 dispatch stdcall offset 0 flags 0x0 optional 0: void ([in] "
      "SAFEARRAY(long) "
      "numbers) context 0 help \"\"",
      "function 0 method Beep id 0x60000000 static stdcall offset 0 flags 0x0 optional 0: long () entry "
      "\"kernel32.dll\" 12 "
      "context 0 help \"\""};
  size_t n = 0;
  for (uint32_t i = 0; i < m.types; i++) {
    msft_type t;
    msft_cursor c;
    msft_member one;
    msft_type_at(&m, i, &t);
    msft_members(&m, &t, &c);
    while (msft_next_member(&m, &c, &one)) {
      text line = {0};
      describe_member_line(&line, &m, &t, &one, NULL);
      assert_true(n < COUNT(expected));
      assert_string_equal(text_chars(&line), expected[n++]);
      text_free(&line);
    }
  }
  assert_int_equal(n, COUNT(expected));
  assert_null(m.damage);
}

static void imports(void **state) {
  (void)state;
  msft_reference r;
  uint64_t at = 0;
  assert_true(msft_library_at(&m, &at, &r));
  assert_int_equal(r.major, 2);
  assert_int_equal(r.file.len, strlen("stdole2.tlb"));
  assert_memory_equal(r.file.s, "stdole2.tlb", r.file.len);
  assert_int_equal(at, m.part[PART_LIBRARIES].len);
}

/* A class whose list of interfaces runs in a circle has as many as it declares. */
static void circle(void **state) {
  (void)state;
  size_t len;
  uint8_t *data = fixture_library(&len);
  msft round;
  msft_type t;
  text line = {0};
  if (msft_open(&round, (extent){data, len}, NULL)) fail();
  memset(data + round.part[PART_REFERENCES].at + 16 + 12, 0, 4);
  msft_type_at(&round, FIXTURE_SHOP, &t);
  describe_implements(&line, &round, &t, false);
  assert_string_equal(text_chars(&line), "[default] IShop, [default source] DShopEvents");
  text_free(&line);
  memory_free(data);
}

/* What no compiler makes is not printed at length: more dimensions, more types within types. */
static void too_much(void **state) {
  (void)state;
  size_t len;
  uint8_t *data = fixture_library(&len);
  msft m2;
  msft_type t;
  msft_cursor c;
  msft_member one;
  text line = {0};
  if (msft_open(&m2, (extent){data, len}, NULL)) fail();
  data[m2.part[PART_ARRAYS].at + 4] = 65;
  msft_type_at(&m2, FIXTURE_POINT, &t);
  msft_members(&m2, &t, &c);
  assert_true(msft_next_member(&m2, &c, &one) && msft_next_member(&m2, &c, &one));
  describe_type_word(&line, &m2, one.type, false);
  assert_string_equal(text_chars(&line), "double");
  assert_string_equal(m2.damage, "an array of too many dimensions");
  m2.damage = NULL;
  /* The first pointer points to itself. */
  uint64_t pointer = 0;
  while (msft_u16(&m2, PART_DESCRIPTORS, pointer) != 26)
    pointer += 8;
  memset(data + m2.part[PART_DESCRIPTORS].at + pointer + 4, 0, 4);
  data[m2.part[PART_DESCRIPTORS].at + pointer + 4] = (uint8_t)pointer;
  text_clear(&line);
  describe_type_word(&line, &m2, (uint32_t)pointer, false);
  assert_string_equal(m2.damage, "a type within too many others");
  assert_true(line.len < 20);
  text_free(&line);
  memory_free(data);
}

/* Every way to cut the library off is noticed or harmless, and never a read behind its end: the copy is as
 * long as it says. */
static void cut(void **state) {
  (void)state;
  size_t len;
  uint8_t *whole = fixture_library(&len);
  unsigned refused = 0, damaged = 0;
  for (size_t n = 0; n < len; n++) {
    uint8_t *part = malloc(n ? n : 1);
    msft cut_one;
    error e = {0};
    memcpy(part, whole, n);
    if (msft_open(&cut_one, (extent){part, n}, &e)) {
      refused++;
      assert_true(strlen(e.text) > 10);
    } else {
      for (uint32_t i = 0; i < cut_one.types; i++) {
        msft_type t;
        msft_cursor c;
        msft_member one;
        text line = {0};
        msft_type_at(&cut_one, i, &t);
        describe_type_line(&line, &cut_one, &t);
        msft_members(&cut_one, &t, &c);
        while (msft_next_member(&cut_one, &c, &one))
          describe_member_line(&line, &cut_one, &t, &one, NULL);
        text_free(&line);
      }
      damaged += cut_one.damage != NULL;
    }
    free(part);
  }
  /* Of the last entry of the table of parts, two words are not needed. */
  assert_int_equal(refused, 84 + 4 * FIXTURE_TYPES + 16 * PART_COUNT - 8);
  /* The last words of a member block, offsets of records, are not needed. */
  assert_in_range(damaged, len - refused - 4, len - refused);
  memory_free(whole);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(library_line), cmocka_unit_test(types),
      cmocka_unit_test(members), cmocka_unit_test(imports), cmocka_unit_test(circle),
      cmocka_unit_test(too_much), cmocka_unit_test(cut)};
  return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
