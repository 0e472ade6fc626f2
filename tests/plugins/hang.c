/* hang: slow functions that never look whether they were cancelled or watch a target, and a thread that stays
 * when the plugin stops. */
#include "fake.h"
#include "sonde_target.h"
#include "sonde_thread.h"

struct sonde_self {
  const sonde_host *host;
  const sonde_thread_api *threads;
  int64_t until;
  sonde_thread *thread;
};

static const sonde_field forever_params[] = {
    {.name = "time",
        .unit = "ns",
        .doc = "How long.",
        .kind = SONDE_I64,
        .initial = "9s",
        .flags = SONDE_FIELD_POSITIONAL},
};

static sonde_status SONDE_CALL forever(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  int64_t end = self->threads->now_ns(self->host) + args[0].u.i;
  while (self->threads->now_ns(self->host) < end)
    continue;
  self->host->handle(call, "late", 1); /* after it was abandoned: must do no harm */
  self->host->progress(call, 1, "too late");
  results[0] = sonde_i64(1);
  return SONDE_OK;
}

static void SONDE_CALL idle(sonde_thread *thread, void *argument) {
  const sonde_self *self = (const sonde_self *)argument;
  while (!self->threads->sleep_until(thread, self->threads->now_ns(self->host) + 1000000000))
    continue;
}

static sonde_status SONDE_CALL leave(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)call, (void)args;
  results[0] = sonde_i64(self->threads->start(self->host, "left", idle, self, &self->thread));
  return SONDE_OK;
}

/* A slow row must not: it runs on another thread than the host. */
static sonde_status SONDE_CALL watch(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  const sonde_target_api *targets =
      (const sonde_target_api *)self->host->get_interface(self->host, SONDE_TARGET_1);
  sonde_agent_plan plan = {.size = sizeof plan};
  sonde_agent *agent;
  (void)args;
  results[0] = sonde_i64(1);
  return targets->watch(self->host, call, &plan, &agent);
}

static const sonde_fn fns[] = {
    {.name = "forever",
        .doc = "Does not stop when asked.",
        .needs = "",
        SONDE_PARAMS(forever_params),
        SONDE_RESULTS(fake_result),
        .call = forever,
        .flags = SONDE_ROW_SLOW},
    {.name = "leave",
        .doc = "Leaves a thread behind.",
        .needs = "",
        SONDE_RESULTS(fake_result),
        .call = leave},
    {.name = "watch",
        .doc = "Watches the target from another thread.",
        .needs = "",
        .results = fake_result,
        .nresults = 1,
        .call = watch,
        .flags = SONDE_ROW_SLOW},
};

static sonde_status SONDE_CALL create(
    const sonde_host *host, sonde_call *call, const sonde_value *settings, sonde_self **out) {
  (void)call, (void)settings;
  sonde_self *self = (sonde_self *)calloc(1, sizeof *self);
  if (!self) return SONDE_MEMORY;
  self->host = host;
  self->threads = (const sonde_thread_api *)host->get_interface(host, SONDE_THREAD_1);
  *out = self;
  return SONDE_OK;
}

static void SONDE_CALL destroy(sonde_self *self) {
  free(self);
}

FAKE_ENTRY("hang", (p.fns = fns, p.nfns = SONDE_COUNT(fns), p.create = create, p.destroy = destroy))
