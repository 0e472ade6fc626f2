/* Symbol tables of PE files as a GNU linker writes them, whole and cut. */
#include "check.h"

#include "base/memory.h"
#include "coff.h"

enum { HEADER = 64, OPTIONAL = 240, SECTIONS = 2, SYMBOLS = 6 };

static uint8_t head[HEADER + 24 + OPTIONAL + SECTIONS * 40];
static uint8_t table[SYMBOLS * 18 + 64];
static size_t table_len;

static void put16(uint8_t *to, uint32_t v) {
  to[0] = (uint8_t)v;
  to[1] = (uint8_t)(v >> 8);
}

static void put32(uint8_t *to, uint32_t v) {
  put16(to, v & 0xFFFF);
  put16(to + 2, v >> 16);
}

static void put_symbol(int i, const char *name, uint32_t long_name, uint32_t value, uint32_t section,
    uint32_t type, uint8_t class, uint8_t more) {
  uint8_t *s = table + i * 18;
  memset(s, 0, 18);
  if (name)
    memcpy(s, name, strlen(name));
  else
    put32(s + 4, long_name);
  put32(s + 8, value);
  put16(s + 12, section);
  put16(s + 14, type);
  s[16] = class;
  s[17] = more;
}

static int begin(void **state) {
  (void)state;
  memset(head, 0, sizeof head);
  memcpy(head, "MZ", 2);
  put32(head + 0x3C, HEADER);
  memcpy(head + HEADER, "PE\0\0", 4);
  put16(head + HEADER + 6, SECTIONS);
  put32(head + HEADER + 12, 5000); /* symbols */
  put32(head + HEADER + 16, SYMBOLS);
  put16(head + HEADER + 20, OPTIONAL);
  put32(head + HEADER + 24 + OPTIONAL + 12, 0x1000);
  put32(head + HEADER + 24 + OPTIONAL + 40 + 12, 0x8000);
  put_symbol(0, "late", 0, 0x300, 1, 0x20, 2, 0);
  put_symbol(1, "main", 0, 0x100, 1, 0x20, 2, 1);
  memset(table + 2 * 18, 0xFF, 18); /* a further record of main */
  put_symbol(3, NULL, 4, 0x200, 1, 0x20, 3, 0);
  put_symbol(4, "variable", 0, 0, 2, 0, 2, 0);
  put_symbol(5, "eight_ch", 0, 0x10, 2, 0x20, 2, 0);
  const char strings[] = "\0\0\0\0a_name_of_more_than_eight_characters";
  memcpy(table + SYMBOLS * 18, strings, sizeof strings);
  table_len = SYMBOLS * 18 + sizeof strings;
  return 0;
}

static void assert_found(const coff *c, uint32_t address, const char *name, uint32_t at) {
  uint32_t offset = 0;
  const char *found = coff_find(c, address, &offset);
  assert_non_null(found);
  assert_string_equal(found, name);
  assert_int_equal(offset, at);
}

static void functions(void **state) {
  (void)state;
  uint64_t offset, bytes;
  uint32_t at;
  assert_true(coff_place(head, sizeof head, &offset, &bytes));
  assert_int_equal(offset, 5000);
  assert_int_equal(bytes, SYMBOLS * 18);
  coff c;
  coff_read(&c, head, sizeof head, table, table_len);
  assert_int_equal(c.n, 4);
  assert_null(coff_find(&c, 0x10FF, &at));
  assert_found(&c, 0x1100, "main", 0);
  assert_found(&c, 0x11FF, "main", 0xFF);
  assert_found(&c, 0x1234, "a_name_of_more_than_eight_characters", 0x34);
  assert_found(&c, 0x1300, "late", 0);
  assert_found(&c, 0x8020, "eight_ch", 0x10);
  coff_free(&c);
}

/* Every length, and every byte of the headers changed: whatever is found has a name. */
static void damaged(void **state) {
  (void)state;
  uint32_t at;
  for (size_t len = 0; len <= table_len; len++) {
    uint8_t *part = memory_new(len ? len : 1);
    memcpy(part, table, len);
    coff c;
    coff_read(&c, head, sizeof head, part, len);
    const char *name = coff_find(&c, UINT32_MAX, &at);
    if (name) assert_true(strlen(name) < 100);
    coff_free(&c);
    memory_free(part);
  }
  for (size_t i = 0; i < sizeof head; i++) {
    uint8_t was = head[i];
    for (int bit = 0; bit < 8; bit++) {
      head[i] = (uint8_t)(was ^ 1 << bit);
      coff c;
      coff_read(&c, head, sizeof head, table, table_len);
      coff_find(&c, UINT32_MAX, &at);
      coff_free(&c);
    }
    head[i] = was;
  }
  uint64_t offset, bytes;
  for (size_t len = 0; len < HEADER + 24; len++)
    assert_false(coff_place(head, len, &offset, &bytes));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(functions, begin), cmocka_unit_test_setup(damaged, begin)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
