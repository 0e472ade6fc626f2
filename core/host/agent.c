/* sonde.target/1: modules of the agent in launched programs. */
#include "host/agent.h"

#include <string.h>

#include "host/span.h"
#include "host/target.h"
#include "os/clock.h"
#include "os/dl.h"
#include "os/file.h"
#include "os/inject.h"
#include "os/ticks.h"

enum { BUSY_RECORDS = 256, BEAT_NS = 20000000 };

static const char agent_name[] = "sonde-agent";

/* The target that the command line names, if it is the wanted one. */
static sonde_status find_target(host *h, uint64_t wanted, process **out, error *e) {
  const plugin *p = host_find_plugin(h, "target");
  const target_context *context = p && p->builtin ? p->context : NULL;
  process *root = context ? context->root : NULL;
  if (!root)
    return error_set(e, SONDE_MISSING, "there is no target; name a program behind --, Sonde starts it");
  if (wanted && wanted != (uint64_t)(uintptr_t)root)
    return error_set(e, SONDE_STATE, "this target is not there any more");
  if (!process_is_launched(root))
    return error_set(e, SONDE_UNSUPPORTED,
        "process %u already runs: only a program that Sonde starts can be watched from inside; write it "
        "behind --",
        process_pid(root));
  *out = root;
  return SONDE_OK;
}

/* Beside the plugin folder that came with us. */
static const char *find_library(const host *h, arena *a, error *e) {
  for (const char *const *folder = h->options.plugin_folders; folder && *folder; folder++) {
    const char *file = arena_format(a, "%s/../%s%s", *folder, agent_name, dl_suffix);
    const char *path = file_absolute(a, file);
    if (path) return file_trusted(path, e) ? NULL : path;
  }
  error_set(e, SONDE_MISSING, "%s%s is missing beside the folder of the plugins; install Sonde again",
      agent_name, dl_suffix);
  return NULL;
}

static sonde_status tell_answer(uint64_t answer, error *e) {
  switch (answer) {
  case AGENT_OK: return SONDE_OK;
  case AGENT_NO_BLOCK:
    return error_set(
        e, SONDE_DENIED, "the program may not open the memory that Sonde shares with it (is /proc hidden?)");
  case AGENT_MISMATCH:
    return error_set(
        e, SONDE_UNSUPPORTED, "Sonde's agent is of another version than Sonde; install Sonde again");
  case AGENT_TWICE:
    return error_set(e, SONDE_STATE,
        "another script watches the program in this way already, or with other parameters; run the two one "
        "after the other");
  case AGENT_NO_MEMORY: return error_set(e, SONDE_MEMORY, "Sonde's agent got no memory in the program");
  case AGENT_NO_HOOKS:
    return error_set(e, SONDE_UNSUPPORTED, "the program calls nothing that could be watched");
  case AGENT_UNSUITED:
    return error_set(e, SONDE_UNSUPPORTED, "this kind of program cannot be watched from inside");
  default:
    return error_set(e, SONDE_OS, "Sonde's agent gave an unknown answer (%llu)", (unsigned long long)answer);
  }
}

static sonde_status start(sonde_agent *a, error *e) {
  arena memory = {0};
  agent_argument argument = {.bytes = a->layout.bytes};
  uint64_t answer = 0;
  const char *library = find_library(a->host, &memory, e);
  sonde_status status = library ? inject_hold(a->root, e) : e->status;
  if (!status) status = share_lend(a->memory, a->root, argument.path, &argument.handle, e);
  if (!status) status = inject_call(a->root, library, &argument, sizeof argument, &answer, e);
  if (!status) status = tell_answer(answer, e);
  arena_free(&memory);
  return status;
}

static void consume(void *self, const record_source *source, const sonde_span *span) {
  sonde_agent *a = self;
  if (a->plan.consume && (span->nrecords || span->lost))
    a->plan.consume(a->plan.consumer, span, source->pid, source->tid);
}

static void consume_by_wire(void *self, const record_source *source, const sonde_span *span) {
  span_deliver_by_wire(source, span, consume, self);
}

static sonde_status use_pump(sonde_agent *a, const plugin *p, error *e) {
  host *h = a->host;
  if (a->plan.subscription) {
    a->pump = subscription_pump(h, p, a->plan.subscription);
    return a->pump ? SONDE_OK : error_set(e, SONDE_STATE, "the subscription has ended");
  }
  a->type = record_type_new(p->name, "agent", a->plan.event, NULL, 0, sizeof(sonde_record), NULL, 0);
  a->pump = pump_new(a->type, h->symbols);
  pump_add_sink(a->pump, true, h->options.by_wire ? consume_by_wire : consume, a);
  return SONDE_OK;
}

static sonde_status prepare(sonde_agent *a, const plugin *p, error *e) {
  sonde_status status = find_target(a->host, a->plan.target, &a->root, e);
  if (!status) status = use_pump(a, p, e);
  if (status) return status;
  a->layout = agent_lay_out(&a->plan);
  a->memory = share_new(a->layout.bytes, e);
  if (!a->memory) return e->status;
  a->head = share_memory(a->memory);
  symbol_map_init(&a->symbols, a->host->symbols);
  agent_fill(a);
  ticks_start(&a->clock);
  return start(a, e);
}

void agent_free_if_unused(sonde_agent *a) {
  if (a->nowned) return;
  symbol_map_free(&a->symbols);
  share_free(a->memory);
  memory_free(a);
}

/* Lanes that the pump has still point to it: the last one frees it. */
static void release(sonde_agent *a) {
  a->left = true;
  if (a->type) {
    a->nowned++; /* stays until the pump is gone */
    pump_free(a->pump);
    record_type_free(a->type);
    a->nowned--;
  }
  agent_free_if_unused(a);
}

static sonde_status SONDE_CALL api_watch(
    const sonde_host *services, sonde_call *call, const sonde_agent_plan *plan, sonde_agent **out) {
  const plugin *p = services->self;
  error e = {0};
  if (call->job)
    return services->fail(call, SONDE_STATE, 0,
        "only the host thread may watch a target from inside: the row must not be SONDE_ROW_SLOW");
  sonde_agent *a = NEW(sonde_agent);
  a->host = p->host;
  memcpy(&a->plan, plan, plan->size < sizeof a->plan ? plan->size : sizeof a->plan);
  sonde_status status = prepare(a, p, &e);
  if (status) {
    release(a);
    return services->fail(call, status, e.os_code, e.text);
  }
  a->next = p->host->agents;
  p->host->agents = a;
  *out = a;
  return SONDE_OK;
}

static const void *SONDE_CALL api_block(const sonde_agent *a, uint64_t *bytes) {
  *bytes = a->layout.bytes;
  return a->head;
}

static uint32_t SONDE_CALL api_pid(const sonde_agent *a) {
  return process_pid(a->root);
}

static bool run(sonde_agent *a, bool flush) {
  if (a->draining || !a->type) return false; /* from within consume(); a subscription's pump runs with it */
  a->draining = true;
  bool moved = pump_run(a->pump, flush);
  a->draining = false;
  return moved;
}

static int32_t SONDE_CALL api_drain(sonde_agent *a) {
  bool alive = process_alive(a->root);
  agent_take_lanes(a);
  while (run(a, true))
    ;
  return alive || a->nowned;
}

static void forget(sonde_agent *a) {
  sonde_agent **at = &a->host->agents;
  while (*at && *at != a)
    at = &(*at)->next;
  if (*at) *at = a->next;
}

/* Lanes are closed for the pump, whoever still writes: what comes after this is not wanted. */
static void SONDE_CALL api_leave(sonde_agent *a) {
  atomic_store(&a->head->active, 0);
  agent_take_lanes(a);
  for (uint32_t i = 0; i < a->layout.nlanes; i++)
    atomic_store(&agent_page_at(a, i)->closed, 1);
  run(a, true);
  forget(a);
  release(a);
}

bool agents_run(host *h, bool flush) {
  bool moved = false;
  for (sonde_agent *a = h->agents; a; a = a->next) {
    agent_take_lanes(a);
    moved |= run(a, flush);
  }
  return moved;
}

void agents_beat(host *h) {
  int64_t now = clock_mono_ns();
  if (!h->agents || now - h->beaten_ns < BEAT_NS) return;
  h->beaten_ns = now;
  for (sonde_agent *a = h->agents; a; a = a->next)
    agent_beat(a, now);
}

bool agents_are_busy(host *h) {
  bool is_busy = false;
  for (sonde_agent *a = h->agents; a; a = a->next) {
    pump_stats stats;
    pump_get_stats(a->pump, &stats);
    is_busy |= stats.records - a->records > BUSY_RECORDS;
    a->records = stats.records;
  }
  return is_busy;
}

const sonde_target_api targets_api = {.head = SONDE_HEAD(sonde_target_api),
    .watch = api_watch,
    .block = api_block,
    .drain = api_drain,
    .pid = api_pid,
    .leave = api_leave};
