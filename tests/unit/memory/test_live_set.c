/* The live set against records whose outcome is known, and against a naive book of the same changes. */
#include "check.h"

#include "changes.h"
#include "live.h"

static live l;
static changes c;

static int begin(void **state) {
  (void)state;
  live_init(&l, 1000);
  return 0;
}

static int end(void **state) {
  (void)state;
  live_free(&l);
  changes_free(&c);
  return 0;
}

static void use(void) {
  sonde_span span = changes_span(&c);
  live_use(&l, &span, 0);
  changes_free(&c);
}

static void assert_site(
    uint32_t stack, uint64_t blocks, uint64_t bytes, uint64_t allocations, uint64_t allocated) {
  assert_true(stack < l.nsites);
  const site *s = &l.sites[stack];
  assert_int_equal(s->live_blocks, blocks);
  assert_int_equal(s->live_bytes, bytes);
  assert_int_equal(s->allocations, allocations);
  assert_int_equal(s->allocated_bytes, allocated);
}

static void sums(void **state) {
  (void)state;
  put_alloc(&c, 100, 0x1000, 10, 1);
  put_alloc(&c, 110, 0x2000, 300, 1);
  put_alloc(&c, 120, 0x3000, 7, 2);
  put_free(&c, 130, 0x2000);
  put_alloc(&c, 140, 0x4000, 20, 1);
  use();
  assert_site(1, 2, 30, 3, 330);
  assert_site(2, 1, 7, 1, 7);
  assert_int_equal(l.sites[1].peak_bytes, 310);
  assert_int_equal(l.sites[1].largest, 300);
  assert_int_equal(l.sites[1].family, MEMORY_FAMILY_MALLOC);
  const live_sums *t = &l.totals.of[0];
  assert_int_equal(t->live_blocks, 3);
  assert_int_equal(t->live_bytes, 37);
  assert_int_equal(t->peak_bytes, 317);
  assert_int_equal(t->frees, 1);
  assert_int_equal(t->unknown_frees, 0);
  assert_int_equal(l.totals.of[1].allocations, 0);
}

/* realloc is a free and an allocation; in place both have one address. */
static void reallocations(void **state) {
  (void)state;
  put_alloc(&c, 100, 0x1000, 10, 1);
  put_free(&c, 200, 0x1000);
  put_alloc(&c, 210, 0x1000, 50, 2); /* in place */
  put_free(&c, 300, 0x1000);
  put_alloc(&c, 310, 0x9000, 90, 3); /* moved */
  use();
  assert_site(1, 0, 0, 1, 10);
  assert_site(2, 0, 0, 1, 50);
  assert_site(3, 1, 90, 1, 90);
  assert_int_equal(l.totals.replaced, 0);
}

/* A moving realloc's FREE reaches the reader when another thread has the address already. */
static void late_free(void **state) {
  (void)state;
  put_alloc(&c, 1000, 0x1000, 10, 1);
  put_alloc(&c, 3000, 0x1000, 70, 2); /* the other thread */
  put_free(&c, 2000, 0x1000);         /* late */
  put_alloc(&c, 3100, 0x5000, 20, 1);
  use();
  assert_site(1, 1, 20, 2, 30);
  assert_site(2, 1, 70, 1, 70);
  assert_int_equal(l.totals.replaced, 1);
  assert_int_equal(l.totals.late_frees, 1);
  assert_int_equal(l.totals.of[0].unknown_frees, 0);
  put_free(&c, 4000, 0x1000);
  use();
  assert_site(2, 0, 0, 1, 70);
}

/* A free reaches the reader before its allocation. */
static void freed_before(void **state) {
  (void)state;
  put_free(&c, 2000, 0x1000);
  put_alloc(&c, 1000, 0x1000, 10, 1);
  put_alloc(&c, 3000, 0x1000, 20, 2); /* the next one there */
  use();
  assert_site(1, 0, 0, 1, 10);
  assert_site(2, 1, 20, 1, 20);
  assert_int_equal(l.totals.early_frees, 1);
  assert_int_equal(l.totals.of[0].unknown_frees, 0);
  assert_int_equal(l.totals.replaced, 0);
  put_free(&c, 4000, 0x8000); /* of what nobody saw: a later block there is not meant */
  put_alloc(&c, 5000, 0x8000, 30, 3);
  use();
  assert_site(3, 1, 30, 1, 30);
  assert_int_equal(l.totals.of[0].unknown_frees, 1);
}

static void doubtful(void **state) {
  (void)state;
  put_free(&c, 100, 0x7000);           /* allocated before anybody watched */
  put_alloc(&c, 110, 0x1000, 5, 3000); /* a stack that there cannot be */
  put_alloc(&c, 120, 0, 5, 1);
  put_unmap(&c, 130, 0x10000, 4096);
  put_map(&c, 140, (1ull << 56) - 4096, 8192, 1);
  changes_put(&c, 150, 0, change_about(0x2000, 7, 0), 0, 0, MEMORY_FREE_SIZE);
  changes_put(&c, 150, 0, change_about(0x2000, MEMORY_ALLOC, 1), 0, 0, MEMORY_FREE_SIZE);
  use();
  assert_site(0, 1, 5, 1, 5);
  assert_int_equal(l.totals.of[0].unknown_frees, 1);
  assert_int_equal(l.totals.of[1].unknown_frees, 1);
  assert_int_equal(l.totals.bad, 4);
  assert_int_equal(l.blocks.count, 1);
}

static void losses(void **state) {
  (void)state;
  sonde_span none = {.size = sizeof none, .lost = 17};
  live_use(&l, &none, 0);
  put_alloc(&c, 100, 0x1000, 1, 1);
  sonde_span span = changes_span(&c);
  span.lost = 3;
  live_use(&l, &span, 5); /* of another event */
  assert_int_equal(l.totals.lost, 20);
  assert_int_equal(l.totals.of[0].allocations, 0);
}

static void huge(void **state) {
  (void)state;
  put_alloc(&c, 100, 0x1000, UINT64_MAX, 1);
  put_free(&c, 120, 0x1000);
  use();
  assert_site(1, 0, 0, 1, BLOCK_MOST_BYTES);
}

static void heaps(void **state) {
  (void)state;
  for (uint64_t i = 0; i < 5000; i++)
    put_alloc_in(&c, 100 + i, 0x100000 + i * 16, 16, 1, i % 5 ? 0xAAAA0000 : 0xBBBB0000);
  put_alloc(&c, 9000, 0x10, 16, 1);
  put_destroy(&c, 9100, 0xAAAA0000);
  put_destroy(&c, 9200, 0xCCCC0000);
  use();
  assert_site(1, 1001, 16016, 5001, 80016);
  assert_int_equal(l.totals.destroyed, 4000);
  assert_int_equal(l.blocks.count, 1001);
  for (uint64_t i = 0; i < 5000; i += 5)
    put_free(&c, 20000 + i, 0x100000 + i * 16);
  use();
  assert_site(1, 1, 16, 5001, 80016);
  assert_int_equal(l.totals.of[0].unknown_frees, 0);
}

/* More heaps than there are numbers, one after the other. */
static void many_heaps(void **state) {
  (void)state;
  for (uint64_t i = 1; i <= 10000; i++) {
    put_alloc_in(&c, i * 10, i << 20, 8, 1, i << 32);
    put_destroy(&c, i * 10 + 5, i << 32);
  }
  use();
  assert_site(1, 0, 0, 10000, 80000);
  assert_int_equal(l.totals.full, 0);
}

static uint64_t random_state;
static uint64_t any(uint64_t below) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state % below;
}

enum { PLACES = 30000, CHANGES = 400000, SITES = 50 };

/* Places are 16 bytes apart, as a heap's blocks are; the table grows, and removals move blocks. */
static void against_a_book(void **state) {
  (void)state;
  static struct {
    uint64_t bytes;
    uint32_t stack;
    bool live;
  } book[PLACES];
  uint64_t blocks[SITES] = {0}, bytes[SITES] = {0};
  random_state = 88172645463325252u;
  for (uint64_t i = 0; i < CHANGES; i++) {
    uint64_t at = any(i < CHANGES / 2 ? PLACES : PLACES / 10);
    if (book[at].live) {
      put_free(&c, i * 16, 0x5550000 + at * 16);
      blocks[book[at].stack]--;
      bytes[book[at].stack] -= book[at].bytes;
    } else {
      book[at].bytes = any(100);
      book[at].stack = (uint32_t)any(SITES);
      put_alloc(&c, i * 16, 0x5550000 + at * 16, book[at].bytes, book[at].stack);
      blocks[book[at].stack]++;
      bytes[book[at].stack] += book[at].bytes;
    }
    book[at].live = !book[at].live;
  }
  use();
  for (uint32_t s = 0; s < SITES; s++) {
    assert_int_equal(l.sites[s].live_blocks, blocks[s]);
    assert_int_equal(l.sites[s].live_bytes, bytes[s]);
  }
  for (uint64_t at = 0; at < PLACES; at++) {
    const live_block *b = live_place(&l.blocks, 0x5550000 + at * 16);
    assert_int_equal(b->key != 0, book[at].live);
    if (book[at].live) assert_int_equal(block_bytes(b), book[at].bytes);
  }
  assert_int_equal(l.totals.of[0].unknown_frees + l.totals.replaced, 0);
}

static void put_block(live_table *t, uint64_t address) {
  assert_true(live_reserve(t));
  live_block *b = live_place(t, address);
  assert_int_equal(b->key, 0);
  b->key = address;
  t->count++;
}

/* Blocks that all want the last slot continue at the first ones, and are found while the table grows. */
static void around_the_end(void **state) {
  (void)state;
  live_table t = {0};
  uint64_t last[20];
  assert_true(live_reserve(&t));
  uint64_t address = 16;
  for (size_t n = 0; n < COUNT(last); address += 16)
    if (live_place(&t, address) == &t.slots[t.capacity - 1]) last[n++] = address;
  for (size_t i = 0; i < COUNT(last); i++)
    put_block(&t, last[i]);
  uint32_t before = t.capacity;
  for (uint64_t n = 0; t.capacity == before || t.old; n++) {
    put_block(&t, address + n * 16);
    for (size_t i = 0; i < COUNT(last); i++)
      assert_int_equal(live_place(&t, last[i])->key, last[i]);
  }
  live_remove(&t, live_place(&t, last[7]));
  assert_int_equal(live_place(&t, last[7])->key, 0);
  live_table_free(&t);
}

static void mapping_parts(void **state) {
  (void)state;
  put_map(&c, 100, 0x100000, 0x10000, 1);
  put_unmap(&c, 110, 0x104000, 0x2000); /* a hole */
  use();
  assert_site(1, 2, 0xE000, 1, 0x10000);
  put_map(&c, 120, 0x10E000, 0x4000, 2); /* over the end and beyond */
  use();
  assert_site(1, 2, 0xC000, 1, 0x10000);
  assert_site(2, 1, 0x4000, 1, 0x4000);
  put_unmap(&c, 105, 0x100000, 0x20000); /* before the second was made */
  use();
  assert_site(1, 0, 0, 1, 0x10000);
  assert_site(2, 1, 0x4000, 1, 0x4000);
  assert_int_equal(l.totals.of[1].live_bytes, 0x4000);
  assert_int_equal(l.totals.of[1].peak_bytes, 0x10000);
  assert_int_equal(l.totals.of[0].allocations, 0);
}

enum { PAGES = 200 };

static void mappings_against_a_book(void **state) {
  (void)state;
  uint32_t page[PAGES] = {0}; /* the stack; 0: not mapped */
  random_state = 1234567;
  for (uint64_t i = 1; i <= 20000; i++) {
    uint64_t at = any(PAGES), n = 1 + any(PAGES - at < 20 ? PAGES - at : 20);
    uint32_t stack = any(2) ? 1 + (uint32_t)any(9) : 0;
    if (stack)
      put_map(&c, i, (1 + at) << 12, n << 12, stack);
    else
      put_unmap(&c, i, (1 + at) << 12, n << 12);
    for (uint64_t p = at; p < at + n; p++)
      page[p] = stack;
  }
  use();
  uint64_t bytes[10] = {0};
  for (int p = 0; p < PAGES; p++)
    bytes[page[p]] += 4096;
  for (uint32_t s = 1; s < 10; s++)
    assert_int_equal(l.sites[s].live_bytes, bytes[s]);
  for (size_t i = 1; i < l.maps.n; i++)
    assert_true(l.maps.list[i - 1].end <= l.maps.list[i].begin);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void) {
  const struct CMUnitTest tests[] = {CASE(sums), CASE(reallocations), CASE(late_free), CASE(freed_before),
      CASE(doubtful), CASE(losses), CASE(huge), CASE(heaps), CASE(many_heaps), CASE(against_a_book),
      CASE(around_the_end), CASE(mapping_parts), CASE(mappings_against_a_book)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
