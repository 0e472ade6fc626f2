/* The journal: what is written is read again, whatever byte the file is cut at; a changed byte is found. */
#include "check.h"

#include <string.h>

#include "base/memory.h"
#include "judge/journal.h"
#include "os/file.h"
#include "os/process.h"

static arena a;

static const char *temporary(const char *name) {
  const char *path =
      arena_format(&a, "%s/sonde-%s-%u.jsonl", file_temporary_folder(&a), name, process_self());
  if (file_probe(path) != FILE_MISSING) file_remove(path, NULL);
  return path;
}

static void add(journal *j, bool intent, const char *step, const char *said) {
  journal_entry entry = {.wall_ns = INT64_C(1764000000000000000),
      .intent = intent,
      .step = step,
      .plan = "p-1",
      .action = "act",
      .finding = "f-1",
      .subject = "web \"1\"",
      .user = "me",
      .outcome = intent ? "" : "done",
      .text = said};
  error e = {0};
  if (journal_add(j, &entry, &e)) fail_msg("%s", e.text);
}

static const char *three_lines(const char *name) {
  const char *path = temporary(name);
  error e = {0};
  journal *j = journal_open(path, &e);
  if (!j) fail_msg("%s", e.text);
  add(j, true, "run", "");
  add(j, false, "run", "restarted\nit");
  journal_close(j);
  j = journal_open(path, NULL); /* another run goes on in the same chain */
  assert_int_equal(journal_count(j), 2);
  add(j, true, "verify", "");
  journal_close(j);
  return path;
}

static void written_and_read(void **state) {
  (void)state;
  const char *path = three_lines("read");
  journal *j = journal_read(path, NULL);
  assert_int_equal(journal_get_state(j)->lines, 3);
  assert_int_equal(journal_get_state(j)->bad_line, 0);
  assert_int_equal(journal_count(j), 3);
  const journal_entry *second = journal_at(j, 1);
  assert_int_equal(second->number, 2);
  assert_false(second->intent);
  assert_string_equal(second->text, "restarted\nit");
  assert_string_equal(second->subject, "web \"1\"");
  assert_string_equal(second->outcome, "done");
  assert_true(second->wall_ns == INT64_C(1764000000000000000));
  assert_string_equal(journal_at(j, 2)->step, "verify");
  journal_close(j);
  file_remove(path, NULL);
}

static void one_writer_at_a_time(void **state) {
  (void)state;
  const char *path = temporary("writer");
  error e = {0};
  journal *j = journal_open(path, NULL);
  assert_null(journal_open(path, &e));
  assert_int_equal(e.status, SONDE_STATE);
  assert_non_null(strstr(e.text, "another Sonde"));
  journal_close(j);
  file_remove(path, NULL);
}

/* A crash may leave any beginning of the file: what was whole is read, and the chain goes on behind it. */
static void cut_at_every_byte(void **state) {
  (void)state;
  const char *path = three_lines("cut"), *cut = temporary("cut-copy");
  size_t len, ends[3], n = 0;
  char *bytes = file_read(path, 1 << 20, &len, NULL);
  for (size_t i = 0; i < len; i++)
    if (bytes[i] == '\n') ends[n++] = i;
  assert_int_equal(n, 3);
  for (size_t at = 0; at <= len; at++) {
    error e = {0};
    assert_int_equal(file_write(cut, bytes, at, NULL), SONDE_OK);
    size_t whole = (size_t)(at >= ends[0]) + (at >= ends[1]) + (at >= ends[2]);
    journal *j = journal_open(cut, &e);
    if (!j) fail_msg("cut at %zu: %s", at, e.text);
    assert_int_equal(journal_count(j), whole);
    add(j, false, "verify", "after the crash");
    journal_close(j);
    j = journal_read(cut, NULL);
    assert_int_equal(journal_get_state(j)->bad_line, 0);
    assert_int_equal(journal_count(j), whole + 1);
    assert_int_equal(journal_at(j, whole)->number, whole + 1);
    assert_string_equal(journal_at(j, whole)->text, "after the crash");
    journal_close(j);
  }
  memory_free(bytes);
  file_remove(path, NULL);
  file_remove(cut, NULL);
}

/* A byte of the first or second line that is another one: verify says which line, unless the line can be
 * taken for one that a crash cut; then the chain does not fit behind it. */
static void changed_at_every_byte(void **state) {
  (void)state;
  const char *path = three_lines("change"), *changed = temporary("change-copy");
  size_t len;
  char *bytes = file_read(path, 1 << 20, &len, NULL);
  size_t last = len - 1;
  while (bytes[last - 1] != '\n')
    last--;
  for (size_t at = 0; at + 1 < last; at++) {
    char was = bytes[at];
    bytes[at] = (char)(was == '1' ? '2' : '1');
    assert_int_equal(file_write(changed, bytes, len, NULL), SONDE_OK);
    bytes[at] = was;
    journal *j = journal_read(changed, NULL);
    if (!journal_get_state(j)->bad_line) fail_msg("byte %zu was changed and not found", at);
    journal_close(j);
    error e = {0};
    assert_null(journal_open(changed, &e));
    assert_int_equal(e.status, SONDE_STATE);
  }
  memory_free(bytes);
  file_remove(path, NULL);
  file_remove(changed, NULL);
}

static void a_line_removed(void **state) {
  (void)state;
  const char *path = three_lines("removed");
  size_t len;
  char *bytes = file_read(path, 1 << 20, &len, NULL);
  char *second = strchr(bytes, '\n') + 1, *third = strchr(second, '\n') + 1;
  memmove(second, third, strlen(third) + 1);
  assert_int_equal(file_write(path, bytes, strlen(bytes), NULL), SONDE_OK);
  journal *j = journal_read(path, NULL);
  assert_int_equal(journal_get_state(j)->bad_line, 2);
  assert_non_null(strstr(journal_get_state(j)->why, "removed"));
  journal_close(j);
  memory_free(bytes);
  file_remove(path, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(written_and_read),
      cmocka_unit_test(one_writer_at_a_time), cmocka_unit_test(cut_at_every_byte),
      cmocka_unit_test(changed_at_every_byte), cmocka_unit_test(a_line_removed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
