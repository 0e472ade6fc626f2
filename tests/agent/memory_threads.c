/* Many more threads than lanes, one after the other: each goes on with the lane of one that is gone, and
 * nothing is lost. */
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "heap.h"

enum { THREADS = 300, BLOCKS = 20 };

/* A thread looks for a lane at its first allocation, and again a little later when there is none yet. */
static void *run(void *given) {
  void *volatile first = malloc(5);
  while (lab_head(given)->unseen_calls) {
    nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    atomic_store(&lab_head(given)->unseen_calls, 0);
    free(first);
    first = malloc(5);
  }
  for (int i = 0; i < BLOCKS; i++) {
    void *volatile block = malloc(1000 + (size_t)i);
    free(block);
  }
  void *volatile left = malloc(77);
  return left;
}

int main(void) {
  memory_plan plan = {.size = sizeof plan, .stacks = 1, .least = 50};
  lab *l = heap_start(&plan, 3, 1 << 20);
  unsigned long left = 0, blocks = 0;
  for (int i = 0; i < THREADS; i++) {
    pthread_t t;
    void *block;
    CHECK(!pthread_create(&t, NULL, run, l));
    pthread_join(t, &block);
    if (i % 3) free(block);
  }
  heap_stop(l);
  heap_totals totals = heap_totals_of((unsigned)getpid());
  for (unsigned long i = 0; i < heap_nrecords; i++) {
    if (heap_kind(&heap_records[i]) != MEMORY_ALLOC) continue;
    left += heap_records[i].c.bytes == 77;
    blocks += heap_records[i].c.bytes >= 1000 && heap_records[i].c.bytes < 1000 + BLOCKS;
  }
  fprintf(stderr, "%lu blocks, %lu left, %lu twice, %lu lost\n", blocks, left, totals.twice, lab_lost(l));
  CHECK(
      left == THREADS && blocks == (unsigned long)THREADS * BLOCKS && totals.twice == 0 && lab_lost(l) == 0);
  for (unsigned i = 1; i < 3; i++)
    CHECK(lab_head(l)->owners[i] >> 32 == (uint64_t)getpid());
  return 0;
}
