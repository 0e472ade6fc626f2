/* The host: made with what it needs, ended in the opposite order. */
#include <string.h>

#include "host/internal.h"

static void use_source(host *h, const host_source *source) {
  h->source = source;
  h->detour = source || h->recording;
  time_start(h);
}

static sonde_status use_tape(host *h, error *e) {
  tape *t = h->options.tape;
  if (!t) return SONDE_OK;
  if (!tape_is_replay(t)) {
    h->recording = t;
    return SONDE_OK;
  }
  h->replay = replay_new(h, t, e);
  return h->replay ? SONDE_OK : SONDE_STATE;
}

host *host_new(const host_options *options, error *e) {
  host *h = NEW(host);
  h->options = *options;
  h->symbols = symbol_table_new();
  h->handles = handles_new();
  h->subscriptions_lock = mutex_new();
  arena_init(&h->call.memory, CALL_BUDGET);
  if (use_tape(h, e) || find_plugins(h, e)) {
    host_free(h);
    return NULL;
  }
  use_source(h, options->source ? options->source : h->replay);
  if (h->recording) record_start(h);
  return h;
}

/* The last one started is the first to stop. */
static void stop_plugins(host *h) {
  for (uint32_t order = h->nstarted; order > 0; order--)
    for (size_t i = 0; i < h->nplugins; i++)
      if (h->plugins[i]->order == order) life_stop(h->plugins[i]);
}

/* Hosts with a plugin whose code may still run: what it can reach stays for the rest of the process. */
static host *left_behind;

static bool has_stuck(const host *h) {
  for (size_t i = 0; i < h->nplugins; i++)
    if (h->plugins[i]->stuck) return true;
  return false;
}

static void leave_behind(host *h) {
  h->next_left = left_behind;
  left_behind = h;
}

static void free_memory(host *h) {
  for (size_t i = 0; i < h->nplugins; i++)
    plugin_free(h->plugins[i]);
  memory_free(h->plugins);
  handles_free(h->handles);
  symbol_table_free(h->symbols);
  mutex_free(h->subscriptions_lock);
  memory_free(h);
}

static void free_troubles(host *h) {
  for (size_t i = 0; i < h->ntroubles; i++) {
    memory_free(h->troubles[i].text);
    memory_free((char *)(uintptr_t)h->troubles[i].subject);
  }
  memory_free(h->troubles);
}

void host_free(host *h) {
  if (!h) return;
  subscriptions_close_all(h);
  cursors_close_all(h);
  stop_plugins(h);
  workers_free(h);
  replay_free(h->replay);
  arena_free(&h->call.memory);
  free_troubles(h);
  if (has_stuck(h))
    leave_behind(h);
  else
    free_memory(h);
}

symbol_table *host_symbols(host *h) {
  return h->symbols;
}

tape *host_tape(host *h) {
  return h->options.tape;
}

void host_set_source(host *h, const host_source *source) {
  use_source(h, source);
}
