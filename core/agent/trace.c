/* The module tracer: gives each wanted function a thunk. */
#include "agent/bytes.h"
#include "agent/plan.h"
#include "agent/platform.h"
#include "agent/publish.h"
#include "agent/thunk.h"

/* A name that calls reach a function by: two names of one function are told apart. */
typedef struct trace_function {
  uint64_t address, name; /* hash of the name; address 0: free, 1: forgotten */
  uint32_t number;
  uint16_t form, reserved;
  uint32_t thunk;
} trace_function;

static const _Atomic uint32_t closed;
const _Atomic uint32_t *thunk_gate = &closed;

static plan orders;
static trace_function *functions; /* open addressing */
static uint64_t places, taken;
static uint32_t used[AGENT_FORM_ENTRY + 1]; /* thunks of each form */

static uint64_t power_above(uint64_t n) {
  uint64_t p = 64;
  while (p < n)
    p *= 2;
  return p;
}

uint32_t trace_start(agent_module *m) {
  const agent_head *h = m->head;
  uint8_t *copy = platform_pages(h->plan.bytes + 1);
  places = power_above(4 * (h->functions.bytes / sizeof(agent_function)));
  functions = platform_pages(places * sizeof *functions);
  if (!copy || !functions) return AGENT_NO_MEMORY;
  memcpy(copy, (const uint8_t *)h + h->plan.offset, h->plan.bytes);
  orders = (plan){copy, h->plan.bytes};
  if (!plan_is_sound(&orders)) return AGENT_MISMATCH;
  thunk_gate = &h->active;
  return AGENT_OK;
}

/* The function's place in the table, or the free one where it belongs; NULL: the table is full. */
static trace_function *find(uint64_t address, uint64_t name) {
  uint64_t at = (address >> 4 ^ name) * 0x9E3779B97F4A7C15u;
  for (uint64_t i = 0; i < places; i++) {
    trace_function *f = &functions[((at >> 20) + i) & (places - 1)];
    if (!f->address || (f->address == address && f->name == name)) return f;
  }
  return NULL;
}

/* How the thunk sees in the result that the call has failed. */
static void set_failure(thunk_data *d, const tracer_signature *s) {
  uint64_t all = s->wide ? UINT64_MAX : UINT32_MAX, sign = all ^ all >> 1;
  d->want = s->failure != TRACER_NONZERO;
  switch (s->failure) {
  case TRACER_MINUS_ONE: d->mask = d->value = all; break;
  case TRACER_ZERO:
  case TRACER_NONZERO: d->mask = all; break;
  case TRACER_NEGATIVE: d->mask = d->value = sign; break;
  default: d->value = 1; break;
  }
}

static void fill(thunk_data *d, const agent_head *h, const trace_function *f, const tracer_signature *s) {
  int framed = s && f->form == AGENT_FORM_FRAMED; /* only functions with a signature are */
  uint32_t size = framed ? (uint32_t)offsetof(tracer_call, arguments) : (uint32_t)sizeof(sonde_record);
  if (framed) {
    set_failure(d, s);
    d->narguments = s->narguments;
    d->parameters = s->parameters;
    d->failure = s->failure;
    d->error = s->error;
    d->text = s->text;
    d->utf16 = s->utf16;
    d->failed_only = plan_head(&orders)->failed_only != 0;
    size += 8u * s->narguments;
  }
  d->size = size;
  d->word = size | (uint64_t)(h->event & 0xFFFF) << 16 | (uint64_t)f->number << 32;
}

/* A framed function gets an entry thunk when no framed one is left. */
static void take_thunk(trace_function *f, agent_function *told) {
  if (f->form == AGENT_FORM_FRAMED && used[f->form] == thunk_count(f->form)) f->form = AGENT_FORM_ENTRY;
  if (used[f->form] == thunk_count(f->form)) {
    f->form = AGENT_FORM_NONE;
    told->why = AGENT_WHY_FULL;
  } else {
    f->thunk = used[f->form]++;
  }
  told->form = f->form;
}

static void add(agent_module *m, trace_function *f, const agent_site *site, plan_choice c) {
  agent_function told = {.address = site->address,
      .name = publish_text(m->head, site->name),
      .library = publish_text(m->head, site->library),
      .form = c.form,
      .why = c.why,
      .signature = c.row};
  if (site->why && c.form != AGENT_FORM_NONE) {
    told.form = AGENT_FORM_NONE;
    told.why = site->why;
  }
  f->form = told.form;
  if (f->form != AGENT_FORM_NONE) take_thunk(f, &told);
  f->number = publish_function(m->head, &told);
  if (!f->number) f->form = AGENT_FORM_NONE;
  if (f->form == AGENT_FORM_NONE) return;
  fill(thunk_data_of(f->form, f->thunk), m->head, f, c.row ? plan_row(&orders, c.row) : NULL);
}

uint32_t trace_wants(const char *caller) {
  return plan_wants_caller(&orders, caller);
}

uint32_t trace_wants_name(const char *name) {
  return plan_wants_name(&orders, name);
}

uint64_t trace_choose(agent_module *m, const agent_site *site) {
  if (site->is_pointer) return 0;
  trace_function *f = find(site->address, bytes_hash(site->name));
  if (!f) return 0;
  if (!f->address) {
    plan_choice c = plan_choose(&orders, site->name, site->library);
    if (!c.wanted || 4 * taken >= 3 * places) return 0;
    taken++;
    f->address = site->address;
    f->name = bytes_hash(site->name);
    add(m, f, site, c);
  }
  if (f->form == AGENT_FORM_NONE) return 0;
  atomic_store_explicit(&thunk_data_of(f->form, f->thunk)->next, site->next, memory_order_release);
  if (site->is_new) publish_slot(m->head, f->number);
  return thunk_code(f->form, f->thunk);
}

void trace_forget(uint64_t base, uint64_t end) {
  for (uint64_t i = 0; i < places; i++) {
    if (functions[i].address >= base && functions[i].address < end) functions[i].address = 1;
  }
}
