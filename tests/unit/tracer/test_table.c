/* The plugin's table is honest. */
#include "table.h"

static void rows(void **state) {
  (void)state;
  check_table("tracer");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(rows)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
