/* Look-alikes: a cache that levels off, many files for a while, a burst of work, a disk that takes its time.
 */
#include "healthy.h"

#include <stdlib.h>
#include <string.h>

#include "faults.h"
#include "orders.h"
#include "platform.h"

enum { FILES = 500, CACHE_MOST = 2000, CACHE_BLOCK = 8192, DISK_BLOCK = 256 << 10 };

#define CACHE_FILLS_NS (3 * SHOP_SECOND)
#define FILES_OPEN_NS (2 * SHOP_SECOND)
#define DISK_NS (SHOP_SECOND * 5 / 2)
#define DISK_TAKES_NS (SHOP_SECOND / 100)

struct healthy {
  shop_healthy wanted;
  uint64_t random;
  void *cache[CACHE_MOST];
  int cached;
  intptr_t files[FILES];
  int open, closed;
  bool burst_done;
  char path[512];
};

healthy *healthy_new(const shop_healthy *wanted, uint64_t seed) {
  healthy *h = calloc(1, sizeof *h);
  if (!h) return NULL;
  h->wanted = *wanted;
  h->random = seed ^ 0x4ea1u;
  platform_temp_path(h->path, sizeof h->path, "data");
  return h;
}

void healthy_free(healthy *h) {
  if (!h) return;
  for (int i = 0; i < h->cached; i++)
    free(h->cache[i]);
  platform_file_remove(h->path);
  free(h);
}

/* Full after three seconds; from then on a new entry takes the place of an old one. */
static void tick_cache(healthy *h, int64_t run_ns) {
  int due = (int)((double)CACHE_MOST * (double)run_ns / (double)CACHE_FILLS_NS);
  if (due > CACHE_MOST) due = CACHE_MOST;
  for (; h->cached < due; h->cached++) {
    h->cache[h->cached] = malloc(CACHE_BLOCK);
    if (h->cache[h->cached]) memset(h->cache[h->cached], 1, CACHE_BLOCK);
  }
  if (h->cached < CACHE_MOST) return;
  void **place = &h->cache[orders_random(&h->random, CACHE_MOST)];
  free(*place);
  *place = malloc(CACHE_BLOCK);
  if (*place) memset(*place, 2, CACHE_BLOCK);
}

/* Opened one after the other over two seconds, then closed at the same pace. */
static void tick_files(healthy *h, int64_t run_ns) {
  int due = (int)((double)FILES * (double)run_ns / (double)FILES_OPEN_NS);
  for (; h->open < FILES && h->open < due; h->open++)
    h->files[h->open] = platform_file_open(h->path);
  for (; h->closed < FILES && h->closed < due - FILES; h->closed++)
    if (h->files[h->closed] != -1) platform_file_close(h->files[h->closed]);
}

static void tick_burst(healthy *h, int64_t run_ns) {
  if (h->burst_done || run_ns < SHOP_SECOND) return;
  faults_burn(2 * SHOP_SECOND);
  h->burst_done = true;
}

/* New content: a program that writes to a disk uses a little CPU as well, here about 2 %. */
static void fill(healthy *h, char *block) {
  for (size_t at = 0; at < DISK_BLOCK; at += 4)
    block[at] = (char)orders_random(&h->random, 256);
}

/* Block after block, each waited for. What a slow disk would take longer than the disk of this machine is
 * slept. */
static void wait_for_disk(healthy *h) {
  intptr_t file = platform_file_open(h->path);
  char *block = calloc(1, DISK_BLOCK);
  int64_t now = platform_now_ns(), end = now + DISK_NS;
  while (file != -1 && block && now < end) {
    fill(h, block);
    if (!platform_file_rewind(file) || !platform_file_write_through(file, block, DISK_BLOCK)) break;
    platform_sleep_until(now + DISK_TAKES_NS);
    now = platform_now_ns();
  }
  free(block);
  if (file != -1) platform_file_close(file);
}

void healthy_start(healthy *h) {
  if (!h->wanted.disk) return;
  wait_for_disk(h);
  faults_burn(SHOP_SECOND * 11 / 10);
}

void healthy_tick(healthy *h, int64_t run_ns) {
  if (h->wanted.cache) tick_cache(h, run_ns);
  if (h->wanted.files) tick_files(h, run_ns);
  if (h->wanted.burst) tick_burst(h, run_ns);
}
