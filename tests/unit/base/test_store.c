/* Arenas, maps and the log. */
#include "check.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/map.h"
#include "base/memory.h"
#include "sonde.h"

static bool is_zero(const unsigned char *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (p[i]) return false;
  }
  return true;
}

static void arenas_give_zeroed_aligned_memory(void **state) {
  (void)state;
  arena a = {0};
  for (int round = 0; round < 3; round++) {
    for (size_t n = 0; n < 20000; n = n * 2 + 1) {
      unsigned char *p = arena_alloc(&a, n);
      assert_int_equal((uintptr_t)p % 16, 0);
      assert_true(is_zero(p, n ? n : 1));
      memset(p, 0xAA, n ? n : 1);
    }
    arena_reset(&a);
    assert_int_equal(a.used, 0);
  }
  arena_free(&a);
}

static void arenas_keep_their_budget(void **state) {
  (void)state;
  arena a;
  arena_init(&a, 64);
  assert_non_null(arena_alloc(&a, 40)); /* 48 */
  assert_null(arena_alloc(&a, 17));
  assert_non_null(arena_alloc(&a, 16));
  assert_null(arena_alloc(&a, 1));
  assert_null(arena_text(&a, "x", 1));
  assert_null(arena_format(&a, "%d", 1));
  arena_reset(&a);
  assert_non_null(arena_alloc(&a, 64));
  arena_free(&a);
  arena_init(&a, 0);
  assert_null(arena_alloc(&a, UINT64_MAX));
  assert_null(arena_alloc(&a, (uint64_t)1 << 40));
  arena_free(&a);
}

static void arenas_keep_texts(void **state) {
  (void)state;
  arena a = {0};
  const char *big = arena_format(&a, "%0300000d", 1);
  const char *one = arena_text(&a, "abcdef", 3), *two = arena_format(&a, "%s-%d", "x", 7);
  assert_int_equal(strlen(big), 300000);
  assert_string_equal(one, "abc");
  assert_string_equal(two, "x-7");
  assert_string_equal(arena_text(&a, NULL, 0), "");
  arena_free(&a);
}

static void maps_find_what_was_put(void **state) {
  (void)state;
  map m = {0};
  assert_null(map_find(&m, "x", 1));
  for (uint64_t i = 0; i < 10000; i++)
    *map_put(&m, &i, 1 + i % 8) += i + 1; /* keys of different length over the same bytes differ */
  for (uint64_t i = 0; i < 10000; i++)
    assert_non_null(map_find(&m, &i, 1 + i % 8));
  uint64_t missing = UINT64_MAX;
  assert_null(map_find(&m, &missing, 8));
  map_free(&m);
  assert_int_equal(m.count, 0);
  *map_put(&m, "", 0) = 5;
  assert_int_equal(*map_find(&m, NULL, 0), 5);
  map_free(&m);
}

static void maps_keep_the_order(void **state) {
  (void)state;
  map m = {0};
  char key[20];
  for (int i = 0; i < 1000; i++)
    *map_put(&m, key, (size_t)snprintf(key, sizeof key, "%d", i * 7919 % 1000)) = (uint64_t)i;
  assert_int_equal(m.count, 1000);
  size_t at = 0, len;
  uint64_t *value;
  const char *k;
  for (uint64_t i = 0; (k = map_next(&m, &at, &len, &value)); i++) {
    assert_int_equal(*value, i);
    assert_int_equal(len, (size_t)snprintf(key, sizeof key, "%d", (int)i * 7919 % 1000));
    assert_memory_equal(k, key, len);
  }
  assert_int_equal(at, 1000);
  map_free(&m);
}

static char logged[4000];

static void keep(void *self, int level, const char *source, const char *line) {
  (void)self;
  snprintf(logged, sizeof logged, "%d %s %s", level, source, line);
}

static void the_log_has_levels_and_clean_lines(void **state) {
  (void)state;
  log_set_sink(keep, NULL);
  log_write(SONDE_LOG_WARNING, "host", "a\nb\x1b %d", 5);
  assert_string_equal(logged, "2 host a b  5");
  log_write(SONDE_LOG_INFO, "host", "not shown");
  assert_string_equal(logged, "2 host a b  5");
  log_set_level(SONDE_LOG_DEBUG);
  log_write(SONDE_LOG_DEBUG, NULL, "shown");
  assert_string_equal(logged, "4 host shown");
  log_write(99, "x", "%s", "");
  assert_string_equal(logged, "4 x ");
  log_write(1, "x", "%03000d", 0);
  assert_int_equal(strlen(logged), 4 + 1996);
  log_set_level(SONDE_LOG_WARNING);
  log_set_sink(NULL, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arenas_give_zeroed_aligned_memory),
      cmocka_unit_test(arenas_keep_their_budget),
      cmocka_unit_test(arenas_keep_texts),
      cmocka_unit_test(maps_find_what_was_put),
      cmocka_unit_test(maps_keep_the_order),
      cmocka_unit_test(the_log_has_levels_and_clean_lines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
