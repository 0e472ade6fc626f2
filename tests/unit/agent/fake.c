/* A platform without a system. */
#include "fake.h"

#include <stdlib.h>

#include "agent/memory_hooks.h"
#include "agent/platform.h"
#include "agent/thunk.h"
#include "os/clock.h"
#include "os/thread.h"

_Atomic uint32_t agent_pending;

void *fake_pages[FAKE_PAGES];

static uint32_t process = 77;
static _Thread_local void *words[AGENT_MEMORY + 1];
static thunk_data thunks[AGENT_FORM_ENTRY + 1][FAKE_THUNKS];

uint32_t platform_process(void) {
  return process;
}

uint32_t platform_thread(void) {
  return (uint32_t)thread_id();
}

uint32_t platform_is_gone(uint32_t number) {
  (void)number;
  return 0;
}

agent_head *platform_map(const agent_argument *argument) {
  return (agent_head *)(uintptr_t)argument->handle;
}

void platform_unmap(agent_head *head, uint64_t bytes) {
  (void)head;
  (void)bytes;
}

/* Never given back, as in a target. */
void *platform_pages(uint64_t bytes) {
  static uint32_t n;
  void *pages = calloc(1, bytes);
  if (n < FAKE_PAGES) fake_pages[n++] = pages;
  return pages;
}

void *platform_pages_of_process(uint64_t bytes) {
  return platform_pages(bytes);
}

int64_t platform_mono_ns(void) {
  return clock_mono_ns();
}

void platform_pause(int64_t ns) {
  clock_sleep_ns(ns);
}

uint64_t platform_copy(void *to, const void *from, uint64_t bytes) {
  if ((uintptr_t)from < 4096) return 0;
  memcpy(to, from, bytes);
  return bytes;
}

uint32_t platform_error(void) {
  return 5;
}

void *platform_thread_word(uint32_t module) {
  return words[module];
}

void platform_set_thread_word(uint32_t module, void *word) {
  words[module] = word;
}

int32_t platform_is_on_signal_stack(void) {
  return 0;
}

uint32_t platform_hook(void) {
  return AGENT_OK;
}

void platform_look(uint64_t stack) {
  (void)stack;
}

uint32_t memory_start(agent_module *m) {
  (void)m;
  return AGENT_UNSUITED;
}

uint64_t memory_choose(agent_module *m, const agent_site *site) {
  (void)m;
  (void)site;
  return 0;
}

uint32_t memory_hooks_know(const char *name) {
  (void)name;
  return 0;
}

void memory_forget(uint64_t base, uint64_t end) {
  (void)base;
  (void)end;
}

uint32_t thunk_count(uint32_t form) {
  (void)form;
  return FAKE_THUNKS;
}

uint64_t thunk_code(uint32_t form, uint32_t index) {
  return (form == AGENT_FORM_FRAMED ? FAKE_FRAMED : FAKE_ENTRY) + index * FAKE_STRIDE;
}

thunk_data *thunk_data_of(uint32_t form, uint32_t index) {
  return &thunks[form][index];
}

lane_page *fake_page(agent_head *head, uint32_t lane) {
  return (lane_page *)(void *)((uint8_t *)head + head->lanes.offset + lane * head->lane_bytes);
}

static agent_area take(uint64_t *at, uint64_t bytes) {
  agent_area a = {*at, bytes};
  *at += (bytes + 4095) / 4096 * 4096;
  return a;
}

agent_head *fake_block(uint32_t policy, uint32_t lanes, uint32_t chunks) {
  uint64_t at = (sizeof(agent_head) + 4095) / 4096 * 4096;
  agent_head h = {.magic = AGENT_MAGIC,
      .version = AGENT_VERSION,
      .module = AGENT_TRACER,
      .policy = policy,
      .nlanes = lanes};
  h.plan = take(&at, 4096);
  h.functions = take(&at, 64 * sizeof(agent_function));
  h.objects = take(&at, 16 * sizeof(agent_object));
  h.texts = take(&at, 4096);
  h.nchunks = chunks;
  h.lane_bytes = LANE_PAGE_BYTES + (uint64_t)chunks * SONDE_LANE_CHUNK;
  h.lanes = take(&at, lanes * h.lane_bytes);
  h.bytes = at;
  h.event = 1;
  h.active = 1;
  agent_head *head = calloc(1, at);
  memcpy(head, &h, sizeof h);
  atomic_store(&head->texts_used, 1);
  for (uint32_t i = 0; i < lanes; i++) {
    fake_page(head, i)->nchunks = chunks;
    fake_page(head, i)->policy = policy;
    atomic_store(&fake_page(head, i)->heartbeat, (uint64_t)clock_mono_ns());
  }
  return head;
}

agent_module *fake_module(agent_head *head) {
  agent_module *m = agent_module_of(AGENT_TRACER);
  m->head = head;
  m->writers = calloc(AGENT_MOST_LANES, sizeof *m->writers);
  platform_set_thread_word(AGENT_TRACER, NULL);
  return m;
}

void fake_free(agent_module *m) {
  free(m->head);
  free(m->writers);
  m->head = NULL;
  m->writers = NULL;
}

void fake_fork(agent_module *m, uint32_t number) {
  process = number;
  memset(m->writers, 0, AGENT_MOST_LANES * sizeof *m->writers);
}
