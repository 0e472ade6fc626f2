/* A host with one linked-in plugin, `toy`: a function, a query and an event to write scripts against. */
#ifndef SONDE_TEST_JUDGE_TOY_H
#define SONDE_TEST_JUDGE_TOY_H

#include "base/memory.h"
#include "host/host.h"
#include "sonde_help.h"

#define TOY_SCRIPTS "tests/unit/judge/scripts/"

static const sonde_field toy_value[] = {
    {.name = "value", .unit = "bytes", .doc = "Bytes.", .kind = SONDE_U64}};
static const sonde_field toy_name[] = {
    {.name = "name", .unit = "", .doc = "Which.", .kind = SONDE_TEXT, .flags = SONDE_FIELD_POSITIONAL}};
static const sonde_field toy_open_value[] = {
    {.name = "value", .unit = "handle:jar", .doc = "A jar.", .kind = SONDE_HANDLE}};
static const sonde_field toy_jar_params[] = {{.name = "jar",
    .unit = "handle:jar",
    .doc = "The jar.",
    .kind = SONDE_HANDLE,
    .flags = SONDE_FIELD_REQUIRED}};
static const sonde_field toy_state_value[] = {
    {.name = "value", .unit = "", .doc = "Its state.", .kind = SONDE_TEXT}};

static sonde_status SONDE_CALL toy_size(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)self, (void)call, (void)args;
  results[0] = (sonde_value){.kind = SONDE_U64, .u.u = 4096};
  return SONDE_OK;
}

static sonde_status SONDE_CALL toy_nothing(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)self, (void)call, (void)args, (void)results;
  return SONDE_OK;
}

static const sonde_fn toy_fns[] = {
    {.name = "size",
        .doc = "Bytes of something.",
        .needs = "",
        SONDE_PARAMS(toy_name),
        SONDE_RESULTS(toy_value),
        .call = toy_size},
    {.name = "open", .doc = "Opens a jar.", .needs = "", SONDE_RESULTS(toy_open_value), .call = toy_nothing},
    {.name = "state",
        .doc = "State of a jar.",
        .needs = "",
        SONDE_PARAMS(toy_jar_params),
        SONDE_RESULTS(toy_state_value),
        .call = toy_nothing,
        .flags = SONDE_ROW_METHOD},
};

static const sonde_field toy_columns[] = {
    {.name = "name",
        .unit = "",
        .doc = "Who.",
        .kind = SONDE_SYMBOL,
        .offset = 4,
        .flags = SONDE_FIELD_SUBJECT},
    {.name = "pid", .unit = "pid", .doc = "Process.", .kind = SONDE_U64, .offset = 16},
    {.name = "share", .unit = "ratio", .doc = "CPU.", .kind = SONDE_F64, .offset = 24},
    {.name = "took", .unit = "ns", .doc = "Duration.", .kind = SONDE_I64, .offset = 32},
    {.name = "resident", .unit = "bytes", .doc = "Memory.", .kind = SONDE_U64, .offset = 40},
    {.name = "line", .unit = "", .doc = "Text.", .kind = SONDE_TEXT, .offset = 48},
    {.name = "low", .unit = "", .doc = "Packed.", .kind = SONDE_I64, .offset = 56, .shift = 0, .width = 4},
    {.name = "flag", .unit = "", .doc = "Packed.", .kind = SONDE_U64, .offset = 56, .shift = 4, .width = 1},
};

static const sonde_field toy_event_params[] = {
    {.name = "interval", .unit = "ns", .doc = "How often.", .kind = SONDE_I64, .initial = "1s"},
    {.name = "pid", .unit = "pid", .doc = "Which.", .kind = SONDE_U64}};

static sonde_status SONDE_CALL toy_open_rows(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **at) {
  (void)self, (void)call, (void)args;
  *at = NULL;
  return SONDE_OK;
}

static sonde_status SONDE_CALL toy_next(sonde_self *self, sonde_call *call, void *at, sonde_span *span) {
  (void)self, (void)call, (void)at;
  span->flags = SONDE_SPAN_END;
  return SONDE_OK;
}

static void SONDE_CALL toy_close(sonde_self *self, void *at) {
  (void)self, (void)at;
}

static sonde_status SONDE_CALL toy_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t number, void **cookie) {
  (void)self, (void)call, (void)args, (void)number;
  *cookie = NULL;
  return SONDE_OK;
}

static const sonde_query toy_queries[] = {
    {.name = "list",
        .doc = "All there is.",
        .needs = "",
        SONDE_FIELDS(toy_columns),
        .record_size = 64,
        .open = toy_open_rows,
        .next = toy_next,
        .close = toy_close},
};
static const sonde_event toy_events[] = {
    {.name = "tick",
        .doc = "Now and then.",
        .needs = "",
        SONDE_PARAMS(toy_event_params),
        SONDE_FIELDS(toy_columns),
        .record_size = 64,
        .subscribe = toy_subscribe,
        .unsubscribe = toy_close},
};

static const sonde_plugin toy_table = {.head = SONDE_HEAD(sonde_plugin),
    .name = "toy",
    .version = "1.0.0",
    .summary = "To write scripts against.",
    .vendor = "sonde",
    SONDE_FUNCTIONS(toy_fns),
    SONDE_QUERIES(toy_queries),
    SONDE_EVENTS(toy_events),
    SONDE_ROW_SIZES};

static inline host *toy_host(void) {
  static const char *const none[] = {NULL};
  static const host_options options = {.plugin_folders = none};
  error e = {0};
  host *h = host_new(&options, &e);
  if (!h || host_add_builtin(h, &toy_table, NULL, &e) != SONDE_OK) fail_msg("%s", e.text);
  return h;
}

#endif
