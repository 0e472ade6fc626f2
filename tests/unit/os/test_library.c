/* What a file is by its first bytes, and loading a library. */
#include "check.h"

#include "base/memory.h"
#include "os/dl.h"
#include "os/file.h"
#include "os/library.h"

enum { ROOM = 64 };

static void put16(uint8_t *p, unsigned n) {
  p[0] = (uint8_t)n;
  p[1] = (uint8_t)(n >> 8);
}

static const uint8_t *elf(unsigned type, unsigned machine, unsigned class, unsigned data) {
  static uint8_t h[128];
  memset(h, 0, sizeof h);
  memcpy(h,
      "\x7f"
      "ELF",
      4);
  h[4] = (uint8_t) class;
  h[5] = (uint8_t)data;
  put16(h + 16, type);
  put16(h + 18, machine);
  return h;
}

static const uint8_t *pe(unsigned at, unsigned machine, unsigned flags) {
  static uint8_t h[128];
  memset(h, 0, sizeof h);
  memcpy(h, "MZ", 2);
  put16(h + 0x3C, at);
  if (at + 24 <= sizeof h) {
    memcpy(h + at, "PE\0\0", 4);
    put16(h + at + 4, machine);
    put16(h + at + 22, flags);
  }
  return h;
}

static void expect(const uint8_t *head, size_t len, bool windows, dl_format format, const char *words) {
  char what[ROOM];
  assert_int_equal(library_classify(head, len, windows, what, sizeof what), format);
  assert_string_equal(what, words);
}

static void elf_files(void **state) {
  (void)state;
  expect(elf(3, 62, 2, 1), 128, false, DL_LIBRARY, "a library for x64");
  expect(elf(3, 62, 2, 1), 128, true, DL_OTHER_SYSTEM, "a Linux library (ELF, x64)");
  expect(elf(3, 3, 1, 1), 128, false, DL_OTHER_MACHINE, "a library for 32-bit x86");
  expect(elf(3, 183, 2, 1), 128, false, DL_OTHER_MACHINE, "a library for ARM64");
  expect(elf(3, 62, 1, 1), 128, false, DL_OTHER_MACHINE, "a library for x32 (32-bit pointers)");
  expect(elf(0x0300, 0, 2, 2), 128, false, DL_OTHER_MACHINE, "a library for a big-endian machine");
  expect(elf(2, 62, 2, 1), 128, false, DL_NOT_A_LIBRARY, "a program (ELF, x64)");
  expect(elf(1, 62, 2, 1), 128, false, DL_NOT_A_LIBRARY, "an object file (ELF)");
  expect(elf(3, 62, 2, 1), 30, false, DL_NOT_A_LIBRARY, "a cut-off ELF file");
}

static void pe_files(void **state) {
  (void)state;
  expect(pe(64, 0x8664, 0x2022), 128, true, DL_LIBRARY, "a library for x64");
  expect(pe(64, 0x8664, 0x2022), 128, false, DL_OTHER_SYSTEM, "a Windows library (PE, x64)");
  expect(pe(64, 0x014C, 0x2102), 128, true, DL_OTHER_MACHINE, "a library for 32-bit x86");
  expect(pe(64, 0x8664, 0x0022), 128, true, DL_NOT_A_LIBRARY, "a program (PE, x64)");
  expect(pe(64, 0x8664, 0x0022), 128, false, DL_OTHER_SYSTEM, "a Windows program (PE, x64)");
  expect(pe(104, 0x8664, 0x2022), 128, true, DL_LIBRARY, "a library for x64"); /* ends with the bytes */
  expect(pe(105, 0x8664, 0x2022), 128, true, DL_NOT_A_LIBRARY, "a DOS program or a cut-off Windows file");
  expect(pe(0xFFFF, 0x8664, 0x2022), 128, true, DL_NOT_A_LIBRARY, "a DOS program or a cut-off Windows file");
  expect(pe(64, 0x8664, 0x2022), 10, true, DL_NOT_A_LIBRARY, "a DOS program or a cut-off Windows file");
}

static void other_files(void **state) {
  (void)state;
  expect((const uint8_t *)"", 0, false, DL_NOT_A_LIBRARY, "an empty file");
  expect((const uint8_t *)"hello\n", 6, false, DL_NOT_A_LIBRARY, "a text file");
  expect((const uint8_t *)"MZ is also how a text may begin\n", 32, true, DL_NOT_A_LIBRARY, "a text file");
  expect((const uint8_t *)"gr\xc3\xbc\xc3", 5, false, DL_NOT_A_LIBRARY, "a text file");
  expect((const uint8_t *)"a\0b", 3, false, DL_NOT_A_LIBRARY, "a file of unknown format");
  expect((const uint8_t *)"\xff\xff\xff\xff", 4, false, DL_NOT_A_LIBRARY, "a file of unknown format");
  expect((const uint8_t *)"!<arch>\n", 8, false, DL_NOT_A_LIBRARY, "a static library (archive)");
}

static void real_files(void **state) {
  (void)state;
  arena a = {0};
  char what[ROOM];
  assert_int_equal(dl_probe(file_program(&a), what, sizeof what),
      strcmp(dl_suffix, ".so") ? DL_NOT_A_LIBRARY : DL_LIBRARY);
  assert_int_equal(dl_probe(file_working_folder(&a), what, sizeof what), DL_NOT_A_LIBRARY);
  assert_string_equal(what, "a folder");
  assert_int_equal(dl_probe("/no/such/file", what, sizeof what), DL_UNREADABLE);
  assert_string_equal(what, "a missing file");
  arena_free(&a);
}

static void opening(void **state) {
  (void)state;
  arena a = {0};
  error e = {0};
  assert_null(dl_open("relative.so", &e));
  assert_int_equal(e.status, SONDE_ARG);
  const char *path =
      file_join(&a, file_absolute(&a, file_temporary_folder(&a)), "sonde-test-not-a-library.so");
  assert_int_equal(file_write(path, "text", 4, NULL), SONDE_OK);
  assert_null(dl_open(path, &e));
  assert_int_equal(strncmp(e.text, "cannot load '", 13), 0);
  file_remove(path, NULL);
  bool windows = strcmp(dl_suffix, ".dll") == 0;
  void *library =
      dl_open(windows ? "C:/windows/system32/version.dll" : "/lib/x86_64-linux-gnu/libm.so.6", &e);
  assert_non_null(library);
  assert_non_null(dl_symbol(library, windows ? "VerQueryValueW" : "cos"));
  assert_null(dl_symbol(library, "sonde_no_such_symbol"));
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(elf_files), cmocka_unit_test(pe_files),
      cmocka_unit_test(other_files), cmocka_unit_test(real_files), cmocka_unit_test(opening)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
