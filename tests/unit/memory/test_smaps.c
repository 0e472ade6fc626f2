/* Text of smaps and maps: regions, figures, kinds; and text that is none. */
#include "check.h"

#include "base/memory.h"
#include "smaps.h"

static const char sample[] =
    "00400000-00402000 r--p 00000000 08:01 77   /usr/bin/prog\n"
    "Size: 8 kB\nRss: 8 kB\nPss: 4 kB\nShared_Clean: 8 kB\nShared_Dirty: 0 kB\nPrivate_Clean: 0 kB\n"
    "Private_Dirty: 0 kB\nSwap: 0 kB\nVmFlags: rd mr mw me sd\n"
    "00402000-00403000 r-xp 00002000 08:01 77   /usr/bin/prog\n"
    "Rss: 4 kB\nPss: 4 kB\nShared_Clean: 0 kB\nPrivate_Clean: 4 kB\nPrivate_Dirty: 0 kB\nSwap: 0 kB\n"
    "00403000-00404000 rw-p 00003000 08:01 77   /usr/bin/prog\n"
    "01000000-01021000 rw-p 00000000 00:00 0    [heap]\n"
    "Rss: 100 kB\nPss: 100 kB\nShared_Clean: 0 kB\nShared_Dirty: 16 kB\nPrivate_Clean: 4 kB\nPrivate_Dirty: "
    "80 kB\n"
    "Swap: 12 kB\nVmFlags: rd wr mr mw me ac sd\n"
    "7f0000000000-7f0000021000 rw-p 00000000 00:00 0 \nVmFlags: rd wr ac\n"
    "7f0000021000-7f0004000000 ---p 00000000 00:00 0 \n"
    "7f0010000000-7f0010001000 ---p 00000000 00:00 0 \n"
    "7f0010001000-7f0010801000 rw-p 00000000 00:00 0 \n"
    "7f0020000000-7f0020001000 rw-s 00000000 00:01 9    /memfd:pool (deleted)\n"
    "7f0030000000-7f0030a00000 r--s 00000000 08:01 78   /tmp/a file\n"
    "7f0040000000-7f0043200000 rw-p 00000000 00:00 0 \n"
    "7f0050000000-7f0050001000 rw-p 00000000 00:00 0    [anon:scudo malloc]\n"
    "7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0    [stack]\n"
    "7ffd00100000-7ffd00102000 r-xp 00000000 00:00 0    [vdso]\n";

static const uint32_t kinds[] = {KIND_image, KIND_image, KIND_image, KIND_heap, KIND_heap, KIND_reserved,
    KIND_guard, KIND_stack, KIND_shared_memory, KIND_mapped, KIND_anonymous, KIND_heap, KIND_stack,
    KIND_system};

/* Fed in pieces of so many bytes. */
static bool parse(const char *s, size_t len, size_t piece, bool figures, regions *out) {
  smaps *parser = NEW(smaps);
  smaps_begin(parser, out, figures);
  for (size_t at = 0; at < len; at += piece)
    smaps_feed(parser, s + at, len - at < piece ? len - at : piece);
  smaps_end(parser);
  bool good = !parser->bad;
  memory_free(parser);
  return good;
}

static void check_sample(const regions *r) {
  assert_int_equal(r->n, COUNT(kinds));
  for (size_t i = 0; i < r->n; i++)
    if (r->list[i].kind != kinds[i]) fail_msg("region %zu is %s", i, kind_name(r->list[i].kind));
  const region *heap = &r->list[3];
  assert_true(heap->address == 0x1000000 && heap->bytes == 0x21000);
  assert_string_equal(heap->protection, "rw-p");
  assert_int_equal(heap->figure[F_resident].bytes, 100 * 1024);
  assert_int_equal(heap->figure[F_private].bytes, 84 * 1024);
  assert_int_equal(heap->figure[F_shared].bytes, 16 * 1024);
  assert_int_equal(heap->figure[F_dirty].bytes, 96 * 1024);
  assert_int_equal(heap->figure[F_swap].bytes, 12 * 1024);
  assert_int_equal(r->commit.bytes, 2 * 0x21000);
  const region *file = &r->list[9];
  assert_int_equal(file->name_len, strlen("/tmp/a file"));
  assert_memory_equal(regions_name_of(r, file), "/tmp/a file", file->name_len);
  assert_int_equal(r->list[2].figure[F_resident].why, SONDE_WHY_UNKNOWN);
}

static void in_pieces(void **state) {
  (void)state;
  for (size_t piece = 1; piece < sizeof sample; piece = piece * 3 + 1) {
    regions r = {0};
    assert_true(parse(sample, sizeof sample - 1, piece, true, &r));
    regions_classify(&r, NULL, 0, false);
    check_sample(&r);
    regions_free(&r);
  }
}

/* When every thread tells its stack, a guard below a region makes it no stack. */
static void stacks(void **state) {
  (void)state;
  regions r = {0};
  uint64_t sp = 0x7f0043100000;
  parse(sample, sizeof sample - 1, 4096, true, &r);
  regions_classify(&r, &sp, 1, true);
  assert_int_equal(r.list[10].kind, KIND_stack);
  assert_int_equal(r.list[7].kind, KIND_anonymous);
  assert_int_equal(r.list[6].kind, KIND_reserved);
  regions_free(&r);
}

static void sums_of(void **state) {
  (void)state;
  regions r = {0};
  sums s;
  parse(sample, sizeof sample - 1, 4096, true, &r);
  regions_classify(&r, NULL, 0, false);
  regions_sum(&r, KIND_image, &s);
  assert_true(s.regions == 3 && s.bytes == 0x4000);
  assert_int_equal(s.figure[F_resident].why, SONDE_WHY_UNKNOWN); /* the third says nothing */
  regions_sum(&r, KIND_COUNT, &s);
  assert_int_equal(s.regions, COUNT(kinds));
  regions_free(&r);
}

static void maps_only(void **state) {
  (void)state;
  static const char maps[] = "00400000-00402000 r-xp 00000000 08:01 77   /usr/bin/prog\n";
  regions r = {0};
  assert_true(parse(maps, sizeof maps - 1, 10, false, &r));
  assert_int_equal(r.n, 1);
  assert_int_equal(r.list[0].figure[F_resident].why, SONDE_WHY_UNSUPPORTED);
  assert_int_equal(r.commit.why, SONDE_WHY_UNSUPPORTED);
  regions_free(&r);
}

static void no_map(void **state) {
  (void)state;
  static const char *const wrong[] = {"hello", "00402000-00400000 r--p 0 08:01 1 /x", "00400000-00402000",
      "00400000-00402000 r--", "0-1 r--p 0 0 1", "fffffffffffffffff-1 r--p 0 0:0 0", "1-2 r--p 0 00:00 x /a",
      "-", "1-2 rw-p 0 00:00 99999999999999999999 /a"};
  for (size_t i = 0; i < COUNT(wrong); i++) {
    regions r = {0};
    if (parse(wrong[i], strlen(wrong[i]), 7, true, &r)) fail_msg("taken: %s", wrong[i]);
    assert_int_equal(r.n, 0);
    regions_free(&r);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(in_pieces), cmocka_unit_test(stacks),
      cmocka_unit_test(sums_of), cmocka_unit_test(maps_only), cmocka_unit_test(no_map)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
