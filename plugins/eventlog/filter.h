/* Which events are wanted, by their System fields and by text. */
#ifndef EVENTLOG_FILTER_H
#define EVENTLOG_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MOST_IDS 64

typedef struct filter {
  const char *source; /* lower-case pattern with * and ?; NULL: any */
  size_t source_len;
  uint32_t nids; /* 0: any */
  int64_t ids[MOST_IDS];
  int64_t most_level; /* this and the more severe ones; 0 counts as 4; -1: any */
  int64_t from, to;   /* nanoseconds since 1970, both included; INT64_MIN and INT64_MAX: any */
  const char *text;   /* lower-case; NULL: any */
  size_t text_len;
} filter;

bool filter_id(const filter *f, int64_t id);
bool filter_level(const filter *f, int64_t level);
bool filter_time(const filter *f, int64_t ns);
bool filter_source(const filter *f, const char *s, size_t len);
/* Whether the text is part of s, without regard to the case of A to Z. */
bool filter_text(const filter *f, const char *s, size_t len);

/* A to Z only. */
void lower_case(char *s, size_t len);

#endif
