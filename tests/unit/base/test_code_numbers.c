/* Every row of the code tables has the number that the system's own headers give to its name. */
#include "check.h"

#include "base/code_tables.h"
#include "base/memory.h"

typedef struct system_number {
  code_space space;
  const char *name;
  uint32_t number;
} system_number;

#include "system_numbers.h"

/* Rows that MinGW's headers do not name. */
static const system_number without_header[] = {
    {CODE_WIN32, "ERROR_ELEVATION_REQUIRED", 740},
    {CODE_NTSTATUS, "STATUS_FATAL_USER_CALLBACK_EXCEPTION", 0xC000041D},
    {CODE_NTSTATUS, "EXCEPTION_COMPLUS", 0xE0434352},   /* the letters CCR */
    {CODE_NTSTATUS, "EH_EXCEPTION_NUMBER", 0xE06D7363}, /* the letters msc */
};

static const system_number *find(const system_number *list, size_t n, code_space space, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (list[i].space == space && strcmp(list[i].name, name) == 0) return &list[i];
  return NULL;
}

static bool system_has(code_space space) {
  for (size_t i = 0; i < COUNT(system_numbers); i++)
    if (system_numbers[i].space == space) return true;
  return false;
}

static void test_rows_against_headers(void **state) {
  (void)state;
  unsigned compared = 0;
  for (unsigned space = 0; space < CODE_SPACES; space++) {
    const code_table *t = code_table_of((code_space)space);
    for (size_t i = 0; system_has((code_space)space) && i < t->nrows; i++) {
      const code_row *row = &t->rows[i];
      const system_number *n = find(system_numbers, COUNT(system_numbers), (code_space)space, row->name);
      if (!n) n = find(without_header, COUNT(without_header), (code_space)space, row->name);
      if (!n) fail_msg("no header number for %s", row->name);
      if (n->number != row->number) fail_msg("%s is %u, not %u", row->name, n->number, row->number);
      compared++;
    }
  }
  assert_true(compared >= 100);
}

/* Second names too: what the headers name is found, with their number. */
static void test_names_are_read(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(system_numbers); i++) {
    const system_number *n = &system_numbers[i];
    code_id c = {CODE_SPACES, 0};
    error e = {0};
    if (code_guess(n->name, strlen(n->name), &c, NULL, &e)) fail_msg("%s: %s", n->name, e.text);
    if (c.number != n->number || c.space != n->space) fail_msg("%s was read as %u", n->name, c.number);
  }
}

/* Where the system converts NTSTATUS, it does so as our pairs. */
static void test_pairs_against_system(void **state) {
  (void)state;
  for (size_t i = 0; i < code_pair_count; i++) {
    uint32_t win32 = 0;
    if (code_pairs[i].a.space != CODE_NTSTATUS) continue;
    if (!system_nt_to_win32(code_pairs[i].a.number, &win32)) {
      print_message("skipped: this system converts no NTSTATUS\n");
      skip();
    }
    if (win32 != code_pairs[i].b.number) fail_msg("0x%08X is %u", code_pairs[i].a.number, win32);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows_against_headers),
      cmocka_unit_test(test_names_are_read),
      cmocka_unit_test(test_pairs_against_system),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
