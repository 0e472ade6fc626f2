/* "Did you mean ...?": edit distance with neighbours exchanged, ASCII letters of either case equal. */
#include "base/schema.h"

#include <string.h>

#define LONGEST 64

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least_of(size_t a, size_t b) {
  return a < b ? a : b;
}

/* Cells of the row for a[i]; rows are the two before it. */
static void fill_row(const char *a, size_t i, const char *b, size_t nb, const size_t *before2,
    const size_t *before, size_t *row) {
  row[0] = i + 1;
  for (size_t j = 0; j < nb; j++) {
    bool same = lower(a[i]) == lower(b[j]);
    row[j + 1] = least_of(before[j] + !same, least_of(before[j + 1], row[j]) + 1);
    if (i && j && lower(a[i]) == lower(b[j - 1]) && lower(a[i - 1]) == lower(b[j]))
      row[j + 1] = least_of(row[j + 1], before2[j - 1] + 1);
  }
}

/* SIZE_MAX for words that are too long to be a slip of the finger. */
static size_t distance(const char *a, const char *b) {
  size_t na = strlen(a), nb = strlen(b);
  if (na > LONGEST || nb > LONGEST) return SIZE_MAX;
  size_t rows[3][LONGEST + 1] = {{0}};
  for (size_t j = 0; j <= nb; j++)
    rows[0][j] = j;
  for (size_t i = 0; i < na; i++)
    fill_row(a, i, b, nb, rows[(i + 2) % 3], rows[i % 3], rows[(i + 1) % 3]);
  return rows[na % 3][nb];
}

/* Keeps the nearer one; the first of equals. */
static void consider(const char *candidate, const char *word, size_t *best, const char **nearest) {
  size_t d = distance(word, candidate);
  if (d < *best) {
    *best = d;
    *nearest = candidate;
  }
}

/* One more than the largest distance that still counts as near. */
static size_t too_far(const char *word) {
  return 2 + strlen(word) / 4;
}

const char *schema_suggest(const char *const *words, size_t n, const char *word) {
  const char *nearest = NULL;
  size_t best = too_far(word);
  for (size_t i = 0; i < n; i++)
    consider(words[i], word, &best, &nearest);
  return nearest;
}

const char *schema_suggest_field(const sonde_field *fields, uint32_t nfields, const char *word) {
  const char *nearest = NULL;
  size_t best = too_far(word);
  for (uint32_t i = 0; i < nfields; i++)
    consider(fields[i].name, word, &best, &nearest);
  return nearest;
}
