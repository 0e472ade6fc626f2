/* Functions, files and lines of this program's own code and of the system's, on both systems. */
#include "check.h"

#include "base/memory.h"
#include "modules.h"
#include "symbols.h"
#include "workload.h"

static symbols *s;
static int line_of_call;
static volatile uint64_t address_of_call; /* volatile: no tail call */

/* The address behind the call. */
__attribute__((noinline)) static uint64_t here(void) {
  return (uint64_t)(uintptr_t)__builtin_return_address(0);
}

__attribute__((noinline)) static uint64_t place_of_call(void) {
  line_of_call = __LINE__ + 1;
  address_of_call = here();
  return address_of_call;
}

static module_place place_of(const own_module *m) {
  return (module_place){m->path, m->base, m->end, m->bias};
}

static int begin(void **state) {
  (void)state;
  s = symbols_new();
  return 0;
}

static int end(void **state) {
  (void)state;
  symbols_free(s);
  return 0;
}

static void lines(void **state) {
  (void)state;
  if (symbols_lacking(s)[0]) skip();
  uint64_t address = place_of_call() - 1;
  own_module own;
  own_module_of(address, &own);
  module_place module = place_of(&own);
  symbol found;
  symbols_find(s, &module, address, &found);
  assert_non_null(found.function);
  assert_string_equal(found.function, "place_of_call");
  assert_true(found.offset > 0 && found.offset < 200);
  assert_non_null(found.file);
  assert_non_null(strstr(found.file, "test_symbols.c"));
  assert_int_equal(found.line, line_of_call);
}

static void exports(void **state) {
  (void)state;
  if (symbols_lacking(s)[0]) skip();
  const char *name;
  uint64_t address = own_exported(&name);
  own_module own;
  own_module_of(address, &own);
  module_place module = place_of(&own);
  symbol found;
  symbols_find(s, &module, address + 24, &found);
  assert_non_null(found.function);
  assert_non_null(strstr(found.function, name));
  assert_true(found.offset >= 16 && found.offset <= 24); /* some begin behind room for a hook */
}

/* A file that is gone, one that is no module, and an address outside the module. */
static void nothing(void **state) {
  (void)state;
  own_module own;
  own_module_of(place_of_call(), &own);
  const module_place odd[] = {{"/no/such/file", 0x10000, 0x20000, 0x10000},
      {__FILE__, 0x30000, 0x40000, 0x30000},
      {own.path, own.base + (1ull << 40), own.end + (1ull << 40), own.bias + (1ull << 40)}};
  for (size_t i = 0; i < COUNT(odd); i++) {
    symbol found;
    symbols_find(s, &odd[i], odd[i].base + 8, &found);
    assert_null(found.file);
  }
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(int argc, char **argv) {
  workload_main(argc, argv);
  const struct CMUnitTest tests[] = {CASE(lines), CASE(exports), CASE(nothing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
