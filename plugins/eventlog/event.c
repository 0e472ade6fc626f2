/* From the bytes of a record to a program with values; nested binary XML is resolved when it is reached. */
#include "event.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "bytes.h"
#include "utf16.h"

#define MOST_DEPTH 8
#define MOST_WORK                                                                                            \
  300000 /* nodes and 16-byte pieces of values of one event: templates inside templates multiply */

typedef struct literal {
  struct literal *next;
  program program;
} literal;

void decoder_init(decoder *d) {
  *d = (decoder){.templates = templates_new()};
}

static void drop_literals(decoder *d, const literal *until) {
  while (d->literals != until) {
    literal *l = d->literals;
    d->literals = l->next;
    program_free(&l->program);
    memory_free(l);
  }
}

void decoder_free(decoder *d) {
  drop_literals(d, NULL);
  templates_free(d->templates);
  memory_free(d->slots);
  *d = (decoder){0};
}

void decoder_next_chunk(decoder *d, chunk_view chunk) {
  drop_literals(d, NULL);
  templates_next_chunk(d->templates);
  d->chunk = chunk;
}

/* The first error of an event stays: the others follow from it. */
static bool fail(decoder *d, uint32_t at, const char *why) {
  if (!d->error[0]) snprintf(d->error, sizeof d->error, "%s (offset %u of the chunk)", why, (unsigned)at);
  return false;
}

static bool use_program(decoder *d, const program *p, instance *out) {
  if (p->error) fail(d, p->error_at, p->error);
  out->program = p;
  return p->nnodes > 0 || fail(d, p->error_at, "there is no element");
}

static void read_slots(decoder *d, uint32_t descriptors, uint32_t end, instance *out) {
  if (d->nslots + out->n > d->room) {
    d->room = d->nslots + out->n + 256;
    d->slots = memory_resize(d->slots, d->room * sizeof *d->slots);
  }
  uint32_t at = descriptors + 4 * out->n;
  for (uint32_t i = 0; i < out->n; i++) {
    const uint8_t *descriptor = d->chunk.data + descriptors + 4 * i;
    uint32_t len = get16(descriptor);
    if (len > end - at) {
      fail(d, at, "a value runs past the end of its record");
      len = end - at;
    }
    d->slots[out->first + i] = (slot){at, (uint16_t)len, descriptor[2]};
    at += len;
  }
  d->nslots += out->n;
}

/* Token, a byte, template id, place of the definition; the definition when it is here; count, descriptors,
 * values. */
static bool read_instance(decoder *d, uint32_t at, uint32_t end, instance *out) {
  if (end - at < 14) return fail(d, at, "the use of a template is cut off");
  uint32_t definition = get32(d->chunk.data + at + 6);
  uint32_t values = at + 10;
  const program *p = templates_find(d->templates, d->chunk, definition);
  if (!p) return fail(d, at, "the template cannot be in this chunk");
  if (definition == values) {
    uint32_t size = get32(d->chunk.data + definition + 20);
    if (size > end - values || end - values - size < TEMPLATE_HEAD + 4)
      return fail(d, at, "the template is larger than its record");
    values += TEMPLATE_HEAD + size;
  }
  out->first = d->nslots;
  out->n = get32(d->chunk.data + values);
  if (out->n > (end - values - 4) / 4) {
    out->n = 0;
    return fail(d, values, "there are more values than the record has room for");
  }
  read_slots(d, values + 4, end, out);
  return use_program(d, p, out);
}

static bool read_literal(decoder *d, uint32_t at, uint32_t end, bool nested, instance *out) {
  literal *l = NEW(literal);
  l->next = d->literals;
  d->literals = l;
  binxml_parse(&l->program, d->chunk, at, end, nested);
  program_find_fields(&l->program);
  program_lay_out_xml(&l->program);
  return use_program(d, &l->program, out);
}

static bool read_fragment(decoder *d, uint32_t at, uint32_t end, bool nested, instance *out) {
  *out = (instance){.first = d->nslots, .before = d->literals};
  if (end - at >= 4 && d->chunk.data[at] == 0x0f) at += 4;
  if (end - at < 1) return fail(d, at, "there is no binary XML");
  return d->chunk.data[at] == 0x0c ? read_instance(d, at, end, out) : read_literal(d, at, end, nested, out);
}

bool event_begin(decoder *d, uint32_t at, uint32_t end, instance *out) {
  drop_literals(d, NULL);
  d->nslots = 0;
  d->depth = 0;
  d->work = 0;
  d->error[0] = 0;
  if (end > d->chunk.len || at >= end) return fail(d, at, "the record is empty");
  return read_fragment(d, at, end, false, out);
}

static slot slot_of(const decoder *d, const instance *i, uint32_t index) {
  return index < i->n ? d->slots[i->first + index] : (slot){0};
}

static bool count_work(decoder *d, const slot *s) {
  d->work += 1 + s->len / 16u;
  return d->work <= MOST_WORK || fail(d, s->at, "the event is too large when written out");
}

static void leave(decoder *d, const instance *inner) {
  drop_literals(d, inner->before);
  d->nslots = inner->first;
  d->depth--;
}

/* The event inside a value; leave must follow. */
static bool enter(decoder *d, const slot *s, instance *inner) {
  if (s->len == 0 || !count_work(d, s)) return false;
  if (d->depth == MOST_DEPTH) {
    fail(d, s->at, "events are nested too deep");
    return false;
  }
  d->depth++;
  *inner = (instance){0};
  if (read_fragment(d, s->at, s->at + s->len, true, inner) && inner->program) return true;
  leave(d, inner);
  return false;
}

bool event_number(decoder *d, const instance *i, int field, uint64_t *number) {
  const field_place *place = &i->program->fields[field];
  if (place->n == 0) return false;
  const node *n = &i->program->nodes[place->first];
  if (place->n == 1 && n->kind == NODE_SLOT) {
    slot s = slot_of(d, i, n->slot);
    if (slot_number(d->chunk.data, s, number)) return true;
  }
  char digits[40];
  buf out = {.data = digits, .capacity = sizeof digits - 1, .limit = sizeof digits - 1};
  if (!event_text(d, i, field, &out) || out.cut || out.len == 0) return false;
  digits[out.len] = 0;
  char *end;
  *number = strtoull(digits, &end, 0);
  return *end == 0 && digits[0] != '-';
}

bool event_text(decoder *d, const instance *i, int field, buf *out) {
  const field_place *place = &i->program->fields[field];
  bool any = false;
  for (uint32_t k = 0; k < place->n; k++) {
    const node *n = &i->program->nodes[place->first + k];
    if (n->kind == NODE_TEXT) {
      buf_add(out, i->program->pool.data + n->at, n->len);
      any = true;
      continue;
    }
    slot s = slot_of(d, i, n->slot);
    if (s.type == SLOT_NULL || s.type == SLOT_BINXML) continue;
    slot_add(out, d->chunk.data, s, ESCAPE_NONE);
    any = true;
  }
  return any;
}

typedef struct walk {
  decoder *d;
  const visitor *v;
  void *self;
  buf text; /* of an attribute or a value */
} walk;

static void walk_nodes(walk *w, const instance *i, uint32_t from, uint32_t end);

static void walk_slot(walk *w, slot s) {
  decoder *d = w->d;
  instance inner = {0};
  if (s.type == SLOT_BINXML) {
    if (!enter(d, &s, &inner)) return;
    walk_nodes(w, &inner, 0, inner.program->nnodes);
    leave(d, &inner);
    return;
  }
  if (!count_work(d, &s)) return;
  buf_clear(&w->text);
  slot_add(&w->text, d->chunk.data, s, ESCAPE_NONE);
  w->v->text(w->self, w->text.data ? w->text.data : "", w->text.len);
}

static void walk_attribute(walk *w, const instance *i, uint32_t at) {
  const program *p = i->program;
  const node *a = &p->nodes[at], *sole = program_sole_slot(p, at);
  if (sole && sole->optional && slot_of(w->d, i, sole->slot).type == SLOT_NULL) return;
  buf_clear(&w->text);
  for (uint32_t k = at + 1; k < a->end; k++) {
    const node *n = &p->nodes[k];
    slot s = n->kind == NODE_SLOT ? slot_of(w->d, i, n->slot) : (slot){0};
    if (n->kind == NODE_TEXT)
      buf_add(&w->text, p->pool.data + n->at, n->len);
    else if (s.type != SLOT_BINXML)
      slot_add(&w->text, w->d->chunk.data, s, ESCAPE_NONE);
  }
  w->v->attribute(w->self, p->pool.data + a->at, a->len, w->text.data ? w->text.data : "", w->text.len);
}

/* The start of an element; the node of its first content. */
static uint32_t walk_start(walk *w, const instance *i, uint32_t open) {
  const program *p = i->program;
  const node *n = &p->nodes[open];
  w->v->open(w->self, p->pool.data + n->at, n->len);
  uint32_t at = open + 1;
  for (; at < n->end && p->nodes[at].kind == NODE_ATTRIBUTE; at = p->nodes[at].end + 1)
    walk_attribute(w, i, at);
  return at;
}

static void walk_element(walk *w, const instance *i, uint32_t open) {
  const node *sole = program_sole_slot(i->program, open);
  slot s = sole ? slot_of(w->d, i, sole->slot) : (slot){0};
  if (sole && sole->optional && s.type == SLOT_NULL) return;
  if (sole && s.type & SLOT_ARRAY) {
    slot item;
    for (uint32_t at = 0; slot_next_item(w->d->chunk.data, s, &at, &item) && w->d->work <= MOST_WORK;) {
      walk_start(w, i, open);
      walk_slot(w, item);
      w->v->close(w->self);
    }
    return;
  }
  uint32_t first = walk_start(w, i, open);
  walk_nodes(w, i, first, i->program->nodes[open].end);
  w->v->close(w->self);
}

static void walk_nodes(walk *w, const instance *i, uint32_t from, uint32_t end) {
  for (uint32_t at = from; at < end && w->d->work <= MOST_WORK; at++) {
    const node *n = &i->program->nodes[at];
    switch (n->kind) {
    case NODE_OPEN:
      w->d->work++;
      walk_element(w, i, at);
      at = n->end;
      break;
    case NODE_TEXT: w->v->text(w->self, i->program->pool.data + n->at, n->len); break;
    case NODE_SLOT: walk_slot(w, slot_of(w->d, i, n->slot)); break;
    default: break;
    }
  }
}

void event_walk(decoder *d, const instance *i, const visitor *v, void *self) {
  walk w = {.d = d, .v = v, .self = self};
  walk_nodes(&w, i, 0, i->program->nnodes);
  buf_free(&w.text);
}

static void xml_steps(decoder *d, const instance *i, uint32_t from, uint32_t end, const slot *item, buf *out);

static void xml_slot(decoder *d, slot s, buf *out) {
  instance inner = {0};
  if (s.type != SLOT_BINXML) {
    if (count_work(d, &s)) slot_add(out, d->chunk.data, s, ESCAPE_XML);
  } else if (enter(d, &s, &inner)) {
    xml_steps(d, &inner, 0, inner.program->nsteps, NULL, out);
    leave(d, &inner);
  }
}

/* An element with one value: left out, written once, or once for each item. True: done with it. */
static bool xml_guard(decoder *d, const instance *i, uint32_t at, buf *out) {
  const xml_step *step = &i->program->steps[at];
  slot s = slot_of(d, i, step->slot), item;
  if (step->optional && s.type == SLOT_NULL) return true;
  if (step->kind != XML_ELEMENT || !(s.type & SLOT_ARRAY)) return false;
  for (uint32_t next = 0; slot_next_item(d->chunk.data, s, &next, &item) && d->work <= MOST_WORK;)
    xml_steps(d, i, at + 1, step->skip, &item, out);
  return true;
}

static void xml_steps(
    decoder *d, const instance *i, uint32_t from, uint32_t end, const slot *item, buf *out) {
  const program *p = i->program;
  for (uint32_t at = from; at < end && !out->cut;) {
    const xml_step *step = &p->steps[at];
    if (++d->work > MOST_WORK) break;
    buf_add(out, p->xml_pool.data + step->at, step->len);
    switch (step->kind) {
    case XML_VALUE: xml_slot(d, item && at + 2 == end ? *item : slot_of(d, i, step->slot), out); break;
    case XML_ELEMENT:
    case XML_ATTRIBUTE:
      if (xml_guard(d, i, at, out)) {
        at = step->skip;
        continue;
      }
      break;
    default: break;
    }
    at++;
  }
}

void event_xml(decoder *d, const instance *i, buf *out) {
  xml_steps(d, i, 0, i->program->nsteps, NULL, out);
  if (out->cut || d->work > MOST_WORK) fail(d, 0, "the event is too large when written out");
}
