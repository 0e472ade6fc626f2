/* The host's side of the agent, for its tests under Windows. */
#include "scene.h"

#include <stdio.h>

#include "base/memory.h"
#include "event/lane.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/inject.h"
#include "os/share.h"

enum {
  LANES = 16,
  CHUNKS = 64,
  PLAN_AT = 65536,
  PLAN_BYTES = 65536,
  FUNCTIONS = 16384,
  OBJECTS = 256,
  EVENT = 5
};

typedef struct reader {
  uint64_t seq;
  uint32_t slot, at;
} reader;

struct scene {
  arena a;
  share *block;
  process *target;
  reader readers[LANES];
};

static const char *beside(scene *s, const char *file) {
  const char *program = file_program(&s->a);
  return arena_format(&s->a, "%.*s/%s", (int)(strrchr(program, '/') - program), program, file);
}

agent_head *scene_head(const scene *s) {
  return share_memory(s->block);
}

static uint8_t *at(const scene *s, uint64_t offset) {
  return (uint8_t *)share_memory(s->block) + offset;
}

static lane_page *page_of(const scene *s, uint32_t n) {
  const agent_head *h = scene_head(s);
  return (lane_page *)(void *)at(s, h->lanes.offset + n * h->lane_bytes);
}

static uint32_t put(uint8_t *plan, uint64_t *used, const char *word) {
  uint32_t offset = (uint32_t)*used;
  memcpy(plan + offset, word, strlen(word) + 1);
  *used += strlen(word) + 1;
  return offset;
}

static uint32_t put_list(uint8_t *plan, uint64_t *used, const char *pattern) {
  uint32_t offset = put(plan, used, pattern);
  put(plan, used, "");
  return offset;
}

static uint64_t put_plan(uint8_t *plan, const scene_setup *setup) {
  tracer_plan *p = (tracer_plan *)(void *)plan;
  tracer_signature *rows = (tracer_signature *)(void *)(p + 1);
  uint64_t used = sizeof *p + setup->nrows * sizeof *rows;
  *p = (tracer_plan){.nsignatures = setup->nrows,
      .signatures = sizeof *p,
      .unknown = setup->unknown,
      .failed_only = setup->failed_only};
  for (uint32_t i = 0; i < setup->nrows; i++) {
    const scene_row *r = &setup->rows[i];
    rows[i] = (tracer_signature){.name = put(plan, &used, r->name),
        .parameters = r->parameters,
        .narguments = r->narguments,
        .form = r->form,
        .failure = r->failure,
        .wide = r->wide,
        .error = r->error,
        .text = r->text,
        .utf16 = r->text != 0};
  }
  if (setup->library) p->libraries = put_list(plan, &used, setup->library);
  if (setup->from) p->from = put_list(plan, &used, setup->from);
  return used;
}

static agent_area take(uint64_t *used, uint64_t bytes) {
  agent_area a = {*used, bytes};
  *used += (bytes + 4095) & ~(uint64_t)4095;
  return a;
}

static void make_block(scene *s, const scene_setup *setup) {
  uint64_t used = PLAN_AT;
  agent_head h = {.magic = AGENT_MAGIC,
      .version = AGENT_VERSION,
      .owner = process_self(),
      .module = AGENT_TRACER,
      .plan = take(&used, PLAN_BYTES),
      .functions = take(&used, FUNCTIONS * sizeof(agent_function)),
      .objects = take(&used, OBJECTS * sizeof(agent_object)),
      .texts = take(&used, 4u << 20),
      .lane_bytes = LANE_PAGE_BYTES + CHUNKS * (uint64_t)SONDE_LANE_CHUNK,
      .nlanes = LANES,
      .nchunks = CHUNKS,
      .policy = setup->policy,
      .event = EVENT,
      .active = 1};
  h.lanes = take(&used, LANES * h.lane_bytes);
  h.bytes = used;
  error e = {0};
  s->block = share_new(used, &e);
  if (!s->block) fail_msg("%s", e.text);
  memcpy(scene_head(s), &h, sizeof h);
  scene_head(s)->plan.bytes = put_plan(at(s, PLAN_AT), setup);
  for (uint32_t i = 0; i < LANES; i++)
    lane_page_reset(page_of(s, i), setup->policy, CHUNKS);
}

static void beat(const scene *s) {
  for (uint32_t i = 0; i < LANES; i++)
    atomic_store(&page_of(s, i)->heartbeat, (uint64_t)clock_mono_ns());
}

scene *scene_new(const scene_setup *setup, const char *const *words) {
  scene *s = NEW(scene);
  const char *argv[8] = {beside(s, "hooktarget.exe")};
  for (int i = 0; words[i]; i++)
    argv[i + 1] = words[i];
  error e = {0};
  agent_argument argument = {0};
  uint64_t answer = 99;
  make_block(s, setup);
  beat(s);
  s->target = process_launch(argv, &e);
  if (!s->target || inject_hold(s->target, &e) ||
      share_lend(s->block, s->target, argument.path, &argument.handle, &e))
    fail_msg("%s", e.text);
  argument.bytes = share_bytes(s->block);
  if (inject_call(
          s->target, beside(s, "../../lib/sonde/sonde-agent.dll"), &argument, sizeof argument, &answer, &e))
    fail_msg("%s", e.text);
  assert_int_equal(answer, AGENT_OK);
  return s;
}

static uint8_t *chunk_of(const scene *s, uint32_t n, uint32_t slot) {
  return (uint8_t *)page_of(s, n) + LANE_PAGE_BYTES + (uint64_t)slot * SONDE_LANE_CHUNK;
}

static void read_chunk(scene *s, uint32_t n, scene_visit *visit, void *self) {
  reader *r = &s->readers[n];
  const uint8_t *chunk = chunk_of(s, n, r->slot);
  uint64_t word;
  while (r->at <= SONDE_LANE_CHUNK - 8 &&
         (word = atomic_load_explicit(
              (const _Atomic uint64_t *)(const void *)(chunk + r->at), memory_order_acquire)) != 0) {
    tracer_call c = {0};
    char words[600] = "";
    uint32_t size = word & 0xFFFF;
    assert_true(size >= 16 && size % 8 == 0 && size <= sizeof c && (word >> 16 & 0xFFFF) == EVENT);
    memcpy(&c, chunk + r->at, size);
    if (size == sizeof c && (c.about & TRACER_HAS_TEXT))
      memcpy(words, chunk + c.text.offset, c.text.len & ~SONDE_SLICE_CUT);
    if (visit) visit(self, &c, n, words);
    r->at += size;
  }
}

static bool next_chunk(scene *s, uint32_t n) {
  reader *r = &s->readers[n];
  lane_page *p = page_of(s, n);
  for (uint32_t i = 0; i < CHUNKS; i++) {
    if (atomic_load(&p->seq[i]) != r->seq + 1) continue;
    if (r->seq) atomic_store(&p->seq[r->slot], 0);
    *r = (reader){r->seq + 1, i, SONDE_LANE_FIRST};
    return true;
  }
  return false;
}

static void read_all(scene *s, scene_visit *visit, void *self) {
  beat(s);
  for (uint32_t n = 0; n < LANES; n++) {
    if (!s->readers[n].seq && !next_chunk(s, n)) continue;
    for (;;) {
      bool is_last = atomic_load(&page_of(s, n)->newest) <= s->readers[n].seq;
      read_chunk(s, n, visit, self);
      if (is_last || !next_chunk(s, n)) break;
    }
  }
}

uint32_t scene_run(scene *s, scene_visit *visit, void *self) {
  process_end end;
  assert_int_equal(process_go(s->target, NULL), SONDE_OK);
  while (!process_wait_until(s->target, clock_mono_ns() + 1000000))
    read_all(s, visit, self);
  read_all(s, visit, self);
  process_get_end(s->target, &end);
  return end.code;
}

uint64_t scene_lost(const scene *s) {
  uint64_t n = scene_head(s)->unseen_calls;
  for (uint32_t i = 0; i < LANES; i++)
    n += page_of(s, i)->lost;
  return n;
}

process *scene_process(const scene *s) {
  return s->target;
}

const char *scene_text(const scene *s, uint32_t offset) {
  return (const char *)at(s, scene_head(s)->texts.offset + offset);
}

uint32_t scene_function(const scene *s, const char *name, agent_function *out) {
  const agent_head *h = scene_head(s);
  const agent_function *all = (const agent_function *)(const void *)at(s, h->functions.offset);
  for (uint32_t n = 0; n < h->nfunctions; n++) {
    if (strcmp(scene_text(s, all[n].name), name) != 0) continue;
    if (out) *out = all[n];
    return n + 1;
  }
  return 0;
}

void scene_free(scene *s) {
  process_free(s->target);
  share_free(s->block);
  arena_free(&s->a);
  memory_free(s);
}
