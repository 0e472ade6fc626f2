/* Tests of single fields. */
#include "check.h"

#include "filter.h"

static void fields(void **state) {
  (void)state;
  filter any = {.from = INT64_MIN, .to = INT64_MAX, .most_level = -1}, f = any;
  assert_true(filter_id(&any, 7) && filter_level(&any, 5) && filter_time(&any, 0) &&
              filter_source(&any, "x", 1) && filter_text(&any, "", 0));
  f.ids[f.nids++] = 7;
  assert_true(filter_id(&f, 7) && !filter_id(&f, 8));
  f.most_level = 2;
  assert_true(filter_level(&f, 1) && filter_level(&f, 2) && !filter_level(&f, 3) && !filter_level(&f, 0));
  f.most_level = 4;
  assert_true(filter_level(&f, 0) && filter_level(&f, 4) && !filter_level(&f, 5));
  f.from = 10;
  f.to = 20;
  assert_true(!filter_time(&f, 9) && filter_time(&f, 10) && filter_time(&f, 20) && !filter_time(&f, 21));
  f.source = "a*z";
  f.source_len = 3;
  assert_true(filter_source(&f, "AbZ", 3) && !filter_source(&f, "AbZx", 4));
  f.text = "ab";
  f.text_len = 2;
  assert_true(filter_text(&f, "xAB", 3) && filter_text(&f, "aab", 3) && !filter_text(&f, "a", 1) &&
              !filter_text(&f, "ba", 2));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(fields)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
