/* ELF files by value: a handmade one, and each of its bytes cut off or turned. */
#include "check.h"

#include <string.h>

#include "os/elf.h"

enum { SYMBOLS = 64 + 56, NAMES = SYMBOLS + 48, SECTIONS = NAMES + 24, BYTES = SECTIONS + 3 * 64 };

static void put(uint8_t *at, uint64_t n, int bytes) {
  for (int i = 0; i < bytes; i++)
    at[i] = (uint8_t)(n >> 8 * i);
}

static void make(uint8_t *b) {
  memset(b, 0, BYTES);
  memcpy(b, "\177ELF\2\1\1", 7);
  put(b + 18, 62, 2);
  put(b + 24, 0x1234, 8);
  put(b + 32, 64, 8); /* one program header: the interpreter's */
  put(b + 54, 56, 2);
  put(b + 56, 1, 2);
  put(b + 64, 3, 4);
  put(b + 40, SECTIONS, 8);
  put(b + 58, 64, 2);
  put(b + 60, 3, 2);
  put(b + SYMBOLS + 24, 1, 4); /* second symbol: a function in section 1 */
  b[SYMBOLS + 28] = 0x12;
  put(b + SYMBOLS + 30, 1, 2);
  put(b + SYMBOLS + 32, 0xABCDE, 8);
  memcpy(b + NAMES, "\0dlopen", 8);
  put(b + SECTIONS + 64 + 4, 11, 4);
  put(b + SECTIONS + 64 + 24, SYMBOLS, 8);
  put(b + SECTIONS + 64 + 32, 48, 8);
  put(b + SECTIONS + 64 + 40, 2, 4);
  put(b + SECTIONS + 128 + 24, NAMES, 8);
  put(b + SECTIONS + 128 + 32, 24, 8);
}

static void facts_and_exports(void **state) {
  (void)state;
  uint8_t b[BYTES];
  uint64_t value = 0;
  make(b);
  elf_facts facts = elf_read_facts(b, BYTES);
  assert_true(facts.is_elf && facts.is_x64 && facts.has_interpreter);
  assert_int_equal(facts.entry, 0x1234);
  assert_true(elf_find_export(b, BYTES, "dlopen", &value));
  assert_int_equal(value, 0xABCDE);
  assert_false(elf_find_export(b, BYTES, "dlope", &value));
  put(b + SYMBOLS + 30, 0, 2); /* only wanted from another library */
  assert_false(elf_find_export(b, BYTES, "dlopen", &value));
  put(b + 64, 1, 4);
  assert_false(elf_read_facts(b, BYTES).has_interpreter);
  put(b + 18, 3, 2);
  assert_false(elf_read_facts(b, BYTES).is_x64);
  assert_false(elf_read_facts((const uint8_t *)"#!/bin/sh", 9).is_elf);
}

static void damage_is_survived(void **state) {
  (void)state;
  uint8_t b[BYTES];
  for (size_t i = 0; i < BYTES; i++) {
    uint64_t value = 0;
    make(b);
    b[i] = 0xFF;
    elf_find_export(b, BYTES, "dlopen", &value);
    make(b);
    assert_false(elf_find_export(b, i, "dlopen", &value));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(facts_and_exports), cmocka_unit_test(damage_is_survived)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
