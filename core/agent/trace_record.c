/* Records of calls that the thunks cannot write themselves. */
#include "agent/module.h"
#include "agent/platform.h"
#include "agent/taken_text.h"
#include "agent/thunk.h"
#include "agent/tracer.h"

static uint32_t has_failed(const thunk_data *d, const thunk_frame *f) {
  return ((f->result & d->mask) == d->value) == d->want;
}

static uint64_t about(
    const thunk_frame *f, uint64_t now, uint32_t failed, uint32_t error, uint32_t has_text) {
  const uint64_t most_ticks = (1ull << TRACER_DURATION_BITS) - 1, most_error = (1u << TRACER_ERROR_BITS) - 1;
  uint64_t ticks = now > f->start ? now - f->start : 0;
  if (ticks > most_ticks) ticks = most_ticks;
  return ticks << TRACER_DURATION_SHIFT | (error < most_error ? error : most_error) << TRACER_ERROR_SHIFT |
         (failed ? TRACER_FAILED : 0) | (has_text ? TRACER_HAS_TEXT : 0);
}

/* A text stands behind all arguments: those that the function has not are told to be none. */
static void write_text(agent_writer *w, tracer_call *r, uint32_t narguments, const taken_text *text) {
  r->quality = 0;
  for (uint32_t i = narguments; i < TRACER_MOST_ARGUMENTS; i++) {
    r->arguments[i] = 0;
    r->quality |= (uint64_t)SONDE_WHY_NOT_ASKED << 4 * (TRACER_FIRST_ARGUMENT + i);
  }
  sonde_lane_text(&w->lane, &r->text, text->bytes, text->len);
  if (text->is_cut) r->text.len |= SONDE_SLICE_CUT;
}

static void write_call(
    agent_writer *w, const thunk_data *d, const thunk_frame *f, uint32_t error, const taken_text *text) {
  uint32_t event = (uint32_t)(d->word >> 16 & 0xFFFF), number = (uint32_t)(d->word >> 32);
  uint32_t size = text ? (uint32_t)sizeof(tracer_call) : d->size;
  uint64_t now = agent_ticks();
  tracer_call *r = sonde_lane_begin_with(&w->lane, event, size, now, text ? text->len : 0);
  if (!r) return;
  r->about = about(f, now, has_failed(d, f), error, text != NULL);
  r->result = f->result;
  for (uint32_t i = 0; i < d->narguments; i++)
    r->arguments[i] = f->arguments[i];
  if (text) write_text(w, r, d->narguments, text);
  sonde_lane_commit(&w->lane, r, number);
}

void trace_return(const thunk_data *d, const thunk_frame *f) {
  uint32_t failed = has_failed(d, f);
  if (!failed && d->failed_only) return;
  uint32_t error = failed && d->error == TRACER_ERROR_SYSTEM ? platform_error() : 0;
  taken_text text;
  uint32_t has_text = failed && d->text && taken_text_read(&text, f->arguments[d->text - 1], d->utf16);
  agent_writer *w = writer_enter_at(agent_module_of(AGENT_TRACER), (uint64_t)(f + 1));
  if (!w) return;
  write_call(w, d, f, error, has_text ? &text : NULL);
  writer_leave(w);
}

void trace_entry(const thunk_data *d) {
  trace_entry_at(d, (uint64_t)__builtin_frame_address(0));
}

void trace_entry_at(const thunk_data *d, uint64_t stack) {
  agent_writer *w = writer_enter_at(agent_module_of(AGENT_TRACER), stack);
  if (!w) return;
  void *r =
      sonde_lane_begin(&w->lane, (uint32_t)(d->word >> 16 & 0xFFFF), sizeof(sonde_record), agent_ticks());
  if (r) sonde_lane_commit(&w->lane, r, (uint32_t)(d->word >> 32));
  writer_leave(w);
}
