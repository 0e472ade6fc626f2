/* Orders: allocation of uneven sizes, a cache that is full within a second, a journal that starts anew when
 * it is long. */
#include "orders.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform.h"

enum { ORDERS_CACHED = 256, ORDERS_IN_BATCH = 32, ORDERS_IN_JOURNAL = 16000, NOTE_UNIT = 256, NOTES = 12 };

typedef struct order {
  uint64_t number, customer, cents;
  uint32_t quantity, note_size;
  unsigned char note[];
} order;

struct orders {
  order *cache[ORDERS_CACHED]; /* a ring: the oldest order leaves */
  uint64_t random, count, revenue;
  FILE *journal;
  char path[512];
};

uint64_t orders_random(uint64_t *state, uint64_t limit) {
  uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return (z ^ (z >> 31)) % limit;
}

orders *orders_new(uint64_t seed) {
  orders *o = calloc(1, sizeof *o);
  if (!o) return NULL;
  o->random = seed;
  platform_temp_path(o->path, sizeof o->path, "journal");
  o->journal = fopen(o->path, "w");
  return o;
}

void orders_free(orders *o) {
  if (!o) return;
  for (int i = 0; i < ORDERS_CACHED; i++)
    free(o->cache[i]);
  if (o->journal) fclose(o->journal);
  platform_file_remove(o->path);
  free(o);
}

uint64_t orders_count(const orders *o) {
  return o->count;
}

/* An order as it comes in. */
static void write_line(orders *o, char *line, size_t size) {
  snprintf(line, size, "order=%" PRIu64 ";customer=%" PRIu64 ";quantity=%" PRIu64 ";cents=%" PRIu64, o->count,
      orders_random(&o->random, 5000), 1 + orders_random(&o->random, 9),
      99 + orders_random(&o->random, 20000));
}

static uint64_t field(const char *line, const char *name) {
  const char *at = strstr(line, name);
  return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

static order *parse_line(orders *o, const char *line) {
  uint32_t note = (uint32_t)(1 + orders_random(&o->random, NOTES)) * NOTE_UNIT;
  order *one = malloc(sizeof *one + note);
  if (!one) return NULL;
  one->number = field(line, "order=");
  one->customer = field(line, "customer=");
  one->quantity = (uint32_t)field(line, "quantity=");
  one->cents = field(line, "cents=");
  one->note_size = note;
  for (uint32_t i = 0; i < note; i++)
    one->note[i] = (unsigned char)(one->number + i);
  return one;
}

/* FNV-1a over the note: stands for checking and pricing. */
static uint64_t check(const order *one) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (uint32_t i = 0; i < one->note_size; i++)
    hash = (hash ^ one->note[i]) * UINT64_C(0x100000001b3);
  return hash;
}

static void write_journal(orders *o, const order *one, uint64_t hash) {
  if (!o->journal) return;
  fprintf(o->journal, "%" PRIu64 " %" PRIu64 " %" PRIx64 "\n", one->number, one->cents * one->quantity, hash);
  if (o->count % ORDERS_IN_JOURNAL == 0) {
    fclose(o->journal);
    o->journal = fopen(o->path, "w");
  }
}

static void take_order(orders *o) {
  char line[160];
  o->count++;
  write_line(o, line, sizeof line);
  order *one = parse_line(o, line);
  if (!one) return;
  write_journal(o, one, check(one));
  o->revenue += one->cents * one->quantity;
  order **place = &o->cache[o->count % ORDERS_CACHED];
  free(*place);
  *place = one;
}

void orders_batch(orders *o) {
  for (int i = 0; i < ORDERS_IN_BATCH; i++)
    take_order(o);
  if (o->journal) fflush(o->journal);
}
