/* The query `signatures`: what is known of functions. */
#include <string.h>

#include "base/memory.h"
#include "listing.h"
#include "patterns.h"

typedef struct record {
  sonde_record head;
  sonde_slice name, prototype, failure, errors, result, parameters;
  int64_t recorded, text;
  uint64_t entry, cheap, waits;
  sonde_slice file;
  int64_t line;
} record;

SONDE_ASSERT(sizeof(record) == COLUMN(SIGNATURES_COLUMNS), tracer_signature_has_its_declared_size);

sonde_status SONDE_CALL signatures_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  sonde_status s = plugin_load(self, call);
  if (s) return s;
  listing *l = listing_new(self, call, COLUMN(SIGNATURES_COLUMNS), &s);
  if (!l) return s;
  if (args[0].kind == SONDE_TEXT) l->name = memory_text(args[0].u.s, args[0].len);
  l->n = self->signatures.n;
  *cursor = l;
  return SONDE_OK;
}

/* The kinds of the parameters, separated by spaces. */
static void put_parameters(listing *l, const signature *s, sonde_slice *slice) {
  text_clear(&l->scratch);
  for (uint32_t i = 0; i < s->nparameters; i++)
    text_printf(&l->scratch, "%s%s", i ? " " : "", value_kind_word((value_kind)s->parameters[i]));
  if (s->variadic) text_puts(&l->scratch, s->nparameters ? " ..." : "...");
  listing_put(l, slice, text_chars(&l->scratch));
}

static void add_record(listing *l, const signature *s) {
  record *r = sonde_rows_add(&l->rows, l->time);
  listing_put(l, &r->name, s->name);
  listing_put(l, &r->prototype, s->prototype);
  listing_put(l, &r->failure, failure_word(s->failure));
  listing_put(l, &r->errors, error_space_word((error_space)s->errors));
  listing_put(l, &r->result, value_kind_word((value_kind)s->result));
  put_parameters(l, s, &r->parameters);
  r->recorded = s->nrecorded;
  r->text = s->text;
  r->entry = s->entry_only;
  r->cheap = s->cheap;
  r->waits = s->waits;
  listing_put(l, &r->file, s->file);
  r->line = s->line;
}

sonde_status SONDE_CALL signatures_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  (void)call;
  listing *l = cursor;
  sonde_rows_clear(&l->rows);
  for (; l->at < l->n && sonde_rows_fits(&l->rows, 3 * SIGNATURE_MOST_LINE + 4096); l->at++) {
    const signature *s = &self->signatures.list[l->at];
    if (!l->name || !*l->name || patterns_match(l->name, s->name)) add_record(l, s);
  }
  sonde_rows_hand_over(&l->rows, span, NULL, l->at == l->n ? SONDE_SPAN_END : 0);
  return SONDE_OK;
}
