/* Files and folders, in a folder of their own below the temporary one. */
#include "check.h"

#include <stdio.h>

#include "base/memory.h"
#include "os/file.h"
#include "os/process.h"

static arena a;
static const char *root;

static int make_root(void **state) {
  (void)state;
  const char *temporary = file_absolute(&a, file_temporary_folder(&a));
  root = file_join(&a, temporary, arena_format(&a, "sonde-test-file-%u", (unsigned)process_self()));
  return file_make_folder(root, NULL);
}

static void remove_tree(const char *path) {
  if (file_probe(path) == FILE_FOLDER)
    for (const char **name = file_list(&a, path, NULL); name && *name; name++)
      remove_tree(file_join(&a, path, *name));
  file_remove(path, NULL);
}

static int remove_root(void **state) {
  (void)state;
  remove_tree(root);
  arena_free(&a);
  return 0;
}

static const char *in_root(const char *name) {
  return file_join(&a, root, name);
}

static void writes_and_reads(void **state) {
  (void)state;
  const char *path = in_root("gr\xc3\xbc\xc3\x9f dich.bin");
  static const char data[] = "line\r\n\0\x1a end";
  size_t len = 0;
  assert_int_equal(file_write(path, "old", 3, NULL), SONDE_OK);
  assert_int_equal(file_write(path, data, sizeof data, NULL), SONDE_OK);
  char *read = file_read(path, 100, &len, NULL);
  assert_non_null(read);
  assert_int_equal(len, sizeof data);
  assert_memory_equal(read, data, sizeof data);
  assert_int_equal(read[len], 0);
  memory_free(read);
  error e = {0};
  assert_null(file_read(path, sizeof data - 1, &len, &e));
  assert_int_equal(e.status, SONDE_ARG);
  assert_non_null(strstr(e.text, "larger than the limit of 12 bytes"));
  read = file_read(path, sizeof data, &len, NULL); /* exactly the limit */
  assert_non_null(read);
  memory_free(read);
}

static void large_file_comes_back_whole(void **state) {
  (void)state;
  size_t n = 3000001, len;
  char *data = memory_new(n);
  for (size_t i = 0; i < n; i++)
    data[i] = (char)(i * 7 + i / 256);
  assert_int_equal(file_write(in_root("large"), data, n, NULL), SONDE_OK);
  assert_int_equal(file_copy(in_root("large"), in_root("copy"), NULL), SONDE_OK);
  char *read = file_read(in_root("copy"), n * 2, &len, NULL);
  assert_int_equal(len, n);
  assert_memory_equal(read, data, n);
  memory_free(read);
  memory_free(data);
}

static void missing_ones_are_named(void **state) {
  (void)state;
  error e = {0};
  size_t len;
  assert_null(file_read(in_root("none"), 10, &len, &e));
  assert_int_equal(e.status, SONDE_MISSING);
  assert_true(e.os_code != 0);
  assert_non_null(strstr(e.text, "cannot read '"));
  assert_non_null(strstr(e.text, "none'"));
  assert_int_equal(file_write(in_root("no/such/folder"), "x", 1, &e), SONDE_MISSING);
  assert_null(file_list(&a, in_root("none"), &e));
  assert_int_equal(file_remove(in_root("none"), &e), SONDE_MISSING);
  assert_null(file_absolute(&a, in_root("none")));
  assert_int_equal(file_probe(in_root("none")), FILE_MISSING);
}

static void head_is_a_part(void **state) {
  (void)state;
  char buffer[4];
  size_t len = 9;
  assert_int_equal(file_write(in_root("head"), "abcdef", 6, NULL), SONDE_OK);
  assert_int_equal(file_read_head(in_root("head"), buffer, sizeof buffer, &len, NULL), SONDE_OK);
  assert_int_equal(len, 4);
  assert_memory_equal(buffer, "abcd", 4);
  assert_int_equal(file_read_tail(in_root("head"), buffer, sizeof buffer, &len, NULL), SONDE_OK);
  assert_int_equal(len, 4);
  assert_memory_equal(buffer, "cdef", 4);
  char larger[16];
  assert_int_equal(file_read_tail(in_root("head"), larger, sizeof larger, &len, NULL), SONDE_OK);
  assert_int_equal(len, 6);
  assert_memory_equal(larger, "abcdef", 6);
  assert_int_equal(file_write(in_root("head"), "", 0, NULL), SONDE_OK);
  assert_int_equal(file_read_head(in_root("head"), buffer, sizeof buffer, &len, NULL), SONDE_OK);
  assert_int_equal(len, 0);
  assert_int_equal(file_read_head(root, buffer, sizeof buffer, &len, NULL), SONDE_ARG);
}

static void lists_sorted(void **state) {
  (void)state;
  const char *folder = in_root("deep/deeper/list");
  assert_int_equal(file_make_folder(folder, NULL), SONDE_OK);
  assert_int_equal(file_make_folder(folder, NULL), SONDE_OK); /* exists already */
  static const char *const names[] = {"b", "a", "c.txt"};
  for (size_t i = 0; i < COUNT(names); i++)
    assert_int_equal(file_write(file_join(&a, folder, names[i]), "", 0, NULL), SONDE_OK);
  const char **list = file_list(&a, folder, NULL);
  assert_string_equal(list[0], "a");
  assert_string_equal(list[1], "b");
  assert_string_equal(list[2], "c.txt");
  assert_null(list[3]);
  assert_int_equal(file_probe(folder), FILE_FOLDER);
  assert_int_equal(file_probe(file_join(&a, folder, "a")), FILE_REGULAR);
  assert_string_equal(file_absolute(&a, file_join(&a, folder, "../list/a")), file_join(&a, folder, "a"));
  assert_int_equal(
      file_make_folder(file_join(&a, folder, "a"), NULL) == SONDE_OK, false); /* a file is there */
}

static void very_long_paths_work(void **state) {
  (void)state;
  const char *path = root;
  for (int i = 0; i < 12; i++)
    path = file_join(&a, path, "a-folder-name-of-forty-characters-at-all");
  assert_true(strlen(path) > 300);
  assert_int_equal(file_make_folder(path, NULL), SONDE_OK);
  assert_int_equal(file_write(file_join(&a, path, "f"), "1", 1, NULL), SONDE_OK);
  assert_int_equal(file_probe(file_join(&a, path, "f")), FILE_REGULAR);
}

static void places(void **state) {
  (void)state;
  assert_true(file_is_absolute(file_program(&a)));
  assert_non_null(strstr(file_program(&a), "test_os_file"));
  assert_true(file_is_absolute(file_working_folder(&a)));
  assert_false(file_is_absolute("a/b"));
  assert_string_equal(file_join(&a, "x/", "y"), "x/y");
  assert_string_equal(file_join(&a, "", "y"), "y");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(writes_and_reads),
      cmocka_unit_test(large_file_comes_back_whole), cmocka_unit_test(missing_ones_are_named),
      cmocka_unit_test(head_is_a_part), cmocka_unit_test(lists_sorted),
      cmocka_unit_test(very_long_paths_work), cmocka_unit_test(places)};
  return cmocka_run_group_tests(tests, make_root, remove_root);
}
