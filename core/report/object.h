/* A map that is being filled, on the way to a JSON document. */
#ifndef SONDE_REPORT_OBJECT_H
#define SONDE_REPORT_OBJECT_H

#include "base/arena.h"
#include "base/value.h"

typedef struct object {
  arena *a; /* holds the pairs and whatever is copied */
  sonde_pair *pairs;
  size_t n, most;
} object;

object object_new(arena *a, size_t most); /* most: members it can get; filling in more is a mistake of ours that ends the program */
void object_put(object *o, const char *key, sonde_value v);
void object_text(object *o, const char *key, const char *s);     /* not copied; NULL becomes "" */
void object_optional(object *o, const char *key, const char *s); /* not copied; "" and NULL become null: there is none */
void object_time(object *o, const char *key, int64_t wall_ns);   /* RFC 3339 in UTC */
sonde_value object_done(const object *o);

#endif
