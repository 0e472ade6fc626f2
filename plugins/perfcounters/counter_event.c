/* The event `counter`: a thread for each subscription reads its set at absolute times. */
#include <string.h>

#include "base/memory.h"
#include "plugin.h"

#define EVENT_COUNTER 1 /* its place in the table of events */
#define CLOCK_AGAIN_NS 1000000000

typedef struct record {
  sonde_record head;
  uint64_t object, instance, counter; /* symbols */
  double value;
  uint64_t unit;
  int64_t pid, missed;
  uint64_t quality;
} record;

SONDE_ASSERT(sizeof(record) == COLUMN(COUNTER_WORDS), perfcounters_counter_has_its_declared_size);

/* Its members are the thread's alone while it runs. */
typedef struct counting {
  sonde_self *self;
  struct counting *next;
  uint64_t subscription;
  counter_set *set;
  sonde_thread *thread;
  sonde_lane *lane;
  int64_t interval_ns, now_ns, anchored_ns, missed;
} counting;

static uint32_t symbol(const counting *c, const char *s, size_t len) {
  return c->self->lanes->define(c->lane, s, len);
}

static void write_row(void *self, const counter_row *row) {
  counting *c = self;
  char path[PATH_LONGEST * 2], name[PATH_LONGEST];
  path_part object = row->object_part.len ? row->object_part : (path_part){row->object, strlen(row->object)};
  record r = {.value = row->value, .pid = row->instance.pid, .missed = c->missed};
  uint32_t subject = symbol(c, path, counter_row_path(row, path, sizeof path));
  r.object = symbol(c, object.s, object.len);
  r.instance = symbol(c, name, path_instance_text(&row->instance, name, sizeof name));
  r.counter = symbol(c, row->counter.s, row->counter.len);
  r.unit = symbol(c, row->unit, strlen(row->unit));
  if (row->why) answer_quality(&r.quality, LIVE_VALUE, row->why);
  if (!r.pid) answer_quality(&r.quality, LIVE_PID, SONDE_WHY_UNSUPPORTED);
  record *out = sonde_lane_begin(c->lane, EVENT_COUNTER, sizeof *out, (uint64_t)c->now_ns);
  if (!out) return;
  memcpy(&out->object, &r.object, sizeof r - sizeof r.head);
  sonde_lane_commit(c->lane, out, subject);
}

static void anchor(counting *c) {
  if (c->anchored_ns && c->now_ns - c->anchored_ns < CLOCK_AGAIN_NS) return;
  sonde_clock clock = {
      .raw = (uint64_t)c->now_ns, .mono_ns = c->now_ns, .wall_ns = platform_wall_ns(), .mult = 1};
  c->self->lanes->set_clock(c->lane, &clock);
  c->anchored_ns = c->now_ns;
}

/* The first reading was the subscriber's. A failed one leaves a gap: the next may succeed. */
static void SONDE_CALL run(sonde_thread *thread, void *argument) {
  counting *c = argument;
  const sonde_host *host = c->self->host;
  const sonde_thread_api *threads = c->self->threads;
  sonde_status status = c->self->lanes->open(host, c->subscription, SONDE_LANE_DROP, "counter", &c->lane);
  if (status) { /* STATE: the subscription ended before this thread began */
    if (status != SONDE_STATE)
      host->log(host, SONDE_LOG_WARNING, "perfcounters.counter: the host gives no lane; nothing is read");
    return;
  }
  int64_t due = threads->now_ns(host) + c->interval_ns;
  while (!threads->sleep_until(thread, due)) {
    error e;
    c->now_ns = threads->now_ns(host);
    anchor(c);
    if (!counter_set_read(c->set, &e)) counter_set_rows(c->set, write_row, c);
    due = sample_next_due(due, threads->now_ns(host), c->interval_ns, &c->missed);
  }
  c->self->lanes->close(c->lane);
}

static void counting_free(counting *c) {
  counter_set_free(c->set);
  memory_free(c);
}

static sonde_status prepare(counting *c, sonde_call *call, const sonde_value *args) {
  const sonde_host *host = c->self->host;
  error e = {0};
  sonde_status status;
  c->interval_ns = args[COUNTERS_INTERVAL].kind == SONDE_I64 ? args[COUNTERS_INTERVAL].u.i : 1000000000;
  c->set = counter_args(
      c->self, call, &args[COUNTERS_PATH], &args[COUNTERS_PATHS], &args[COUNTERS_SOURCE], &status);
  if (status) return status;
  status = counter_set_read(c->set, &e);
  if (status) return plugin_fail(host, call, &e);
  status = c->self->threads->start(host, "perf.counter", run, c, &c->thread);
  return status ? host->fail(call, status, 0, "no thread could be started to read counters") : SONDE_OK;
}

sonde_status SONDE_CALL counter_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t subscription, void **cookie) {
  if (!self->threads || !self->lanes)
    return self->host->fail(
        call, SONDE_UNSUPPORTED, 0, "this host offers no threads or lanes to plugins; use a newer Sonde");
  counting *c = NEW(counting);
  c->self = self;
  c->subscription = subscription;
  sonde_status status = prepare(c, call, args);
  if (status) {
    counting_free(c);
    return status;
  }
  c->next = self->countings;
  self->countings = c;
  *cookie = c;
  return SONDE_OK;
}

static void counting_join(counting *c) {
  if (c->thread) c->self->threads->join(c->thread);
  c->thread = NULL;
}

void SONDE_CALL counter_unsubscribe(sonde_self *self, void *cookie) {
  counting *c = cookie;
  counting_join(c);
  for (counting **at = &self->countings; *at; at = &(*at)->next) {
    if (*at != c) continue;
    *at = c->next;
    break;
  }
  counting_free(c);
}

void counter_stop(sonde_self *self) {
  for (counting *c = self->countings; c; c = c->next)
    counting_join(c);
}
