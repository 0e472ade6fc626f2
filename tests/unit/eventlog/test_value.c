/* Values as text: every type, arrays, and sizes that lie. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "crc32.h"
#include "slot.h"
#include "utf16.h"

static uint8_t bytes[256];
static char text[1024];

static const char *show(uint8_t type, const void *p, size_t len) {
  buf out = {0};
  memcpy(bytes, p, len);
  slot_add(&out, bytes, (slot){0, (uint16_t)len, type}, ESCAPE_NONE);
  snprintf(text, sizeof text, "%.*s", (int)out.len, out.data ? out.data : "");
  buf_free(&out);
  return text;
}

static void numbers(void **state) {
  (void)state;
  assert_string_equal(show(SLOT_I8, "\x80", 1), "-128");
  assert_string_equal(show(SLOT_U8, "\x80", 1), "128");
  assert_string_equal(show(SLOT_I16, "\xff\xff", 2), "-1");
  assert_string_equal(show(SLOT_U16, "\xff\xff", 2), "65535");
  assert_string_equal(show(SLOT_I32, "\0\0\0\x80", 4), "-2147483648");
  assert_string_equal(show(SLOT_U32, "\0\0\0\x80", 4), "2147483648");
  assert_string_equal(show(SLOT_I64, "\0\0\0\0\0\0\0\x80", 8), "-9223372036854775808");
  assert_string_equal(show(SLOT_U64, "\xff\xff\xff\xff\xff\xff\xff\xff", 8), "18446744073709551615");
  assert_string_equal(show(SLOT_HEX32, "\xab\0\0\0", 4), "0xab");
  assert_string_equal(show(SLOT_HEX64, "\0\0\0\0\0\0\x20\x80", 8), "0x8020000000000000");
  assert_string_equal(show(SLOT_SIZE, "\x10\0\0\0", 4), "0x10");
  assert_string_equal(show(SLOT_SIZE, "\x10\0\0\0\1\0\0\0", 8), "0x100000010");
  assert_string_equal(show(SLOT_BOOL, "\1\0\0\0", 4), "true");
  assert_string_equal(show(SLOT_BOOL, "\0\0\0\0", 4), "false");
  float f = 0.1f;
  double d = 0.1;
  assert_string_equal(show(SLOT_F32, &f, 4), "0.1");
  assert_string_equal(show(SLOT_F64, &d, 8), "0.1");
}

static void others(void **state) {
  (void)state;
  assert_string_equal(show(SLOT_NULL, "abc", 3), "");
  assert_string_equal(show(SLOT_STRING, "a\0\xe4\0\xac\x20\x3d\xd8\x00\xde\0\0", 12),
      "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
  assert_string_equal(show(SLOT_STRING, "\x3d\xd8x\0", 4), "\xef\xbf\xbdx");
  assert_string_equal(show(SLOT_ANSI, "\x80x\0", 3), "\xe2\x82\xacx");
  assert_string_equal(show(SLOT_BINARY, "\x01\xaf", 2), "01AF");
  assert_string_equal(show(SLOT_GUID, "\x25\x96\x84\x54\x78\x54\x94\x49\xa5\xba\x3e\x3b\x03\x28\xc3\x0d", 16),
      "{54849625-5478-4994-A5BA-3E3B0328C30D}");
  assert_string_equal(show(SLOT_SID, "\1\2\0\0\0\0\0\5\x20\0\0\0\x20\2\0\0", 16), "S-1-5-32-544");
  assert_string_equal(show(SLOT_SID, "\1\x0f\0\0\0\0\0\5\x20\0\0\0", 12), "010F00000000000520000000");
  assert_string_equal(
      show(SLOT_SYSTEMTIME, "\xe8\7\2\0\4\0\x1d\0\x17\0\x3b\0\x3a\0\xe7\3", 16), "2024-02-29T23:59:58.999Z");
  assert_string_equal(show(SLOT_U32, "\1\2\3", 3), "010203");
  assert_string_equal(show(0x20, "\1", 1), "01");
}

static void arrays(void **state) {
  (void)state;
  assert_string_equal(show(SLOT_ARRAY | SLOT_STRING, "a\0\0\0b\0\0\0", 8), "a, b");
  assert_string_equal(show(SLOT_ARRAY | SLOT_STRING, "a\0\0\0b\0", 6), "a, b");
  assert_string_equal(show(SLOT_ARRAY | SLOT_STRING, "a\0\0\0b\0x", 7), "a, b");
  assert_string_equal(show(SLOT_ARRAY | SLOT_U16, "\1\0\2\0\3\0", 6), "1, 2, 3");
  assert_string_equal(show(SLOT_ARRAY | SLOT_U16, "\1\0\2", 3), "1, 02");
  assert_string_equal(show(SLOT_ARRAY | SLOT_U16, "", 0), "");
  uint32_t at = 0, n = 0;
  slot item;
  while (slot_next_item(bytes, (slot){0, 0, SLOT_ARRAY | SLOT_STRING}, &at, &item))
    n++;
  assert_int_equal(n, 1);
}

/* Known moments, both ways; what is no time. */
static void times(void **state) {
  (void)state;
  static const struct {
    uint64_t filetime;
    const char *text;
  } known[] = {{0, "1601-01-01T00:00:00.0000000Z"}, {FILETIME_1970, "1970-01-01T00:00:00.0000000Z"},
      {131126659716816408, "2016-07-10T23:12:51.6816408Z"},
      {125963423999999999, "2000-02-29T23:59:59.9999999Z"}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    buf out = {0};
    int64_t a, b;
    filetime_add(&out, known[i].filetime);
    assert_int_equal(out.len, 28);
    assert_memory_equal(out.data, known[i].text, 28);
    if (known[i].filetime) {
      assert_true(filetime_to_ns(known[i].filetime, &a) && time_parse(known[i].text, 28, &b));
      assert_int_equal(a, b);
    }
    buf_free(&out);
  }
  int64_t ns;
  assert_true(time_parse("1970-01-02", 10, &ns) && ns == INT64_C(86400000000000));
  assert_true(time_parse("1970-01-01T01:00:00.5+01:00", 27, &ns) && ns == 500000000);
  assert_false(time_parse("1970-13-01", 10, &ns));
  assert_false(time_parse("1970-02-29", 10, &ns));
  assert_false(time_parse("1900-02-29", 10, &ns));
  assert_true(time_parse("2000-02-29", 10, &ns) && time_parse("1970-12-31", 10, &ns) &&
              time_parse("1970-07-31", 10, &ns));
  assert_false(time_parse("1970-04-31", 10, &ns));
  assert_false(time_parse("1970-09-31", 10, &ns));
  assert_false(time_parse("yesterday", 9, &ns));
  assert_false(filetime_to_ns(UINT64_MAX, &ns));
  assert_false(filetime_to_ns(0, &ns));
}

static const char *escaped(const char *s, int escape) {
  buf out = {0};
  utf8_add(&out, s, strlen(s), escape);
  snprintf(text, sizeof text, "%.*s", (int)out.len, out.data ? out.data : "");
  buf_free(&out);
  return text;
}

static void escapes(void **state) {
  (void)state;
  assert_string_equal(
      escaped("a<b>&\"'\r\n\x02", ESCAPE_XML), "a&lt;b&gt;&amp;&quot;&apos;&#13;\n\xef\xbf\xbd");
  assert_string_equal(escaped("\"\\\n\x02\xc3\xa4", ESCAPE_JSON), "\\\"\\\\\\n\\u0002\xc3\xa4");
  assert_string_equal(escaped("\xc3(\xff", ESCAPE_NONE), "\xef\xbf\xbd(\xef\xbf\xbd");
  assert_string_equal(escaped("\xef\xbf\xbe", ESCAPE_XML), "\xef\xbf\xbd");
  /* each length around the steps of eight, with the special character at each place */
  for (size_t n = 1; n < 40; n++)
    for (size_t k = 0; k < n; k++) {
      uint8_t wide[80] = {0};
      buf out = {0};
      for (size_t i = 0; i < n; i++)
        wide[2 * i] = i == k ? '<' : 'a';
      utf16_add(&out, wide, n, ESCAPE_XML);
      assert_int_equal(out.len, n + 3);
      assert_memory_equal(out.data + k, "&lt;", 4);
      buf_free(&out);
    }
}

static void checksum(void **state) {
  (void)state;
  assert_int_equal(crc32_of(0, (const uint8_t *)"123456789", 9), 0xcbf43926);
  assert_int_equal(
      crc32_of(crc32_of(0, (const uint8_t *)"1234", 4), (const uint8_t *)"56789", 5), 0xcbf43926);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(numbers), cmocka_unit_test(others),
      cmocka_unit_test(arrays), cmocka_unit_test(times), cmocka_unit_test(escapes),
      cmocka_unit_test(checksum)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
