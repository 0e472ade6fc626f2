/* The saved form, and what differs between two snapshots. */
#include "check.h"

#include "base/memory.h"
#include "snapshot.h"

static snapshot *make(void) {
  snapshot *s = NEW(snapshot);
  s->pid = 77;
  s->time_ns = 1000;
  memcpy(s->name, "prog", 5);
  s->regions.commit = amount_of(4096);
  return s;
}

static region *add(
    snapshot *s, uint64_t address, uint64_t bytes, uint32_t kind, const char *name, uint64_t resident) {
  region *one = regions_add(&s->regions, SONDE_WHY_DENIED);
  one->address = address;
  one->bytes = bytes;
  one->kind = kind;
  region_protect(one, "rw-p");
  one->figure[F_resident] = amount_of(resident);
  regions_name(&s->regions, one, name, strlen(name));
  return one;
}

static void round_trip(void **state) {
  (void)state;
  error e = {0};
  text out = {0}, again = {0};
  snapshot *s = make();
  add(s, 0x1000, 0x2000, KIND_heap, "[heap]", 0x1000);
  add(s, 0x7f0000000000, 0x1000, KIND_mapped, "/a b\n\xff", 0);
  snapshot_print(s, &out);
  snapshot *back = snapshot_parse(text_chars(&out), out.len, &e);
  if (!back) fail_msg("%s", e.text);
  assert_int_equal(back->pid, 77);
  assert_string_equal(back->name, "prog");
  assert_int_equal(back->regions.n, 2);
  assert_int_equal(back->regions.list[0].kind, KIND_heap);
  assert_int_equal(back->regions.list[0].figure[F_resident].bytes, 0x1000);
  assert_int_equal(back->regions.list[0].figure[F_swap].why, SONDE_WHY_DENIED);
  assert_memory_equal(regions_name_of(&back->regions, &back->regions.list[1]), "/a b??", 6);
  snapshot_print(back, &again);
  assert_string_equal(text_chars(&out), text_chars(&again));
  snapshot_free(s);
  snapshot_free(back);
  text_free(&out);
  text_free(&again);
}

#define HEAD "sonde memory snapshot 1\npid 1\ntime 2\nname x\ncommit 3\n"

static void wrong_files(void **state) {
  (void)state;
  static const struct {
    const char *bytes, *says;
  } files[] = {{"", "ends after line 0"}, {"hello\n", "line 1 is not"}, {HEAD, "ends after line 5"},
      {"sonde memory snapshot 1\npid 99999999999\n", "line 2 is not: pid NUMBER"},
      {HEAD "regions 1\n", "0 of 1 regions"}, {HEAD "regions 1\n1000 4096 heap rw-p 1 1 1 1 1\n", "line 7"},
      {HEAD "regions 1\n1000 4096 cheese rw-p 1 1 1 1 1 1\n", "line 7"},
      {HEAD "regions 1\n1000 4096 heap rw-p 1 1 1 1 1 ?perhaps\n", "line 7"},
      {HEAD "regions 1\nffffffffffffffff 4096 heap rw-p 1 1 1 1 1 1\n", "line 7"},
      {HEAD "regions 2\n2000 4096 heap rw-p 1 1 1 1 1 1\n2fff 4096 heap rw-p 1 1 1 1 1 1\n", "line 8"}};
  for (size_t i = 0; i < COUNT(files); i++) {
    error e = {0};
    assert_null(snapshot_parse(files[i].bytes, strlen(files[i].bytes), &e));
    assert_int_equal(e.status, SONDE_ARG);
    if (!strstr(e.text, files[i].says)) fail_msg("%zu: %s", i, e.text);
  }
}

static void growth(void **state) {
  (void)state;
  snapshot *before = make(), *after = make();
  comparison c;
  add(before, 0x1000, 0x2000, KIND_heap, "[heap]", 0x1000);
  add(before, 0x10000, 0x1000, KIND_mapped, "/same", 0x1000);
  add(before, 0x20000, 0x5000, KIND_anonymous, "", 0x5000);
  add(before, 0x30000, 0x1000, KIND_mapped, "/moved", 0x1000);
  add(after, 0x1000, 0x9000, KIND_heap, "[heap]", 0x8000);
  add(after, 0x10000, 0x1000, KIND_mapped, "/same", 0x1000);
  add(after, 0x40000, 0x1000, KIND_mapped, "/moved", 0x1000);
  add(after, 0x90000, 0x10000, KIND_anonymous, "", 0x2000);
  snapshot_compare(before, after, &c);
  assert_int_equal(c.n, 3); /* /same and /moved did not change */
  assert_true(c.list[0].bytes == 0x7000 && c.list[0].figure[F_resident].bytes == 0x7000);
  assert_true(c.list[0].before && c.list[0].after);
  assert_true(
      c.list[1].after == NULL && c.list[1].bytes == -0x5000 && c.list[1].figure[F_resident].bytes == -0x5000);
  assert_true(c.list[2].before == NULL && c.list[2].bytes == 0x10000);
  comparison_free(&c);
  snapshot_compare(before, before, &c);
  assert_int_equal(c.n, 0);
  comparison_free(&c);
  snapshot_free(before);
  snapshot_free(after);
}

/* A block that grows downward overlaps its old self, and so is the same one. */
static void downward(void **state) {
  (void)state;
  snapshot *before = make(), *after = make();
  comparison c;
  add(before, 0x50000, 0x10000, KIND_anonymous, "", 0x10000);
  add(after, 0x30000, 0x30000, KIND_anonymous, "", 0x30000);
  snapshot_compare(before, after, &c);
  assert_int_equal(c.n, 1);
  assert_int_equal(c.list[0].bytes, 0x20000);
  comparison_free(&c);
  snapshot_free(before);
  snapshot_free(after);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(round_trip), cmocka_unit_test(wrong_files),
      cmocka_unit_test(growth), cmocka_unit_test(downward)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
