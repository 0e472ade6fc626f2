/* What is found once per template: where the System fields come from, and the steps of printing it as XML. */
#include "base/memory.h"
#include "binxml.h"
#include "utf16.h"

static bool is(const program *p, const node *n, const char *word) {
  return n->len == strlen(word) && !memcmp(p->pool.data + n->at, word, n->len);
}

const node *program_sole_slot(const program *p, uint32_t open) {
  const node *n = &p->nodes[open];
  uint32_t at = open + 1;
  while (n->kind == NODE_OPEN && at < n->end && p->nodes[at].kind == NODE_ATTRIBUTE)
    at = p->nodes[at].end + 1;
  return at + 1 == n->end && p->nodes[at].kind == NODE_SLOT ? &p->nodes[at] : NULL;
}

static const struct {
  const char *element, *attribute;
} places[FIELD_COUNT] = {
#define PLACE(name, element, attribute) {element, attribute},
    SYSTEM_FIELDS(PLACE)};

static void use_place(program *p, const node *element, const char *attribute, uint32_t first, uint32_t end) {
  for (int f = 0; f < FIELD_COUNT; f++)
    if (is(p, element, places[f].element) && !strcmp(attribute, places[f].attribute))
      p->fields[f] = (field_place){first, end - first};
}

static void find_in_attribute(program *p, const node *element, uint32_t at) {
  char name[32] = "";
  const node *a = &p->nodes[at];
  if (a->len >= sizeof name) return;
  memcpy(name, p->pool.data + a->at, a->len);
  use_place(p, element, name, at + 1, a->end);
}

/* One child of System: its attributes and its text. */
static void find_in_element(program *p, uint32_t open) {
  const node *element = &p->nodes[open];
  uint32_t at = open + 1;
  for (; at < element->end && p->nodes[at].kind == NODE_ATTRIBUTE; at = p->nodes[at].end + 1)
    find_in_attribute(p, element, at);
  uint32_t first = at;
  while (at < element->end && (p->nodes[at].kind == NODE_TEXT || p->nodes[at].kind == NODE_SLOT))
    at++;
  if (at == element->end && at > first) use_place(p, element, "", first, at);
}

static void find_in_system(program *p, uint32_t system) {
  for (uint32_t at = system + 1; at < p->nodes[system].end; at++)
    if (p->nodes[at].kind == NODE_OPEN) {
      find_in_element(p, at);
      at = p->nodes[at].end;
    }
}

void program_find_fields(program *p) {
  uint32_t root = 0;
  while (root < p->nnodes && p->nodes[root].kind != NODE_OPEN)
    root++;
  if (root == p->nnodes || !is(p, &p->nodes[root], "Event")) return;
  for (uint32_t at = root + 1; at < p->nodes[root].end; at++)
    if (p->nodes[at].kind == NODE_OPEN) {
      if (is(p, &p->nodes[at], "System")) find_in_system(p, at);
      at = p->nodes[at].end;
    }
}

static uint32_t add_step(program *p, uint8_t kind, const node *slot) {
  if (p->nsteps == p->steps_room) {
    p->steps_room = p->steps_room ? p->steps_room * 2 : 64;
    p->steps = memory_resize(p->steps, p->steps_room * sizeof *p->steps);
  }
  uint32_t from = p->nsteps ? p->steps[p->nsteps - 1].at + p->steps[p->nsteps - 1].len : 0;
  p->steps[p->nsteps] = (xml_step){.at = from,
      .len = (uint32_t)p->xml_pool.len - from,
      .kind = kind,
      .slot = slot ? slot->slot : 0,
      .optional = slot ? slot->optional : 0};
  return p->nsteps++;
}

typedef struct layout {
  program *p;
  uint32_t
      guards[160]; /* steps whose skip is not known yet, one for each open element or attribute; 0: none */
  uint32_t depth;
  bool in_tag; /* the start tag is not closed yet */
} layout;

static void name_of(layout *l, const char *before, const node *n, const char *after) {
  program *p = l->p;
  buf_puts(&p->xml_pool, before);
  buf_add(&p->xml_pool, p->pool.data + n->at, n->len);
  buf_puts(&p->xml_pool, after);
}

static void end_tag(layout *l) {
  if (l->in_tag) buf_putc(&l->p->xml_pool, '>');
  l->in_tag = false;
}

static void guard(layout *l, uint32_t index, uint8_t kind) {
  const node *sole = program_sole_slot(l->p, index);
  l->guards[l->depth++] = sole ? 1 + add_step(l->p, kind, sole) : 0;
}

static void unguard(layout *l) {
  uint32_t step = l->guards[--l->depth];
  if (step == 0) return;
  add_step(l->p, XML_LITERAL, NULL);
  l->p->steps[step - 1].skip = l->p->nsteps;
}

static void lay_out_close(layout *l, uint32_t open) {
  if (l->in_tag) {
    buf_puts(&l->p->xml_pool, "/>");
    l->in_tag = false;
  } else {
    name_of(l, "</", &l->p->nodes[open], ">");
  }
  unguard(l);
}

static void lay_out_node(layout *l, uint32_t index, uint32_t open) {
  program *p = l->p;
  const node *n = &p->nodes[index];
  bool in_attribute = p->nodes[open].kind == NODE_ATTRIBUTE;
  if (n->kind != NODE_ATTRIBUTE && n->kind != NODE_CLOSE && !in_attribute) end_tag(l);
  switch (n->kind) {
  case NODE_OPEN:
    guard(l, index, XML_ELEMENT);
    name_of(l, "<", n, "");
    l->in_tag = true;
    break;
  case NODE_ATTRIBUTE:
    guard(l, index, XML_ATTRIBUTE);
    name_of(l, " ", n, "=\"");
    break;
  case NODE_ATTRIBUTE_END:
    buf_putc(&p->xml_pool, '"');
    unguard(l);
    break;
  case NODE_CLOSE: lay_out_close(l, open); break;
  case NODE_TEXT: utf8_add(&p->xml_pool, p->pool.data + n->at, n->len, ESCAPE_XML); break;
  case NODE_SLOT: add_step(p, XML_VALUE, n); break;
  default: /* escaping keeps ?> out of it */
    buf_puts(&p->xml_pool, "<?");
    utf8_add(&p->xml_pool, p->pool.data + n->at, n->len, ESCAPE_XML);
    buf_puts(&p->xml_pool, "?>");
  }
}

void program_lay_out_xml(program *p) {
  layout l = {.p = p};
  uint32_t open[160] = {0}, depth = 0;
  p->xml_pool.limit = (size_t)8 << 20;
  buf_room(&p->xml_pool, 1);
  for (uint32_t i = 0; i < p->nnodes; i++) {
    uint8_t kind = p->nodes[i].kind;
    if (kind == NODE_OPEN || kind == NODE_ATTRIBUTE) open[depth++] = i;
    lay_out_node(&l, i, depth ? open[depth - 1] : i);
    if (kind == NODE_CLOSE || kind == NODE_ATTRIBUTE_END) depth--;
  }
  add_step(p, XML_LITERAL, NULL);
}
