/* The query `members`: a record for each function and variable. */
#include "base/memory.h"
#include "plugin.h"
#include "sonde_help.h"

typedef struct pass {
  library *l;
  char *asked_type; /* NULL: any */
  sonde_value asked;
  bool with_lines;
  uint32_t next_type;
  msft_type type;
  msft_cursor members;
  bool in_type;
  uint64_t left; /* members that a file of this size can hold: types of a hostile one may share theirs */
  batch out;
} pass;

/* The next type that is asked for. */
static bool next_type(pass *p) {
  msft *m = &p->l->lib.library;
  while (p->next_type < m->types) {
    m->damage = NULL;
    msft_type_at(m, p->next_type++, &p->type);
    if (type_is_asked(m, &p->type, &p->asked)) return true;
  }
  return false;
}

static sonde_status check_type(sonde_self *self, sonde_call *call, pass *p) {
  if (p->asked.kind != SONDE_TEXT || next_type(p)) {
    p->next_type = 0;
    return SONDE_OK;
  }
  return sonde_failf(self->host, call, SONDE_MISSING, 0,
      "the library has no type '%.200s'; the query library lists its types", p->asked_type);
}

sonde_status SONDE_CALL members_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  sonde_status s;
  library *l = library_new(self, call, &args[MEMBERS_PATH], &args[MEMBERS_RESOURCE], &s);
  if (!l) return s;
  pass *p = NEW(pass);
  p->l = l;
  p->left = l->lib.library.file.len / MSFT_LEAST_MEMBER;
  p->asked = args[MEMBERS_TYPE];
  if (p->asked.kind == SONDE_TEXT) p->asked.u.s = p->asked_type = memory_text(p->asked.u.s, p->asked.len);
  p->with_lines = sonde_list_has(&args[MEMBERS_COLUMNS], "line");
  batch_init(&p->out, MEMBERS_COUNT);
  s = check_type(self, call, p);
  if (s)
    members_close(self, p);
  else
    *cursor = p;
  return s;
}

void SONDE_CALL members_close(sonde_self *self, void *cursor) {
  (void)self;
  pass *p = cursor;
  batch_free(&p->out);
  library_free(p->l);
  memory_free(p->asked_type);
  memory_free(p);
}

static void fill_numbers(const pass *p, const msft_member *one, cell *row) {
  row[MEMBERS_type_index].i = p->type.index;
  row[MEMBERS_index].i = one->index;
  row[MEMBERS_id].i = one->id;
  row[MEMBERS_parameter_count].i = one->parameters;
  row[MEMBERS_optional].i = one->optional;
  row[MEMBERS_flags].i = one->flags;
  row[MEMBERS_help_context].i = one->help_context;
  row[MEMBERS_offset].i = one->is_function ? one->vtable_offset : one->offset;
  if (!one->is_function && one->variable_kind != 0)
    sonde_set_quality(&row[MEMBERS_QUALITY].quality, MEMBERS_offset, SONDE_WHY_UNSUPPORTED);
}

static void fill_words(pass *p, const msft_member *one, cell *row) {
  batch *b = &p->out;
  if (one->is_function) {
    batch_word(b, &row[MEMBERS_kind], "function");
    batch_word(b, &row[MEMBERS_invoke], word_invoke(one->invoke));
    batch_word(b, &row[MEMBERS_convention], word_convention(one->convention));
    batch_word(b, &row[MEMBERS_function_kind], word_function_kind(one->kind));
  } else
    batch_word(b, &row[MEMBERS_kind], word_variable_kind(one->variable_kind));
}

static void fill_texts(pass *p, msft *m, const msft_member *one, cell *row) {
  text *heap = &p->out.heap;
  size_t at = heap->len;
  words_text(heap, m->lcid, p->type.name);
  batch_text(&p->out, &row[MEMBERS_type], at);
  at = heap->len;
  words_text(heap, m->lcid, one->name);
  batch_text(&p->out, &row[MEMBERS_name], at);
  at = heap->len;
  describe_type_word(heap, m, one->type, false);
  batch_text(&p->out, &row[MEMBERS_result], at);
  at = heap->len;
  (one->is_function ? words_function_flags : words_variable_flags)(heap, one->flags);
  batch_text(&p->out, &row[MEMBERS_attributes], at);
  at = heap->len;
  if (!one->is_function && one->variable_kind == 2) line_value(heap, m->lcid, &one->value);
  batch_text(&p->out, &row[MEMBERS_value], at);
  at = heap->len;
  words_text(heap, m->lcid, one->help);
  batch_text(&p->out, &row[MEMBERS_help], at);
}

/* These are made apart, since they look at what stands before them. */
static void fill_lines(pass *p, msft *m, const msft_member *one, cell *row) {
  text made = {0};
  if (one->is_function && batch_wants(&p->out, MEMBERS_parameters)) {
    describe_parameters(&made, m, one, NULL, false);
    batch_word(&p->out, &row[MEMBERS_parameters], text_chars(&made));
    text_clear(&made);
  }
  if (p->with_lines) {
    describe_member_line(&made, m, &p->type, one, NULL);
    batch_word(&p->out, &row[MEMBERS_line], text_chars(&made));
  } else
    sonde_set_quality(&row[MEMBERS_QUALITY].quality, MEMBERS_line, SONDE_WHY_NOT_ASKED);
  text_free(&made);
}

static void add_error(pass *p, msft *m, cell *row) {
  size_t at = p->out.heap.len;
  describe_damage(&p->out.heap, m);
  batch_text(&p->out, &row[MEMBERS_error], at);
  m->damage = NULL;
}

/* What stops the walk through a type's members gets a record of its own: the type and the error. */
static void add_broken(pass *p, msft *m) {
  cell *row = batch_add(&p->out);
  row[MEMBERS_type_index].i = p->type.index;
  for (uint32_t i = 0; i < 16; i++)
    if (i != MEMBERS_type && i != MEMBERS_type_index)
      sonde_set_quality(&row[MEMBERS_QUALITY].quality, i, SONDE_WHY_UNKNOWN);
  size_t at = p->out.heap.len;
  words_text(&p->out.heap, m->lcid, p->type.name);
  batch_text(&p->out, &row[MEMBERS_type], at);
  add_error(p, m, row);
}

/* One record; false: no more. */
static bool step(pass *p, msft *m) {
  if (!p->in_type) {
    if (!next_type(p)) return false;
    msft_members(m, &p->type, &p->members);
    p->in_type = true;
  }
  msft_member one;
  if (p->left == 0) msft_damaged(m, "members that no file of this size can hold: what follows", m->file.len);
  if (p->left && msft_next_member(m, &p->members, &one)) {
    p->left--;
    cell *row = batch_add(&p->out);
    fill_numbers(p, &one, row);
    fill_words(p, &one, row);
    fill_texts(p, m, &one, row);
    fill_lines(p, m, &one, row);
    add_error(p, m, row);
    return true;
  }
  p->in_type = false;
  if (m->damage) add_broken(p, m);
  return p->left != 0;
}

sonde_status SONDE_CALL members_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  pass *p = cursor;
  msft *m = &p->l->lib.library;
  if (self->host->cancelled(call))
    return self->host->fail(call, SONDE_CANCELLED, 0, "the list of members was cancelled");
  batch_begin(&p->out, span);
  bool more = true;
  while (more && batch_has_room(&p->out))
    more = step(p, m);
  batch_hand_over(&p->out, span, !more);
  return SONDE_OK;
}
