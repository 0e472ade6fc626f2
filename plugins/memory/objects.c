/* A list of open things. */
#include "objects.h"

#include "base/memory.h"
#include "lines.h"

object *objects_add(objects *o, uint64_t number) {
  if (o->n == o->capacity) {
    o->capacity = o->capacity ? o->capacity * 2 : 256;
    o->list = memory_resize(o->list, o->capacity * sizeof *o->list);
  }
  object *one = &o->list[o->n++];
  *one = (object){.number = number};
  one->why_flags = one->why_id = one->why_offset = one->why_name = one->why_type = SONDE_WHY_UNKNOWN;
  return one;
}

void objects_type(objects *o, object *one, const char *s, size_t len) {
  one->type = (uint32_t)o->texts.len;
  names_add(&o->texts, s, len);
  one->type_len = (uint32_t)o->texts.len - one->type;
  one->why_type = SONDE_WHY_KNOWN;
}

void objects_name(objects *o, object *one, const char *s, size_t len) {
  one->name = (uint32_t)o->texts.len;
  names_add(&o->texts, s, len);
  one->name_len = (uint32_t)o->texts.len - one->name;
  one->why_name = SONDE_WHY_KNOWN;
}

void objects_free(objects *o) {
  memory_free(o->list);
  text_free(&o->texts);
  *o = (objects){0};
}
