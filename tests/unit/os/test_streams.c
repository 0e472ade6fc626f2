/* What a launched program gets: arguments, standard streams, descriptors and signals, as if it were started
 * without Sonde. */
#include "child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "os/console.h"

static int kept = -1;
static const char **first_descriptors; /* of this program at its start */

static const char *temporary(const char *name) {
  return file_join(
      &a, file_temporary_folder(&a), arena_format(&a, "sonde-test-%s-%u", name, (unsigned)process_self()));
}

/* Puts a file in place of the standard stream `fd`. */
static void redirect(int fd, const char *path, int how) {
  fflush(stdout);
  kept = dup(fd);
#ifdef FD_CLOEXEC
  fcntl(kept, F_SETFD, FD_CLOEXEC);
#endif
  int file = open(path, how, 0600);
  assert_true(kept >= 0 && file >= 0);
  dup2(file, fd);
  close(file);
}

static void restore(int fd) {
  dup2(kept, fd);
  close(kept);
}

/* What the child writes to its stream `fd`. The caller frees it. */
static char *output_of(int fd, const char *const *argv, size_t *len) {
  const char *path = temporary("output");
  error e = {0};
  redirect(fd, path, O_WRONLY | O_CREAT | O_TRUNC);
  process *p = process_launch(argv, &e);
  restore(fd);
  if (!p) fail_msg("%s", e.text);
  assert_true(run(p).known);
  char *text = file_read(path, 1 << 20, len, NULL);
  file_remove(path, NULL);
  assert_non_null(text);
  return text;
}

static void expect_output(int fd, const char *const *argv, const char *want) {
  size_t len;
  char *text = output_of(fd, argv, &len);
  assert_string_equal(text, want);
  memory_free(text);
}

static const char *const nasty[] = {"", " ", "a b", "\"", "\\", "\\\\", "\\\"", "a\\", "a b\\", "a\\\\ b",
    "\"\"", "a\"b\"c", "\\\\server\\share\\", "tab\there", "%PATH%", "^&|<>", "*", "?.c",
    "gr\xc3\xbc\xc3\x9f", "'", "$HOME", "-"};

static void arguments_arrive_unchanged(void **state) {
  (void)state;
  const char *argv[COUNT(nasty) + 3] = {child, "arguments"};
  memcpy(argv + 2, nasty, sizeof nasty);
  size_t len;
  char *text = output_of(1, argv, &len), *at = text;
  for (size_t i = 0; i < COUNT(nasty); i++) {
    const char *line = arena_format(&a, "[%s]\n", nasty[i]);
    if (on_windows() && strstr(nasty[i], "\xc3")) /* the child's own main is given the local code page */
      at = strchr(at, '\n') + 1;
    else if (strncmp(at, line, strlen(line)) != 0)
      fail_msg("argument %zu: wanted %s, got %.40s", i, line, at);
    else
      at += strlen(line);
  }
  assert_int_equal(*at, 0);
  memory_free(text);
}

static void streams_are_passed_through(void **state) {
  (void)state;
  const char *input = temporary("input");
  static const char data[] = "one\r\ntwo\n\x1a end";
  assert_int_equal(file_write(input, data, sizeof data - 1, NULL), SONDE_OK);
  int out = kept;
  redirect(0, input, O_RDONLY);
  out = kept;
  expect_output(1, (const char *const[]){child, "copy", NULL}, data);
  kept = out;
  restore(0);
  file_remove(input, NULL);
  expect_output(2, (const char *const[]){child, "error", "trouble", NULL}, "trouble\n");
  expect_output(1, (const char *const[]){child, "error", "", NULL}, ""); /* not on the wrong stream */
}

static bool was_open(const char *name) {
  for (const char **n = first_descriptors; n && *n; n++)
    if (!strcmp(*n, name) && file_probe(arena_format(&a, "/proc/self/fd/%s", name)) != FILE_MISSING)
      return true;
  return false;
}

static void no_descriptor_leaks(void **state) {
  (void)state;
  if (on_windows()) {
    print_message("skipped: Windows handles are inherited by an explicit list\n");
    skip();
  }
  process_signals_start(NULL);
  process *other = LAUNCH("sleep", "60000"), *running = LAUNCH("sleep", "60000"), *attached;
  process_go(running, NULL);
  attached = process_attach(process_pid(running), NULL);
  size_t len;
  char *text = output_of(1, (const char *const[]){child, "descriptors", NULL}, &len);
  assert_int_equal(strncmp(text, "0\n1\n2\n", 6), 0);
  for (char *line = text + 6, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
    *end = 0;
    if (!was_open(line)) fail_msg("descriptor %s leaked into the child", line);
  }
  memory_free(text);
  process_end_now(running, true, NULL);
  assert_true(wait_ms(running, PATIENCE_MS));
  process_free(attached);
  process_free(running);
  process_free(other);
}

static void signals_are_as_we_were_started(void **state) {
  (void)state;
  if (on_windows()) {
    print_message("skipped: Windows has no signal dispositions\n");
    skip();
  }
  size_t len;
  const char *const argv[] = {child, "signals", NULL};
#ifdef SIGUSR1
  signal(SIGUSR1, SIG_IGN); /* what Sonde inherits as ignored stays ignored */
#endif
  char *before = output_of(1, argv, &len), **none = NULL;
  assert_string_not_equal(before, "0 0\n");
  int argc = 0;
  console_start(&argc, &none); /* ignores the closed-pipe signal */
  process_signals_start(NULL);
  expect_output(1, argv, before);
  memory_free(before);
}

int main(void) {
  first_descriptors = file_list(&a, "/proc/self/fd", NULL);
  const struct CMUnitTest tests[] = {cmocka_unit_test(arguments_arrive_unchanged),
      cmocka_unit_test(streams_are_passed_through), cmocka_unit_test(no_descriptor_leaks),
      cmocka_unit_test(signals_are_as_we_were_started)};
  return cmocka_run_group_tests(tests, find_child, free_arena);
}
