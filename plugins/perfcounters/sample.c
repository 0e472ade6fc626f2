/* The event `sample`: a thread for each subscription reads at absolute times and writes to a lane. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "plugin.h"

#define CLOCK_AGAIN_NS 1000000000

typedef struct record {
  sonde_record head;
  int64_t measure[M_COUNT];
  int64_t missed;
  uint64_t quality[SAMPLE_QUALITY];
} record;

SONDE_ASSERT(sizeof(record) == COLUMN(SAMPLE_WORDS), perfcounters_sample_has_its_declared_size);

/* Its members are the thread's alone while it runs. */
typedef struct sampler {
  sonde_self *self;
  struct sampler *next;
  uint64_t subscription, wanted, start_id;
  uint32_t pid; /* 0: the machine */
  bool tree, each;
  int64_t interval_ns;
  collect *collect;
  sonde_thread *thread;
  sonde_lane *lane;
  int64_t now_ns, anchored_ns, missed;
  char name[96]; /* of the root, kept for the last record */
} sampler;

/* The machine's name is fixed; a process is "name (pid)". */
static void name_subject(char out[96], const reading *r) {
  const reading_text *name = &r->text[TEXT_NAME];
  if (name->why == SONDE_WHY_KNOWN)
    snprintf(
        out, 96, "%.*s (%u)", (int)(name->len < 64 ? name->len : 64), name->s, (unsigned)r->value[P_pid].i);
}

static void write_record(sampler *s, const reading *r, const char *subject) {
  uint32_t symbol = s->self->lanes->define(s->lane, subject, strlen(subject));
  record *out = sonde_lane_begin(s->lane, 0, sizeof *out, (uint64_t)s->now_ns);
  if (!out) return;
  uint64_t quality[SAMPLE_QUALITY] = {0};
  answer_record(r, s->wanted, M_COUNT, out, quality);
  out->missed = s->missed;
  memcpy(out->quality, quality, sizeof quality);
  sonde_lane_commit(s->lane, out, symbol);
}

static void write_member(void *self, const reading *one) {
  char subject[96] = "";
  name_subject(subject, one);
  write_record(self, one, subject);
}

/* The last record: what was asked for is gone. */
static void write_end(sampler *s) {
  reading gone;
  reading_clear(&gone);
  reading_set(&gone, P_pid, s->pid);
  reading_lack(&gone, M_ALL, SONDE_WHY_GONE);
  write_record(s, &gone, s->name);
}

static sonde_status read_once(sampler *s, reading *r, error *e) {
  uint64_t wanted = s->wanted | T_NAME;
  if (s->pid == 0) return collect_system(s->collect, wanted, r, e);
  if (s->tree)
    return collect_tree(s->collect, s->pid, wanted, r, s->each && s->lane ? write_member : NULL, s, e);
  return collect_process(s->collect, s->pid, wanted, r, e);
}

/* False: it has ended, and so does the thread. */
static bool take_sample(sampler *s) {
  reading r;
  error e = {0};
  sonde_status status = read_once(s, &r, &e);
  bool ended = status == SONDE_MISSING || (!status && s->pid && r.start_id != s->start_id);
  if (ended) write_end(s);
  if (ended) return false;
  if (status) { /* for once: the next reading may succeed */
    reading_clear(&r);
    reading_set(&r, P_pid, s->pid);
    reading_lack(&r, M_ALL, status == SONDE_DENIED ? SONDE_WHY_DENIED : SONDE_WHY_UNKNOWN);
  }
  if (!(s->tree && s->each)) write_record(s, &r, s->name);
  return s->pid == 0 || status || !r.ended;
}

static void anchor(sampler *s) {
  if (s->anchored_ns && s->now_ns - s->anchored_ns < CLOCK_AGAIN_NS) return;
  sonde_clock clock = {
      .raw = (uint64_t)s->now_ns, .mono_ns = s->now_ns, .wall_ns = platform_wall_ns(), .mult = 1};
  s->self->lanes->set_clock(s->lane, &clock);
  s->anchored_ns = s->now_ns;
}

int64_t sample_next_due(int64_t due_ns, int64_t now_ns, int64_t interval_ns, int64_t *missed) {
  *missed = now_ns > due_ns ? (now_ns - due_ns) / interval_ns : 0;
  return due_ns + (*missed + 1) * interval_ns;
}

static void SONDE_CALL run(sonde_thread *thread, void *argument) {
  sampler *s = argument;
  const sonde_host *host = s->self->host;
  const sonde_thread_api *threads = s->self->threads;
  sonde_status status = s->self->lanes->open(host, s->subscription, SONDE_LANE_DROP, "sampler", &s->lane);
  if (status) { /* STATE: the subscription ended before this thread began */
    if (status != SONDE_STATE)
      host->log(host, SONDE_LOG_WARNING, "perfcounters.sample: the host gives no lane; no samples are taken");
    return;
  }
  int64_t due = threads->now_ns(host);
  do {
    s->now_ns = threads->now_ns(host);
    anchor(s);
    if (!take_sample(s)) break;
    due = sample_next_due(due, threads->now_ns(host), s->interval_ns, &s->missed);
  } while (!threads->sleep_until(thread, due));
  s->self->lanes->close(s->lane);
}

static void sampler_free(sampler *s) {
  collect_free(s->collect);
  memory_free(s);
}

static sonde_status check_first(sampler *s, error *e) {
  reading r;
  sonde_status status = read_once(s, &r, e);
  if (status) return status;
  s->start_id = r.start_id;
  snprintf(s->name, sizeof s->name, s->pid ? "process (%u)" : "system", s->pid);
  if (s->pid) name_subject(s->name, &r);
  return SONDE_OK;
}

static bool is_true(const sonde_value *v) {
  return v->kind == SONDE_BOOL && v->u.u;
}

static sonde_status prepare(sampler *s, sonde_call *call, const sonde_value *args) {
  const sonde_host *host = s->self->host;
  error e = {0};
  s->pid = args[SAMPLE_PID].kind == SONDE_I64 ? (uint32_t)args[SAMPLE_PID].u.i : 0;
  s->tree = s->pid && is_true(&args[SAMPLE_TREE]);
  s->each = is_true(&args[SAMPLE_EACH]);
  s->interval_ns = args[SAMPLE_INTERVAL].kind == SONDE_I64 ? args[SAMPLE_INTERVAL].u.i : 100000000;
  sonde_status status = ask_measures(call, host, &args[SAMPLE_COLUMNS], &args[SAMPLE_ONLY], &s->wanted);
  if (status) return status;
  s->collect = collect_new(NULL, &e);
  status = s->collect ? check_first(s, &e) : SONDE_OS;
  if (status) return plugin_fail(host, call, &e);
  status = s->self->threads->start(host, "perf.sample", run, s, &s->thread);
  return status ? host->fail(call, status, 0, "no thread could be started to take samples") : SONDE_OK;
}

sonde_status SONDE_CALL sample_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t subscription, void **cookie) {
  if (!self->threads || !self->lanes)
    return self->host->fail(
        call, SONDE_UNSUPPORTED, 0, "this host offers no threads or lanes to plugins; use a newer Sonde");
  sampler *s = NEW(sampler);
  s->self = self;
  s->subscription = subscription;
  sonde_status status = prepare(s, call, args);
  if (status) {
    sampler_free(s);
    return status;
  }
  s->next = self->samplers;
  self->samplers = s;
  *cookie = s;
  return SONDE_OK;
}

static void sampler_join(sampler *s) {
  if (s->thread) s->self->threads->join(s->thread);
  s->thread = NULL;
}

void SONDE_CALL sample_unsubscribe(sonde_self *self, void *cookie) {
  sampler *s = cookie;
  sampler_join(s);
  for (struct sampler **at = &self->samplers; *at; at = &(*at)->next) {
    if (*at != s) continue;
    *at = s->next;
    break;
  }
  sampler_free(s);
}

void sample_stop(sonde_self *self) {
  for (sampler *s = self->samplers; s; s = s->next)
    sampler_join(s);
}
