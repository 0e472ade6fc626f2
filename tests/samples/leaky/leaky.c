/* Allocates in many ways, frees a part, and leaves the rest: leaky.h tells how much of each function. */
#include "leaky.h"

#include <stdlib.h>
#include <string.h>

#include "platform.h"

static void *volatile lost;          /* only the newest block stays reachable */
static void *volatile reachable[15]; /* all of them */
static void *shared[20];             /* handed to another thread */
static void *volatile first_half;    /* a block that keeps another from growing in place */

static void leak_malloc(void) {
  for (int i = 0; i < 17; i++)
    lost = malloc(100);
}

static void leak_calloc(void) {
  for (int i = 0; i < 5; i++)
    lost = calloc(10, 8);
}

static void leak_text(void) {
  for (int i = 0; i < 7; i++)
    lost = strdup("forgotten");
}

/* A block that gets smaller stays where it is. */
static void leak_shrunk(void) {
  for (int i = 0; i < 4; i++)
    lost = realloc(malloc(1000), 100);
}

/* One that gets much larger, with another behind it, moves. */
static void leak_moved(void) {
  for (int i = 0; i < 3; i++) {
    void *block = malloc(50);
    first_half = malloc(50);
    lost = realloc(block, 100000);
    free(first_half);
  }
}

static void free_shared(void) {
  for (int i = 0; i < 12; i++)
    free(shared[i]);
}

/* Another thread frees 12 of 20. */
static void leak_half(void) {
  for (int i = 0; i < 20; i++)
    shared[i] = malloc(64);
  platform_run_thread(free_shared);
  memset(shared, 0, sizeof shared);
}

typedef struct node {
  struct node *other;
  char data[24];
} node;

static void leak_cycles(void) {
  for (int i = 0; i < 10; i++) {
    node *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    if (!a || !b) return;
    a->other = b;
    b->other = a;
  }
}

static void leak_in_thread(void) {
  for (int i = 0; i < 6; i++)
    lost = malloc(48);
}

static void keep_reachable(void) {
  for (int i = 0; i < 15; i++)
    reachable[i] = malloc(40);
}

static void LEAKY_CLEAN(void) {
  for (int i = 0; i < LEAKY_CLEAN_BLOCKS; i++) {
    lost = malloc((size_t)i + 1);
    free(lost);
  }
}

int main(void) {
  leak_malloc();
  leak_calloc();
  leak_text();
  leak_shrunk();
  leak_moved();
  leak_half();
  leak_cycles();
  platform_run_thread(leak_in_thread);
  keep_reachable();
  LEAKY_CLEAN();
  platform_leak();
  return 0;
}
