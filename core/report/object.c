/* A map that is being filled, on the way to a JSON document. */
#include "report/object.h"

#include <stdlib.h>

#include "base/units.h"

object object_new(arena *a, size_t most) {
  return (object){a, arena_alloc(a, most * sizeof(sonde_pair)), 0, most};
}

void object_put(object *o, const char *key, sonde_value v) {
  if (o->n == o->most) abort(); /* a mistake of ours */
  o->pairs[o->n++] = (sonde_pair){key, v};
}

void object_text(object *o, const char *key, const char *s) {
  object_put(o, key, value_text(s ? s : ""));
}

void object_optional(object *o, const char *key, const char *s) {
  object_put(o, key, s && *s ? value_text(s) : value_nil());
}

void object_time(object *o, const char *key, int64_t wall_ns) {
  text t = {0};
  units_print_time(&t, wall_ns);
  object_text(o, key, arena_text(o->a, text_chars(&t), t.len));
  text_free(&t);
}

sonde_value object_done(const object *o) {
  return value_map(o->pairs, o->n);
}
