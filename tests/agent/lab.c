/* The host's side of an agent, small: memory file, plan, reader. */
#include "lab.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

typedef struct reader {
  uint64_t seq;
  uint32_t slot, at;
} reader;

struct lab {
  agent_head *head;
  int file;
  reader readers[AGENT_MOST_LANES];
  uint64_t freed_lost;
};

static uint64_t mono_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint32_t put_text(uint8_t *plan, uint64_t *used, const char *text) {
  uint64_t at = *used;
  memcpy(plan + at, text, strlen(text) + 1);
  *used += strlen(text) + 1;
  return (uint32_t)at;
}

static uint32_t put_list(uint8_t *plan, uint64_t *used, const char *const *list) {
  if (!list) return 0;
  uint32_t at = (uint32_t)*used;
  for (; *list; list++)
    put_text(plan, used, *list);
  put_text(plan, used, "");
  return at;
}

static uint64_t put_plan(uint8_t *plan, const lab_setup *s) {
  tracer_plan *p = (tracer_plan *)(void *)plan;
  tracer_signature *rows = (tracer_signature *)(void *)(p + 1);
  uint64_t used = sizeof *p + s->nrows * sizeof *rows;
  *p = (tracer_plan){
      .nsignatures = s->nrows, .signatures = sizeof *p, .unknown = s->unknown, .failed_only = s->failed_only};
  for (unsigned i = 0; i < s->nrows; i++) {
    const lab_row *r = &s->rows[i];
    rows[i] = (tracer_signature){.name = put_text(plan, &used, r->name),
        .narguments = (uint8_t)r->narguments,
        .parameters = (uint8_t)r->narguments,
        .form = (uint8_t)r->form,
        .failure = (uint8_t)r->failure,
        .wide = (uint8_t)r->wide,
        .error = (uint8_t)r->error,
        .text = (uint8_t)r->text};
  }
  p->names = put_list(plan, &used, s->names);
  p->exclude = put_list(plan, &used, s->exclude);
  p->libraries = put_list(plan, &used, s->libraries);
  p->from = put_list(plan, &used, s->from);
  return used;
}

static lane_page *page_of(lab *l, uint32_t i) {
  return (lane_page *)(void *)((uint8_t *)l->head + l->head->lanes.offset + i * l->head->lane_bytes);
}

lab *lab_new(const lab_setup *s) {
  static lab one;
  lab *l = &one;
  uint32_t lanes = s->lanes ? s->lanes : 16, chunks = s->chunks ? s->chunks : 32;
  uint64_t lane_bytes = LANE_PAGE_BYTES + (uint64_t)chunks * SONDE_LANE_CHUNK, at = 65536;
  agent_head h = {.magic = AGENT_MAGIC,
      .version = AGENT_VERSION,
      .owner = (uint32_t)getpid(),
      .module = s->module ? s->module : AGENT_TRACER};
  h.plan = (agent_area){at, 65536}, at += h.plan.bytes;
  h.functions = (agent_area){at, 8192 * sizeof(agent_function)}, at += h.functions.bytes;
  h.objects = (agent_area){at, 1024 * sizeof(agent_object)}, at += h.objects.bytes;
  h.texts = (agent_area){at, 1 << 20}, at += h.texts.bytes;
  h.stacks = (agent_area){at, s->stacks}, at += h.stacks.bytes;
  at = (at + 4095) & ~4095ull;
  h.lanes = (agent_area){at, lanes * lane_bytes};
  h.bytes = at + h.lanes.bytes;
  h.lane_bytes = lane_bytes, h.nlanes = lanes, h.nchunks = chunks, h.policy = s->policy, h.event = 3,
  h.active = 1;
  *l = (lab){.file = memfd_create("lab", MFD_CLOEXEC)};
  CHECK(l->file >= 0 && !ftruncate(l->file, (off_t)h.bytes));
  l->head = mmap(NULL, h.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, l->file, 0);
  CHECK(l->head != MAP_FAILED);
  memcpy(l->head, &h, sizeof h);
  if (s->module) memcpy((uint8_t *)l->head + h.plan.offset, s->plan, s->plan_bytes);
  l->head->plan.bytes = s->module ? s->plan_bytes : put_plan((uint8_t *)l->head + h.plan.offset, s);
  for (uint32_t i = 0; i < lanes; i++) {
    page_of(l, i)->policy = s->policy;
    page_of(l, i)->nchunks = chunks;
    page_of(l, i)->heartbeat = mono_ns();
  }
  return l;
}

/* Under the loader's own name for a library, as Sonde's injection does it. */
unsigned long lab_start(lab *l) {
  agent_argument a = {.bytes = l->head->bytes};
  snprintf(a.path, sizeof a.path, "/proc/%d/fd/%d", getpid(), l->file);
  void *agent = dlopen(SONDE_AGENT, RTLD_NOW);
  if (!agent) fprintf(stderr, "%s\n", dlerror());
  CHECK(agent);
  struct link_map *map;
  CHECK(!dlinfo(agent, RTLD_DI_LINKMAP, &map));
  const Elf64_Ehdr *e = (const Elf64_Ehdr *)map->l_addr;
  uint64_t (*start)(const agent_argument *) = (uint64_t(*)(const agent_argument *))(map->l_addr + e->e_entry);
  return start(&a);
}

agent_head *lab_head(lab *l) {
  return l->head;
}

static uint8_t *chunk_of(lab *l, uint32_t i, uint32_t slot) {
  return (uint8_t *)page_of(l, i) + LANE_PAGE_BYTES + (uint64_t)slot * SONDE_LANE_CHUNK;
}

static uint64_t word_at(const uint8_t *p) {
  return __atomic_load_n((const uint64_t *)(const void *)p, __ATOMIC_ACQUIRE);
}

static unsigned long read_chunk(lab *l, uint32_t i, lab_visit_record *visit, void *self) {
  reader *r = &l->readers[i];
  const uint8_t *chunk = chunk_of(l, i, r->slot);
  uint64_t owner = l->head->owners[i], word;
  unsigned long n = 0;
  while (r->at <= SONDE_LANE_CHUNK - 8 && (word = word_at(chunk + r->at)) != 0) {
    uint32_t size = word & 0xFFFF;
    CHECK(size >= 16 && size % 8 == 0 && (word >> 16 & 0xFFFF) == 3);
    visit(self, (const sonde_record *)(const void *)(chunk + r->at), chunk, (unsigned)(owner >> 32),
        (unsigned)owner);
    r->at += size;
    n++;
  }
  return n;
}

static bool next_chunk(lab *l, uint32_t i) {
  reader *r = &l->readers[i];
  lane_page *p = page_of(l, i);
  for (uint32_t s = 0; s < l->head->nchunks; s++) {
    if (atomic_load(&p->seq[s]) != r->seq + 1) continue;
    if (r->seq) atomic_store(&p->seq[r->slot], 0);
    *r = (reader){r->seq + 1, s, SONDE_LANE_FIRST};
    return true;
  }
  return false;
}

unsigned long lab_read_records(lab *l, lab_visit_record *visit, void *self) {
  unsigned long n = 0;
  for (uint32_t i = 0; i < l->head->nlanes; i++) {
    lane_page *p = page_of(l, i);
    atomic_store(&p->heartbeat, mono_ns());
    if (!l->readers[i].seq && !next_chunk(l, i)) continue;
    for (;;) {
      bool is_last = atomic_load(&p->newest) <= l->readers[i].seq;
      n += read_chunk(l, i, visit, self);
      if (is_last || !next_chunk(l, i)) break;
    }
  }
  return n;
}

typedef struct call_reader {
  lab_visit *visit;
  void *self;
} call_reader;

static void read_call(void *self, const sonde_record *r, const void *chunk, unsigned pid, unsigned tid) {
  const call_reader *reads = self;
  tracer_call c = {0};
  CHECK(r->size <= sizeof c);
  memcpy(&c, r, r->size);
  bool has_text = r->size == sizeof c && (c.about & TRACER_HAS_TEXT);
  uint32_t len = has_text ? c.text.len & ~SONDE_SLICE_CUT : 0;
  if (reads->visit)
    reads->visit(reads->self, &c, pid, tid, has_text ? (const char *)chunk + c.text.offset : NULL, len);
}

unsigned long lab_read(lab *l, lab_visit *visit, void *self) {
  call_reader reads = {visit, self};
  return lab_read_records(l, read_call, &reads);
}

unsigned long lab_lost(lab *l) {
  unsigned long n = l->freed_lost + l->head->unseen_calls;
  for (uint32_t i = 0; i < l->head->nlanes; i++)
    n += page_of(l, i)->lost;
  return n;
}

void lab_free_lanes(lab *l) {
  for (uint32_t i = 0; i < l->head->nlanes; i++) {
    uint64_t owner = l->head->owners[i];
    if (!owner || !syscall(SYS_tgkill, owner >> 32, owner & UINT32_MAX, 0)) continue;
    lane_page *p = page_of(l, i);
    l->freed_lost += p->lost;
    p->newest = p->lost = p->claim = p->lost_seen = 0;
    for (uint32_t s = 0; s < LANE_MOST_CHUNKS; s++)
      p->seq[s] = 0;
    l->readers[i] = (reader){0};
    atomic_store(&l->head->owners[i], 0);
  }
}

const agent_function *lab_entry(lab *l, unsigned number) {
  return (const agent_function *)(const void *)((uint8_t *)l->head + l->head->functions.offset) + number - 1;
}

const char *lab_text(lab *l, unsigned offset) {
  return (const char *)l->head + l->head->texts.offset + offset;
}

unsigned lab_function(lab *l, const char *name) {
  for (unsigned n = 1; n <= l->head->nfunctions; n++) {
    if (!strcmp(lab_text(l, lab_entry(l, n)->name), name)) return n;
  }
  return 0;
}
