/* Names that never come are given up; those that come are told. */
#include "check.h"

#include "win32/provider.h"

#include <winternl.h>

#define GOOD ((HANDLE)(uintptr_t)4)
#define HANGS ((HANDLE)(uintptr_t)8)
#define NAMELESS ((HANDLE)(uintptr_t)12)

static volatile LONG asked;

static bool query(HANDLE what, void *answer, uint32_t bytes) {
  UNICODE_STRING *name = answer;
  InterlockedIncrement(&asked);
  if (what == HANGS) Sleep(INFINITE);
  if (what == NAMELESS || bytes < 64) return false;
  name->Buffer = (wchar_t *)(void *)(name + 1);
  name->Length = 3 * sizeof(wchar_t);
  memcpy(name->Buffer, L"abc", name->Length);
  return true;
}

static void expect_name(asker *a) {
  const wchar_t *name;
  size_t chars;
  bool late;
  assert_true(asker_name(a, GOOD, &name, &chars, &late));
  assert_int_equal(chars, 3);
  assert_memory_equal(name, L"abc", 3 * sizeof *name);
}

static void gives_up(void **state) {
  (void)state;
  const wchar_t *name;
  size_t chars;
  bool late;
  asker *a = asker_new(query);
  expect_name(a);
  assert_false(asker_name(a, NAMELESS, &name, &chars, &late));
  assert_false(late);
  assert_false(asker_name(a, HANGS, &name, &chars, &late));
  assert_true(late);
  expect_name(a); /* on a new thread */
  asker_free(a);
}

/* A process with a thousand such pipes must not take minutes. */
static void asks_no_more(void **state) {
  (void)state;
  const wchar_t *name;
  size_t chars;
  bool late;
  asker *a = asker_new(query);
  asked = 0;
  for (int i = 0; i < 1000; i++) {
    assert_false(asker_name(a, HANGS, &name, &chars, &late));
    assert_true(late);
  }
  assert_true(asked <= 10);
  assert_false(asker_name(a, GOOD, &name, &chars, &late));
  asker_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(gives_up), cmocka_unit_test(asks_no_more)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
