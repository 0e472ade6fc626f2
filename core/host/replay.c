/* A source that answers from a tape: the recorded run again, in its own time, on any platform. */
#include <string.h>

#include "host/internal.h"
#include "host/tape_rows.h"

typedef struct replay {
  host_source source; /* first: replay_free gets it */
  tape *tape;
  int64_t now_ns; /* after the last answer */
} replay;

static int64_t number_of(const sonde_value *facts, const char *key) {
  const sonde_value *v = value_get(facts, key);
  return v && (v->kind == SONDE_I64 || v->kind == SONDE_U64) ? v->u.i : 0;
}

static void take_time(replay *p, const sonde_value *answer) {
  int64_t at = number_of(answer, TAPE_MONO);
  if (at > p->now_ns) p->now_ns = at;
}

static sonde_status replay_call(
    void *self, const row *r, const sonde_value *args, arena *a, sonde_value *results, error *e) {
  replay *p = self;
  sonde_value key = args_map(r, args, a), answer = {0};
  sonde_status s = tape_get_answer(p->tape, r->full_name, &key, a, &answer, e);
  take_time(p, &answer);
  if (s) return s;
  const sonde_value *recorded = value_get(&answer, TAPE_RESULTS);
  for (uint32_t i = 0; recorded && i < r->nfields; i++) {
    const sonde_value *v = value_get(recorded, r->fields[i].name);
    if (v) results[i] = *v;
    if (!v && (r->fields[i].flags & SONDE_FIELD_SECRET))
      results[i] = value_unknown(SONDE_WHY_NOT_ASKED, "secrets are not recorded");
  }
  return SONDE_OK;
}

/* Stream numbers are handed out as pointers, from 1, so that none is NULL. */
static sonde_status replay_open(
    void *self, const row *r, const sonde_value *args, const record_type **type, void **stream, error *e) {
  replay *p = self;
  arena a = {0};
  uint32_t number = 0;
  sonde_value key = args_map(r, args, &a), answer = {0};
  sonde_status s = tape_find_stream(p->tape, r->full_name, &key, &number, type, e);
  if (s) { /* perhaps opening it failed in the recording, too */
    error recorded = {0};
    sonde_status failed = tape_get_answer(p->tape, r->full_name, &key, &a, &answer, &recorded);
    if (failed != SONDE_OK && failed != SONDE_MISSING) {
      s = failed;
      if (e) *e = recorded;
    }
  }
  *stream = (void *)((uintptr_t)number + 1);
  arena_free(&a);
  return s;
}

static bool replay_read(
    void *self, void *stream, int64_t mono_ns, record_source *source, sonde_span *span, bool *end) {
  replay *p = self;
  *end = false;
  return tape_get_span(p->tape, (uint32_t)((uintptr_t)stream - 1), mono_ns, source, span);
}

static int64_t replay_now(void *self) {
  return ((replay *)self)->now_ns;
}

host_source *replay_new(host *h, tape *t, error *e) {
  (void)h;
  arena a = {0};
  sonde_value none = value_map(NULL, 0), start = {0};
  if (tape_get_answer(t, TAPE_START, &none, &a, &start, e)) {
    arena_free(&a);
    return NULL;
  }
  replay *p = NEW(replay);
  p->tape = t;
  p->source = (host_source){
      .self = p,
      .call = replay_call,
      .open = replay_open,
      .read = replay_read,
      .virtual_time = true,
      .start_mono_ns = number_of(&start, TAPE_MONO),
      .start_wall_ns = number_of(&start, TAPE_WALL),
      .now = replay_now,
  };
  arena_free(&a);
  return &p->source;
}

void replay_free(host_source *s) {
  memory_free(s);
}
