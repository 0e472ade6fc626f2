/* The builtin plugin `service`: a thin table over supervised processes and the system's service manager. */
#include "builtin/service/service.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "builtin/service/manager.h"
#include "builtin/service/supervise.h"
#include "host/host.h"
#include "sonde_help.h"

enum { MOST_NAMES = 4096 };

struct sonde_self {
  const sonde_host *host;
  const service_context *context;
};

static sonde_status pass_on(sonde_self *self, sonde_call *call, const error *e) {
  return self->host->fail(call, e->status, e->os_code, e->text);
}

static sonde_status look(sonde_self *self, const char *name, service_facts *out, error *e) {
  return supervise_knows(self->context, name) ? supervise_look(self->context, name, out, e)
                                              : manager_look(name, out, e);
}

static sonde_status start(sonde_self *self, sonde_call *call, const char *name, error *e) {
  service_patience p = {self->host->cancelled, call};
  return supervise_knows(self->context, name) ? supervise_start(self->context, name, e)
                                              : manager_start(name, &p, e);
}

static sonde_status stop(sonde_self *self, sonde_call *call, const char *name, int64_t grace_ns, error *e) {
  service_patience p = {self->host->cancelled, call};
  return supervise_knows(self->context, name) ? supervise_stop(self->context, name, grace_ns, &p, e)
                                              : manager_stop(name, &p, e);
}

static sonde_status SONDE_CALL call_state(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  service_facts f;
  if (look(self, args[0].u.s, &f, &e)) return pass_on(self, call, &e);
  results[0] = value_text(service_state_word(f.state));
  return SONDE_OK;
}

enum { NAME, KIND, STATE, PID, START_ID, FACTS };

static void tell(sonde_self *self, const char *name, const service_facts *f, sonde_value *v) {
  bool ours = supervise_knows(self->context, name);
  v[NAME] = value_text(name);
  v[KIND] = value_text(ours ? "supervised" : "system");
  v[STATE] = value_text(service_state_word(f->state));
  v[PID] = f->state == STATE_RUNNING && f->pid ? value_u64(f->pid) : value_nil();
  v[START_ID] = v[PID].kind == SONDE_NIL ? value_nil()
                : f->started             ? value_u64(f->started)
                                         : value_unknown(SONDE_WHY_NOT_ASKED,
                                               "the service manager tells no start time of its processes");
}

static sonde_status SONDE_CALL call_info(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  service_facts f;
  if (look(self, args[0].u.s, &f, &e)) return pass_on(self, call, &e);
  tell(self, args[0].u.s, &f, results);
  return SONDE_OK;
}

static sonde_status SONDE_CALL call_said(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  arena a = {0};
  const char *said = "", *name = args[0].u.s;
  sonde_status status =
      supervise_knows(self->context, name)
          ? supervise_said(self->context, name, &a, &said, &e)
          : error_set(&e, SONDE_MISSING,
                "no [service.%s] in sonde.ini: only of these Sonde has what they write", name);
  char *copy = status ? NULL : self->host->alloc(call, strlen(said) + 1);
  if (copy) {
    memcpy(copy, said, strlen(said) + 1);
    results[0] = value_text(copy);
  }
  arena_free(&a);
  return status ? pass_on(self, call, &e) : copy ? SONDE_OK : SONDE_MEMORY;
}

/* All [service.NAME] sections with a command, then the system's. */
static sonde_status all_names(sonde_self *self, arena *a, const char **names, size_t *n, error *e) {
  const config *c = self->context->config;
  for (size_t i = 0; c && i < config_count(c) && *n < MOST_NAMES; i++) {
    const config_entry *entry = config_at(c, i);
    if (strncmp(entry->section, "service.", 8) == 0 && strcmp(entry->name, "command") == 0)
      names[(*n)++] = entry->section + 8;
  }
  const char **theirs = manager_names(a, e);
  for (; theirs && *theirs && *n < MOST_NAMES; theirs++)
    if (!supervise_knows(self->context, *theirs)) names[(*n)++] = *theirs;
  return theirs ? SONDE_OK : e->status;
}

static sonde_status list_one(
    sonde_self *self, sonde_call *call, const char *name, sonde_value *out, error *e) {
  static const char *const keys[FACTS] = {"name", "kind", "state", "pid", "start_id"};
  service_facts f;
  sonde_status status = look(self, name, &f, e);
  if (status) return status;
  sonde_value v[FACTS];
  tell(self, name, &f, v);
  char *copy = self->host->alloc(call, strlen(name) + 1);
  sonde_pair *pairs = self->host->alloc(call, FACTS * sizeof *pairs);
  if (!copy || !pairs) return error_set(e, SONDE_MEMORY, "too many services");
  memcpy(copy, name, strlen(name) + 1);
  v[NAME] = value_text(copy);
  for (int i = 0; i < FACTS; i++)
    pairs[i] = (sonde_pair){keys[i], v[i]};
  *out = value_map(pairs, FACTS);
  return SONDE_OK;
}

static sonde_status SONDE_CALL call_list(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)args;
  error e = {0};
  arena a = {0};
  size_t n = 0, listed = 0;
  const char **names = arena_alloc(&a, MOST_NAMES * sizeof *names);
  sonde_status status = all_names(self, &a, names, &n, &e);
  sonde_value *items = self->host->alloc(call, (n + 1) * sizeof *items);
  if (!status && !items) status = error_set(&e, SONDE_MEMORY, "too many services");
  for (size_t i = 0; i < n && !status; i++) {
    status = list_one(self, call, names[i], &items[listed], &e);
    if (!status) listed++;
    if (status == SONDE_MISSING) status = SONDE_OK; /* removed meanwhile */
  }
  arena_free(&a);
  if (status) return pass_on(self, call, &e);
  results[0] = value_list(items, listed);
  return SONDE_OK;
}

static sonde_status answer(
    sonde_self *self, sonde_call *call, sonde_status status, const error *e, sonde_value *results) {
  if (status) return pass_on(self, call, e);
  results[0] = value_bool(true);
  return SONDE_OK;
}

static sonde_status SONDE_CALL call_start(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  sonde_status status = start(self, call, args[0].u.s, &e);
  return answer(self, call, status, &e, results);
}

static sonde_status SONDE_CALL call_stop(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  sonde_status status = stop(self, call, args[0].u.s, args[1].u.i, &e);
  return answer(self, call, status, &e, results);
}

static sonde_status SONDE_CALL call_restart(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  sonde_status status = stop(self, call, args[0].u.s, args[1].u.i, &e);
  if (!status) status = start(self, call, args[0].u.s, &e);
  return answer(self, call, status, &e, results);
}

static sonde_status SONDE_CALL call_terminate(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  service_patience p = {self->host->cancelled, call};
  sonde_status status = supervise_terminate((uint32_t)args[0].u.u, args[1].u.u, args[2].u.i, &p, &e);
  return answer(self, call, status, &e, results);
}

/* -------------------------------------------------------------------------------------------------- table --
 */

#define NAME_FIELD                                                                                           \
  {                                                                                                          \
    .name = "name", .unit = "",                                                                              \
    .doc = "As in [service.NAME] of sonde.ini, or of the system's service manager.", .kind = SONDE_TEXT,     \
    .most = "256", .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL                                    \
  }
#define GRACE_FIELD                                                                                          \
  {                                                                                                          \
    .name = "grace", .unit = "ns",                                                                           \
    .doc = "How long a process may take to end when asked; then it is ended at once.", .initial = "5s",      \
    .least = "0", .most = "30s", .kind = SONDE_I64                                                           \
  }

static const sonde_field name_params[] = {NAME_FIELD};
static const sonde_field stop_params[] = {NAME_FIELD, GRACE_FIELD};
static const sonde_field terminate_params[] = {{.name = "pid",
                                                   .unit = "pid",
                                                   .doc = "Its number.",
                                                   .kind = SONDE_U64,
                                                   .most = "4294967295",
                                                   .flags = SONDE_FIELD_REQUIRED},
    {.name = "start_id",
        .unit = "id",
        .doc = "As service.info and findings tell it, so that another process with the same number is left "
               "alone.",
        .kind = SONDE_U64,
        .flags = SONDE_FIELD_REQUIRED},
    GRACE_FIELD};

static const sonde_field facts[FACTS] = {
    [NAME] = {.name = "name", .unit = "", .doc = "Its name.", .kind = SONDE_TEXT},
    [KIND] = {.name = "kind",
        .unit = "",
        .doc = "supervised: of sonde.ini; system: of the service manager.",
        .kind = SONDE_TEXT},
    [STATE] = {.name = "state",
        .unit = "",
        .doc = "running, stopped, ended (a supervised one that ended by itself), starting, stopping, paused.",
        .kind = SONDE_TEXT},
    [PID] = {.name = "pid",
        .unit = "pid",
        .doc = "Its process; nil when it does not run.",
        .kind = SONDE_U64},
    [START_ID] = {.name = "start_id",
        .unit = "id",
        .doc = "With the pid the identity of its process while the machine runs.",
        .kind = SONDE_U64}};

static const sonde_field list_result[] = {{.name = "value",
    .unit = "",
    .doc = "All services.",
    .kind = SONDE_LIST,
    .item_kind = SONDE_MAP,
    SONDE_MEMBERS(facts)}};
static const sonde_field state_result[] = {{.name = "value",
    .unit = "",
    .doc = "running, stopped, ended (a supervised one that ended by itself), starting, stopping, paused.",
    .kind = SONDE_TEXT}};
static const sonde_field said_result[] = {
    {.name = "value", .unit = "", .doc = "At most 2 KiB of its end.", .kind = SONDE_TEXT}};
static const sonde_field done_result[] = {{.name = "value", .unit = "", .doc = "True.", .kind = SONDE_BOOL}};

#define CHANGES (SONDE_ROW_SLOW | SONDE_ROW_CHANGES)

static const sonde_fn functions[] = {
    {.name = "list",
        .doc = "The services of sonde.ini and, on Windows, those of the service manager.",
        .needs = "service.read",
        SONDE_RESULTS(list_result),
        .call = call_list,
        .flags = SONDE_ROW_SLOW},
    {.name = "state",
        .doc = "Whether a service runs.",
        .needs = "service.read",
        SONDE_PARAMS(name_params),
        SONDE_RESULTS(state_result),
        .call = call_state},
    {.name = "info",
        .doc = "What is known of a service, with the identity of its process.",
        .needs = "service.read",
        SONDE_PARAMS(name_params),
        SONDE_RESULTS(facts),
        .call = call_info},
    {.name = "said",
        .doc = "The last line that a supervised service wrote; empty when it wrote none.",
        .needs = "service.read",
        SONDE_PARAMS(name_params),
        SONDE_RESULTS(said_result),
        .call = call_said},
    {.name = "start",
        .doc = "Starts a service; one that runs is an error.",
        .needs = "service.control",
        SONDE_PARAMS(name_params),
        SONDE_RESULTS(done_result),
        .call = call_start,
        .flags = CHANGES},
    {.name = "stop",
        .doc = "Stops a service and waits until it has ended; one that does not run is fine.",
        .needs = "service.control",
        SONDE_PARAMS(stop_params),
        SONDE_RESULTS(done_result),
        .call = call_stop,
        .flags = CHANGES},
    {.name = "restart",
        .doc = "Stops a service if it runs, then starts it.",
        .needs = "service.control",
        SONDE_PARAMS(stop_params),
        SONDE_RESULTS(done_result),
        .call = call_restart,
        .flags = CHANGES},
    {.name = "terminate",
        .doc = "Ends a process, when pid and start time are still those of the same one. Never Sonde itself, "
               "what started it, "
               "or the system's first processes.",
        .needs = "process.control",
        SONDE_PARAMS(terminate_params),
        SONDE_RESULTS(done_result),
        .call = call_terminate,
        .flags = CHANGES}};

static sonde_status SONDE_CALL create(
    const sonde_host *services, sonde_call *call, const sonde_value *settings, sonde_self **self) {
  static const service_context nothing;
  (void)call, (void)settings;
  const service_context *given = host_builtin_context(services);
  *self = calloc(1, sizeof **self);
  if (!*self) return SONDE_MEMORY;
  **self = (sonde_self){services, given ? given : &nothing};
  return SONDE_OK;
}

static void SONDE_CALL destroy(sonde_self *self) {
  free(self);
}

static const sonde_plugin table = {.head = SONDE_HEAD(sonde_plugin),
    .name = "service",
    .version = "0.1.0",
    .summary = "Services and processes, for recovery actions",
    .vendor = "Sonde",
    SONDE_FUNCTIONS(functions),
    SONDE_ROW_SIZES,
    .create = create,
    .destroy = destroy};

const sonde_plugin *service_plugin(void) {
  return &table;
}
