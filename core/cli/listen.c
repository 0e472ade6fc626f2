/* Listens to an event, and hands its records to the reducer or to the output. */
#include "cli/listen.h"

#include <string.h>

#include "base/units.h"
#include "cli/progress.h"
#include "os/process.h"

enum {
  SECOND_NS = 1000000000,
  GATHERED_MOST = 4096
};                                    /* a reducer keeps 10,000 rows; a span has 4,096 at most */
#define LISTEN_NS INT64_C(5000000000) /* without a command behind -- */

typedef struct listener {
  const listening *ask;
  reduce *reduced;
  reduce_loss loss; /* of what was printed already */
  error failure;    /* of the output */
} listener;

/* What was gathered is printed and forgotten. */
static void print_gathered(listener *l) {
  reduce_loss loss;
  reduce_get_loss(l->reduced, &loss);
  l->loss.matched += loss.matched;
  l->loss.lost += loss.lost;
  if (loss.matched && !l->failure.status) query_output_part(l->ask->output, l->reduced, &l->failure);
  reduce_reset(l->reduced);
}

/* Ordered spans may hold a record or two. */
static void add_span(void *self, const record_source *source, const sonde_span *span) {
  listener *l = self;
  reduce_add(l->reduced, source, span);
  if (!l->ask->streams) return;
  reduce_loss loss;
  reduce_get_loss(l->reduced, &loss);
  if (loss.matched >= GATHERED_MOST) print_gathered(l);
}

static bool turn(void *self) {
  (void)self;
  progress_turn();
  return process_signal_seen() != 0;
}

/* Until the time is over, or the target has ended, or nobody reads any more. */
static bool is_done(void *self) {
  listener *l = self;
  if (l->ask->streams) print_gathered(l);
  return l->failure.status || (l->ask->target && !process_alive(l->ask->target));
}

static sonde_status read_time(const cli *c, const listening *ask, int64_t *for_ns, error *e) {
  const char *span = options_value(&c->args, "for");
  *for_ns = ask->target ? 0 : LISTEN_NS;
  return span ? units_parse_duration(span, strlen(span), for_ns, e) : SONDE_OK;
}

static void wait(cli *c, listener *l, int64_t for_ns) {
  int64_t start = host_mono_ns(c->host);
  progress_start(c, "listening", for_ns);
  if (!l->ask->target) {
    process_signals_start(NULL);
    host_set_turn(c->host, turn, NULL);
  }
  do
    host_wait_until(c->host, for_ns ? start + for_ns : host_mono_ns(c->host) + SECOND_NS, is_done, l);
  while (!for_ns && !is_done(l) && !process_signal_seen());
  host_pump(c->host, true);
}

sonde_status listen_to(cli *c, const listening *ask, reduce **out, reduce_loss *loss, error *e) {
  int64_t for_ns;
  sonde_status status = read_time(c, ask, &for_ns, e);
  if (status) return status;
  subscription *s = host_subscribe(c->host, ask->row, ask->args, e);
  if (!s) return e->status;
  listener l = {.ask = ask};
  l.reduced = *out = reduce_new(subscription_type(s), ask->spec, e);
  if (l.reduced) {
    uint32_t sink = subscription_add_sink(s, true, add_span, &l);
    wait(c, &l, for_ns);
    subscription_remove_sink(s, sink);
    reduce_get_loss(l.reduced, loss);
  }
  if (l.reduced && ask->streams) {
    print_gathered(&l);
    *loss = l.loss;
  }
  host_unsubscribe(c->host, s);
  if (l.failure.status) *e = l.failure;
  return l.reduced ? l.failure.status : e->status;
}
