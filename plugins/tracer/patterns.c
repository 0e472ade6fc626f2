/* Lists of patterns, separated by spaces or commas. */
#include "patterns.h"

#include <string.h>

#include "base/like.h"

static const char separators[] = " ,\t\n";

size_t patterns_next(const char **list, const char **pattern) {
  if (!*list) return 0;
  *pattern = *list + strspn(*list, separators);
  size_t len = strcspn(*pattern, separators);
  *list = *pattern + len;
  return len;
}

bool patterns_match(const char *list, const char *name) {
  const char *pattern;
  for (size_t len; (len = patterns_next(&list, &pattern)) > 0;)
    if (like_match(pattern, len, name, strlen(name))) return true;
  return false;
}
