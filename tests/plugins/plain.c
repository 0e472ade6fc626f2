/* plain: a plugin that does everything right: functions of every kind, a query, an event, a handle with a
 * method, settings. */
#include <string.h>
#include <time.h>

#include "sonde_help.h"
#include "sonde_lane.h"
#include "sonde_thread.h"

#define NUMBER_BYTES 48
#define TICK_BYTES 40

struct sonde_self {
  const sonde_host *host;
  const sonde_lane_api *lanes;
  const sonde_thread_api *threads;
  char greeting[64];
  int64_t scale;
  uint64_t counters; /* alive */
};

/* ---------------------------------------------------------------------------------------- functions -- */

static const sonde_field add_params[] = {
    {.name = "a",
        .unit = "",
        .doc = "First.",
        .kind = SONDE_I64,
        .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL},
    {.name = "b",
        .unit = "",
        .doc = "Second.",
        .kind = SONDE_I64,
        .initial = "1",
        .least = "-1000000",
        .most = "1000000"},
};
static const sonde_field number_result[] = {
    {.name = "value", .unit = "", .doc = "The number.", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED},
};

static sonde_status SONDE_CALL add(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)call;
  /* Overflow wraps around. */
  results[0] = sonde_i64((int64_t)((args[0].u.u + args[1].u.u) * (uint64_t)self->scale));
  return SONDE_OK;
}

static const sonde_field point_members[] = {
    {.name = "x", .unit = "", .doc = "Across.", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED},
    {.name = "y", .unit = "", .doc = "Up.", .kind = SONDE_I64},
};
static const sonde_field echo_fields[] = {
    {.name = "flag", .unit = "", .doc = "A boolean.", .kind = SONDE_BOOL},
    {.name = "signed", .unit = "", .doc = "A signed integer.", .kind = SONDE_I64},
    {.name = "unsigned", .unit = "address", .doc = "An unsigned integer.", .kind = SONDE_U64},
    {.name = "real", .unit = "", .doc = "A number.", .kind = SONDE_F64},
    {.name = "text", .unit = "", .doc = "A text.", .kind = SONDE_TEXT, .most = "100000"},
    {.name = "bytes", .unit = "", .doc = "Bytes.", .kind = SONDE_BYTES},
    {.name = "list", .unit = "", .doc = "A list of integers.", .kind = SONDE_LIST, .item_kind = SONDE_I64},
    {.name = "point", .unit = "", .doc = "A map.", .kind = SONDE_MAP, SONDE_MEMBERS(point_members)},
    {.name = "time", .unit = "ns", .doc = "A duration.", .kind = SONDE_I64, .least = "0", .most = "1h"},
    {.name = "size", .unit = "bytes", .doc = "A size.", .kind = SONDE_U64, .most = "1 GiB"},
    {.name = "color", .unit = "", .doc = "A choice.", .kind = SONDE_TEXT, .choices = "red green blue"},
};

static sonde_status SONDE_CALL echo(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)self, (void)call;
  memcpy(results, args, sizeof *args * SONDE_COUNT(echo_fields));
  return SONDE_OK;
}

static const sonde_field greet_result[] = {
    {.name = "value", .unit = "", .doc = "The greeting of the settings.", .kind = SONDE_TEXT},
};

static sonde_status SONDE_CALL greet(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)call, (void)args;
  results[0] = sonde_text(self->greeting);
  return SONDE_OK;
}

static const sonde_field refuse_params[] = {
    {.name = "status",
        .unit = "",
        .doc = "The status to return.",
        .kind = SONDE_I64,
        .least = "1",
        .most = "9",
        .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL},
};

static sonde_status SONDE_CALL refuse(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)results;
  return sonde_failf(
      self->host, call, (sonde_status)args[0].u.i, 7, "refused with %d, as asked", (int)args[0].u.i);
}

static const sonde_field maybe_params[] = {
    {.name = "reason",
        .unit = "",
        .doc = "Why it is unknown: a number of SONDE_WHY.",
        .kind = SONDE_I64,
        .least = "1",
        .most = "7",
        .initial = "3",
        .flags = SONDE_FIELD_POSITIONAL},
};
static const sonde_field maybe_results[] = {
    {.name = "known", .unit = "bytes", .doc = "Always 5.", .kind = SONDE_U64},
    {.name = "unknown", .unit = "bytes", .doc = "Never known.", .kind = SONDE_U64},
};

static sonde_status SONDE_CALL maybe(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)self, (void)call;
  results[0] = sonde_u64(5);
  results[1] = sonde_unknown((uint32_t)args[0].u.i, "the test wants it so");
  return SONDE_OK;
}

/* A SLOW row: sleeps in steps, tells how far it is, stops when asked. */
static const sonde_field slow_params[] = {
    {.name = "time",
        .unit = "ns",
        .doc = "How long it takes.",
        .kind = SONDE_I64,
        .initial = "50 ms",
        .least = "0",
        .most = "1h",
        .flags = SONDE_FIELD_POSITIONAL},
};

static sonde_status SONDE_CALL slow(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  const sonde_host *host = self->host;
  int64_t begin = self->threads->now_ns(host), now = begin;
  while (now - begin < args[0].u.i) {
    if (host->cancelled(call))
      return sonde_failf(host, call, SONDE_CANCELLED, 0, "stopped after being asked to");
    if ((now / 5000000) % 2) host->progress(call, (double)(now - begin) / (double)args[0].u.i, "sleeping");
    now = self->threads->now_ns(host);
  }
  results[0] = sonde_i64(host->time_left_ns(call) > 0);
  return SONDE_OK;
}

/* ------------------------------------------------------------------------------------------- handle -- */

static const sonde_field counter_params[] = {
    {.name = "start",
        .unit = "",
        .doc = "Its first number.",
        .kind = SONDE_I64,
        .initial = "0",
        .flags = SONDE_FIELD_POSITIONAL},
};
static const sonde_field counter_result[] = {
    {.name = "value",
        .unit = "handle:counter",
        .doc = "The counter.",
        .kind = SONDE_HANDLE,
        .flags = SONDE_FIELD_REQUIRED},
};
static const sonde_field advance_params[] = {
    {.name = "counter",
        .unit = "handle:counter",
        .doc = "The counter.",
        .kind = SONDE_HANDLE,
        .flags = SONDE_FIELD_REQUIRED},
    {.name = "by", .unit = "", .doc = "How far.", .kind = SONDE_I64, .initial = "1"},
};

static sonde_status SONDE_CALL counter(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  int64_t *number = (int64_t *)malloc(sizeof *number);
  if (!number) return sonde_failf(self->host, call, SONDE_MEMORY, 0, "no memory for a counter");
  *number = args[0].u.i;
  results[0] = sonde_handle(self->host->handle(call, "counter", (uint64_t)(uintptr_t)number));
  self->counters++;
  return SONDE_OK;
}

static sonde_status SONDE_CALL advance(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  int64_t *number = (int64_t *)(uintptr_t)args[0].u.u;
  (void)self, (void)call;
  *number = (int64_t)((uint64_t)*number + args[1].u.u);
  results[0] = sonde_i64(*number);
  return SONDE_OK;
}

static const sonde_field pair_result[] = {
    {.name = "value",
        .unit = "handle:counter",
        .doc = "Two counters.",
        .kind = SONDE_LIST,
        .item_kind = SONDE_HANDLE},
};
static const sonde_field total_params[] = {
    {.name = "of",
        .unit = "handle:counter",
        .doc = "Counters.",
        .kind = SONDE_LIST,
        .item_kind = SONDE_HANDLE,
        .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL},
};

static sonde_status SONDE_CALL pair(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  sonde_value *two = (sonde_value *)self->host->alloc(call, 2 * sizeof *two);
  sonde_value start = sonde_i64(3);
  (void)args;
  counter(self, call, &start, &two[0]);
  counter(self, call, &start, &two[1]);
  results[0] = sonde_list(two, 2);
  return SONDE_OK;
}

static sonde_status SONDE_CALL total(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  int64_t sum = 0;
  (void)self, (void)call;
  for (uint32_t i = 0; i < args[0].len; i++)
    sum += *(int64_t *)(uintptr_t)args[0].u.list[i].u.u;
  results[0] = sonde_i64(sum);
  return SONDE_OK;
}

static sonde_status SONDE_CALL counters(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)call, (void)args;
  results[0] = sonde_i64((int64_t)self->counters);
  return SONDE_OK;
}

static void SONDE_CALL release(sonde_self *self, const char *type, uint64_t cookie) {
  (void)type;
  free((void *)(uintptr_t)cookie);
  self->counters--;
}

/* -------------------------------------------------------------------------------------------- query -- */

typedef struct number_row {
  sonde_record record; /* subject: "even" or "odd" */
  int64_t number;
  double half;
  sonde_slice name;
  uint64_t quality;
} number_row;
SONDE_SIZE(number_row, NUMBER_BYTES);

typedef struct numbers_cursor {
  sonde_rows rows;
  int64_t at, count;
} numbers_cursor;

static const sonde_field numbers_params[] = {
    {.name = "count",
        .unit = "count",
        .doc = "How many.",
        .kind = SONDE_I64,
        .initial = "10",
        .least = "0",
        .most = "10000000",
        .flags = SONDE_FIELD_POSITIONAL},
};
static const sonde_field numbers_fields[] = {
    {.name = "parity",
        .unit = "",
        .doc = "Even or odd.",
        .kind = SONDE_SYMBOL,
        .offset = 4,
        .flags = SONDE_FIELD_SUBJECT},
    {.name = "number", .unit = "", .doc = "The number, from 1.", .kind = SONDE_I64, .offset = 16},
    {.name = "half",
        .unit = "",
        .doc = "Half of it; unknown for every tenth.",
        .kind = SONDE_F64,
        .offset = 24},
    {.name = "name", .unit = "", .doc = "In words.", .kind = SONDE_TEXT, .offset = 32},
    {.name = "quality",
        .unit = "flags",
        .doc = "What is unknown.",
        .kind = SONDE_U64,
        .offset = 40,
        .flags = SONDE_FIELD_QUALITY},
};

static sonde_status SONDE_CALL numbers_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  numbers_cursor *c = (numbers_cursor *)calloc(1, sizeof *c);
  if (!c || !sonde_rows_init(&c->rows, NUMBER_BYTES, 1000, 32000)) {
    free(c);
    return sonde_failf(self->host, call, SONDE_MEMORY, 0, "no memory for the numbers");
  }
  c->count = args[0].u.i;
  *cursor = c;
  return SONDE_OK;
}

static sonde_status SONDE_CALL numbers_next(
    sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  numbers_cursor *c = (numbers_cursor *)cursor;
  char name[24];
  (void)self, (void)call;
  sonde_rows_clear(&c->rows);
  if (c->at == 0) {
    sonde_rows_define(&c->rows, 1, "even", 4, 0);
    sonde_rows_define(&c->rows, 2, "odd", 3, 0);
  }
  while (c->at < c->count && sonde_rows_fits(&c->rows, sizeof name)) {
    number_row *r = (number_row *)sonde_rows_add(&c->rows, (uint64_t)c->at * 1000);
    r->number = ++c->at;
    r->record.subject = c->at % 2 ? 2 : 1;
    r->half = (double)c->at / 2;
    if (c->at % 10 == 0) sonde_set_quality(&r->quality, 2, SONDE_WHY_DENIED);
    sonde_rows_text(&c->rows, &r->name, name, (size_t)snprintf(name, sizeof name, "number %d", (int)c->at));
  }
  sonde_rows_hand_over(&c->rows, span, NULL, c->at == c->count ? SONDE_SPAN_END : 0);
  return SONDE_OK;
}

static void SONDE_CALL numbers_close(sonde_self *self, void *cursor) {
  numbers_cursor *c = (numbers_cursor *)cursor;
  (void)self;
  sonde_rows_free(&c->rows);
  free(c);
}

/* -------------------------------------------------------------------------------------------- event -- */

typedef struct tick_row {
  sonde_record record; /* subject: "tick" */
  uint64_t count;
  int64_t late;
  sonde_slice note;
} tick_row;
SONDE_SIZE(tick_row, TICK_BYTES);

typedef struct ticker {
  sonde_self *self;
  uint64_t subscription;
  int64_t interval, limit;
  sonde_thread *thread;
} ticker;

static const sonde_field ticks_params[] = {
    {.name = "interval",
        .unit = "ns",
        .doc = "Time between two ticks.",
        .kind = SONDE_I64,
        .initial = "10 ms",
        .least = "100 us",
        .most = "1h",
        .flags = SONDE_FIELD_POSITIONAL},
    {.name = "limit",
        .unit = "count",
        .doc = "Ends after so many; 0: never.",
        .kind = SONDE_I64,
        .initial = "0",
        .least = "0"},
};
static const sonde_field ticks_fields[] = {
    {.name = "what",
        .unit = "",
        .doc = "Always \"tick\".",
        .kind = SONDE_SYMBOL,
        .offset = 4,
        .flags = SONDE_FIELD_SUBJECT},
    {.name = "count", .unit = "count", .doc = "From 1.", .kind = SONDE_U64, .offset = 16},
    {.name = "late", .unit = "ns", .doc = "How much too late it was.", .kind = SONDE_I64, .offset = 24},
    {.name = "note", .unit = "", .doc = "The count as a text.", .kind = SONDE_TEXT, .offset = 32},
};

static void write_tick(sonde_lane *lane, uint32_t symbol, uint64_t count, int64_t late, uint64_t now) {
  char note[24];
  int len = snprintf(note, sizeof note, "tick %u", (unsigned)count);
  tick_row *t = (tick_row *)sonde_lane_begin_with(lane, 0, TICK_BYTES, now, (uint32_t)len);
  if (!t) return;
  t->count = count;
  t->late = late;
  sonde_lane_text(lane, &t->note, note, (uint64_t)len);
  sonde_lane_commit(lane, t, symbol);
}

static void SONDE_CALL tick(sonde_thread *thread, void *argument) {
  ticker *t = (ticker *)argument;
  const sonde_self *self = t->self;
  sonde_lane *lane;
  if (self->lanes->open(self->host, t->subscription, SONDE_LANE_DROP, "ticker", &lane)) return;
  uint32_t symbol = self->lanes->define(lane, "tick", 4);
  int64_t due = self->threads->now_ns(self->host);
  sonde_clock clock = {
      .raw = (uint64_t)due, .mono_ns = due, .wall_ns = (int64_t)time(NULL) * 1000000000, .mult = 1};
  self->lanes->set_clock(lane, &clock);
  uint64_t count = 0;
  while (
      !(t->limit && count == (uint64_t)t->limit) && !self->threads->sleep_until(thread, due += t->interval)) {
    int64_t now = self->threads->now_ns(self->host);
    write_tick(lane, symbol, ++count, now - due, (uint64_t)now);
  }
  self->lanes->close(lane);
}

static sonde_status SONDE_CALL ticks_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t subscription, void **cookie) {
  ticker *t = (ticker *)calloc(1, sizeof *t);
  if (!t) return sonde_failf(self->host, call, SONDE_MEMORY, 0, "no memory for a ticker");
  t->self = self;
  t->subscription = subscription;
  t->interval = args[0].u.i;
  t->limit = args[1].u.i;
  if (self->threads->start(self->host, "ticker", tick, t, &t->thread)) {
    free(t);
    return sonde_failf(self->host, call, SONDE_OS, 0, "no thread for a ticker");
  }
  *cookie = t;
  return SONDE_OK;
}

static void SONDE_CALL ticks_unsubscribe(sonde_self *self, void *cookie) {
  ticker *t = (ticker *)cookie;
  self->threads->join(t->thread);
  free(t);
}

/* -------------------------------------------------------------------------------------------- table -- */

#define FN(NAME, DOC, ...)                                                                                   \
  { .name = #NAME, .doc = DOC, .call = NAME, __VA_ARGS__ }

static const sonde_fn fns[] = {
    FN(add, "Adds two integers, times the setting `scale`. Fast.", SONDE_PARAMS(add_params),
        SONDE_RESULTS(number_result), .needs = ""),
    FN(echo, "Gives back what it was given.", SONDE_PARAMS(echo_fields), SONDE_RESULTS(echo_fields),
        .needs = ""),
    FN(greet, "Says the greeting of the settings.", SONDE_RESULTS(greet_result), .needs = ""),
    FN(refuse, "Fails as asked.", SONDE_PARAMS(refuse_params), SONDE_RESULTS(number_result),
        .needs = "process.control", .flags = SONDE_ROW_CHANGES),
    FN(maybe, "Knows one value and not the other.", SONDE_PARAMS(maybe_params), SONDE_RESULTS(maybe_results),
        .needs = "process.read"),
    FN(slow, "Takes its time; tells whether any was left.", SONDE_PARAMS(slow_params),
        SONDE_RESULTS(number_result), .needs = "", .flags = SONDE_ROW_SLOW | SONDE_ROW_PARALLEL),
    FN(counter, "Makes a counter.", SONDE_PARAMS(counter_params), SONDE_RESULTS(counter_result), .needs = ""),
    FN(advance, "Counts on.", SONDE_PARAMS(advance_params), SONDE_RESULTS(number_result), .needs = "",
        .flags = SONDE_ROW_METHOD),
    FN(pair, "Makes two counters from 3.", SONDE_RESULTS(pair_result), .needs = ""),
    FN(total, "Adds counters up.", SONDE_PARAMS(total_params), SONDE_RESULTS(number_result), .needs = ""),
    FN(counters, "How many counters are alive.", SONDE_RESULTS(number_result), .needs = ""),
};

static const sonde_query queries[] = {
    {.name = "numbers",
        .doc = "The first numbers.",
        .needs = "process.read",
        SONDE_PARAMS(numbers_params),
        SONDE_FIELDS(numbers_fields),
        .open = numbers_open,
        .next = numbers_next,
        .close = numbers_close,
        .record_size = NUMBER_BYTES},
};

static const sonde_event events[] = {
    {.name = "ticks",
        .doc = "A tick at an interval.",
        .needs = "",
        SONDE_PARAMS(ticks_params),
        SONDE_FIELDS(ticks_fields),
        .subscribe = ticks_subscribe,
        .unsubscribe = ticks_unsubscribe,
        .record_size = TICK_BYTES},
};

static const sonde_field settings[] = {
    {.name = "greeting",
        .unit = "",
        .doc = "What greet says.",
        .kind = SONDE_TEXT,
        .initial = "hello",
        .most = "63"},
    {.name = "scale",
        .unit = "",
        .doc = "Factor of add.",
        .kind = SONDE_I64,
        .initial = "1",
        .least = "1",
        .most = "10"},
};

static sonde_status SONDE_CALL create(
    const sonde_host *host, sonde_call *call, const sonde_value *values, sonde_self **out) {
  sonde_self *self = (sonde_self *)calloc(1, sizeof *self);
  if (!self) return sonde_failf(host, call, SONDE_MEMORY, 0, "no memory");
  self->host = host;
  self->lanes = (const sonde_lane_api *)host->get_interface(host, SONDE_LANE_1);
  self->threads = (const sonde_thread_api *)host->get_interface(host, SONDE_THREAD_1);
  memcpy(self->greeting, values[0].u.s, values[0].len);
  self->scale = values[1].u.i;
  *out = self;
  return SONDE_OK;
}

static void SONDE_CALL destroy(sonde_self *self) {
  free(self);
}

static const sonde_plugin table = {
    .head = SONDE_HEAD(sonde_plugin),
    .name = "plain",
    .version = "1.2.3",
    .summary = "Does everything right.",
    .vendor = "Sonde",
    SONDE_FUNCTIONS(fns),
    SONDE_QUERIES(queries),
    SONDE_EVENTS(events),
    SONDE_SETTINGS(settings),
    SONDE_ROW_SIZES,
    .create = create,
    .destroy = destroy,
    .release = release,
};

SONDE_PLUGIN(table);
