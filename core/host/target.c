/* The builtin plugin `target`: what the command line named, as handles with methods. */
#include "host/target.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "host/host.h"
#include "os/clock.h"
#include "os/command_line.h"
#include "os/system.h"
#include "sonde_help.h"

/* More processes than this are not listed. */
enum { MOST_PIDS = 4096 };

struct sonde_self {
  const sonde_host *host;
  const target_context *context;
};

static const char handle_type[] = "target";

/* The process behind a handle: its cookie. */
static process *of(const sonde_value *handle) {
  return (process *)(uintptr_t)handle->u.u;
}

static sonde_value mint(sonde_self *self, sonde_call *call) {
  process *root = self->context->root;
  sonde_value v = value_nil();
  if (!root) return v;
  v.kind = SONDE_HANDLE;
  v.u.u = self->host->handle(call, handle_type, (uint64_t)(uintptr_t)root);
  return v;
}

static sonde_status SONDE_CALL call_main(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)args;
  results[0] = mint(self, call);
  return SONDE_OK;
}

static sonde_status SONDE_CALL call_all(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)args;
  sonde_value *items = self->host->alloc(call, sizeof *items);
  if (!items) return SONDE_MEMORY;
  items[0] = mint(self, call);
  results[0] = value_list(items, self->context->root ? 1 : 0);
  return SONDE_OK;
}

/* Passes an error of the os layer on. */
static sonde_status pass_on(sonde_self *self, sonde_call *call, const error *e) {
  return self->host->fail(call, e->status, e->os_code, e->text);
}

static sonde_status SONDE_CALL call_go(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  if (!self->context->shared && process_go(of(&args[0]), &e)) return pass_on(self, call, &e);
  results[0] = value_bool(true);
  return SONDE_OK;
}

static sonde_status SONDE_CALL call_alive(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)self, (void)call;
  results[0] = value_bool(process_alive(of(&args[0])));
  return SONDE_OK;
}

static sonde_status SONDE_CALL call_pid(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)self, (void)call;
  results[0] = value_u64(process_pid(of(&args[0])));
  return SONDE_OK;
}

static sonde_status SONDE_CALL call_pids(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  uint32_t pids[MOST_PIDS];
  size_t n = process_tree(of(&args[0]), pids, MOST_PIDS);
  sonde_value *items = self->host->alloc(call, n * sizeof *items);
  if (!items && n) return SONDE_MEMORY;
  for (size_t i = 0; i < n; i++)
    items[i] = value_u64(pids[i]);
  results[0] = value_list(items, n);
  return SONDE_OK;
}

static sonde_status SONDE_CALL call_stop(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  if (process_end_now(of(&args[0]), args[1].u.u != 0, &e)) return pass_on(self, call, &e);
  results[0] = value_bool(true);
  return SONDE_OK;
}

/* --------------------------------------------------------------------------------------------------- info --
 */

enum {
  PID,
  START_ID,
  LAUNCHED,
  COMMAND,
  ALIVE,
  STATUS,
  SIGNAL,
  ENDED,
  CPU_USER,
  CPU_KERNEL,
  PEAK,
  ELAPSED,
  FACTS
};

/* A copy in the call's memory; nil when it is short. */
static sonde_value keep_text(sonde_self *self, sonde_call *call, const char *s, size_t len) {
  char *copy = self->host->alloc(call, len + 1);
  if (copy) memcpy(copy, s, len);
  return copy ? value_text_len(copy, len) : value_nil();
}

static sonde_value command_line(sonde_self *self, sonde_call *call) {
  const char *const *argv = self->context->argv;
  if (!argv)
    return value_unknown(
        SONDE_WHY_NOT_ASKED, "not launched by Sonde; perfcounters.processes names its command");
  text line = {0};
  command_line_show(&line, argv);
  sonde_value v = keep_text(self, call, text_chars(&line), line.len);
  text_free(&line);
  return v;
}

/* How it ended, in words, and the part of them that names the signal. */
static void tell_end(sonde_self *self, sonde_call *call, const process_end *end, sonde_value *results) {
  arena a = {0};
  const char *name = end->signalled ? system_signal_name(&a, end->code) : "";
  const char *words = end->signalled ? arena_format(&a, "ended by %s", name)
                                     : arena_format(&a, "exited with status %u", (unsigned)end->code);
  const char *number = strchr(name, ' '); /* "signal 9 (KILL)" */
  if (number) results[SIGNAL] = keep_text(self, call, number + 1, strlen(number + 1));
  if (!end->signalled) results[STATUS] = value_u64(end->code);
  results[ENDED] = keep_text(self, call, words, strlen(words));
  arena_free(&a);
}

static sonde_value figure(int64_t n, const char *why_not) {
  return n >= 0 ? value_i64(n) : value_unknown(SONDE_WHY_UNSUPPORTED, why_not);
}

static void tell_figures(const process_end *end, bool alive, bool launched, sonde_value *results) {
  static const char running[] = "the process still runs; perfcounters.process gives its figures";
  static const char not_ours[] = "a process's end is told only to the one that launched it";
  if (alive) {
    results[CPU_USER] = results[CPU_KERNEL] = results[PEAK] = value_unknown(SONDE_WHY_NOT_ASKED, running);
    return;
  }
  const char *why_cpu = launched ? "the system gave no CPU time of the ended process" : not_ours;
  const char *why_peak =
      launched ? "not above what Sonde itself held at the launch, or not given by the system" : not_ours;
  results[CPU_USER] = figure(end->cpu_user_ns, why_cpu);
  results[CPU_KERNEL] = figure(end->cpu_kernel_ns, why_cpu);
  results[PEAK] = figure(end->peak_resident_bytes, why_peak);
  if (!end->known)
    results[STATUS] = results[SIGNAL] = results[ENDED] = value_unknown(SONDE_WHY_UNSUPPORTED, not_ours);
}

static int64_t elapsed_ns(const process_end *end, bool alive) {
  if (!end->start_mono_ns) return 0; /* not let go yet */
  return (alive ? clock_mono_ns() : end->end_mono_ns) - end->start_mono_ns;
}

static sonde_status SONDE_CALL call_info(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  process *p = of(&args[0]);
  process_end end;
  bool alive = process_alive(p), launched = process_is_launched(p);
  process_get_end(p, &end);
  results[PID] = value_u64(process_pid(p));
  results[START_ID] = value_u64(process_start_id(p));
  results[LAUNCHED] = value_bool(launched);
  results[COMMAND] = command_line(self, call);
  results[ALIVE] = value_bool(alive);
  if (end.known && !alive) tell_end(self, call, &end, results);
  tell_figures(&end, alive, launched, results);
  results[ELAPSED] = value_i64(elapsed_ns(&end, alive));
  return SONDE_OK;
}

/* -------------------------------------------------------------------------------------------------- table --
 */

#define HANDLE_UNIT "handle:target"

static const sonde_field handle_param[] = {{.name = "target",
    .unit = HANDLE_UNIT,
    .doc = "What target.main gave.",
    .kind = SONDE_HANDLE,
    .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL}};

static const sonde_field stop_params[] = {{.name = "target",
                                              .unit = HANDLE_UNIT,
                                              .doc = "What target.main gave.",
                                              .kind = SONDE_HANDLE,
                                              .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL},
    {.name = "hard",
        .unit = "",
        .doc = "At once, without a chance to tidy up; on Windows it is always so.",
        .initial = "false",
        .kind = SONDE_BOOL}};

static const sonde_field main_result[] = {{.name = "value",
    .unit = HANDLE_UNIT,
    .doc = "The process; nil when the run is about the machine.",
    .kind = SONDE_HANDLE}};

static const sonde_field all_result[] = {{.name = "value",
    .unit = HANDLE_UNIT,
    .doc = "All processes that the command line named.",
    .kind = SONDE_LIST,
    .item_kind = SONDE_HANDLE}};

static const sonde_field done_result[] = {{.name = "value", .unit = "", .doc = "True.", .kind = SONDE_BOOL}};

static const sonde_field alive_result[] = {
    {.name = "value", .unit = "", .doc = "Whether it has not ended yet.", .kind = SONDE_BOOL}};

static const sonde_field pid_result[] = {
    {.name = "value", .unit = "pid", .doc = "Its number.", .kind = SONDE_U64}};

static const sonde_field pids_result[] = {{.name = "value",
    .unit = "pid",
    .doc = "Those that are alive, the root first.",
    .kind = SONDE_LIST,
    .item_kind = SONDE_U64}};

static const sonde_field info_results[FACTS] = {
    [PID] = {.name = "pid", .unit = "pid", .doc = "The root's number.", .kind = SONDE_U64},
    [START_ID] = {.name = "start_id",
        .unit = "id",
        .doc = "With the pid unique while the machine runs.",
        .kind = SONDE_U64},
    [LAUNCHED] = {.name = "launched",
        .unit = "",
        .doc = "By this run; else attached to.",
        .kind = SONDE_BOOL},
    [COMMAND] = {.name = "command", .unit = "", .doc = "The command line.", .kind = SONDE_TEXT},
    [ALIVE] = {.name = "alive", .unit = "", .doc = "Whether the root has not ended yet.", .kind = SONDE_BOOL},
    [STATUS] = {.name = "status",
        .unit = "",
        .doc = "Its exit code; nil while it runs or when a signal ended it.",
        .kind = SONDE_U64},
    [SIGNAL] = {.name = "signal",
        .unit = "",
        .doc = "What ended it, \"9 (KILL)\" or on Windows \"0xC0000005\"; nil when it exited by itself.",
        .kind = SONDE_TEXT},
    [ENDED] = {.name = "ended",
        .unit = "",
        .doc = "How it ended, in words; nil while it runs.",
        .kind = SONDE_TEXT},
    [CPU_USER] = {.name = "cpu_user_ns",
        .unit = "ns",
        .doc = "CPU time in the program, of the root and the descendants it waited for, once it ended.",
        .kind = SONDE_I64},
    [CPU_KERNEL] = {.name = "cpu_kernel_ns",
        .unit = "ns",
        .doc = "CPU time in the system on their behalf, once it ended.",
        .kind = SONDE_I64},
    [PEAK] = {.name = "peak_resident_bytes",
        .unit = "bytes",
        .doc = "The most memory that any of them held at once, once it ended.",
        .kind = SONDE_I64},
    [ELAPSED] = {.name = "elapsed_ns",
        .unit = "ns",
        .doc = "Since it was let go or attached to, until its end or now.",
        .kind = SONDE_I64}};

static const sonde_fn functions[] = {
    {.name = "main",
        .doc = "What the command line named, behind -- or --pid; nil: the machine.",
        .needs = "",
        SONDE_RESULTS(main_result),
        .call = call_main},
    {.name = "all",
        .doc = "All processes that the command line named, as a list.",
        .needs = "",
        SONDE_RESULTS(all_result),
        .call = call_all},
    {.name = "go",
        .doc = "Lets a launched process run, which stands still until then. The first wait does the same. "
               "With several checks it "
               "runs once all of them wait, so that each sees it from its start.",
        .needs = "",
        SONDE_PARAMS(handle_param),
        SONDE_RESULTS(done_result),
        .call = call_go,
        .flags = SONDE_ROW_METHOD},
    {.name = "alive",
        .doc = "Whether the root process has not ended yet.",
        .needs = "",
        SONDE_PARAMS(handle_param),
        SONDE_RESULTS(alive_result),
        .call = call_alive,
        .flags = SONDE_ROW_METHOD},
    {.name = "pid",
        .doc = "The number of the root process.",
        .needs = "",
        SONDE_PARAMS(handle_param),
        SONDE_RESULTS(pid_result),
        .call = call_pid,
        .flags = SONDE_ROW_METHOD},
    {.name = "pids",
        .doc = "The root process and all its descendants that are alive, also those that left it (daemons).",
        .needs = "",
        SONDE_PARAMS(handle_param),
        SONDE_RESULTS(pids_result),
        .call = call_pids,
        .flags = SONDE_ROW_METHOD},
    {.name = "info",
        .doc = "What is known of it: command, state, and after its end how it ended and what it used.",
        .needs = "",
        SONDE_PARAMS(handle_param),
        SONDE_RESULTS(info_results),
        .call = call_info,
        .flags = SONDE_ROW_METHOD},
    {.name = "stop",
        .doc = "Asks the root process to end.",
        .needs = "process.control",
        SONDE_PARAMS(stop_params),
        SONDE_RESULTS(done_result),
        .call = call_stop,
        .flags = SONDE_ROW_METHOD | SONDE_ROW_CHANGES}};

static sonde_status SONDE_CALL create(
    const sonde_host *services, sonde_call *call, const sonde_value *settings, sonde_self **self) {
  static const target_context machine;
  (void)call, (void)settings;
  const target_context *given = host_builtin_context(services);
  *self = calloc(1, sizeof **self);
  if (!*self) return SONDE_MEMORY;
  **self = (sonde_self){services, given ? given : &machine};
  return SONDE_OK;
}

static void SONDE_CALL destroy(sonde_self *self) {
  free(self);
}

static const sonde_plugin table = {.head = SONDE_HEAD(sonde_plugin),
    .name = "target",
    .version = "0.1.0",
    .summary = "The process that the command line named",
    .vendor = "Sonde",
    SONDE_FUNCTIONS(functions),
    SONDE_ROW_SIZES,
    .create = create,
    .destroy = destroy};

const sonde_plugin *target_plugin(void) {
  return &table;
}
