/*
 * allocations N [THREADS [REPEAT]]: N allocations for each thread on stacks of 4 to 30 frames with frames of
 * four sizes, one in eight a realloc; REPEAT of them in a row on one stack. Prints the CPU time of this
 * process for one allocation, and its largest resident set. Known leaks: 100 bytes every 2000 allocations of
 * the first thread.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define KEEP static __attribute__((noinline))

enum { SLOTS = 4096, MOST_THREADS = 16 };

typedef struct worker {
  void *slots[SLOTS];
  uint64_t random;
  long done;
  pthread_t thread;
} worker;

static worker workers[MOST_THREADS];
static long wanted, repeat = 1;
static volatile uint64_t sink;

static uint64_t next_random(worker *w) {
  w->random ^= w->random << 13;
  w->random ^= w->random >> 7;
  return w->random ^= w->random << 17;
}

KEEP void leak(void) {
  sink ^= (uint64_t)(uintptr_t)malloc(100);
}

KEEP void allocate(worker *w) {
  uint64_t r = next_random(w);
  void **slot = &w->slots[r % SLOTS];
  size_t n = 16 + (r >> 20) % ((r >> 13) % 16 == 0 ? 4000 : 200);
  if ((r >> 40) % 8 == 0 && *slot) {
    *slot = realloc(*slot, n);
  } else {
    free(*slot);
    *slot = malloc(n);
  }
  *(volatile char *)*slot = 1;
  if (w == workers && w->done % 2000 == 7) leak();
  w->done++;
}

static void descend(worker *w, int depth, uint64_t path);

#define FRAME(bytes)                                                                                         \
  KEEP void frame_##bytes(worker *w, int depth, uint64_t path) {                                             \
    volatile char pad[bytes];                                                                                \
    pad[0] = 1;                                                                                              \
    descend(w, depth - 1, path >> 2);                                                                        \
    sink = (uint64_t)pad[0];                                                                                 \
  }
FRAME(8)
FRAME(40)
FRAME(104)
FRAME(200)

KEEP void descend(worker *w, int depth, uint64_t path) {
  static void (*const frames[])(worker *, int, uint64_t) = {frame_8, frame_40, frame_104, frame_200};
  if (depth <= 0) {
    for (long i = 0; i < repeat && w->done < wanted; i++)
      allocate(w);
  } else {
    frames[path & 3](w, depth - 1, path);
  }
  sink = 0;
}

static void *work(void *argument) {
  worker *w = argument;
  while (w->done < wanted) {
    uint64_t r = next_random(w);
    descend(w, 2 + (int)((r >> 8) % 27), 0x1b6c93a5d2e4f071u * (1 + (r >> 33) % 16));
  }
  return NULL;
}

static int64_t cpu_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

int main(int argc, char **argv) {
  wanted = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
  long threads = argc > 2 ? strtol(argv[2], NULL, 10) : 1;
  if (argc > 3) repeat = strtol(argv[3], NULL, 10);
  if (wanted < 1 || threads < 1 || threads > MOST_THREADS || repeat < 1) return 2;
  int64_t start = cpu_ns();
  for (long i = 0; i < threads; i++) {
    workers[i].random = 88172645463325252u + (uint64_t)i * 7919;
    if (threads > 1 && pthread_create(&workers[i].thread, NULL, work, &workers[i])) return 1;
  }
  if (threads == 1) work(&workers[0]);
  for (long i = 0; i < threads && threads > 1; i++)
    pthread_join(workers[i].thread, NULL);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  fprintf(stderr, "allocations %ld cpu_ns %.1f rss_kib %ld leaks %ld\n", wanted * threads,
      (double)(cpu_ns() - start) / (double)(wanted * threads), usage.ru_maxrss, (wanted + 1992) / 2000);
  for (long i = 0; i < threads; i++)
    for (long j = 0; j < SLOTS; j++)
      free(workers[i].slots[j]);
  return 0;
}
