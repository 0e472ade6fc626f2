/* To the tape: answers with the time after them, and the descriptions of streams. */
#include "host/internal.h"
#include "host/tape_rows.h"
#include "os/clock.h"

void record_start(host *h) {
  sonde_pair facts[] = {
      {TAPE_MONO, value_i64(h->now_ns)},
      {TAPE_WALL, value_i64(h->now_ns + h->wall_offset_ns)},
  };
  sonde_value none = value_map(NULL, 0), start = value_map(facts, COUNT(facts));
  tape_put_answer(h->recording, TAPE_START, &none, SONDE_OK, &start, NULL);
}

/* Results as the script gets them, without SECRET ones. */
static sonde_value results_map(const row *r, const sonde_value *results, arena *a) {
  sonde_pair *pairs = arena_alloc(a, (r->nfields + 1u) * sizeof *pairs);
  size_t n = 0;
  for (uint32_t i = 0; results && i < r->nfields; i++)
    if (results[i].kind != SONDE_NIL && !(r->fields[i].flags & SONDE_FIELD_SECRET))
      pairs[n++] = (sonde_pair){r->fields[i].name, results[i]};
  return value_map(pairs, n);
}

void record_answer(host *h, const row *r, const sonde_value *args, sonde_status status,
    const sonde_value *results, const error *e) {
  arena a = {0};
  time_sync(h);
  sonde_value key = args_map(r, args, &a);
  sonde_pair answer[] = {
      {TAPE_MONO, value_i64(h->now_ns)},
      {TAPE_RESULTS, results_map(r, status ? NULL : results, &a)},
  };
  sonde_value whole = value_map(answer, COUNT(answer));
  tape_put_answer(h->recording, r->full_name, &key, status, &whole, status ? e : NULL);
  arena_free(&a);
}

uint32_t record_stream(host *h, const row *r, const sonde_value *args, const record_type *type) {
  arena a = {0};
  sonde_value key = args_map(r, args, &a);
  uint32_t stream = tape_put_stream(h->recording, r->full_name, &key, type);
  arena_free(&a);
  return stream;
}
