/* Where a script's file is, as a forge shows it. */
#include "report/place.h"

#include <string.h>

#include "os/file.h"

/* The part of path below folder; NULL: it is not there. */
static const char *below(const char *path, const char *folder) {
  size_t n = folder ? strlen(folder) : 0;
  while (n && folder[n - 1] == '/')
    n--;
  return n && strncmp(path, folder, n) == 0 && path[n] == '/' ? path + n + 1 : NULL;
}

/* Only where the run was on Windows is a backslash a separator. */
static char *with_slashes(arena *a, const session *s, const char *file) {
  char *path = arena_text(a, file, strlen(file));
  bool windows = s->platform && strncmp(s->platform, "windows", 7) == 0;
  for (char *p = path; windows && *p; p++)
    if (*p == '\\') *p = '/';
  return path;
}

/* Takes "x/.." and "." out, by the letters alone: the file may be on another machine. */
static char *collapse(char *path) {
  char *to = path;
  for (const char *from = path; *from;) {
    size_t n = strcspn(from, "/"), step = n + (from[n] == '/');
    bool up = n == 2 && from[0] == '.' && from[1] == '.', here = n == 1 && *from == '.';
    if (up && to > path + 1) {
      to--; /* behind the folder's name */
      while (to > path && to[-1] != '/')
        to--;
    } else if (!up && !here) {
      memmove(to, from, step);
      to += step;
    }
    from += step;
  }
  *to = 0;
  return path;
}

place place_of(arena *a, const report_roots *roots, const session *s, const char *file) {
  if (!file || !*file) return (place){PLACE_NONE, ""};
  const char *path = with_slashes(a, s, file);
  if (!file_is_absolute(path) && *path != '/') {
    if (!roots->working) return (place){PLACE_ROOT, path};
    path = collapse(arena_format(a, "%s/%s", roots->working, path));
  }
  const char *rest = below(path, roots->root);
  if (rest) return (place){PLACE_ROOT, rest};
  rest = below(path, roots->scripts);
  return rest ? (place){PLACE_SCRIPTS, rest} : (place){PLACE_ELSEWHERE, path};
}

static bool is_unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/", c);
}

const char *place_uri(arena *a, const place *p) {
  text uri = {0};
  bool absolute = p->kind == PLACE_ELSEWHERE;
  if (absolute) text_puts(&uri, *p->path == '/' ? "file://" : "file:///");
  for (const char *c = p->path; *c; c++) {
    bool drive = absolute && c == p->path + 1 && *c == ':';
    if (drive || is_unreserved((unsigned char)*c))
      text_putc(&uri, *c);
    else
      text_printf(&uri, "%%%02X", (unsigned char)*c);
  }
  const char *copy = arena_text(a, text_chars(&uri), uri.len);
  text_free(&uri);
  return copy;
}
