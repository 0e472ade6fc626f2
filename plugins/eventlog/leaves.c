/* The walk that keeps path, name and text of each open element. */
#include "leaves.h"

#define MOST_LEVELS 640

typedef struct level {
  size_t path; /* length of the path before this element */
  bool parent, named;
} level;

typedef struct leaves {
  void (*each)(void *self, const leaf *l);
  void *self;
  uint32_t depth, system; /* system: depth of Event/System, 0: outside */
  buf path, name, value;
  level levels[MOST_LEVELS];
} leaves;

static bool named(const char *s, size_t len, const char *word) {
  return len == strlen(word) && !memcmp(s, word, len);
}

static const char *chars(const buf *b) {
  return b->data ? b->data : "";
}

static void open(void *self, const char *name, size_t len) {
  leaves *l = self;
  if (l->depth > 0 && l->depth < MOST_LEVELS) l->levels[l->depth - 1].parent = true;
  if (l->depth < MOST_LEVELS) l->levels[l->depth] = (level){.path = l->path.len};
  if (l->depth == 1 && named(name, len, "System")) l->system = l->depth + 1;
  if (l->depth > 1) buf_putc(&l->path, '/');
  if (l->depth > 0) buf_add(&l->path, name, len);
  l->depth++;
  buf_clear(&l->name);
  buf_clear(&l->value);
}

static size_t last_part(const buf *path) {
  size_t at = path->len;
  while (at && path->data[at - 1] != '/')
    at--;
  return at;
}

static void give(leaves *l, bool has_name, const char *value, size_t len) {
  size_t part = last_part(&l->path);
  leaf one = {.path = chars(&l->path),
      .path_len = l->path.len,
      .name = has_name ? chars(&l->name) : chars(&l->path) + part,
      .name_len = has_name ? l->name.len : l->path.len - part,
      .value = value,
      .value_len = len,
      .named = has_name};
  l->each(l->self, &one);
}

static void attribute(void *self, const char *name, size_t len, const char *value, size_t value_len) {
  leaves *l = self;
  if (l->system || l->depth < 2 || l->depth > MOST_LEVELS || (len >= 5 && !memcmp(name, "xmlns", 5))) return;
  size_t part = last_part(&l->path);
  if (named(name, len, "Name") && l->depth > 2 && named(chars(&l->path) + part, l->path.len - part, "Data")) {
    l->levels[l->depth - 1].named = true;
    buf_add(&l->name, value, value_len);
    return;
  }
  size_t before = l->path.len;
  buf_puts(&l->path, "/@");
  buf_add(&l->path, name, len);
  give(l, false, value, value_len);
  l->path.len = before;
}

static void text(void *self, const char *s, size_t len) {
  leaves *l = self;
  buf_add(&l->value, s, len);
}

static void close(void *self) {
  leaves *l = self;
  l->depth--;
  if (l->depth >= MOST_LEVELS) return;
  const level *was = &l->levels[l->depth];
  bool childless = !was->parent && l->depth > 1; /* an empty EventData says nothing */
  if (!l->system && (childless || l->value.len)) give(l, was->named, chars(&l->value), l->value.len);
  if (l->system == l->depth + 1) l->system = 0;
  l->path.len = was->path;
  buf_clear(&l->name);
  buf_clear(&l->value);
}

void leaves_walk(decoder *d, const instance *i, void (*each)(void *self, const leaf *l), void *self) {
  static const visitor v = {open, attribute, text, close};
  leaves l = {.each = each, .self = self};
  event_walk(d, i, &v, &l);
  buf_free(&l.path);
  buf_free(&l.name);
  buf_free(&l.value);
}
