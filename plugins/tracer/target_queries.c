/* The queries `functions` and `libraries`: what the agent found in the target. */
#include <string.h>

#include "base/memory.h"
#include "block.h"
#include "listing.h"
#include "patterns.h"

typedef struct function_record {
  sonde_record head;
  sonde_slice name, library, form;
  int64_t slots;
  uint64_t address;
  sonde_slice signature, failure, errors;
  uint64_t waits;
  sonde_slice why;
} function_record;

SONDE_ASSERT(sizeof(function_record) == COLUMN(FUNCTIONS_COLUMNS), tracer_function_has_its_declared_size);

typedef struct library_record {
  sonde_record head;
  sonde_slice path;
  uint64_t address;
  int64_t size;
  sonde_slice unseen;
} library_record;

SONDE_ASSERT(sizeof(library_record) == COLUMN(LIBRARIES_COLUMNS), tracer_library_has_its_declared_size);

static sonde_status open_listing(sonde_self *self, sonde_call *call, const sonde_value *args,
    uint32_t record_size, void **cursor, block *b) {
  sonde_status s;
  listing *l = listing_new(self, call, record_size, &s);
  if (!l) return s;
  s = listing_watch(self, call, args, l);
  if (!s && !block_open(b, l->block, l->block_bytes))
    s = self->host->fail(call, SONDE_STATE, 0,
        "what the agent has written cannot be read: it is of another version of Sonde, or was overwritten");
  if (!s && args[ASK_NAME].kind == SONDE_TEXT) l->name = memory_text(args[ASK_NAME].u.s, args[ASK_NAME].len);
  *cursor = l;
  if (s) listing_close(self, l);
  return s;
}

sonde_status SONDE_CALL functions_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  block b;
  sonde_status s = plugin_load(self, call);
  if (!s) s = open_listing(self, call, args, COLUMN(FUNCTIONS_COLUMNS), cursor, &b);
  if (!s) ((listing *)*cursor)->n = block_count_functions(&b);
  return s;
}

static void put_text(listing *l, const block *b, uint32_t offset, sonde_slice *slice) {
  text_clear(&l->scratch);
  block_add_text(b, offset, &l->scratch);
  sonde_rows_text(&l->rows, slice, text_chars(&l->scratch), l->scratch.len);
}

/* False: its name is not asked for. */
static bool is_asked(listing *l, const block *b, const agent_function *f) {
  if (!l->name || !*l->name) return true;
  text_clear(&l->scratch);
  block_add_text(b, f->name, &l->scratch);
  return patterns_match(l->name, text_chars(&l->scratch));
}

static void add_function(sonde_self *self, listing *l, const block *b, const agent_function *f) {
  function_record *r = sonde_rows_add(&l->rows, l->time);
  put_text(l, b, f->name, &r->name);
  const signature *s = signatures_find(&self->signatures, text_chars(&l->scratch), l->scratch.len);
  put_text(l, b, f->library, &r->library);
  listing_put(l, &r->form, block_form(f->form));
  r->slots = f->slots;
  r->address = f->address;
  listing_put(l, &r->signature, s ? s->prototype : "");
  listing_put(l, &r->failure, s ? failure_word(s->failure) : "");
  listing_put(l, &r->errors, s ? error_space_word((error_space)s->errors) : "");
  r->waits = s && s->waits;
  bool is_watched = f->form == AGENT_FORM_FRAMED || f->form == AGENT_FORM_ENTRY;
  listing_put(l, &r->why, is_watched ? "" : block_why(f->why));
}

/* The names and prototypes of one record fit an empty span. */
enum { RECORD_TEXT = 16384 };

sonde_status SONDE_CALL functions_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  (void)call;
  listing *l = cursor;
  block b;
  sonde_rows_clear(&l->rows);
  if (!block_open(&b, l->block, l->block_bytes)) l->at = l->n;
  for (; l->at < l->n && sonde_rows_fits(&l->rows, RECORD_TEXT); l->at++) {
    agent_function f = block_function(&b, l->at);
    if (is_asked(l, &b, &f)) add_function(self, l, &b, &f);
  }
  sonde_rows_hand_over(&l->rows, span, NULL, l->at >= l->n ? SONDE_SPAN_END : 0);
  return SONDE_OK;
}

sonde_status SONDE_CALL libraries_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  block b;
  sonde_status s = open_listing(self, call, args, COLUMN(LIBRARIES_COLUMNS), cursor, &b);
  if (!s) ((listing *)*cursor)->n = block_count_objects(&b);
  return s;
}

/* Sonde's own library is no part of the program. */
static bool is_agent(listing *l, const block *b, const agent_object *o) {
  text_clear(&l->scratch);
  block_add_text(b, o->path, &l->scratch);
  return patterns_match("*sonde-agent*", text_chars(&l->scratch));
}

static void add_library(listing *l, const block *b, const agent_object *o) {
  library_record *r = sonde_rows_add(&l->rows, l->time);
  put_text(l, b, o->path, &r->path);
  r->address = o->base;
  r->size = o->end > o->base ? (int64_t)(o->end - o->base) : 0;
  text_clear(&l->scratch);
  block_unseen(o->unseen, &l->scratch);
  listing_put(l, &r->unseen, text_chars(&l->scratch));
}

sonde_status SONDE_CALL libraries_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  (void)self, (void)call;
  listing *l = cursor;
  block b;
  sonde_rows_clear(&l->rows);
  if (!block_open(&b, l->block, l->block_bytes)) l->at = l->n;
  for (; l->at < l->n && sonde_rows_fits(&l->rows, RECORD_TEXT); l->at++) {
    agent_object o = block_object(&b, l->at);
    if (!is_agent(l, &b, &o)) add_library(l, &b, &o);
  }
  sonde_rows_hand_over(&l->rows, span, NULL, l->at >= l->n ? SONDE_SPAN_END : 0);
  return SONDE_OK;
}
