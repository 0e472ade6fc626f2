/* A small order-processing program to be examined: sound by itself, with faults or healthy look-alikes when
 * told. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "faults.h"
#include "healthy.h"
#include "options.h"
#include "orders.h"
#include "platform.h"

#define TICK_NS (SHOP_SECOND / 100)

typedef struct shop {
  shop_options options;
  orders *orders;
  faults *faults;
  healthy *healthy;
} shop;

static bool open_shop(shop *s) {
  s->orders = orders_new(s->options.seed);
  s->faults = faults_new(&s->options.faults, s->options.seed);
  s->healthy = healthy_new(&s->options.healthy, s->options.seed);
  return s->orders && s->faults && s->healthy;
}

static void close_shop(shop *s) {
  orders_free(s->orders);
  faults_free(s->faults);
  healthy_free(s->healthy);
}

static void take_orders(shop *s) {
  int64_t start = platform_now_ns(), now = start;
  while (now - start < s->options.run_ns || faults_wants_time(s->faults)) {
    orders_batch(s->orders);
    faults_tick(s->faults);
    healthy_tick(s->healthy, now - start);
    platform_sleep_until(now + TICK_NS);
    now = platform_now_ns();
  }
}

static bool write_log(const shop *s) {
  const char *path = s->options.log;
  if (!path) return true;
  FILE *out = strcmp(path, "-") == 0 ? stderr : fopen(path, "w");
  if (!out) return false;
  fprintf(out, "shop seed=%" PRIu64 " orders=%" PRIu64 "\n", s->options.seed, orders_count(s->orders));
  faults_print(s->faults, out);
  return out == stderr || fclose(out) == 0;
}

static void work(shop *s) {
  faults_idle(s->faults);
  faults_start_spin(s->faults);
  faults_load(s->faults);
  healthy_start(s->healthy);
  take_orders(s);
  faults_stop(s->faults);
}

int main(int argc, char **argv) {
  shop s = {0};
  if (!options_read(argc, argv, &s.options)) return 64;
  if (!open_shop(&s)) {
    fprintf(stderr, "shop: out of memory\n");
    return 70;
  }
  work(&s);
  bool logged = write_log(&s);
  int status = s.options.faults.exit_status;
  close_shop(&s);
  if (!logged) {
    fprintf(stderr, "shop: cannot write %s\n", s.options.log);
    return 73;
  }
  if (status == SHOP_EXIT_DIE) platform_die();
  return status;
}
