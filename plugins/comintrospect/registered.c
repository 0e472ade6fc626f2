/* The queries `classes` and `progids`: a walk over keys of the registry. */
#include <string.h>

#include "base/like.h"
#include "base/memory.h"
#include "classes.h"
#include "sonde_help.h"

/* Keys looked at in one next(): most of the root's are no names of classes. Each costs a few calls of the
 * system. */
#define KEYS_A_SPAN 64u

typedef struct pass {
  registry registry;
  const char *path; /* whose children are walked */
  bool of_classes;
  uint32_t next;
  char *asked; /* a pattern in small letters, or the one name; NULL: any */
  bool one;
  batch out;
} pass;

static void lower(char *s) {
  for (; *s; s++)
    if (*s >= 'A' && *s <= 'Z') *s = (char)(*s + ('a' - 'A'));
}

/* One name is looked up, not searched for. */
static sonde_status look_up(sonde_self *self, sonde_call *call, pass *p) {
  text key = {0};
  text_printf(&key, "%s%s", p->of_classes ? "CLSID\\" : "", p->asked);
  if (!p->of_classes) text_puts(&key, "\\CLSID");
  bool found = p->registry.has(p->registry.self, text_chars(&key));
  text_free(&key);
  if (found) return SONDE_OK;
  return sonde_failf(self->host, call, SONDE_MISSING, 0,
      "no %s '%.200s' is registered for this user or this machine",
      p->of_classes ? "class" : "name of a class", p->asked);
}

static sonde_status open_pass(
    sonde_self *self, sonde_call *call, const sonde_value *asked, bool of_classes, void **cursor) {
  registry r;
  error e = {0};
  sonde_status s = registry_open(&r, &e);
  if (s) return self->host->fail(call, s, e.os_code, e.text);
  pass *p = NEW(pass);
  p->registry = r;
  p->of_classes = of_classes;
  p->path = of_classes ? "CLSID" : "";
  batch_init(&p->out, of_classes ? (uint32_t)CLASSES_COUNT : (uint32_t)PROGIDS_COUNT);
  if (asked->kind == SONDE_TEXT) {
    p->asked = memory_text(asked->u.s, asked->len);
    p->one = !like_is_pattern(p->asked, asked->len);
    if (p->one)
      s = look_up(self, call, p);
    else
      lower(p->asked);
  }
  if (s)
    registered_close(self, p);
  else
    *cursor = p;
  return s;
}

sonde_status SONDE_CALL classes_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  return open_pass(self, call, &args[0], true, cursor);
}

sonde_status SONDE_CALL progids_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  return open_pass(self, call, &args[0], false, cursor);
}

void SONDE_CALL registered_close(sonde_self *self, void *cursor) {
  (void)self;
  pass *p = cursor;
  p->registry.close(p->registry.self);
  batch_free(&p->out);
  memory_free(p->asked);
  memory_free(p);
}

static bool matches(const pass *p, const text *name) {
  if (!p->asked) return true;
  char *small = memory_text(text_chars(name), name->len);
  lower(small);
  bool same = like_match(p->asked, strlen(p->asked), small, name->len);
  memory_free(small);
  return same;
}

static void fill(pass *p, const char *name) {
  if (!p->of_classes)
    progids_fill(&p->out, &p->registry, name);
  else if (*name == '{')
    classes_fill(&p->out, &p->registry, name);
}

/* One key; false: there are no more. */
static bool step(pass *p) {
  if (p->one) {
    fill(p, p->asked);
    return false;
  }
  text name = {0};
  bool found = p->registry.child(p->registry.self, p->path, p->next, &name);
  p->next += found;
  if (found && matches(p, &name)) fill(p, text_chars(&name));
  text_free(&name);
  return found;
}

sonde_status SONDE_CALL registered_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  pass *p = cursor;
  if (self->host->cancelled(call))
    return self->host->fail(call, SONDE_CANCELLED, 0, "the walk through the registry was cancelled");
  batch_begin(&p->out, span);
  bool more = true;
  for (uint32_t i = 0; i < KEYS_A_SPAN && more && batch_has_room(&p->out); i++)
    more = step(p);
  batch_hand_over(&p->out, span, !more);
  if (more && p->out.count == 0) span->flags |= SONDE_SPAN_WAIT;
  return SONDE_OK;
}
