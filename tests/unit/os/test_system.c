/* Facts about the machine, digests, errors of the system. */
#include "check.h"

#include "base/memory.h"
#include "os/dl.h"
#include "os/file.h"
#include "os/internal.h"
#include "os/process.h"
#include "os/system.h"

static arena a;

static bool on_windows(void) {
  return strcmp(dl_suffix, ".dll") == 0;
}

static const char *temporary(const char *name) {
  return file_join(&a, file_absolute(&a, file_temporary_folder(&a)),
      arena_format(&a, "sonde-test-%u-%s", (unsigned)process_self(), name));
}

static void facts(void **state) {
  (void)state;
  assert_string_equal(system_platform(), on_windows() ? "windows-x64" : "linux-x64");
  assert_non_null(strstr(system_name(&a), on_windows() ? "Windows 10.0." : ""));
  assert_true(strlen(system_name(&a)) > 4);
  assert_null(strpbrk(system_name(&a), "\"\n"));
  assert_true(strlen(system_machine(&a)) > 0);
  assert_true(strlen(system_boot_id(&a)) > 5);
  assert_string_equal(system_boot_id(&a), system_boot_id(&a));
  assert_true(system_cpus() >= 1 && system_cpus() <= 4096);
  assert_non_null(system_environment(&a, "PATH"));
  assert_null(system_environment(&a, "SONDE_NO_SUCH_VARIABLE"));
  bool elevated;
  assert_true(strlen(process_user(&a, &elevated)) > 0);
}

/* FIPS 180-4 examples, and a million times "a". */
static void digests(void **state) {
  (void)state;
  const char *path = temporary("digest");
  char hex[65];
  file_write(path, "", 0, NULL);
  assert_int_equal(file_sha256(path, hex, NULL), SONDE_OK);
  assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  file_write(path, "abc", 3, NULL);
  assert_int_equal(file_sha256(path, hex, NULL), SONDE_OK);
  assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  char *million = memory_new(1000000);
  memset(million, 'a', 1000000);
  file_write(path, million, 1000000, NULL);
  assert_int_equal(file_sha256(path, hex, NULL), SONDE_OK);
  assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  memory_free(million);
  file_remove(path, NULL);
  error e = {0};
  assert_int_equal(file_sha256(path, hex, &e), SONDE_MISSING);
}

static void errors_carry_the_number(void **state) {
  (void)state;
  error e = {0};
  assert_int_equal(os_fail(&e, on_windows() ? 5 : 13, "cannot open %s", "x"), SONDE_DENIED);
  assert_int_equal(e.os_code, on_windows() ? 5 : 13);
  assert_int_equal(strncmp(e.text, "cannot open x: ", 15), 0);
  assert_true(strlen(e.text) > 20);
  assert_null(strchr(e.text, '\n'));
  assert_int_equal(os_fail(NULL, 2, "nobody wants it"), SONDE_MISSING);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(facts), cmocka_unit_test(digests), cmocka_unit_test(errors_carry_the_number)};
  int rc = cmocka_run_group_tests(tests, NULL, NULL);
  arena_free(&a);
  return rc;
}
