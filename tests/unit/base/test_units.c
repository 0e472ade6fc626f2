/* Durations and sizes: tables of texts and values, and what is refused with which sentence. */
#include "check.h"

#include "base/memory.h"
#include "base/units.h"

static const struct {
  const char *text;
  int64_t ns;
} durations[] = {{"250 ms", 250000000}, {"5s", 5000000000}, {"2m", 120000000000}, {"1h", 3600000000000},
    {"3d", 259200000000000}, {"1h30m", 5400000000000}, {"10 us", 10000}, {"7ns", 7}, {"0", 0}, {" 0 ", 0},
    {"-0", 0}, {"2 min 5 s", 125000000000}, {"1.5s", 1500000000}, {"0.1 us", 100}, {"0.0000000019s", 1},
    {"-1 s", -1000000000}, {"10 \xC2\xB5s", 10000}, {"0.333333333333333333333333s", 333333333},
    {"1.999999999999d", 172799999999913}, {"9223372036854775807ns", INT64_MAX},
    {"-9223372036854775807ns", -INT64_MAX}};

static void reads_durations(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(durations); i++) {
    int64_t ns = 99;
    error e = {0};
    assert_int_equal(units_parse_duration(durations[i].text, strlen(durations[i].text), &ns, &e), SONDE_OK);
    assert_int_equal(ns, durations[i].ns);
  }
}

static void refuses_durations(void **state) {
  (void)state;
  static const char *const wrong[] = {"", " ", "5", "1.0", "s", "5 x", "5ss", "1 ms 1 s", "1s1s", "1h30",
      "1.s", ".5s", "5S", "--1s", "1s -1ms", "9223372036854775808ns", "106752d", "99999999999999999999s",
      "1e3s", "0x10s", "5 s;", "0 0"};
  for (size_t i = 0; i < COUNT(wrong); i++) {
    int64_t ns = 99;
    error e = {0};
    if (units_parse_duration(wrong[i], strlen(wrong[i]), &ns, &e) != SONDE_ARG)
      fail_msg("'%s' was read as a duration", wrong[i]);
    assert_int_equal(ns, 99);
  }
}

static void tells_what_is_wrong_with_a_duration(void **state) {
  (void)state;
  int64_t ns;
  error e = {0};
  units_parse_duration("5 x", 3, &ns, &e);
  assert_string_equal(e.text,
      "'5 x' is not a duration: write a number and ns, us, ms, s, m, h or d, as in \"250 ms\" or "
      "\"1h30m\"");
  units_parse_duration("30m1h", 5, &ns, &e);
  assert_string_equal(
      e.text, "'30m1h' is not a duration: larger units come first, each once, as in \"1h30m\"");
  units_parse_duration("200000d", 7, &ns, &e);
  assert_string_equal(e.text, "'200000d' is not a duration: longer than 106751 days");
}

static const struct {
  const char *text;
  uint64_t bytes;
} sizes[] = {{"64 MiB", 67108864}, {"64M", 67108864}, {"1 GB", 1000000000}, {"512", 512}, {"3 kB", 3000},
    {"0", 0}, {"1.5G", 1610612736}, {"2Ki", 2048}, {"1T", 1099511627776}, {"1 TB", 1000000000000}, {"7 B", 7},
    {"0.5k", 512}, {"18446744073709551615", UINT64_MAX}, {"15.9999999999999999999 EiB", UINT64_MAX},
    {" 4 k ", 4096}};

static void reads_sizes(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(sizes); i++) {
    uint64_t bytes = 99;
    error e = {0};
    assert_int_equal(units_parse_bytes(sizes[i].text, strlen(sizes[i].text), &bytes, &e), SONDE_OK);
    assert_int_equal(bytes, sizes[i].bytes);
  }
}

static void refuses_sizes(void **state) {
  (void)state;
  static const char *const wrong[] = {"", "M", "-1", "1 m", "1 MiB 2", "1,5M", "16 EiB",
      "18446744073709551616", "1.M", "1 MiBs", "0x10", "1e6"};
  for (size_t i = 0; i < COUNT(wrong); i++) {
    uint64_t bytes = 99;
    error e = {0};
    if (units_parse_bytes(wrong[i], strlen(wrong[i]), &bytes, &e) != SONDE_ARG)
      fail_msg("'%s' was read as a size", wrong[i]);
    assert_int_equal(bytes, 99);
  }
}

static const struct {
  int64_t ns;
  const char *text;
} printed[] = {{0, "0 ns"}, {7, "7 ns"}, {999, "999 ns"}, {1000, "1 us"}, {3249, "3.2 us"},
    {999949, "999.9 us"}, {999950, "1 ms"}, {3200000, "3.2 ms"}, {999960000, "1 s"}, {59940000000, "59.9 s"},
    {59960000000, "1 min"}, {125000000000, "2 min 5 s"}, {120000000000, "2 min"}, {3599600000000, "1 h"},
    {3780000000000, "1 h 3 min"}, {86399000000000, "1 d"}, {90000000000000, "1 d 1 h"}, {-3200000, "-3.2 ms"},
    {INT64_MIN, "-106752 d"}};

static void prints_durations(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(printed); i++) {
    text t = {0};
    units_print_duration(&t, printed[i].ns);
    assert_string_equal(text_chars(&t), printed[i].text);
    text_free(&t);
  }
}

/* What is printed reads back as the same figure, to the printed precision. */
static void printed_durations_read_back(void **state) {
  (void)state;
  for (int64_t ns = 1; ns < INT64_MAX / 7; ns = ns * 7 + 3) {
    text t = {0};
    int64_t back = 0;
    units_print_duration(&t, ns);
    assert_int_equal(units_parse_duration(text_chars(&t), t.len, &back, NULL), SONDE_OK);
    double ratio = (double)back / (double)ns;
    assert_true(ratio > 0.95 && ratio < 1.05);
    text_free(&t);
  }
  text t = {0};
  units_print_duration(&t, INT64_MIN);
  assert_string_equal(text_chars(&t), "-106752 d");
  text_free(&t);
}

static void prints_sizes(void **state) {
  (void)state;
  static const struct {
    uint64_t bytes;
    const char *text;
  } rows[] = {{0, "0 B"}, {812, "812 B"}, {1023, "1023 B"}, {1024, "1 KiB"}, {1536, "1.5 KiB"},
      {3565158, "3.4 MiB"}, {1048575, "1 MiB"}, {1048576, "1 MiB"}, {1073741823, "1 GiB"},
      {UINT64_MAX, "16 EiB"}};
  for (size_t i = 0; i < COUNT(rows); i++) {
    text t = {0};
    units_print_bytes(&t, rows[i].bytes);
    assert_string_equal(text_chars(&t), rows[i].text);
    text_free(&t);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_durations),
      cmocka_unit_test(refuses_durations),
      cmocka_unit_test(tells_what_is_wrong_with_a_duration),
      cmocka_unit_test(reads_sizes),
      cmocka_unit_test(refuses_sizes),
      cmocka_unit_test(prints_durations),
      cmocka_unit_test(printed_durations_read_back),
      cmocka_unit_test(prints_sizes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
