/* Every entry of the C library's allocator: exact counts and bytes by site, what fails is no event. */
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heap.h"

#define SITE __attribute__((noinline, visibility("default")))

enum { N = 1000, THREADS = 3, QUEUE = 64 };

static void *kept[N];
static volatile uint64_t sink;

SITE void site_malloc(void) {
  for (int i = 0; i < N; i++)
    kept[i] = malloc((size_t)i + 1);
}

SITE void site_free(void) {
  for (int i = 0; i < N; i++)
    if (i % 10) free(kept[i]);
  free(NULL);
}

SITE void site_calloc(void) {
  for (int i = 0; i < 7; i++)
    sink ^= (uint64_t)calloc(3, 100);
  volatile size_t huge = SIZE_MAX / 2;
  CHECK(!calloc(huge, 3) && !malloc(huge + 5) && !reallocarray(NULL, huge, 3));
}

/* 10 blocks grow to 5 sizes each; one is freed by realloc, one refuses. */
SITE void site_realloc(void) {
  volatile size_t huge = SIZE_MAX / 2 + 1;
  for (int i = 0; i < 10; i++) {
    void *p = NULL;
    for (size_t n = 100; n <= 100000; n *= 10)
      CHECK((p = realloc(p, n)) != NULL);
    CHECK((p = reallocarray(p, 10, 20)) != NULL);
    CHECK(!realloc(p, huge));
    kept[i] = p;
  }
  CHECK(!realloc(kept[0], 0));
}

SITE void site_aligned(void) {
  void *p = NULL;
  CHECK(posix_memalign(&p, 64, 1000) == 0 && (uint64_t)p % 64 == 0);
  CHECK(posix_memalign(&p, 3, 1000) != 0);
  sink ^= (uint64_t)aligned_alloc(32, 320) ^ (uint64_t)memalign(128, 77) ^ (uint64_t)valloc(10);
  sink ^= (uint64_t)pvalloc(10);
}

SITE void site_map(void) {
  char *map = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(map != MAP_FAILED && mmap(NULL, 0, PROT_READ, MAP_PRIVATE, -1, 0) == MAP_FAILED);
  map = mremap(map, 1 << 20, 2 << 20, MREMAP_MAYMOVE);
  CHECK(map != MAP_FAILED && munmap(map, 2 << 20) == 0 && munmap(map + 1, 1) != 0);
}

SITE void site_inside_libc(void) {
  char *line = NULL;
  size_t room = 0;
  FILE *f = fopen("/proc/self/status", "r");
  CHECK(f && getline(&line, &room, f) > 0);
  fclose(f);
  free(line);
  sink ^= (uint64_t)strdup("hello");
}

/* Blocks are given in one thread and freed in another. */
static void *queue[QUEUE];
static volatile unsigned put_at, taken_at;

static void *consume(void *unused) {
  for (unsigned i = 0; i < 50000; i++) {
    while (i == __atomic_load_n(&put_at, __ATOMIC_ACQUIRE))
      sched_yield();
    free(queue[i % QUEUE]);
    __atomic_store_n(&taken_at, i + 1, __ATOMIC_RELEASE);
  }
  return unused;
}

SITE void site_produce(void) {
  pthread_t t;
  CHECK(!pthread_create(&t, NULL, consume, NULL));
  for (unsigned i = 0; i < 50000; i++) {
    while (i - __atomic_load_n(&taken_at, __ATOMIC_ACQUIRE) == QUEUE)
      sched_yield();
    queue[i % QUEUE] = malloc(24 + i % 100);
    __atomic_store_n(&put_at, i + 1, __ATOMIC_RELEASE);
  }
  pthread_join(t, NULL);
}

SITE void site_child(void) {
  for (int i = 0; i < 100; i++)
    sink ^= (uint64_t)malloc(1000);
}

SITE void *short_life(void *p) {
  free(p);
  void *volatile left = malloc(11);
  return left;
}

SITE void site_threads(void) {
  for (int i = 0; i < 20; i++) {
    pthread_t t;
    void *left;
    CHECK(!pthread_create(&t, NULL, short_life, malloc(10)));
    pthread_join(t, &left);
    free(left);
  }
}

static void check_site(
    lab *l, const char *name, unsigned long allocs, uint64_t bytes, unsigned long live, uint64_t live_bytes) {
  heap_site s = heap_site_of(l, (unsigned)getpid(), name);
  fprintf(stderr, "%-18s %6lu allocs %8lu bytes, live %5lu, %8lu bytes, families %x, %u stacks\n", name,
      s.allocs, (unsigned long)s.bytes, s.live, (unsigned long)s.live_bytes, s.families, s.stacks);
  CHECK(s.allocs == allocs && s.bytes == bytes && s.live == live && s.live_bytes == live_bytes);
}

static void check_maps(void) {
  uint64_t map = 0, moved = 0;
  unsigned seen = 0;
  for (unsigned long i = 0; i < heap_nrecords; i++) {
    const heap_record *r = &heap_records[i];
    uint64_t at = heap_address(r);
    if (heap_kind(r) != MEMORY_MAP && heap_kind(r) != MEMORY_UNMAP) continue;
    if (heap_family(r) == MEMORY_FAMILY_ANONYMOUS && r->c.bytes == 1 << 20) map = at, seen |= 1;
    if (heap_family(r) == MEMORY_FAMILY_MREMAP && heap_kind(r) == MEMORY_UNMAP)
      seen |= (at == map && r->c.bytes == 1 << 20) << 1;
    if (heap_family(r) == MEMORY_FAMILY_MREMAP && heap_kind(r) == MEMORY_MAP)
      moved = at, seen |= (r->c.bytes == 2 << 20) << 2;
    if (heap_family(r) == MEMORY_FAMILY_MUNMAP) seen |= (at == moved && r->c.bytes == 2 << 20) << 3;
  }
  CHECK(seen == 15);
}

/* Stacks go on to main and the start of the program. */
static void check_stack(lab *l) {
  for (unsigned long i = 0; i < heap_nrecords; i++) {
    unsigned stack = heap_records[i].c.record.subject;
    if (heap_kind(&heap_records[i]) != MEMORY_ALLOC || strcmp(heap_function(l, stack, 0), "site_calloc"))
      continue;
    CHECK(!strcmp(heap_function(l, stack, 1), "main"));
    CHECK(!strcmp(heap_function(l, stack, heap_depth(l, stack) - 1), "_start"));
    return;
  }
  CHECK(!"no stack of site_calloc");
}

SITE int main(void) {
  const memory_plan plan = {.size = sizeof plan, .stacks = 1};
  lab *l = heap_start(&plan, 32, 4 << 20);
  site_malloc();
  site_free();
  site_calloc();
  site_aligned();
  site_map();
  site_inside_libc();
  site_realloc();
  site_produce();
  site_threads();
  pid_t child = fork();
  if (child == 0) {
    site_child();
    _exit(0);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  heap_stop(l);
  heap_totals t = heap_totals_of((unsigned)getpid());
  fprintf(stderr, "%lu allocs, %lu frees, %lu maps, %lu unmaps, %lu unknown, %lu twice, %lu lost\n", t.allocs,
      t.frees, t.maps, t.unmaps, t.unknown, t.twice, lab_lost(l));
  check_site(l, "site_malloc", N, N * (N + 1) / 2, N / 10, 49600);
  check_site(l, "site_calloc", 7, 2100, 7, 2100);
  check_site(l, "site_aligned", 5, 1000 + 320 + 77 + 20, 5, 1417);
  check_site(l, "site_realloc", 50, 10 * (111100 + 200), 9, 9 * 200);
  check_site(l, "site_produce", 50000, 50000 * 24 + 500 * 4950, 0, 0);
  check_site(l, "site_threads", 20, 200, 0, 0);
  check_site(l, "short_life", 20, 220, 0, 0);
  check_maps();
  check_stack(l);
  CHECK(t.unknown == 0 && t.twice == 0 && lab_lost(l) == 0);
  heap_site s = heap_site_of(l, (unsigned)child, "site_child");
  CHECK(s.allocs == 100 && s.bytes == 100000);
  CHECK(heap_site_of(l, (unsigned)getpid(), "site_child").allocs == 0);
  heap_site inside = heap_site_of(l, (unsigned)getpid(), "__strdup"); /* or its other name */
  if (!inside.allocs) inside = heap_site_of(l, (unsigned)getpid(), "strdup");
  CHECK(inside.allocs == 1 && inside.bytes == 6 && inside.live == 1);
  return 0;
}
