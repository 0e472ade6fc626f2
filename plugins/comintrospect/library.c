/* The query `library`: a record for each type. */
#include "base/memory.h"
#include "plugin.h"
#include "sonde_help.h"

typedef struct pass {
  library *l;
  uint32_t next;
  uint64_t asked;
  batch out;
} pass;

sonde_status SONDE_CALL library_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  sonde_status s;
  library *l = library_new(self, call, &args[LIBRARY_PATH], &args[LIBRARY_RESOURCE], &s);
  if (!l) return s;
  pass *p = NEW(pass);
  p->l = l;
  p->asked = sonde_list_has(&args[LIBRARY_COLUMNS], "line") ? UINT64_MAX : ~(1ull << LIBRARY_line);
  batch_init(&p->out, LIBRARY_COUNT);
  *cursor = p;
  return SONDE_OK;
}

void SONDE_CALL library_close(sonde_self *self, void *cursor) {
  (void)self;
  pass *p = cursor;
  batch_free(&p->out);
  library_free(p->l);
  memory_free(p);
}

static void fill_texts(pass *p, msft *m, const msft_type *t, cell *row) {
  text *heap = &p->out.heap;
  size_t at = heap->len;
  words_text(heap, m->lcid, t->name);
  batch_text(&p->out, &row[LIBRARY_name], at);
  at = heap->len;
  if (!words_guid_is_none(&t->guid)) words_guid(heap, &t->guid);
  batch_text(&p->out, &row[LIBRARY_guid], at);
  at = heap->len;
  text_printf(heap, "%u.%u", t->major, t->minor);
  batch_text(&p->out, &row[LIBRARY_version], at);
  at = heap->len;
  words_type_flags(heap, t->flags);
  batch_text(&p->out, &row[LIBRARY_attributes], at);
  at = heap->len;
  words_text(heap, m->lcid, t->help);
  batch_text(&p->out, &row[LIBRARY_help], at);
  at = heap->len;
  describe_alias(heap, m, t, false);
  batch_text(&p->out, &row[LIBRARY_alias_of], at);
  batch_word(&p->out, &row[LIBRARY_kind], word_kind(t->kind));
}

/* These are made apart, since they look at what stands before them. */
static void fill_lines(pass *p, msft *m, const msft_type *t, cell *row) {
  text one = {0};
  describe_implements(&one, m, t, false);
  batch_word(&p->out, &row[LIBRARY_implements], text_chars(&one));
  text_clear(&one);
  if (p->asked >> LIBRARY_line & 1)
    describe_type_line(&one, m, t);
  else
    sonde_set_quality(&row[LIBRARY_QUALITY].quality, LIBRARY_line, SONDE_WHY_NOT_ASKED);
  batch_word(&p->out, &row[LIBRARY_line], text_chars(&one));
  text_free(&one);
}

static void fill(pass *p, msft *m, const msft_type *t, cell *row) {
  row[LIBRARY_index].i = t->index;
  row[LIBRARY_functions].i = t->functions;
  row[LIBRARY_variables].i = t->variables;
  row[LIBRARY_flags].i = t->flags;
  row[LIBRARY_size].i = t->size;
  row[LIBRARY_help_context].i = t->help_context;
  fill_texts(p, m, t, row);
  fill_lines(p, m, t, row);
  size_t at = p->out.heap.len;
  describe_damage(&p->out.heap, m);
  batch_text(&p->out, &row[LIBRARY_error], at);
}

sonde_status SONDE_CALL library_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  pass *p = cursor;
  msft *m = &p->l->lib.library;
  if (self->host->cancelled(call))
    return self->host->fail(call, SONDE_CANCELLED, 0, "the list of types was cancelled");
  batch_begin(&p->out, span);
  for (; p->next < m->types && batch_has_room(&p->out); p->next++) {
    msft_type t;
    m->damage = NULL;
    msft_type_at(m, p->next, &t);
    fill(p, m, &t, batch_add(&p->out));
  }
  batch_hand_over(&p->out, span, p->next >= m->types);
  return SONDE_OK;
}
