/* Counter paths as Windows writes them: \\MACHINE\Object(parent/instance#index)\Counter. Pure. */
#ifndef PERFCOUNTERS_PATH_H
#define PERFCOUNTERS_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#define PATH_LONGEST 1024u /* bytes of a path */

typedef struct path_part {
  const char *s; /* in the text that was parsed; not ended by a zero byte */
  size_t len;
} path_part;

/* Parts that a path does not have are empty. */
typedef struct counter_path {
  path_part machine, object;
  path_part instance;      /* without "#index"; "parent/child" as one */
  path_part parent, child; /* of it; parent is empty when there is no '/' */
  path_part counter;
  int64_t index;           /* of several instances with one name, from 0; -1: not told */
  uint32_t pid;            /* of the instance "pid:NUMBER"; 0: another form */
  bool has_instance;
} counter_path;

/* The counter stands behind the last '\', the instance between the first '(' and the ')' before it: so instances may
 * hold '\' and '/', and counters '(' and ')'. SONDE_ARG: not such a path, and where. */
sonde_status path_parse(const char *s, size_t len, counter_path *out, error *e);

/* A text against a pattern with * and ?; letters of ASCII are equal in both cases. */
bool path_like(path_part pattern, const char *text, size_t len);
bool path_is_pattern(path_part part);

/* An instance that exists. index: how many of the same name come before it. */
typedef struct instance_name {
  const char *s;
  size_t len;
  uint32_t index, pid;
} instance_name;

/* "name", or "name#index" from the second on. The bytes written, at most size. */
size_t path_instance_text(const instance_name *n, char *out, size_t size);

/* Without an index a plain name means the first of that name, a pattern each of them. */
bool path_has_instance(const counter_path *p, const instance_name *n);

#endif
