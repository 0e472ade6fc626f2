/* From binary XML tokens to nodes, with an own stack of open elements and one cursor that only moves forward.
 */
#include "base/memory.h"
#include "binxml.h"
#include "bytes.h"
#include "utf16.h"

#define MOST_OPEN 64
#define MOST_NODES 40000
#define MOST_NAME 255 /* characters */

typedef struct parser {
  program *p;
  chunk_view c;
  uint32_t at, end, start;
  uint32_t open[MOST_OPEN]; /* nodes of the elements that are open */
  uint32_t depth;
  bool has_dependency; /* elements carry a dependency id */
} parser;

static bool fail(parser *x, const char *why) {
  if (!x->p->error) {
    x->p->error = why;
    x->p->error_at = x->at;
  }
  return false;
}

static bool left(parser *x, uint32_t n) {
  return x->end - x->at >= n || fail(x, "the binary XML ends too early");
}

static node *add_node(parser *x, uint8_t kind) {
  program *p = x->p;
  if (p->nnodes == p->nodes_room) {
    p->nodes_room = p->nodes_room ? p->nodes_room * 2 : 64;
    p->nodes = memory_resize(p->nodes, p->nodes_room * sizeof *p->nodes);
  }
  node *n = &p->nodes[p->nnodes++];
  *n = (node){.kind = kind, .at = (uint32_t)p->pool.len};
  return n;
}

bool binxml_name(chunk_view c, uint32_t at, buf *out, uint32_t *bytes) {
  if (at > c.len || c.len - at < 10) return false;
  uint32_t units = get16(c.data + at + 6);
  if (units > MOST_NAME || c.len - at - 10 < units * 2) return false;
  size_t from = out->len;
  utf16_add(out, c.data + at + 8, units, ESCAPE_NONE);
  for (size_t i = from; i < out->len; i++) {
    unsigned char ch = (unsigned char)out->data[i], lower = ch | 32;
    bool good = (lower >= 'a' && lower <= 'z') || ch == '_' || ch == ':' ||
                (i > from && ((ch >= '0' && ch <= '9') || ch == '-' || ch == '.'));
    if (!good) out->data[i] = '_';
  }
  if (out->len == from) buf_putc(out, '_');
  *bytes = 10 + units * 2;
  return !out->cut;
}

/* The offset field of a name, and the name when it follows. The name goes to the pool. */
static bool read_name(parser *x, node *n) {
  if (!left(x, 4)) return false;
  uint32_t place = x->at, name_at = get32(x->c.data + x->at), bytes;
  program *p = x->p;
  if (!binxml_name(x->c, name_at, &p->pool, &bytes)) return fail(x, "a name lies outside the chunk");
  n->len = (uint32_t)p->pool.len - n->at;
  x->at += 4;
  bool here = name_at == x->at;
  if (here && !left(x, bytes)) return false;
  if (here) x->at += bytes;
  if (p->nnames == p->names_room) {
    p->names_room = p->names_room ? p->names_room * 2 : 32;
    p->names = memory_resize(p->names, p->names_room * sizeof *p->names);
  }
  p->names[p->nnames++] = (name_place){place - x->start, n->at, n->len, here};
  return true;
}

/* A node with a name; none when the name cannot be read. */
static bool read_named(parser *x, uint8_t kind) {
  if (read_name(x, add_node(x, kind))) return true;
  x->p->nnodes--;
  return false;
}

/* 16-bit count, then as many UTF-16 characters, to the end of the pool. */
static bool read_text(parser *x, node *n) {
  if (!left(x, 2)) return false;
  uint32_t units = get16(x->c.data + x->at);
  x->at += 2;
  if (!left(x, units * 2)) return false;
  utf16_add(&x->p->pool, x->c.data + x->at, units, ESCAPE_NONE);
  x->at += units * 2;
  n->len = (uint32_t)x->p->pool.len - n->at;
  return true;
}

static bool read_value(parser *x) {
  if (!left(x, 1)) return false;
  if (x->c.data[x->at++] != 1) return fail(x, "a text of the template has an unknown type");
  return read_text(x, add_node(x, NODE_TEXT));
}

static bool read_slot(parser *x, bool optional) {
  if (!left(x, 3)) return false;
  node *n = add_node(x, NODE_SLOT);
  n->slot = get16(x->c.data + x->at);
  n->optional = optional;
  x->at += 3;
  return true;
}

static bool read_character(parser *x) {
  if (!left(x, 2)) return false;
  node *n = add_node(x, NODE_TEXT);
  utf16_add(&x->p->pool, x->c.data + x->at, 1, ESCAPE_NONE);
  n->len = (uint32_t)x->p->pool.len - n->at;
  x->at += 2;
  return true;
}

/* The five of XML; another entity stays as its name. */
static bool read_entity(parser *x) {
  node *n = add_node(x, NODE_TEXT);
  if (!read_name(x, n)) return false;
  static const char known[][6] = {"&amp", "<lt", ">gt", "\"quot", "'apos"};
  buf *pool = &x->p->pool;
  for (size_t i = 0; i < COUNT(known); i++)
    if (strlen(known[i] + 1) == n->len && !memcmp(known[i] + 1, pool->data + n->at, n->len)) {
      n->at = (uint32_t)pool->len;
      n->len = 1;
      buf_putc(pool, known[i][0]);
      return !pool->cut;
    }
  return true;
}

static bool read_instruction(parser *x) {
  if (!read_named(x, NODE_PI)) return false;
  if (!left(x, 1)) return false;
  if (x->c.data[x->at] != 0x0b) return true;
  x->at++;
  buf_putc(&x->p->pool, ' ');
  return read_text(x, &x->p->nodes[x->p->nnodes - 1]);
}

/* Texts and slots. False with *other: a token of another kind, left where it is. */
static bool read_content(parser *x, bool *other) {
  *other = false;
  if (!left(x, 1)) return false;
  switch (x->c.data[x->at++] & ~0x40) {
  case 0x05: return read_value(x);
  case 0x07: return read_text(x, add_node(x, NODE_TEXT));
  case 0x08: return read_character(x);
  case 0x09: return read_entity(x);
  case 0x0d: return read_slot(x, false);
  case 0x0e: return read_slot(x, true);
  default: break;
  }
  x->at--;
  *other = true;
  return false;
}

static bool read_attribute(parser *x) {
  uint32_t index = x->p->nnodes;
  bool other = false;
  x->at++;
  if (!read_named(x, NODE_ATTRIBUTE)) return false;
  while (read_content(x, &other)) {
  }
  x->p->nodes[index].end = x->p->nnodes;
  add_node(x, NODE_ATTRIBUTE_END);
  return other;
}

static void close_element(parser *x) {
  uint32_t open = x->open[--x->depth];
  x->p->nodes[open].end = x->p->nnodes;
  add_node(x, NODE_CLOSE);
}

/* Whether an element's fixed part makes sense with the dependency id there or not. */
static bool plausible(const parser *x, uint32_t at) {
  if (at > x->end || x->end - at < 8) return false;
  uint32_t size = get32(x->c.data + at), name = get32(x->c.data + at + 4);
  return size <= x->end - at - 4 && (name == at + 8 || (name >= 128 && name < x->c.len - 10));
}

static bool read_open(parser *x) {
  uint8_t token = x->c.data[x->at++];
  if (x->depth == MOST_OPEN) return fail(x, "elements are nested too deep");
  if (x->depth == 0 && plausible(x, x->at) != plausible(x, x->at + 2))
    x->has_dependency = !plausible(x, x->at);
  uint32_t fixed = x->has_dependency ? 6 : 4;
  if (!left(x, fixed)) return false;
  x->at += fixed;
  if (!read_named(x, NODE_OPEN)) return false;
  x->open[x->depth++] = x->p->nnodes - 1;
  if (!(token & 0x40)) return true;
  if (!left(x, 4)) return false;
  x->at += 4;
  while (x->at < x->end && (x->c.data[x->at] & ~0x40) == 0x06)
    if (!read_attribute(x)) return false;
  return true;
}

/* One token outside of a start tag. */
static bool read_token(parser *x) {
  bool other;
  if (x->depth && read_content(x, &other)) return true;
  if (x->p->error || !left(x, 1)) return false;
  switch (x->c.data[x->at] & ~0x40) {
  case 0x00: return x->depth ? fail(x, "the end comes inside an element") : false;
  case 0x01: return read_open(x);
  case 0x02: x->at++; return x->depth ? true : fail(x, "a start tag is closed that was not opened");
  case 0x03:
  case 0x04:
    if (!x->depth) return fail(x, "an element is closed that was not opened");
    x->at++;
    close_element(x);
    return true;
  case 0x0a: x->at++; return read_instruction(x);
  case 0x0f:
    if (!left(x, 4)) return false;
    x->at += 4;
    return true;
  case 0x0c: return fail(x, "a template is used inside an element");
  default: return fail(x, "there is an unknown token in the binary XML");
  }
}

void binxml_parse(program *p, chunk_view c, uint32_t at, uint32_t end, bool nested) {
  parser x = {.p = p, .c = c, .at = at, .end = end, .start = at, .has_dependency = !nested};
  buf_room(&p->pool, 1); /* never NULL, so that empty names are places in it */
  while (x.at < x.end && read_token(&x))
    if (p->nnodes > MOST_NODES || p->pool.cut) {
      fail(&x, "the binary XML is too large");
      break;
    }
  if (x.depth && !p->error) fail(&x, "the binary XML ends inside an element");
  while (x.depth)
    close_element(&x);
}

void program_free(program *p) {
  memory_free(p->nodes);
  memory_free(p->steps);
  memory_free(p->names);
  buf_free(&p->pool);
  buf_free(&p->xml_pool);
  *p = (program){0};
}
