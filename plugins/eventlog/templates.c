/* The cache of templates: by place within a chunk, by GUID and content across chunks. */
#include "templates.h"

#include "base/map.h"
#include "base/memory.h"
#include "bytes.h"

#define MOST_KEPT ((size_t)6 << 20) /* bytes of bodies and programs; then all are forgotten */
#define PLACES 256u
#define CHUNK_WORK ((uint32_t)1 << 18) /* bytes of templates compared or compiled in a chunk of 64 KiB */

typedef struct entry {
  struct entry *next; /* of the same GUID and size, or of those that live as long as the chunk */
  program program;
  uint32_t size;
  uint8_t body[];
} entry;

struct templates {
  map known; /* GUID and size: entry * */
  entry *chunk_only;
  size_t kept;
  uint32_t work;
  struct {
    uint32_t at;
    const program *program; /* NULL: free */
  } places[PLACES];
};

templates *templates_new(void) {
  return NEW(templates);
}

static size_t weight(const entry *e) {
  const program *p = &e->program;
  return sizeof *e + e->size + p->nodes_room * sizeof *p->nodes + p->steps_room * sizeof *p->steps +
         p->names_room * sizeof *p->names + p->pool.capacity + p->xml_pool.capacity;
}

static void free_list(entry *e) {
  while (e) {
    entry *next = e->next;
    program_free(&e->program);
    memory_free(e);
    e = next;
  }
}

static void forget(templates *t) {
  size_t at = 0, len;
  uint64_t *value;
  while (map_next(&t->known, &at, &len, &value))
    free_list((entry *)(uintptr_t)*value);
  map_free(&t->known);
  t->kept = 0;
}

void templates_free(templates *t) {
  if (!t) return;
  forget(t);
  free_list(t->chunk_only);
  memory_free(t);
}

void templates_next_chunk(templates *t) {
  free_list(t->chunk_only);
  t->chunk_only = NULL;
  t->work = 0;
  memset(t->places, 0, sizeof t->places);
  if (t->kept > MOST_KEPT) forget(t);
}

/* Whether the name at this place of the body is the one that the program has. */
static bool same_name(const program *p, const name_place *n, chunk_view c, uint32_t body, buf *scratch) {
  uint32_t name = get32(c.data + body + n->at), bytes;
  if ((name == body + n->at + 4) != n->here) return false;
  buf_clear(scratch);
  return binxml_name(c, name, scratch, &bytes) && scratch->len == n->len &&
         !memcmp(scratch->data, p->pool.data + n->name, n->len);
}

/* Offsets of names, and the chain through names that lie in the body, belong to the chunk; all other bytes
 * must be equal. */
static bool same(const entry *e, chunk_view c, uint32_t body) {
  char room[1024];
  buf scratch = {.data = room, .capacity = sizeof room, .limit = sizeof room};
  uint32_t at = 0;
  for (uint32_t i = 0; i < e->program.nnames; i++) {
    const name_place *n = &e->program.names[i];
    if (memcmp(e->body + at, c.data + body + at, n->at - at) != 0) return false;
    if (!same_name(&e->program, n, c, body, &scratch)) return false;
    at = n->at + (n->here ? 8 : 4);
  }
  return !memcmp(e->body + at, c.data + body + at, e->size - at);
}

static entry *compile(chunk_view c, uint32_t body, uint32_t size) {
  entry *e = memory_new(sizeof *e + size);
  e->size = size;
  memcpy(e->body, c.data + body, size);
  binxml_parse(&e->program, c, body, body + size, false);
  program_find_fields(&e->program);
  program_lay_out_xml(&e->program);
  return e;
}

static const program *find_known(templates *t, chunk_view c, uint32_t at, uint32_t size) {
  uint8_t key[20];
  memcpy(key, c.data + at + 4, 16);
  memcpy(key + 16, &size, 4);
  uint64_t *first = map_put(&t->known, key, sizeof key);
  for (entry *e = (entry *)(uintptr_t)*first; e; e = e->next) {
    t->work += 64 + size / 4;
    if (same(e, c, at + TEMPLATE_HEAD)) return &e->program;
  }
  t->work += 64 + size;
  t->kept += sizeof key;
  if (t->work > CHUNK_WORK) return NULL;
  entry *e = compile(c, at + TEMPLATE_HEAD, size);
  entry **list = &t->chunk_only; /* what failed may have failed because of this chunk */
  entry *head = e->program.error ? t->chunk_only : (entry *)(uintptr_t)*first;
  e->next = head;
  if (e->program.error)
    *list = e;
  else {
    *first = (uint64_t)(uintptr_t)e;
    t->kept += weight(e);
  }
  return &e->program;
}

const program *templates_find(templates *t, chunk_view c, uint32_t at) {
  uint32_t place = (at ^ at >> 8) % PLACES;
  if (t->places[place].program && t->places[place].at == at) return t->places[place].program;
  if (at < 128 || at > c.len || c.len - at < TEMPLATE_HEAD) return NULL;
  uint32_t size = get32(c.data + at + 20), room = c.len - at - TEMPLATE_HEAD;
  const program *p = find_known(t, c, at, size < room ? size : room);
  if (!p) return NULL;
  t->places[place].at = at;
  t->places[place].program = p;
  return p;
}
