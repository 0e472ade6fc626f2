/* Lines of a text that comes in pieces, and a reader of the words of a line. The text may be anything. */
#ifndef MEMORY_LINES_H
#define MEMORY_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

typedef void (*lines_sink)(void *self, const char *line, size_t len); /* without its line end */

typedef struct lines {
  lines_sink sink;
  void *self;
  size_t used;
  char line[8192]; /* what a longer line has more is dropped */
} lines;

void lines_feed(lines *l, const char *bytes, size_t n);
void lines_end(lines *l); /* the last line may lack its end */

typedef struct words {
  const char *at, *end;
} words;

static inline words words_of(const char *line, size_t len) {
  return (words){line, line + len};
}
/* The next word, without blanks around it; false at the end. */
bool words_next(words *w, const char **word, size_t *len);
/* What is left behind the blanks. */
size_t words_rest(words *w, const char **rest);
bool words_skip(words *w, int n);
/* The next word as a number in this base (2 to 16); false, when it is none, has other characters or exceeds
 * 64 bits. */
bool words_number(words *w, unsigned base, uint64_t *out);
/* Digits in front of `stop`, which is skipped; 0: digits up to the end or a blank. */
bool words_digits(words *w, unsigned base, char stop, uint64_t *out);

/* Appends a name as clean UTF-8: wrong bytes and control characters become '?'. */
void names_add(text *names, const char *s, size_t len);

#endif
