/* A small plugin that keeps the contract but for one thing, BREAK: one library is built for each. Its file is
 * NAME. */
#include "sonde_help.h"
#include "sonde_lane.h"
#include "sonde_thread.h"

enum broken {
  break_nothing,
  break_entry,
  break_docs,
  break_needs,
  break_rows,
  break_create,
  break_twice,
  break_threads,
  break_settings,
  break_defaults,
  break_fuzz,
  break_wire,
  break_sentences,
  break_cancel,
  break_end,
  break_spans,
  break_span_time,
  break_heap,
  break_stop,
  break_early,
  break_crash,
  break_deliver,
  break_unsubscribe,
  break_order,
  break_release
};
#define BREAKS(what) (BREAK == break_##what)

struct sonde_self {
  const sonde_host *host;
  const sonde_lane_api *lanes;
  const sonde_thread_api *threads;
  sonde_thread *idle, *beater;
  uint64_t subscription;
  int64_t interval_ns, end_ns;
  int reading;
};

/* ------------------------------------------------------------------------------------------- functions -- */

static const sonde_field echo_params[] = {
    {.name = "n",
        .unit = "",
        .doc = "A number.",
        .kind = SONDE_I64,
        .least = "-1000000000",
        .most = "1000000000",
        .flags = SONDE_FIELD_REQUIRED},
};
static const sonde_field number_result[] = {
    {.name = "value", .unit = "", .doc = "A number.", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED},
};

static sonde_status SONDE_CALL echo(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  int64_t n = args[0].u.i;
  if (n == 1000000000 && BREAKS(sentences)) return SONDE_OS;
  if (n == -1000000000) return self->host->fail(call, SONDE_ARG, 0, "that number is not liked");
  results[0] =
      (BREAKS(defaults) && n == 1) || (BREAKS(fuzz) && n == 1000000000) ? sonde_text("a text") : args[0];
  return SONDE_OK;
}

static const sonde_field words_result[] = {
    {.name = "value", .unit = "", .doc = "Words.", .kind = SONDE_MAP},
};

static sonde_status SONDE_CALL words(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  sonde_pair *pair = (sonde_pair *)self->host->alloc(call, sizeof *pair);
  (void)args;
  if (!pair) return self->host->fail(call, SONDE_MEMORY, 0, "no memory for a word");
  pair->key = BREAKS(wire) ? "caf\xE9" : "cafe";
  pair->value = sonde_i64(1);
  results[0] = sonde_map(pair, 1);
  return SONDE_OK;
}

static const sonde_field slow_params[] = {
    {.name = "time",
        .unit = "ns",
        .doc = "How long.",
        .kind = SONDE_I64,
        .initial = "1 ms",
        .least = "0",
        .most = "700 ms"},
};

static sonde_status SONDE_CALL slow(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  int64_t end = self->threads->now_ns(self->host) + args[0].u.i;
  while (self->threads->now_ns(self->host) < end)
    if (!BREAKS(cancel) && self->host->cancelled(call))
      return self->host->fail(call, SONDE_CANCELLED, 0, "stopped when it was asked to");
  results[0] = sonde_i64(1);
  return SONDE_OK;
}

static const sonde_field thing_result[] = {
    {.name = "value",
        .unit = "handle:thing",
        .doc = "A thing.",
        .kind = SONDE_HANDLE,
        .flags = SONDE_FIELD_REQUIRED},
};
static const sonde_field thing_params[] = {
    {.name = "thing",
        .unit = "handle:thing",
        .doc = "A thing.",
        .kind = SONDE_HANDLE,
        .flags = SONDE_FIELD_REQUIRED},
};

static sonde_status SONDE_CALL make(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)args;
  results[0] = sonde_handle(self->host->handle(call, "thing", 77));
  return SONDE_OK;
}

static sonde_status SONDE_CALL weigh(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)self, (void)call;
  results[0] = sonde_i64((int64_t)args[0].u.u);
  return SONDE_OK;
}

static const sonde_field lost_params[] = {
    {.name = "other",
        .unit = "handle:other",
        .doc = "Of a type that nothing gives.",
        .kind = SONDE_HANDLE,
        .flags = SONDE_FIELD_REQUIRED},
};

static void SONDE_CALL release(sonde_self *self, const char *type, uint64_t cookie) {
  (void)self, (void)type, (void)cookie;
}

/* ----------------------------------------------------------------------------------------------- query -- */

typedef struct count_row {
  sonde_record record;
  int64_t n;
} count_row;

typedef struct counting {
  sonde_rows rows;
  int64_t at, count;
} counting;

static const sonde_field count_params[] = {
    {.name = "count",
        .unit = "",
        .doc = "How many.",
        .kind = SONDE_I64,
        .initial = "25",
        .least = "0",
        .most = "100"},
};
static const sonde_field count_fields[] = {
    {.name = "n", .unit = "", .doc = "From 1.", .kind = BREAKS(heap) ? SONDE_TEXT : SONDE_I64, .offset = 16},
};

static sonde_status SONDE_CALL count_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  if (BREAKS(early) && self->reading)
    return self->host->fail(call, SONDE_STATE, 0, "it is being read already");
  counting *c = (counting *)calloc(1, sizeof *c);
  if (!c || !sonde_rows_init(&c->rows, sizeof(count_row), BREAKS(end) ? 4096 : 10, 0)) abort();
  c->count = args[0].u.i;
  self->reading = 1;
  *cursor = c;
  return SONDE_OK;
}

static void rest(sonde_self *self, int64_t ns) {
  int64_t end = self->threads->now_ns(self->host) + ns;
  while (self->threads->now_ns(self->host) < end)
    continue;
}

static sonde_status SONDE_CALL count_next(
    sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  static count_row many[5000];
  counting *c = (counting *)cursor;
  (void)call;
  if (BREAKS(span_time) && !c->at) rest(self, 80000000);
  if (BREAKS(spans)) {
    for (int i = 0; i < 5000; i++)
      many[i].record.size = sizeof many[i];
    span->records = many, span->nrecords = 5000, span->nbytes = sizeof many, span->flags = SONDE_SPAN_END;
    return SONDE_OK;
  }
  sonde_rows_clear(&c->rows);
  while (c->at < c->count || BREAKS(end)) {
    count_row *row = (count_row *)sonde_rows_add(&c->rows, 0);
    if (!row) break;
    row->n = ++c->at;
    if (BREAKS(heap)) row->n |= INT64_C(1) << 32; /* one byte, and the heap has none */
  }
  int ended = !BREAKS(end) && c->at >= c->count;
  if (ended) self->reading = 0;
  sonde_rows_hand_over(&c->rows, span, NULL, ended ? SONDE_SPAN_END : 0);
  return SONDE_OK;
}

static void SONDE_CALL count_close(sonde_self *self, void *cursor) {
  counting *c = (counting *)cursor;
  if (BREAKS(crash) && c->at < c->count) abort();
  if (!BREAKS(early)) self->reading = 0;
  sonde_rows_free(&c->rows);
  free(c);
}

/* ----------------------------------------------------------------------------------------------- event -- */

typedef struct beat_row {
  sonde_record record;
  int64_t n;
} beat_row;

static const sonde_field beat_params[] = {
    {.name = "interval",
        .unit = "ns",
        .doc = "Time between two.",
        .kind = SONDE_I64,
        .initial = "10 ms",
        .least = "1 ms",
        .most = "1 h"},
};

/* The thread that is not joined by unsubscribe() ends by itself a little later. */
static void SONDE_CALL beat(sonde_thread *thread, void *argument) {
  sonde_self *self = (sonde_self *)argument;
  sonde_lane *lane;
  int64_t due = self->threads->now_ns(self->host);
  if (BREAKS(deliver) || self->lanes->open(self->host, self->subscription, SONDE_LANE_DROP, "beats", &lane))
    return;
  for (int64_t n = 1; !self->threads->sleep_until(thread, due += self->interval_ns); n++) {
    if (self->end_ns && self->threads->now_ns(self->host) > self->end_ns) break;
    beat_row *row = (beat_row *)sonde_lane_begin(
        lane, 0, sizeof *row, (uint64_t)(BREAKS(order) ? 2000000000000000000 - due : due));
    if (!row) continue;
    row->n = n;
    sonde_lane_commit(lane, row, 0);
  }
  self->lanes->close(lane);
}

static void join(sonde_self *self, sonde_thread **thread) {
  if (*thread) self->threads->join(*thread);
  *thread = NULL;
}

static sonde_status SONDE_CALL beats_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t subscription, void **cookie) {
  join(self, &self->beater);
  self->subscription = subscription;
  self->interval_ns = args[0].u.i;
  self->end_ns = 0;
  *cookie = self;
  if (self->threads->start(self->host, "beats", beat, self, &self->beater))
    return self->host->fail(call, SONDE_OS, 0, "no thread for the beats");
  return SONDE_OK;
}

static void SONDE_CALL beats_unsubscribe(sonde_self *self, void *cookie) {
  (void)cookie;
  if (BREAKS(unsubscribe))
    self->end_ns = self->threads->now_ns(self->host) + 60000000;
  else
    join(self, &self->beater);
}

/* ------------------------------------------------------------------------------------------------ life -- */

static const sonde_field settings[] = {
    {.name = "level",
        .unit = "",
        .doc = "A number.",
        .kind = SONDE_I64,
        .initial = "5",
        .least = "1",
        .most = "10"},
};

static void SONDE_CALL idle(sonde_thread *thread, void *argument) {
  sonde_self *self = (sonde_self *)argument;
  while (!self->threads->sleep_until(thread, self->threads->now_ns(self->host) + 1000000000))
    continue;
}

static sonde_status SONDE_CALL create(
    const sonde_host *host, sonde_call *call, const sonde_value *values, sonde_self **out) {
  static int created;
  if (BREAKS(create)) return host->fail(call, SONDE_OS, 5, "the device is not there");
  if (BREAKS(twice) && created++) return host->fail(call, SONDE_STATE, 0, "it was made before");
  if (BREAKS(settings) && values[0].u.i == 10) return host->fail(call, SONDE_ARG, 0, "10 is too much");
  sonde_self *self = (sonde_self *)calloc(1, sizeof *self);
  if (!self) return host->fail(call, SONDE_MEMORY, 0, "no memory");
  self->host = host;
  self->lanes = (const sonde_lane_api *)host->get_interface(host, SONDE_LANE_1);
  self->threads = (const sonde_thread_api *)host->get_interface(host, SONDE_THREAD_1);
  *out = self;
  return SONDE_OK;
}

static sonde_status SONDE_CALL start(sonde_self *self, sonde_call *call) {
  if (self->threads->start(self->host, "idle", idle, self, &self->idle))
    return self->host->fail(call, SONDE_OS, 0, "no thread");
  return SONDE_OK;
}

static void SONDE_CALL stop(sonde_self *self) {
  if (!BREAKS(threads)) join(self, &self->idle);
  join(self, &self->beater);
  if (BREAKS(stop)) rest(self, 1100000000);
}

static void SONDE_CALL destroy(sonde_self *self) {
  free(self);
}

/* ----------------------------------------------------------------------------------------------- table -- */

static const sonde_fn fns[] = {
    {.name = "echo",
        .doc = BREAKS(docs) ? "" : "Gives back a number.",
        .needs = BREAKS(needs) ? "process.fly" : "process.read vendor.word",
        SONDE_PARAMS(echo_params),
        SONDE_RESULTS(number_result),
        .call = BREAKS(rows) ? NULL : echo},
    {.name = "words", .doc = "Gives words.", .needs = "", SONDE_RESULTS(words_result), .call = words},
    {.name = "slow",
        .doc = "Takes its time.",
        .needs = "",
        SONDE_PARAMS(slow_params),
        SONDE_RESULTS(number_result),
        .call = slow,
        .flags = SONDE_ROW_SLOW},
    {.name = "make", .doc = "Makes a thing.", .needs = "", SONDE_RESULTS(thing_result), .call = make},
    {.name = "weigh",
        .doc = "Weighs a thing.",
        .needs = "",
        SONDE_PARAMS(thing_params),
        SONDE_RESULTS(number_result),
        .call = weigh,
        .flags = SONDE_ROW_METHOD},
    {.name = "lost",
        .doc = "Nobody can call it.",
        .needs = "",
        SONDE_PARAMS(lost_params),
        SONDE_RESULTS(number_result),
        .call = weigh},
};

static const sonde_query queries[] = {
    {.name = "count",
        .doc = "Counts.",
        .needs = "",
        SONDE_PARAMS(count_params),
        SONDE_FIELDS(count_fields),
        .open = count_open,
        .next = count_next,
        .close = count_close,
        .record_size = sizeof(count_row)},
};

static const sonde_event events[] = {
    {.name = "beats",
        .doc = "Beats.",
        .needs = "",
        SONDE_PARAMS(beat_params),
        SONDE_FIELDS(count_fields),
        .subscribe = beats_subscribe,
        .unsubscribe = beats_unsubscribe,
        .record_size = sizeof(beat_row)},
};

#define TABLE(VERSION)                                                                                       \
  {                                                                                                          \
    .head = SONDE_HEAD(sonde_plugin), .name = NAME, .version = VERSION, .summary = "Broken in one place.",   \
    .vendor = "Sonde", SONDE_FUNCTIONS(fns), SONDE_QUERIES(queries), SONDE_EVENTS(events),                   \
    SONDE_SETTINGS(settings), SONDE_ROW_SIZES, .create = create, .start = start, .stop = stop,               \
    .destroy = destroy, .release = BREAKS(release) ? NULL : release                                          \
  }

static const sonde_plugin tables[] = {TABLE("1.0.0"), TABLE("1.0.1")};

SONDE_EXPORT const sonde_plugin *SONDE_CALL sonde_plugin_v0(void) {
  static int called;
  return &tables[BREAKS(entry) ? called++ % 2 : 0];
}
