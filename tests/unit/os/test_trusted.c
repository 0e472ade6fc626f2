/* Who may change a file. The modes are Unix modes; on Windows the access list is read, whose content under
 * Wine is not Windows'. */
#include "child.h"

#include <sys/stat.h>

static const char *folder, *file;

static int make(void **state) {
  (void)state;
  folder = file_join(&a, file_absolute(&a, file_temporary_folder(&a)),
      arena_format(&a, "sonde-test-trusted-%u", (unsigned)process_self()));
  file = file_join(&a, folder, "plugin");
  file_make_folder(folder, NULL);
  return file_write(file, "x", 1, NULL);
}

static int remove_all(void **state) {
  chmod(folder, 0700);
  file_remove(file, NULL);
  file_remove(folder, NULL);
  return free_arena(state);
}

static void expect(mode_t file_mode, mode_t folder_mode, const char *words) {
  error e = {0};
  assert_int_equal(chmod(file, file_mode), 0);
  assert_int_equal(chmod(folder, folder_mode), 0);
  sonde_status status = file_trusted(file, &e);
  assert_int_equal(status, words ? SONDE_DENIED : SONDE_OK);
  if (words && !strstr(e.text, words)) fail_msg("wanted \"%s\" in: %s", words, e.text);
}

static void modes(void **state) {
  (void)state;
  if (on_windows()) {
    print_message("skipped: Windows has access lists, not modes\n");
    skip();
  }
  expect(0644, 0755, NULL);
  expect(0600, 0700, NULL);
  expect(0646, 0755, "every user may change the file");
  expect(0664, 0755, "chmod g-w");
  expect(0644, 0775, "may change the folder");
  expect(0644, 0777, "every user may change the folder");
  expect(0644, 01777, "every user may change the folder"); /* as /tmp: others may put files there */
  expect(0644, 0755, NULL);
}

static void the_cure_is_a_command_that_works(void **state) {
  (void)state;
  if (on_windows()) {
    print_message("skipped: Windows has access lists, not modes\n");
    skip();
  }
  expect(0666, 0755, arena_format(&a, "chmod go-w '%s'", file));
  error e = {0};
  const char *argv[] = {"chmod", "go-w", file, NULL};
  process *p = process_launch(argv, &e);
  assert_non_null(p);
  assert_int_equal(run(p).code, 0);
  assert_int_equal(file_trusted(file, &e), SONDE_OK);
}

static void access_list_is_read(void **state) {
  (void)state;
  error e = {0};
  sonde_status status = file_trusted(file, &e);
  if (status && !strstr(e.text, on_windows() ? "icacls" : "chmod")) fail_msg("%s", e.text);
  assert_int_equal(file_trusted(file_join(&a, folder, "none"), &e), SONDE_MISSING);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(access_list_is_read), cmocka_unit_test(modes),
      cmocka_unit_test(the_cure_is_a_command_that_works)};
  return cmocka_run_group_tests(tests, make, remove_all);
}
